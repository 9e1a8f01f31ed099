"""Readings that hang on the angles alone, with exact derivatives. Twin: ``js/engine/coordinate.js``.

A landmark is ``p = b + M z`` with ``z = exp(i phi)``; with ``a_j = M_j z_j`` a vector d between two of
them has the direction ``arg d``, whose derivatives are ``Re(u_j)`` and ``Im(u_j u_k) - delta_jk Im(u_j)``
with ``u = a / d``. On the feet the whole body also turns, by a lean that is such a direction itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .checks import quoted
from .mechanics import Inputs, body_lean
from .mechanism import Mechanism
from .model import Model


@dataclass(frozen=True)
class Jet:
    """A number with its gradient (n,) and Hessian (n, n) in the angles; complex for a point of the plane."""

    value: complex
    gradient: np.ndarray
    hessian: np.ndarray

    def __add__(self, other: Jet) -> Jet:
        return Jet(self.value + other.value, self.gradient + other.gradient, self.hessian + other.hessian)

    def __mul__(self, share: float) -> Jet:
        return Jet(share * self.value, share * self.gradient, share * self.hessian)

    @property
    def real(self) -> Jet:
        """The part along x."""
        return Jet(self.value.real, self.gradient.real, self.hessian.real)

    @property
    def imag(self) -> Jet:
        """The part along y."""
        return Jet(self.value.imag, self.gradient.imag, self.hessian.imag)


def coordinate(model: Model, mech: Mechanism, row: dict, phi, u: Inputs) -> Jet:
    """Return a reading of a posture with its derivatives, in its unit per rad.

    Parameters
    ----------
    model : Model
    mech : Mechanism
        Of the same model.
    row : dict
        The reading, as the model's data lists it.
    phi : (n,) rad
    u : Inputs

    Raises
    ------
    ValueError
        For a reading that hangs on more than the angles, such as a load.
    """
    if not is_place(row):
        usable = ", ".join(r["name"] for r in model.rows("readings") if is_place(r))
        raise ValueError(
            f"reading {quoted(row['name'])} of model {quoted(model.name)} is not a place or an angle; "
            f"choose from: {usable}"
        )
    found = RULES[row["kind"]](model, mech, row, phi, u)
    found = found * (row.get("sign", 1) * row.get("scale", 1))
    return Jet(found.value + row.get("add", 0), found.gradient, found.hessian)


def landmark(mech: Mechanism, name: str, phi, u: Inputs) -> Jet:
    """Return the place of a landmark in the world, m, with its derivatives."""
    d, a = _vector(mech, phi, name)
    rolled = u.roll * np.exp(1j * phi[0])
    d, a[0] = d + rolled - u.roll * np.exp(1j * mech.neutral[0]), a[0] + rolled
    foot = mech.stance.foot
    if foot is None:
        return _turned(d, a, _still(mech))
    return _turned(d - u.pivot, a, _turn(mech, phi, u)) + Jet(foot, *_nothing(mech))


def _vector(mech, phi, to: str, start: str | None = None):
    """Return a place, or the vector from one to the other, and what each link adds to it."""
    b, m = mech.landmarks[to]
    if start is not None:
        b0, m0 = mech.landmarks[start]
        b, m = b - b0, m - m0
    a = m * np.exp(1j * phi)
    return b + a.sum(), a


def _nothing(mech):
    return np.zeros(mech.n), np.zeros((mech.n, mech.n))


def _still(mech) -> Jet:
    return Jet(0.0, *_nothing(mech))


def _direction(d, a) -> Jet:
    ratio = a / d
    return Jet(float(np.angle(d)), ratio.real, np.imag(np.outer(ratio, ratio)) - np.diag(ratio.imag))


def _turn(mech, phi, u: Inputs) -> Jet:
    """Return how far the base is turned so that the weight is over the foot."""
    a = u.weight_moments * np.exp(1j * phi)
    if mech.stance.foot is None:
        return _still(mech)
    if not u.total > 0:
        return Jet(float(u.turn), *_nothing(mech))
    found = _direction(u.weight_offset + a.sum(), a) * -float(1 - u.seat)
    return Jet(float(body_lean(mech, phi, u)), found.gradient, found.hessian)


def _turned(d, a, by: Jet) -> Jet:
    """Return the vector d after the turn ``by``."""
    t = by.gradient
    first = 1j * (a + d * t)
    second = -np.diag(a) - np.outer(a, t) - np.outer(t, a) - d * np.outer(t, t) + 1j * d * by.hessian
    turn = np.exp(1j * by.value)
    return Jet(d * turn, first * turn, second * turn)


def _slope(model, mech, row, phi, u):
    along = _direction(*_vector(mech, phi, row["to"], row["from"])) + _turn(mech, phi, u)
    return Jet((along.value + np.pi) % (2 * np.pi) - np.pi, along.gradient, along.hessian) * _DEGREES


def _lean(model, mech, row, phi, u):
    along = _slope(model, mech, row, phi, u)
    return Jet((90 - along.value + 180) % 360 - 180, -along.gradient, -along.hessian)


def _between(model, mech, row, phi, u):
    return _turned(*_vector(mech, phi, row["to"], row["from"]), _turn(mech, phi, u)) * 100


def _shift(model, mech, row, phi, u):
    now = landmark(mech, row["to"], phi, u).real
    return Jet(now.value - _vector(mech, mech.neutral, row["to"])[0].real, now.gradient, now.hessian) * 100


def _reach(model, mech, row, phi, u):
    now = _across(model, mech, row, phi)
    return Jet(now.value - _across(model, mech, row, mech.neutral).value, now.gradient, now.hessian)


def _across(model, mech, row, phi):
    """Return how far a landmark is across a link's frame, cm."""
    i = model.links.index(row["frame"])
    b, m = mech.landmarks[row["to"]]
    b, m = b - mech.base[0][i], m - mech.base[1][i]
    a = m * np.exp(1j * phi)
    back = Jet(-phi[i], -np.eye(mech.n)[i], np.zeros((mech.n, mech.n)))
    return _turned(b + a.sum(), a, back).imag * -100


def _plates(model, mech, row, phi, u):
    (i, a), (j, b) = mech.plates[row["from"]], mech.plates[row["to"]]
    each = np.eye(mech.n)
    return Jet(phi[j] + b - phi[i] - a, each[j] - each[i], np.zeros((mech.n, mech.n))) * _DEGREES


def _joint(model, mech, row, phi, u):
    turn = mech.incidence[model.links.index(row["joint"])]
    return Jet((phi - mech.neutral) @ turn, turn, np.zeros((mech.n, mech.n))) * _DEGREES


def _body_lean(mech, phi, u):
    if mech.stance.foot is None:
        return _still(mech)
    return (_turn(mech, phi, u) + Jet(-float(u.turn), *_nothing(mech))) * -_DEGREES


_DEGREES = 180 / np.pi
RULES = {
    "slope": _slope,
    "lean": _lean,
    "offset": lambda *known: _between(*known).real,
    "rise": lambda *known: _between(*known).imag,
    "shift": _shift,
    "reach": _reach,
    "plates": _plates,
    "joint": _joint,
    "body_lean": lambda model, mech, row, phi, u: _body_lean(mech, phi, u),
}


def is_place(row: Mapping) -> bool:
    """Return whether a reading is a place or an angle: it hangs on the angles alone."""
    return row["kind"] in RULES
