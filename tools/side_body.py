"""The side view as a model dict: geometry, lines and parameters in, JSON model out.

Everything that the solver and the drawing need about the body comes from side_geometry.json and
side_lines.json, what it is called and compared with from side_terms.json; every number that is chosen or
fitted comes from side_plan.json.
"""

from __future__ import annotations

import json
import math
from functools import lru_cache
from pathlib import Path

import numpy as np
from scipy.optimize import lsq_linear

import postureviz as pv
from postureviz.mechanics import evaluate, inputs
from postureviz.mechanism import mechanism
from postureviz.numerics import NUMERICS

HERE = Path(__file__).parent
G = NUMERICS.gravity_m_per_s2
TONE = {
    "trunk": "tone_trunk",
    "thorax": "tone_thorax",
    "girdle": "tone_girdle",
    "neck": "tone_neck",
    "nape": "tone_neck",
}
FIRM = {"trunk": "q_trunk", "thorax": "q_trunk", "girdle": "q_girdle", "neck": "q_girdle", "nape": "q_girdle"}


@lru_cache
def _file(name: str) -> str:
    return (HERE / name).read_text("utf-8")


def geometry() -> dict:
    """Return the geometry of the body."""
    return json.loads(_file("side_geometry.json"))


def terms() -> dict:
    """Return what the model says beside geometry and lines: sources, settings, readings, presets."""
    return json.loads(_file("side_terms.json"))


def lines() -> list[dict]:
    """Return the reduced muscle lines."""
    return json.loads(_file("side_lines.json"))["lines"]


def plan() -> dict:
    """Return the plan with ``start``: all parameters, the free ones at their start."""
    data = json.loads(_file("side_plan.json"))
    data["start"] = {k: v["value"] for k, v in data["chosen"].items()} | {
        k: v["start"] for k, v in data["free"].items()
    }
    return data


class Frame:
    """Where bones are in neutral, and how a neutral place reads in a link's own frame. Lengths in m."""

    def __init__(self, g: dict):
        hip = np.array(g["hip_from_L5S1_mm"]) / 1000
        self.base, self.angle, self.length = {"pelvis": hip}, {}, {}
        self._link("pelvis", -hip)
        at = np.zeros(2)
        for v in (*g["vertebrae"], {"name": "head", **g["head"]}):
            lean = math.radians(v["lean_deg"])
            self.base[v["name"]] = at
            self._link(v["name"], v["length_mm"] / 1000 * np.array([math.sin(lean), math.cos(lean)]))
            at = at + v["length_mm"] / 1000 * np.array([math.sin(lean), math.cos(lean)])
        s = g["scapula"]
        pivot, tip = (
            self.base["T6"] + np.array(s[k]) / 1000 for k in ("pivot_from_T6_mm", "acromion_from_T6_mm")
        )
        self.base["scapula"] = pivot
        self._link("scapula", tip - pivot)
        # the world's origin is on the floor below the hip
        self.lift = np.array([0, g["hip_height_mm"] / 1000]) - hip
        self.hip = hip

    def _link(self, name, reach):
        self.angle[name] = math.degrees(math.atan2(reach[1], reach[0]))
        self.length[name] = float(np.hypot(*reach))

    def origin(self, frame: str):
        """Return from where points of a frame are measured."""
        if frame in ("ring", "leg"):
            return self.hip
        if frame == "pelvis":
            return np.zeros(2)
        return self.base["T6" if frame == "scapula" else frame]

    def local(self, link: str, at) -> list[float]:
        """Return [along, across] of a place (m, from L5/S1) in the frame of a link."""
        z = complex(*(np.asarray(at) - self.base[link])) * np.exp(-1j * math.radians(self.angle[link]))
        return [round(z.real, 6), round(z.imag, 6)]

    def place(self, frame: str, mm) -> dict:
        """Return a path point of a line from its place in mm."""
        at = self.origin(frame) + np.array(mm[:2]) / 1000
        if frame == "leg":
            return {"link": None, "at_m": [round(float(v), 6) for v in at + self.lift], "out_m": mm[2] / 1000}
        link = "pelvis" if frame == "ring" else frame
        return {"link": link, "at_m": self.local(link, at), "out_m": mm[2] / 1000}


def body(p: dict, change=None) -> dict:
    """Return the model dict for parameters ``p``.

    ``change`` may edit the dict before the tensions are found.
    """
    g, f = geometry(), Frame(geometry())
    names = [v["name"] for v in g["vertebrae"]]
    chain = ["pelvis", *names, "head"]
    round6 = lambda v: round(float(v), 6)  # noqa: E731
    links = [
        {
            "name": name,
            "parent": chain[i - 1] if i else None,
            "at_m": [0, 0] if i else [round6(v) for v in f.hip + f.lift],
            "length_m": round6(f.length[name]),
            "neutral_deg": round6(f.angle[name]),
            "source": "hip" if name == "pelvis" else "leans",
        }
        for i, name in enumerate(chain)
    ]
    along = f.local("T6", f.base["scapula"])
    links.append(
        {
            "name": "scapula",
            "parent": "T6",
            "at_m": [round6(along[0] - f.length["T6"]), along[1]],
            "length_m": round6(f.length["scapula"]),
            "neutral_deg": round6(f.angle["scapula"]),
            "source": "shoulder",
        }
    )
    loads, mgh, com_x, heft = _weights(g, f)
    t = terms()
    data = {
        "schema": 1,
        "name": "side",
        "title": "The body from the side",
        "view": "body",
        "sources": {**g["sources"], **t["sources"]},
        "numerics": {"smooth_length_m": 1e-4, "slack_width": 0.02, "source": "numerics"},
        "ground_y_m": 0.0,
        "balanced": True,
        "stance": {
            "foot_m": [round6(com_x), 0],
            **{f"{k}_m": [v / 1000 for v in g["leg"][f"{k}_mm"]] for k in ("knee", "ankle")},
            "seat": "seat",
            "incline": "incline_deg",
            "bend": "knee_bend_deg",
            "source": "stance",
        },
        "shape": _shape(t["shape"]),
        "unsure": _unsure(chain, loads),
        "links": links,
        "joints": [_joint(name, p) for name in (*chain, "scapula")],
        "cables": [_cable(row, f, p, t) for row in lines()],
        "weights": loads,
        "loads": [],
        "springs": _springs(p, mgh, heft),
        "settings": t["settings"],
        "landmarks": _landmarks(g, f),
        "readings": t["readings"],
        "presets": t["presets"],
    }
    if change:
        change(data)
    data["stance"]["foot_m"][0] = under_centre_of_mass(data)
    tensions = tones(data, p)
    for cable in data["cables"]:
        cable["law"]["tension_N"] = tensions[cable["name"]]
    return data


def _joint(name: str, p: dict) -> dict:
    deg = 180 / math.pi
    if name == "pelvis":
        k, stiffening, limit = p["hip_Nm_per_rad"], p["stiffening_hip_deg"], [-70, 70]
    elif name == "scapula":
        k, stiffening, limit = p["scapula_Nm_per_rad"], p["stiffening_hip_deg"], [-90, 60]
    elif name in ("head", "C1"):
        k, stiffening, limit = p["upper_cervical_Nm_per_deg"] * deg, p["stiffening_neck_deg"], [-40, 40]
    elif name[0] == "C":
        k, stiffening, limit = p["cervical_Nm_per_deg"] * deg, p["stiffening_neck_deg"], [-25, 25]
    else:
        region = "lumbar" if name[0] == "L" or name == "T12" else "thoracic"
        k, stiffening, limit = p[f"{region}_Nm_per_deg"] * deg, p["stiffening_spine_deg"], [-25, 25]
    if name == "C7":  # the joint below C7 is the last one of the neck
        k = p["cervical_Nm_per_deg"] * deg
    return {
        "link": name,
        "stiffness_Nm_per_rad": round(k, 3),
        "stiffening_deg": stiffening,
        "limit_deg": limit,
        "source": "joints",
    }


def _cable(row: dict, f: Frame, p: dict, t: dict) -> dict:
    law = {"type": "muscle", "tension_N": 0.0, "q": p[FIRM[row["region"]]]}
    seat, knee = (t[k].get(row["name"]) for k in ("seat_longer_mm", "knee_lever_mm"))
    short = [{"setting": "seat", "per_unit_m": seat / 1000}] if seat else []
    if knee:  # the line ends at the thigh: what the knee adds to its length is lever times angle
        short.append({"setting": "knee_bend_deg", "per_unit_m": round(math.radians(knee / 1000), 9)})
    if short:
        law["short"] = short
    path = [f.place(point["link"], point["mm"]) for point in row["path"]]
    return {"name": row["name"], "group": row["group"], "path": path, "law": law, "source": row["source"]}


def _weights(g: dict, f: Frame):
    """Return rows of weights; their moment of height; x of the centre of mass; its height over the hip."""
    rows = [
        (v["name"], v["name"], v["mass_kg"], f.base[v["name"]] + np.array(v["com_mm"]) / 1000)
        for v in g["vertebrae"]
    ]
    rows.append(("head", "head", g["head"]["mass_kg"], f.base["head"] + np.array(g["head"]["com_mm"]) / 1000))
    s = g["scapula"]
    shoulder = f.base["T6"] + np.array(s["shoulder_from_T6_mm"]) / 1000
    rows.append(("arms", "scapula", s["arms_and_scapulae_kg"], shoulder))
    rows.append(
        ("pelvis", "pelvis", g["pelvis"]["mass_kg"], f.hip + np.array(g["pelvis"]["com_from_hip_mm"]) / 1000)
    )
    mgh = sum(m * G * (at[1] - f.hip[1]) for _, _, m, at in rows)
    rows.append(("legs", "pelvis", g["legs"]["mass_kg"] * g["legs"]["share_of_hip_height"], f.hip))
    mass = sum(m for _, _, m, _ in rows)
    com = sum(m * at for _, _, m, at in rows) / mass
    out = [
        {
            "name": name,
            "link": link,
            "at_m": f.local(link, at),
            "weight_N": round(m * G, 3),
            "source": "masses",
        }
        for name, link, m, at in rows
    ]
    for name, link, setting, at in (
        ("bag", "scapula", "bag_kg", shoulder),
        ("load_on_head", "head", "head_kg", f.base["head"] + np.array(g["points"]["head_top"]["mm"]) / 1000),
        ("held", "scapula", "held_kg", shoulder + np.array(s["held_from_shoulder_mm"]) / 1000),
        ("rucksack", "T8", "rucksack_kg", f.base["T8"] + np.array(g["points"]["back_pack"]["mm"]) / 1000),
    ):
        out.append({"name": name, "link": link, "at_m": f.local(link, at), "weight_N": 0, "setting": setting,
                    "per_unit_N": G, "source": "carried"})  # fmt: skip
    # one arm that is lifted forward: its weight leaves the shoulder and goes where the arm's middle is
    ahead = shoulder + np.array(s["reach_from_shoulder_mm"]) / 1000
    for name, at, share in (("arm_ahead", ahead, 1), ("arm_not_hanging", shoulder, -1)):
        out.append({"name": name, "link": "scapula", "at_m": f.local("scapula", at), "weight_N": 0,
                    "setting": "reach", "per_unit_N": round(share * s["one_arm_kg"] * G, 3),
                    "source": "reach"})  # fmt: skip
    return out, mgh, float((com + f.lift)[0]), float(com[1] - f.hip[1])


def _springs(p: dict, mgh: float, heft: float) -> list[dict]:
    step, source = math.radians(1), "servo"
    balance = {"stiffness_N_per_m": round(p["balance_mgh"] * mgh / heft**2, 1)}
    trunk, gaze = ({"stiffness_Nm_per_rad": round(p[k] * mgh, 1)} for k in ("trunk_mgh", "gaze_mgh"))
    forward, bent = ([{"setting": "forward_lean_deg", "per_unit": round(v, 6)}] for v in (step * heft, -step))
    return [
        {"name": "balance", **balance, "moves": forward, "source": source},
        {"name": "trunk", "link": "T4", **trunk, "moves": bent, "source": source},
        {"name": "gaze", "link": "head", **gaze, "source": source},
    ]


def _landmarks(g: dict, f: Frame) -> list[dict]:
    plates, out = g["plates"], []
    slope, below = math.radians(plates["S1_slope_deg"]), plates["S1_below_joint_mm"] / 1000
    normal, front = (
        np.array([math.sin(slope), math.cos(slope)]),
        np.array([math.cos(slope), -math.sin(slope)]),
    )
    middle, half = -below * normal, plates["S1_depth_mm"] / 2000

    def add(name, link, at, source, lean=None):
        row = {"name": name, "link": link, "at_m": f.local(link, at), "source": source}
        if lean is not None:  # an end plate faces up; its direction is that of its normal
            row["plate_deg"] = round(90 - lean - f.angle[link], 6)
        out.append(row)

    to_s1 = middle - f.hip
    add("hip", "pelvis", f.hip, "hip", lean=90 - math.degrees(math.atan2(to_s1[1], to_s1[0])))
    add("s1", "pelvis", middle, "plates", lean=plates["S1_slope_deg"])
    add("s1_back", "pelvis", middle - half * front, "plates")
    add("s1_front", "pelvis", middle + half * front, "plates")
    for name, link in (("L1", "L1"), ("T12", "T12"), ("T1", "T1"), ("C2", "C2"), ("head", "head")):
        at = f.base[link] if name in ("T12", "C2", "head") else f.base[link] + f.length[link] * np.array(
            [math.cos(math.radians(f.angle[link])), math.sin(math.radians(f.angle[link]))])  # fmt: skip
        add(f"plate_{name}", link, at, "plates", lean=plates[f"{name}_lean_deg"])
    for name, row in g["points"].items():
        add(
            name,
            row["link"],
            f.origin("ring" if row["from"] == "hip" else row["link"]) + np.array(row["mm"]) / 1000,
            row["source"],
        )
    for name, key in (("acromion", "acromion_from_T6_mm"), ("shoulder", "shoulder_from_T6_mm")):
        add(name, "scapula", f.base["T6"] + np.array(g["scapula"][key]) / 1000, "shoulder")
    return out


def _shape(t: dict) -> list[dict]:
    row = {"setting": "pelvic_incidence_deg", "source": "shape"}
    # leans fall as incidence rises: neutral_deg is counter-clockwise, so + tips back
    share = {"pelvis": -t["version"]} | {f"L{5 - i}": s for i, s in enumerate(t["lumbar"])}
    out = [
        {**row, "part": "links", "name": k, "entry": "neutral_deg", "per_unit": -v} for k, v in share.items()
    ]
    return [*out, {**row, "part": "landmarks", "name": "s1", "entry": "plate_deg", "per_unit": -1.0}]


def _unsure(chain: list[str], weights: list[dict]) -> list[dict]:
    """Return the assumed numbers by region: stiffness, tone and q of muscles, masses, gains of the reflex."""
    out, low, upper = [], ("T12",), ("C1", "head")
    spine = [k for k in chain if k[0] in "LT"]
    neck = [k for k in chain if k[0] == "C"]

    def add(name, part, entry, names, source):
        out.append({"name": name, "part": part, "entry": entry, "names": names, "source": source})

    for name, names in (
        ("lumbar", [k for k in spine if k[0] == "L" or k in low]),
        ("thoracic", [k for k in spine if k[0] == "T" and k not in low]),
        ("cervical", [k for k in neck if k not in upper]),
        ("upper_cervical", list(upper)),
        ("hip", ["pelvis"]),
        ("scapula", ["scapula"]),
    ):
        add(f"{name}_joints", "joints", "stiffness_Nm_per_rad", names, "joints")
    for name, names in (
        ("spine", spine),
        ("neck", [*neck, "head"]),
        ("hip_and_scapula", ["pelvis", "scapula"]),
    ):
        add(f"{name}_stiffening", "joints", "stiffening_deg", names, "joints")
    for region in TONE:
        names = [r["name"] for r in lines() if r["region"] == region]
        add(f"{region}_tone", "cables", "law.tension_N", names, "tone")
    for q in dict.fromkeys(FIRM.values()):
        names = [r["name"] for r in lines() if FIRM[r["region"]] == q]
        add(q, "cables", "law.q", names, "tone")
    for name, links in (
        ("trunk", spine),
        ("neck", neck),
        ("head", ["head"]),
        ("arms", ["scapula"]),
        ("pelvis_and_legs", ["pelvis"]),
    ):
        names = [r["name"] for r in weights if r["link"] in links and "setting" not in r]
        add(f"{name}_mass", "weights", "weight_N", names, "masses")
    for name, per in (("balance", "N_per_m"), ("trunk", "Nm_per_rad"), ("gaze", "Nm_per_rad")):
        add(f"{name}_reflex", "springs", f"stiffness_{per}", [name], "servo")
    return out


def under_centre_of_mass(data: dict) -> float:
    """Return where the foot must be so that the body at usual pull does not lean, m."""
    model = pv.Model.from_dict(data)
    mech = mechanism(model)
    u = inputs(mech, np.zeros(len(mech.cables)), {name: row.normal for name, row in model.settings.items()})
    # heft and weigh carry conj(force) = i weight
    ahead = (u.weight_offset + (u.weight_moments * np.exp(1j * mech.neutral)).sum()) / (1j * u.total)
    return round(float(mech.stance.foot.real + ahead.real), 9)


def tones(data: dict, p: dict) -> dict:
    """Return tensions in N, both sides, by one bounded least squares.

    Each line's tension is its region's tone times its strength times a multiplier; the multipliers
    make what is left for the passive joints (as a rest angle) small, without leaving 1 by much.
    """
    rows = lines()
    region = {r["name"]: r["region"] for r in rows}
    share = {
        r["name"]: 2
        * r["strength_N"]
        * p[TONE[r["region"]]]
        * (p["nape_share"] if r["region"] == "nape" else 1)
        for r in rows
    }
    model = pv.Model.from_dict(data)
    mech = mechanism(model)
    used = [c for c in model.cables if c in region]
    pull = np.array([share[c] for c in used])
    settings = {name: row.normal for name, row in model.settings.items()}
    column = {c: i for i, c in enumerate(model.cables)}
    still = evaluate(mech, mech.neutral, inputs(mech, np.zeros(len(mech.cables)), settings))[1]
    z = np.exp(1j * mech.neutral)
    d = mech.run.b + mech.run.m @ z
    length = np.sqrt(np.abs(d) ** 2 + mech.run.out2)
    lean = (mech.gather @ -(mech.run.m * z * (np.conj(d) / length)[:, None]).imag)[[column[c] for c in used]]
    offset = mech.stiffness * math.radians(p["offset_scale_deg"])
    a = (mech.subtree @ (lean * pull[:, None]).T) / offset[:, None]
    b = -(mech.subtree @ still) / offset
    w = p["effort_weight"]
    found = lsq_linear(
        np.vstack([a, w * np.eye(len(used))]),
        np.concatenate([b, w * np.ones(len(used))]),
        tuple(p["multiplier"]),
    )
    return {c: float(f"{t:.4g}") for c, t in zip(used, pull * found.x, strict=True)}
