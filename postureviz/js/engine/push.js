// How a resting posture answers to a push. Mirrors postureviz/push.py.
import { cholesky, dot, maxAbs, solveCholesky } from './linalg.js';
import { landmarkJets } from './coordinate.js';
import { frameOf, postureFrom, settle, wellOf } from './solver.js';

export function push(p, force_N, at) {
  if (p.status !== 'settled' && p.status !== 'buckled') throw new RangeError("push needs one posture that rests, such as solve('mast')");
  const { mech, on, phi } = frameOf(p),
    force = Array.isArray(force_N) ? force_N : [force_N, 0];
  if (!Object.hasOwn(mech.landmarks, at)) throw new RangeError(`no landmark '${at}' in model '${p.model.name}'; landmarks: ${Object.keys(mech.landmarks).join(', ')}`);
  if (force.length !== 2 || !force.every(Number.isFinite) || !(Math.hypot(...force) > 0)) throw new RangeError(`force_N is ${force_N}; it must be one finite number that is not 0, or two`);
  const bare = wellOf(mech, on),
    along = jets => ({ value: force[0] * jets[0].value + force[1] * jets[1].value, gradient: jets[0].gradient.map((v, j) => force[0] * v + force[1] * jets[1].gradient[j]), hessian: jets[0].hessian.map((v, j) => force[0] * v + force[1] * jets[1].hessian[j]) }),
    before = landmarkJets(mech, at, phi, on),
    step = solveCholesky(cholesky(bare.evaluate(phi).hessian), along(before).gradient),
    ahead = before.map(jet => dot(jet.gradient, step)),
    nudged = {
      energy: x => bare.energy(x) - along(landmarkJets(mech, at, x, on)).value,
      evaluate(x) {
        const here = bare.evaluate(x),
          work = along(landmarkJets(mech, at, x, on));
        return { ...here, value: here.value - work.value, gradient: here.gradient.map((v, j) => v - work.gradient[j]), hessian: here.hessian.map((v, j) => v - work.hessian[j]), scale: Math.max(here.scale, maxAbs(work.gradient)) };
      },
    },
    [there, , solved] = settle(nudged, phi),
    posture = postureFrom(p.model, p.factors, p.settings, there, solved),
    after = landmarkJets(mech, at, there, on);
  return {
    linear_cm: ahead.map(v => 100 * v),
    solved_cm: after.map((jet, i) => 100 * (jet.value - before[i].value)),
    give_cm_per_N: (100 * (force[0] * ahead[0] + force[1] * ahead[1])) / (force[0] ** 2 + force[1] ** 2),
    status: posture.status,
    posture,
  };
}
