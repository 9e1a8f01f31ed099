// Mirrors postureviz/state.py: state text <-> factors and settings.
import { DATA } from './data.js';
import { factorRangeOf, library } from './model.js';
import { say } from './words.js';

const LONGEST = 2000;
const SHOWN = 40;
const HALF = 0.0005; // half of the last decimal of a text
const FIRST = 'mast'; // the model meant where none is named
const SHOW = 'show';
const NOTHING = 'none';
const NUMBER = /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)$/;
const TIMES_ESCAPED = 3;
const NEAR_LETTERS = 3;
const NEAR_NAMES = 3;
// What people and programs put around a link; a piece that ends in dots was cut short and stays as it is.
const BEFORE = /^[<([{"'‘’“”„«»*~`]+/;
const AFTER = /[.,:!>)\]}"'‘’“”„«»*~`/|_]+$/;
const CUT = /(\.\.|…)$/;

const strip = text => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');

const layersOf = model => openingOf(model).layers;

/**
 * The layers that are on, as {name: true}; `show` is a list of them, or null for the usual ones.
 * @param {Model} model
 * @param {?string[]} show
 * @returns {Object<string, boolean>}
 */
export const layersShown = (model, show) =>
  Object.fromEntries(
    (show ?? Object.keys(layersOf(model)).filter(name => layersOf(model)[name])).map(name => [name, true]),
  );

/**
 * The state text of factors, settings and layers.
 * @param {Model} model
 * @param {Object<string, number>} [factors]
 * @param {Object<string, number>} [settings]
 * @param {?string[]} [show]
 * @returns {string}
 */
export function formatState(model, factors = {}, settings = {}, show = null) {
  const data = typeof model === 'string' ? library()[model] : model;
  const { ranges } = controlsOf(data);
  const values = valuesOf(data, factors, settings);
  for (const [name, value] of values) {
    const range = ranges.get(name);
    if (!range || !(value >= range.min && value <= range.max))
      throw new RangeError(
        `${name} = ${value} is no state of model ${data.name}; allowed: ${[...ranges.keys()].join(', ')}, each in its range`,
      );
  }
  const wrong = (show ?? []).filter(name => !Object.hasOwn(layersOf(data), name));
  if (wrong.length)
    throw new RangeError(
      `${wrong.join(', ')}: no layers of model ${data.name}; there are: ${Object.keys(layersOf(data)).join(', ')}`,
    );
  return textOf(data, values, show);
}

/**
 * What a state text says; what cannot be used is told in notices.
 * @param {string} text
 * @param {?Model} [own]
 * @returns {{ model: string, factors: Object<string, number>, settings: Object<string, number>, notices: string[], show: ?string[] }}
 */
export function parseState(text, own = null) {
  const notices = [];
  const note = (kind, values = {}) => notices.push(say(`state.${kind}`, values));
  // Counted in characters, not in UTF-16 units, so that Python cuts at the same place.
  const read = [...String(text).slice(0, 2 * LONGEST + 2)];
  if (read.length > LONGEST) note('long', { limit: LONGEST });
  const sent = unescaped(read.slice(0, LONGEST).join(''));
  const line = plain(sent);
  let mended = line !== sent;
  const bare = written => {
    const piece = strip(written);
    const kept = CUT.test(piece) ? piece : piece.replace(BEFORE, '').replace(AFTER, '');
    if (kept !== piece) mended = true;
    return strip(kept);
  };
  const meant = (written, known) => {
    const name = bare(written);
    if (known.includes(name)) return name;
    const alike = known.filter(other => loose(other) === loose(name));
    if (alike.length !== 1) return null;
    mended = true;
    return alike[0];
  };
  const parts = line
    .split(';')
    .map(strip)
    .filter(part => part && bare(part));
  if (!parts.length) note('empty');
  else if (/^v[0-9]+$/i.test(bare(parts[0]))) {
    const version = parts.shift();
    if (bare(version).toLowerCase() !== 'v1') note('version_unknown', { shown: shown(version) });
  } else note('version_missing');
  const named = parts.length && !parts[0].includes('=') ? parts.shift() : null;
  const models = Object.keys(library());
  const asked =
    named === null ? null : meant(named, own && !models.includes(own.name) ? [...models, own.name] : models);
  const model = own || library()[asked ?? FIRST];
  if (named === null && !(notices.length && !parts.length)) note('model_missing', { used: model.name });
  else if (named !== null && asked !== model.name) note('model_unknown', { shown: shown(named), used: model.name });

  const { ranges } = controlsOf(model);
  const layers = Object.keys(layersOf(model));
  const keys = [...ranges.keys(), ...(layers.length ? [SHOW] : [])];
  const values = new Map();
  let show = null;
  const takeShow = given => {
    if (show) note('show_twice');
    const listed = bare(given).split(/[+ \t\r\n]+/);
    const none = listed.length === 1 && meant(listed[0], [NOTHING]) !== null;
    const wanted = new Map();
    for (const name of none ? [] : listed) {
      wanted.set(name, meant(name, layers));
      if (wanted.get(name) === null) note('layer', { shown: shown(name), known: [...layers, NOTHING].join(', ') });
    }
    show = [...new Set([...wanted.values()].filter(name => name !== null))].sort();
  };
  for (const part of parts) {
    const at = part.indexOf('=');
    const written = strip(part.slice(0, at));
    const given = strip(part.slice(at + 1));
    const key = at < 0 ? null : meant(written, keys);
    const number = key === SHOW ? '' : bare(given.replace(/[ \t\r\n]/g, ''));
    const range = ranges.get(key);
    if (at < 0) note('pair', { shown: shown(part) });
    else if (key === null) {
      const names = near(written, keys).join(', ');
      note(names ? 'key_near' : 'key', { shown: shown(written), near: names });
    } else if (key === SHOW) takeShow(given);
    else if (!NUMBER.test(number))
      note('number', { name: key, shown: shown(given), low: short(range.min), high: short(range.max) });
    else {
      const value = Number(number);
      const used = clampTo(range, rounded(clampTo(range, value)));
      if (values.has(key)) note('twice', { name: key, used: short(used) });
      if (value <= range.min - HALF || value >= range.max + HALF)
        note('range', {
          name: key,
          shown: shown(number),
          low: short(range.min),
          high: short(range.max),
          used: short(used),
        });
      values.set(key, used);
    }
  }
  if (mended) note('mended');
  return { model: model.name, ...offNormal(model, values), notices, show: offUsual(model, show) };
}

/**
 * The factor behind a value of per cent more or less than usual.
 * @param {number} value
 * @returns {number}
 */
export const factorOf = value => 1 + value / 100;

/**
 * A text without the escapes of addresses, taken off as often as they were put on.
 * @param {string} text
 * @returns {string}
 */
export function unescaped(text) {
  const letters = escapes => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes; // no letters: it stays as it stands
    }
  };
  let out = text;
  for (let i = 0; i < TIMES_ESCAPED; i++) out = out.replace(/(?:%[0-9a-f]{2})+/gi, letters);
  return out;
}

/**
 * A text in plain signs: hyphen for minus and dashes, one kind of blank, letters of usual width, nothing invisible;
 * and without the soft line ends and =3D of mail.
 * @param {string} text
 * @returns {string}
 */
export const plain = text =>
  text
    .replace(/=(\r?\n|3d)/gi, (all, after) => (after[0] === '3' ? '=' : ''))
    .replace(/[\\\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, '')
    .replace(/[\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/g, ' ')
    .replace(/[\u2010-\u2015\u2212\ufe58\ufe63]/g, '-')
    .replace(/[\uff01-\uff5e]/g, letter => String.fromCharCode(letter.charCodeAt(0) - 0xfee0));

/** A name as far as it survives capitals, line ends and the underscores that chats take for slanting. */
const loose = name => name.replace(/[_ \t\r\n-]/g, '').toLowerCase();

/** The few names that begin as what was written does. */
function near(written, names) {
  const alike = name => {
    let i = 0;
    while (i < Math.min(written.length, name.length) && written[i] === name[i]) i++;
    return i;
  };
  return names
    .filter(name => alike(name) >= NEAR_LETTERS)
    .sort((a, b) => alike(b) - alike(a))
    .slice(0, NEAR_NAMES);
}

const known = new WeakMap();

/**
 * Names and ranges of everything that may be set, in the order of the model; kept for a model.
 * @param {Model} model
 * @returns {{ groupOf: Map, groups: string[], ranges: Map, settings: string[] }}
 */
export function controlsOf(model) {
  if (!known.has(model)) known.set(model, listControls(model));
  return known.get(model);
}

function listControls(model) {
  // a cable without a group is never set
  const groupOf = new Map(model.cables.filter(c => c.group !== null).map(c => [c.name, c.group]));
  const groups = [...new Set(groupOf.values())];
  const ranges = new Map([...groups, ...groupOf.keys()].map(name => [name, { ...percentsOf(model), normal: 0 }]));
  for (const s of model.settings) ranges.set(s.name, { min: s.min, max: s.max, normal: s.normal });
  return { groupOf, groups, ranges, settings: model.settings.map(s => s.name) };
}

/**
 * Slider values ({port: 50, wind_N: 3}) of factors and settings: per cent more or less than usual, and the setting's
 * unit.
 * @param {Model} model
 * @param {Object<string, number>} factors
 * @param {Object<string, number>} settings
 * @returns {Map<string, number>}
 */
export function valuesOf(model, factors, settings) {
  const values = new Map();
  for (const [name, factor] of Object.entries(factors))
    values.set(name, clampTo(percentsOf(model), rounded((factor - 1) * 100)));
  for (const [name, value] of Object.entries(settings)) values.set(name, rounded(value));
  return values;
}

/**
 * What a figure of a model can show and what it opens with, as views.json says.
 * @param {Model} model
 * @returns {Object}
 */
export const openingOf = model => ({ layers: {}, ...DATA.views?.[model.view] });

function offUsual(model, show) {
  if (!show) return null;
  const kept = [...new Set(show)].sort();
  return kept.join() === Object.keys(layersShown(model, null)).sort().join() ? null : kept;
}

/**
 * The layers shown once one of them is switched.
 * @param {Model} model
 * @param {?string[]} show
 * @param {string} name
 * @param {boolean} on
 * @returns {?string[]}
 */
export function switched(model, show, name, on) {
  const rest = Object.keys(layersShown(model, show)).filter(other => other !== name);
  return offUsual(model, on ? [...rest, name] : rest);
}

/**
 * Splits values into factors and settings; leaves out what is normal or as its group.
 * @param {Model} model
 * @param {Map<string, number>} values
 * @returns {{ factors: Object<string, number>, settings: Object<string, number> }}
 */
export function offNormal(model, values) {
  const { groupOf, groups, ranges, settings: names } = controlsOf(model);
  const factors = {};
  const settings = {};
  for (const group of groups) if ((values.get(group) ?? 0) !== 0) factors[group] = factorOf(values.get(group));
  for (const [cable, group] of groupOf)
    if (values.has(cable) && values.get(cable) !== (values.get(group) ?? 0))
      factors[cable] = factorOf(values.get(cable));
  for (const name of names)
    if (values.has(name) && values.get(name) !== ranges.get(name).normal) settings[name] = values.get(name);
  return { factors, settings };
}

/**
 * The state text of slider values and layers.
 * @param {Model} model
 * @param {Map<string, number>} values
 * @param {?string[]} [show]
 * @returns {string}
 */
export function textOf(model, values, show = null) {
  const { factors, settings } = offNormal(model, values);
  const kept = new Map(
    [...Object.keys(factors), ...Object.keys(settings)].map(name => [name, short(values.get(name))]),
  );
  const shown = offUsual(model, show);
  if (shown) kept.set(SHOW, shown.join('+') || NOTHING);
  return ['v1', model.name, ...[...kept.keys()].sort().map(name => `${name}=${kept.get(name)}`)].join(';');
}

/** How far a pull may be set, in per cent more or less than usual. */
function percentsOf(model) {
  const [low, high] = factorRangeOf(model);
  return { min: (low - 1) * 100, max: (high - 1) * 100 };
}

const clampTo = (range, value) => Math.min(Math.max(value, range.min), range.max);

/**
 * Three decimals, halves away from zero: so that left and right stay mirror images.
 * @param {number} value
 * @returns {number}
 */
export const rounded = value => (Math.sign(value) * Math.floor(Math.abs(value) * 1000 + 0.5)) / 1000 + 0;

/**
 * A number of a state text: three decimals at most.
 * @param {number} value
 * @returns {string}
 */
export function short(value) {
  const text = value.toFixed(3).replace(/\.?0+$/, '');
  return text === '-0' ? '0' : text;
}

function shown(text) {
  const letters = [...text];
  return letters.length <= SHOWN ? text : `${letters.slice(0, SHOWN).join('')}…`;
}
