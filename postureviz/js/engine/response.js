// How readings answer to pulls, and how sure a reading is. Mirrors postureviz/response.py.
import { DATA } from './data.js';
import { cholesky, dot, solveCholesky } from './linalg.js';
import { driven } from './answer.js';
import { evaluate, prepare } from './mechanics.js';
import { coordinate, isPlace } from './coordinate.js';
import { cableFactors, completeFactors, completeSettings, groupsOf, shaped } from './model.js';
import { measure } from './readings.js';
import { burdenAt, frameOf, postureAt, rests, stability } from './posture.js';
import { solve } from './solver.js';

const STEP = 1e-3;
const STRAIGHT = 1e-6;
const AROUND = [-2, -1, 1, 2]; // steps to either side

/**
 * The slope of every reading, or of the named ones, to the factor of every group: { reading: { group: slope } }; or to
 * every setting.
 * @param {Posture} p
 * @param {string[]} [names]
 * @param {string} [to] 'factors' or 'settings'
 * @returns {Object<string, Object<string, number>>}
 */
export function sensitivities(p, names = p.model.readings.map(row => row.name), to = 'factors') {
  if (p.status === 'unsolved') throw new RangeError('sensitivities needs a posture that rests');
  if (to === 'settings') return settingSlopes(p, names);
  if (to !== 'factors') throw new RangeError(`to is '${to}'; it must be 'factors' or 'settings'`);
  const { model, factors, settings } = p;
  const { mech, u, phi } = frameOf(p);
  const at = { model, mech, factors, u, phi, here: evaluate(mech, phi, u) };
  const rows = model.readings.filter(row => names.includes(row.name));
  const slopes = placeSlopes(at, rows);
  const factor = cholesky(at.here.hessian);
  const turning = turningOf(at);
  const rest = rows.filter(row => !isPlace(row)).map(row => row.name);
  const heavy = rows.some(row => row.kind === 'stability');
  if (!rest.length) return slopes;
  for (const [group, torque] of turning) {
    const direction = solveCholesky(factor, torque).map(v => -v);
    const near = k => {
      const pulls = { ...factors, [group]: factors[group] + k * STEP };
      const there = { ...u, factors: cableFactors(model, pulls) };
      const moved = phi.map((v, j) => v + k * STEP * direction[j]);
      const q = burdenAt(model, mech, pulls, settings, there, moved);
      if (heavy) q.stability = stability(mech, evaluate(mech, moved, there).hessian);
      return measure(q, rest);
    };
    const at = AROUND.map(near);
    for (const name of rest) slopes[name][group] = difference(...at.map(values => values[name])) / STEP;
  }
  return slopes;
}

// A setting moves loads, lengths and bones: the torques that it makes at rest are differenced, then all readings.
function settingSlopes(p, names) {
  const { model, factors, settings } = p;
  const { mech, u, phi } = frameOf(p);
  const factor = cholesky(evaluate(mech, phi, u).hessian);
  const heavy = model.readings.some(row => names.includes(row.name) && row.kind === 'stability');
  const slopes = Object.fromEntries(names.map(name => [name, {}]));
  for (const { name: setting, min, max } of model.settings) {
    const step = STEP * (max - min);
    const near = k => {
      const there = { ...settings, [setting]: settings[setting] + k * step };
      const moved = prepare(shaped(model, there));
      return { there, mech: moved, u: driven(moved, cableFactors(model, factors), there) };
    };
    const torques = AROUND.map(near).map(q => evaluate(q.mech, phi, q.u).gradient);
    const direction = solveCholesky(
      factor,
      torques[0].map((_, j) => -difference(...torques.map(torque => torque[j])) / step),
    );
    const at = AROUND.map(k => {
      const q = near(k);
      const turned = phi.map((v, j) => v + k * step * direction[j]);
      const posture = postureAt(model, q.mech, factors, q.there, q.u, turned);
      if (heavy) posture.stability = stability(q.mech, evaluate(q.mech, turned, q.u).hessian);
      return measure(posture, names);
    });
    for (const name of names) slopes[name][setting] = difference(...at.map(values => values[name])) / step + 0;
  }
  return slopes;
}

// The change per step of what has these values at -2, -1, 1 and 2 steps (fourth order).
const difference = (a, b, c, d) => (a - 8 * b + 8 * c - d) / 12;

// How the residual torques follow the factor of each group: [group, torques].
function turningOf({ model, mech, factors, here: { lengthRows, perFactor } }) {
  return groupsOf(model).map(group => {
    const sum = new Float64Array(mech.n);
    model.cables.forEach((c, i) => {
      if (c.group === group && !Object.hasOwn(factors, c.name))
        for (let j = 0; j < mech.n; j++) sum[j] += perFactor[i] * lengthRows[i][j];
    });
    return [group, sum];
  });
}

/**
 * Slopes of places and angles, exact; an empty row for every other reading.
 * @param {Object} at
 * @param {Object[]} rows
 * @returns {Object<string, Object<string, number>>}
 */
export function placeSlopes(at, rows) {
  const factor = cholesky(at.here.hessian);
  const turning = turningOf(at);
  const slopeOf = row => {
    const back = solveCholesky(factor, coordinate(at.model, at.mech, row, at.phi, at.u, false).gradient);
    return Object.fromEntries(turning.map(([group, torque]) => [group, -dot(back, torque) + 0]));
  };
  return Object.fromEntries(rows.map(row => [row.name, isPlace(row) ? slopeOf(row) : {}]));
}

/**
 * A band for every reading: how far it hangs on numbers that are only assumed.
 * @param {Posture} p
 * @param {number} [sets]
 * @returns {Object<string, number[]>}
 */
export function spread(p, sets = 200) {
  const steps = spreadSteps(p, sets);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/**
 * The same, a parameter set in a few small steps, so that a page can go on between them.
 * @param {Posture} p
 * @param {number} [sets]
 * @returns {Generator}
 */
export function* spreadSteps(p, sets = 200) {
  const rows = [];
  for (let k = 0; k < sets; k++) {
    const model = varied(p.model, k);
    prepare(shaped(model, p.settings));
    yield;
    const q = solve(model, p.factors, p.settings);
    yield;
    if (rests(q)) rows.push(measure(q));
    yield;
  }
  const none = sideless(p);
  return Object.fromEntries(
    p.model.readings.map(({ name }) => [
      name,
      middle(rows.flatMap(row => (none.has(name) ? [row[name], -row[name]] : [row[name]]))),
    ]),
  );
}

// The leans and shifts that are 0 in this posture: what buckles from there may go either way.
function sideless(p) {
  const here = measure(p);
  return new Set(
    p.model.readings
      .filter(({ name, kind }) => (kind === 'lean' || kind === 'shift') && Math.abs(here[name]) < STRAIGHT)
      .map(row => row.name),
  );
}

/**
 * The band of a preset, worked out beforehand from 200 sets; null for any other state.
 * @param {Posture} p
 * @returns {?Object<string, number[]>}
 */
export function band(p) {
  const same = (a, b) =>
    Object.keys(a).length === Object.keys(b).length && Object.keys(a).every(k => Math.abs(a[k] - b[k]) < 1e-9);
  const preset = presetStates(p.model).find(row => same(p.factors, row.factors) && same(p.settings, row.settings));
  return preset ? (DATA.tables.bands.models[p.model.name]?.[preset.name] ?? null) : null;
}

// The presets of a model of the library, told in full; none for a changed copy, whose bands are others.
const told = new WeakMap();
function presetStates(model) {
  if (!told.has(model)) {
    const own = DATA.library[model.name];
    const known = model === own || JSON.stringify(model) === JSON.stringify(own) ? model.presets : [];
    told.set(
      model,
      known.map(({ name, factors, settings }) => ({
        name,
        factors: completeFactors(model, factors),
        settings: completeSettings(model, settings),
      })),
    );
  }
  return told.get(model);
}

// The values below which 5 % and 95 % lie, by straight lines between ranks.
function middle(values) {
  const v = values.sort((a, b) => a - b);
  const at = share => {
    const x = share * (v.length - 1);
    const i = Math.floor(x);
    return i + 1 < v.length ? v[i] + (x - i) * (v[i + 1] - v[i]) : v[i] + 0;
  };
  return v.length ? [at(0.05), at(0.95)] : [NaN, NaN];
}

/**
 * The model with every unsure number drawn from half to one and a half times its value. What no draw touches is shared
 * with the model, and none is kept: two hundred whole copies of a body take 70 MB.
 * @param {Model} model
 * @param {number} seed
 * @returns {Model}
 */
export function varied(model, seed) {
  const data = { ...model };
  const draw = draws(seed);
  for (const row of data.unsure ?? []) {
    const share = 0.5 + draw();
    data[row.part] = data[row.part].map(item =>
      row.names && !row.names.includes(item.name ?? item.link) ? item : scaled(item, row.entry, share),
    );
  }
  return data;
}
function scaled(item, entry, share) {
  if (entry.startsWith('law.')) return { ...item, law: scaled(item.law, entry.slice(4), share) };
  return Object.hasOwn(item, entry) ? { ...item, [entry]: item[entry] * share } : item;
}

// The generator mulberry32: numbers from 0 to 1, the same in Python to the last bit.
function draws(seed) {
  let state = (Math.imul(seed, 0x9e3779b9) + 0x6d2b79f5) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
