// Where an energy is smallest, and a sum of squares within bounds. Mirrors postureviz/minimum.py.
import { DATA } from './data.js';
import { cholesky, dot, eigh, matrix, maxAbs, solveCholesky, times } from './linalg.js';
import { energy, evaluate } from './mechanics.js';

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

/**
 * x within bounds that makes |a x - b|² + weight² |x|² smallest; a is given by its columns.
 * @param {ArrayLike<number>[]} columns
 * @param {ArrayLike<number>} b
 * @param {number[]} low
 * @param {number[]} high
 * @param {number} weight
 * @returns {number[]}
 */
export function boundedLeastSquares(columns, b, low, high, weight) {
  const m = columns.length;
  const q = columns.map((u, i) => Float64Array.from(columns, (v, j) => dot(u, v) + (i === j ? weight ** 2 : 0)));
  const slope = Float64Array.from(columns, u => dot(u, b));
  const free = low.map((v, i) => high[i] > v);
  let x = low.map(() => 0);
  for (let round = 0; round < 10 * m; round++) {
    const open = [...free.keys()].filter(i => free[i]);
    const aim = x.slice();
    if (open.length) {
      const n = open.length;
      const a = new Float64Array(n * n);
      const held = new Float64Array(n);
      open.forEach((i, k) => {
        for (let l = 0; l <= k; l++) a[k * n + l] = q[i][open[l]];
        held[k] = slope[i];
        for (let j = 0; j < m; j++) if (!free[j]) held[k] -= q[i][j] * x[j];
      });
      solveCholesky(cholesky(a), held).forEach((v, k) => (aim[open[k]] = v));
    }
    let share = 1;
    let first = -1;
    for (const i of open) {
      const step = aim[i] - x[i];
      const room = step > 0 ? (high[i] - x[i]) / step : step < 0 ? (low[i] - x[i]) / step : Infinity;
      if (room < share) [share, first] = [room, i];
    }
    if (first >= 0) {
      const up = aim[first] > x[first];
      x = x.map((v, i) => v + share * (aim[i] - v));
      x[first] = up ? high[first] : low[first];
      free[first] = false;
      continue;
    }
    x = aim;
    let worst = -1;
    let most = 1e-9 * Math.max(maxAbs(slope), 1e-300);
    x.forEach((v, i) => {
      if (free[i] || high[i] <= low[i]) return;
      const fall = slope[i] - dot(q[i], x);
      const inward = v <= low[i] ? fall : -fall;
      if (inward > most) [most, worst] = [inward, i];
    });
    if (worst < 0) return x;
    free[worst] = true;
  }
  return x;
}
