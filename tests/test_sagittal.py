"""The body from the side: true to the solver in every line, whole in every state, and never crowded."""

import itertools
import math
import re
from functools import cache

import numpy as np
import pytest
from picturing import WIDTHS, crowded, outline, outside_by, random_states, scenes, seen, words_of

import postureviz as pv
from postureviz.words import catalogue

LAYERS = ("muscles", "measures", "loads", "bones", "reflex", "cross", "stays", "more", "full")
WORDS = catalogue()["side_view"]
NOTED = 0.01  # of the length at even pull; less is called unchanged
# How far a muscle may stand out from the skin, cm: in presets, and in states that no one would choose.
PRESET_CM, WILD_CM = 0.15, 0.8

LOOK = """
import { framesOf } from './drawing/side_anatomy.js';
import { LAYOUTS } from './drawing/side_view.js';
scene, glyphOf,
geometry: p => {
  const frames = framesOf(p), lines = cableLines(p, frames), muscles = {};
  for (const cable of p.model.cables)
    muscles[cable.name] = muscleOutline(cable.name, lines[cable.name], pullOf(cable, p.factors));
  const [slim, full] = ['slim', 'full'].map(body => skinOutline(frames, body));
  return { lines, muscles, frames, slim, full, arm: armOutline(frames) };
},
layout: width => LAYOUTS[width],
outline: (p, options) => { const of = n => `<${n.t}${n.k.map(of).join('')}>`; return of(scene(p, options)); },
words: (p, options) => {
  const tree = scene(p, options), texts = [], labels = {};
  const walk = (node, label) => {
    if (node.a.display === 'none') return;
    const part = String(node.a['data-part'] ?? '');
    const own = part.endsWith('_label') ? part.slice(0, -6) : label;
    if (node.t === 'text' && node.x) texts.push(node), own && (labels[own] ??= []).push(node.x);
    for (const kid of node.k) walk(kid, own);
  };
  walk(tree, null);
  return { page: { ...tree, k: texts }, labels, broken: /NaN|Infinity|undefined/.test(toText(tree)) };
},
kept: (p, q, options) => {
  const bodies = [p, q].map(x => scene(x, options).k[1]);
  return bodies[0].k.filter((kid, i) => kid === bodies[1].k[i]).length;
}
"""


@cache
def plain(p):
    """A posture as data, without its model."""
    return {k: v for k, v in p.to_dict().items() if k != "model"}


@pytest.fixture(scope="module")
def run():
    """The drawing code; a posture goes over without its model, which is there already."""
    whole = "args.map(a => a.angles ? { ...a, model: library().side } : a)"
    engine = scenes("call: (name, args) => ({" + LOOK + "})[name](..." + whole + ")")

    def call(name, *args):
        return engine("call", name, [plain(a) if isinstance(a, pv.posture.Posture) else a for a in args])

    return call


@pytest.fixture(scope="module")
def side():
    return pv.load("side")


@pytest.fixture(scope="module")
def presets(side):
    return {name: pv.solve(side, row["factors"], row["settings"]) for name, row in side.presets.items()}


@pytest.fixture(scope="module")
def wild(side, sampled):
    """Random states; what does not settle is left to the notice."""
    count = sampled("wild bodies from the side")
    states = [pv.solve(side, f, s) for f, s in random_states(side, count, seed=11)]
    return [p for p in states if p.status in ("settled", "buckled")]


def smooth(points, steps=5):
    """A closed curve through points, as the picture draws it to within a fraction of a millimetre."""
    p = np.array(points)
    a, b, c, d = np.roll(p, 1, 0), p, np.roll(p, -1, 0), np.roll(p, -2, 0)
    t = (np.arange(steps) / steps)[:, None, None]
    curve = 2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    return (curve / 2).transpose(1, 0, 2).reshape(-1, 2)


def filled(points, ring):
    """Whether points lie in what the outline fills: wound around at least once, folds included."""
    (ax, ay), (bx, by) = ring.T, np.roll(ring, -1, axis=0).T
    x, y = points[:, :1], points[:, 1:]
    left = (bx - ax) * (y - ay) - (x - ax) * (by - ay)
    winding = ((ay <= y) & (by > y) & (left > 0)).sum(1) - ((ay > y) & (by <= y) & (left < 0)).sum(1)
    return winding != 0


def sticking_out(geometry, body):
    """How far each muscle stands out from skin and arm, cm; only those that do."""
    skin, arm = smooth(geometry[body]), smooth(geometry["arm"])
    names = [name for name, points in geometry["muscles"].items() for _ in points]
    points = np.concatenate([np.array(p) for p in geometry["muscles"].values()])
    out = {}
    for i in np.flatnonzero(~(filled(points, skin) | filled(points, arm))):
        far = min(outside_by(points[i : i + 1], ring) for ring in (skin, arm))
        out[names[i]] = max(far, out.get(names[i], 0))
    return out


def part(tree, name):
    return next(node for node in seen(tree) if node["a"].get("data-part") == name)


def points_of(node):
    return np.array([[float(v) for v in p.split(",")] for p in node["a"]["points"].split()])


def test_the_lines_of_the_muscles_are_the_paths_of_the_cables(run, side):
    for factors, settings in random_states(side, 20, seed=2):
        p = pv.solve(side, factors, {**settings, "seat": 0})
        lines = run("geometry", p)["lines"]
        for name, path in p.paths.items():
            assert np.allclose(np.array(lines[name]) / 100, path, atol=1e-9), name


def test_muscles_lie_inside_the_skin_in_every_preset(run, presets):
    for (name, p), body in itertools.product(presets.items(), ("slim", "full")):
        out = sticking_out(run("geometry", p), body)
        assert max(out.values(), default=0) <= PRESET_CM, (name, body, out)


def test_muscles_hardly_leave_the_skin_in_wild_states(run, wild):
    worst = []
    for i, p in enumerate(wild):
        out = sticking_out(run("geometry", p), ("slim", "full")[i % 2])
        worst.append(max(out.values(), default=0))
        assert worst[-1] <= WILD_CM, (p, out)
    assert np.quantile(worst, 0.8) <= 0.2


def measured_length(p, cable, even):
    """Length of a cable against even pull, with what its law says that a seat and a bent knee add."""
    seat, knee = p.settings["seat"], p.settings["knee_bend_deg"]
    by = {"seat": seat, "knee_bend_deg": knee * (1 - seat)}
    seated = sum(row["per_unit_m"] * by[row["setting"]] for row in cable["law"].get("short", []))
    return (p.length[cable["name"]] + seated) / even.length[cable["name"]] - 1


def test_a_group_called_short_is_shorter_than_at_even_pull_and_a_long_one_longer(run, side, presets, wild):
    told = set()
    evens = {}
    cables = side.to_dict()["cables"]
    for p in [*presets.values(), *wild]:
        shape = p.settings["pelvic_incidence_deg"]
        if shape not in evens:
            evens[shape] = pv.solve(side, None, {"pelvic_incidence_deg": shape})
        for group, lines in run("words", p, {"show": {"muscles": True, "more": True}})["labels"].items():
            own = [c for c in cables if group in (c["group"], c["name"])]
            change = max((measured_length(p, cable, evens[shape]) for cable in own), key=abs)
            said = {key for key in ("short", "long") if WORDS["length"][key] in lines[1]}
            true = {"short"} if change < -NOTED else {"long"} if change > NOTED else set()
            assert said == true, (group, lines)
            told |= said
    assert told == {"short", "long"}


def test_pull_and_its_sign_are_told_apart_from_length(run, side):
    p = pv.solve(side, {"hip_flexors": 1.7, "abdominals": 0.5, "chest": 0})
    labels = run("words", p, {})["labels"]
    assert labels["hip_flexors"][0] == "▲ Hip flexors" and labels["hip_flexors"][1].startswith("more +70 %")
    assert labels["abdominals"][0] == "▼ Abdominals" and labels["abdominals"][1].startswith("less −50 %")
    assert labels["chest"][1].startswith("less −100 %")
    assert labels["glutes"][0] == "Glutes"


def test_a_muscle_that_pulls_less_is_dashed_and_one_that_pulls_more_is_solid(run, side):
    p = pv.solve(side, {"hip_flexors": 1.7, "abdominals": 0.5})
    dashed = {}
    for node in seen(run("scene", p, {})):
        if "data-group" in node["a"]:
            edge = node["k"][0]["a"].get("stroke-dasharray")
            dashed.setdefault(node["a"]["data-group"], set()).add(edge is not None)
    assert dashed["abdominals"] == {True}
    assert dashed["hip_flexors"] == dashed["glutes"] == {False}


SHOWN = [
    {"muscles": True},
    {"muscles": True, "more": True, "cross": True},
    {"measures": True},
    {"muscles": True, "loads": True},
    {"muscles": True, "reflex": True, "bones": True},
    {"stays": True, "full": True},
    {"measures": True, "loads": True},
    {"measures": True, "muscles": True, "cross": True},
]


def test_words_are_inside_the_view_and_apart_in_wild_states_and_every_preset(run, presets, wild):
    for i, p in enumerate([*presets.values(), *wild]):
        for show, width in itertools.product(SHOWN, WIDTHS):
            if i >= len(presets) and (i + 3 * SHOWN.index(show) + WIDTHS.index(width)) % (3 * len(SHOWN)):
                continue
            told = run("words", p, {"show": show, "width": width})
            assert crowded(told["page"]) == [] and not told["broken"], (p, show, width)


def test_every_state_and_layer_has_one_structure(run, presets, wild):
    for width in WIDTHS:
        outlines = {
            run("outline", p, {"show": dict.fromkeys(on, True), "width": width})
            for p, on in zip(
                [*presets.values(), *wild[:40]],
                itertools.cycle([[], ["muscles"], ["measures"], LAYERS, ["loads", "muscles"]]),
            )
        }
        assert len(outlines) == 1


def test_names_stay_in_their_columns_when_words_are_twice_as_long(side, presets):
    def doubled(value):
        if isinstance(value, str):
            return re.sub(r"[^{}\W\d_]+(?![^{]*\})", lambda m: m[0] + m[0], value)
        return {k: doubled(v) for k, v in value.items()} if isinstance(value, dict) else value

    words = {**catalogue(), "side_view": doubled(WORDS)}
    run = scenes("scene", words)
    for width, show in itertools.product(WIDTHS, ({"muscles": True, "more": True}, {"measures": True})):
        assert crowded(run("scene", presets["layered"].to_dict(), {"width": width, "show": show})) == []


def test_angles_are_drawn_between_the_places_that_the_readings_use(run, presets):
    for p in presets.values():
        marks = part(run("scene", p, {"show": {"measures": True}}), "measures")
        told = run("words", p, {"show": {"measures": True}})["labels"]
        values = pv.measure(p)
        read = (values["tilt_deg"], values["craniovertebral_deg"])
        for group, value in zip(marks["k"][:2], read, strict=True):
            start, end = points_of(group["k"][1])
            drawn = np.degrees(np.arctan2(start[1] - end[1], end[0] - start[0]))
            assert abs(drawn) == pytest.approx(abs(value), abs=0.2)
        for name in ("tilt_deg", "lordosis_deg", "kyphosis_deg", "craniovertebral_deg"):
            assert re.search(r"(-?\d+)°", told[name][0])[1] == str(math.floor(values[name] + 0.5))


def test_loads_of_a_body_that_carries_a_weight_are_called_too_low(run, side):
    for settings in ({"rucksack_kg": 10.0}, {"bag_kg": 5.0}, {"head_kg": 1.0}, {"held_kg": 2.0}):
        heading, *below = run("words", pv.solve(side, None, settings), {"show": {"loads": True}})["labels"][
            "L5_load"
        ]
        assert "≥" in heading and " ".join(below) == WORDS["laden"]
    for settings in ({}, {"reach": 1.0}, {"forward_lean_deg": 20.0}):
        lines = run("words", pv.solve(side, None, settings), {"show": {"loads": True}})["labels"]["L5_load"]
        assert "≥" not in lines[0] and "too low" not in " ".join(lines)


def test_bars_of_load_are_in_per_cent_of_quiet_standing(run, side, presets):
    names = [link["name"] for link in side.to_dict()["links"]]
    even = presets["even"].joints.compression
    for settings in ({"forward_lean_deg": 20}, {"bag_kg": 10}, {"rucksack_kg": 6}):
        p = pv.solve(side, {}, settings)
        tree = run("scene", p, {"show": {"loads": True}})
        full = part(run("scene", presets["even"], {"show": {"loads": True}}), "L5_load")["a"]["width"]
        for level in ("L5", "L3", "T12", "C7"):
            share = p.joints.compression[names.index(level)] / even[names.index(level)]
            assert part(tree, f"{level}_load")["a"]["width"] / full == pytest.approx(min(3, share), abs=1e-6)
        lines = run("words", p, {"show": {"loads": True}})["labels"]["L5_load"]
        sign = ":" if "forward_lean_deg" in settings else " ≥"
        assert lines[0] == f"L5/S1{sign} {pv.measure(p)['l5s1_share_pct']:.0f} %"


def test_the_reflex_shows_the_torques_of_its_springs(run, side):
    p = pv.solve(side, {"lower_back": 1.6}, {"forward_lean_deg": 15})
    told = run("words", p, {"show": {"reflex": True}})["labels"]
    names = [link["name"] for link in side.to_dict()["links"]]
    for spring, joint in (("gaze", "head"), ("trunk", "pelvis"), ("balance", "pelvis")):
        torque = abs(p.servo[spring][names.index(joint)])
        assert float(told[f"{spring}_reflex"][0].split()[0]) == pytest.approx(torque, abs=0.051)


def test_a_standing_body_has_its_weight_over_its_foot_and_its_sole_on_the_floor(run, presets):
    for p in presets.values():
        g = run("geometry", p)
        assert min(y for _, y in g["slim"]) == pytest.approx(0, abs=0.1)
        heel, toe = min(x for x, y in g["slim"] if y < 3), max(x for x, y in g["slim"] if y < 3)
        assert heel < 100 * p.model.to_dict()["stance"]["foot_m"][0] < toe


def leg(g):
    """Hip, knee and ankle of a drawn body, and the lowest of its sole."""
    hip, knee, ankle = (np.array(g["frames"][k]["point"]) for k in ("thigh", "shank", "foot"))
    return hip, knee, ankle, min(y for _, y in g["slim"])


def test_on_bent_knees_the_hip_comes_down_and_the_sole_stays_on_the_floor(run, side):
    hip, knee, _, _ = leg(run("geometry", pv.solve(side)))
    thigh = np.hypot(*(hip - knee))
    last = hip[1]
    for bend in (10, 20, 30, 40):
        for more in ({}, {"forward_lean_deg": 20, "rucksack_kg": 8}):
            p = pv.solve(side, {}, {"knee_bend_deg": bend, **more})
            down, ahead, ankle, sole = leg(run("geometry", p))
            assert sole == pytest.approx(0, abs=0.1)
            assert np.hypot(*(down - ahead)) == pytest.approx(thigh)
            # the drawn foot stays; the shank hardly stretches
            assert abs(np.hypot(*(ahead - ankle)) - 39.4) < 1.5
            assert ahead[0] - down[0] > 0.2 * bend - 2  # straight, the knee is 2 cm behind the hip
            bent = np.degrees(np.arctan2(*(ahead - ankle)) + np.arctan2(*(ahead - down) * [1, -1]))
            start = np.degrees(np.arctan2(2.8, 39.3) + np.arctan2(-2, 40.9))
            assert bent - start == pytest.approx(bend, abs=3)
            if not more:
                assert down[1] < last - 0.3
                last = down[1]


def test_a_slope_turns_the_foot_and_nothing_else_and_a_seat_tips_its_board(run, side):
    level, sloped = (run("geometry", pv.solve(side, {}, {"incline_deg": v})) for v in (0, 12))
    for name, frame in level["frames"].items():
        turned = sloped["frames"][name]
        same = np.allclose(frame["point"], turned["point"], atol=1e-6)
        same &= np.allclose(frame["ahead"], turned["ahead"], atol=1e-6)
        assert same == (name != "foot"), name
    sole = [p for p, q in zip(sloped["slim"], level["slim"], strict=True) if q[1] < 0.3]
    (x0, y0), (x1, y1) = min(sole), max(sole)
    assert np.degrees(np.arctan2(y1 - y0, x1 - x0)) == pytest.approx(12, abs=1)
    thighs = []
    for tip in (-15, 0, 15):
        p = pv.solve(side, {}, {"seat": 1, "incline_deg": tip})
        hip, knee, ankle, _ = leg(run("geometry", p))
        thighs.append(np.degrees(np.arctan2(*(knee - hip)[::-1])))
        assert knee[1] - ankle[1] > 35  # the shin hangs
    assert np.diff(thighs) == pytest.approx([15, 15], abs=0.1)


def test_on_a_seat_the_thigh_comes_forward_and_the_shin_hangs(run, side):
    g = run("geometry", pv.solve(side, {}, {"seat": 1}))
    hip, knee, ankle = (np.array(g["frames"][k]["point"]) for k in ("thigh", "shank", "foot"))
    assert knee[0] - hip[0] > 35 and abs(knee[1] - hip[1]) < 12
    assert abs(ankle[0] - knee[0]) < 8 and knee[1] - ankle[1] > 35


def test_hands_are_where_the_model_holds_the_weight_and_an_arm_reaches_level(run, side):
    held = next(row for row in side.to_dict()["weights"] if row["name"] == "held")
    for factors in ({}, {"chest": 1.8}, {"mid_back": 1.8}):
        frames = run("geometry", pv.solve(side, factors, {"held_kg": 5}))["frames"]
        blade, fore = frames["scapula"], frames["fore"]
        ahead = complex(*blade["ahead"])
        place = complex(*blade["point"]) + 100 * complex(*held["at_m"]) * ahead
        palm = complex(*fore["point"]) - 36 * complex(*fore["ahead"])
        assert abs(palm - place) < 0.1
    frames = run("geometry", pv.solve(side, {}, {"reach": 1}))["frames"]
    assert frames["fore"]["point"][0] - frames["arm"]["point"][0] > 28


@pytest.mark.parametrize("lean", [0, 15, 30])
def test_who_sits_rests_the_hands_on_the_thighs_with_arms_of_their_usual_length(run, side, lean):
    seated, standing = (
        run("geometry", pv.solve(side, {}, {"seat": seat, "forward_lean_deg": lean}))["frames"]
        for seat in (1, 0)
    )

    def at(frame, ahead):
        return np.array(frame["point"]) + ahead * np.array(frame["ahead"])

    palm, hip, knee = at(seated["fore"], -36), at(seated["thigh"], 0), at(seated["shank"], 0)
    along = (palm - hip) @ (knee - hip) / ((knee - hip) @ (knee - hip))
    above = (palm - hip) - along * (knee - hip)
    assert 0.4 < along < 0.9 and 4 < np.linalg.norm(above) < 12 and above[1] > 0
    arms = [np.linalg.norm(at(f["fore"], 0) - at(f["arm"], 0)) for f in (seated, standing)]
    assert arms[0] == pytest.approx(arms[1], abs=1e-6)


@pytest.mark.parametrize("width", WIDTHS)
def test_words_keep_off_a_body_that_leans_and_reaches(run, side, width):
    for settings in (
        {"seat": 1, "forward_lean_deg": 30},
        {"forward_lean_deg": 30},
        {"seat": 1},
        {"reach": 1, "held_kg": 5},
    ):
        p = pv.solve(side, {}, settings)
        tree = run("scene", p, {"width": width})
        rings = [outline(part(tree, name)["a"]["d"], 6) for name in ("skin", "arm")]
        told = words_of(part(tree, "labels"))
        assert len(told) >= (6 if width == "compact" else 12)
        for words, left, top, right, bottom in told:
            xs = np.linspace(left, right, 12)
            edge = np.array([[x, y] for x in xs for y in (top, (top + bottom) / 2, bottom)])
            inside = [outside_by(edge[i : i + 1], ring) == 0 for i in range(len(edge)) for ring in rings]
            assert not any(inside), (settings, words)


@pytest.mark.parametrize("width", WIDTHS)
def test_what_is_held_far_ahead_stays_in_the_picture(run, side, width):
    tree = run("scene", pv.solve(side, {}, {"reach": 1, "held_kg": 5}), {"width": width})
    w = float(tree["a"]["viewBox"].split()[2])
    held = [n for n in seen(tree) if n["a"].get("data-part") == "held"]
    boxes = [points_of(kid) for n in held for kid in n["k"] if kid["t"] == "polygon"]
    assert len(boxes) == 2 and max(box[:, 0].max() for box in boxes) <= w


@pytest.mark.parametrize(
    ("setting", "value", "mark"),
    [
        ("seat", 1, "stool"),
        ("bag_kg", 4, "bag"),
        ("head_kg", 2, "head_load"),
        ("rucksack_kg", 5, "rucksack"),
        ("held_kg", 3, "held"),
    ],
)
def test_what_is_carried_or_sat_on_is_seen_only_when_it_is_there(run, side, setting, value, mark):
    marks = [
        {str(n["a"].get("data-part")) for n in seen(run("scene", pv.solve(side, {}, {setting: v}), {}))}
        for v in (0, value)
    ]
    assert mark not in marks[0] and mark in marks[1]


def test_a_body_that_fell_is_told_and_not_drawn(run, presets):
    for status in ("fell", "unsolved"):
        p = {**presets["layered"].to_dict(), "status": status}
        parts = {str(n["a"].get("data-part")) for n in seen(run("scene", p, {}))}
        assert "notice" in parts and not parts & {"body", "skin", "psoas_L1", "labels"}


def test_a_question_names_only_what_it_asks_about_and_tells_no_effect(run, presets):
    options = {"only": ["hip_flexors"], "show": dict.fromkeys(LAYERS, True)}
    tree = run("scene", presets["layered"].to_dict(), options)
    told = run("words", presets["layered"].to_dict(), options)["labels"]
    assert list(told) == ["hip_flexors"] and told["hip_flexors"][1] == "more +70 %"
    parts = {str(n["a"].get("data-part")) for n in seen(tree)}
    assert not parts & {"measures", "loads", "reflex", "lower_cross", "upper_cross"}


def test_crosses_are_shown_where_their_muscles_differ(run, presets):
    seen_in = {}
    for name, p in presets.items():
        nodes = seen(run("scene", p, {"show": {"muscles": True, "cross": True}}))
        seen_in[name] = {n["a"].get("data-part") for n in nodes} & {"lower_cross", "upper_cross"}
    assert seen_in["even"] == set()
    assert seen_in["lower_crossed"] == {"lower_cross"}
    assert seen_in["upper_crossed"] == {"upper_cross"}
    assert seen_in["layered"] == {"lower_cross", "upper_cross"}


def test_layers_that_are_off_are_the_same_nodes_in_every_posture(run, presets):
    same = run("kept", presets["layered"], presets["even"], {})
    assert same >= 9  # plumb line, background muscles, fade, crosses, stay-points, measures, loads, reflex


def test_a_glyph_is_one_path_in_its_box(run, presets):
    drawn = {name: run("glyphOf", p) for name, p in presets.items()}
    assert len(set(drawn.values())) == len(drawn)
    for d in drawn.values():
        points = np.array([float(v) for v in re.findall(r"-?[\d.]+", d)]).reshape(-1, 2)
        assert (points >= 0).all() and (points <= [20, 32]).all()


@pytest.mark.parametrize("width", WIDTHS)
def test_deep_neck_flexors_are_pinned_before_the_vertebrae_and_their_line_runs_below_the_mouth(
    run, side, width
):
    layout = run("layout", width)
    for factors in ({}, {"deep_neck_flexors": 0.5}, {"lower_back": 1.7, "hip_flexors": 1.7}):
        p = pv.solve(side, factors)
        frames = run("geometry", p)["frames"]
        y_px = {k: layout["h"] + (layout["foot"] - f["point"][1]) * layout["k"] for k, f in frames.items()}
        tree = run("scene", p, {"width": width, "show": {"muscles": True}})
        leader = next(n for n in seen(part(tree, "deep_neck_flexors_label")) if n["t"] == "polyline")
        pin, knee, _ = points_of(leader)
        assert y_px["C3"] < pin[1] < y_px["C6"]
        assert pin[0] > layout["x"] + frames["C4"]["point"][0] * layout["k"]
        assert min(pin[1], knee[1]) > y_px["C2"]


def test_angles_do_not_take_muscles_and_crosses_away(run, presets):
    p = presets["lower_crossed"]
    on = {"muscles": True, "cross": True}
    plain, angles = (run("scene", p, {"show": show}) for show in (on, on | {"measures": True}))
    named = [{n["a"].get("data-part") for n in seen(tree)} for tree in (plain, angles)]
    assert {name for name in named[0] - named[1] if name and not name.endswith("label")} <= {
        "labels",
        "whole_body",
    }
    assert {"measures"} <= named[1] and {name for name in named[0] if name and "cross" in name} <= named[1]


@pytest.mark.parametrize("width", WIDTHS)
def test_words_of_layers_that_are_on_together_stay_apart_in_every_preset(run, presets, width):
    for p in presets.values():
        for on in (
            ["measures", "loads"],
            ["measures", "reflex"],
            ["loads", "reflex"],
            ["measures", "muscles", "cross"],
        ):
            told = run("words", p, {"width": width, "show": dict.fromkeys(on, True)})
            assert crowded(told["page"]) == [], on
