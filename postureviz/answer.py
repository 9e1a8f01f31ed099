"""What is known is answered before it is felt. Twin: ``js/engine/answer.js``.

A load that a body knows, a lean that it wants, a bent knee: at the posture wanted, muscles share out the
torques R that these ask for by one bounded least squares,
``sum (dT / strength)^2 + sum ((R + A dT) / tolerance)^2`` with ``0 <= dT <= strength - T``. What a cable
gives beyond its tone is a drive, stiff about the length wanted. What no cable gives is a constant torque at
the joints, as of rib cage and held breath.
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np

from .mechanics import (
    Inputs,
    body_lean,
    cable_lengths,
    cable_pull,
    evaluate,
    inputs,
    length_jacobian,
    load_forces,
    servo_torques,
    spring_places,
)
from .mechanism import Answer, Mechanism
from .minimum import Potential, bounded_least_squares, find_minimum

LEAST_LEVER_M = 1e-9  # less is rounding: a cable that crosses none of the joints


def driven(mech: Mechanism, factors, settings: dict) -> Inputs:
    """Return the inputs of :func:`inputs`, with what is known answered.

    The answer is that of usual pulls, so it does not hang on ``factors``; equal settings are worked out once.
    """
    factors = np.asarray(factors, float)
    u = inputs(mech, factors, settings)
    if mech.answer is None:
        return u
    lead = factors.shape[:-1]
    names = list(settings)
    table = np.stack([np.broadcast_to(np.asarray(settings[k], float), lead) for k in names], -1)
    rows, which = np.unique(table.reshape(-1, len(names)), axis=0, return_inverse=True)
    found = [_answered(mech, dict(zip(names, row.tolist(), strict=True))) for row in rows]
    parts = {k: np.stack([one[k] for one in found])[which.reshape(lead)] for k in found[0]}
    return replace(u, **parts)


def rule_of(mech: Mechanism) -> Answer:
    """Return how a mechanism answers, of which it is known that it does."""
    return cast(Answer, mech.answer)


def _answered(mech: Mechanism, value: dict) -> dict:
    """Return what one row of settings changes in the inputs."""
    rule, even = rule_of(mech), np.ones(len(mech.cables))
    carried = [k for k in mech.loads.setting if value[k]]
    usual = inputs(mech, even, value)
    gain = usual.gain * np.where(rule.stiffer, 1 + _carried_share(mech, value), 1.0)
    out = {
        "drive": np.zeros(len(even)),
        "wanted": mech.law.rest,
        "brace": np.zeros(mech.n),
        "goal": usual.goal,
        "gain": gain,
    }
    seat = float(usual.seat)
    lean = value[rule.lean] * (1 - seat) if rule.lean else 0.0
    tip = seat * np.radians(value[mech.stance.incline]) if mech.stance.incline else 0.0
    knee = float(usual.turn) - tip
    if not (carried or lean or knee):
        return out
    known = value[rule.known] if rule.known else 1.0
    told = inputs(mech, even, value | {k: known * value[k] for k in carried})
    plain = inputs(mech, even, value | dict.fromkeys(carried, 0.0))
    phi = _standing(mech, told, knee, lean)
    if seat:
        sits = find_minimum(Potential(mech, plain), mech.neutral)[0]
        phi = (1 - seat) * phi + seat * sits
    torque = _still(mech, told, phi) - seat * _still(mech, plain, phi)
    extra, left = shared_out(mech, told, phi, torque, rule.tolerance, lets_go=False)
    out["drive"] = rule.gain * extra
    out["wanted"] = cable_lengths(mech, phi, told) + told.short
    out["brace"] = -left
    out["goal"] = spring_places(mech, phi, told)
    if seat:  # a spring that is stiffer under a load pulls as before where the body sat without it
        felt = spring_places(mech, sits, plain)
        before = felt - plain.gain / gain * (felt - plain.goal)
        out["goal"] = (1 - seat) * out["goal"] + seat * before
    return out


def _standing(mech: Mechanism, u: Inputs, knee: float, lean: float) -> np.ndarray:
    """Return the posture wanted on the feet, as seen from the legs, rad.

    Neutral in the world above bent knees, and with a lean its joints bent; what the body leans as a whole
    because of the bend is taken off, so that the lean in the world is the one wanted.
    """
    phi = mech.neutral - knee
    if not lean:
        return phi
    bent, back = phi + mech.subtree.T @ (lean * rule_of(mech).share), 0.0
    upright = float(body_lean(mech, phi, u))
    for _ in range(60):
        last, back = back, float(body_lean(mech, bent - back, u)) - upright
        if abs(back - last) < 1e-15:
            break
    return bent - back


def _still(mech: Mechanism, u: Inputs, phi) -> np.ndarray:
    """Return the torque at every joint (n,) of all but the reflex, N m."""
    return mech.subtree @ evaluate(mech, phi, replace(u, gain=0 * u.gain))[1]


def _carried_share(mech: Mechanism, value: dict) -> float:
    """Return the moment of height over the first joint of what is carried, against the body's, at neutral."""
    force = -load_forces(mech, value, ()).imag
    height = (mech.loads.b + mech.loads.m @ np.exp(1j * mech.neutral) - mech.base[0][0]).imag
    moment = force * height * mech.loads.weighs
    carried = np.zeros(len(force), bool)
    for rows in mech.loads.setting.values():
        carried[rows] = True
    own = -(mech.loads.force.imag * height)[mech.loads.weighs & ~carried].sum()
    return max(0.0, float(moment[carried].sum()) / own) if own > 0 else 0.0


def shared_out(mech: Mechanism, u: Inputs, phi, torque, tolerance, lets_go: bool):
    """Return what each cable gives beyond its tone (m,) N, and the torque (n,) N m that is left.

    No cable that works against the sum of the agonists' torques pulls harder: it may only let go, if that.
    """
    rule = rule_of(mech)
    _, tension, _, per_factor = cable_pull(mech, replace(u, drive=0 * u.drive), cable_lengths(mech, phi, u))
    arm = mech.subtree @ length_jacobian(mech, phi, u).T
    able = per_factor > rule.taut * u.tone * mech.law.tension
    low, high = -lets_go * tension, np.maximum(rule.strength - tension, 0.0)
    lever = arm[rule.agonists].sum(0)
    against = np.where(np.abs(lever) > LEAST_LEVER_M, lever * torque[rule.agonists].sum(), 0.0) > 0
    high = np.where(against, 0.0, high)
    low, high = np.where(able, low, 0.0), np.where(able, high, 0.0)
    asked = 1 / np.asarray(tolerance, float)
    asked = asked * np.where(np.arange(mech.n) == 0, 1 - u.seat, 1.0)  # on a seat the seat carries the pelvis
    scale = rule.strength
    share = bounded_least_squares(
        asked[:, None] * arm * scale, -asked * torque, low / scale, high / scale, 1.0
    )
    return share * scale, torque + arm @ (share * scale)


def tensions_felt(mech: Mechanism, phi, u: Inputs) -> np.ndarray:
    """Return the tension of every cable (..., m) N when muscles carry what the reflex asks of the joints.

    Where a model does not answer, that is the tension itself: there the reflex presses no joint.
    """
    tension = cable_pull(mech, u, cable_lengths(mech, phi, u))[1]
    if mech.answer is None:
        return tension
    if phi.ndim > 1:
        return np.stack([tensions_felt(mech, one, u[i]) for i, one in enumerate(phi)])
    asked = servo_torques(mech, phi, u).sum(-2)
    return tension + shared_out(mech, u, phi, asked, rule_of(mech).felt, lets_go=True)[0]
