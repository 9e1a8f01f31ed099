"""Many postures at once: the single solver's steps on a stack; what does not go smoothly goes through it."""

from __future__ import annotations

import numpy as np

from .mechanics import Drive, drive, energy, evaluate, prepare
from .model import FACTOR_RANGE, Model, complete_factors, complete_settings
from .numerics import NUMERICS as N
from .posture import Posture, stack_factors
from .solver import numbers, rounding, settle

CHUNK = 4096  # rows at a time: the stack of Hessians stays in the processor's cache


def solve_many(model: Model, factors, settings=None) -> Posture:
    """Return a stack of postures, one per row of factors and settings.

    Parameters
    ----------
    model : Model
    factors : (B, g) array, or dict of str to (B,) array or float
        One column per group, in the order of ``model.groups``; or by name of group or cable.
    settings : dict of str to (B,) array or float, optional

    Returns
    -------
    Posture
        Every field with a leading axis B; the same numbers as B single solves.

    Raises
    ------
    ValueError
        For unknown names, values out of range or not finite, or shapes that do not fit.

    Examples
    --------
    >>> import postureviz as pv
    >>> many = pv.solve_many(pv.load("mast"), {"port": [1.0, 1.5, 2.0]})
    >>> many.angles.shape
    (3, 24)
    """
    if not isinstance(model, Model):
        raise ValueError(f"model is {model!r}; it must be a Model, such as pv.load('mast')")
    factors = _columns(model, factors)
    settings = {} if settings is None else settings
    if not hasattr(settings, "items"):
        raise ValueError(f"settings is {settings!r}; it must be a dict such as {{'wind_N': [0.0, 3.0]}}")
    columns = _stack({**factors, **dict(settings.items())})
    size = max((len(v) for v in columns.values()), default=1)
    f_in = {k: columns[k] for k in factors}
    s_in = {k: columns[k] for k in settings}
    _check(model, f_in, s_in)
    full = complete_factors(model, dict.fromkeys(f_in, 1.0)) | f_in
    rest = {k: np.full(size, v) for k, v in complete_settings(model, None).items()} | s_in
    full = {k: np.broadcast_to(v, size).copy() for k, v in full.items()}

    mech = prepare(model.shaped(rest))
    on = drive(mech, stack_factors(model, full), rest)
    angles, solved = np.empty((size, mech.n)), np.empty(size, bool)
    for i in range(0, size, CHUNK):
        part = slice(i, i + CHUNK)
        angles[part], solved[part] = settle_many(mech, on[part])
    return Posture(model, full, rest, angles, solved)


def settle_many(mech, on: Drive):
    """Return angles (B, n) and success (B,): plain Newton steps, else the single solver."""
    size = len(on.factors)
    phi = np.tile(mech.neutral, (size, 1))
    solved = np.zeros(size, bool)
    going = np.arange(size)
    odd = []
    for _ in range(N.newton_iterations):
        value, gradient, hessian, scale = evaluate(mech, phi[going], on[going])
        convex = _convex(hessian)
        odd.append(going[~convex])
        going, value, gradient, hessian, scale = (x[convex] for x in (going, value, gradient, hessian, scale))
        if not len(going):
            break
        step = -np.linalg.solve(hessian, gradient[..., None])[..., 0]
        longest = np.abs(step).max(-1)
        step *= np.minimum(1.0, N.max_step_rad / np.maximum(longest, 1e-300))[:, None]
        trial = phi[going] + step
        there = energy(mech, trial, on[going])
        slope = (gradient * step).sum(-1)
        lower = there <= value + N.armijo * slope + rounding(value, scale)
        rested = np.abs(gradient).max(-1) <= N.tolerance * scale
        odd.append(going[~lower & ~rested])
        phi[going[lower | rested]] = trial[lower | rested]
        solved[going[rested]] = True
        going = going[lower & ~rested]
        if not len(going):
            break
    for i in np.concatenate([*odd, going]):
        phi[i], solved[i] = settle(mech, mech.neutral, on[i])
    return phi, solved


def _convex(hessian):
    try:
        np.linalg.cholesky(hessian)
    except np.linalg.LinAlgError:
        return np.linalg.eigvalsh(hessian)[..., 0] > 0
    return np.ones(len(hessian), bool)


def _columns(model, factors) -> dict:
    if hasattr(factors, "items"):
        return dict(factors.items())
    table = numbers(factors)
    if table is None:
        raise ValueError(
            f"factors is {factors!r}; it must be numbers, shape (B, {len(model.groups)}), or a dict by name"
        )
    if table.ndim != 2 or table.shape[1] != len(model.groups):
        raise ValueError(
            f"factors has shape {table.shape}; it must be (B, {len(model.groups)}), "
            f"one column per group: {', '.join(model.groups)}"
        )
    return {g: table[:, i] for i, g in enumerate(model.groups)}


def _stack(columns: dict) -> dict:
    out = {}
    for name, values in columns.items():
        column = numbers(values)
        if column is None:
            raise ValueError(f"{name!r} is {values!r}; it must be numbers, shape (B,)")
        out[name] = np.atleast_1d(column)
        if out[name].ndim != 1:
            raise ValueError(f"{name!r} has shape {out[name].shape}; it must be one number or shape (B,)")
    lengths = {k: len(v) for k, v in out.items() if len(v) != 1}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"columns must have one length B; got {lengths}")
    size = next(iter(lengths.values()), 1)
    return {k: np.broadcast_to(v, size).copy() for k, v in out.items()}


def _check(model, factors, settings) -> None:
    """Check every column by its extremes, so that the message is that of a single solve."""
    for pick in (np.min, np.max):
        complete_factors(model, {k: _worst(v, pick) for k, v in factors.items()})
        complete_settings(model, {k: _worst(v, pick) for k, v in settings.items()})


def _worst(column, pick) -> float:
    bad = column[~np.isfinite(column)]
    return float(bad[0] if len(bad) else pick(column)) if len(column) else FACTOR_RANGE[0]
