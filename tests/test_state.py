"""State text: what it says, what it refuses to say, and that both languages read it alike."""

from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from joining import engine_of

import postureviz as pv
from postureviz.bundle import engine
from postureviz.state import LONGEST, format_state, parse_state

MAST = pv.load("mast")
ROPES = (*MAST.groups, *MAST.cables)
WIND = MAST.settings["wind_N"]

factors = st.dictionaries(st.sampled_from(ROPES), st.floats(0, 2))
winds = st.dictionaries(st.just("wind_N"), st.floats(WIND.min, WIND.max))
# Text near the real thing finds more than noise alone; both are used.
pieces = st.sampled_from(
    ["v1", "v2", "v", "mast", "body", *ROPES, "wind_N", "=", "=", ";", ";",
     "50", "-37.5", "1e3", "NaN", "-0", "+.5", "5.",
     "9" * 400, "0.0004", "99.9996", "100.0004", "__proto__", "constructor",
     " ", "\t", "\u00a0", "\x85", "<b>", "{low}", "show", "tensions", "none", "+", "٣", "😀", "%3B",
     "%253D", "−", "=3D", "=\r\n", "(", ")", "...", "…", "V1", "Mast", "PORT", "\\_", "\u200b", "%E2%88%92",
     "%FF", "４", "tension", "’", "_", "/", "%"]
)  # fmt: skip
hostile = st.lists(pieces, max_size=30).map("".join) | st.text(max_size=200)


def in_javascript(text):
    found = engine().run("parseState", text)
    show = found["show"] if found["show"] is None else tuple(found["show"])
    return found["model"], found["factors"], found["settings"], tuple(found["notices"]), show


def in_python(text):
    found = parse_state(text)
    return found.model, found.factors, found.settings, found.notices, found.show


@pytest.mark.parametrize(
    ("given_factors", "given_settings", "text"),
    [
        ({}, {}, "v1;mast"),
        ({"port": 1.5, "starboard": 0.625}, {}, "v1;mast;port=50;starboard=-37.5"),
        ({"starboard": 0, "port_top": 2}, {}, "v1;mast;port_top=100;starboard=-100"),
        ({"port": 1.5, "port_top": 1}, {}, "v1;mast;port=50;port_top=0"),
        ({"port": 1.5, "port_top": 1.5}, {}, "v1;mast;port=50"),
        ({"port": 1.0}, {"wind_N": 0.0}, "v1;mast"),
        ({"port": 1.123456}, {"wind_N": -2.5}, "v1;mast;port=12.346;wind_N=-2.5"),
        ({"port": 0.999999}, {"wind_N": -0.00001}, "v1;mast"),
    ],
)
def test_a_state_is_written_in_one_way(given_factors, given_settings, text):
    assert format_state(MAST, given_factors, given_settings) == text
    assert engine().run("formatState", "mast", given_factors, given_settings) == text


@pytest.mark.parametrize(
    ("text", "expected_factors", "expected_settings"),
    [
        ("v1;mast", {}, {}),
        ("v1;mast;port=50;starboard=-37.5", {"port": 1.5, "starboard": 0.625}, {}),
        ("v1;mast;port=50;port_top=0", {"port": 1.5, "port_top": 1.0}, {}),
        ("v1;mast;starboard=-100;wind_N=4", {"starboard": 0.0}, {"wind_N": 4.0}),
    ],
)
def test_texts_of_version_1_keep_their_meaning(text, expected_factors, expected_settings):
    state = parse_state(text)
    assert (state.model, state.factors, state.settings, state.notices) == (
        "mast",
        expected_factors,
        expected_settings,
        (),
    )


@given(factors, winds)
def test_what_is_written_is_read_back_to_half_a_thousandth_of_a_per_cent(some_factors, wind):
    text = format_state(MAST, some_factors, wind)
    state = parse_state(text)
    assert state.notices == ()
    assert format_state(MAST, state.factors, state.settings) == text
    for rope, group in MAST.group_of.items():
        wanted = some_factors.get(rope, some_factors.get(group, 1.0))
        assert state.factors.get(rope, state.factors.get(group, 1.0)) == pytest.approx(wanted, abs=5.1e-6)
    assert state.settings.get("wind_N", 0.0) == pytest.approx(wind.get("wind_N", 0.0), abs=5.1e-4)


@given(factors, winds)
def test_python_and_javascript_write_the_same_text(some_factors, wind):
    assert engine().run("formatState", "mast", some_factors, wind) == format_state(MAST, some_factors, wind)


@settings(max_examples=400, deadline=None)
@given(hostile)
@example("")
@example("v1;mast;" + "port=1;" * 400)
@example("😀" * 2100)
def test_any_text_gives_a_valid_state_and_both_languages_agree(text):
    assert in_javascript(text) == in_python(text)
    state = parse_state(text)
    canonical = format_state(pv.load(state.model), state.factors, state.settings, state.show)
    assert parse_state(canonical).notices == ()


@given(factors)
def test_port_and_starboard_are_mirror_images_in_text(some_factors):
    def mirrored(name):
        return (
            name.replace("port", "PORT")
            .replace("starboard", "port")
            .replace("PORT", "starboard")
            .replace("starstarboard", "port")
        )

    swapped = {mirrored(name): value for name, value in some_factors.items()}
    here, there = (format_state(MAST, f).split(";")[2:] for f in (some_factors, swapped))
    assert sorted(here) == sorted("=".join([mirrored(p.split("=")[0]), p.split("=")[1]]) for p in there)


@pytest.mark.parametrize(
    ("text", "canonical", "word"),
    [
        ("v1;mast;port=500", "v1;mast;port=100", "500"),
        ("v1;mast;wind_N=-60", "v1;mast;wind_N=-6", "-60"),
        ("v1;mast;prt=50", "v1;mast", "prt"),
        ("v1;mast;port=NaN", "v1;mast", "NaN"),
        ("v1;mast;port=1e1", "v1;mast", "1e1"),
        ("v1;mast;port", "v1;mast", "port"),
        ("v1;mast;port=10;port=20", "v1;mast;port=20", "20"),
        ("v7;mast;port=20", "v1;mast;port=20", "v7"),
        ("mast;port=20", "v1;mast;port=20", "v1"),
        ("v1;galleon;port=20", "v1;mast;port=20", "galleon"),
        ("v1;port=20", "v1;mast;port=20", "mast"),
        ("v1;mast;__proto__=1", "v1;mast", "__proto__"),
        ("", "v1;mast", "no state"),
        ("<script>alert(1)</script>", "v1;mast", "<script>"),
    ],
)
def test_a_broken_text_gives_the_nearest_state_and_one_notice_per_fault(text, canonical, word):
    state = parse_state(text)
    assert format_state(MAST, state.factors, state.settings) == canonical
    assert any(word in notice for notice in state.notices)


def test_no_more_than_two_thousand_characters_are_read():
    beyond = "v1;mast;" + " " * 1992 + ";port=50"
    state = parse_state(beyond)
    assert state.factors == {}
    assert "2000" in state.notices[0]


def test_a_figure_keeps_to_its_own_model():
    changed = pv.Model.from_dict(MAST.to_dict() | {"name": "other"})
    state = parse_state("v1;mast;port=50", changed)
    assert (state.model, state.factors) == ("other", {"port": 1.5})
    assert "mast" in state.notices[0]


@pytest.mark.parametrize("name", pv.models())
def test_every_model_writes_and_reads_its_states_and_knows_no_cable_that_is_never_set(name):
    model = pv.load(name)
    pulls = {g: 1.25 for g in model.groups} | {c: 0.5 for c in model.own_cables}
    values = {k: round(0.25 * s.min + 0.75 * s.max, 3) for k, s in model.settings.items()}
    text = format_state(model, pulls, values)
    assert engine().run("formatState", name, pulls, values) == text
    assert in_javascript(text) == in_python(text) == (name, pulls, values, (), None)
    for cable in set(model.cables) - set(model.own_cables):
        wrong = f"v1;{name};{cable}=50"
        assert in_javascript(wrong) == in_python(wrong)
        assert cable in parse_state(wrong).notices[0] and parse_state(wrong).factors == {}


@pytest.mark.parametrize(
    ("text", "show", "canonical", "words"),
    [
        ("v1;mast;show=tensions", ("tensions",), "v1;mast;show=tensions", []),
        ("v1;mast;port=5;show=none", None, "v1;mast;port=5", []),
        ("v1;side;show=muscles", None, "v1;side", []),
        ("v1;side;show=loads+muscles", ("loads", "muscles"), "v1;side;show=loads+muscles", []),
        ("v1;side;show=muscles + loads+ loads", ("loads", "muscles"), "v1;side;show=loads+muscles", []),
        ("v1;side;show=none", (), "v1;side;show=none", []),
        ("v1;side;show=measures+muscles", ("measures", "muscles"), "v1;side;show=measures+muscles", []),
        ("v1;side;show=hat+bones", ("bones",), "v1;side;show=bones", ["hat", "bones"]),
        ("v1;side;show=", (), "v1;side;show=none", ["muscles"]),
        ("v1;side;show=bones;show=loads", ("loads",), "v1;side;show=loads", ["twice"]),
    ],
)
def test_layers_of_the_picture_are_part_of_the_state(text, show, canonical, words):
    state = parse_state(text)
    assert in_javascript(text) == in_python(text)
    assert state.show == show
    assert len(state.notices) == bool(words)
    assert all(word in " ".join(state.notices) for word in words)
    model = pv.load(state.model)
    assert format_state(model, state.factors, state.settings, state.show) == canonical
    assert engine().run("formatState", model.name, state.factors, state.settings, state.show) == canonical


MANGLED = {
    "as written": "{}",
    "blanks round it": "  {} ",
    "a full stop after it": "{}.",
    "an exclamation mark": "{}!",
    "in brackets": "({})",
    "in angle brackets": "<{}>",
    "in straight quotes": '"{}"',
    "in curly quotes": "“{}”",
    "in quotes of German books": "„{}“",
    "in French quotes": "«{}»",
    "in backticks": "`{}`",
    "in stars": "**{}**",
    "a comma and a quote": "{},’",
    "a slash": "{}/",
    "a bar of a table": "{}|",
    "a semicolon": "{};",
}
REPLACED = {
    "escaped": (quote, None),
    "escaped twice": (lambda text: quote(quote(text)), None),
    "escaped in small letters": (lambda text: quote(text).lower(), None),
    "only the equals signs escaped": ("=", "%3D"),
    "only the semicolons escaped": (";", "%3B"),
    "true minus": ("-", "−"),
    "en dash": ("-", "–"),
    "em dash": ("-", "—"),
    "hyphen that does not break": ("-", "\u2011"),
    "escaped true minus": ("-", "%E2%88%92"),
    "signs of full width": (";", "；"),
    "equals of full width": ("=", "＝"),
    "blanks that do not break": (";", ";\u00a0"),
    "escaped blanks that do not break": (";", ";%C2%A0"),
    "signs without width": ("=", "\u200b="),
    "soft hyphens": ("_", "_\u00ad"),
    "byte order marks": (";", "\ufeff;"),
    "wrapped at the semicolons": (";", ";\n  "),
    "wrapped at the underscores": ("_", "_\r\n"),
    "plus as a blank": ("+", " "),
    "plus as an escaped blank": ("+", "%20"),
    "plus escaped": ("+", "%2B"),
    "quoted-printable": ("=", "=3D"),
    "quoted-printable with a soft line end": (";", "=\r\n;"),
    "underscores taken for slanting": ("_", ""),
    "underscores escaped": ("_", "\\_"),
    "capitals": (str.upper, None),
    "a capital first": (lambda text: text.capitalize(), None),
}


@pytest.mark.parametrize(
    "text", ["v1;side;abdominals=-50;hip_flexors=70;show=bones+loads", "v1;mast;port=-37.5"]
)
@pytest.mark.parametrize("way", [*MANGLED, *REPLACED])
def test_a_state_that_was_changed_on_its_way_is_read_as_it_was_meant(way, text):
    if way in MANGLED:
        sent = MANGLED[way].format(text)
    else:
        old, new = REPLACED[way]
        sent = old(text) if callable(old) else text.replace(old, new)
    state = parse_state(sent)
    assert in_javascript(sent) == in_python(sent)
    assert format_state(pv.load(state.model), state.factors, state.settings, state.show) == text
    assert [notice for notice in state.notices if "changed a little" not in notice] == []


@pytest.mark.parametrize("rest", ["hip_flexors=7...", "hip_flexors=7…", "hip_flexors=7x0"])
def test_what_was_cut_short_is_not_guessed_but_named(rest):
    state = parse_state(f"v1;side;abdominals=-50;{rest}")
    assert state.factors == {"abdominals": 0.5}
    assert "7" in state.notices[0]


def test_a_notice_is_short_and_names_what_is_near():
    state = parse_state("v1;side;abdominal_wall=50;hipflexor=50;xyz=1")
    assert "abdominals" in state.notices[0]
    assert all(len(notice) < 130 for notice in state.notices)


@pytest.mark.parametrize("value", [0.0005, 1.0005, 12.3455, 99.9995])
def test_halves_of_a_thousandth_are_rounded_away_from_zero_on_both_sides(value):
    rounded = engine_of("globalThis.PostureViz = { rounded, engineSays: v => [rounded(v), rounded(-v)] }")
    up, down = rounded.run("engineSays", value)
    assert up == -down
    assert up == pytest.approx(value + 0.0005, abs=1e-9)


@pytest.mark.parametrize("show", [["hat"], "hat", 7, ["measures", "hat"]])
def test_layers_that_no_picture_shows_are_refused(show):
    with pytest.raises(ValueError, match="show is"):
        format_state(pv.load("side"), show=show)


@pytest.mark.parametrize("bad", [{"prt": 1.0}, {"port": 2.5}, {"port": float("nan")}, {"port": "1"}])
def test_python_refuses_to_write_what_is_no_state(bad):
    with pytest.raises(ValueError, match=next(iter(bad))):
        format_state(MAST, bad)


@pytest.mark.parametrize(("extra", "told"), [(-1, False), (0, False), (1, True)])
def test_a_text_is_read_up_to_its_longest_length_and_not_beyond(extra, told):
    start = "v1;mast;port=50"
    text = start + " " * (LONGEST + extra - len(start))
    found = parse_state(text)
    assert (found.factors, bool(found.notices)) == ({"port": 1.5}, told)
    assert in_javascript(text) == in_python(text)


def test_layers_are_shown_together_in_whatever_order_they_are_named():
    for text in ("v1;side;show=muscles+measures+bones", "v1;side;show=bones+measures+muscles"):
        found = parse_state(text)
        assert found.show == ("bones", "measures", "muscles") and found.notices == ()
        assert in_javascript(text) == in_python(text)
    assert format_state(pv.load("side"), show=["muscles", "measures"]) == "v1;side;show=measures+muscles"
    assert parse_state("v1;side;show=measures").notices == ()


@pytest.mark.parametrize(
    ("pull", "told"),
    [
        ("100.0004", False),
        ("100.0000000001", False),
        ("-100.0004", False),
        ("100.0006", True),
        ("-101", True),
        ("9" * 400, True),
    ],
)
def test_what_the_decimals_of_a_text_round_to_the_end_is_the_end(pull, told):
    found = parse_state(f"v1;mast;port={pull}")
    assert found.factors == {"port": 0.0 if pull.startswith("-") else 2.0}
    assert bool(found.notices) is told
    assert in_javascript(f"v1;mast;port={pull}") == in_python(f"v1;mast;port={pull}")
