// Models by name, and complete factors and settings. Mirrors the last part of postureviz/model.py.
import { DATA } from './data.js';

/** @typedef {Object} Model plain data, as library/model.schema.json describes it */
/**
 * The models by name.
 * @returns {Object<string, Model>}
 */
export const library = () => DATA.library;

// The model with its shape settings built in: other bones, and their own neutral.
const shapes = new WeakMap();

/**
 * The model with its shape settings built in.
 * @param {Model} model
 * @param {Object<string, number>} settings
 * @returns {Model}
 */
export function shaped(model, settings) {
  const { normal } = pullsOf(model);
  const rows = (model.shape ?? []).map(row => ({ ...row, off: settings[row.setting] - normal[row.setting] }));
  if (rows.every(row => row.off === 0)) return model;
  if (!shapes.has(model)) shapes.set(model, new Map());
  const kept = shapes.get(model);
  const key = rows.map(row => row.off).join();
  if (!kept.has(key)) {
    const copy = JSON.parse(JSON.stringify(model));
    for (const { part, name, entry, per_unit, off } of rows)
      copy[part].find(r => (r.name ?? r.link) === name)[entry] += per_unit * off;
    if (kept.size > 64) kept.clear();
    kept.set(key, copy);
  }
  return kept.get(key);
}

/**
 * The cable groups, in the order of the cables.
 * @param {Model} model
 * @returns {string[]}
 */
export const groupsOf = model => pullsOf(model).groups;

// What may be pulled or set: asked for at every solve, and always the same.
const names = new WeakMap();

function pullsOf(model) {
  if (!names.has(model)) {
    const grouped = model.cables.filter(c => c.group !== null);
    names.set(model, {
      groups: [...new Set(grouped.map(c => c.group))],
      cables: grouped.map(c => c.name),
      normal: Object.fromEntries(model.settings.map(row => [row.name, row.normal])),
    });
  }
  return names.get(model);
}

const FACTOR_RANGE = [0, 2];

/**
 * How far a pull may be set, as a share of the usual one.
 * @param {Model} model
 * @returns {number[]}
 */
export function factorRangeOf({ factor_range: own }) {
  return own ? [own.min, own.max] : FACTOR_RANGE;
}

const ROUNDING = 1e-9;

/**
 * A model given as itself or by its name.
 * @param {Model} model
 * @returns {Model}
 */
export function asModel(model) {
  if (typeof model === 'object' && model !== null) return model;
  if (!Object.hasOwn(DATA.library, model))
    throw new RangeError(`no model '${model}' in the library; models: ${Object.keys(DATA.library).join(', ')}`);
  return DATA.library[model];
}

/**
 * Factors with every group filled in; cables only where given.
 * @param {Model} model
 * @param {Object<string, number>} factors
 * @returns {Object<string, number>}
 */
export function completeFactors(model, factors) {
  const given = { ...factors };
  const { groups, cables } = pullsOf(model);
  for (const [name, value] of Object.entries(given)) {
    if (!groups.includes(name) && !cables.includes(name))
      throw new RangeError(
        `no cable or group '${name}' in model '${model.name}'; groups: ${groups.join(', ')}; cables: ${cables.join(', ')}`,
      );
    given[name] = numberInRange(`factor '${name}'`, value, ...factorRangeOf(model));
  }
  const full = {};
  for (const g of groups) full[g] = Object.hasOwn(given, g) ? given[g] : 1;
  for (const c of cables) if (Object.hasOwn(given, c)) full[c] = given[c];
  return full;
}

/**
 * Settings with every missing one at its normal value.
 * @param {Model} model
 * @param {Object<string, number>} settings
 * @returns {Object<string, number>}
 */
export function completeSettings(model, settings) {
  const given = { ...settings };
  const full = {};
  for (const [name, value] of Object.entries(given)) {
    const row = model.settings.find(s => s.name === name);
    if (!row)
      throw new RangeError(
        `no setting '${name}' in model '${model.name}'; settings: ${model.settings.map(s => s.name).join(', ') || 'none'}`,
      );
    given[name] = numberInRange(`setting '${name}'`, value, row.min, row.max);
  }
  for (const row of model.settings) full[row.name] = Object.hasOwn(given, row.name) ? given[row.name] : row.normal;
  return full;
}

/**
 * One factor per cable; a cable overrides its group.
 * @param {Model} model
 * @param {Object<string, number>} factors
 * @returns {Float64Array}
 */
export const cableFactors = (model, factors) =>
  Float64Array.from(model.cables, c =>
    c.group === null ? 1 : Object.hasOwn(factors, c.name) ? factors[c.name] : factors[c.group],
  );

/**
 * The number; beyond an end by rounding alone, it is that end. Mirrors number and within of postureviz/checks.py.
 * @param {string} what
 * @param {number} value
 * @param {number} low
 * @param {number} high
 * @returns {number}
 */
export function numberInRange(what, value, low, high) {
  const least = Math.min(1, high - low);
  const kept = value > high ? Math.max(high, value - ROUNDING * Math.max(Math.abs(high), least)) : value;
  const used = kept < low ? Math.min(low, kept + ROUNDING * Math.max(Math.abs(low), least)) : kept;
  if (typeof value === 'number' && used >= low && used <= high) return used;
  throw new RangeError(`${what} is ${value}; it must lie from ${low} to ${high}`);
}
