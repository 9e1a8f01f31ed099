// Movements as rows of still postures, with the loads along the way. Mirrors postureviz/movement.py.
import { DATA } from './data.js';
import { effort } from './effort.js';
import { loadModel } from './model.js';
import { solve } from './solver.js';
import { supported } from './support.js';

const rowsFor = model => DATA.tables.movements.rows.filter(row => row.model === model.name);
export const movements = which => rowsFor(loadModel(which)).map(row => row.name);

export function movement(which, name, factors = {}, support = null, count = 21) {
  const model = loadModel(which),
    row = rowsFor(model).find(r => r.name === name);
  if (!row) throw new RangeError(`no movement '${name}' in model '${model.name}'; movements: ${movements(model).join(', ') || 'none'}`);
  if (!Number.isInteger(count) || count < 2 || count > 201) throw new RangeError(`count is ${count}; it must be a whole number from 2 to 201`);
  const firm = supported(model, support);
  return Array.from({ length: count }, (_, k) => {
    const at = k / (count - 1),
      settings = settingsAt(model, row.keys, at),
      posture = solve(firm, factors, settings);
    return { at, settings, posture, loads: loads(posture) };
  });
}

// The compression in every joint, N, when muscles do what the posture reflex does in the model.
export const loads = p => effort(p.model, p, {}, {}, { limit: DATA.numerics.carry_limit, reflex: false, slack_Nm: DATA.numerics.carry_slack_Nm }).compression_N;

// The settings at a moment: straight lines between keyframes.
function settingsAt(model, keys, at) {
  const full = key => Object.fromEntries(model.settings.map(s => [s.name, key.settings[s.name] ?? s.normal])),
    ahead = keys.findIndex(key => key.at >= at);
  if (ahead === 0) return full(keys[0]);
  const [a, b] = [keys[ahead - 1], keys[ahead]],
    share = (at - a.at) / (b.at - a.at),
    [one, two] = [full(a), full(b)];
  return Object.fromEntries(Object.keys(one).map(name => [name, one[name] + (two[name] - one[name]) * share]));
}
