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
    odd = Object.entries(p.factors).filter(([name, f]) => f !== (groups.has(name) ? p.factors[groups.get(name)] : 1)),
    words = plan.pulls;
  if (!odd.length) return words.even;
  const parts = odd.map(([name, f]) => fill(words[tone(f)], { name: plan.names[name], value: brief(Math.abs(f - 1) * 100) })),
    rest = [...new Set(groups.values())].some(g => p.factors[g] === 1) ? words.rest : '';
  return fill(words.list, { parts: parts.join(words.join), rest });
}
const tone = factor => (factor === 0 ? 'slack' : factor > 1 ? 'tight' : factor < 1 ? 'weak' : 'level');
const brief = value => {
  const text = fixed(value, 1);
  return text.endsWith('.0') ? text.slice(0, -2) : text;
};
