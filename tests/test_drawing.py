"""The schematic: every part where the posture says, readable without colour, polite to matplotlib."""

import matplotlib as mpl
import numpy as np
import pytest
from making import random_tree
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

import postureviz as pv
from postureviz import words as words_of
from postureviz.colours import contrast, luminance


@pytest.fixture
def ax():
    return Figure().subplots()


@pytest.fixture(scope="module")
def mast():
    return pv.load("mast")


def lines(ax, gid):
    return [line for line in ax.lines if line.get_gid() == gid]


def words(ax):
    return [t.get_text() for t in ax.texts if t.get_text()]


def test_links_and_cables_stand_where_the_posture_puts_them(ax, mast):
    p = pv.solve(mast, {"port": 1.4})
    assert pv.draw(p, ax) is ax
    for i, name in enumerate(mast.links):
        (line,) = lines(ax, name)
        assert line.get_xydata() == pytest.approx(p.points[i : i + 2])
    for name in mast.cables:
        (line,) = lines(ax, name)
        assert line.get_xydata() == pytest.approx(p.paths[name])


@pytest.mark.parametrize("seed", range(12))
def test_any_tree_of_links_is_drawn_from_its_own_joints(ax, seed):
    model = pv.Model.from_dict(random_tree(np.random.default_rng(seed)))
    p = pv.solve(model, settings={"wind_N": 1.0})
    pv.draw(p, ax)
    if p.status not in ("settled", "buckled"):
        return
    for link, angle, tip in zip(model.to_dict()["links"], p.angles, p.points[1:], strict=True):
        (line,) = lines(ax, link["name"])
        base, end = line.get_xydata()
        assert end == pytest.approx(tip)
        assert end - base == pytest.approx(link["length_m"] * np.array([np.cos(angle), np.sin(angle)]))


def test_pull_shows_in_width_dash_and_word(ax, mast):
    pv.draw(pv.solve(mast, {"port_low": 1.5, "port_top": 0.6, "starboard_top": 0.0}), ax)
    style = {name: lines(ax, name)[0] for name in mast.cables}
    assert (
        style["port_low"].get_linewidth()
        > style["port_mid"].get_linewidth()
        > style["port_top"].get_linewidth()
    )
    dashes = {
        style[n].get_linestyle() if style[n].get_linestyle() == "-" else str(style[n]._unscaled_dash_pattern)
        for n in ("port_low", "port_top", "starboard_top")
    }
    assert len(dashes) == 3
    said = "\n".join(words(ax))
    for row in (
        "port low\nmore +50 %",
        "port mid\nas usual",
        "port top\nless −40 %",
        "starboard top\nless −100 %, now slack",
    ):
        assert row in said


def test_only_a_cable_without_tension_hangs_and_by_its_spare_length(ax, mast):
    p = pv.solve(mast, {"starboard": 0.0})
    pv.draw(p, ax)
    for name in mast.cables:
        path = lines(ax, name)[0].get_xydata()
        length = np.hypot(*np.diff(path, axis=0).T).sum()
        if p.tension[name] > 0:
            assert length == pytest.approx(p.length[name], rel=1e-4)
        else:
            span = np.hypot(*(path[-1] - path[0]))
            assert length - span == pytest.approx(max(p.rest[name] - p.length[name], 0.01 * span), rel=0.1)
            assert (
                path[1:-1, 1] < np.interp(path[1:-1, 0], *path[[0, -1]][np.argsort(path[[0, -1], 0])].T)
            ).all()


def test_forces_are_arrows_with_their_newtons(ax, mast):
    pv.draw(pv.solve(mast, settings={"wind_N": -4.0}), ax)
    arrows = {
        a.get_gid(): np.array(a.xy) - a.xyann
        for a in ax.texts
        if getattr(a, "arrow_patch", None) is not None and not a.get_text()
    }
    weight = mast.to_dict()["weights"][0]["name"]
    assert arrows[weight][0] == pytest.approx(0) and arrows[weight][1] < 0
    wind = next(v for k, v in arrows.items() if k != weight)
    assert wind[0] < 0 and wind[1] == pytest.approx(0)
    assert any("4 N" in w for w in words(ax))


def test_still_air_has_no_arrow(ax, mast):
    pv.draw(pv.solve(mast), ax)
    assert {
        a.get_gid() for a in ax.texts if getattr(a, "arrow_patch", None) is not None and not a.get_text()
    } == {w["name"] for w in mast.to_dict()["weights"]}


def test_what_does_not_rest_is_told_and_not_drawn(ax, mast):
    p = pv.solve(mast, {"port": 1.5})
    lost = pv.Posture(mast, p.factors, p.settings, p.angles, False)
    assert lost.status == "unsolved"
    pv.draw(lost, ax)
    assert not any(lines(ax, name) for name in (*mast.links, *mast.cables, "neutral"))
    assert any("No resting place was found" in w for w in words(ax))
    assert lines(ax, "anchor")


def test_words_in_a_column_do_not_overlap(mast):
    figure = Figure(figsize=(7.2, 4.8), layout="constrained")
    ax = pv.draw(pv.solve(mast, {"port": 2.0, "starboard": 0.0}, settings={"wind_N": 6}), figure.subplots())
    figure.canvas.draw()
    boxes = [t.get_window_extent() for t in ax.texts if t.get_text()]
    inside = ax.figure.bbox
    for i, a in enumerate(boxes):
        assert inside.x0 <= a.x0 and a.x1 <= inside.x1 and inside.y0 <= a.y0 and a.y1 <= inside.y1
        assert not any(a.overlaps(b) for b in boxes[i + 1 :])


def test_metres_are_equal_both_ways_and_named(ax, mast):
    pv.draw(pv.solve(mast), ax)
    assert ax.get_aspect() == 1
    assert ax.get_xlabel().endswith(", m") and ax.get_ylabel().endswith(", m")
    assert ax.get_title().endswith("settled")


def test_nothing_of_matplotlib_changes_but_the_axes_given(ax, mast, monkeypatch):
    from matplotlib import pyplot

    monkeypatch.setattr(pyplot, "show", lambda *a, **k: pytest.fail("show was called"))
    before, open_figures = dict(mpl.rcParams), pyplot.get_fignums()
    pv.draw(pv.solve(mast), ax)
    assert dict(mpl.rcParams) == before
    assert pyplot.get_fignums() == open_figures


def test_without_axes_a_new_figure_is_made(mast):
    from matplotlib import pyplot

    pyplot.switch_backend("agg")
    figure = pv.draw(pv.solve(mast)).figure
    assert figure.number in pyplot.get_fignums()
    pyplot.close(figure)


def test_a_stack_is_refused(mast):
    with pytest.raises(ValueError, match="stack of 2; it must be one posture"):
        pv.draw(pv.solve_many(mast, np.ones((2, 2))))


@pytest.mark.parametrize(
    ("name", "pulls", "settings"),
    [
        ("side", {"hip_flexors": 1.7, "glutes": 0.5}, {"forward_lean_deg": 20, "bag_kg": 5}),
        ("back", {"neck_shoulder_left": 1.8, "hip_right": 0.5}, {"leg_difference_mm": 10}),
    ],
)
def test_a_body_is_drawn_where_it_rests_with_words_at_its_groups(name, pulls, settings):
    p = pv.solve(pv.load(name), pulls, settings=settings)
    figure = Figure(figsize=(7.2, 6.4), layout="constrained")
    ax = pv.draw(p, figure.subplots())
    for i, link in enumerate(p.model.links):
        assert lines(ax, link)[0].get_xydata()[1] == pytest.approx(p.points[i + 1])
    background = [c for c, group in p.model.group_of.items() if group is None and len(p.paths[c])]
    widest = max(lines(ax, c)[0].get_linewidth() for c in background)
    for cable in set(p.paths) - set(background):
        if len(p.paths[cable]):
            (line,) = lines(ax, cable)
            assert line.get_linewidth() > widest
            if p.tension[cable] > 0:
                assert line.get_xydata() == pytest.approx(p.paths[cable])
    said = words(ax)
    for group in p.model.groups:
        together = sum(p.tension[c] for c, g in p.model.group_of.items() if g == group)
        (row,) = (w for w in said if w.startswith(f"{group.replace('_', ' ')}\n"))
        assert row.endswith(f"\n{words_of.pull_words(p.factors[group])}, now {together:.0f} N")
    figure.canvas.draw()
    places = [ax.transData.transform(t.xyann) for t in ax.texts if "%" in t.get_text()]
    two_lines = 2 * 8 * figure.dpi / 72
    for i, one in enumerate(places):
        assert all(one[0] != other[0] or abs(one[1] - other[1]) > two_lines for other in places[:i])


def test_a_muscle_without_a_line_keeps_its_words_and_points_to_its_joint(ax):
    p = pv.solve(pv.load("elbow"), {"triceps": 0.5}, settings={"biceps_short_mm": 10})
    pv.draw(p, ax)
    row = {t.get_text().split("\n")[0]: t for t in ax.texts if "\n" in t.get_text()}
    tension_N = p.tension["triceps_pull"]
    assert row["triceps pull"].get_text() == f"triceps pull\nless −50 %, now {tension_N:.0f} N"
    assert row["biceps passive"].get_text() == f"biceps passive\nnow {p.tension['biceps_passive']:.0f} N"
    assert row["triceps pull"].xy == pytest.approx((0, 0))
    assert "straight stop" not in row


def test_a_load_in_the_hand_has_its_own_arrow(ax):
    pv.draw(pv.solve(pv.load("elbow"), settings={"hand_kg": 2}), ax)
    assert any("in the hand, 20 N" in w for w in words(ax))


GROUNDS = ["white", "black", "#e5e5e5", "#fdf6e3", "#14181e", "#222244", "0.5", "#2f6f2f"]


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("name", ["mast", "side", "elbow"])
def test_words_and_lines_stand_out_on_whatever_the_axes_stand_on(ground, name):
    p = pv.solve(pv.load(name), settings={"wind_N": 3} if name == "mast" else None)
    groups = p.model.groups
    p = pv.solve(p.model, {groups[0]: 1.5, groups[1]: 0.5, groups[-1]: 0.0}, settings=p.settings)
    figure = Figure(layout="constrained")
    ax = figure.subplots()
    ax.set_facecolor(ground)
    before = set(ax.texts)
    pv.draw(p, ax)
    behind = to_hex(ground)
    for text in set(ax.texts) - before:
        if text.get_text():
            assert contrast(to_hex(text.get_color()), behind) >= 4.5, text.get_text()
        if arrow := getattr(text, "arrow_patch", None):
            assert contrast(to_hex(arrow.get_edgecolor()), behind) >= 3
    for line in ax.lines:
        marker_only = line.get_gid() == "joint" or line.get_marker() == "o"
        assert marker_only or contrast(to_hex(line.get_color()), behind) >= 3, line.get_gid()


def test_see_through_axes_stand_on_their_figure_and_a_figure_on_paper():
    p = pv.solve(pv.load("mast"))
    for outer, inner, wanted in [
        ("black", "none", "dark"),
        ("none", "none", "light"),
        ("white", (0, 0, 0, 0.9), "dark"),
        ("black", "white", "light"),
    ]:
        figure = Figure(facecolor=outer)
        ax = figure.subfigures().subplots()
        ax.set_facecolor(inner)
        pv.draw(p, ax)
        words = next(text for text in ax.texts if text.get_text())
        assert (luminance(to_hex(words.get_color())) > 0.3) == (wanted == "dark")


def test_a_notice_is_read_on_its_own_ground():
    p = pv.solve(pv.load("mast"), {"port": 1.5})
    lost = pv.Posture(p.model, dict(p.factors), dict(p.settings), p.angles, False)
    for ground in GROUNDS:
        ax = Figure().subplots()
        ax.set_facecolor(ground)
        with mpl.rc_context({"text.color": ground}):
            pv.draw(lost, ax)
        [notice] = [text for text in ax.texts if text.get_gid() == "notice"]
        box = notice.get_bbox_patch().get_facecolor()
        assert contrast(to_hex(notice.get_color()), to_hex(box)) >= 4.5
