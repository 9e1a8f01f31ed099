"""The activities of the course: pure, true to the engine and to their sources, readable without a script."""

import math
import re
from html import unescape
from xml.etree import ElementTree

import activities
import pytest
from joining import engine_of
from picturing import doubled, every_word, scenes

import postureviz as pv
from postureviz.tables import table

FACTS = activities.numbers()
SLOW = table("slow")
WORDS = activities.words()
NAMES = activities.engine().run("activityNames")

# Plays acts as a reader would, with chances that are always the same, and tells what is on the card.
PLAY = """
const even = () => { let i = 0; return () => (0.5 + 0.618034 * ++i) % 1; };
function played(name, acts, options) {
  const kind = ACTIVITIES[name], chance = even();
  let state = kind.start(options, chance);
  for (const [act, value] of acts) {
    if (act === 'tick') {
      for (let t = 0; t < value && kind.running?.(state); t += 0.1) state = kind.tick(state, 0.1, false);
    } else state = kind.act(state, act, value, chance, false);
  }
  return { state, words: kind.words(state), running: Boolean(kind.running?.(state)) };
}
function shown(name, acts, view) {
  const { state } = played(name, acts, {});
  const around = { id: 'x', live: true, width: 'wide', calm: false, ...view };
  return activityCard(name, ACTIVITIES[name], state, around).map(node => toText(node)).join('');
}
const stand = (path, state, x) => holdingEffort(path, groundOf(path, state), x);
const bodyRead = (change, settings) => measure(bodyWith(change, settings));
const knob = percent => ({ ...tightened(percent), now: tightened(percent).now.status, nudged: 0, even: 0 });
const calmStep = name => MOVEMENT.act(MOVEMENT.start({ movement: name }), 'go', '', null, true).at;
const table = {
  ropeDifferences, tightened: knob, leverTimes, bodyRead, sparedBy, peakOf, calmStep, groundOf,
  stand,
};
const call = (name, ...values) => table[name](...values);
globalThis.PostureViz = { played, shown, call };
"""


@pytest.fixture(scope="module")
def run():
    return engine_of(PLAY).run


def text_of(html):
    return unescape(re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("name", NAMES)
def test_an_activity_without_a_script_is_a_whole_card_of_well_formed_markup(name):
    html = activities.activity_html(name, "here")
    card = ElementTree.fromstring(html.replace("&nbsp;", "&#160;"))
    assert card.get("data-activity") == name
    assert card.find(f".//*[@id='{card.get('aria-labelledby')}']") is not None
    assert WORDS[name]["title"] in text_of(html)
    assert "NaN" not in html and "undefined" not in html and not re.search(r"\{[a-z_]+\}", text_of(html))
    pictures = card.findall(".//{*}svg")
    assert pictures and all(p.get("aria-label") or p.get("aria-hidden") == "true" for p in pictures)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_card_is_made_each_time(name):
    assert activities.activity_html(name, "here") == activities.activity_html(name, "here")


def test_an_unknown_activity_or_place_is_named():
    with pytest.raises(ValueError, match="no activity 'juggle'.*; activities: .*peace"):
        activities.activity_html("juggle", "here")
    with pytest.raises(ValueError, match="place is 'a b'"):
        activities.activity_html("peace", "a b")


def test_every_fact_names_a_source_that_is_listed():
    def rows(node):
        if isinstance(node, dict):
            if "source" in node:
                yield node["source"]
            for kid in node.values():
                yield from rows(kid)
        elif isinstance(node, list):
            for kid in node:
                yield from rows(kid)

    found = {key for key in rows({k: v for k, v in FACTS.items() if k not in ("sources", "about")})}
    assert found - {"definition of the pound-force"} <= set(FACTS["sources"])


def test_the_scales_of_the_bent_mast_read_what_the_engine_solves(run):
    now, even = (pv.solve(pv.load("mast"), f) for f in ({"port": 1.5}, {}))
    for row in run("call", "ropeDifferences"):
        for side in ("port", "starboard"):
            rope = f"{side}_{row['level']}"
            assert row[side]["tension_N"] == pytest.approx(now.tension[rope], rel=1e-8)
            assert row[side]["change_cm"] == pytest.approx(
                100 * (now.length[rope] - even.length[rope]), abs=1e-6
            )
        assert row["port"]["change_cm"] < 0 < row["starboard"]["change_cm"]


def test_tighter_on_both_sides_carries_more_and_holds_less(run):
    steps = [run("call", "tightened", percent) for percent in range(0, 101, 5)]
    loads = [step["load_N"] for step in steps]
    left = [step["left"] for step in steps if step["now"] == "settled"]
    assert loads == sorted(loads) and left == sorted(left, reverse=True)
    assert steps[0]["now"] == "settled" and steps[-1]["now"] == "buckled"
    mast = pv.load("mast")
    for percent in (0, 40, 85):
        factor = 1 + percent / 100
        p = pv.solve(mast, {"port": factor, "starboard": factor})
        assert steps[percent // 5]["load_N"] == pytest.approx(p.joints.compression[0], rel=1e-8)


def test_a_nudge_ends_where_it_began_and_is_told_beside_even_pull(run):
    after = run("played", "tighter", [["knob", 85], ["nudge", ""], ["tick", 3]], {})
    assert not after["running"] and after["state"]["push"] == 0
    moved, even = map(float, re.findall(r"([\d.]+) cm", after["words"]))
    assert moved > 3 * even > 0


def test_the_lever_is_the_moment_of_a_weight_over_the_arm_of_its_muscles(run):
    weight, height = 60, 0.16
    for deg in (0, 20, 45, 60):
        for arm in (30, 37, 50):
            turn = math.radians(deg)
            force = weight * math.cos(turn) + weight * height * math.sin(turn) / (arm / 1000)
            assert run("call", "leverTimes", deg, arm) == pytest.approx(force / weight)


def test_bracing_spares_the_pushed_shoulder_the_share_that_python_solves(run):
    side = pv.load("side")

    def give(more):
        braced = pv.solve(side, dict.fromkeys(side.groups, 1 + more))
        return pv.push(braced, 1.0, "shoulder")["give_cm_per_N"]

    for more in (0.0, 0.3, 1.0):
        assert run("call", "sparedBy", more) == pytest.approx(1 - give(more) / give(0), abs=1e-6)
    assert 0.1 < run("call", "sparedBy", 1.0) < 0.3


def test_bracing_steadies_and_presses_and_each_bit_buys_less_than_the_one_before(run):
    words = [run("played", "brace", [["brace", percent]], {})["words"] for percent in (20, 60, 100)]
    cm = [float(re.search(r"by about ([\d.]+) cm", text)[1]) for text in words]
    load = [float(re.search(r"carries (\d+) %", text)[1]) for text in words]
    assert cm == sorted(cm, reverse=True) and load == sorted(load) and load[0] > 100
    spared = [run("call", "sparedBy", k / 4) for k in range(5)]
    gains = [b - a for a, b in zip(spared[:-1], spared[1:], strict=True)]
    assert gains == sorted(gains, reverse=True) and gains[-1] > 0
    assert "This body has no more to give" in words[2] and "would take off" in words[0]


def test_a_movement_tells_the_loads_that_python_solves(run):
    side = pv.load("side")
    standing = pv.movement(side, "sit_to_stand", count=2)[-1]["loads"]["L5"]
    harder = dict.fromkeys(side.groups, 1 + FACTS["moving"]["supported_share"]["value"])
    for name, way, factors in (("lift_bag", "plain", {}), ("cup", "supported", harder)):
        peak = max(each["loads"].get("L5", 0) for each in pv.movement(side, name, factors))
        assert run("call", "peakOf", name, way) == pytest.approx(100 * peak / standing, rel=1e-6)


def test_support_costs_at_ease_and_hardly_anything_at_the_peak(run):
    told = run("played", "movement", [["movement", "lift_bag"], ["at", 0]], {})["words"]
    plain, supported = map(int, re.findall(r"(\d+) %", told)[:2])
    assert plain == 100 and supported > 110
    for name in ("cup", "shelf", "sit_to_stand", "lift_bag"):
        peaks = [run("call", "peakOf", name, way) for way in ("plain", "supported")]
        assert peaks[1] == pytest.approx(peaks[0], rel=0.03)


def test_where_the_model_has_no_load_the_film_says_so_and_draws_none(run):
    acts = [["movement", "lift_bag"], ["at", 100], ["way", "supported"]]
    told = run("played", "movement", acts, {})["words"]
    assert WORDS["movement"]["no_load"] in told and "null" not in told and "NaN" not in told
    assert "NaN" not in run("shown", "movement", acts, {})


def test_a_movement_plays_to_its_end_and_steps_for_who_asks_for_less_motion(run):
    over = run("played", "movement", [["go", ""], ["tick", 6]], {})
    assert over["state"]["at"] == 1 and not over["running"]
    assert run("call", "calmStep", "cup") == pytest.approx(0.1)


def test_gulls_are_counted_by_the_clock_and_leave_in_time(run):
    begun = run("played", "sittall", [["go", ""], ["tick", 20]], {})
    assert begun["running"] and begun["state"]["time"] == pytest.approx(20, abs=0.2)
    held = run("played", "sittall", [["go", ""], ["tick", 20], ["pause", ""], ["tick", 20]], {})
    assert held["state"]["time"] == begun["state"]["time"] and not held["running"]
    over = run("played", "sittall", [["go", ""], ["tick", 95]], {})["state"]
    assert over["phase"] == "asked"
    gulls = over["gulls"]
    assert 9 <= len(gulls) <= 14
    assert all(0 < gull["at"] < 90 - 7 for gull in gulls)
    # who asks for less motion counts sevens, as many as there are gulls
    assert over["numbers"].count(7) == len(gulls)


def test_less_motion_is_a_list_of_numbers_and_no_gull(run):
    acts = [["go", ""], ["tick", 31]]
    calm = run("shown", "sittall", acts, {"calm": True})
    assert "pv-picture" not in calm and len(re.findall(r"\b\d\b", text_of(calm))) >= 10
    assert "pv-picture" in run("shown", "sittall", acts, {"calm": False})


def test_every_course_shows_its_dots_its_band_and_what_is_assumed(run):
    slow = [("creep", SLOW["creep"]["source"]), ("kyphosis", SLOW["tone"]["measured"][0]["source"])]
    for name, source in [(c["name"], FACTS["sources"][c["source"]]) for c in FACTS["courses"]] + slow:
        card = text_of(run("shown", "timeline", [["course", name]], {}))
        assert source in card and WORDS["timeline"][name]["dotted"] in card
    for course in FACTS["courses"]:
        card = run("shown", "timeline", [["course", course["name"]]], {})
        assert card.count("<circle") == len(course["mean"]) + len(course.get("marks", []))
        if "low" in course:
            rows = zip(course["low"], course["mean"], course["high"], strict=True)
            assert all(low <= mean <= high for low, mean, high in rows)


def test_a_drawn_body_has_the_curves_it_was_asked_for(run):
    even = pv.measure(pv.solve(pv.load("side"), {}))
    change = {"lordosis_deg": 9.0, "kyphosis_deg": -7.0, "craniovertebral_deg": 6.0}
    read = run("call", "bodyRead", change, {})
    for name, by in change.items():
        assert read[name] == pytest.approx(even[name] + by, abs=1e-4)


def test_the_line_up_tells_by_lot_and_the_lots_do_not_look_at_the_shapes(run):
    chosen = [["person", "1"], ["person", "4"], ["person", "8"]]
    end = run("played", "lineup", [*chosen, ["show", ""]], {})
    state = end["state"]
    assert len(set(state["hurts"])) == FACTS["lineup"]["hurting"] and state["chosen"] == [1, 4, 8]
    assert f"found {len(set(state['hurts']) & {1, 4, 8})} of 3" in end["words"]
    assert "0.9" in end["words"]
    # a fourth guess takes the place of the first; after the show nothing changes
    four = run("played", "lineup", [*chosen, ["person", "2"]], {})
    assert four["state"]["chosen"] == [4, 8, 2] and four["words"] == "3 of 3 chosen: C, E and I."
    assert run("played", "lineup", [*chosen, ["show", ""], ["person", "2"]], {})["state"]["chosen"] == [
        1,
        4,
        8,
    ]
    card = run("shown", "lineup", [], {})
    assert card.count('data-act="person"') == 10 and card.count('aria-pressed="false"') == 10


def test_people_in_the_line_up_are_spread_as_the_sources_say(run):
    people = []
    for _ in range(12):
        people += run("played", "lineup", [["again", ""]] * (len(people) // 10), {})["state"]["people"]
    for name in ("lordosis_deg", "kyphosis_deg", "craniovertebral_deg"):
        values = [person["change"][name] for person in people]
        sd = FACTS["spread"][name]["sd"]
        assert max(map(abs, values)) <= 2 * sd
        assert 0.5 * sd < (sum(v * v for v in values) / len(values)) ** 0.5 < 1.2 * sd


def test_twins_cannot_be_told_apart_by_any_reading(run):
    side = pv.load("side")
    a, b = (pv.solve(side, FACTS["twins"][name]) for name in "ab")
    rows = {row["name"]: row for row in side.to_dict()["readings"]}
    for name, value in pv.measure(a).items():
        smallest = rows[name].get("smallest")
        if smallest:
            assert abs(pv.measure(b)[name] - value) < smallest / 2, name
    # on a phone a millimetre of the body is a third of a pixel
    assert abs(a.points - b.points).max() < 0.004
    assert a.factors["hip_flexors"] > 1.4 and b.factors["hip_flexors"] == 1


PATHS = {
    "tilt": ("side", "lower_crossed", "tilt_deg"),
    "side_shift": ("back", "one_side_more", "c7_shift_cm"),
    "rounding": ("side", "upper_crossed", "kyphosis_deg"),
}


def pulls_of(model, preset):
    return next(row for row in pv.load(model).to_dict()["presets"] if row["name"] == preset)


@pytest.mark.parametrize("path", PATHS)
def test_the_ball_settles_where_the_engine_says_and_nothing_holds_it_there(run, path):
    model, preset, reading = PATHS[path]
    row = pulls_of(model, preset)
    p = pv.solve(pv.load(model), row["factors"], settings=row["settings"])
    ground = run("call", "groundOf", path, {})
    assert ground["rest"] == pytest.approx(pv.measure(p)[reading], abs=1e-6)
    assert run("call", "stand", path, {}, ground["rest"]) < 0.15
    effort = [run("call", "stand", path, {}, x) for x in ground["x"]]
    lowest = min(range(len(effort)), key=effort.__getitem__)
    assert effort[:lowest] == sorted(effort[:lowest], reverse=True)


def test_practice_moves_the_valley_towards_even_and_no_further_than_trials(run):
    model, _, reading = PATHS["rounding"]
    trial = next(row for row in SLOW["tone"]["measured"] if row["reading"] == reading)
    least = min(abs(trial["low"]), abs(trial["high"]))
    before, half, after = (run("call", "groundOf", "rounding", {"weeks": w})["rest"] for w in (0, 6, 12))
    even = pv.measure(pv.solve(pv.load(model), {}))[reading]
    assert abs(after - before) <= least + 1e-4
    assert abs(after - even) < abs(half - even) < abs(before - even)


def test_the_page_practises_as_the_package_does(run):
    side = pv.load("side")
    for weeks in (3, 12):
        found = pv.retrain(side, side.presets["upper_crossed"]["factors"], "kyphosis_deg", weeks)
        here = run("call", "groundOf", "rounding", {"weeks": weeks})["factors"]
        assert here == pytest.approx(found["factors"], abs=1e-7) and 0 < found["share"] < 1


def test_where_no_trial_was_found_no_practice_is_offered(run):
    for path in ("tilt", "side_shift"):
        card = run("shown", "valley", [["path", path]], {})
        assert 'data-act="practice"' not in card and "no trial has shown" in text_of(card)
    assert 'data-act="practice"' in run("shown", "valley", [["path", "rounding"]], {})


def test_attention_fades_as_its_slider_says_and_the_ball_comes_to_rest(run):
    acts = [["attention", 8], ["go", ""]]
    # eight minutes are four seconds here, after which the e-th part is left
    left = run("played", "valley", [*acts, ["tick", 4]], {})["state"]["held"]
    assert left == pytest.approx(math.exp(-1), abs=0.02)
    end = run("played", "valley", [*acts, ["tick", 40]], {})
    assert end["state"]["held"] == 0 and not end["running"]
    assert WORDS["valley"]["returned"] in end["words"]


def test_what_is_steeper_than_the_picture_leaves_it_and_is_not_flattened(run):
    card = run("shown", "valley", [], {})
    surface = re.search(r'<path d="([^"]+)"[^>]*data-part="surface"', card)[1]
    heights = [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", surface)]
    assert min(heights) >= 62 - 0.1
    assert sum(abs(y - min(heights)) < 0.5 for y in heights) <= 2


def test_support_steepens_the_valley(run):
    told = run("played", "valley", [["support", 4]], {"support": 1})["words"]
    times = float(re.search(r"([\d.]+) times as steep", told)[1])
    assert times > 1.05


def test_paper_tells_the_answer_and_no_instruction_for_hands():
    peace = text_of(activities.activity_html("peace", "here"))
    assert "The scales read" in peace and WORDS["peace"]["before"] not in peace
    assert "Same shape, different ropes." in text_of(activities.activity_html("twins", "here"))
    assert WORDS["sittall"]["ready"] not in text_of(activities.activity_html("sittall", "here"))


def told_outside(html):
    """Yield lines of the pictures of a card that run out at a side, by the usual width of letters."""
    for svg in re.findall(r"<svg .*?</svg>", html, re.DOTALL):
        root = ElementTree.fromstring(svg)
        w = float(root.get("viewBox").split()[2])
        for line in (node for node in root.iter("text") if node.text):
            wide = len(line.text) * float(line.get("font-size")) * 0.5
            left = float(line.get("x")) - {"middle": 0.5, "end": 1}.get(line.get("text-anchor"), 0) * wide
            if left < 0 or left + wide > w:
                yield line.text


@pytest.mark.parametrize(
    "name", ["brace", "headlever", "movement", "peace", "tighter", "timeline", "valley", "world"]
)
def test_words_twice_as_long_stay_in_the_pictures(name):
    still = scenes("stillActivity: activityStill", doubled(every_word()))
    html = still("stillActivity", name, "pv-here", {})
    assert html.count("<text") > 10
    assert list(told_outside(html)) == []
    assert "…" not in activities.activity_html(name, "here")


def boxes_of_words(svg):
    """The lines of a picture with the boxes that they fill, by the usual width of letters."""
    for line in svg.iter("text"):
        if line.text:
            size = float(line.get("font-size"))
            wide = len(line.text) * size * (0.55 if line.get("font-weight") == "700" else 0.5)
            left = float(line.get("x")) - {"middle": 0.5, "end": 1}.get(line.get("text-anchor"), 0) * wide
            y = float(line.get("y"))
            yield line.text, left, y - 0.7 * size, left + wide, y + 0.15 * size


def struck(card):
    """Words of the pictures of a card that lie on other words, or that a line of the chart runs through."""
    for text in re.findall(r"<svg .*?</svg>", card, re.DOTALL):
        svg = ElementTree.fromstring(text)
        boxes = list(boxes_of_words(svg))
        for i, (a, al, at, ar, ab) in enumerate(boxes):
            for b, bl, bt, br, bb in boxes[:i]:
                if al < br and bl < ar and at < bb and bt < ab:
                    yield a, b
        for line in svg.iter("polyline"):
            ends = [tuple(map(float, p.split(","))) for p in line.get("points").split()]
            if len(ends) == 2 and ends[0][1] == ends[1][1] and line.get("stroke") == "var(--line)":
                (x0, y), (x1, _) = ends
                for words, left, top, right, low in boxes:
                    if top < y < low and left < x1 and x0 < right:
                        yield words


@pytest.mark.parametrize("width", ["wide", "compact"])
def test_no_words_of_a_chart_lie_on_others_or_are_struck_through(run, width):
    courses = re.findall(r'value="(\w+)"[^>]*data-act="course"', run("shown", "timeline", [], {}))
    assert len(courses) >= 6
    cards = {name: run("shown", "timeline", [["course", name]], {"width": width}) for name in courses}
    for name in pv.movements("side"):
        cards[name] = run("shown", "movement", [["movement", name]], {"width": width})
    assert {name: list(struck(card)) for name, card in cards.items() if list(struck(card))} == {}
