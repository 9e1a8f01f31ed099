// How a resting posture answers to a push: a load like any other. Mirrors postureviz/push.py.
import { cholesky, dot, solveCholesky } from './linalg.js';
import { landmark } from './coordinate.js';
import { forceMoments } from './mechanics.js';
import { unitVectors } from './mechanism.js';
import { frameOf, postureFrom, rests } from './posture.js';
import { findMinimum, Potential } from './minimum.js';

/**
 * How far a landmark moves when it is pushed.
 * @param {Posture} p
 * @param {number | number[]} force_N
 * @param {string} at
 * @returns {Object}
 */
export function push(p, force_N, at) {
  if (!rests(p)) throw new RangeError("push needs one posture that rests, such as solve('mast')");
  const { mech, u, phi } = frameOf(p);
  const force = Array.isArray(force_N) ? force_N : [force_N, 0];
  const size = Math.hypot(...force);
  if (!Object.hasOwn(mech.landmarks, at)) {
    const known = Object.keys(mech.landmarks).join(', ');
    throw new RangeError(`no landmark '${at}' in model '${p.model.name}'; landmarks: ${known}`);
  }
  if (force.length !== 2 || !force.every(Number.isFinite) || !(size > 0))
    throw new RangeError(`force_N is ${force_N}; it must be one finite number that is not 0, or two`);
  const more = { re: new Float64Array(mech.n), im: new Float64Array(mech.n) };
  const pushed = {
    ...u,
    loadMoments: { ...u.loadMoments, re: u.loadMoments.re.slice(), im: u.loadMoments.im.slice() },
  };
  for (const sum of [more, pushed.loadMoments]) forceMoments(sum, force, u.turn, mech.landmarks[at], u.roll);
  const z = unitVectors(phi);
  const torque = z.re.map((c, j) => -(more.re[j] * z.im[j] + more.im[j] * c));
  const before = landmark(mech, at, phi, u, false);
  const step = solveCholesky(cholesky(new Potential(mech, u).evaluate(phi).hessian), torque);
  const ahead = before.map(jet => dot(jet.gradient, step));
  const [there, , solved] = findMinimum(new Potential(mech, pushed), phi);
  const posture = postureFrom(p.model, p.factors, p.settings, there, solved);
  const after = landmark(mech, at, there, u, false);
  // the direction of the force in the world, at rest
  const [c, s] = [Math.cos(p.lean - u.turn) / size, Math.sin(p.lean - u.turn) / size];
  const along = [c * force[0] - s * force[1], s * force[0] + c * force[1]];
  return {
    linear_cm: ahead.map(v => 100 * v),
    solved_cm: after.map((jet, i) => 100 * (jet.value - before[i].value)),
    give_cm_per_N: (100 * dot(along, ahead)) / size,
    status: posture.status,
    posture,
  };
}
