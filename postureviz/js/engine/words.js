// All words of figures, from one catalogue, and the sentence that tells a posture. Mirrors postureviz/words.py.
import { DATA } from './data.js';
import { measure } from './readings.js';

export function entry(key) {
  let found = DATA.catalogue;
  for (const part of key.split('.')) {
    if (!Object.hasOwn(found, part)) throw new RangeError(`the catalogue has no words for '${key}'`);
    found = found[part];
  }
  return found;
}
export const say = (key, values = {}) => fill(entry(key), values);
const fill = (text, values) => Object.entries(values).reduce((t, [name, value]) => t.split(`{${name}}`).join(String(value)), text);

export function fixed(value, digits) {
  const scale = 10 ** digits,
    whole = Math.floor(Math.abs(value) * scale + 0.5),
    tail = digits ? '.' + String(whole % scale).padStart(digits, '0') : '';
  return (value < 0 && whole ? '-' : '') + Math.floor(whole / scale) + tail;
}

export function describe(p) {
  const plan = planOf(p.model),
    said = [plan.status[p.status]];
  if (p.status === 'settled' || p.status === 'buckled') {
    const values = measure(p),
      rows = plan.readings.filter(row => Object.hasOwn(values, row.reading));
    said.push(...(rows.length ? rows.map(row => tellReading(row, values[row.reading])) : [byName(values)]));
  }
  said.push(tellPulls(p, plan));
  for (const [name, row] of Object.entries(plan.settings))
    if (Object.hasOwn(p.settings, name)) said.push(tellSetting(row, p.settings[name]));
  return said.filter(Boolean).join(' ');
}

// A model without words of its own is told by the names in its data.
function planOf(model) {
  const plans = entry('describe');
  return Object.hasOwn(plans, model.name) ? plans[model.name] : entry('by_name');
}
function byName(values) {
  const rows = Object.entries(values).map(([name, value]) => say('by_name.value', { name, value: fixed(value, 2) }));
  return rows.length ? say('by_name.list', { values: rows.join(entry('by_name.join')) }) : '';
}

function tellReading(row, value) {
  const text = fixed(Math.abs(value) * row.scale, row.digits);
  return fill(row[sideOf(value, text, row.near)], { value: text });
}
function tellSetting(row, value) {
  const text = brief(Math.abs(value));
  return fill(row[sideOf(value, text)], { value: text });
}
// What is written as nothing is nothing.
function sideOf(value, text, near = 0) {
  if (Math.abs(value) < near || Number(text) === 0) return 'zero';
  return value > 0 ? 'plus' : 'minus';
}

function tellPulls(p, plan) {
  const groups = new Map(p.model.cables.map(c => [c.name, c.group])),
    odd = Object.entries(p.factors).filter(([name, f]) => pullPercent(f) !== pullPercent(groups.has(name) ? p.factors[groups.get(name)] : 1)),
    words = plan.pulls;
  if (!odd.length) return words.usual;
  const parts = odd.map(([name, f]) => pullSaid(inSentence(titleOf(p.model, name)), f)),
    rest = [...new Set(groups.values())].some(g => pullTone(p.factors[g]) === 'usual') ? words.rest : '';
  return fill(words.list, { parts: parts.join(words.join), rest });
}

// The one scale of pull, for text, picture, tag, table, file and slider alike.
/** Per cent more or less than usual, to a tenth: 50 for a factor of 1.5. */
export const pullPercent = factor => Number(fixed((factor - 1) * 100, 1));
/** 'less', 'usual' or 'more': what the rounded number says. */
export function pullTone(factor) {
  const percent = pullPercent(factor);
  return percent > 0 ? 'more' : percent < 0 ? 'less' : 'usual';
}
/** The number with its sign and a true minus: +50, −30, 0. */
export const pullNumber = factor => (pullTone(factor) === 'more' ? '+' : '') + brief(pullPercent(factor)).replace('-', '−');
/** How hard something is set to pull, in a few words. */
export const pullWords = factor => say(`pull.told.${pullTone(factor)}`, { number: pullNumber(factor) });
const pullSaid = (name, factor) => say(`pull.said.${pullTone(factor)}`, { name, number: pullNumber(factor) });

/** Whether a name is one of those that figures share: they have a slider of their own. */
export const sharesName = name => Object.hasOwn(entry('figure.names'), name);
/** What a group, cable or setting is called. */
export function nameOf(model, name) {
  if (sharesName(name)) return say(`figure.names.${name}`);
  const { names } = planOf(model);
  return Object.hasOwn(names, name) ? names[name] : name;
}
/** Its name alone, without the words in brackets that explain it. */
export const titleOf = (model, name) => nameOf(model, name).split(' (')[0];
/** A name as it stands within a sentence. */
export const inSentence = name => (entry('pull.small_names') ? name[0].toLowerCase() + name.slice(1) : name);

const brief = value => {
  const text = fixed(value, 1);
  return text.endsWith('.0') ? text.slice(0, -2) : text;
};
