"""People drawn from the bones of the side view: whole in every posture, and plainly different."""

import itertools

import numpy as np
import pytest
from picturing import broken, outline, outside_by, random_states, scenes

import postureviz as pv

PX_PER_CM = 2
LOOK = """
import { framesOf, floorAt, spineLine } from './drawing/side_anatomy.js';
import { screenMap } from './drawing/geom.js';
import { LETTERS, person, tallness } from './drawing/people.js';
call: (posture, letter) => {
  const frames = framesOf({ ...posture, model: library().side });
  const k = PX_PER_CM * tallness(letter);
  const S = screenMap(k, 200, 400 + k * floorAt(frames));
  return { tree: person(frames, S, letter, { spine: true }), spine: S.all(spineLine(frames)) };
},
letters: () => LETTERS
""".replace("PX_PER_CM", str(PX_PER_CM))


@pytest.fixture(scope="module")
def run():
    return scenes(LOOK)


@pytest.fixture(scope="module")
def letters(run):
    return run("letters")


def drawn(run, posture, letter):
    return run("call", {k: v for k, v in posture.to_dict().items() if k != "model"}, letter)


def filled(tree):
    """The shapes of a person that are filled, as closed curves."""
    return [
        outline(node["a"]["d"])
        for node in tree["k"]
        if node["t"] == "path" and node["a"]["fill"] != "none" and node["a"]["d"].endswith("Z")
    ]


def test_every_person_is_whole_and_holds_the_spine_in_every_posture(run, letters, sampled):
    side = pv.load("side")
    states = [({}, {}), *([row["factors"], row["settings"]] for row in side.presets.values())]
    states += list(random_states(side, sampled("people in wild postures"), seed=5))
    for i, (factors, settings) in enumerate(states):
        posture = pv.solve(side, factors, settings)
        if not posture.rests:
            continue
        for letter in letters if i < 2 else letters[i % len(letters) :][:2]:
            seen = drawn(run, posture, letter)
            assert broken(seen["tree"]) == [], (letter, factors, settings)
            shapes = filled(seen["tree"])
            for point in np.array(seen["spine"])[1:]:
                out = min(outside_by(point[None], ring) for ring in shapes)
                assert out / PX_PER_CM < 0.3, (letter, factors, settings, point)


def test_a_person_bends_with_the_bones_and_not_with_the_build(run, letters):
    even, bent = pv.solve("side"), pv.solve("side", {"lower_back": 2, "abdominals": 0})
    for letter in letters:
        before, after = (drawn(run, p, letter) for p in (even, bent))
        assert [n["t"] for n in before["tree"]["k"]] == [n["t"] for n in after["tree"]["k"]]
        moved = np.abs(np.array(before["spine"]) - np.array(after["spine"])).max()
        changed = max(
            np.abs(a - b).max() for a, b in zip(filled(before["tree"]), filled(after["tree"]), strict=True)
        )
        assert 0.5 * moved < changed < 2 * moved


def test_any_two_of_the_crew_differ_plainly(run, letters):
    even = pv.solve("side")

    def facts(letter):
        tree = drawn(run, even, letter)["tree"]
        points = np.concatenate(filled(tree))
        colours = {node["a"].get("fill") for node in tree["k"] if node["t"] == "path"}
        return points.max(axis=0) - points.min(axis=0), colours

    known = {letter: facts(letter) for letter in letters}
    assert len(known) >= 8
    for a, b in itertools.combinations(letters, 2):
        size = np.abs(known[a][0] - known[b][0]).max() / PX_PER_CM
        colours = known[a][1] ^ known[b][1]
        assert len(colours) >= 8 or (len(colours) >= 4 and size > 4), (a, b)
