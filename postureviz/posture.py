"""What a solve returns: one posture, or a stack of them with the same fields.

Twin: ``js/engine/posture.js``. There all fields are filled at once, here on first use.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

import numpy as np

from .answer import driven, tensions_felt
from .checks import quoted, shown
from .frozen import Frozen, fixed
from .mechanics import (
    Inputs,
    body_lean,
    cable_lengths,
    cable_pull,
    evaluate,
    joint_forces,
    prepare,
    servo_torques,
    spring_hessian,
)
from .mechanism import Mechanism
from .model import Model, cable_factors

# the words of ``status`` for a posture at rest
RESTS = ("settled", "buckled")


@dataclass(frozen=True)
class Joints:
    """What each joint carries, in the order of ``model.links``.

    ``compression`` (pressed together is positive) and ``shear`` in N along and across the
    joint's own link; ``moment`` in N m, counter-clockwise; each (n,) or (B, n). A cable known only by
    its moment arm, as all muscles of the elbow are, turns the joint but presses it with nothing: there the
    compression is that of weights alone.
    """

    compression: np.ndarray
    shear: np.ndarray
    moment: np.ndarray

    def __post_init__(self):
        for field in fields(self):
            object.__setattr__(self, field.name, fixed(getattr(self, field.name)))

    def __reduce__(self):
        return Joints, (self.compression, self.shear, self.moment)


class Frame(NamedTuple):
    """What a posture was made of, for formulas that begin where the solver ended.

    ``mech`` and ``u`` are the model and what was set, as arrays; ``phi`` (n,) or (B, n) rad are the
    link angles before the whole body leans over its foot, as the energy knows them.
    """

    mech: Mechanism
    u: Inputs
    phi: np.ndarray


# So many rows of a stack are worked on at a time: a Hessian has a hundred times the size of a posture.
ROWS = 128


class Posture:
    """Where a model settles: a stable minimum of its energy, the one reached from the start.

    One posture, or a stack of B with one more leading axis on every field. A stack has a length;
    ``stack[i]`` is one posture, a slice, a list of rows or a mask gives a smaller stack, and a loop
    walks through its postures. Nothing of a posture can be changed: mappings refuse it, arrays too.
    ``dict(p.factors)`` and ``p.points.copy()`` are copies that can.

    Attributes
    ----------
    model : Model
    factors, settings : dict that cannot be changed
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
    grid : tuple of int
        Of a stack, the shape of what it was solved from; (B,) unless that was a grid.
    rests : bool
        Whether it is at rest where its joints allow: settled or buckled.

    Notes
    -----
    Formulas inside the package also use ``frame``, ``evaluated``, ``cable_lengths`` and ``cable_tensions``:
    the same numbers as arrays, in the order of the model's data.
    """

    _repr_mimebundle_: ClassVar[Callable]
    model: Model
    factors: Frozen
    settings: Frozen
    grid: tuple[int, ...]
    _phi: np.ndarray
    _solved: Any
    _stable: Any

    def __init__(
        self, model: Model, factors: dict, settings: dict, phi: np.ndarray, solved, stable=None, **known
    ):
        own = vars(self)  # the one way in: what a posture says cannot be assigned
        own["model"], own["factors"], own["settings"] = model, Frozen(factors), Frozen(settings)
        own["_phi"], own["_solved"] = fixed(phi), fixed(solved)
        own["_stable"] = fixed(stable)  # whether neutral is stable under these pulls, where that is known
        own["grid"] = np.shape(phi)[:-1]
        own.update(known)  # parts that the solver has worked out already

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a posture cannot be changed; solve another one to get another {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a posture cannot be changed")

    def __reduce__(self):
        parts = (self.model, self.factors, self.settings, self._phi, self._solved, self._stable)
        return _again, (*parts, self.grid)

    @cached_property
    def frame(self) -> Frame:
        """What the posture was made of."""
        return Frame(self._mech, self._inputs, self._phi)

    @cached_property
    def _mech(self) -> Mechanism:
        return prepare(self.model.shaped(self.settings))

    @cached_property
    def _inputs(self) -> Inputs:
        return driven(self._mech, stack_factors(self.model, self.factors), self.settings)

    @cached_property
    def evaluated(self):
        """Energy, gradient, Hessian and scale, as ``mechanics.evaluate`` returns them."""
        return evaluate(self._mech, self._phi, self._inputs)

    @cached_property
    def _balance(self) -> np.ndarray:
        """Energy, residual and stability, (..., 3): in blocks, for the Hessians of a stack fill a machine."""
        if self._phi.ndim > 1 and len(self) > ROWS:
            blocks = (self[i : i + ROWS] for i in range(0, len(self), ROWS))
            return fixed(np.concatenate([block._balance for block in blocks]))
        value, gradient, hessian, _ = self.evaluated
        inverse = np.linalg.inv(np.linalg.cholesky(spring_hessian(self._mech)))
        relative = inverse @ hessian @ inverse.T
        lowest = np.linalg.eigvalsh((relative + np.swapaxes(relative, -1, -2)) / 2)[..., 0]
        return fixed(np.stack([value, np.abs(gradient).max(-1), lowest], -1))

    @cached_property
    def lean(self):
        """How far the base is turned so that the weight is over the foot, rad; 0 for a fixed base."""
        return _plain(body_lean(self._mech, self._phi, self._inputs))

    def _place(self, point) -> np.ndarray:
        """Return material points in the world: the whole body turned about its foot."""
        b, m = point
        z = np.exp(1j * self._phi)
        p = b + z @ np.swapaxes(m, -1, -2)
        if self._mech.stance.ischium:  # the whole body goes with a hip that rolls
            p = p + (self._inputs.roll * (z[..., 0] - np.exp(1j * self._mech.neutral[0])))[..., None]
        if self._mech.stance.foot is not None:
            pivot, turn = self._inputs.pivot[..., None], np.exp(1j * np.asarray(self.lean))[..., None]
            p = self._mech.stance.foot + (p - pivot) * turn
        return fixed(np.stack([p.real, p.imag], -1))

    @cached_property
    def angles(self) -> np.ndarray:
        """Absolute link angles, (n,) rad."""
        return fixed(self._phi + np.asarray(self.lean)[..., None])

    @cached_property
    def points(self) -> np.ndarray:
        """Base and link tips, (n + 1, 2) m."""
        return self._place(self._mech.points)

    @cached_property
    def landmarks(self) -> dict[str, np.ndarray]:
        """Named points, {name: (2,)} m."""
        marks = self._mech.landmarks
        return Frozen({name: self._place((b, m[None]))[..., 0, :] for name, (b, m) in marks.items()})

    @cached_property
    def paths(self) -> dict[str, np.ndarray]:
        """Path of each cable, {name: (k, 2)} m."""
        mech, thigh = self._mech, self._inputs.thigh[..., None]
        paths = zip(self.model.cables, mech.paths, mech.path_thigh, strict=True)
        return Frozen({cable: self._place((b + thigh * turning, m)) for cable, (b, m), turning in paths})

    def _per_cable(self, values) -> dict:
        values = fixed(values)
        return Frozen({c: _plain(values[..., i]) for i, c in enumerate(self.model.cables)})

    @cached_property
    def cable_lengths(self) -> np.ndarray:
        """Length of the cables now, (m,) m."""
        return cable_lengths(self._mech, self._phi, self._inputs)

    @cached_property
    def length(self) -> dict:
        """Length of each cable now, m."""
        return self._per_cable(self.cable_lengths)

    @cached_property
    def rest(self) -> dict:
        """Length of each cable at neutral, m."""
        return self._per_cable(np.broadcast_to(self._mech.law.rest, self.cable_lengths.shape))

    @cached_property
    def cable_tensions(self) -> np.ndarray:
        """Tension of the cables, (m,) N."""
        return cable_pull(self._mech, self._inputs, self.cable_lengths)[1]

    @cached_property
    def tension(self) -> dict:
        """Tension of each cable, N."""
        return self._per_cable(self.cable_tensions)

    @cached_property
    def energy(self):
        """Potential energy, J."""
        return _plain(self._balance[..., 0])

    @cached_property
    def residual(self):
        """Largest unbalanced torque, N m."""
        return _plain(self._balance[..., 1])

    @cached_property
    def stability(self):
        """Smallest eigenvalue of the Hessian against that of all springs."""
        return _plain(self._balance[..., 2])

    @cached_property
    def joints(self) -> Joints:
        """What each joint carries."""
        felt = tensions_felt(self._mech, self._phi, self._inputs)
        return Joints(*joint_forces(self._mech, self._phi, felt, self._inputs, self.settings))

    @cached_property
    def servo(self) -> dict[str, np.ndarray]:
        """Torque that each spring on an angle or a point asks of each joint, N m, {name: (n,)}."""
        torques = fixed(servo_torques(self._mech, self._phi, self._inputs))
        return Frozen({name: torques[..., k, :] for k, name in enumerate(self._mech.spring.names)})

    @cached_property
    def status(self):
        """One of "settled", "buckled", "fell", "unsolved"."""
        mech = self._mech
        bend = (self._phi - mech.neutral) @ mech.incidence.T
        fell = ((bend < mech.limits[:, 0]) | (bend > mech.limits[:, 1])).any(-1)
        if mech.ground is not None:
            fell = fell | (self.points[..., 1:, 1] < mech.ground).any(-1)
        stable = self._stable
        if stable is None:
            stable = positive_definite(evaluate(mech, mech.neutral, self._inputs)[2])
        words = np.select(
            [np.logical_not(self._solved), fell, np.logical_not(stable)],
            ["unsolved", "fell", "buckled"],
            "settled",
        )
        return fixed(words) if words.ndim else str(words)

    @property
    def rests(self):
        """Whether it is at rest where its joints allow, one bool or (B,): "settled" or "buckled"."""
        found = np.isin(self.status, RESTS)
        return fixed(found) if found.ndim else bool(found)

    def __len__(self) -> int:
        if self._phi.ndim == 1:
            raise TypeError("this is one posture, not a stack of them")
        return len(self._phi)

    def __bool__(self) -> bool:
        return self._phi.ndim == 1 or len(self) > 0

    def __iter__(self) -> Iterator[Posture]:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, rows: Any) -> Posture:
        """Return one posture of a stack, or a smaller stack for a slice, a list of rows or a mask."""
        size = len(self)
        if not isinstance(rows, slice):
            rows = _rows(rows, size)
        factors, settings = ({k: v[rows] for k, v in part.items()} for part in (self.factors, self.settings))
        stable = None if self._stable is None else self._stable[rows]
        if np.ndim(self._solved[rows]) == 0:
            factors, settings = ({k: float(v) for k, v in part.items()} for part in (factors, settings))
            return Posture(
                self.model,
                factors,
                settings,
                self._phi[rows],
                bool(self._solved[rows]),
                None if stable is None else bool(stable),
            )
        return Posture(self.model, factors, settings, self._phi[rows], self._solved[rows], stable)

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
            "tension": dict(self.tension),
            "length": dict(self.length),
            "rest": dict(self.rest),
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
        pulls = ", ".join(f"{k} {shown(v)}" for k, v in {**self.factors, **self.settings}.items())
        steady = shown(round(self.stability, 2))
        return f"<Posture of {self.model.name!r}, {self.status}: {pulls}; stability {steady}>"


def _again(*parts: Any) -> Posture:
    *made, grid = parts
    return Posture(*made, grid=grid)


def _rows(rows: Any, size: int) -> Any:
    """Return a row of a stack as an int, or several as an array of them."""
    try:
        found = operator.index(rows)
    except TypeError:
        wanted = np.asarray(rows)
        if wanted.ndim != 1 or wanted.dtype.kind not in "biu" and wanted.size:
            raise TypeError(
                f"rows is {quoted(rows)}; it must be a whole number, a slice, a list of rows or a mask"
            ) from None
        if wanted.dtype.kind == "b" and len(wanted) != size:
            raise IndexError(f"the mask has {len(wanted)} entries, the stack {size} rows") from None
        return wanted if wanted.size else wanted.astype(int)
    if not -size <= found < size:
        raise IndexError(f"row {quoted(rows)} of a stack of {size}")
    return found


def as_posture(p: Any, what: str = "p", rests: bool = False) -> Posture:
    """Return one posture.

    Raises
    ------
    ValueError
        For a stack or anything else, and where ``rests`` is asked for one that found no rest.
    """
    needed = "it must be one posture" + (" that rests" if rests else "")
    if not isinstance(p, Posture):
        raise ValueError(f"{what} is {quoted(p)}; {needed}, such as pv.solve('mast')")
    if p._phi.ndim != 1:
        raise ValueError(f"{what} is a stack of {len(p)}; {needed}, such as stack[0]")
    if rests and p.status == "unsolved":
        raise ValueError(f"{what} is {quoted(p)}; {needed}, such as pv.solve('mast')")
    return p


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
    return float(value) if np.ndim(value) == 0 else fixed(value)
