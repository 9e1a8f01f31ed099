"""Exact and independent solutions of elastic columns, in units of length L = 1 and bending stiffness EI = 1.

Sources
-------
Euler     Timoshenko & Gere, Theory of Elastic Stability, 2nd ed. 1961, art. 2.1:
          P L²/EI = pi²/4 (foot clamped).
Greenhill A. G. Greenhill, Proc. Camb. Phil. Soc. 4 (1881) 65-73: w L³/EI = (9/4) j², j the first
          zero of the Bessel function J of order -1/3.
Elastica  K. E. Bisshopp & D. C. Drucker, Quart. Appl. Math. 3 (1945) 272-275: the cantilever with
          a load at its end that keeps its direction, by elliptic integrals. Table: K. Mattiasson,
          Int. J. Numer. Methods Eng. 17 (1981) 145-153.
Rope      The rod equation EI k' = -t x F integrated by scipy's collocation: statics and Hooke's law alone.
"""

import numpy as np
from scipy.integrate import solve_bvp
from scipy.optimize import brentq
from scipy.special import ellipe, ellipeinc, ellipk, ellipkinc, jv

EULER = np.pi**2 / 4

# Mattiasson 1981: load P L²/EI, then drop along the rod, shift across it, and turn of the end
MATTIASSON = {1: (0.05643, 0.30172, 0.46135), 3: (0.25442, 0.60325, 0.98602), 10: (0.55500, 0.81061, 1.43029)}


def greenhill():
    """Weight w L of a uniform clamped column, in EI/L², at which it buckles."""
    zero = brentq(lambda x: jv(-1 / 3, x), 1.5, 2.2, xtol=1e-14)
    return 9 / 4 * zero**2


def elastica(load):
    """Drop, shift and turn (rad) of the end of a rod under a load across its unbent direction."""

    # k² = (1 + sin turn) / 2 and sin²(start) = 1 / (2 k²); the load is the square of the arc
    def arc(m):
        start = np.arcsin(1 / np.sqrt(2 * m))
        return ellipk(m) - ellipkinc(start, m), start

    m = brentq(lambda m: arc(m)[0] - np.sqrt(load), 0.5 + 1e-12, 1 - 1e-12, xtol=1e-15)
    length, start = arc(m)
    shift = 1 - 2 * (ellipe(m) - ellipeinc(start, m)) / length
    left = np.sqrt(2 * (2 * m - 1) / load)
    return 1 - left, shift, np.arcsin(2 * m - 1)


def buckled(tip):
    """Load P L²/EI under which an upright clamped rod rests with its end turned by ``tip``; its height."""
    m = np.sin(tip / 2) ** 2
    return ellipk(m) ** 2, 2 * ellipe(m) / ellipk(m) - 1


def guyed_rod(anchors, tensions):
    """Angles at s (a function) and tip (2,) of a clamped rod with ropes of fixed tension from its tip."""
    anchors, tensions = np.array(anchors, float), np.array(tensions, float)

    def force(tip):
        rope = anchors - tip
        return (tensions[:, None] * rope / np.linalg.norm(rope, axis=1)[:, None]).sum(0)

    def slope(s, y, tip):
        fx, fy = force(tip)
        return np.stack([y[1], np.sin(y[0]) * fx - np.cos(y[0]) * fy, np.cos(y[0]), np.sin(y[0])])

    def ends(a, b, tip):
        return np.array([a[0] - np.pi / 2, a[2], a[3], b[1], b[2] - tip[0], b[3] - tip[1]])

    s = np.linspace(0, 1, 41)
    guess = np.stack([np.full_like(s, np.pi / 2), 0 * s, 0 * s, s])
    found = solve_bvp(slope, ends, s, guess, p=[0.0, 1.0], tol=1e-10, max_nodes=20000)
    assert found.success, found.message
    return (lambda at: found.sol(at)[0]), found.p


def leaning_pendulum(stiffness, weight, height):
    """Angle from upright (rad) at which a spring holds a weight that it cannot hold upright."""
    return brentq(lambda a: stiffness * a - weight * height * np.sin(a), 1e-3, np.pi)
