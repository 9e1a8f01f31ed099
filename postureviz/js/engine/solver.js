// Find where a model settles. Mirrors postureviz/solver.py.
import { DATA } from './data.js';
import { cholesky, dot, eigh, matrix, maxAbs, solveCholesky, times } from './linalg.js';
import { cableFactors, completeFactors, completeSettings, asModel, shaped } from './model.js';
import { inputs, energy, evaluate, prepare, seenFromLegs } from './mechanics.js';
import { posture } from './posture.js';

/**
 * The posture in which a model settles.
 * @param {Model | string} which
 * @param {Object<string, number>} [factors]
 * @param {Object<string, number>} [settings]
 * @param {?ArrayLike<number>} [start]
 * @returns {Posture}
 */
export function solve(which, factors = {}, settings = {}, start = null) {
  const model = asModel(which);
  const f = completeFactors(model, factors);
  const s = completeSettings(model, settings);
  const mech = prepare(shaped(model, s));
  const u = inputs(mech, cableFactors(model, f), s);
  const straight = evaluate(mech, mech.neutral, u);
  const phi = start === null ? mech.neutral : seenFromLegs(mech, checkedStart(start, mech.n), u);
  const potential = new Potential(mech, u);
  const found = findMinimum(potential, phi, start === null ? straight : potential.evaluate(phi));
  return posture(model, mech, f, s, u, straight, found);
}

// The energy in which the angles of one posture settle.
export class Potential {
  constructor(mech, u) {
    this.mech = mech;
    this.u = u;
  }

  energy(phi) {
    return energy(this.mech, phi, this.u);
  }

  evaluate(phi) {
    return evaluate(this.mech, phi, this.u);
  }
}

/**
 * The angles at rest, the state there, and whether they are a balanced, stable minimum.
 * @param {Potential} potential
 * @param {Float64Array} from
 * @param {Evaluated} [start]
 * @returns {Array}
 */
export function findMinimum(potential, from, start = potential.evaluate(from)) {
  const N = DATA.numerics;
  const room = matrix(from.length);
  let phi = from;
  let here = start;
  for (let i = 0; i < N.newton_iterations; i++) {
    const { gradient, hessian, scale } = here;
    const factor = cholesky(hessian, room);
    if (maxAbs(gradient) <= N.tolerance * scale) {
      if (factor) return [...polish(potential, phi, here, factor), true];
      const shape = softestMode(hessian);
      phi = phi.map((v, j) => v + N.kick_rad * shape[j]);
      here = potential.evaluate(phi);
      continue;
    }
    const step = factor ? solveCholesky(factor, gradient).map(v => -v) : modifiedNewtonStep(hessian, gradient);
    const moved = descend(potential, phi, here, capped(step));
    if (!moved) break;
    [phi, here] = moved;
  }
  return trustRegion(potential, phi);
}

function descend(potential, phi, here, step) {
  const N = DATA.numerics;
  const slope = dot(here.gradient, step);
  for (let share = 1; share > 1e-9; share /= 2) {
    const trial = phi.map((v, i) => v + share * step[i]);
    if (potential.energy(trial) <= here.value + N.armijo * share * slope + rounding(here))
      return [trial, potential.evaluate(trial)];
  }
  return null;
}

function polish(potential, phi, here, factor) {
  const step = solveCholesky(factor, here.gradient);
  const trial = phi.map((v, i) => v - step[i]);
  const there = potential.evaluate(trial);
  return maxAbs(there.gradient) < maxAbs(here.gradient) ? [trial, there] : [phi, here];
}

function trustRegion(potential, from) {
  const N = DATA.numerics;
  let phi = from;
  let radius = N.max_step_rad;
  let here = potential.evaluate(phi);
  for (let i = 0; i < N.trust_iterations; i++) {
    const { gradient, hessian, scale } = here;
    const { values, vectors } = eigh(hessian);
    let step;
    if (maxAbs(gradient) <= N.tolerance * scale) {
      if (values[0] > 0) return [phi, here, true];
      step = softestMode(hessian).map(v => N.kick_rad * v);
    } else
      step = combine(
        vectors,
        trustRegionStep(
          values,
          vectors.map(v => dot(v, gradient)),
          radius,
        ),
      );
    const trial = phi.map((v, j) => v + step[j]);
    const there = potential.evaluate(trial);
    const promised = -(dot(gradient, step) + dot(step, times(hessian, step)) / 2);
    const slip = rounding(here);
    const gain = (here.value - there.value + slip) / (promised + slip);
    if (gain < 0.25) radius /= 4;
    else if (gain > 0.75) radius = Math.min(2 * radius, N.max_step_rad);
    if (gain > 0.1) [phi, here] = [trial, there];
  }
  return [phi, here, false];
}

function trustRegionStep(curve, slope, radius) {
  const last = curve.length - 1;
  const floor = DATA.numerics.eigenvalue_floor * Math.max(Math.abs(curve[0]), Math.abs(curve[last]));
  const at = m => slope.map((g, i) => -g / (curve[i] + m));
  const size = m => Math.sqrt(at(m).reduce((a, v) => a + v * v, 0));
  if (curve[0] > floor && size(0) <= radius) return at(0);
  let low = Math.max(0, floor - curve[0]);
  let high = low + Math.sqrt(slope.reduce((a, v) => a + v * v, 0)) / radius;
  if (size(low) <= radius) return at(low);
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (size(middle) > radius) low = middle;
    else high = middle;
  }
  return at(high);
}

function combine(vectors, amounts) {
  const out = new Float64Array(amounts.length);
  vectors.forEach((v, i) => v.forEach((x, j) => (out[j] += amounts[i] * x)));
  return out;
}

function modifiedNewtonStep(hessian, gradient) {
  const { values, vectors } = eigh(hessian);
  const floor = DATA.numerics.eigenvalue_floor * maxAbs(values);
  return combine(
    vectors,
    vectors.map((v, i) => -dot(v, gradient) / Math.max(Math.abs(values[i]), floor)),
  );
}

function softestMode(hessian) {
  const shape = eigh(hessian).vectors[0];
  const total = shape.reduce((a, b) => a + b, 0);
  const lead = Math.abs(total) > 1e-6 ? total : shape[0];
  const scale = Math.sign(lead) / maxAbs(shape);
  return shape.map(v => v * scale);
}

const capped = step => {
  const share = Math.min(1, DATA.numerics.max_step_rad / Math.max(maxAbs(step), 1e-300));
  return step.map(v => v * share);
};

// The rise of energy that is put down to rounding.
const rounding = here => DATA.numerics.energy_rounding * (here.scale + Math.abs(here.value));

const TURNS = 1000; // rad, as in solver.py

function checkedStart(start, n) {
  const angles = Array.isArray(start) || ArrayBuffer.isView(start) ? Array.from(start) : null;
  if (angles?.length === n && angles.every(angle => typeof angle === 'number' && Math.abs(angle) <= TURNS))
    return Float64Array.from(angles);
  const shown = angles
    ? `${angles.length} values, ${angles.slice(0, 5).map(String).join(', ').slice(0, 60)}`
    : typeof start;
  throw new RangeError(
    `start is ${shown}; it must be ${n} finite angles in rad, none beyond ${TURNS}, such as p.angles`,
  );
}

/**
 * Where a model rests, and no more than that: what a posture is made of, without the making.
 * @param {Model} model
 * @param {Object<string, number>} factors
 * @param {Object<string, number>} settings
 * @param {?Float64Array} [near]
 * @returns {Object}
 */
export function restOf(model, factors, settings, near = null) {
  const mech = prepare(shaped(model, settings));
  const u = inputs(mech, cableFactors(model, factors), settings);
  const [phi, here, solved] = findMinimum(new Potential(mech, u), near ?? mech.neutral);
  return { model, mech, factors, settings, u, phi, here, solved };
}
