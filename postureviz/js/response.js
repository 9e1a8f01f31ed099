// How readings answer to pulls, and how sure a reading is. Mirrors postureviz/response.py.
import { drive, evaluate, prepare, response } from './mechanics.js';
import { cableFactors, groupsOf, shaped } from './model.js';
import { measure } from './readings.js';
import { postureAt, solve, stability } from './solver.js';

const STEP = 1e-3;

// The slope of every reading, or of the named ones, to the factor of every group: { reading: { group: slope } }.
export function sensitivities(p, names = p.model.readings.map(row => row.name)) {
  if (p.status === 'unsolved') throw new RangeError('sensitivities needs a posture that rests');
  const mech = prepare(shaped(p.model, p.settings)),
    phi = Float64Array.from(p.angles, a => a - p.lean),
    perCable = response(mech, phi, drive(mech, cableFactors(p.model, p.factors), p.settings)),
    slopes = Object.fromEntries(names.map(name => [name, {}])),
    heavy = p.model.readings.some(row => row.kind === 'stability' && names.includes(row.name));
  for (const group of groupsOf(p.model)) {
    const direction = new Float64Array(mech.n);
    p.model.cables.forEach((c, i) => {
      if (c.group === group && !Object.hasOwn(p.factors, c.name)) perCable[i].forEach((v, j) => (direction[j] += v));
    });
    const at = k => {
      const factors = { ...p.factors, [group]: p.factors[group] + k * STEP },
        on = drive(mech, cableFactors(p.model, factors), p.settings),
        moved = phi.map((v, j) => v + k * STEP * direction[j]),
        q = postureAt(p.model, mech, factors, p.settings, on, moved);
      if (heavy) q.stability = stability(mech, evaluate(mech, moved, on).hessian);
      return measure(q, names);
    };
    const [a, b, c, d] = [at(-2), at(-1), at(1), at(2)];
    for (const name of names) slopes[name][group] = (a[name] - 8 * b[name] + 8 * c[name] - d[name]) / (12 * STEP);
  }
  return slopes;
}

// A band for every reading: how far it hangs on numbers that are only assumed.
export function spread(p, sets = 200) {
  const rows = [];
  for (let k = 0; k < sets; k++) {
    const q = solve(varied(p.model, k), p.factors, p.settings);
    if (q.status === 'settled' || q.status === 'buckled') rows.push(measure(q));
  }
  return Object.fromEntries(p.model.readings.map(({ name }) => [name, middle(rows.map(row => row[name]))]));
}

// The values below which 5 % and 95 % lie, by straight lines between ranks.
function middle(values) {
  const v = values.sort((a, b) => a - b),
    at = share => {
      const x = share * (v.length - 1),
        i = Math.floor(x);
      return i + 1 < v.length ? v[i] + (x - i) * (v[i + 1] - v[i]) : v[i];
    };
  return v.length ? [at(0.05), at(0.95)] : [NaN, NaN];
}

const variants = new WeakMap();
export function varied(model, seed) {
  if (!variants.has(model)) variants.set(model, new Map());
  const kept = variants.get(model);
  if (!kept.has(seed)) {
    const data = JSON.parse(JSON.stringify(model)),
      draw = draws(seed);
    for (const row of data.unsure ?? []) {
      const share = 0.5 + draw();
      for (const item of data[row.part]) {
        if (row.names && !row.names.includes(item.name ?? item.link)) continue;
        const [holder, key] = row.entry.startsWith('law.') ? [item.law, row.entry.slice(4)] : [item, row.entry];
        if (Object.hasOwn(holder, key)) holder[key] *= share;
      }
    }
    kept.set(seed, data);
  }
  return kept.get(seed);
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
