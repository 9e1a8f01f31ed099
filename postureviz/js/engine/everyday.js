// A force beside things whose weight people know. Mirrors postureviz/everyday.py.
import { DATA } from './data.js';
import { numberInRange } from './model.js';
import { say } from './words.js';

/**
 * A force beside things whose weight people know.
 * @param {number} newtons
 * @returns {{ name: string, count: number, newtons: number, words: string }}
 */
export function everyday(newtons) {
  numberInRange('newtons', newtons, 0, 1e6);
  const { rows, most, dearer } = DATA.tables.everyday;
  const g = DATA.numerics.gravity_m_per_s2;
  if (newtons < (rows[0].kg * g) / 2) return { name: rows[0].name, count: 0, newtons: 0, words: say('everyday.less') };
  let [row, count, least] = [rows[rows.length - 1], most.count, Infinity];
  for (const thing of rows) {
    const pieces = Math.floor(newtons / (thing.kg * g) + 0.5);
    if (pieces < 1 || pieces > most.count) continue;
    const misfit = Math.abs(Math.log(newtons / (pieces * thing.kg * g))) + dearer.per_piece * pieces;
    if (misfit < least) [row, count, least] = [thing, pieces, misfit];
  }
  return {
    name: row.name,
    count,
    newtons: count * row.kg * g,
    words: say(`everyday.${row.name}.${count === 1 ? 'one' : 'many'}`, { count }),
  };
}
