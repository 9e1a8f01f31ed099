"""What a head held forward asks of the neck, beside a plain lever. Twin: ``js/engine/head.js``."""

from __future__ import annotations

from .checks import number
from .effort import effort
from .model import load
from .numerics import NUMERICS as N
from .readings import measure
from .solver import solve
from .tables import table
from .valley import hold

READING, JOINT = "forward_head_cm", "C7"


def head_load(shift_cm: float, factors: dict | None = None, settings: dict | None = None) -> dict:
    """Return the load at the neck's lowest joint (C7/T1) when the head is held forward, in the side view.

    Parameters
    ----------
    shift_cm : float
        How far the ear is held in front of where it rests, 0 to 8.
    factors, settings : dict, optional
        As for :func:`solve`.

    Returns
    -------
    dict
        ``load_N``, when muscles hold the head and do what the reflex does; ``rest_N`` at rest;
        ``times``, the one over the other; ``lever_N``, what a plain lever says: the load at rest, and
        the head's weight times the shift over the muscles' arm; ``readings`` of the posture held.

    Raises
    ------
    ValueError
        For a shift out of range.

    Notes
    -----
    Head weight and arm are those of ``tables/lever.json``. Hansraj's table and
    the model of Barrett and others, which stand beside it in the book, are for a head that tips, not one
    that slides.
    """
    shift_cm = number("shift_cm", shift_cm, 0, 8, "in front of rest")
    model, lever = load("side"), table("lever")
    rest = solve(model, factors, settings)
    at = measure(rest, [READING])[READING] + shift_cm
    loads = [
        effort(model, p, limit=N.carry_limit, reflex=False, slack_Nm=N.carry_slack_Nm)
        for p in (rest, hold(model, {READING: float(at)}, factors, settings))
    ]
    before, after = (found["compression_N"][JOINT] for found in loads)
    more = lever["head_weight_N"]["value"] * shift_cm / 100 / (lever["arm_mm"]["value"] / 1000)
    return {
        "load_N": after,
        "rest_N": before,
        "times": after / before,
        "lever_N": before + more,
        "readings": loads[1]["readings"],
    }
