// The same body at usual pull: what "shorter" and "longer" are measured against, and what a drawing is made on.
// Only a page asks for it again and again, so only here it is kept.
import { memo, oncePer } from './memo.js';
import { solve } from './solver.js';

const MOST_SHAPES = 32; // of one model: each sets its own bones

// Two models that are written alike share their postures: a notebook hands over a copy for every figure.
const byName = new Map();
const shapesOf = oncePer(model => {
  const written = JSON.stringify(model);
  if (byName.get(model.name)?.written !== written) byName.set(model.name, { written, shapes: memo(MOST_SHAPES) });
  return byName.get(model.name).shapes;
});
// Settings that give a body its shape, with what is normal.
const shapeOf = oncePer(model =>
  (model.shape ?? []).map(({ setting }) => [setting, model.settings.find(row => row.name === setting).normal]),
);

/**
 * The posture of the same model and shape with every pull as usual and all else normal.
 * @param {{ model: object, settings: Record<string, number> }} posture or what is known of it
 * @returns {object} a posture, the same object for the same model and shape
 */
export function usualPosture({ model, settings }) {
  const shape = shapeOf(model);
  let key = '';
  for (const [name, normal] of shape) key += `${settings[name] ?? normal},`;
  return shapesOf(model)(key, () =>
    solve(model, {}, Object.fromEntries(shape.map(([name, normal]) => [name, settings[name] ?? normal]))),
  );
}
