// Stay-points: stiffness added at some joints around neutral. Mirrors postureviz/support.py.
import { DATA } from './data.js';

/**
 * The stay-points of a model and the joints that each holds.
 * @param {Model} model
 * @returns {Object<string, string[]>}
 */
export const stays = model =>
  Object.fromEntries(DATA.tables.stays.rows.filter(row => row.model === model.name).map(row => [row.name, row.joints]));

const braced = new WeakMap();
/**
 * The model with stiffness added at some joints.
 * @param {Model} model
 * @param {?Object<string, number>} support
 * @returns {Model}
 */
export function supported(model, support) {
  const known = stays(model);
  const joints = model.links.map(l => l.name);
  const given = Object.entries(support ?? {});
  for (const [name, share] of given) {
    if (!Object.hasOwn(known, name) && !joints.includes(name))
      throw new RangeError(
        `no stay-point or joint '${name}' in model '${model.name}'; stay-points: ${Object.keys(known).join(', ') || 'none'}; joints: ${joints.join(', ')}`,
      );
    if (typeof share !== 'number' || !(share >= 0 && share <= 1))
      throw new RangeError(`support '${name}' is ${share}; it must lie from 0 to 1`);
  }
  const shares = {};
  for (const [name, share] of given) for (const joint of known[name] ?? []) shares[joint] = share;
  for (const [name, share] of given) if (!Object.hasOwn(known, name)) shares[name] = share;
  const rows = Object.entries(shares).filter(([, share]) => share > 0);
  if (!rows.length) return model;
  if (!braced.has(model)) braced.set(model, new Map());
  const kept = braced.get(model);
  const key = JSON.stringify(rows.sort());
  if (!kept.has(key)) {
    const copy = JSON.parse(JSON.stringify(model));
    for (const joint of copy.joints) {
      const more = 1 + (shares[joint.link] ?? 0);
      joint.stiffness_Nm_per_rad *= more;
      if (joint.stiffening_deg !== undefined) joint.stiffening_deg *= Math.sqrt(more);
    }
    if (kept.size > 64) kept.clear();
    kept.set(key, copy);
  }
  return kept.get(key);
}
