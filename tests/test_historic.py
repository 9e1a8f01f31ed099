"""Columns with sprung tips, the bare spines of the laboratories, and how stiff a rope can help.

The spines are back-fits: one joint stiffness is chosen so that the chain gives way at the measured load.
What is tested is that the engine and an eigenvalue problem written down on its own give the same load.
"""

import exact
import numpy as np
import pytest
from making import blank, cable, column, tip_of, weight
from scipy.linalg import eigh
from scipy.optimize import brentq

import postureviz as pv
from postureviz.mechanics import evaluate, inputs, prepare

# Joint heights (m above L5/S1) of the trunk model behind the back view (tools/back_data.json)
HEIGHTS = [0, 0.037, 0.0737, 0.11, 0.1427, 0.1757, 0.2075, 0.2359, 0.2643, 0.2893, 0.3139, 0.3397, 0.365]
HEIGHTS += [0.3903, 0.413, 0.4329, 0.4507, 0.4716]
SPINES = {
    # number of joints, back-fitted stiffness N m/deg, measured load N
    "Lucas & Bresler 1961, sacrum to T1": (17, 1.04, 20.0),
    "Crisco et al. 1992, lumbar, experiment": (5, 0.65, 88.0),
    "Crisco & Panjabi 1992, lumbar, theory": (5, 0.49, 67.0),
}
# sprung tip: spring stiffness in EI/L^3 and load in EI/L^2
SPRUNG = {0: 2.4674, 1: 3.2735, 2: 4.0700, 5: 6.3921, 10: 9.9563, 20: 15.177, 50: 18.992, 100: 19.703}
CLAMPED_PINNED = 20.19073


def lowest(model):
    """Lowest curvature of the straight shape at even pull."""
    mech = prepare(model)
    u = inputs(mech, np.ones(len(mech.cables)), {k: s.normal for k, s in model.settings.items()})
    return np.linalg.eigvalsh(evaluate(mech, mech.neutral, u)[2])[0]


def critical(make, low, high):
    """Load at which ``make(load)`` stops being stable when straight."""
    return brentq(lambda x: lowest(make(x)), low, high, xtol=1e-10)


def bare_spine(joints, stiffness, load):
    lengths = np.diff(HEIGHTS)[:joints]
    names = [f"v{i}" for i in range(joints)]
    links = [
        {
            "name": n,
            "parent": names[i - 1] if i else None,
            "at_m": [0, 0],
            "length_m": float(h),
            "neutral_deg": 90,
        }
        | {"source": "test"}
        for i, (n, h) in enumerate(zip(names, lengths, strict=True))
    ]
    hold = [
        {"link": n, "stiffness_Nm_per_rad": stiffness, "limit_deg": [-90, 90], "source": "test"}
        for n in names
    ]
    top = weight("top", names[-1], (float(lengths[-1]), 0), load)
    return pv.Model.from_dict(blank(links, hold, weights=[top]))


def by_eigenvalue(joints, stiffness):
    k, h = np.full(joints, stiffness), np.diff(HEIGHTS)[:joints]
    hold = np.diag(k + np.append(k[1:], 0)) - np.diag(k[1:], 1) - np.diag(k[1:], -1)
    return eigh(hold, np.diag(h), eigvals_only=True)[0]


@pytest.mark.parametrize("case", SPINES)
def test_a_back_fitted_bare_spine_gives_way_at_the_measured_load(case):
    joints, per_degree, measured = SPINES[case]
    stiffness = np.degrees(per_degree)
    load = critical(lambda x: bare_spine(joints, stiffness, x), 1, 500)
    assert load == pytest.approx(by_eigenvalue(joints, stiffness), rel=1e-9)
    assert load == pytest.approx(measured, rel=0.02)  # the stiffness is rounded to two digits


def test_the_bare_spine_would_carry_three_times_as_much_with_joints_as_stiff_as_in_the_books():
    # about 2 N m/deg for a joint that is already bent (PMC4844119): near straight the spine is laxer
    assert critical(lambda x: bare_spine(5, np.degrees(2.0), x), 1, 900) == pytest.approx(270, rel=0.02)


def sprung(n, kappa, load):
    """A clamped column under a dead load, its tip held sideways by a pair of long elastic cables."""
    links, joints = pv.rod("r", n, 1.0, 1.0, "test")
    tip = tip_of(n)
    far, cables = 100.0, []
    for i, side in enumerate((-1, 1)) if kappa else ():
        row = cable(f"c{i}", f"s{i}", [(None, (side * far, 1.0)), (tip["link"], tip["at_m"])], 0)
        # just taut: what a taut cable adds by turning is 2e-8 of its stiffness
        row["law"] = {"type": "elastic", "tension_N": 1e-4 * kappa, "stiffness_N_per_m": kappa / 2}
        cables.append(row)
    data = blank(links, joints, cables=cables, weights=[weight("top", tip["link"], tip["at_m"], load)])
    data["numerics"]["slack_width"] = 1e-7
    return pv.Model.from_dict(data)


def sprung_exact(kappa):
    """Load of the continuous column: tan u = u - u^3 / kappa, load u^2."""
    return (
        brentq(
            lambda u: kappa * (np.sin(u) - u * np.cos(u)) + u**3 * np.cos(u),
            np.pi / 2,
            4.4934094579,
            xtol=1e-13,
        )
        ** 2
    )


def sprung_load(n, kappa):
    return critical(lambda x: sprung(n, kappa, x), 0.5, 20.3)


@pytest.mark.parametrize("kappa", [k for k in SPRUNG if k])
def test_the_exact_sprung_column_is_that_of_the_table(kappa):
    assert sprung_exact(kappa) == pytest.approx(SPRUNG[kappa], rel=3e-5)


@pytest.mark.parametrize("kappa", SPRUNG)
def test_a_sprung_tip_raises_the_load_as_in_the_table(kappa):
    true = sprung_exact(kappa) if kappa else exact.EULER
    error = abs(sprung_load(24, kappa) / true - 1)
    assert error < (1e-3 if kappa <= 10 else 4e-3)


@pytest.mark.parametrize("kappa", SPRUNG)
def test_two_lattices_together_give_the_sprung_load_to_one_in_twenty_thousand(kappa):
    true = sprung_exact(kappa) if kappa else exact.EULER
    better = (4 * sprung_load(48, kappa) - sprung_load(24, kappa)) / 3
    assert better == pytest.approx(true, rel=5e-5)


def test_a_tip_that_cannot_move_sideways_gives_the_clamped_and_pinned_column():
    assert brentq(lambda u: np.tan(u) - u, 4.4, 4.6) ** 2 == pytest.approx(CLAMPED_PINNED, abs=1e-5)
    loads = [sprung_load(n, 1e7) for n in (24, 48)]
    assert loads[0] == pytest.approx(CLAMPED_PINNED, rel=4e-3)
    assert (4 * loads[1] - loads[0]) / 3 == pytest.approx(CLAMPED_PINNED, rel=5e-5)


# tip angle in degrees, load over Euler's, height of the tip
BENT = [(10, 1.0038, 0.9924), (20, 1.0154, 0.9697), (40, 1.0637, 0.8812), (60, 1.1517, 0.7410)]
BENT += [(80, 1.2939, 0.5594), (100, 1.5184, 0.3490), (120, 1.8848, 0.1232)]


@pytest.mark.parametrize(("tip_deg", "share", "height"), BENT)
def test_a_buckled_column_is_as_high_as_the_elastica(tip_deg, share, height):
    # exact load for the tip angle, so that the table's rounding does not count near the Euler load
    load, true = exact.buckled(np.radians(tip_deg))
    assert load / exact.EULER == pytest.approx(share, abs=6e-5)
    assert true == pytest.approx(height, abs=6e-5)
    found = pv.solve(column(48, (0, -1)), settings={"load_N": load})
    assert found.status == "buckled"
    assert found.landmarks["tip"][1] == pytest.approx(true, abs=1e-3)


def balanced_post(q, tension, load=350.0, height=0.25, arm=0.05, length=0.15):
    """One stiff post on a free joint between two muscle-like cables."""
    links = [
        {
            "name": "bar",
            "parent": None,
            "at_m": [0, 0],
            "length_m": height,
            "neutral_deg": 90,
            "source": "test",
        }
    ]
    joints = [{"link": "bar", "stiffness_Nm_per_rad": 0, "limit_deg": [-90, 90], "source": "test"}]
    cables = [
        cable(f"c{s}", f"g{s}", [(None, (s * arm, -length / 2)), ("bar", (length / 2, -s * arm))], tension, q)
        for s in (-1, 1)
    ]
    for row in cables:
        row["name"] = row["name"].replace("-1", "l").replace("1", "r")
        row["group"] = row["group"].replace("-1", "l").replace("1", "r")
    return pv.Model.from_dict(
        blank(links, joints, cables=cables, weights=[weight("w", "bar", (height, 0), load)])
    )


@pytest.mark.parametrize(("tension", "published"), [(50, 54.8), (100, 28.5), (200, 15.4), (400, 8.8)])
def test_the_stiffness_a_muscle_needs_falls_as_it_pulls_harder(tension, published):
    # second derivative of the energy by hand: q r²/l from stretch, -l/4 from turning, per cable
    by_hand = 350 * 0.25 * 0.15 / (2 * tension * 0.05**2) + 0.15**2 / (4 * 0.05**2)
    found = critical(lambda q: balanced_post(q, tension), 1, 100)
    assert found == pytest.approx(by_hand, rel=1e-3)
    assert found == pytest.approx(published, abs=0.06)


def guyed_elastic(n, tension, stiffness, load=0.3, foot=0.3):
    """A clamped mast with a weight on top and a pair of elastic ropes from its tip."""
    links, joints = pv.rod("r", n, 1.0, 1.0, "test")
    tip, cables = tip_of(n), []
    for name, side in (("l", -1), ("r", 1)):
        row = cable(f"c{name}", name, [(None, (side * foot, 0)), (tip["link"], tip["at_m"])], tension)
        row["law"] = {"type": "elastic", "tension_N": tension, "stiffness_N_per_m": stiffness}
        cables.append(row)
    data = blank(links, joints, cables=cables, weights=[weight("top", tip["link"], tip["at_m"], load)])
    data["numerics"]["slack_width"] = 1e-7
    return pv.Model.from_dict(data)


@pytest.mark.parametrize(("tension", "published"), [(4, 0.6), (6, 14.5), (8, 44.0), (10, 362.0)])
def test_the_tighter_the_ropes_the_stiffer_they_must_be(tension, published):
    # by hand: both ropes are one spring at the tip of the exact sprung column
    length = np.hypot(0.3, 1)
    load = 0.3 + 2 * tension / length
    u = np.sqrt(load)
    kappa = u**3 * np.cos(u) / (u * np.cos(u) - np.sin(u))
    by_hand = (kappa - 2 * tension / length**3) / (2 * (0.3 / length) ** 2)
    needed = [critical(lambda k, n=n: guyed_elastic(n, tension, k), 1e-3, 1e4) for n in (24, 48)]
    assert needed[0] == pytest.approx(published, rel=0.02, abs=0.06)
    assert (4 * needed[1] - needed[0]) / 3 == pytest.approx(by_hand, rel=0.01)


def test_beyond_the_clamped_and_pinned_load_no_rope_is_stiff_enough():
    ceiling = critical(lambda t: guyed_elastic(24, t, 1e7), 5, 20)
    assert ceiling == pytest.approx(10.35, abs=0.01)
    by_hand = (CLAMPED_PINNED - 0.3) * np.hypot(0.3, 1) / 2
    finer = critical(lambda t: guyed_elastic(48, t, 1e7), 5, 20)
    assert (4 * finer - ceiling) / 3 == pytest.approx(by_hand, rel=2e-4)
