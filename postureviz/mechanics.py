"""Energy of a chain of links, with exact first and second derivatives.

Unknowns are the absolute link angles ``phi``. With ``z = exp(i phi)`` (complex numbers stand
for points of the plane) every material point of a tree of links is ``b + M z`` with constant
``M``; that is why gradient and Hessian below are a few lines each. Twin: ``js/mechanics.js``.

Every function takes any number of leading axes, so one posture and a million use one formula.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .model import Model
from .numerics import NUMERICS


@dataclass(frozen=True)
class Mechanism:
    """A model as constant arrays: n links, m cables, r runs (straight pieces) of cable."""

    n: int
    names: tuple[str, ...]
    neutral: np.ndarray  # (n,) rad, absolute angles
    points: tuple[np.ndarray, np.ndarray]  # b (n+1,), M (n+1, n): base and link tips, m
    base_of: tuple[np.ndarray, np.ndarray]  # b (n,), M (n, n): base joint of every link, m
    incidence: np.ndarray  # (n, n): relative angle of joint i = row i @ phi
    subtree: np.ndarray  # (n, n) bool: [i, j] link j hangs on joint i
    stiffness: np.ndarray  # (n,) N m/rad, joints
    limits: np.ndarray  # (n, 2) rad, change from neutral
    upright: np.ndarray  # (n,) N m/rad, springs on absolute angles
    landmarks: dict[str, tuple[complex, np.ndarray]]
    cables: tuple[str, ...]
    paths: tuple[tuple[np.ndarray, np.ndarray], ...]  # per cable: b (k,), M (k, n)
    path_links: tuple[tuple[int, ...], ...]  # per cable: link of each path point, -1 = ground
    runs: tuple[np.ndarray, np.ndarray]  # d0 (r,), D (r, n): runs of cable as vectors
    run_cable: np.ndarray  # (r,) cable of each run
    gather: np.ndarray  # (m, r): sums runs into cables
    tension: np.ndarray  # (m,) N at factor 1, neutral
    q: np.ndarray  # (m,); 0 = constant tension
    rest: np.ndarray  # (m,) m, length at neutral
    dead: np.ndarray  # (n,) complex: sum of conj(F) M over dead weights
    push: dict[str, np.ndarray]  # setting -> the same per newton
    loads: tuple[tuple[int, complex, complex, str | None], ...]  # link, at, force (or direction), setting
    smooth: float  # m
    slack: float
    ground: float | None


@lru_cache(maxsize=64)
def mechanism(model: Model) -> Mechanism:
    """Return the constant arrays of a model."""
    data = model.to_dict()
    links = data["links"]
    n = len(links)
    index = {link["name"]: i for i, link in enumerate(links)}
    parent = [index.get(link["parent"], -1) for link in links]
    length = np.array([link["length_m"] for link in links])
    neutral = np.radians([link["neutral_deg"] for link in links])
    base_b, base_m = np.zeros(n, complex), np.zeros((n, n), complex)
    subtree = np.eye(n, dtype=bool)
    incidence = np.eye(n)
    for i, link in enumerate(links):
        at = complex(*link["at_m"])
        if parent[i] < 0:
            base_b[i] = at
        else:
            base_b[i] = base_b[parent[i]]
            base_m[i] = base_m[parent[i]]
            base_m[i, parent[i]] += length[parent[i]] + at
            incidence[i, parent[i]] = -1
    for i in reversed(range(n)):
        if parent[i] >= 0:
            subtree[parent[i]] |= subtree[i]

    def point(link: str | None, at_m) -> tuple[complex, np.ndarray]:
        if link is None:
            return complex(*at_m), np.zeros(n, complex)
        i = index[link]
        m = base_m[i].copy()
        m[i] += complex(*at_m)
        return base_b[i], m

    tips = [point(link["name"], (link["length_m"], 0)) for link in links]
    points = (np.array([base_b[0], *(b for b, _ in tips)]), np.array([base_m[0], *(m for _, m in tips)]))
    paths, run_b, run_m, run_cable = [], [], [], []
    for c, cable in enumerate(data["cables"]):
        ends = [point(p["link"], p["at_m"]) for p in cable["path"]]
        paths.append((np.array([b for b, _ in ends]), np.array([m for _, m in ends])))
        for (b0, m0), (b1, m1) in zip(ends[:-1], ends[1:], strict=True):
            run_b.append(b1 - b0)
            run_m.append(m1 - m0)
            run_cable.append(c)
    m = len(data["cables"])
    gather = np.zeros((m, len(run_cable)))
    gather[run_cable, range(len(run_cable))] = 1
    smooth = data["numerics"]["smooth_length_m"]
    runs = np.array(run_b, complex), np.array(run_m, complex).reshape(len(run_b), n)
    rest = gather @ np.sqrt(np.abs(runs[0] + runs[1] @ np.exp(1j * neutral)) ** 2 + smooth**2)
    tension = np.array([c["law"]["tension_N"] for c in data["cables"]], float)

    dead, loads = np.zeros(n, complex), []
    push: dict[str, np.ndarray] = {}
    for row in data["weights"]:
        force = complex(0, -row["weight_N"])
        dead += np.conj(force) * point(row["link"], row["at_m"])[1]
        loads.append((index[row["link"]], complex(*row["at_m"]), force, None))
    for row in data["loads"]:
        unit = complex(*row["direction"])
        share = np.conj(unit) * point(row["link"], row["at_m"])[1]
        push[row["setting"]] = push.get(row["setting"], 0) + share
        loads.append((index[row["link"]], complex(*row["at_m"]), unit, row["setting"]))

    joints = {row["link"]: row for row in data["joints"]}
    stiffness = np.array([joints[link["name"]]["stiffness_Nm_per_rad"] for link in links], float)
    upright = np.zeros(n)
    for row in data["springs"]:
        upright[index[row["link"]]] += row["stiffness_Nm_per_rad"]
    size = max(float(length.sum()), smooth)
    scale = max(stiffness.max(), upright.max(), tension.max(initial=0) * size, np.abs(dead).max())
    return Mechanism(
        n=n,
        names=model.links,
        neutral=neutral,
        points=points,
        base_of=(base_b, base_m),
        incidence=incidence,
        subtree=subtree,
        stiffness=np.maximum(stiffness, NUMERICS.stiffness_floor * scale),
        limits=np.radians([joints[link["name"]]["limit_deg"] for link in links]),
        upright=upright,
        landmarks={row["name"]: point(row["link"], row["at_m"]) for row in data["landmarks"]},
        cables=model.cables,
        paths=tuple(paths),
        path_links=tuple(tuple(index.get(p["link"], -1) for p in c["path"]) for c in data["cables"]),
        runs=runs,
        run_cable=np.array(run_cable, int),
        gather=gather,
        tension=tension,
        q=np.array([c["law"].get("q", 0.0) for c in data["cables"]], float),
        rest=rest,
        dead=dead,
        push=push,
        loads=tuple(loads),
        smooth=smooth,
        slack=data["numerics"]["slack_width"],
        ground=data["ground_y_m"],
    )


def load_vector(mech: Mechanism, settings: dict) -> np.ndarray:
    """Return the loads as (..., n) complex: the energy of all loads is ``-Re(c . z)``."""
    c = mech.dead
    for name, share in mech.push.items():
        c = c + np.asarray(settings[name])[..., None] * share
    return c


def pull(mech: Mechanism, factors: np.ndarray, length: np.ndarray):
    """Return energy, tension and stiffness of the cables at given lengths.

    The muscle-like law ``T = f T0 max(0, 1 + q strain)`` with ``strain = length / rest - 1``;
    near zero tension a parabola of half-width ``slack`` joins the two branches, so that the
    tension has no corner, is exactly 0 when slack and exactly linear when taut.
    With q = 0 the tension is constant.

    Parameters
    ----------
    factors, length : (..., m)

    Returns
    -------
    energy (J), tension (N), stiffness (N/m), each (..., m)
    """
    full = factors * mech.tension
    q = np.where(mech.q > 0, mech.q, 1.0)
    e = mech.slack
    s = 1 + q * (length / mech.rest - 1)
    near = np.clip(s + e, 0, 2 * e)
    taut = s > e
    work = np.where(taut, s**2 / 2 + e**2 / 6, near**3 / (12 * e))
    level = np.where(taut, s, near**2 / (4 * e))
    slope = np.where(taut, 1.0, near / (2 * e))
    fixed = mech.q == 0
    return (
        full * np.where(fixed, length, mech.rest / q * work),
        full * np.where(fixed, 1.0, level),
        full * np.where(fixed, 0.0, q / mech.rest * slope),
    )


def cable_lengths(mech: Mechanism, phi: np.ndarray) -> np.ndarray:
    """Return cable lengths (..., m) in metres: straight runs, no wrapping round anything."""
    d0, big_d = mech.runs
    d = d0 + np.exp(1j * phi) @ big_d.T
    return np.sqrt(d.real**2 + d.imag**2 + mech.smooth**2) @ mech.gather.T


def energy(mech: Mechanism, phi, factors, c) -> np.ndarray:
    """Return the potential energy (...) in joules: springs, loads and cables."""
    bend = (phi - mech.neutral) @ mech.incidence.T
    turn = phi - mech.neutral
    springs = (mech.stiffness * bend**2).sum(-1) / 2 + (mech.upright * turn**2).sum(-1) / 2
    work, _, _ = pull(mech, factors, cable_lengths(mech, phi))
    return springs - (c * np.exp(1j * phi)).real.sum(-1) + work.sum(-1)


def evaluate(mech: Mechanism, phi, factors, c):
    """Return energy, residual torque, Hessian, and the size of the torques present.

    Parameters
    ----------
    phi : (..., n) rad
    factors : (..., m)
    c : (..., n) complex, from :func:`load_vector`

    Returns
    -------
    energy (...), gradient (..., n) N m, hessian (..., n, n) N m/rad, scale (...) N m
        ``scale`` is the largest sum of torque magnitudes on one link: what a residual is
        compared with. It is at least what a tiny turn would add: angles are rounded too.
    """
    z = np.exp(1j * phi)
    bend = (phi - mech.neutral) @ mech.incidence.T
    turn = phi - mech.neutral
    torque = mech.stiffness * bend
    cz = c * z

    d0, big_d = mech.runs
    d = d0 + z @ big_d.T
    run = np.sqrt(d.real**2 + d.imag**2 + mech.smooth**2)
    arm = big_d * z[..., None, :]
    unit = arm * (np.conj(d) / run)[..., None]
    w, t = unit.real, -unit.imag
    work, tension, slope = pull(mech, factors, run @ mech.gather.T)
    along = tension[..., mech.run_cable]

    gradient = torque @ mech.incidence + mech.upright * turn + cz.imag + (along[..., None] * t).sum(-2)
    scale = (
        np.abs(torque) @ np.abs(mech.incidence)
        + np.abs(mech.upright * turn)
        + np.abs(cz)
        + (along[..., None] * np.abs(t)).sum(-2)
    ).max(-1)
    springs = (torque * bend).sum(-1) / 2 + (mech.upright * turn**2).sum(-1) / 2
    value = springs - cz.real.sum(-1) + work.sum(-1)

    stiff = along / run
    lean = mech.gather @ t
    hessian = (
        mech.incidence.T @ (mech.stiffness[:, None] * mech.incidence)
        + np.swapaxes(arm.real * stiff[..., None], -1, -2) @ arm.real
        + np.swapaxes(arm.imag * stiff[..., None], -1, -2) @ arm.imag
        - np.swapaxes(t * stiff[..., None], -1, -2) @ t
        + np.swapaxes(lean * slope[..., None], -1, -2) @ lean
    )
    diagonal = mech.upright + cz.real - (along[..., None] * w).sum(-2)
    i = np.arange(mech.n)
    hessian[..., i, i] += diagonal
    scale = np.maximum(scale, NUMERICS.bend_rounding_rad * np.abs(hessian).max((-1, -2)))
    return value, gradient, hessian, scale


def spring_hessian(mech: Mechanism) -> np.ndarray:
    """Return the (n, n) Hessian of all springs alone, N m/rad."""
    return mech.incidence.T @ (mech.stiffness[:, None] * mech.incidence) + np.diag(mech.upright)


def place(point, phi) -> np.ndarray:
    """Return world points (..., k, 2) in metres of material points ``(b, M)`` with M (k, n)."""
    b, m = point
    p = b + np.exp(1j * phi) @ np.swapaxes(m, -1, -2)
    return np.stack([p.real, p.imag], -1)


def joint_forces(mech: Mechanism, phi, tension, settings):
    """Return what each joint carries: compression, shear (N) and moment (N m), each (..., n).

    By statics: all forces on the links beyond the joint (weights, side loads, and each cable
    where it is attached to them), resolved along and across the joint's own link.
    Compression is positive when the joint is pressed together; the moment is the turning
    effect of those forces about the joint, counter-clockwise positive.
    """
    z = np.exp(1j * phi)
    force = np.zeros(phi.shape, complex)
    # moments about the world's origin; shifted to each joint below
    turning = np.zeros(phi.shape)
    base_b, base_m = mech.base_of
    base = base_b + z @ base_m.T

    def add(link, at, f):
        force[..., link] += f
        p = base[..., link] + at * z[..., link]
        turning[..., link] += (np.conj(p) * f).imag

    for link, at, f, setting in mech.loads:
        add(link, at, f if setting is None else f * np.asarray(settings[setting]))
    for c, (b, m) in enumerate(mech.paths):
        p = b + z @ m.T
        d = p[..., 1:] - p[..., :-1]
        u = d / np.sqrt(d.real**2 + d.imag**2 + mech.smooth**2)
        for k, link in enumerate(mech.path_links[c]):
            if link >= 0:
                f = (u[..., k] if k < u.shape[-1] else 0) - (u[..., k - 1] if k else 0)
                f = f * tension[..., c]
                force[..., link] += f
                turning[..., link] += (np.conj(p[..., k]) * f).imag
    beyond = force @ mech.subtree.T
    moment = turning @ mech.subtree.T - (np.conj(base) * beyond).imag
    local = np.conj(z) * beyond
    return -local.real, local.imag, moment
