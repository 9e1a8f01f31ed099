"""Fit the moment arms of the elbow's muscles and write the model.

Run: python tools/build_elbow.py            (writes postureviz/library/elbow.json, prints the report)
     python tools/build_elbow.py --check    (says whether the written model is what the data give)
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from fit_mast import text
from numpy.polynomial import polynomial

import postureviz as pv
from postureviz.mechanics import evaluate, inputs, prepare

HERE = Path(__file__).parent
TARGET = HERE.parent / "postureviz" / "library" / "elbow.json"
PLAN = json.loads((HERE / "elbow_data.json").read_text("utf-8"))
CHOSEN = {k: v["value"] for k, v in PLAN["chosen"].items()}
MUSCLES = ("biceps", "brachialis", "triceps")


def arm_curve(muscle: str) -> tuple[list[float], float]:
    """Return the polynomial of the moment arm (m, over flexion in rad) and its largest relative miss."""
    q = np.radians(PLAN["moment_arms_mm"]["flexion_deg"])
    arm = np.array(PLAN["moment_arms_mm"][muscle]) / 1000
    # weighted by one over the arm, so that the relative miss is made small
    fit = PLAN["fit"]
    beyond = np.radians(fit["held_beyond_deg"])
    x, y = np.append(q, beyond), np.append(arm, np.full(len(beyond), arm[-1]))
    counts = np.append(np.ones(len(q)), np.full(len(beyond), fit["held_weight"]))
    found = polynomial.polyfit(x, y, fit["degree"][muscle], w=counts / np.abs(y))
    found = [float(f"{x:.5g}") for x in found]
    return found, float(np.abs(polynomial.polyval(q, found) / arm - 1).max())


def size_of(muscle: str) -> tuple[float, float, float]:
    """Return a muscle's largest force (N), length (m, weighted by force) and tendon stiffness (N/m)."""
    heads = PLAN["heads"][muscle]
    force = sum(h["fmax_N"] for h in heads)
    length = sum(h["fmax_N"] * (h["fibre_m"] + h["tendon_m"]) for h in heads) / force
    stiffness = sum(h["fmax_N"] / (PLAN["passive"]["tendon_strain_at_fmax"] * h["tendon_m"]) for h in heads)
    return force, round(length, 4), round(stiffness, -2)


def elbow(stop_N: float, bands: dict | None = None) -> dict:
    """Return the elbow as a model dict, its straight stop carrying a force at rest."""
    c, g = CHOSEN, PLAN["gravity_m_per_s2"]
    hand = PLAN["weights"]["hand"]["from_elbow_m"]

    def cable(name, group, arm, length, law, source):
        arms = [{"joint": "forearm", "arm_m": arm}]
        return {"name": name, "group": group, "arms": arms, "rest_m": length, "law": law, "source": source}

    cables = []
    for name in MUSCLES:
        force, length, _ = size_of(name)
        law = {"type": "constant", "tension_N": round(c["tone_share"] * force, 1)}
        cables.append(cable(f"{name}_pull", name, arm_curve(name)[0], length, law, "muscle"))
    _, length, stiffness = size_of("biceps")
    shorter = {"setting": "biceps_short_mm", "per_unit_m": 0.001}
    law = {"type": "elastic", "tension_N": 0, "stiffness_N_per_m": stiffness, "short": [shorter]}
    cables.append(cable("biceps_passive", None, arm_curve("biceps")[0], length, law, "passive"))
    law = {
        "type": "elastic",
        "tension_N": stop_N,
        "stiffness_N_per_m": c["stop_Nm_per_rad"] / c["stop_arm_m"] ** 2,
    }
    cables.append(cable("straight_stop", None, [c["stop_arm_m"]], c["stop_arm_m"], law, "stop"))

    bands = bands or {}
    push = 1 / (c["tone_share"] * hand)
    readings = [
        {"name": "flexion_deg", "kind": "joint", "joint": "forearm", "show": [-10, 130]},
        {
            "name": "force_at_hand_N",
            "kind": "pull_moment",
            "cable": "triceps",
            "joint": "forearm",
            "sign": -1,
            "scale": round(push, 6),
            "show": [0, 400],
        },
    ]
    weights = [
        {
            "name": name,
            "link": "forearm",
            "at_m": [row["from_elbow_m"], 0],
            "weight_N": round(g * row["mass_kg"], 3),
            "source": "segments",
        }
        for name, row in PLAN["weights"].items()
        if name != "source"
    ]
    weights.append(
        {
            "name": "in_the_hand",
            "link": "forearm",
            "at_m": [hand, 0],
            "weight_N": 0,
            "setting": "hand_kg",
            "per_unit_N": g,
            "source": "settings",
        }
    )
    below = np.radians(c["below_level_deg"])
    shoulder = [round(float(x), 6) for x in c["upper_arm_m"] * np.array([-np.cos(below), np.sin(below)])]
    ranges = {name: c[name] for name in ("biceps_short_mm", "hand_kg")}
    s = PLAN["sources"]
    return {
        "schema": 1,
        "name": "elbow",
        "title": "An elbow, with the upper arm held out",
        "view": "elbow",
        "sources": {
            "segments": s["segments"],
            "drawing": s["drawing"],
            "muscle": f"{s['arm26']}; arms fitted by tools/build_elbow.py. Tone {s['tone']}",
            "passive": f"{PLAN['passive']['why']} ({s['arm26']}); just slack in a straight elbow: assumed",
            "joint": s["joint"],
            "stop": s["stop"] + "; its force at rest is what usual pull and the forearm's weight leave over",
            "settings": s["settings"],
            "hand": "computed: turning effect of the triceps if driven fully (its pull over the assumed tone "
            f"of {c['tone_share']:g}), over the {1000 * hand:.0f} mm from elbow to palm; what holds against "
            "it is not taken off",
            "numerics": s["numerics"],
            "band": "computed: readings with every muscle anywhere from 90 to 110 % of usual pull, biceps "
            "of normal length, empty hand (10,000 seeded draws, 2.5 to 97.5 %)",
        },
        "numerics": {"smooth_length_m": 1e-4, "slack_width": 0.001, "source": "numerics"},
        "ground_y_m": None,
        "unsure": unsure(),
        "links": [
            {
                "name": "forearm",
                "parent": None,
                "at_m": [0, 0],
                "length_m": c["fingertip_m"],
                "neutral_deg": -c["below_level_deg"],
                "source": "drawing",
            }
        ],
        "joints": [
            {
                "link": "forearm",
                "stiffness_Nm_per_rad": c["joint_Nm_per_rad"],
                "stiffening_deg": c["joint_stiffening_deg"],
                "limit_deg": c["limit_deg"],
                "source": "joint",
            }
        ],
        "cables": cables,
        "weights": weights,
        "loads": [],
        "springs": [],
        "settings": [
            {
                "name": name,
                "unit": name.rsplit("_", 1)[1],
                "min": low,
                "max": high,
                "normal": 0,
                "source": "settings",
            }
            for name, (low, high) in ranges.items()
        ],
        "landmarks": [
            {"name": "shoulder", "link": None, "at_m": shoulder, "source": "drawing"},
            {"name": "elbow", "link": None, "at_m": [0, 0], "source": "drawing"},
            {"name": "palm", "link": "forearm", "at_m": [hand, 0], "source": "segments"},
            {"name": "fingertip", "link": "forearm", "at_m": [c["fingertip_m"], 0], "source": "drawing"},
        ],
        "readings": [
            {
                **row,
                "band": bands.get(row["name"], row["show"]),
                "source": "hand" if row["kind"] == "pull_moment" else "band",
            }
            for row in readings
        ],
        "presets": [
            {"name": "even", "factors": {}, "settings": {}},
            {"name": "triceps_less", "factors": {"triceps": 0.3}, "settings": {}},
            {"name": "biceps_more", "factors": {"biceps": 2.0}, "settings": {}},
            {"name": "short_biceps", "factors": {}, "settings": {"biceps_short_mm": 10}},
            {
                "name": "short_and_less",
                "factors": {"biceps": 1.5, "triceps": 0.5},
                "settings": {"biceps_short_mm": 10},
            },
        ],
    }


def unsure() -> list[dict]:
    """Return the assumed numbers: tone of each muscle, what holds a joint, masses."""
    joint = {"part": "joints", "source": "joint"}
    return [
        *(
            {"name": f"{m}_tone", "part": "cables", "entry": "law.tension_N", "names": [f"{m}_pull"]}
            | {"source": "muscle"}
            for m in MUSCLES
        ),
        {"name": "joint", "entry": "stiffness_Nm_per_rad", **joint},
        {"name": "joint_stiffening", "entry": "stiffening_deg", **joint},
        *(
            {"name": name, "part": "cables", "entry": "law.stiffness_N_per_m", "names": [cable]}
            | {"source": source}
            for name, cable, source in (
                ("tendon", "biceps_passive", "passive"),
                ("stop", "straight_stop", "stop"),
            )
        ),
        {"name": "forearm_mass", "part": "weights", "entry": "weight_N", "source": "segments"},
    ]


def stop_force() -> float:
    """Return the force at rest of the straight stop that makes usual pull an exact balance when straight."""
    model = pv.Model.from_dict(elbow(0.0))
    mech = prepare(model)
    u = inputs(mech, np.ones(len(mech.cables)), {name: row.normal for name, row in model.settings.items()})
    # the stop at zero force adds the little that its soft corner gives
    idle = (
        PLAN["chosen"]["stop_Nm_per_rad"]["value"]
        / CHOSEN["stop_arm_m"]
        * model.to_dict()["numerics"]["slack_width"]
        / 4
    )
    torque = float(evaluate(mech, mech.neutral, u)[1][0]) + idle * CHOSEN["stop_arm_m"]
    return torque / CHOSEN["stop_arm_m"]


def usual(model) -> dict:
    """Return the usual range of every reading: muscles anywhere from 90 to 110 % of usual pull."""
    rng = np.random.default_rng(2026)
    draws = {g: rng.uniform(0.9, 1.1, 10_000) for g in MUSCLES}
    values = pv.measure(pv.solve_many(model, draws))
    return {k: [float(f"{x:.2g}") for x in np.percentile(v, [2.5, 97.5])] for k, v in values.items()}


def main() -> int:
    """Build, report, and write or check the model."""
    for name in MUSCLES:
        curve, miss = arm_curve(name)
        print(f"{name:>11}: arm within {100 * miss:.1f} % of the published values; coefficients {curve}")
        if name in PLAN["fit"]["must"] and miss > PLAN["fit"]["allowed_share"]:
            print(f"{name}: allowed are {100 * PLAN['fit']['allowed_share']:g} %")
            return 1
    stop = stop_force()
    data = elbow(stop, usual(pv.Model.from_dict(elbow(stop))))
    model = pv.Model.from_dict(data)
    print(f"straight stop carries {stop:.1f} N ({stop * CHOSEN['stop_arm_m']:.2f} N m) at usual pull")
    for row in ({}, {"biceps": 2.0}, {"biceps": 0.0}, {"triceps": 0.0}, {"triceps": 0.3}):
        print(f"{row!s:>18}", {k: round(v, 2) for k, v in pv.measure(pv.solve(model, row)).items()})
    for short in (5, 10, 20, 30, 40):
        for kg in (0, 2):
            p = pv.solve(model, None, {"biceps_short_mm": short, "hand_kg": kg})
            print(
                f"biceps {short} mm short, {kg} kg in the hand",
                {k: round(v, 1) for k, v in pv.measure(p).items()},
            )
    if "--check" in sys.argv:
        same = json.loads(TARGET.read_text("utf-8")) == data
        print(
            "the written model is what the data give"
            if same
            else "the written model differs: run tools/build_elbow.py"
        )
        return 0 if same else 1
    TARGET.write_text(text(data), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
