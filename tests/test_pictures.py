"""The illustrated picture: true to the posture, one structure for all states, safe as a file."""

import itertools
import json
import re
import struct
import threading
from xml.etree import ElementTree

import numpy as np
import pytest
from joining import engine_of
from picturing import scenes

import postureviz as pv
from postureviz import bundle, raster
from postureviz.pictures import THEMES, WIDTHS, still_png

SVG = "{http://www.w3.org/2000/svg}"
ROPES = [f"{side}_{level}" for side in ("port", "starboard") for level in ("top", "mid", "low")]
# px per unit, foot of the mast
LAYOUT = {"wide": (5.35, 360, 424), "low": (3.6, 360, 286), "compact": (3.1, 178, 262)}

# A document of the test's own, which counts what is done to it.
DOM = """
let touched = 0;
class Node {
  constructor(tag) {
    Object.assign(this, { tag, attributes: {}, kids: [], words: '' });
    this.namespaceURI = 'http://www.w3.org/2000/svg';
  }
  setAttribute(name, value) { touched++; this.attributes[name] = String(value); }
  removeAttribute(name) { touched++; delete this.attributes[name]; }
  appendChild(kid) {
    if (this.kids.length) this.kids[this.kids.length - 1].nextElementSibling = kid;
    this.kids.push(kid);
    Object.assign(kid, { parent: this, nextElementSibling: null });
  }
  replaceWith(kid) {
    const { parent } = this;
    const kids = parent.kids.map(old => (old === this ? kid : old));
    parent.kids = [];
    kids.forEach(one => parent.appendChild(one));
  }
  get ownerDocument() { return doc; }
  get firstElementChild() { return this.kids[0] || null; }
  set textContent(words) { touched++; this.words = words; }
  plain() {
    // What is hidden may be as it was.
    if (this.attributes.display === 'none') return [this.tag, 'hidden'];
    return [this.tag, Object.entries(this.attributes).sort(), this.words, this.kids.map(k => k.plain())];
  }
}
const doc = { createElementNS: (space, tag) => new Node(tag) };
function touchedBy(work) { touched = 0; work(); return touched; }
function walk([p, q], options) {
  const before = scene(p, options), dom = create(before, doc), place = alive(dom, before);
  const moved = touchedBy(() => patch(place, scene(q, options)));
  const again = touchedBy(() => patch(place, scene(q, options)));
  const fresh = create(scene(q, options), doc);
  return { same: JSON.stringify(dom.plain()) === JSON.stringify(fresh.plain()), moved, again };
}
function through(postures, options) {
  const [first, ...rest] = postures.map(p => scene(p, options));
  const dom = create(first, doc), place = alive(dom, first);
  const moved = rest.map(next => touchedBy(() => patch(place, next)));
  const fresh = create(rest[rest.length - 1], doc);
  return { same: JSON.stringify(dom.plain()) === JSON.stringify(fresh.plain()), moved };
}
function shared([p, q], options) {
  const a = scene(p, options), b = scene(q, options);
  const hull = tree => tree.k.find(kid => kid.a['data-part'] === 'hull');
  return { parts: a.k.filter((kid, i) => kid === b.k[i]).length, hull: hull(a) === hull(b) };
}
function rebuilt(p) {
  const before = scene(p, {}), after = scene(p, { tags: false }), root = create(before, doc);
  const top = new Node('div');
  top.appendChild(root);
  const place = alive(root, before);
  patch(place, after);
  const again = touchedBy(() => patch(place, scene(p, { tags: false })));
  return { same: JSON.stringify(top.kids[0].plain()) === JSON.stringify(create(after, doc).plain()), again };
}
const outline = node => `<${node.t}${node.k.map(outline).join('')}>`;
const outlineOf = (p, options) => outline(scene(p, options));
globalThis.PostureViz = { walk, through, shared, rebuilt, outlineOf, picture };
"""


@pytest.fixture(scope="module")
def drawing():
    return drawing_in(bundle.catalogue())


def drawing_in(words):
    """The drawing modules with a document of the test's own, and words."""
    return engine_of(DOM, words).run


@pytest.fixture(scope="module")
def mast():
    return pv.load("mast")


def random_postures(model, count, seed=7):
    """Random pulls of groups and single ropes, random wind; every tenth is called unsolved or fell."""
    rng = np.random.default_rng(seed)
    for i in range(count):
        factors = {g: round(rng.uniform(0, 2), 2) for g in model.groups}
        factors |= {c: float(rng.choice([0.0, 0.5, 1.0, 2.0])) for c in model.cables if rng.random() < 0.25}
        data = pv.solve(model, factors, settings={"wind_N": round(rng.uniform(-6, 6), 1)}).to_dict()
        if i % 10 == 9:
            data["status"] = ("unsolved", "fell")[i // 10 % 2]
        yield data


def tree(posture, **options):
    return ElementTree.fromstring(pv.picture(posture, **options))


def part(root, name, attribute="data-part"):
    return root.find(f".//*[@{attribute}='{name}']")


def numbers(path):
    return np.array([float(v) for v in re.findall(r"-?[\d.]+", path)]).reshape(-1, 2)


def before(move, name, v):
    """Move points as a named transform says, and then as ``move`` does."""
    if name == "translate":
        return lambda z: move(z + complex(*v))
    turn = {"rotate": np.exp(1j * np.radians(v[0])), "scale": v[0]}[name]
    return lambda z: move(z * turn)


def lines_of(node, move=lambda z: z):
    """Points of every path and polygon below a node, moved as the groups around it say."""
    found = []
    for name, values in re.findall(r"(\w+)\(([^()]*)\)", node.get("transform", "")):
        move = before(move, name, [float(n) for n in values.split()])
    if drawn := node.get("d") or node.get("points"):
        z = move(numbers(drawn) @ [1, 1j])
        found.append(np.stack([z.real, z.imag], -1))
    for kid in node:
        found += lines_of(kid, move)
    return found


def pole_of(root):
    """The flagpole, from the tip of the mast upwards."""
    flag = part(root, "flag")
    masthead = part(root, "masthead")
    return next(line for kid in masthead if kid is not flag for line in lines_of(kid))


def rope_line(root, name):
    return part(root, name).find(f"{SVG}polyline")


def test_random_states_have_one_structure(drawing, mast, sampled):
    count = sampled("random masts in each shape")
    for width in WIDTHS:
        outlines = {
            drawing("outlineOf", data, {"width": width, "show": {"tensions": True}})
            for data in random_postures(mast, count, seed=len(width))
        }
        assert len(outlines) == 1


def test_patching_gives_what_drawing_afresh_gives_and_leaves_the_rest_alone(drawing, mast):
    states = list(random_postures(mast, 24))
    for before, after in zip(states, states[1:], strict=False):
        seen = drawing("walk", [before, after], {"show": {"tensions": True}})
        assert seen["same"]
        assert seen["moved"] > 20
        assert seen["again"] == 0


def test_what_is_hidden_waits_and_catches_up_when_it_is_shown(drawing, mast):
    settled = [s for s in random_postures(mast, 12) if s["status"] == "settled"][:2]
    away = settled[1] | {"status": "fell"}
    other = settled[0] | {"status": "unsolved"}
    seen = drawing("through", [settled[0], away, other, settled[1]], {})
    assert seen["same"]
    assert seen["moved"][1] < seen["moved"][0] / 3


def test_a_part_of_another_structure_is_made_anew_rather_than_mixed(drawing, mast):
    seen = drawing("rebuilt", next(random_postures(mast, 1)))
    assert seen["same"]
    assert seen["again"] == 0


def test_ship_and_sea_are_made_once(drawing, mast):
    two = list(random_postures(mast, 2))
    seen = drawing("shared", two, {})
    assert seen["hull"]
    assert seen["parts"] >= 5


def test_what_is_kept_of_one_picture_never_shows_in_another(drawing, mast):
    states = [*random_postures(mast, 12, seed=5), pv.solve(mast, {"port": 0.0}).to_dict()]
    asked = [
        (data, {"width": width, "show": show})
        for data in states
        for width in WIDTHS
        for show in ({"tensions": True}, {})
    ]
    fresh = [drawing_in(bundle.catalogue())("picture", *ask) for ask in asked[:12]]
    first = [drawing("picture", *ask) for ask in asked]
    assert first[:12] == fresh
    assert [drawing("picture", *ask) for ask in reversed(asked)] == first[::-1]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_ropes_drawn_are_the_paths_solved(mast, width):
    k, x0, y0 = LAYOUT[width]
    p = pv.solve(mast, {"port": 1.4, "starboard_mid": 0.6}, settings={"wind_N": 2})
    root = tree(p, width=width)
    for name in ROPES:
        assert p.tension[name] > 0
        drawn = numbers(rope_line(root, name).get("points"))
        solved = p.paths[name] * 58 * k * [1, -1] + [x0, y0]
        assert drawn == pytest.approx(solved, abs=0.06)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_flagpole_stands_on_the_tip_of_the_mast(mast, width):
    k, x0, y0 = LAYOUT[width]
    for factors in ({}, {"port": 1.6}, {"starboard": 2, "port": 0}):
        p = pv.solve(mast, factors)
        pole = pole_of(tree(p, width=width))
        assert pole[0] == pytest.approx(p.points[-1] * 58 * k * [1, -1] + [x0, y0], abs=0.06)


def test_only_a_rope_without_tension_hangs(mast):
    p = pv.solve(mast, {"port": 2.0, "starboard": 0.0, "port_mid": 0.0})
    root = tree(p)
    for name in ROPES:
        points = numbers(rope_line(root, name).get("points"))
        chord = np.interp(points[:, 0], *(points[[0, -1]][np.argsort(points[[0, -1], 0])].T))
        drop = (points[:, 1] - chord).max()
        assert (drop > 5) == (p.tension[name] == 0), name
        assert points[:, 1].max() <= 424 - 1.5 * 5.35 + 2, "below the deck"
    assert {n for n in ROPES if p.tension[n] == 0} == {
        "port_mid",
        "starboard_top",
        "starboard_mid",
        "starboard_low",
    }


def test_the_flag_obeys_the_wind_and_not_the_mast(mast):
    def fly(factors, wind):
        root = tree(pv.solve(mast, factors, settings={"wind_N": wind}))
        pole = pole_of(root)
        return numbers(part(root, "flag").find(f"{SVG}path").get("d"))[:, 0].mean() - pole[-1, 0]

    for factors in ({}, {"port": 2.0, "starboard": 0.0}, {"port": 0.0, "starboard": 2.0}):
        assert fly(factors, 6) > 10
        assert fly(factors, -6) < -10
    assert abs(fly({}, 0)) < fly({}, 3) < fly({}, 6)


def test_mirrored_pulls_give_a_mirrored_mast(mast):
    def mast_line(factors, wind):
        root = tree(pv.solve(mast, factors, settings={"wind_N": wind}))
        return pole_of(root) - [360, 0]

    left = mast_line({"port": 1.7, "starboard_low": 0.4}, -2)
    right = mast_line({"starboard": 1.7, "port_low": 0.4}, 2)
    assert left == pytest.approx(right * [-1, 1], abs=0.11)


def test_tags_tell_the_set_pull_and_not_the_tension(mast):
    p = pv.solve(mast, {"port": 1.6, "port_mid": 0.8, "starboard_low": 0.0})
    root = tree(p)
    said = {name: "".join(part(root, name, "data-handle").itertext()) for name in ROPES}
    assert said == {
        "port_top": "▲ +60 %",
        "port_mid": "▼ −20 %",
        "port_low": "▲ +60 %",
        "starboard_top": "● 0 %",
        "starboard_mid": "● 0 %",
        "starboard_low": "▼ −100 %",
    }


def test_readouts_tell_the_tension_now(drawing, mast):
    p = pv.solve(mast, {"port": 1.6})
    root, low, narrow = (
        ElementTree.fromstring(drawing("picture", p.to_dict(), {"show": {"tensions": True}, "width": w}))
        for w in WIDTHS
    )
    height = {"top": "upper", "mid": "middle", "low": "lower"}
    for name in ROPES:
        assert "".join(part(root, f"{name}_tag").itertext()).endswith(f"now {p.tension[name]:.0f} N")
        for small in (low, narrow):
            assert "".join(part(small, f"{name}_tag").itertext()).startswith(
                f"{height[name[-3:]]}, {p.tension[name]:.0f} N"
            )


def test_pull_shows_in_width_and_dashes_and_not_only_in_colour(mast):
    lines = {
        f: rope_line(tree(pv.solve(mast, {"port": f}), theme="print"), "port_low") for f in (0.5, 1.0, 1.5)
    }
    widths = [float(line.get("stroke-width")) for line in lines.values()]
    assert widths == sorted(widths) and widths[0] < widths[1] < widths[2]
    assert [line.get("stroke-dasharray") is None for line in lines.values()] == [False, True, True]


@pytest.mark.parametrize("status", ["unsolved", "fell"])
@pytest.mark.parametrize("width", WIDTHS)
def test_what_does_not_rest_is_told_in_words_and_not_drawn(drawing, mast, status, width):
    data = pv.solve(mast, {"port": 1.6}).to_dict() | {
        "status": status,
        "points": None,
        "paths": None,
        "tension": None,
        "rest": None,
    }
    root = ElementTree.fromstring(drawing("picture", data, {"width": width, "show": {"tensions": True}}))
    for name in ("mast", "masthead"):
        assert part(root, name) is None
    for name in ROPES:
        assert part(root, name).findall(f"{SVG}polyline") == []
        assert part(root, name).find(f"{SVG}circle").get("display") is None
        assert part(root, name, "data-handle") is not None
    notice = part(root, "notice")
    words = " ".join(t.text for t in notice.findall(f"{SVG}text") if t.text)
    assert words == bundle.catalogue()["drawing"][f"notice_{status}"]
    assert part(tree(pv.solve(mast), width=width), "notice") is None


def corners(model):
    """The most lopsided states: the sliders and the wind at their ends."""
    for port, starboard, wind in itertools.product((0.0, 1.0, 2.0), (0.0, 1.0, 2.0), (-6.0, 0.0, 6.0)):
        yield pv.solve(model, {"port": port, "starboard": starboard}, settings={"wind_N": wind}).to_dict()


def words_of(root):
    """Every shown text as (words, box), the box from a generous width of letters."""
    found = []
    for node in root.iter(f"{SVG}text"):
        if node.text and node.text != "VERTEBRA":
            x, y, size = (float(node.get(k)) for k in ("x", "y", "font-size"))
            long = len(node.text) * size * 0.58
            x0 = x - {"start": 0, "middle": 0.5, "end": 1}[node.get("text-anchor")] * long
            found.append((node.text, (x0, y - size * 0.75, x0 + long, y + size * 0.2)))
    return found


def pills_of(root):
    for name in ROPES:
        x, y, w, h = (
            float(part(root, name, "data-handle").findall(f"{SVG}rect")[1].get(k))
            for k in ("x", "y", "width", "height")
        )
        yield name, (x, y, x + w, y + h)


def apart(a, b):
    return a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


@pytest.mark.parametrize("width", WIDTHS)
def test_words_masthead_and_yard_never_overlap(drawing, mast, width):
    clashes = []
    for data in (*corners(mast), *random_postures(mast, 100, seed=3)):
        root = ElementTree.fromstring(drawing("picture", data, {"width": width, "show": {"tensions": True}}))
        w, h = map(float, root.get("viewBox").split()[2:])
        words, pills = words_of(root), list(pills_of(root))
        for i, (name, box) in enumerate(words):
            if not (box[0] >= 0 and box[1] >= 0 and box[2] <= w and box[3] <= h):
                clashes.append((name, "edge"))
            clashes += [(name, other) for other, there in words[i + 1 :] if not apart(box, there)]
        if part(root, "mast") is not None:
            for points in (*lines_of(part(root, "masthead")), *lines_of(part(root, "mast"))):
                # a long slanting line fills little of its box: look at it in pieces
                for box in (
                    np.concatenate([np.minimum(p, q), np.maximum(p, q)])
                    for p, q in zip(points, points[1:], strict=False)
                ):
                    clashes += [
                        (name, data["factors"], data["settings"])
                        for name, there in (*words, *pills)
                        if not apart(box, there)
                    ]
    assert clashes == []


@pytest.mark.parametrize("width", WIDTHS)
def test_long_names_of_ropes_stay_off_the_mast(mast, width):
    words = json.loads(json.dumps(bundle.catalogue()))
    for key in ("rope_top", "rope_mid", "rope_low"):
        words["drawing"][key] = f"{words['drawing'][key]} and a good deal more"
    draw = drawing_in(words)
    for data in corners(mast):
        root = ElementTree.fromstring(draw("picture", data, {"width": width}))
        if part(root, "mast") is not None:
            drawn = numbers(part(root, "mast").find(f"{SVG}polygon").get("points"))
            names = [(name, box) for name, box in words_of(root) if name.endswith("…")]
            assert len(names) == 6
            for name, (x0, y0, x1, y1) in names:
                beside = drawn[(drawn[:, 1] > y0) & (drawn[:, 1] < y1), 0]
                assert all((beside < x0) | (beside > x1)), (name, data["factors"], data["settings"])


@pytest.mark.parametrize("width", WIDTHS)
def test_no_text_is_smaller_than_12_px(mast, width):
    sizes = [float(t.get("font-size")) for t in tree(pv.solve(mast), width=width).iter(f"{SVG}text")]
    assert len(sizes) > 12 and min(sizes) >= 12


@pytest.mark.parametrize("theme", THEMES)
def test_the_file_stands_alone(mast, theme):
    p = pv.solve(mast, {"port": 1.6})
    text = pv.picture(p, theme=theme)
    root = ElementTree.fromstring(text)
    assert root.tag == f"{SVG}svg"
    assert root.find(f"{SVG}title").text == mast.title
    assert root.find(f"{SVG}desc").text == pv.describe(p)
    assert (root.get("width"), root.get("height")) == ("720", "560")
    for outside in (
        "var(",
        "color-mix",
        "url(",
        "href",
        "style",
        "<script",
        "@import",
        "NaN",
        "undefined",
        "Infinity",
    ):
        assert outside not in text, outside
    assert text.count("http") == 1  # the name of the SVG language itself


def test_a_file_holds_nothing_hidden_and_looks_the_same():
    run = scenes("picture, whole: (p, options) => toText(scene(p, options), palette('light'))")
    for name in pv.models():
        ask = (pv.solve(pv.load(name)).to_dict(), {"width": "compact"})
        kept, whole = run("picture", *ask), run("whole", *ask)
        assert "none" not in {node.get("display") for node in ElementTree.fromstring(kept).iter()}
        assert 'display="none"' in whole
        assert raster.png(kept, 356) == raster.png(whole.replace("<svg", f"<svg xmlns='{SVG[1:-1]}'", 1), 356)


def test_ids_start_with_the_name_of_the_figure(drawing, mast):
    data = pv.solve(mast).to_dict()
    text = drawing("picture", data, {"id": "pv-one"})
    ids = re.findall(r' id="([^"]*)"', text)
    assert ids and all(i.startswith("pv-one") for i in ids)
    assert all(c.startswith("pv-") for c in re.findall(r' class="([^"]*)"', text))


def test_words_from_outside_cannot_become_markup(drawing, mast):
    nasty = "\"/><script>alert(1)</script>&'var(--ink)"
    text = drawing("picture", pv.solve(mast).to_dict(), {"title": nasty, "sentence": nasty, "id": nasty})
    root = ElementTree.fromstring(text)
    assert root.find(f"{SVG}title").text == nasty
    assert root.get("id") == nasty
    assert not list(root.iter(f"{SVG}script"))


def test_bad_requests_say_what_is_allowed(mast):
    p = pv.solve(mast)
    with pytest.raises(ValueError, match="theme is 'sepia'; allowed: 'light', 'dark', 'print'"):
        pv.picture(p, theme="sepia")
    with pytest.raises(ValueError, match="width is 'huge'; allowed: 'wide', 'low', 'compact'"):
        pv.picture(p, width="huge")
    with pytest.raises(ValueError, match="stack"):
        pv.picture(pv.solve_many(mast, np.ones((3, 2))))
    with pytest.raises(ValueError, match="width_px is 20; it must be a whole number from 240 to 1440"):
        still_png(p, width_px=20)


def test_the_function_stays_reachable_after_its_module_is_imported():
    import postureviz.pictures

    assert callable(pv.picture) and pv.picture is postureviz.pictures.picture


def test_threads_share_one_engine(mast):
    p = pv.solve(mast, {"port": 1.3})
    expected, got = pv.picture(p), []
    threads = [threading.Thread(target=lambda: got.append(pv.picture(p))) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert got == [expected] * 8


def test_the_small_still_is_small_and_always_the_same(mast):
    p = pv.solve(mast, {"port": 1.6})
    first = still_png(p)
    assert first == still_png(p)
    assert first != still_png(pv.solve(mast))
    assert first[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", first[16:24])
    assert width == 480
    assert height > 480 * 330 / 356 + 30  # the picture, and room for the sentence
    assert len(first) < 25_000


@pytest.mark.parametrize("name", pv.models())
def test_no_shape_is_a_layer_of_its_own(name):
    """An opacity of a whole shape makes a browser compose it apart, in every frame."""
    model = pv.load(name)
    for preset in model.presets.values():
        root = tree(pv.solve(model, preset["factors"], preset["settings"]))
        assert not [e.attrib for e in root.iter() if "opacity" in e.attrib and e.tag != f"{SVG}g"]


def test_every_view_is_drawn_on_sheets_of_the_same_names_and_sizes():
    sizes = engine_of("globalThis.PostureViz = {sizes: () => FORMATS};\n").run("sizes")
    assert tuple(sizes) == WIDTHS == tuple(sheet.pop("name") for sheet in sizes.values())
    for name in pv.models():
        for width, size in sizes.items():
            *_, w, h = tree(pv.solve(name), width=width).get("viewBox").split()
            assert (float(w), float(h)) == (size["w"], size["h"]), (name, width)
    told = re.findall(r"(Wide|low|compact) is (\d+) by (\d+) px", pv.picture.__doc__)
    assert {name.lower(): {"w": int(w), "h": int(h)} for name, w, h in told} == sizes
    css = (bundle.JS / "figure.css").read_text("utf-8")
    ratios = {tuple(map(int, pair)) for pair in re.findall(r"aspect-ratio:(\d+)/(\d+)", css)}
    assert ratios == {(size["w"], size["h"]) for size in sizes.values()}
