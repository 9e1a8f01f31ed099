// How far a reading hangs on numbers that the model only assumes: worked out beforehand for the presets, by the recipe
// of `spread`, because it takes hundreds of models.
import { DATA } from './data.js';
import { library } from './model.js';
import { solve } from './solver.js';
import { measure } from './readings.js';
import { formatState } from './state.js';

const bandStarts = new WeakMap();
function evenReadings(model) {
  if (!bandStarts.has(model)) bandStarts.set(model, measure(solve(model, {}, {})));
  return bandStarts.get(model);
}

/** Whether a model has bands at all; a changed copy of one has none. */
export const hasBands = model => library()[model.name] === model && Object.hasOwn(DATA.bands, model.name);

/** { reading: [low, high] } of the preset that a posture is; nothing for any other posture. */
export function bandsOf({ model, factors, settings }) {
  if (!hasBands(model)) return {};
  const here = formatState(model, factors, settings);
  const preset = model.presets.find(row => formatState(model, row.factors, row.settings) === here);
  const rows = preset && DATA.bands[model.name][preset.name];
  if (!rows) return {};
  // Of even pull the readings themselves are kept, of every other preset how far they move from it.
  const from = name => (preset.name === 'even' ? 0 : evenReadings(model)[name]);
  return Object.fromEntries(Object.entries(rows).map(([name, [low, high]]) => [name, [from(name) + low, from(name) + high]]));
}
