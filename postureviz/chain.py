"""Newton's step for many postures of a plain chain at once, in time that grows with its links only.

A plain chain is a mast: each link stands on the one before, and each cable runs straight from the
ground to one link. What is above joint j then depends on what is below it only through the move
(X, Y) of the joint and the turn psi of the link below. So the quadratic model of the energy, which
Newton's step minimises, can be minimised link by link from the tip down (dynamic programming of a
linear-quadratic problem, as in Nocedal & Wright, Numerical Optimization, 2006, section 16.2). When
the links from j up turn as they like best, what is left is a quadratic::

    1/2 [X Y] R [X Y]' + r . [X Y] + psi p . [X Y] + 1/2 own psi^2 + g psi

One step down adds the cables, the loads and the joint of one link and minimises over its turn. The
curvature that this divides by is a pivot of the Hessian: all are positive exactly if the Hessian is
positive definite. Arrays hold the rows of the stack along their *last* axis, so that every operation
runs through memory in order.
"""

from __future__ import annotations

import numpy as np

from .mechanics import Inputs, cable_law
from .mechanism import Mechanism
from .numerics import NUMERICS


def is_plain(mech: Mechanism) -> bool:
    """Return whether a mechanism is a chain, held by straight cables from the ground to one link each."""
    return bool(
        np.array_equal(mech.incidence, np.eye(mech.n) - np.eye(mech.n, k=-1))
        and np.diagonal(mech.base[1], -1).all()
        and len(mech.cables)
        and all(len(links) == 2 and min(links) < 0 <= max(links) for links in mech.path_links)
        and not len(mech.curve.cable)
        and not mech.spring.names
        and not len(mech.growth.joint)
        and not mech.law.least
        and mech.stance.foot is None
    )


class Chain:
    """The constants of a plain chain, and its Newton step.

    A link is the vector from its joint to the next; ``lift`` is that vector turned by a quarter: how
    its upper end moves per turn of the link, x then y. All places are affine in it.
    """

    def __init__(self, mech: Mechanism):
        self.mech = mech
        arm = np.append(np.diagonal(mech.base[1], -1), 1)
        self.reach, self.tilt = np.abs(arm)[:, None], np.angle(arm)[:, None]
        # in place of z the unit of every formula is i arm z, so M becomes M / (i arm)
        self.unit = 1 / (1j * arm)
        m = mech.run.m * self.unit
        self.anchor = np.concatenate([mech.run.b.real, mech.run.b.imag])[:, None]
        self.span = np.block([[m.real, -m.imag], [m.imag, m.real]])
        self.lever = np.abs(mech.run.m).T.copy()
        # the link that each cable holds; where, as a multiple of the link; the sum of cables per link
        self.link = np.array([max(links) for links in mech.path_links])
        sign = np.array([1 if links[0] < 0 else -1 for links in mech.path_links])
        self.at = (m[range(len(m)), self.link] * sign * 1j)[:, None]
        self.held = sorted(set(self.link.tolist()))
        self.gather = (self.link == np.array(self.held)[:, None]).astype(float)
        self.neutral, self.stiffness, self.stiffening, self.bias = (
            x[:, None] for x in (mech.neutral, mech.stiffness, mech.stiffening, mech.bias)
        )
        self.least = NUMERICS.bend_rounding_rad * (mech.stiffness + np.append(mech.stiffness[1:], 0)).max()

    def newton(self, phi: np.ndarray, u: Inputs):
        """Return what Newton's method has to know at angles (B, n).

        Returns
        -------
        energy, residual, scale (B,), step (B, n), slope (B,), convex (B,) bool
            ``residual`` is the largest unbalanced torque; ``scale`` the size of the torques present,
            each cable at its full lever; ``slope`` the change of energy along the step. Step and
            slope mean nothing where not convex.
        """
        n, size = phi.shape[::-1]
        phi = phi.T.copy()
        # joints
        bend = phi - self.neutral
        bend[1:] -= bend[:-1].copy()
        firm, torque = np.broadcast_to(self.stiffness, bend.shape), self.stiffness * bend
        energy = np.einsum("jb,jb->b", torque, bend) / 2
        if self.stiffening.any():
            curl = self.stiffening * bend * bend
            energy += np.einsum("jb,jb,jb->b", torque, bend, curl) / 4
            torque *= 1 + curl
            firm = self.stiffness * (1 + 3 * curl)
        if self.bias.any():
            energy += np.einsum("jk,jb->b", self.bias, bend)
            torque += self.bias
        # links
        phi += self.tilt
        lift = np.empty((2, n, size))
        np.multiply(np.sin(phi), -self.reach, out=lift[0])
        np.multiply(np.cos(phi, out=phi), self.reach, out=lift[1])
        # cables
        along = self.span @ lift.reshape(2 * n, size) + self.anchor
        along = along.reshape(2, -1, size)
        run = np.sqrt(along[0] ** 2 + along[1] ** 2 + self.mech.run.out2[:, None])
        given = np.asfortranarray(u.factors), np.asfortranarray(u.short)
        work, tension, stretch, _ = (x.T for x in cable_law(self.mech, given[0], run.T, given[1]))
        energy += work.sum(0)
        along /= run
        bind = self._cable_curvatures(lift, along, tension / run, stretch)
        # the energy's derivatives by the parts of lift
        load = (u.weight_moments + u.load_moments) * self.unit
        load = np.stack([load.real.T, -load.imag.T])
        energy -= np.einsum("kjb,kjb->b", load, lift)
        force = (self.span.T @ (tension * along).reshape(-1, size)).reshape(2, n, size)
        force -= load
        gradient = force[1] * lift[0] - force[0] * lift[1] + torque
        gradient[:-1] -= torque[1:]
        curve = -np.einsum("kjb,kjb->jb", force, lift)
        torque, load = np.abs(torque), np.abs(load, out=load)
        scale = self.lever @ tension + torque
        scale[:-1] += torque[1:]
        load *= self.reach
        scale += load[0]
        scale += load[1]
        least = self.least + NUMERICS.bend_rounding_rad * (self.lever.max(0) ** 2 @ stretch)
        scale = np.maximum(scale.max(0), least)
        step, convex = _sweep(gradient, curve, firm, lift, bind)
        slope = np.einsum("jb,jb->b", gradient, step)
        return energy, np.abs(gradient).max(0), scale, step.T, slope, convex

    def _cable_curvatures(self, lift, along, stiff, stretch) -> dict:
        """Return what the cables at each held link add: xx, xy, yx, yy, x phi, y phi, phi phi, each (B,)."""
        ux, uy = along
        lx, ly = lift[:, self.link]
        e, f = self.at.real * lx - self.at.imag * ly, self.at.imag * lx + self.at.real * ly
        along = stretch - stiff
        out = np.empty((7, *e.shape))
        xx, xy, yx, yy, xp, yp, pp = out
        xx[:] = stiff + along * ux * ux
        yx[:] = xy[:] = along * ux * uy
        yy[:] = stiff + along * uy * uy
        xp[:] = xx * e + xy * f
        yp[:] = xy * e + yy * f
        pp[:] = e * xp + f * yp
        return dict(zip(self.held, (self.gather @ out).swapaxes(0, 1), strict=True))


def _sweep(gradient, curve, firm, lift, bind):
    """Return step (n, B) and convexity (B,): down the chain minimising, and up again turning."""
    n, size = gradient.shape
    gain, follow, step = np.empty((n, 3, size)), np.empty((n, size)), np.empty((n, size))
    convex = np.ones(size, bool)
    above = np.zeros((2, 3, size))  # R with r beside it: xx, xy, x; yx, yy, y
    mixed, own = np.zeros((3, size)), np.zeros(size)  # p with g beside it: x phi, y phi, phi; and phi phi
    wide, pair = np.empty((2, 3, size)), np.empty((2, size))
    for j in reversed(range(n)):
        # told by the move of the link's lower end instead of its upper end
        np.multiply(above, lift[:, j, None], out=wide)
        np.copyto(pair, mixed[:2])
        mixed += wide[0]
        mixed += wide[1]
        pair += mixed[:2]
        pair *= lift[:, j]
        own += pair[0]
        own += pair[1]
        own += curve[j]
        mixed[2] += gradient[j]
        if j in bind:
            above[:, :2] += bind[j][:4].reshape(2, 2, size)
            mixed[:2] += bind[j][4:6]
            own += bind[j][6]
        # the best turn is follow psi - gain . [X, Y, 1]
        pivot = own + firm[j]
        convex &= pivot > 0
        inverse = np.divide(1, pivot, out=pivot)
        np.multiply(firm[j], inverse, out=follow[j])
        np.multiply(mixed, inverse, out=gain[j])
        np.multiply(gain[j, :2, None], mixed, out=wide)
        above -= wide
        np.multiply(gain[j], firm[j], out=mixed)
        own *= follow[j]
    turn, move = np.zeros(size), np.zeros((3, size))
    move[2] = 1
    for j in range(n):
        np.multiply(follow[j], turn, out=step[j])
        turn = step[j]
        np.multiply(gain[j], move, out=wide[0])
        turn -= wide[0, 0]
        turn -= wide[0, 1]
        turn -= wide[0, 2]
        move[:2] += np.multiply(lift[:, j], turn, out=pair)
    return step, convex
