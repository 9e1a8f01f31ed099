// Find where a model settles, and say so in full. Mirrors postureviz/solver.py and posture.py.
import { DATA } from './data.js';
import { cholesky, dot, eigh, matrix, maxAbs, reduced, solveCholesky, times } from './linalg.js';
import { cableFactors, completeFactors, completeSettings, loadModel, shaped } from './model.js';
import { pointAt, turned } from './mechanism.js';
import {
  bodyLean,
  cableLengths,
  drive,
  energy,
  evaluate,
  jointForces,
  prepare,
  pull,
  seenFromLegs,
  servoTorques,
} from './mechanics.js';

export function solve(which, factors = {}, settings = {}, start = null) {
  const model = loadModel(which),
    f = completeFactors(model, factors),
    s = completeSettings(model, settings),
    mech = prepare(shaped(model, s)),
    on = drive(mech, cableFactors(model, f), s),
    straight = evaluate(mech, mech.neutral, on),
    phi = start === null ? mech.neutral : seenFromLegs(mech, startOf(start, mech.n), on),
    well = wellOf(mech, on),
    found = settle(well, phi, start === null ? straight : well.evaluate(phi));
  return posture(model, mech, f, s, on, straight, found);
}

const TURNS = 1000; // rad, as in solver.py
function startOf(start, n) {
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

// The energy in which the angles of one posture settle.
export const wellOf = (mech, on) => ({
  energy: phi => energy(mech, phi, on),
  evaluate: phi => evaluate(mech, phi, on),
});

// Where a model rests, and no more than that: what a posture is made of, without the making.
export function restOf(model, factors, settings, near = null) {
  const mech = prepare(shaped(model, settings)),
    on = drive(mech, cableFactors(model, factors), settings),
    [phi, here, solved] = settle(wellOf(mech, on), near ?? mech.neutral);
  return { model, mech, factors, settings, on, phi, here, solved };
}

// The angles at rest, the state there, and whether they are a balanced, stable minimum.
export function settle(well, from, start = well.evaluate(from)) {
  const N = DATA.numerics;
  const room = matrix(from.length);
  let phi = from,
    here = start;
  for (let i = 0; i < N.newton_iterations; i++) {
    const { gradient, hessian, scale } = here,
      factor = cholesky(hessian, room);
    if (maxAbs(gradient) <= N.tolerance * scale) {
      if (factor) return [...polish(well, phi, here, factor), true];
      const shape = softest(hessian);
      phi = phi.map((v, j) => v + N.kick_rad * shape[j]);
      here = well.evaluate(phi);
      continue;
    }
    const step = factor ? solveCholesky(factor, gradient).map(v => -v) : bentStep(hessian, gradient),
      moved = descend(well, phi, here, capped(step));
    if (!moved) break;
    [phi, here] = moved;
  }
  return trustRegion(well, phi);
}

function descend(well, phi, here, step) {
  const N = DATA.numerics,
    slope = dot(here.gradient, step);
  for (let share = 1; share > 1e-9; share /= 2) {
    const trial = phi.map((v, i) => v + share * step[i]);
    if (well.energy(trial) <= here.value + N.armijo * share * slope + rounding(here))
      return [trial, well.evaluate(trial)];
  }
  return null;
}

function polish(well, phi, here, factor) {
  const step = solveCholesky(factor, here.gradient),
    trial = phi.map((v, i) => v - step[i]),
    there = well.evaluate(trial);
  return maxAbs(there.gradient) < maxAbs(here.gradient) ? [trial, there] : [phi, here];
}

function trustRegion(well, from) {
  const N = DATA.numerics;
  let phi = from,
    radius = N.max_step_rad,
    here = well.evaluate(phi);
  for (let i = 0; i < N.trust_iterations; i++) {
    const { gradient, hessian, scale } = here,
      { values, vectors } = eigh(hessian);
    let step;
    if (maxAbs(gradient) <= N.tolerance * scale) {
      if (values[0] > 0) return [phi, here, true];
      step = softest(hessian).map(v => N.kick_rad * v);
    } else
      step = combine(
        vectors,
        ballStep(
          values,
          vectors.map(v => dot(v, gradient)),
          radius,
        ),
      );
    const trial = phi.map((v, j) => v + step[j]),
      there = well.evaluate(trial),
      promised = -(dot(gradient, step) + dot(step, times(hessian, step)) / 2),
      slip = rounding(here),
      gain = (here.value - there.value + slip) / (promised + slip);
    if (gain < 0.25) radius /= 4;
    else if (gain > 0.75) radius = Math.min(2 * radius, N.max_step_rad);
    if (gain > 0.1) [phi, here] = [trial, there];
  }
  return [phi, here, false];
}

function ballStep(curve, slope, radius) {
  const last = curve.length - 1,
    floor = DATA.numerics.eigenvalue_floor * Math.max(Math.abs(curve[0]), Math.abs(curve[last])),
    at = m => slope.map((g, i) => -g / (curve[i] + m)),
    size = m => Math.sqrt(at(m).reduce((a, v) => a + v * v, 0));
  if (curve[0] > floor && size(0) <= radius) return at(0);
  let low = Math.max(0, floor - curve[0]),
    high = low + Math.sqrt(slope.reduce((a, v) => a + v * v, 0)) / radius;
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

function bentStep(hessian, gradient) {
  const { values, vectors } = eigh(hessian),
    floor = DATA.numerics.eigenvalue_floor * maxAbs(values);
  return combine(
    vectors,
    vectors.map((v, i) => -dot(v, gradient) / Math.max(Math.abs(values[i]), floor)),
  );
}

function softest(hessian) {
  const shape = eigh(hessian).vectors[0],
    total = shape.reduce((a, b) => a + b, 0),
    lead = Math.abs(total) > 1e-6 ? total : shape[0],
    scale = Math.sign(lead) / maxAbs(shape);
  return shape.map(v => v * scale);
}

const capped = step => {
  const share = Math.min(1, DATA.numerics.max_step_rad / Math.max(maxAbs(step), 1e-300));
  return step.map(v => v * share);
};

// The rise of energy that is put down to rounding.
const rounding = here => DATA.numerics.energy_rounding * (here.scale + Math.abs(here.value));

// K = L L'; the eigenvalues of inv(L) H inv(L)' are those of H v = lambda K v.
export const stability = (mech, hessian) => eigh(reduced(mech.springFactor, hessian), false).values[0];

function status(mech, phi, tips, solved, straight) {
  if (!solved) return 'unsolved';
  for (let i = 0; i < mech.n; i++) {
    const p = mech.parent[i],
      bend = phi[i] - mech.neutral[i] - (p < 0 ? 0 : phi[p] - mech.neutral[p]);
    if (bend < mech.limits[i][0] || bend > mech.limits[i][1]) return 'fell';
    if (mech.ground !== null && tips[i][1] < mech.ground) return 'fell';
  }
  return cholesky(straight.hessian) ? 'settled' : 'buckled';
}

function posture(model, mech, factors, settings, on, straight, [phi, { value, gradient, hessian }, solved]) {
  const at = postureAt(model, mech, factors, settings, on, phi);
  return {
    ...at,
    energy: value,
    residual: maxAbs(gradient),
    status: status(mech, phi, at.points.slice(1), solved, straight),
    stability: stability(mech, hessian),
  };
}

// What a posture was made of: its mechanism, what drives it, and its angles before the body leans over its foot.
export function frameOf(p) {
  const mech = prepare(shaped(p.model, p.settings));
  return {
    mech,
    on: drive(mech, cableFactors(p.model, p.factors), p.settings),
    phi: Float64Array.from(p.angles, a => a - p.lean),
  };
}

// A posture with given angles, whether they rest or not.
export function postureFrom(model, factors, settings, phi, solved) {
  const f = completeFactors(model, factors),
    s = completeSettings(model, settings),
    mech = prepare(shaped(model, s)),
    on = drive(mech, cableFactors(model, f), s);
  return posture(model, mech, f, s, on, evaluate(mech, mech.neutral, on), [phi, evaluate(mech, phi, on), solved]);
}

// What cables and joints carry at given angles.
export function burdenAt(model, mech, factors, settings, on, phi) {
  const lengths = cableLengths(mech, phi),
    tensions = lengths.map((l, i) => pull(mech, i, on.factors[i], l, on.short[i])[1]),
    forces = jointForces(mech, phi, tensions, on, settings),
    lean = bodyLean(mech, phi, on),
    perCable = values => Object.fromEntries(mech.cables.map((name, i) => [name, values[i]]));
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

// All that follows from the angles alone, whether they rest or not.
export function postureAt(model, mech, factors, settings, on, phi) {
  const burden = burdenAt(model, mech, factors, settings, on, phi),
    { lean } = burden,
    z = turned(phi),
    [fx, fy] = mech.stance.foot ?? [0, 0],
    [ox, oy] = on.pivot,
    [lc, ls] = [Math.cos(lean), Math.sin(lean)],
    // points in the world: the whole body turned about its foot
    world = p => {
      const [x, y] = pointAt(p, z);
      return mech.stance.foot === null
        ? [x, y]
        : [fx + (x - ox) * lc - (y - oy) * ls, fy + (x - ox) * ls + (y - oy) * lc];
    },
    servo = servoTorques(mech, phi, on);
  return {
    ...burden,
    points: mech.points.map(world),
    landmarks: Object.fromEntries(Object.entries(mech.landmarks).map(([k, p]) => [k, world(p)])),
    paths: Object.fromEntries(mech.cables.map((name, i) => [name, mech.paths[i].map(world)])),
    servo: Object.fromEntries(mech.springs.map((s, k) => [s.name, Array.from(servo[k])])),
  };
}
