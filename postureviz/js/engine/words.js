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
  const plan = entry(`describe.${p.model.name}`),
    said = [plan.status[p.status]];
  if (p.status === 'settled' || p.status === 'buckled') {
    const values = measure(p);
    for (const row of plan.readings) said.push(tellReading(row, values[row.reading]));
  }
  said.push(tellPulls(p, plan));
  for (const [name, row] of Object.entries(plan.settings)) said.push(tellSetting(row, p.settings[name]));
  return said.filter(Boolean).join(' ');
}

function tellReading(row, value) {
  const side = Math.abs(value) < row.near ? 'zero' : value > 0 ? 'plus' : 'minus';
  return fill(row[side], { value: fixed(Math.abs(value) * row.scale, row.digits) });
}
function tellSetting(row, value) {
  const side = value === 0 ? 'zero' : value > 0 ? 'plus' : 'minus';
  return fill(row[side], { value: brief(Math.abs(value)) });
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
export const nameOf = (model, name) => (sharesName(name) ? say(`figure.names.${name}`) : entry(`describe.${model.name}.names`)[name]);
/** Its name alone, without the words in brackets that explain it. */
export const titleOf = (model, name) => nameOf(model, name).split(' (')[0];
/** A name as it stands within a sentence. */
export const inSentence = name => (entry('pull.small_names') ? name[0].toLowerCase() + name.slice(1) : name);

const brief = value => {
  const text = fixed(value, 1);
  return text.endsWith('.0') ? text.slice(0, -2) : text;
};
