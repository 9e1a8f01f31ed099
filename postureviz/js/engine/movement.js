// Movements as rows of still postures, with the loads along the way. Mirrors postureviz/movement.py.
import { DATA } from './data.js';
import { effort } from './effort.js';
import { asModel } from './model.js';
import { solve } from './solver.js';
import { supported } from './support.js';

/**
 * The names of the movements of a model.
 * @param {Model | string} which
 * @returns {string[]}
 */
export const movements = which => rowsOf(asModel(which)).map(row => row.name);

/**
 * A movement as a row of still postures with their loads.
 * @param {Model | string} which
 * @param {string} name
 * @param {Object<string, number>} [factors]
 * @param {?Object<string, number>} [support]
 * @param {number} [count]
 * @returns {Object[]}
 */
export function movement(which, name, factors = {}, support = null, count = 21) {
  const model = asModel(which);
  const row = rowsOf(model).find(r => r.name === name);
  if (!row)
    throw new RangeError(
      `no movement '${name}' in model '${model.name}'; movements: ${movements(model).join(', ') || 'none'}`,
    );
  if (!Number.isInteger(count) || count < 2 || count > 201)
    throw new RangeError(`count is ${count}; it must be a whole number from 2 to 201`);
  const firm = supported(model, support);
  return Array.from({ length: count }, (_, k) => {
    const at = k / (count - 1);
    const settings = settingsAt(model, row.keys, at);
    const posture = solve(firm, factors, settings);
    return { at, settings, posture, loads: carried(posture)[0] };
  });
}

/**
 * The compression in joints, N, when muscles do what the posture reflex does in the model; refused where one of them
 * would carry less than without the weight that hangs on it.
 * @param {Posture} p
 * @param {?string[]} [joints]
 * @returns {Object<string, number>} N
 */
export function loads(p, joints = null) {
  const all = p.model.links.map(link => link.name);
  const asked = joints ?? all;
  const unknown = asked.find(name => !all.includes(name));
  if (unknown !== undefined)
    throw new RangeError(`no joint '${unknown}' in model '${p.model.name}'; joints: ${all.join(', ')}`);
  const [found, less] = carried(p);
  const wrong = less.filter(name => asked.includes(name));
  if (wrong.length) {
    const hung = Object.keys(carriers(p.model)).filter(name => p.settings[name]);
    throw new RangeError(
      `no load at ${wrong.join(', ')} with ${hung.map(name => `${name} ${p.settings[name]}`).join(', ')}: the model ` +
        'sways back from what it carries and presses them less than without',
    );
  }
  return Object.fromEntries(asked.map(name => [name, found[name]]));
}

// The loads that hold, and the joints that would carry less because something hangs on them.
function carried(p) {
  const found = shared(p);
  const hung = Object.entries(carriers(p.model)).filter(([name]) => p.settings[name]);
  if (!hung.length) return [found, []];
  const { links } = p.model;
  const on = hung.flatMap(([, names]) => names);
  const parentOf = Object.fromEntries(links.map(link => [link.name, link.parent]));
  const under = new Set();
  for (const name of on) for (let at = name; at; at = parentOf[at]) under.add(at);
  const none = Object.fromEntries(hung.map(([name]) => [name, 0]));
  const bare = shared(solve(p.model, p.factors, { ...p.settings, ...none }));
  const rounding = 1e-6 * Math.max(...Object.values(bare));
  const less = links.map(link => link.name).filter(name => under.has(name) && found[name] < bare[name] - rounding);
  return [Object.fromEntries(Object.entries(found).filter(([name]) => !less.includes(name))), less];
}

function shared(p) {
  const { carry_limit, carry_slack_Nm } = DATA.numerics;
  return effort(p.model, p, {}, {}, { limit: carry_limit, reflex: false, slack_Nm: carry_slack_Nm }).compression_N;
}

/**
 * Whether something hangs on a body: then its loads are too low.
 * @param {Posture} p
 * @returns {boolean}
 */
export const isLaden = p => Object.keys(carriers(p.model)).some(name => p.settings[name]);

// The settings that add weight to a body, and the links that it hangs on. One that only moves weight adds none.
function carriers(model) {
  const rows = model.weights.filter(row => row.setting);
  const total = name => rows.reduce((sum, row) => sum + (row.setting === name ? row.per_unit_N : 0), 0);
  const adding = [...new Set(rows.map(row => row.setting))].filter(name => total(name) > 1e-9);
  const linksOf = name => rows.filter(row => row.setting === name && row.per_unit_N > 0).map(row => row.link);
  return Object.fromEntries(adding.map(name => [name, linksOf(name)]));
}

const rowsOf = model => DATA.tables.movements.rows.filter(row => row.model === model.name);

// The settings at a moment: straight lines between keyframes.
function settingsAt(model, keys, at) {
  const ahead = keys.findIndex(key => key.at >= at);
  if (ahead === 0) return full(model, keys[0]);
  const [a, b] = [keys[ahead - 1], keys[ahead]];
  const share = (at - a.at) / (b.at - a.at);
  const [one, two] = [full(model, a), full(model, b)];
  return Object.fromEntries(Object.keys(one).map(name => [name, one[name] + (two[name] - one[name]) * share]));
}

const full = (model, key) => Object.fromEntries(model.settings.map(s => [s.name, key.settings[s.name] ?? s.normal]));
