// All that follows from the angles of a model. Mirrors postureviz/posture.py, where a field is worked out on first use.
import { driven, tensionsFelt } from './answer.js';
import { cholesky, eigh, maxAbs, reduced } from './linalg.js';
import { cableFactors, completeFactors, completeSettings, shaped } from './model.js';
import { pointAt, unitVectors } from './mechanism.js';
import { bodyLean, cableLengths, cablePull, evaluate, jointForces, prepare, servoTorques } from './mechanics.js';

/** @typedef {{ mech: Mechanism, u: Inputs, phi: Float64Array }} Frame */
/** @typedef {Object} Posture plain data, with the names of Posture in posture.py */
/**
 * What a posture was made of: its mechanism, what drives it, and its angles before the body leans over its foot.
 * @param {Posture} p
 * @returns {Frame}
 */
export function frameOf(p) {
  const mech = prepare(shaped(p.model, p.settings));
  return {
    mech,
    u: driven(mech, cableFactors(p.model, p.factors), p.settings),
    phi: Float64Array.from(p.angles, a => a - p.lean),
  };
}

/**
 * A posture with given angles, whether they rest or not.
 * @param {Model} model
 * @param {Object<string, number>} factors
 * @param {Object<string, number>} settings
 * @param {Float64Array} phi
 * @param {boolean} solved
 * @returns {Posture}
 */
export function postureFrom(model, factors, settings, phi, solved) {
  const f = completeFactors(model, factors);
  const s = completeSettings(model, settings);
  const mech = prepare(shaped(model, s));
  const u = driven(mech, cableFactors(model, f), s);
  return posture(model, mech, f, s, u, evaluate(mech, mech.neutral, u), [phi, evaluate(mech, phi, u), solved]);
}

/**
 * What cables and joints carry at given angles.
 * @param {Model} model
 * @param {Mechanism} mech
 * @param {Object<string, number>} factors
 * @param {Object<string, number>} settings
 * @param {Inputs} u
 * @param {Float64Array} phi
 * @returns {Object}
 */
export function burdenAt(model, mech, factors, settings, u, phi) {
  const lengths = cableLengths(mech, phi, u);
  const tensions = lengths.map((l, i) => cablePull(mech, u, i, l)[1]);
  const forces = jointForces(mech, phi, tensionsFelt(mech, phi, u), u, settings);
  const lean = bodyLean(mech, phi, u);
  const perCable = values => Object.fromEntries(mech.cables.map((name, i) => [name, values[i]]));
  return {
    model,
    factors,
    settings,
    angles: Array.from(phi, v => v + lean),
    lean,
    tension: perCable(tensions),
    length: perCable(lengths),
    rest: perCable(mech.law.rest),
    joints: Object.fromEntries(Object.entries(forces).map(([k, v]) => [k, Array.from(v)])),
  };
}

const product = ([a, b], [x, y]) => [a * x - b * y, a * y + b * x];

/**
 * All that follows from the angles alone, whether they rest or not.
 * @param {Model} model
 * @param {Mechanism} mech
 * @param {Object<string, number>} factors
 * @param {Object<string, number>} settings
 * @param {Inputs} u
 * @param {Float64Array} phi
 * @returns {Object}
 */
export function postureAt(model, mech, factors, settings, u, phi) {
  const burden = burdenAt(model, mech, factors, settings, u, phi);
  const { lean } = burden;
  const z = unitVectors(phi);
  const [fx, fy] = mech.stance.foot ?? [0, 0];
  const [ox, oy] = u.pivot;
  const [lc, ls] = [Math.cos(lean), Math.sin(lean)];
  const away = [z.re[0] - Math.cos(mech.neutral[0]), z.im[0] - Math.sin(mech.neutral[0])];
  const [rx, ry] = product(u.roll, away);
  // points in the world: the whole body turned about its foot, or gone with a hip that rolls on a seat
  const world = p => {
    const at = pointAt(p, z);
    const [tx, ty] = p.thigh ? product(u.thigh, p.thigh) : [0, 0];
    const [x, y] = [at[0] + tx + rx, at[1] + ty + ry];
    return mech.stance.foot === null
      ? [x, y]
      : [fx + (x - ox) * lc - (y - oy) * ls, fy + (x - ox) * ls + (y - oy) * lc];
  };
  const servo = servoTorques(mech, phi, u);
  return {
    ...burden,
    points: mech.points.map(world),
    landmarks: Object.fromEntries(Object.entries(mech.landmarks).map(([k, p]) => [k, world(p)])),
    paths: Object.fromEntries(mech.cables.map((name, i) => [name, mech.paths[i].map(world)])),
    servo: Object.fromEntries(mech.springs.map((s, k) => [s.name, Array.from(servo[k])])),
  };
}

/**
 * K = L L'; the eigenvalues of inv(L) H inv(L)' are those of H v = lambda K v.
 * @param {Mechanism} mech
 * @param {Float64Array} hessian
 * @returns {number}
 */
export const stability = (mech, hessian) => eigh(reduced(mech.springFactor, hessian), false).values[0];

function status(mech, phi, tips, solved, straight) {
  if (!solved) return 'unsolved';
  for (let i = 0; i < mech.n; i++) {
    const p = mech.parent[i];
    const bend = phi[i] - mech.neutral[i] - (p < 0 ? 0 : phi[p] - mech.neutral[p]);
    if (bend < mech.limits[i][0] || bend > mech.limits[i][1]) return 'fell';
    if (mech.ground !== null && tips[i][1] < mech.ground) return 'fell';
  }
  return cholesky(straight.hessian) ? 'settled' : 'buckled';
}

/**
 * A posture with all its fields, from what the solver found: angles, the state there, and whether they rest.
 * @param {Model} model
 * @param {Mechanism} mech
 * @param {Object<string, number>} factors
 * @param {Object<string, number>} settings
 * @param {Inputs} u
 * @param {Evaluated} straight
 * @param {Array} found
 * @returns {Posture}
 */
export function posture(model, mech, factors, settings, u, straight, [phi, { value, gradient, hessian }, solved]) {
  const at = postureAt(model, mech, factors, settings, u, phi);
  return {
    ...at,
    energy: value,
    residual: maxAbs(gradient),
    status: status(mech, phi, at.points.slice(1), solved, straight),
    stability: stability(mech, hessian),
  };
}

/**
 * Whether a posture is at rest where its joints allow: settled or buckled.
 * @param {Posture} p
 * @returns {boolean}
 */
export const rests = p => p.status === 'settled' || p.status === 'buckled';
