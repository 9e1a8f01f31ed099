"""What a solve returns: one posture, or a stack of them with the same fields.

Twin of the last part of ``js/engine/solver.js``: there all fields are filled at once, here on first use.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from .mechanics import (
    Drive,
    body_lean,
    cable_lengths,
    drive,
    evaluate,
    joint_forces,
    prepare,
    pull,
    servo_torques,
    spring_hessian,
)
from .mechanism import Mechanism
from .model import Model, cable_factors


@dataclass(frozen=True)
class Joints:
    """What each joint carries, in the order of ``model.links``.

    ``compression`` (pressed together is positive) and ``shear`` in N along and across the
    joint's own link; ``moment`` in N m, counter-clockwise; each (n,) or (B, n).
    """

    compression: np.ndarray
    shear: np.ndarray
    moment: np.ndarray


class Posture:
    """Where a model settles: the stable minimum of its energy.

    One posture, or a stack of B with one more leading axis on every field.

    Attributes
    ----------
    model : Model
    factors, settings : dict
        Complete: every group and every setting, and the cables that were set on their own.
    angles : (n,) float array, rad; absolute, counter-clockwise from +x
    points : (n + 1, 2) float array, m; base, then the tip of each link
    landmarks : dict of (2,) float arrays, m
    paths : dict of (k, 2) float arrays, m; the path of each cable
    tension : dict of float, N
    length, rest : dict of float, m; length now, and at neutral
    energy : float, J
    residual : float, N m; the largest unbalanced torque
    stability : float
        Smallest eigenvalue of the Hessian against that of all springs: 1 = springs alone,
        0 = about to go, below 0 = not a resting place.
    joints : Joints
    status : str
        "settled"; "buckled" (stable, but the neutral shape is no longer stable under these
        pulls); "fell" (past a joint limit or below the ground); "unsolved".
    """

    _repr_html_: ClassVar[Callable]

    def __init__(self, model: Model, factors: dict, settings: dict, phi: np.ndarray, solved, firm=None):
        self.model, self.factors, self.settings = model, factors, settings
        self._phi, self._solved = phi, solved
        self._firm = firm  # whether neutral is stable under these pulls, where that is known

    @cached_property
    def _mech(self) -> Mechanism:
        return prepare(self.model.shaped(self.settings))

    @cached_property
    def _drive(self) -> Drive:
        return drive(self._mech, stack_factors(self.model, self.factors), self.settings)

    @cached_property
    def _energetics(self):
        return evaluate(self._mech, self._phi, self._drive)

    @cached_property
    def lean(self):
        """How far the base is turned so that the weight is over the foot, rad; 0 for a fixed base."""
        return _plain(body_lean(self._mech, self._phi, self._drive))

    def _place(self, point) -> np.ndarray:
        """Return material points in the world: the whole body turned about its foot."""
        b, m = point
        p = b + np.exp(1j * self._phi) @ np.swapaxes(m, -1, -2)
        if self._mech.stance.foot is not None:
            pivot, turn = self._drive.pivot[..., None], np.exp(1j * np.asarray(self.lean))[..., None]
            p = self._mech.stance.foot + (p - pivot) * turn
        return np.stack([p.real, p.imag], -1)

    @cached_property
    def angles(self) -> np.ndarray:
        """Absolute link angles, (n,) rad."""
        angles = self._phi + np.asarray(self.lean)[..., None]
        angles.setflags(write=False)
        return angles

    @cached_property
    def points(self) -> np.ndarray:
        """Base and link tips, (n + 1, 2) m."""
        return self._place(self._mech.points)

    @cached_property
    def landmarks(self) -> dict[str, np.ndarray]:
        """Named points, {name: (2,)} m."""
        return {name: self._place((b, m[None]))[..., 0, :] for name, (b, m) in self._mech.landmarks.items()}

    @cached_property
    def paths(self) -> dict[str, np.ndarray]:
        """Path of each cable, {name: (k, 2)} m."""
        return {c: self._place(path) for c, path in zip(self.model.cables, self._mech.paths, strict=True)}

    def _per_cable(self, values) -> dict:
        return {c: _plain(values[..., i]) for i, c in enumerate(self.model.cables)}

    @cached_property
    def _lengths(self) -> np.ndarray:
        return cable_lengths(self._mech, self._phi)

    @cached_property
    def length(self) -> dict:
        """Length of each cable now, m."""
        return self._per_cable(self._lengths)

    @cached_property
    def rest(self) -> dict[str, float]:
        """Length of each cable at neutral, m."""
        return self._per_cable(self._mech.law.rest)

    @cached_property
    def _tensions(self) -> np.ndarray:
        return pull(self._mech, self._drive.factors, self._lengths, self._drive.short)[1]

    @cached_property
    def tension(self) -> dict:
        """Tension of each cable, N."""
        return self._per_cable(self._tensions)

    @cached_property
    def energy(self):
        """Potential energy, J."""
        return _plain(self._energetics[0])

    @cached_property
    def residual(self):
        """Largest unbalanced torque, N m."""
        return _plain(np.abs(self._energetics[1]).max(-1))

    @cached_property
    def stability(self):
        """Smallest eigenvalue of the Hessian against that of all springs."""
        inverse = np.linalg.inv(np.linalg.cholesky(spring_hessian(self._mech)))
        relative = inverse @ self._energetics[2] @ inverse.T
        return _plain(np.linalg.eigvalsh((relative + np.swapaxes(relative, -1, -2)) / 2)[..., 0])

    @cached_property
    def joints(self) -> Joints:
        """What each joint carries."""
        return Joints(*joint_forces(self._mech, self._phi, self._tensions, self._drive, self.settings))

    @cached_property
    def servo(self) -> dict[str, np.ndarray]:
        """Torque that each spring on an angle or a point asks of each joint, N m, {name: (n,)}."""
        torques = servo_torques(self._mech, self._phi, self._drive)
        return {name: torques[..., k, :] for k, name in enumerate(self._mech.spring.names)}

    @cached_property
    def status(self):
        """One of "settled", "buckled", "fell", "unsolved"."""
        mech = self._mech
        bend = (self._phi - mech.neutral) @ mech.incidence.T
        fell = ((bend < mech.limits[:, 0]) | (bend > mech.limits[:, 1])).any(-1)
        if mech.ground is not None:
            fell = fell | (self.points[..., 1:, 1] < mech.ground).any(-1)
        firm = self._firm
        if firm is None:
            firm = positive_definite(evaluate(mech, mech.neutral, self._drive)[2])
        words = np.select(
            [~np.asarray(self._solved), fell, ~firm], ["unsolved", "fell", "buckled"], "settled"
        )
        return words if words.ndim else str(words)

    def __len__(self) -> int:
        if self._phi.ndim == 1:
            raise TypeError("this is one posture, not a stack of them")
        return len(self._phi)

    def to_dict(self) -> dict:
        """Return one posture as plain data, in the form the browser's solver returns."""
        if self._phi.ndim > 1:
            raise ValueError(
                f"to_dict takes one posture, not a stack of {len(self)}; solve one with pv.solve"
            )
        return {
            "model": self.model.to_dict(),
            "factors": dict(self.factors),
            "settings": dict(self.settings),
            "angles": self.angles.tolist(),
            "points": self.points.tolist(),
            "landmarks": {k: v.tolist() for k, v in self.landmarks.items()},
            "paths": {k: v.tolist() for k, v in self.paths.items()},
            "tension": self.tension,
            "length": self.length,
            "rest": self.rest,
            "energy": self.energy,
            "residual": self.residual,
            "status": self.status,
            "stability": self.stability,
            "lean": self.lean,
            "servo": {k: v.tolist() for k, v in self.servo.items()},
            "joints": {k: getattr(self.joints, k).tolist() for k in ("compression", "shear", "moment")},
        }

    def __repr__(self) -> str:
        if self._phi.ndim > 1:
            words, counts = np.unique(self.status, return_counts=True)
            tally = ", ".join(f"{n} {w}" for w, n in zip(words, counts, strict=True))
            return f"<{len(self)} postures of {self.model.name!r}: {tally}>"
        pulls = ", ".join(f"{k} {v:g}" for k, v in {**self.factors, **self.settings}.items())
        return f"<Posture of {self.model.name!r}, {self.status}: {pulls}; stability {self.stability:.2f}>"


def stack_factors(model: Model, factors: dict) -> np.ndarray:
    """Return one factor per cable, (m,) or (B, m)."""
    columns = np.broadcast_arrays(*cable_factors(model, factors), *factors.values())[: len(model.cables)]
    return np.stack(columns, -1).astype(float) if columns else np.zeros(0)


def positive_definite(matrices: np.ndarray):
    """Return whether each (..., n, n) symmetric matrix is positive definite."""
    try:
        np.linalg.cholesky(matrices)
    except np.linalg.LinAlgError:
        return np.linalg.eigvalsh(matrices)[..., 0] > 0
    return np.ones(matrices.shape[:-2], bool)


def _plain(value: np.ndarray):
    return float(value) if np.ndim(value) == 0 else value
