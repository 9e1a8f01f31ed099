// All words of figures, from one catalogue, and the sentence that tells a posture. Mirrors postureviz/words.py.
import { DATA } from './data.js';
import { library } from './model.js';
import { measure } from './readings.js';
import { rests } from './posture.js';

export function entry(key) {
  let found = DATA.catalogue;
  for (const part of key.split('.')) {
    if (!Object.hasOwn(found, part)) throw new RangeError(`the catalogue has no words for '${key}'`);
    found = found[part];
  }
  return found;
}
export const say = (key, values = {}) => fill(entry(key), values);
const fill = (text, values) =>
  Object.entries(values).reduce(
    (t, [name, value]) =>
      t.split(`{${name}}`).join(heldSign(typeof value === 'string' ? value : marked(String(value)))),
    text,
  );
/** Among letters from right to left a sign would jump behind its number: a left-to-right mark holds it. */
export const heldSign = words =>
  /^[+−-]/.test(words) && entry('script.direction') === 'rtl' ? `\u200e${words}` : words;

/** A number in digits with the decimal mark of the language. */
export const marked = number => number.replace('.', entry('script.decimal'));
/** A number as it is read: fixed digits, halves away from zero, never "-0". */
export const fixed = (value, count) => marked(digits(value, count));
/** The number that `fixed` writes. */
export const nearest = (value, count) => Number(digits(value, count));

function digits(value, count) {
  const scale = 10 ** count;
  const whole = Math.floor(Math.abs(value) * scale + 0.5);
  const tail = count ? `.${String(whole % scale).padStart(count, '0')}` : '';
  return (value < 0 && whole ? '-' : '') + Math.floor(whole / scale) + tail;
}

export function describe(p) {
  const plan = planOf(p.model);
  const said = [plan.status[p.status]];
  if (rests(p)) {
    const values = measure(p);
    const rows = plan.readings.filter(row => Object.hasOwn(values, row.reading));
    for (const row of rows.length ? rows : plainPlanOf(p.model).readings)
      said.push(tellReading(row, values[row.reading]));
  }
  said.push(tellPulls(p, plan));
  for (const [name, row] of Object.entries(plan.settings)) {
    if (Object.hasOwn(p.settings, name)) said.push(tellSetting(row, p.settings[name]));
  }
  return said.filter(Boolean).join(' ');
}

function tellReading(row, value) {
  const size = Math.abs(value) * row.scale;
  return fill(row[side(value, nearest(size, row.digits), row.near)], { value: fixed(size, row.digits) });
}
const tellSetting = (row, value) =>
  fill(row[side(value, nearest(Math.abs(value), 1))], { value: short(Math.abs(value)) });
// What is written as nothing is nothing.
function side(value, written, near = 0) {
  if (Math.abs(value) < near || written === 0) return 'zero';
  return value > 0 ? 'plus' : 'minus';
}

function tellPulls(p, plan) {
  const groups = new Map(p.model.cables.map(c => [c.name, c.group]));
  const odd = Object.entries(p.factors).filter(
    ([name, f]) => pullPercent(f) !== pullPercent(groups.has(name) ? p.factors[groups.get(name)] : 1),
  );
  const words = plan.pulls;
  if (!odd.length) return words.usual;
  const parts = odd.map(([name, f]) => pullSaid(inSentence(titleOf(p.model, name)), f));
  const rest = [...new Set(groups.values())].some(g => g !== null && pullTone(p.factors[g]) === 'usual')
    ? words.rest
    : '';
  return fill(words.list, { parts: parts.join(words.join), rest });
}

// The one scale of pull, for text, picture, tag, table, file and slider alike.
/** Per cent more or less than usual, to a tenth: 50 for a factor of 1.5. */
export const pullPercent = factor => nearest((factor - 1) * 100, 1);
/** 'less', 'usual' or 'more': what the rounded number says. */
export function pullTone(factor) {
  const percent = pullPercent(factor);
  return percent > 0 ? 'more' : percent < 0 ? 'less' : 'usual';
}
/** The number with its sign and a true minus: +50, −30, 0. */
export const pullNumber = factor =>
  (pullTone(factor) === 'more' ? '+' : '') + short(pullPercent(factor)).replace('-', '−');
/** How hard something is set to pull, in a few words. */
export const pullWords = factor => say(`pull.told.${pullTone(factor)}`, { number: pullNumber(factor) });
const pullSaid = (name, factor) => say(`pull.said.${pullTone(factor)}`, { name, number: pullNumber(factor) });

// Words of a model: the catalogue's own, or plain ones made from the names in its data.
/** Whether the catalogue has words for a model of this name. */
export const isTold = model => Object.hasOwn(entry('describe'), model.name);
/** What a model is, in a few words: its own, where a model of the library was renamed. */
export const modelTitle = model =>
  isTold(model) && model.title === library()[model.name].title ? say(`titles.${model.name}`) : model.title;
/** A name in data as people write it: left_guy is Left guy. */
function plainName(name) {
  const spaced = name.replaceAll('_', ' ');
  return spaced[0].toUpperCase() + spaced.slice(1);
}
/** Name, unit and digits of a quantity whose unit is the last part of its name. */
function measured(name) {
  const cut = name.lastIndexOf('_');
  const units = entry('any.units');
  const tail = name.slice(cut + 1);
  if (cut > 0 && Object.hasOwn(units, tail)) return { name: plainName(name.slice(0, cut)), ...units[tail] };
  return { name: plainName(name), unit: '', digits: 1 };
}
/** Name, unit, digits and note of a reading. */
export function readingWords(model, name) {
  const known = entry('readings');
  return isTold(model) && Object.hasOwn(known, name) ? known[name] : { ...measured(name), note: '' };
}
/** What the sentences of a model are made of, as the catalogue's `describe` holds it. */
const planOf = model => (isTold(model) ? entry(`describe.${model.name}`) : plainPlanOf(model));
const plans = new WeakMap();
function plainPlanOf(model) {
  if (!plans.has(model)) plans.set(model, plainPlan(model));
  return plans.get(model);
}
function plainPlan(model) {
  const told = (key, words) => fill(say(key), { ...words, value: '{value}' });
  const negative = (key, words) => fill(say(key), { ...words, value: '−{value}' });
  return {
    status: entry('any.status'),
    readings: model.readings.map(({ name }) => {
      const words = readingWords(model, name);
      const text = told('any.reading', words);
      const minus = negative('any.reading', words);
      return {
        reading: name,
        scale: 1,
        digits: words.digits,
        near: 0.5 / 10 ** words.digits,
        zero: text,
        plus: text,
        minus,
      };
    }),
    pulls: entry('any.pulls'),
    names: {},
    settings: Object.fromEntries(
      model.settings.map(({ name, normal }) => {
        const text = told('any.setting', measured(name));
        return [name, { zero: normal === 0 ? '' : text, plus: text, minus: negative('any.setting', measured(name)) }];
      }),
    ),
  };
}
/** What a preset is called. */
export const presetName = (model, name) =>
  isTold(model) && Object.hasOwn(entry('figure.presets'), name) ? say(`figure.presets.${name}`) : plainName(name);
/** Words of a setting's slider: low, middle, high, unit, sign. */
export function settingWords(model, name) {
  const known = entry('figure.settings');
  if (isTold(model) && Object.hasOwn(known, name)) return known[name];
  const unit = measured(name).unit.trim() || model.settings.find(row => row.name === name).unit;
  return { ...entry('any.settings'), unit, sign: unit };
}
/** Title, lead or limits of a figure of a model. */
export function figureWords(model, key) {
  if (isTold(model)) return say(`figure.${key}.${model.name}`);
  return key === 'title' ? model.title : say(`any.${key}`);
}

/** Whether a name is one of those that figures share: they have a slider of their own. */
export const sharesName = name => Object.hasOwn(entry('figure.names'), name);
/** What a group, cable or setting is called. */
export function nameOf(model, name) {
  if (isTold(model)) {
    if (sharesName(name)) return say(`figure.names.${name}`);
    // A picture that stands for a model knows its name alone.
    const own = entry(`describe.${model.name}.names`);
    if (Object.hasOwn(own, name)) return own[name];
  }
  return model.settings?.some(row => row.name === name) ? measured(name).name : plainName(name);
}
/** Its name alone, without the words in brackets that explain it. */
export const titleOf = (model, name) => nameOf(model, name).split(' (')[0];
/** A name as it stands within a sentence. */
export const inSentence = name => (entry('pull.small_names') ? name[0].toLowerCase() + name.slice(1) : name);

const short = value => marked(digits(value, 1).replace(/\.0$/, ''));
