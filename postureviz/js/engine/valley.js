// Energy along a path: one reading is held, all other joints relax. Mirrors postureviz/valley.py.
import { DATA } from './data.js';
import { cholesky, dot, matrix, maxAbs, solveCholesky } from './linalg.js';
import { asModel } from './model.js';
import { bodyLean } from './mechanics.js';
import { coordinate } from './coordinate.js';
import { measure } from './readings.js';
import { frameOf, postureFrom } from './posture.js';
import { findMinimum, Potential } from './minimum.js';
import { solve } from './solver.js';
import { supported } from './support.js';

/**
 * Energy along a path, all else relaxed.
 * @param {Model | string} which
 * @param {string | Posture[]} path
 * @param {Object<string, number>} [factors]
 * @param {Object<string, number>} [settings]
 * @param {Object} [options]
 * @returns {Object}
 */
export function valley(which, path, factors = {}, settings = {}, { count = 41, span = null, support = null } = {}) {
  if (!Number.isInteger(count) || count < 3 || count > 401)
    throw new RangeError(`count is ${count}; it must be a whole number from 3 to 401`);
  const p = solve(supported(asModel(which), support), factors, settings);
  if (p.status === 'unsolved')
    throw new RangeError(`model '${p.model.name}' finds no rest in this state, so it has no valley`);
  const { mech, u, phi: start } = frameOf(p);
  const { name, unit, at, low, high } = axis(p, mech, u, path, span);
  const potential = new Potential(mech, u);
  const look = phi => [at(phi)];
  const rest = at(start).value;
  const grid = Array.from({ length: count }, (_, k) => low + ((high - low) * k) / (count - 1));
  const walkFrom = goals =>
    walk(
      potential,
      look,
      start,
      goals.map(x => [x]),
    ).map(([phi, mu], k) => ({ x: goals[k], phi, slope: mu[0] }));
  const found = [...walkFrom(grid.filter(x => x < rest).reverse()).reverse(), ...walkFrom(grid.filter(x => x >= rest))];
  const wells = [rest];
  found.slice(1).forEach((b, k) => {
    const a = found[k];
    if (!(a.slope < 0 && b.slope >= 0) || (a.x <= rest && rest <= b.x)) return;
    const [phi, , solved] = findMinimum(potential, a.phi);
    if (solved) wells.push(at(phi).value);
  });
  return {
    x_name: name,
    x_unit: unit,
    x: found.map(f => f.x),
    energy_J: found.map(f => potential.energy(f.phi) - p.energy),
    slope_J: found.map(f => f.slope),
    rest,
    curvature_J: steepness(potential, look, start),
    wells: wells.sort((a, b) => a - b),
    postures: found.map(({ phi }) => {
      const lean = bodyLean(mech, phi, u);
      return { angles: Array.from(phi, v => v + lean), lean };
    }),
  };
}

/**
 * The posture of least energy that has given readings: held there, not at rest.
 * @param {Model | string} which
 * @param {Object<string, number>} readings
 * @param {Object<string, number>} [factors]
 * @param {Object<string, number>} [settings]
 * @param {?Object<string, number>} [support]
 * @returns {Posture}
 */
export function hold(which, readings, factors = {}, settings = {}, support = null) {
  const model = supported(asModel(which), support);
  const rows = Object.keys(readings).map(name => readingRow(model, name));
  for (const [name, value] of Object.entries(readings))
    if (!Number.isFinite(value)) throw new RangeError(`reading '${name}' is ${value}; it must be a finite number`);
  if (!rows.length) throw new RangeError('give some readings, such as {tilt_deg: 15}');
  const p = solve(model, factors, settings);
  const { mech, u, phi } = frameOf(p);
  const look = at => rows.map(row => coordinate(model, mech, row, at, u));
  const found = p.status === 'unsolved' ? [] : walk(new Potential(mech, u), look, phi, [Object.values(readings)]);
  return postureFrom(model, p.factors, p.settings, found.length ? found[0][0] : phi, found.length > 0);
}

/**
 * The posture with the angles that `valley` lists, for a picture.
 * @param {Model | string} which
 * @param {Object} listed
 * @param {Object<string, number>} [factors]
 * @param {Object<string, number>} [settings]
 * @param {?Object<string, number>} [support]
 * @returns {Posture}
 */
export const pose = (which, { angles, lean }, factors = {}, settings = {}, support = null) =>
  postureFrom(
    supported(asModel(which), support),
    factors,
    settings,
    Float64Array.from(angles, a => a - lean),
    true,
  );

/**
 * How steep the valley of a reading is at a resting posture, J per squared unit of the reading.
 * @param {Posture} p
 * @param {string} reading
 * @returns {number}
 */
export function curvature(p, reading) {
  if (p.status === 'unsolved') throw new RangeError("curvature needs a posture that rests, such as solve('mast')");
  const { mech, u, phi } = frameOf(p);
  const row = readingRow(p.model, reading);
  return steepness(new Potential(mech, u), at => [coordinate(p.model, mech, row, at, u)], phi);
}

// Angles and holding forces at each goal, one from the other; ends at a fold.
function walk(potential, look, start, goals) {
  const found = [];
  let phi = start;
  let here = look(phi).map(jet => jet.value);
  let mu = here.map(() => 0);
  for (const goal of goals) {
    let share = 1;
    let left = 1;
    while (left > 0) {
      const step = Math.min(share, left);
      const next = here.map((v, i) => v + ((goal[i] - v) * step) / left);
      const trial = holdAt(potential, look, phi, mu, here, next);
      if (!trial) {
        share /= 2;
        if (share < DATA.numerics.hold_share) return found;
        continue;
      }
      here = next;
      [phi, mu] = trial;
      left -= step;
    }
    here = goal;
    found.push([phi, mu]);
  }
  return found;
}

function holdAt(potential, look, from, force, here, goal) {
  const N = DATA.numerics;
  let state = regularised(potential, look, from, force);
  if (!state) return null;
  const way = goal.map((v, i) => v - here[i]);
  const ahead = solveSmall(state.spread, way);
  const more = growth(state);
  let phi = added(from, shortStep(mixed(state.across, ahead)));
  let mu = force.map((v, i) => v + dot(more[i], way));
  for (let k = 0; k < N.hold_iterations; k++) {
    state = regularised(potential, look, phi, mu);
    if (!state) return null;
    const { factor, rho, across, spread, here: now, jets } = state;
    const miss = goal.map((v, i) => v - jets[i].value);
    const held = mixed(
      jets.map(jet => jet.gradient),
      mu,
    );
    if (
      maxAbs(now.gradient.map((v, j) => v - held[j])) <= N.tolerance * Math.max(now.scale, maxAbs(held)) &&
      maxAbs(miss) <= N.hold_miss
    )
      return [phi, mu];
    const pull = solveSmall(
      spread,
      miss.map((v, i) => v + dot(across[i], now.gradient)),
    );
    const back = solveCholesky(factor, now.gradient);
    phi = added(phi, shortStep(mixed(across, pull).map((v, j) => v - back[j])));
    mu = pull.map((v, i) => v - rho * miss[i]);
  }
  return null;
}

const steepness = (potential, look, phi) => growth(regularised(potential, look, phi, [0]))[0][0];

// How the holding forces grow with the readings held.
function growth({ spread, rho }) {
  const k = spread.length;
  const columns = spread.map((_, i) =>
    solveSmall(
      spread,
      spread.map((__, j) => (i === j ? 1 : 0)),
    ),
  );
  return Array.from({ length: k }, (_, i) => columns.map((column, j) => column[i] - (i === j ? rho : 0)));
}

function solveSmall(rows, b) {
  const a = matrix(b.length);
  rows.forEach((row, i) => row.forEach((v, j) => (a[i * b.length + j] = v)));
  return Array.from(solveCholesky(cholesky(a), Float64Array.from(b)));
}

const mixed = (vectors, amounts) => vectors[0].map((_, j) => vectors.reduce((s, v, i) => s + amounts[i] * v[j], 0));

const added = (phi, step) => phi.map((v, j) => v + step[j]);

// Factor of A + rho a a', rho, A^-1 a', a A^-1 a'; null unless the energy is convex with the readings held.
function regularised(potential, look, phi, mu) {
  const here = potential.evaluate(phi);
  const jets = look(phi);
  const n = phi.length;
  const unit =
    maxAbs(here.hessian) /
    Math.max(
      jets.reduce((s, jet) => s + dot(jet.gradient, jet.gradient), 0),
      1e-300,
    );
  const base = here.hessian.slice();
  jets.forEach((jet, i) => mu[i] !== 0 && jet.hessian.forEach((v, at) => (base[at] -= mu[i] * v)));
  for (const rho of [0, unit, 100 * unit, 10000 * unit]) {
    const a = base.slice();
    if (rho > 0)
      for (const { gradient: g } of jets)
        for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) a[i * n + j] += rho * g[i] * g[j];
    const factor = cholesky(a);
    if (!factor) continue;
    const across = jets.map(jet => solveCholesky(factor, jet.gradient));
    return { factor, rho, across, spread: jets.map(jet => across.map(v => dot(jet.gradient, v))), here, jets };
  }
  return null;
}

const shortStep = step => {
  const share = Math.min(1, DATA.numerics.hold_step_rad / Math.max(maxAbs(step), 1e-300));
  return step.map(v => v * share);
};

/**
 * The row of a reading.
 * @param {Model} model
 * @param {string} name
 * @returns {Object}
 */
function readingRow(model, name) {
  const row = model.readings.find(r => r.name === name);
  if (!row)
    throw new RangeError(
      `no reading '${name}' in model '${model.name}'; readings: ${model.readings.map(r => r.name).join(', ')}`,
    );
  return row;
}

function axis(p, mech, u, path, span) {
  const { model } = p;
  let name;
  let unit;
  let at;
  if (typeof path === 'string') {
    const named = DATA.tables.paths.rows.find(row => row.model === model.name && row.name === path);
    const row = readingRow(model, named ? named.reading : path);
    if (!span && named) {
      const even = measure(solve(model, {}, p.settings), [row.name])[row.name];
      span = named.reach.map(off => even + off);
    }
    span ??= row.show;
    name = row.name;
    unit = name.slice(name.lastIndexOf('_') + 1);
    at = phi => coordinate(model, mech, row, phi, u);
  } else {
    const [a, b] = ends(mech, path);
    const far = a.reduce((s, v, j) => s + (b[j] - v) ** 2, 0);
    const along = a.map((v, j) => (b[j] - v) / far);
    const flat = matrix(a.length);
    name = 'share';
    unit = '';
    span ??= [-0.5, 1.5];
    at = phi => ({ value: phi.reduce((s, v, j) => s + (v - a[j]) * along[j], 0), gradient: along, hessian: flat });
  }
  const [low, high] = span;
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high))
    throw new RangeError(`span is ${span}; it must be two finite numbers, the lower one first`);
  return { name, unit, at, low, high };
}

// The angles of two postures of this model, before the body leans.
function ends(mech, path) {
  const [a, b] = path.map(q => Float64Array.from(q.angles, v => v - q.lean));
  if (a.length !== mech.n || b.length !== mech.n || a.every((v, j) => v === b[j]))
    throw new RangeError('path: the two postures must be single, different, and of this model');
  return [a, b];
}
