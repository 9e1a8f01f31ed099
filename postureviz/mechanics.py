"""Energy of a chain of links, with exact first and second derivatives. Twin: ``js/engine/mechanics.js``.

Unknowns are the absolute link angles ``phi``; ``z = exp(i phi)``. A run of cable is the vector
``d = b + M z``; with ``a_j = M_j z_j`` its length L has the derivatives
``dL/dphi_j = Re(conj(d) i a_j)/L`` and
``d2L = [Re(conj(a_j) a_k) - dL_j dL_k]/L - delta_jk Re(conj(d) a_j)/L``.
Everything below is sums of such terms. Every function takes any number of leading axes, so one
posture and a million use one formula.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .mechanism import Mechanism, mechanism
from .model import Model, once_per_model
from .numerics import NUMERICS


@dataclass(frozen=True)
class Inputs:
    """What the reader sets, as arrays with the same leading axes.

    ``factors`` (..., m); ``short`` (..., m) m; ``weight_moments`` and ``load_moments`` (..., n) complex,
    the sum of ``conj(F) M`` over weights and over other loads; ``weight_offset`` (...) complex, the sum of
    ``conj(F) (b - foot)`` over weights; ``total`` (...) N, all weights; ``seat`` (...) 0 to 1;
    ``turn`` (...) rad, how far bent knees, a tipped seat or tipped ground turn the base in the world;
    ``pivot`` (...) complex, the place in the base that stands at the foot's place in the world;
    ``goal`` (..., s) where the springs on angles and points want to be in the world; ``exponent`` (..., g)
    what settings add to the exponents of torques that grow; ``tone`` (..., m) and ``gain`` (..., s) the
    shares of the usual pull of cables and of the stiffness of springs that attention leaves, (..., 1) where
    nothing asks for it. On a seat the thigh's ends of cables are turned by ``exp(i angle) = 1 + thigh``,
    and ``roll`` (z0 - its neutral) is how far the first link has rolled on the sitting bones, m; both (...)
    complex, 0 off a seat. ``heft`` (...) is all weight over what a seat leaves of it. The answer to what is
    known, (..., 1) and 0 without any: ``drive`` (..., m) N is what a cable pulls beside its tone about the
    length ``wanted`` (..., m), ``brace`` (..., n) N m a constant torque at the joints.
    """

    factors: np.ndarray
    short: np.ndarray
    weight_moments: np.ndarray
    load_moments: np.ndarray
    weight_offset: np.ndarray
    total: np.ndarray
    seat: np.ndarray
    turn: np.ndarray
    pivot: np.ndarray
    goal: np.ndarray
    exponent: np.ndarray
    tone: np.ndarray
    gain: np.ndarray
    thigh: np.ndarray
    roll: np.ndarray
    heft: np.ndarray
    drive: np.ndarray
    wanted: np.ndarray
    brace: np.ndarray

    def __getitem__(self, rows) -> Inputs:
        return Inputs(*(getattr(self, f)[rows] for f in self.__dataclass_fields__))


def inputs(mech: Mechanism, factors, settings: dict) -> Inputs:
    """Return what cable factors (..., m) and settings (name -> (...)) mean for a mechanism."""
    factors = np.asarray(factors, float)
    lead = factors.shape[:-1]
    value = {k: np.broadcast_to(np.asarray(v, float), lead) for k, v in settings.items()}
    stance = mech.stance
    usual = np.zeros(lead) if stance.foot is not None else np.ones(lead)
    seat = value[stance.seat] if stance.seat and stance.foot is not None else usual
    if stance.bend:
        # a seat carries the thigh: what it bears, the knee no longer does
        value[stance.bend] = value[stance.bend] * (1 - seat)
    foot, turn, pivot = _stand(mech, value, seat)
    roll = -seat * stance.ischium * np.exp(-1j * mech.neutral[0])

    def per_unit(base, table):
        total = np.broadcast_to(base, (*lead, *np.shape(base))).copy()
        for name, share in table.items():
            total += value[name][..., None] * share
        return total

    force, weighs = load_forces(mech, value, lead), mech.loads.weighs
    weight = force[..., weighs]
    weight_moments = force_moments(weight, turn, mech.loads.m[weighs], roll)
    if mech.loads.moves:
        pull = np.conj(force) * np.exp(1j * turn)[..., None] * load_moves(mech, value, lead)
        weight_moments = weight_moments + pull @ (mech.loads.link[:, None] == np.arange(mech.n))
    load_moments = force_moments(force[..., ~weighs], turn, mech.loads.m[~weighs], roll)
    rolled = roll * np.exp(1j * mech.neutral[0])
    away = mech.loads.b[weighs] - np.asarray(foot + rolled)[..., None]
    weight_offset = (np.conj(weight) * away).sum(-1) * np.exp(1j * turn)
    total = -weight.imag.sum(-1)
    short = per_unit(np.zeros(len(mech.cables)), mech.law.short)
    goal = per_unit(mech.spring.rest, mech.spring.shift)
    if stance.ischium:  # over the sitting bones
        goal = goal - np.where(mech.spring.aim.any(-1), 0.0, mech.spring.rest) * seat[..., None]
    exponent = per_unit(np.zeros(len(mech.growth.joint)), mech.growth.shift)
    return Inputs(
        factors=factors,
        short=short,
        weight_moments=weight_moments,
        load_moments=load_moments,
        weight_offset=weight_offset,
        total=total,
        seat=seat,
        turn=turn,
        pivot=pivot,
        goal=goal,
        exponent=exponent,
        tone=_left(mech.law.least, value, lead),
        gain=_left(mech.spring.least, value, lead),
        thigh=np.exp(1j * stance.thigh * seat) - 1,
        roll=roll,
        heft=_heft(mech, seat),
        drive=np.zeros((*lead, 1)),
        wanted=np.ones((*lead, 1)),
        brace=np.zeros((*lead, 1)),
    )


def _heft(mech: Mechanism, seat):
    """Return all weight over what a seat leaves of it, (...).

    A spring on the centre of mass feels what is left alone. What a seat carries sits at the hip, so
    that it only dilutes the place of that centre.
    """
    weight = np.where(mech.loads.weighs, -mech.loads.force.imag, 0.0)
    for rows in mech.loads.setting.values():
        weight[rows] = 0.0
    total = weight.sum()
    return 1 / (1 - seat * ((weight * mech.loads.on_seat).sum() / total if total else 0.0))


def _left(table, value, lead):
    """Return the share (..., k) that settings leave of each row; (..., 1) where none takes any."""
    share = np.ones((*lead, 1))
    for name, least in table.items():
        share = share * (least + (1 - least) * value[name][..., None])
    return share


def load_forces(mech: Mechanism, settings: dict, lead: tuple) -> np.ndarray:
    """Return the force of every load at these settings, (..., l) complex, N."""
    force = np.broadcast_to(mech.loads.force, (*lead, len(mech.loads.force))).copy()
    for name, rows in mech.loads.setting.items():
        force[..., rows] *= np.asarray(settings[name])[..., None]
    if mech.loads.on_seat.any() and mech.stance.seat:
        force *= 1 - mech.loads.on_seat * np.asarray(settings[mech.stance.seat])[..., None]
    return force


def load_moves(mech: Mechanism, settings: dict, lead: tuple) -> np.ndarray:
    """Return how far settings move the place of every load along its own link, (..., l) complex, m."""
    moved = np.zeros((*lead, len(mech.loads.force)), complex)
    for name, per_unit in mech.loads.moves.items():
        moved += np.asarray(settings[name])[..., None] * per_unit
    return moved


def force_moments(force, turn, m, roll) -> np.ndarray:
    """Return the sum of ``conj(F) M`` (..., n) over world forces F (..., l) on the points ``b + M z``.

    The base is turned so; M is (l, n). All points roll with the first link, as ``Inputs.roll`` says.

    The work of the force is ``Re(conj(F) M z)``. On the feet the body's own lean is left out: the ankles
    hold against the force, so it turns nothing but the joints, each by force times lever.
    """
    pull = np.conj(force) * np.exp(1j * np.asarray(turn))[..., None]
    moments = pull @ m
    moments[..., 0] += np.asarray(roll) * pull.sum(-1)
    return moments


def _stand(mech: Mechanism, value: dict, seat):
    """Return the foot as seen from the base (...), how far the base is turned (rad), and its pivot.

    The base is the thigh. A knee bent by b takes the ankle A about the knee K to
    ``A' = K + exp(-ib) (A - K)``; the foot stays flat on the floor. The thigh then leans back by the
    angle a at which the hip H stays straight above where it was, ``Re exp(ia) (H - A') = Re(H - A)``: the
    body above keeps its place and only comes down. In deviations from there the foot is a fixed point of the
    base, as it is with straight knees. An inclined floor is taken up by the ankle and turns nothing; an
    inclined seat turns the base about the hip.
    """
    stance, lead = mech.stance, seat.shape
    tip = np.radians(value[stance.incline]) if stance.incline else np.zeros(lead)
    if stance.foot is None:
        return 0j, tip, np.zeros(lead, complex)
    foot, turn, hip = np.full(lead, stance.foot), np.zeros(lead), mech.base[0][0]
    if stance.bend:
        ankle = stance.knee + np.exp(-1j * np.radians(value[stance.bend])) * (stance.ankle - stance.knee)
        leg = hip - ankle
        turn = np.arccos(np.clip((hip - stance.ankle).real / np.abs(leg), -1, 1)) - np.angle(leg)
        foot = ankle + np.exp(-1j * turn) * (stance.foot - stance.ankle)
    pivot = hip - (hip - foot) * np.exp(-1j * seat * tip)
    return foot, (1 - seat) * turn + seat * tip, pivot


@once_per_model
def prepare(model: Model) -> Mechanism:
    """Return the mechanism of a model; if it asks for them, with joint torques that balance neutral.

    Those torques stand for what ligaments and joint surfaces carry in quiet posture; there is one
    solution, because neutral gives one torque per joint. Balanced does not mean stable.
    """
    mech = mechanism(model)
    if not model.data.get("balanced"):
        return mech
    normal = {name: row.normal for name, row in model.settings.items()}
    gradient = evaluate(mech, mech.neutral, inputs(mech, np.ones(len(mech.cables)), normal))[1]
    return replace(mech, bias=-(mech.subtree @ gradient))


def cable_law(mech: Mechanism, factors, length, short=0.0):
    """Return energy, tension and stiffness of the cables at given lengths.

    Laws, with strain = (length + shortening) / rest - 1 and factor f:
    muscle-like ``f T0 max(0, 1 + q strain)``; elastic ``max(0, f T0 + k rest strain)``;
    constant ``f T0``. Near zero tension a parabola joins the two branches over the relative
    width ``slack``, so that the tension has no corner, is exactly 0 when slack and exactly
    linear when taut.

    Parameters
    ----------
    factors, length, short : (..., m)

    Returns
    -------
    energy (J), tension (N), stiffness (N/m), tension per unit of factor (N), each (..., m)
    """
    law = mech.law
    elastic, fixed = law.size > 0, law.gain == 0
    size = np.where(elastic, law.size, factors * law.tension)
    start = np.where(elastic, factors * law.tension / np.where(elastic, law.size, 1.0), 1.0)
    gain = np.where(fixed, 1.0, law.gain)
    e = law.slack
    s = start + gain * ((length + short) / law.rest - 1)
    near = np.clip(s + e, 0, 2 * e)
    taut = s > e
    work = np.where(taut, s**2 / 2 + e**2 / 6, near**3 / (12 * e))
    level = np.where(taut, s, near**2 / (4 * e))
    slope = np.where(taut, 1.0, near / (2 * e))
    return (
        size * np.where(fixed, length + short, law.rest / gain * work),
        size * np.where(fixed, 1.0, level),
        size * np.where(fixed, 0.0, gain / law.rest * slope),
        law.tension * np.where(fixed, 1.0, np.where(elastic, slope, level)),
    )


def cable_pull(mech: Mechanism, u: Inputs, length):
    """Return what ``cable_law`` does of the cables at these lengths (..., m), as they are set."""
    work, tension, stiffness, per_factor = cable_law(mech, u.tone * u.factors, length, u.short)
    if mech.answer is not None and u.drive.any():
        law = replace(
            mech.law,
            tension=np.ones(()),
            gain=np.full((), mech.answer.firm),
            size=np.zeros(()),
            rest=u.wanted,
        )
        more = cable_law(replace(mech, law=law), u.drive, length, u.short)
        work, tension, stiffness = work + more[0], tension + more[1], stiffness + more[2]
    return work, tension, stiffness, u.tone * per_factor


def _run_lengths(mech: Mechanism, z, u: Inputs):
    d = mech.run.b + z @ mech.run.m.T
    if mech.stance.thigh:
        d = d + u.thigh[..., None] * mech.run.thigh
    return d, np.sqrt(d.real**2 + d.imag**2 + mech.run.out2)


def _curve_terms(mech: Mechanism, bend):
    """Return integral, value and slope of every arm curve at the joint angles (..., k)."""
    x = bend[..., mech.curve.joint]
    within = np.clip(x, mech.curve.low, mech.curve.high)
    degree = mech.curve.arm.shape[1]
    powers = within[..., None] ** np.arange(degree)
    arm = (mech.curve.arm * powers).sum(-1)
    slope = (mech.curve.arm[:, 1:] * np.arange(1, degree) * powers[..., :-1]).sum(-1)
    integral = (mech.curve.arm / np.arange(1, degree + 1) * powers).sum(-1) * within
    return integral + arm * (x - within), arm, np.where(x == within, slope, 0.0)


def arms_at(mech: Mechanism, phi) -> np.ndarray:
    """Return the moment arm (..., k) in metres of each arm curve, in the order of ``mech.curve``."""
    return _curve_terms(mech, (phi - mech.neutral) @ mech.incidence.T)[1]


def cable_lengths(mech: Mechanism, phi, u: Inputs) -> np.ndarray:
    """Return cable lengths (..., m) in metres: straight runs, or shortened by arm curves at joints."""
    bend = (phi - mech.neutral) @ mech.incidence.T
    return _lengths(mech, _run_lengths(mech, np.exp(1j * phi), u)[1], bend)


def _lengths(mech: Mechanism, run, bend):
    length = mech.law.fixed + run @ mech.gather.T
    if len(mech.curve.cable):
        used = _curve_terms(mech, bend)[0]
        for k, c in enumerate(mech.curve.cable):
            length[..., c] -= used[..., k]
    return length


def _gravity(mech: Mechanism, z, u: Inputs):
    """Return energy, gradient, and the Hessian's diagonal and squares of all weights.

    Straight down the energy is ``-Re(weight_moments . z)``. With a foot it is
    ``|weight_offset + weight_moments . z|``: weight
    times the distance from the foot to the centre of mass, one cable of constant tension. ``seat``
    goes from the second to the first.
    """
    wz = u.weight_moments * z
    seat = u.seat[..., None]
    value, gradient, diagonal = -u.seat * wz.real.sum(-1), seat * wz.imag, seat * wz.real
    if mech.stance.foot is None:
        return value, gradient, diagonal, []
    d = u.weight_offset + wz.sum(-1)
    # without any weight there is no distance, and nothing to divide
    far = np.maximum(np.sqrt(d.real**2 + d.imag**2 + (mech.smooth * u.total) ** 2), 1e-300)
    along = wz * (np.conj(d) / far)[..., None]
    share = 1 - u.seat
    value = value + share * far
    gradient = gradient - share[..., None] * along.imag
    diagonal = diagonal - share[..., None] * along.real
    weight = (share / far)[..., None] * [1, 1, -1]
    return value, gradient, diagonal, [(weight, np.stack([wz.real, wz.imag, along.imag], -2))]


def _growth_terms(mech: Mechanism, bend, exponent):
    """Return energy (...), torque and stiffness (..., n) of torques that grow with joint angles.

    ``m exp(r q + e)`` is the slope of ``m (exp(r q + e) - exp(e)) / r``, which is 0 at neutral.
    """
    growth = mech.growth
    at_rest = growth.moment * np.exp(exponent)
    torque = at_rest * np.exp(growth.rate * bend[..., growth.joint])
    to_joint = growth.joint[:, None] == np.arange(mech.n)
    return ((torque - at_rest) / growth.rate).sum(-1), torque @ to_joint, (torque * growth.rate) @ to_joint


def energy(mech: Mechanism, phi, u: Inputs) -> np.ndarray:
    """Return the potential energy (...) in joules: springs, loads and cables."""
    z = np.exp(1j * phi)
    bend = (phi - mech.neutral) @ mech.incidence.T
    held = mech.bias + u.brace
    value = (mech.stiffness * bend**2 * (0.5 + mech.stiffening * bend**2 / 4) + held * bend).sum(-1)
    value = value + _gravity(mech, z, u)[0] - (u.load_moments * z).real.sum(-1)
    if len(mech.growth.joint):
        value = value + _growth_terms(mech, bend, u.exponent)[0]
    if len(mech.spring.names):
        stiffness = u.gain * mech.spring.stiffness
        value = value + (stiffness * _spring_offsets(mech, phi, z, u) ** 2).sum(-1) / 2
    return value + cable_pull(mech, u, cable_lengths(mech, phi, u))[0].sum(-1)


def spring_places(mech: Mechanism, phi, u: Inputs):
    """Return where each spring is in the world, (..., s), rad or m: its goal there is rest."""
    return _spring_offsets(mech, phi, np.exp(1j * phi), u) + u.goal


def _spring_offsets(mech: Mechanism, phi, z, u: Inputs):
    """Return how far each spring is from where it wants to be in the world, (..., s), rad or m."""
    spring, turn = mech.spring, u.turn[..., None]
    at = (u.heft[..., None] * (z @ spring.m.T) + (u.roll * z[..., 0])[..., None]) * np.exp(1j * turn)
    return np.where(spring.aim.any(-1), phi @ spring.aim.T + turn, at.real) - u.goal


def evaluate(mech: Mechanism, phi, u: Inputs):
    """Return energy, residual torque, Hessian, and the size of the torques present.

    Parameters
    ----------
    phi : (..., n) rad
    u : Inputs

    Returns
    -------
    energy (...), gradient (..., n) N m, hessian (..., n, n) N m/rad, scale (...) N m
        ``scale`` is the largest sum of torque magnitudes on one link: what a residual is
        compared with. It is at least what a tiny turn would add: angles are rounded too.
    """
    z = np.exp(1j * phi)
    bend = (phi - mech.neutral) @ mech.incidence.T
    held = mech.bias + u.brace
    torque = mech.stiffness * bend * (1 + mech.stiffening * bend**2) + held
    stiffness = mech.stiffness * (1 + 3 * mech.stiffening * bend**2)
    value = (mech.stiffness * bend**2 * (0.5 + mech.stiffening * bend**2 / 4) + held * bend).sum(-1)
    if len(mech.growth.joint):
        work, grown, stiffer = _growth_terms(mech, bend, u.exponent)
        value, torque, stiffness = value + work, torque + grown, stiffness + stiffer
    gradient = torque @ mech.incidence
    scale = np.abs(torque) @ np.abs(mech.incidence)
    # the Hessian is a diagonal, and the sum of weight v v' over these rows v
    squares = [(stiffness, mech.incidence)]

    work, gravity, diagonal, pole = _gravity(mech, z, u)
    pushed = u.load_moments * z
    value = value + work - pushed.real.sum(-1)
    gradient = gradient + gravity + pushed.imag
    scale = scale + np.abs(u.weight_moments) + np.abs(pushed)
    diagonal = diagonal + pushed.real
    squares += pole

    if len(mech.spring.names):
        off = _spring_offsets(mech, phi, z, u)
        firm = u.gain * mech.spring.stiffness
        force = firm * off
        seen = z * np.exp(1j * u.turn)[..., None]
        lean = _spring_jacobian(mech, seen, u.heft, u.roll)
        value = value + (force * off).sum(-1) / 2
        gradient = gradient + (force[..., None] * lean).sum(-2)
        scale = scale + (np.abs(force)[..., None] * np.abs(lean)).sum(-2)
        squares.append((firm, lean))
        diagonal = diagonal - (force[..., None] * _spring_points(mech, seen, u.heft, u.roll).real).sum(-2)

    d, run, x, y, t = _runs(mech, z, u)
    lean, bow = _length_jacobian(mech, t, bend)
    cable_work, tension, slope, _ = cable_pull(mech, u, _lengths(mech, run, bend))
    along = tension[..., mech.run.cable]
    value = value + cable_work.sum(-1)
    gradient = gradient + _total(tension, lean)
    scale = scale + _total(tension, np.abs(lean))
    diagonal = diagonal - _total(along * d.real / run, x) - _total(along * d.imag / run, y)
    stiff = along / run
    squares += [(stiff, x), (stiff, y), (-stiff, t), (slope, lean)]
    hessian = sum(np.swapaxes(weight[..., None] * rows, -1, -2) @ rows for weight, rows in squares)
    if len(mech.curve.cable):
        at = mech.incidence[mech.curve.joint]
        bowed = tension[..., mech.curve.cable] * bow
        hessian = hessian - at.T @ (bowed[..., None] * at)
    i = np.arange(mech.n)
    hessian[..., i, i] += diagonal
    least = NUMERICS.bend_rounding_rad * np.abs(hessian).max((-1, -2))
    return value, gradient, hessian, np.maximum(scale.max(-1), least)


def _runs(mech: Mechanism, z, u: Inputs):
    """Return vector and length of every run (..., r), its arms along x and y, and dL/dphi, (..., r, n)."""
    d, run = _run_lengths(mech, z, u)
    row, link = mech.run.row, mech.run.link
    arm = mech.run.m[row, link] * z[..., link]
    turned = -(arm * (np.conj(d) / run)[..., row]).imag
    return d, run, _spread(mech, arm.real), _spread(mech, arm.imag), _spread(mech, turned)


def _spread(mech: Mechanism, values):
    """Return a table (..., r, n) of runs and links, from the values (..., e) where a link moves a run."""
    runs, n = mech.run.m.shape
    table = np.zeros((*values.shape[:-1], runs * n))
    table[..., mech.run.row * n + mech.run.link] = values
    return table.reshape(*values.shape[:-1], runs, n)


def _total(weight, rows):
    """Return the sum of rows (..., k, n), each times its weight (..., k)."""
    return (weight[..., None, :] @ rows)[..., 0, :]


def _length_jacobian(mech: Mechanism, t, bend):
    """Return dL/dphi of every cable (..., m, n), and the slopes of the arm curves (..., k)."""
    lean = mech.gather @ t
    if not len(mech.curve.cable):
        return lean, None
    _, arm, bow = _curve_terms(mech, bend)
    at = mech.incidence[mech.curve.joint]
    for k, c in enumerate(mech.curve.cable):
        lean[..., c, :] -= arm[..., k, None] * at[k]
    return lean, bow


def length_jacobian(mech: Mechanism, phi, u: Inputs) -> np.ndarray:
    """Return how the length of each cable changes with the angles, (..., m, n) m/rad."""
    bend = (phi - mech.neutral) @ mech.incidence.T
    return _length_jacobian(mech, _runs(mech, np.exp(1j * phi), u)[4], bend)[0]


def response(mech: Mechanism, phi, u: Inputs) -> np.ndarray:
    """Return how the angles of a resting posture follow each cable's factor, (..., n, m) rad.

    At rest the residual g(phi, f) is zero, so ``dphi/df = -H^-1 dg/df``, and a factor enters g
    through the tension of its cable alone: ``dg/df = dL/dphi dT/df``.
    """
    lean = length_jacobian(mech, phi, u)
    per_factor = cable_pull(mech, u, cable_lengths(mech, phi, u))[3]
    turning = np.swapaxes(lean * per_factor[..., None], -1, -2)
    return -np.linalg.solve(evaluate(mech, phi, u)[2], turning)


def _spring_points(mech: Mechanism, z, heft, roll):
    """Return the parts ``M_j z_j`` (..., s, n) of what point springs feel, z as seen in the world."""
    parts = np.asarray(heft)[..., None, None] * mech.spring.m * z[..., None, :]
    if mech.stance.ischium:
        parts[..., 0] += np.where(mech.spring.aim.any(-1), 0, (roll * z[..., 0])[..., None])
    return parts


def _spring_jacobian(mech: Mechanism, z, heft, roll):
    """Return how each spring's offset changes with the angles, (..., s, n), z as seen in the world."""
    return mech.spring.aim - _spring_points(mech, z, heft, roll).imag


def spring_hessian(mech: Mechanism) -> np.ndarray:
    """Return the (n, n) Hessian of all springs alone at neutral, N m/rad."""
    lean = _spring_jacobian(mech, np.exp(1j * mech.neutral), np.ones(()), np.zeros(()))
    stiffness = mech.stiffness
    if len(mech.growth.joint):
        stiffness = stiffness + _growth_terms(mech, np.zeros(mech.n), mech.growth.usual)[2]
    joints = mech.incidence.T @ (stiffness[:, None] * mech.incidence)
    return joints + lean.T @ (mech.spring.stiffness[:, None] * lean)


def servo_torques(mech: Mechanism, phi, u: Inputs) -> np.ndarray:
    """Return what each spring on an angle or a point asks of each joint, (..., s, n) N m."""
    z = np.exp(1j * phi)
    force = u.gain * mech.spring.stiffness * _spring_offsets(mech, phi, z, u)
    # the torque at a joint is what turns everything beyond it
    seen = z * np.exp(1j * u.turn)[..., None]
    return -(force[..., None] * _spring_jacobian(mech, seen, u.heft, u.roll)) @ mech.subtree.T


def body_lean(mech: Mechanism, phi, u: Inputs) -> np.ndarray:
    """Return by how much the base is turned so that the centre of mass is over the foot, rad (...)."""
    if mech.stance.foot is None:
        return np.zeros(phi.shape[:-1])
    d = u.weight_offset + (u.weight_moments * np.exp(1j * phi)).sum(-1)
    # weight_offset and weight_moments carry conj(F) = i w, so an upright line has the angle pi of i x i
    return u.turn + (1 - u.seat) * np.where(u.total > 0, np.angle(-np.conj(d)), 0.0)


def seen_from_legs(mech: Mechanism, angles, u: Inputs) -> np.ndarray:
    """Return the link angles (n,) before the body leans as they need it to, from those in the world, rad.

    The lean hangs on the answer, so it is found by going round: a turn of all links moves the centre of mass
    less than the lean, because the legs do not turn with them.
    """
    lean = 0.0
    for _ in range(60):
        last, lean = lean, float(body_lean(mech, angles - lean, u))
        if abs(lean - last) < 1e-15:
            break
    return angles - lean


def place(point, phi) -> np.ndarray:
    """Return points (..., k, 2) in metres of material points ``(b, M)`` with M (k, n)."""
    b, m = point
    p = b + np.exp(1j * phi) @ np.swapaxes(m, -1, -2)
    return np.stack([p.real, p.imag], -1)


def joint_forces(mech: Mechanism, phi, tension, u: Inputs, settings: dict):
    """Return what each joint carries: compression, shear (N) and moment (N m), each (..., n).

    By statics: all forces on the links beyond the joint (weights, other loads, and each cable
    where it is attached to them), resolved along and across the joint's own link.
    Compression is positive when the joint is pressed together; the moment is the turning
    effect of those forces about the joint, counter-clockwise positive; that of the first link, where it rolls
    on sitting bones, about these. A cable that is known only by its moment arm turns the joint but adds no
    compression.
    """
    z = np.exp(1j * phi)
    base_b, base_m = mech.base
    base = base_b + z @ base_m.T
    level = down = np.exp(-1j * u.turn)
    if mech.stance.foot is not None:
        # on the feet weights pull along the line from the centre of mass to the foot
        d = u.weight_offset + (u.weight_moments * z).sum(-1)
        down = level * (u.seat - (1 - u.seat) * d / np.maximum(np.abs(d), 1e-300))
    loads, hold = mech.loads, mech.hold
    way = np.where(loads.weighs, np.asarray(down)[..., None], np.asarray(level)[..., None])
    d, run = _run_lengths(mech, z, u)
    pulls = (d / run * tension[..., mech.run.cable]) @ hold.by_run.T
    borne = load_forces(mech, settings, phi.shape[:-1]) * way
    forces = np.concatenate([borne, pulls], -1)
    placed = loads.b + z @ loads.m.T + load_moves(mech, settings, phi.shape[:-1]) * z[..., loads.link]
    points = np.concatenate([placed, hold.b + z @ hold.m.T], -1)
    to_link = np.concatenate([loads.link, hold.link])[:, None] == np.arange(mech.n)
    force, turning = forces @ to_link, (np.conj(points) * forces).imag @ to_link
    beyond = force @ mech.subtree.T
    moment = turning @ mech.subtree.T - (np.conj(base) * beyond).imag
    moment[..., 0] += (np.conj(u.roll * z[..., 0]) * borne.sum(-1)).imag
    if len(mech.curve.cable):
        arm = arms_at(mech, phi)
        for k, (c, j) in enumerate(zip(mech.curve.cable, mech.curve.joint, strict=True)):
            moment[..., j] += arm[..., k] * tension[..., c]
    local = np.conj(z) * beyond
    return -local.real, local.imag, moment
