// How a resting posture answers to a push, and what support buys and costs. Mirrors postureviz/push.py.
import { DATA } from './data.js';
import { cholesky, dot, maxAbs, solveCholesky } from './linalg.js';
import { cableFactors, loadModel, shaped } from './model.js';
import { cableLengths, drive, jointForces, prepare, pull } from './mechanics.js';
import { landmarkJets } from './coordinate.js';
import { postureFrom, settle, solve, wellOf } from './solver.js';
import { supported } from './support.js';

export function push(p, force_N, at) {
  if (p.status !== 'settled' && p.status !== 'buckled') throw new RangeError("push needs one posture that rests, such as solve('mast')");
  const mech = prepare(shaped(p.model, p.settings)),
    on = drive(mech, cableFactors(p.model, p.factors), p.settings),
    force = Array.isArray(force_N) ? force_N : [force_N, 0];
  if (!Object.hasOwn(mech.landmarks, at)) throw new RangeError(`no landmark '${at}' in model '${p.model.name}'; landmarks: ${Object.keys(mech.landmarks).join(', ')}`);
  if (force.length !== 2 || !force.every(Number.isFinite) || !(Math.hypot(...force) > 0)) throw new RangeError(`force_N is ${force_N}; it must be one finite number that is not 0, or two`);
  const phi = Float64Array.from(p.angles, a => a - p.lean),
    bare = wellOf(mech, on),
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

// What a stay-point buys and what it costs, from no support to full, and where it is enough.
export function enough(which, stay, factors = {}, settings = {}, count = 21) {
  const model = loadModel(which),
    rules = DATA.tables.stays,
    row = rules.rows.find(r => r.model === model.name && r.name === stay && r.push_at);
  if (!row) throw new RangeError(`no stay-point '${stay}' with a push in model '${model.name}'; stay-points: ${rules.rows.filter(r => r.model === model.name && r.push_at).map(r => r.name).join(', ') || 'none'}`);
  if (!Number.isInteger(count) || count < 3 || count > 201) throw new RangeError(`count is ${count}; it must be a whole number from 3 to 201`);
  const shares = Array.from({ length: count }, (_, k) => k / (count - 1)),
    joint = model.links.findIndex(l => l.name === row.joints[0]),
    each = shares.map(share => {
      const p = solve(supported(model, { [stay]: share }), factors, settings);
      return [rules.push.force_N * push(p, 1, row.push_at).give_cm_per_N, costOf(p, share, joint)];
    }),
    gain = shares.slice(1).map((_, k) => (each[k][0] - each[k + 1][0]) / (each[k + 1][1] - each[k][1])),
    least = rules.enough.benefit * gain[0],
    k = gain.findIndex((v, i) => i > 0 && v <= least),
    // a gain belongs to the middle of its step
    found = k < 0 ? 1 : (shares[k] + shares[k + 1]) / 2 - ((shares[k] - shares[k - 1]) * (least - gain[k])) / (gain[k - 1] - gain[k]);
  return { share: shares, moved_cm: each.map(e => e[0]), compression_N: each.map(e => e[1]), enough: found };
}

// What joint j carries when the cables across it give the added stiffness.
function costOf(p, share, j) {
  const mech = prepare(shaped(p.model, p.settings)),
    on = drive(mech, cableFactors(p.model, p.factors), p.settings),
    phi = Float64Array.from(p.angles, a => a - p.lean),
    lengths = cableLengths(mech, phi),
    bare = jointForces(mech, phi, lengths.map(() => 0), on, p.settings).compression[j],
    now = p.joints.compression[j],
    beyond = mech.parent.map((_, i) => {
      let up = i;
      while (up > j) up = mech.parent[up];
      return up === j;
    }),
    { leans } = wellOf(mech, on).evaluate(phi);
  let firmness = 0;
  lengths.forEach((l, c) => {
    const arm = leans[c].reduce((s, v, i) => s + (beyond[i] ? v : 0), 0);
    firmness += arm ** 2 * pull(mech, c, on.factors[c], l, on.short[c])[2];
  });
  return now + (Math.max(now - bare, 0) * mech.stiffness[j] * share) / (1 + share) / Math.max(firmness, 1e-300);
}
