"""Many postures at once: the single solver's steps, taken by a stack of rows together."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from .answer import driven
from .chain import Chain, is_plain
from .checks import extras, mapping, numbers, quoted, within
from .mechanics import Inputs, evaluate, prepare
from .mechanism import Mechanism
from .minimum import Potential, find_minimum, modified_newton_step, rounding, softest_mode
from .model import Model, as_model, complete_factors, complete_settings
from .numerics import NUMERICS as N
from .posture import Posture, positive_definite, stack_factors

# rows under way at a time: enough to hide the cost of a call, few enough for the processor's cache
ROWS = 128
CHAIN_ROWS = 1536


def solve_many(model: Model | str, factors, settings=None) -> Posture:
    """Return a stack of postures, one per row of factors and settings.

    Parameters
    ----------
    model : Model, or the name of one
    factors : (B, g) array, or dict of str to (B,) array or float
        One column per group, in the order of ``model.groups``; or by name of group or cable.
    settings : dict of str to (B,) array or float, optional
        By name, factors and settings may also be grids, as ``numpy.meshgrid`` makes them: they broadcast
        together, the stack has their cells in one row, and ``measure`` gives its readings back as a grid.

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
    model = as_model(model)
    factors = _columns(model, factors)
    settings = mapping("settings", settings, "{'wind_N': [0.0, 3.0]}")
    columns, grid = _stack({**factors, **settings})
    size = math.prod(grid)
    f_in = {k: columns[k] for k in factors}
    s_in = {k: columns[k] for k in settings}
    _check(model, f_in, s_in)
    f_in = {k: within(v, *model.factor_range) for k, v in f_in.items()}
    s_in = {k: within(v, model.settings[k].min, model.settings[k].max) for k, v in s_in.items()}
    full = complete_factors(model, dict.fromkeys(f_in, 1.0)) | f_in
    rest = {k: np.full(size, v) for k, v in complete_settings(model, None).items()} | s_in
    full = {k: np.broadcast_to(v, size).copy() for k, v in full.items()}

    mech = prepare(model.shaped(rest))
    u = driven(mech, stack_factors(model, full), rest)
    return Posture(model, full, rest, *find_minima(mech, u), grid=grid)


def find_minima(mech: Mechanism, u: Inputs):
    """Return angles (B, n), success (B,), and whether neutral is stable (B,).

    The steps are those of ``minimum.find_minimum``. All rows under way take one step at a time, and as some
    come to rest others start. Those that need a trust region go through the single solver.
    """
    size = len(u.factors)
    width, newton = (CHAIN_ROWS, Chain(mech).newton) if is_plain(mech) else (ROWS, partial(_newton, mech))
    phi, step = np.tile(mech.neutral, (size, 1)), np.zeros((size, mech.n))
    limit, slope, share = np.full(size, np.inf), np.zeros(size), np.ones(size)
    rounds, solved, stable = np.zeros(size, int), np.zeros(size, bool), np.zeros(size, bool)
    going, begun = np.arange(0), 0
    # Once a large array has come and gone, the C library keeps freed memory at hand; fetching it anew
    # from the system for every array would take longer than the arithmetic.
    np.empty(3 << 20)
    while len(going) or begun < size:
        fresh = np.arange(begun, min(begun + width - len(going), size))
        going, begun = np.concatenate([going, fresh]), begun + len(fresh)
        trial = phi[going] + share[going, None] * step[going]
        with np.errstate(all="ignore"):  # where the energy is not convex the step means nothing
            value, residual, scale, turn, fall, convex = newton(trial, u[going])
        stable[fresh] = convex[len(going) - len(fresh) :]
        lower = value <= limit[going] + N.armijo * share[going] * slope[going]
        rested = residual <= N.tolerance * scale
        barrier = value + rounding(value, scale)
        bent = np.flatnonzero(lower & ~convex)
        if len(bent):
            _, gradient, hessian, exact = evaluate(mech, trial[bent], u[going[bent]])
            turn[bent] = modified_newton_step(hessian, gradient)
            fall[bent] = (gradient * turn[bent]).sum(-1)
            saddle = np.abs(gradient).max(-1) <= N.tolerance * exact
            turn[bent[saddle]] = N.kick_rad * softest_mode(hessian[saddle])
            fall[bent[saddle]], barrier[bent[saddle]] = 0.0, np.inf
        done = lower & rested & convex
        phi[going[done]] = trial[done] + turn[done]
        solved[going[done]] = True
        share[going[~lower]] /= 2
        on_way = lower & ~done
        at, turn = going[on_way], turn[on_way]
        short = np.minimum(1.0, N.max_step_rad / np.maximum(np.abs(turn).max(-1), 1e-300))
        phi[at], step[at] = trial[on_way], turn * short[:, None]
        limit[at], slope[at], share[at] = barrier[on_way], fall[on_way] * short, 1.0
        rounds[at] += 1
        going = going[~done & (share[going] > 1e-9) & (rounds[going] < N.newton_iterations)]
    for i in np.flatnonzero(~solved):
        phi[i], _, solved[i] = find_minimum(Potential(mech, u[i]), mech.neutral)
    return phi, solved, stable


def _newton(mech: Mechanism, phi, u: Inputs):
    """Return for any model what ``Chain.newton`` returns for a plain chain."""
    value, gradient, hessian, scale = evaluate(mech, phi, u)
    convex = positive_definite(hessian)
    step = np.zeros_like(gradient)
    step[convex] = -np.linalg.solve(hessian[convex], gradient[convex, :, None])[..., 0]
    return value, np.abs(gradient).max(-1), scale, step, (gradient * step).sum(-1), convex


def _columns(model, factors) -> dict:
    if hasattr(factors, "items"):
        return dict(factors.items())
    table = numbers(factors)
    if table is None:
        raise ValueError(
            f"factors is {quoted(factors)}{_lost(factors)}; it must be numbers, "
            f"shape (B, {len(model.groups)}), or a dict by name"
        )
    if table.ndim != 2 or table.shape[1] != len(model.groups):
        raise ValueError(
            f"factors has shape {table.shape}; it must be (B, {len(model.groups)}), "
            f"one column per group: {', '.join(model.groups)}"
        )
    return {g: table[:, i] for i, g in enumerate(model.groups)}


def _stack(columns: dict) -> tuple[dict, tuple[int, ...]]:
    """Return the columns, each (B,), and the shape that they had together."""
    found = {}
    for name, values in columns.items():
        column = numbers(values)
        if column is None:
            raise ValueError(
                f"{quoted(name)} is {quoted(values)}{_lost(values)}; it must be numbers, shape (B,)"
            )
        found[name] = np.atleast_1d(column)
    try:
        grid = np.broadcast_shapes((1,), *(v.shape for v in found.values()))
    except ValueError:
        shapes = {k: len(v) if v.ndim == 1 else v.shape for k, v in found.items()}
        raise ValueError(
            f"columns must have one length B, or be grids that broadcast; got {shapes}"
        ) from None
    return {k: np.broadcast_to(v, grid).ravel() for k, v in found.items()}, grid


def _lost(values) -> str:
    return f" ({extras(values)})" if extras(values) else ""


def _check(model, factors, settings) -> None:
    """Check every column by its extremes, so that the message is that of a single solve."""
    for pick in (np.min, np.max):
        complete_factors(model, {k: _worst(v, pick) for k, v in factors.items()})
        complete_settings(model, {k: _worst(v, pick) for k, v in settings.items()})


def _worst(column, pick) -> float:
    bad = column[~np.isfinite(column)]
    return float(bad[0] if len(bad) else pick(column)) if len(column) else 1.0
