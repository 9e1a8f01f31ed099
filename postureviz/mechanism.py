"""A model as constant arrays, ready for the formulas of ``mechanics.py``. Twin: ``js/engine/mechanism.js``.

With ``z = exp(i phi)`` (complex numbers stand for points of the plane, ``phi`` for the absolute
link angles) every material point of a tree of links is ``b + M z`` with constant ``b`` and ``M``.
This module finds those constants; nothing here depends on the posture.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .model import Model, once_per_model
from .numerics import NUMERICS


@dataclass(frozen=True)
class Run:
    """The r straight runs of all cables: ``b + M z`` is the vector along each, ``out2`` its squared depth."""

    b: np.ndarray  # (r,) complex, m
    m: np.ndarray  # (r, n) complex, m
    thigh: np.ndarray  # (r,) complex, m: the part of b that turns about the hip with the thigh
    out2: np.ndarray  # (r,) m²: squared run across the plane, plus the squared smoothing length
    cable: np.ndarray  # (r,) cable of each run
    row: np.ndarray  # (e,) runs and links where m is not 0: a run is moved by few links
    link: np.ndarray  # (e,)


@dataclass(frozen=True)
class Curve:
    """Cables that act through a given moment arm at a joint: arm = sum of coefficient x angle^k.

    Beyond the limits of the joint an arm keeps its last value: no curve says what it would be there.
    """

    cable: np.ndarray  # (k,)
    joint: np.ndarray  # (k,)
    arm: np.ndarray  # (k, degree + 1) m
    low: np.ndarray  # (k,) rad
    high: np.ndarray  # (k,) rad


@dataclass(frozen=True)
class Law:
    """Cable laws, one column per cable: tension = size x max(0, start + gain x strain), smoothed."""

    tension: np.ndarray  # (m,) N at factor 1, neutral length
    gain: np.ndarray  # (m,) q of the muscle law; 1 for elastic; 0 = constant tension
    size: np.ndarray  # (m,) N, elastic only: stiffness x rest length; 0 otherwise
    fixed: np.ndarray  # (m,) m, part of the length that no straight run gives (cables with arm curves)
    rest: np.ndarray  # (m,) m, length at neutral
    short: dict[str, np.ndarray]  # setting -> (m,) m per unit: how much shorter the cable is made
    least: dict[str, np.ndarray]  # setting -> (m,) share of the tension that is left where the setting is 0
    slack: float


@dataclass(frozen=True)
class Spring:
    """Springs on where links point or where a point is; a posture servo is made of these."""

    names: tuple[str, ...]
    stiffness: np.ndarray  # (s,) N m/rad or N/m
    aim: np.ndarray  # (s, n): an angle spring feels the sum of aim x link angle; all 0 = a point spring
    m: np.ndarray  # (s, n) complex: the point of a point spring is b + M z
    rest: np.ndarray  # (s,) rad or m at neutral
    shift: dict[str, np.ndarray]  # setting -> (s,) rad or m per unit: how far the rest place moves
    least: dict[str, np.ndarray]  # setting -> (s,) share of the stiffness that is left where the setting is 0


@dataclass(frozen=True)
class Growth:
    """The g torques that grow: moment x exp(rate x joint angle + what settings add)."""

    joint: np.ndarray  # (g,)
    moment: np.ndarray  # (g,) N m at neutral, settings at 0; + resists turning counter-clockwise
    rate: np.ndarray  # (g,) 1/rad
    usual: np.ndarray  # (g,) what normal settings add to the exponent
    shift: dict[str, np.ndarray]  # setting -> (g,) per unit


@dataclass(frozen=True)
class Loads:
    """The l forces on links: in N, or N per unit of a setting."""

    b: np.ndarray  # (l,) complex, m: the point of each is b + M z
    m: np.ndarray  # (l, n) complex, m
    link: np.ndarray  # (l,)
    force: np.ndarray  # (l,) complex
    weighs: np.ndarray  # (l,) bool
    on_seat: np.ndarray  # (l,) share that a seat takes
    setting: dict[str, np.ndarray]  # setting -> the loads that grow with it
    moves: dict[str, np.ndarray]  # setting -> (l,) complex, m per unit along and across the load's own link


@dataclass(frozen=True)
class Answer:
    """How what is known is answered."""

    known: str | None  # the setting that says how much of a load is known, 0 to 1
    lean: str | None  # the setting that asks for a lean
    share: np.ndarray  # (n,) rad per unit of it, by which each joint is wanted bent
    gain: float  # the share of what is asked that is answered
    firm: float  # q of a drive
    strength: np.ndarray  # (m,) N
    tolerance: np.ndarray  # (n,) N m that may be left at a joint; infinite: not asked
    felt: np.ndarray  # (n,) the same, where muscles carry what the reflex asks
    agonists: np.ndarray  # joints by whose sum of torques a cable is on the side that helps
    taut: float  # a cable takes part above this share of its tone
    stiffer: np.ndarray  # (s,) bool: springs that are stiffer by what is carried


@dataclass(frozen=True)
class Hold:
    """The k points at which paths of cables touch links: the force there is ``by_run`` times unit vectors."""

    b: np.ndarray  # (k,) complex, m: the point is b + M z
    m: np.ndarray  # (k, n) complex, m
    link: np.ndarray  # (k,)
    by_run: np.ndarray  # (k, r): 1 for the run that leaves, -1 for the one that arrives


@dataclass(frozen=True)
class Stance:
    """How the base carries the body.

    With a ``foot`` the ankle keeps the centre of mass over it: all weights act as one cable of
    constant tension from the centre of mass to the foot (the leg angle drops out of the energy).
    Without, weights pull straight down. ``seat`` names the setting that goes from 0 (foot) to 1
    (seat: straight down); ``incline`` the one that tips the ground or the seat, in degrees; ``bend`` the
    one that bends the ``knee``, in degrees: the base is the thigh, and all below the knee turns about it.
    On a seat the ``thigh`` is turned forward about the hip by so much, rad, and with it the ends of cables
    on the base; the first link rolls on the ``ischium``, the centre of curvature of the sitting bones, seen
    from the hip. Places are those of neutral, on level ground, m.
    """

    foot: complex | None
    knee: complex  # 0 without a bend, as the ankle
    ankle: complex
    seat: str | None
    incline: str | None
    bend: str | None
    thigh: float
    ischium: complex


@dataclass(frozen=True)
class Mechanism:
    """A model as constant arrays: n links, m cables."""

    n: int
    neutral: np.ndarray  # (n,) rad, absolute angles
    base: tuple[np.ndarray, np.ndarray]  # b (n,), M (n, n): base joint of every link
    points: tuple[np.ndarray, np.ndarray]  # b (n+1,), M (n+1, n): base and link tips
    incidence: np.ndarray  # (n, n): joint angles are incidence @ phi
    subtree: np.ndarray  # (n, n) bool: [i, j] link j hangs on joint i
    stiffness: np.ndarray  # (n,) N m/rad
    stiffening: np.ndarray  # (n,) 1/rad²: torque = k q (1 + stiffening q²)
    growth: Growth
    bias: np.ndarray  # (n,) N m: constant torques that make neutral a balance (0 unless asked for)
    limits: np.ndarray  # (n, 2) rad, change from neutral
    landmarks: dict[str, tuple[complex, np.ndarray]]
    plates: dict[str, tuple[int, float]]  # landmark -> link, and direction of its end plate there, rad
    cables: tuple[str, ...]
    paths: tuple[tuple[np.ndarray, np.ndarray], ...]  # per cable: b (k,), M (k, n)
    path_links: tuple[tuple[int, ...], ...]  # link of each path point, -1 = ground
    path_thigh: tuple[
        np.ndarray, ...
    ]  # per cable (k,) complex, m: from the hip, where a point is on the base
    run: Run
    curve: Curve
    gather: np.ndarray  # (m, r): sums runs into cables
    hold: Hold
    law: Law
    spring: Spring
    loads: Loads
    stance: Stance
    answer: Answer | None
    smooth: float
    ground: float | None


@once_per_model
def mechanism(model: Model) -> Mechanism:
    """Return the constant arrays of a model."""
    shape = geometry(model)
    links, joints = model.rows("links"), {row["link"]: row for row in model.rows("joints")}
    stiffness = np.array([joints[link["name"]]["stiffness_Nm_per_rad"] for link in links], float)
    loads = _loads_of(model, shape)
    size = sum(link["length_m"] for link in links)
    forces = [*np.abs(loads.force), *(c["law"]["tension_N"] for c in model.rows("cables"))]
    scale = max([*stiffness, *(f * size for f in forces)])
    run, neutral = shape["run"], shape["neutral"]
    length = shape["gather"] @ np.sqrt(np.abs(run.b + run.m @ np.exp(1j * neutral)) ** 2 + run.out2)
    return Mechanism(
        n=len(links),
        stiffness=np.maximum(stiffness, NUMERICS.stiffness_floor * scale),
        stiffening=1
        / np.radians([joints[link["name"]].get("stiffening_deg", np.inf) for link in links]) ** 2,
        growth=_growth_of(model),
        bias=np.zeros(len(links)),
        law=_laws_of(model, length),
        spring=_springs_of(model, shape),
        loads=loads,
        answer=_answer_of(model, {name: i for i, name in enumerate(model.links)}),
        **shape,
    )


@once_per_model
def geometry(model: Model) -> dict:
    """Return those fields of a mechanism that neither stiffness, tension nor weight can change."""
    data, links, n = model.data, model.rows("links"), len(model.links)
    index = {link["name"]: i for i, link in enumerate(links)}
    tree = _tree(links, [index.get(link["parent"], -1) for link in links])
    base = tree["base"]
    smooth = data["numerics"]["smooth_length_m"]
    joints = {row["link"]: row for row in data["joints"]}
    paths = tuple(_points(base, index, c.get("path", ())) for c in data["cables"])
    path_links = tuple(tuple(index.get(p["link"], -1) for p in c.get("path", ())) for c in data["cables"])
    hip = base[0][0]
    path_thigh = tuple(
        np.where(np.array(on) < 0, b - hip, 0) for (b, _), on in zip(paths, path_links, strict=True)
    )
    run = _runs_of(data["cables"], paths, path_thigh, smooth, n)
    gather = np.zeros((len(paths), len(run.cable)))
    gather[run.cable, range(len(run.cable))] = 1
    stance = data.get("stance", {})
    tips = [{"link": link["name"], "at_m": (link["length_m"], 0)} for link in links]
    marks = zip(*_points(base, index, data["landmarks"]), strict=True)
    return {
        "neutral": np.radians([link["neutral_deg"] for link in links]),
        "points": _points(base, index, [{"link": None, "at_m": links[0]["at_m"]}, *tips]),
        "limits": np.radians([joints[name]["limit_deg"] for name in index]),
        "landmarks": {
            row["name"]: (complex(b), m) for row, (b, m) in zip(data["landmarks"], marks, strict=True)
        },
        "plates": {
            row["name"]: (index[row["link"]], np.radians(row["plate_deg"]))
            for row in data["landmarks"]
            if "plate_deg" in row
        },
        "cables": model.cables,
        "paths": paths,
        "path_links": path_links,
        "path_thigh": path_thigh,
        "run": run,
        "curve": _curves_of(data["cables"], index, joints),
        "gather": gather,
        "hold": _hold_of(paths, path_links, len(run.cable), n),
        "stance": Stance(
            complex(*stance["foot_m"]) if "foot_m" in stance else None,
            complex(*stance.get("knee_m", (0, 0))),
            complex(*stance.get("ankle_m", (0, 0))),
            stance.get("seat"),
            stance.get("incline"),
            stance.get("bend"),
            np.radians(stance.get("thigh_deg", 0.0)),
            complex(*stance.get("ischium_m", (0, 0))),
        ),
        "smooth": smooth,
        "ground": data["ground_y_m"],
        **tree,
    }


def _points(base, index, rows) -> tuple[np.ndarray, np.ndarray]:
    """Return b (k,) and M (k, n) of places on links; a link that is null is the ground."""
    b, m = np.zeros(len(rows), complex), np.zeros((len(rows), len(index)), complex)
    for k, row in enumerate(rows):
        at, i = complex(*row["at_m"]), index.get(row["link"], -1)
        if i < 0:
            b[k] = at
        else:
            b[k], m[k] = base[0][i], base[1][i]
            m[k, i] += at
    return b, m


def _tree(links, parent) -> dict:
    n = len(links)
    base_b, base_m = np.zeros(n, complex), np.zeros((n, n), complex)
    subtree, incidence = np.eye(n, dtype=bool), np.eye(n)
    for i, link in enumerate(links):
        p, at = parent[i], complex(*link["at_m"])
        if p < 0:
            base_b[i] = at
        else:
            base_b[i], base_m[i] = base_b[p], base_m[p]
            base_m[i, p] += links[p]["length_m"] + at
            incidence[i, p] = -1
    for i in reversed(range(n)):
        if parent[i] >= 0:
            subtree[parent[i]] |= subtree[i]
    return {"base": (base_b, base_m), "subtree": subtree, "incidence": incidence}


def _runs_of(cables, paths, path_thigh, smooth: float, n: int) -> Run:
    out2 = [
        (b.get("out_m", 0) - a.get("out_m", 0)) ** 2 + smooth**2
        for c in cables
        for a, b in zip(c.get("path", ())[:-1], c.get("path", ())[1:], strict=True)
    ]
    cable = [i for i, (b, _) in enumerate(paths) for _ in b[1:]]
    m = np.concatenate([np.zeros((0, n), complex), *(np.diff(m, axis=0) for _, m in paths)])
    return Run(
        np.concatenate([np.zeros(0, complex), *(np.diff(b) for b, _ in paths)]),
        m,
        np.concatenate([np.zeros(0, complex), *map(np.diff, path_thigh)]),
        np.array(out2),
        np.array(cable, int),
        *np.nonzero(m),
    )


def _curves_of(cables, index, joints) -> Curve:
    rows = [(i, index[arm["joint"]], arm["arm_m"]) for i, c in enumerate(cables) for arm in c.get("arms", ())]
    arm = np.zeros((len(rows), max((len(r[2]) for r in rows), default=1)))
    for k, row in enumerate(rows):
        arm[k, : len(row[2])] = row[2]
    names = list(index)
    limits = np.radians([joints[names[r[1]]]["limit_deg"] for r in rows]).reshape(len(rows), 2)
    return Curve(np.array([r[0] for r in rows], int), np.array([r[1] for r in rows], int), arm, *limits.T)


def _hold_of(paths, path_links, runs: int, n: int) -> Hold:
    by_run = np.zeros((sum(len(b) for b, _ in paths), runs))
    point = run = 0
    for b, _ in paths:
        for k in range(len(b)):
            if k < len(b) - 1:
                by_run[point + k, run + k] = 1
            if k:
                by_run[point + k, run + k - 1] = -1
        point, run = point + len(b), run + max(len(b) - 1, 0)
    link = np.array([i for row in path_links for i in row], int)
    b = np.concatenate([np.zeros(0, complex), *(b for b, _ in paths)])
    m = np.concatenate([np.zeros((0, n), complex), *(m for _, m in paths)])
    on = link >= 0  # what pulls at the ground turns no joint
    return Hold(b[on], m[on], link[on], by_run[on])


def _laws_of(model: Model, path_length) -> Law:
    laws = [c["law"] for c in model.rows("cables")]
    fixed = np.array([c.get("rest_m", 0.0) for c in model.rows("cables")], float)
    rest = path_length + fixed
    short: dict[str, np.ndarray] = {}
    for i, law in enumerate(laws):
        for row in law.get("short", ()):
            short.setdefault(row["setting"], np.zeros(len(laws)))[i] += row["per_unit_m"]
    gain = {"constant": lambda law: 0.0, "muscle": lambda law: law["q"], "elastic": lambda law: 1.0}
    return Law(
        np.array([law["tension_N"] for law in laws], float),
        np.array([gain[law["type"]](law) for law in laws], float),
        np.array([law.get("stiffness_N_per_m", 0.0) for law in laws]) * rest,
        fixed,
        rest,
        short,
        _least_of(laws),
        model.data["numerics"]["slack_width"],
    )


def _least_of(rows) -> dict[str, np.ndarray]:
    least: dict[str, np.ndarray] = {}
    for i, row in enumerate(rows):
        if "attention" in row:
            at = row["attention"]
            least.setdefault(at["setting"], np.ones(len(rows)))[i] = at["least"]
    return least


def _loads_of(model: Model, shape: dict) -> Loads:
    rows: list[Mapping] = []
    force: list[complex] = []
    setting: list[str | None] = []
    for row in model.rows("weights"):
        rows.append(row)
        force.append(complex(0, -row["weight_N"]))
        setting.append(None)
        if "setting" in row:
            rows.append(row)
            force.append(complex(0, -row["per_unit_N"]))
            setting.append(row["setting"])
    weights = len(rows)
    for row in model.rows("loads"):
        rows.append(row)
        force.append(complex(*row["direction"]))
        setting.append(row["setting"])
    index = {name: i for i, name in enumerate(model.links)}
    names = np.array(setting, object)
    return Loads(
        *_points(shape["base"], index, rows),
        np.array([index[row["link"]] for row in rows], int),
        np.array(force, complex),
        np.arange(len(rows)) < weights,
        np.array([row.get("on_seat", 0.0) for row in rows], float),
        {name: np.flatnonzero(names == name) for name in dict.fromkeys(setting) if name is not None},
        _moves_of(rows),
    )


def _moves_of(rows) -> dict[str, np.ndarray]:
    moves: dict[str, np.ndarray] = {}
    for i, row in enumerate(rows):
        for move in row.get("moves", ()):
            moves.setdefault(move["setting"], np.zeros(len(rows), complex))[i] += complex(*move["per_unit_m"])
    return moves


def _answer_of(model: Model, index: Mapping) -> Answer | None:
    data = model.data.get("answer")
    if data is None:
        return None
    tolerance, felt, share = np.full(len(index), np.inf), np.full(len(index), np.inf), np.zeros(len(index))
    for row in data["joints"]:
        i = index[row["link"]]
        tolerance[i] = row["tolerance_Nm"]
        felt[i] = row.get("felt_Nm", row["tolerance_Nm"])
        share[i] = row.get("lean_share", 0.0)
    lean = data.get("lean")
    return Answer(
        known=data.get("known"),
        lean=lean,
        share=np.radians(share),
        gain=data["gain"],
        firm=data["q"],
        strength=np.array([c["strength_N"] for c in model.data["cables"]], float),
        tolerance=tolerance,
        felt=felt,
        agonists=np.array([index[name] for name in data["agonists"]], int),
        taut=data["taut_share"],
        stiffer=np.array([row["name"] in data.get("stiffer", ()) for row in model.rows("springs")], bool),
    )


def _growth_of(model: Model) -> Growth:
    index = {name: i for i, name in enumerate(model.links)}
    rows = [(index[joint["link"]], row) for joint in model.rows("joints") for row in joint.get("grows", ())]
    usual = np.zeros(len(rows))
    shift: dict[str, np.ndarray] = {}
    for k, (_, row) in enumerate(rows):
        for name, per_unit in row.get("settings", {}).items():
            shift.setdefault(name, np.zeros(len(rows)))[k] = per_unit
            usual[k] += per_unit * model.settings[name].normal
    return Growth(
        np.array([joint for joint, _ in rows], int),
        np.array([row["moment_Nm"] for _, row in rows], float),
        np.degrees([row["per_deg"] for _, row in rows]),
        usual,
        shift,
    )


def _springs_of(model: Model, shape: dict) -> Spring:
    rows, weights, neutral = model.rows("springs"), model.rows("weights"), shape["neutral"]
    index = {name: i for i, name in enumerate(model.links)}
    n, weight = len(neutral), np.array([w["weight_N"] for w in weights], float)
    m, rest, aim = np.zeros((len(rows), n), complex), np.zeros(len(rows)), np.zeros((len(rows), n))
    shift: dict[str, np.ndarray] = {}
    for k, row in enumerate(rows):
        if felt := row.get("links", [row["link"]] if "link" in row else []):
            aim[k, [index[name] for name in felt]] = 1 / len(felt)
            rest[k] = aim[k] @ neutral
        else:  # the centre of mass of the weights that are always there, along x
            m[k] = weight @ _points(shape["base"], index, weights)[1] / weight.sum()
            rest[k] = (m[k] * np.exp(1j * neutral)).real.sum()
        for move in row.get("moves", ()):
            shift.setdefault(move["setting"], np.zeros(len(rows)))[k] += move["per_unit"]
    stiffness = [row.get("stiffness_Nm_per_rad", row.get("stiffness_N_per_m", 0.0)) for row in rows]
    names = tuple(row["name"] for row in rows)
    return Spring(names, np.array(stiffness, float), aim, m, rest, shift, _least_of(rows))
