"""Build the body seen from behind: two legs, pelvis, 24 vertebrae, head and two shoulders.

Run: python tools/build_back.py            (writes postureviz/library/back.json, prints the report)
     python tools/build_back.py --check    (says whether the written model is what the data give)
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

import numpy as np
from fit_mast import text

import postureviz as pv

HERE = Path(__file__).parent
TARGET = HERE.parent / "postureviz" / "library" / "back.json"
PLAN = json.loads((HERE / "back_data.json").read_text("utf-8"))
CHOSEN = {k: v["value"] for k, v in PLAN["chosen"].items()}
BODY, HEIGHTS, G = PLAN["body_m"], PLAN["heights_m"], PLAN["gravity_m_per_s2"]
SPINE = tuple(name for name in HEIGHTS if name != "head")
GROUPS = ("neck_shoulder", "mid_back", "side_trunk", "hip")
SIDES = (("left", -1), ("right", 1))


def base_of(link: str) -> float:
    """Return the height (m above L5/S1) where an upright link starts."""
    return {"legs": BODY["ankle_y"], "pelvis": BODY["hip_y"]}.get(link) or HEIGHTS[link]


def shoulder_frame() -> tuple[float, float, float]:
    """Return the direction (deg) and length (m) of the right shoulder, and the direction in rad."""
    x, y = BODY["acromion_x"] - BODY["clavicle_x"], BODY["acromion_y"] - BODY["clavicle_y"]
    return round(math.degrees(math.atan2(y, x)), 3), round(math.hypot(x, y), 4), math.atan2(y, x)


def at(link: str, x: float, y: float, sign: int) -> dict:
    """Return the path point of a place given for the right side; sign -1 mirrors it."""
    if link != "shoulder":
        return {"link": link, "at_m": [round(y - base_of(link), 4), round(-sign * x, 4) + 0.0]}
    a = shoulder_frame()[2]
    x, y = x - BODY["clavicle_x"], y - BODY["clavicle_y"]
    along, across = x * math.cos(a) + y * math.sin(a), y * math.cos(a) - x * math.sin(a)
    side = "right" if sign > 0 else "left"
    return {"link": f"shoulder_{side}", "at_m": [round(along, 4), round(sign * across, 4)]}


def hip_lever() -> tuple[float, float, float]:
    """Return lever (m), length (m) and largest force (N) of one side's hip abductors, weighted by force."""
    rows, total = PLAN["hip_lines"]["rows"], 0.0
    lever = length = 0.0
    for row in rows:
        a, b = np.array(row["from"]), np.array(row["to"])
        d = (b - a) / np.linalg.norm(b - a)
        r = a[:2] - [BODY["hip_x"], BODY["hip_y"]]
        total += row["fmax_N"]
        lever += row["fmax_N"] * abs(r[0] * d[1] - r[1] * d[0])
        length += row["fmax_N"] * np.linalg.norm(b - a)
    return round(float(lever / total), 4), round(float(length / total), 4), total


def tension(group: str, fmax: float) -> float:
    """Return the tension (N) at quiet standing."""
    return round(CHOSEN["tone_share"][group] * fmax, 1)


def cables() -> list[dict]:
    """Return all muscles, left and right."""
    out = []
    for group in (*GROUPS, "background"):
        for side, sign in SIDES:
            name = None if group == "background" else f"{group}_{side}"
            if group == "hip":
                lever, length, force = hip_lever()
                # the right side turns the pelvis clockwise on the legs: its length falls as the angle falls
                arms = [{"joint": "pelvis", "arm_m": [-sign * lever]}]
                law = {"type": "muscle", "tension_N": tension(group, force), "q": CHOSEN["q"][group]}
                out.append(
                    {
                        "name": f"abductors_{side}",
                        "group": name,
                        "arms": arms,
                        "rest_m": length,
                        "law": law,
                        "source": "hip",
                    }
                )
                continue
            for line in PLAN["lines"][group]:
                path = [{**at(k, x, y, sign), "out_m": out_m} for k, x, y, out_m in line["path"]]
                law = {"type": "muscle", "tension_N": tension(group, line["fmax_N"]), "q": CHOSEN["q"][group]}
                out.append(
                    {
                        "name": f"{line['name']}_{side}",
                        "group": name,
                        "path": path,
                        "law": law,
                        "source": line["source"],
                    }
                )
    return out + segments()


def segments() -> list[dict]:
    """Return the short lines from every vertebra of the trunk to the next."""
    plan, order, out = PLAN["segments"], list(HEIGHTS), []
    trunk = order[order.index(plan["from"]) : order.index(plan["to"]) + 1]
    for low, high in zip(trunk[:-1], trunk[1:], strict=True):
        row = plan["lumbar" if low.startswith("L") else "thoracic"]
        # from the middle of one vertebra to the middle of the next
        middle = [HEIGHTS[v] + (HEIGHTS[order[order.index(v) + 1]] - HEIGHTS[v]) / 2 for v in (low, high)]
        for side, sign in SIDES:
            path = [
                {**at(v, row["x"], y, sign), "out_m": row["out"]}
                for v, y in zip((low, high), middle, strict=True)
            ]
            law = {"type": "muscle", "tension_N": row["tension_N"], "q": CHOSEN["q"]["background"]}
            out.append(
                {
                    "name": f"segment_{low}_{side}",
                    "group": None,
                    "path": path,
                    "law": law,
                    "source": "segments",
                }
            )
    return out


def links_and_joints() -> tuple[list[dict], list[dict]]:
    """Return the tree: legs, pelvis, spine, head, and a shoulder on each side of T3."""
    deg = 180 / math.pi
    limit = CHOSEN["limit_deg"]
    links, joints = [], []

    def add(name, parent, at_m, length, neutral, stiffness, most, source, why):
        links.append(
            {
                "name": name,
                "parent": parent,
                "at_m": at_m,
                "length_m": round(length, 4),
                "neutral_deg": neutral,
                "source": source,
            }
        )
        joints.append(
            {
                "link": name,
                "stiffness_Nm_per_rad": round(stiffness, 3),
                "limit_deg": [-most, most],
                "source": why,
            }
        )

    add(
        "legs",
        None,
        [0, BODY["foot_floor_m"]],
        BODY["hip_y"] - BODY["ankle_y"],
        90,
        CHOSEN["legs_Nm_per_rad"],
        limit["legs"],
        "spine",
        "hips",
    )
    add(
        "pelvis",
        "legs",
        [0, 0],
        -BODY["hip_y"],
        90,
        CHOSEN["hip_Nm_per_rad"],
        limit["pelvis"],
        "spine",
        "hips",
    )
    tops = [*list(HEIGHTS.values())[1:], BODY["head_top_y"]]
    below = "pelvis"
    for (name, low), high in zip(HEIGHTS.items(), tops, strict=True):
        upper = name in ("C2", "C1", "head")
        part = "upper_neck" if upper else "neck" if name.startswith("C") else "trunk"
        why = "bare" if part == "trunk" else "cervical"
        source = "spine" if part == "trunk" else "neck"
        add(
            name,
            below,
            [0, 0],
            high - low,
            90,
            CHOSEN[f"{part}_Nm_per_deg"] * deg,
            limit["spine"],
            source,
            why,
        )
        below = name
    neutral, length, _ = shoulder_frame()
    for side, sign in SIDES:
        start = [round(BODY["clavicle_y"] - HEIGHTS["T2"], 4), -sign * BODY["clavicle_x"]]
        add(
            f"shoulder_{side}",
            "T3",
            start,
            length,
            neutral if sign > 0 else 180 - neutral,
            CHOSEN["shoulder_Nm_per_rad"],
            limit["shoulder"],
            "drawing",
            "shoulder",
        )
    return links, joints


def weights() -> list[dict]:
    """Return the weight of each slice of the body, and of the arms where they hang."""
    out = []
    for link, rows in PLAN["masses_kg"].items():
        if link == "arm":
            continue
        for i, (mass, y) in enumerate(rows):
            name = f"{link}_weight" + (f"_{i + 1}" if len(rows) > 1 else "")
            source = "head" if link == "head" or link.startswith("C") else "spine"
            out.append({"name": name, **at(link, 0, y, 1), "weight_N": round(G * mass, 3), "source": source})
    for side, sign in SIDES:
        place = at("shoulder", BODY["arm_x"], BODY["arm_y"], sign)
        arm = round(G * PLAN["masses_kg"]["arm"], 3)
        out.append({"name": f"arm_{side}", **place, "weight_N": arm, "source": "spine"})
    return out


def springs(heavy: list[dict]) -> list[dict]:
    """Return posture reflexes in multiples of weight times height, and the legs that set the pelvis."""
    place = {row["name"]: row for row in heavy}
    bottom = {"legs": BODY["ankle_y"], "pelvis": BODY["hip_y"]} | HEIGHTS

    def height(row):
        if row["link"].startswith("shoulder"):
            return BODY["arm_y"]
        return bottom[row["link"]] + row["at_m"][0]

    def mgh(level):
        return sum(r["weight_N"] * (height(r) - level) for r in place.values() if height(r) > level)

    total = sum(r["weight_N"] for r in place.values())
    centre = mgh(BODY["ankle_y"]) / total
    gain = CHOSEN["servo_mgh"]
    per_mm = round(0.001 / (2 * BODY["hip_x"]), 9)

    def reflex(name, link, level):
        k = round(gain[name] * mgh(level), 1)
        return {"name": name, "link": link, "stiffness_Nm_per_rad": k, "source": "servo"}

    return [
        {
            "name": "centre_of_mass",
            "stiffness_N_per_m": round(gain["centre_of_mass"] * total / centre, 1),
            "source": "servo",
        },
        reflex("sway", "legs", BODY["ankle_y"]),
        reflex("trunk", CHOSEN["trunk_link"], 0.0),
        reflex("gaze", "head", HEIGHTS["C7"]),
        {
            "name": "legs",
            "link": "pelvis",
            "stiffness_Nm_per_rad": CHOSEN["legs_hold_Nm_per_rad"],
            "moves": [
                {"setting": "leg_difference_mm", "per_unit": per_mm},
                {"setting": "bent_knee_mm", "per_unit": -per_mm},
            ],
            "source": "legs",
        },
    ]


def unsure(muscles: list[dict], heavy: list[dict]) -> list[dict]:
    """Return the assumed numbers, left and right together: stiffness, tone and q, masses, reflexes."""
    neck = [k for k in HEIGHTS if k.startswith("C") or k == "head"]
    lumps = {
        "trunk": [k for k in HEIGHTS if k not in neck],
        "neck": [k for k in neck if k not in ("C2", "C1", "head")],
        "upper_neck": ["C2", "C1", "head"],
        "legs": ["legs"],
        "hip": ["pelvis"],
        "shoulder": ["shoulder_left", "shoulder_right"],
    }
    sources = {"trunk": "bare", "neck": "cervical", "upper_neck": "cervical", "shoulder": "shoulder"}
    out = [
        {"name": f"{name}_joints", "part": "joints", "entry": "stiffness_Nm_per_rad", "names": names}
        | {"source": sources.get(name, "hips")}
        for name, names in lumps.items()
    ]
    kinds = {"segments": [r["name"] for r in muscles if r["source"] == "segments"]}
    for group in GROUPS:
        kinds[group] = [r["name"] for r in muscles if (r["group"] or "").startswith(group)]
    kinds["background"] = [
        r["name"] for r in muscles if r["group"] is None and r["name"] not in kinds["segments"]
    ]
    for group, names in kinds.items():
        rows = (("tone", "law.tension_N"), ("q", "law.q"))
        out += [
            {"name": f"{group}_{what}", "part": "cables", "entry": entry, "names": names}
            | {"source": "segments" if group == "segments" and what == "tone" else what}
            for what, entry in rows
        ]
    parts = {
        "legs": ("legs", "pelvis"),
        "trunk": lumps["trunk"],
        "head": neck,
        "arms": lumps["shoulder"],
    }
    for name, links in parts.items():
        names = [r["name"] for r in heavy if r["link"] in links]
        source = "head" if name == "head" else "spine"
        out.append({"name": f"{name}_mass", "part": "weights", "entry": "weight_N", "names": names}
                   | {"source": source})  # fmt: skip
    for name in CHOSEN["servo_mgh"]:
        per = "stiffness_N_per_m" if name == "centre_of_mass" else "stiffness_Nm_per_rad"
        out.append({"name": f"{name}_reflex", "part": "springs", "entry": per, "names": [name]}
                   | {"source": "servo"})  # fmt: skip
    return out


def back(bands: dict | None = None) -> dict:
    """Return the body seen from behind as a model dict."""
    links, joints = links_and_joints()
    heavy, muscles = weights(), cables()
    s, c, bands = PLAN["sources"], CHOSEN, bands or {}
    lever, _, _ = hip_lever()
    gains = ", ".join(f"{k} {v:g}" for k, v in c["servo_mgh"].items())
    landmarks = [
        {
            "name": "sacrum",
            "link": "pelvis",
            "at_m": [round(-BODY["hip_y"], 4), 0],
            "plate_deg": 0,
            "source": "spine",
        },
        {
            "name": "T12_top",
            "link": "T12",
            "at_m": [round(HEIGHTS["T11"] - HEIGHTS["T12"], 4), 0],
            "plate_deg": 0,
        }
        | {"source": "spine"},
        {"name": "C7", "link": "C7", "at_m": [0, 0], "source": "spine"},
    ]
    for side, sign in SIDES:
        landmarks += [
            {"name": f"hip_{side}", **at("pelvis", BODY["hip_x"], BODY["hip_y"], sign), "source": "drawing"},
            {
                "name": f"crest_{side}",
                **at("pelvis", BODY["crest_x"], BODY["crest_y"], sign),
                "source": "drawing",
            },
            {
                "name": f"acromion_{side}",
                **at("shoulder", BODY["acromion_x"], BODY["acromion_y"], sign),
                "source": "drawing",
            },
        ]
    readings = [
        {
            "name": "obliquity_deg",
            "kind": "slope",
            "from": "crest_left",
            "to": "crest_right",
            "show": [-10, 10],
        },
        {
            "name": "shoulder_height_cm",
            "kind": "rise",
            "from": "acromion_left",
            "to": "acromion_right",
            "show": [-8, 8],
        },
        {"name": "c7_shift_cm", "kind": "offset", "from": "sacrum", "to": "C7", "show": [-10, 10]},
        {
            "name": "curve_deg",
            "kind": "plates",
            "from": "sacrum",
            "to": "T12_top",
            "sign": -1,
            "show": [-20, 20],
        },
        {"name": "pelvis_shift_cm", "kind": "shift", "to": "sacrum", "show": [-3, 3]},
        {"name": "l5s1_compression_N", "kind": "compression", "joint": "L5", "show": [0, 1500]},
        {"name": "stability_ratio", "kind": "stability", "show": [0, 1]},
    ]
    return {
        "schema": 1,
        "name": "back",
        "title": "The body from behind",
        "view": "back",
        "sources": {
            **{k: v for k, v in s.items() if k not in ("servo", "lines", "neck_lines", "rhomboid", "limit")},
            "lines": f"{s['lines']}. Tone {s['tone']}. q {s['q']}",
            "neck_lines": f"{s['neck_lines']}. Tone {s['tone']}. q {s['q']}",
            "rhomboid": f"{s['rhomboid']}. Tone {s['tone']}. q {s['q']}",
            "hip": "computed: gluteus medius and tensor fasciae latae of the trunk model, lever "
            f"{1000 * lever:.0f} mm about the hip seen from behind, held constant. "
            f"Tone {s['tone']}. q {s['q']}",
            "servo": f"{s['servo']} ({gains})",
            "band": "computed: readings with every muscle group anywhere from 90 to 110 % of usual pull and "
            "a leg-length difference of 5.2 ± 4.1 mm to either side (Knutson 2005; "
            "4,000 seeded draws, 2.5 to 97.5 %)",
        },
        "numerics": {"smooth_length_m": 1e-4, "slack_width": 0.02, "source": "numerics"},
        "balanced": True,
        "ground_y_m": 0,
        "unsure": unsure(muscles, heavy),
        "links": links,
        "joints": joints,
        "cables": muscles,
        "weights": heavy,
        "loads": [],
        "springs": springs(heavy),
        "settings": [
            {"name": name, "unit": "mm", "min": -15, "max": 15, "normal": 0, "source": "settings"}
            for name in ("leg_difference_mm", "bent_knee_mm")
        ],
        "landmarks": landmarks,
        "readings": [{**r, "band": bands.get(r["name"], r["show"]), "source": "band"} for r in readings],
        "presets": [
            {"name": "even", "factors": {}, "settings": {}},
            {"name": "raised_shoulder", "factors": {"neck_shoulder_left": 1.8}, "settings": {}},
            {
                "name": "one_side_more",
                "factors": {"side_trunk_right": 1.8, "side_trunk_left": 0.6},
                "settings": {},
            },
            {"name": "longer_leg", "factors": {}, "settings": {"leg_difference_mm": 10}},
            {"name": "bent_knee", "factors": {}, "settings": {"bent_knee_mm": 10}},
        ],
    }


def usual(model) -> dict:
    """Return the usual range of every reading: pulls from 90 to 110 %, legs as measured in people."""
    rng = np.random.default_rng(2026)
    draws = {g: rng.uniform(0.9, 1.1, 4_000) for g in model.groups}
    legs = np.clip(rng.normal(5.2, 4.1, 4_000) * rng.choice([-1, 1], 4_000), -15, 15)
    values = pv.measure(pv.solve_many(model, draws, {"leg_difference_mm": legs}))
    return {k: [float(f"{x:.2g}") for x in np.percentile(v, [2.5, 97.5])] for k, v in values.items()}


def change(model, row: dict) -> float:
    """Return how much a reading changes under one expectation."""
    factors = {row["group"]: 2.0} if "group" in row else {}
    settings = {row["setting"]: row["value"]} if "setting" in row else {}
    after = pv.measure(pv.solve(model, factors, settings))[row["reading"]]
    return after - pv.measure(pv.solve(model))[row["reading"]]


def main() -> int:
    """Build, report, and write or check the model."""
    model = pv.Model.from_dict(back())
    for name, values in model.presets.items():
        p = pv.solve(model, **values)
        print(f"{name:>16} {p.status}", {k: round(v, 2) for k, v in pv.measure(p).items()})
    right = 0
    for row in PLAN["expected"]["rows"]:
        found = change(model, row)
        good = abs(found) < 0.01 if row["sign"] == 0 else found * row["sign"] > 0
        right += good
        what, answer = row.get("group") or row["setting"], "yes" if good else "NO"
        print(f"{what:>22} {row['reading']:>20} {found:+8.3f} expected {row['sign']:+d} {answer}")
    print(f"{right} of {len(PLAN['expected']['rows'])} signs as written down")
    data = back(usual(model))
    if "--check" in sys.argv:
        same = json.loads(TARGET.read_text("utf-8")) == data
        print(
            "the written model is what the data give"
            if same
            else "the written model differs: run tools/build_back.py"
        )
        return 0 if same else 1
    TARGET.write_text(text(data), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
