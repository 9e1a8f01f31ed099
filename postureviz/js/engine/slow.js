// States that change slowly: attention, creep and practice. Mirrors postureviz/slow.py.
import { DATA } from './data.js';
import { completeFactors, asModel, numberInRange } from './model.js';
import { measure } from './readings.js';
import { solve } from './solver.js';

const slowOf = () => DATA.tables.slow;

/**
 * Which share of an effort is left after some minutes: assumed.
 * @param {number} minutes
 * @param {?number} [lasting]
 * @returns {number}
 */
export const attention = (minutes, lasting = null) =>
  Math.exp(-time('minutes', minutes) / rate(lasting, slowOf().attention.minutes));

/**
 * Where a reading is that was held on purpose, minutes after attention left.
 * @param {number} rest
 * @param {number} held
 * @param {number} minutes
 * @param {?number} [lasting]
 * @returns {number}
 */
export const drift = (rest, held, minutes, lasting = null) => rest + (held - rest) * attention(minutes, lasting);

/**
 * Degrees further that a low back bends after a long bend, and what is left after a rest.
 * @param {number} minutes
 * @param {number} [rested]
 * @returns {number} degrees
 */
export function creep(minutes, rested = 0) {
  const row = slowOf().creep;
  const { fast_share, fast_minutes, slow_minutes } = row.rest;
  const most = row.deg / (1 - Math.exp(-row.after_minutes / row.minutes));
  const grown = most * (1 - Math.exp(-time('minutes', minutes) / row.minutes));
  const after = time('rested', rested);
  return grown * (fast_share * Math.exp(-after / fast_minutes) + (1 - fast_share) * Math.exp(-after / slow_minutes));
}

/**
 * Which share of a change of resting tone has come after weeks of practice: assumed.
 * @param {number} weeks
 * @param {?number} [lasting]
 * @returns {number}
 */
export const tone = (weeks, lasting = null) => 1 - Math.exp(-time('weeks', weeks) / rate(lasting, slowOf().tone.weeks));

/**
 * By how much trials moved a reading, and how much of it the assumed rate gives after some weeks.
 * @param {string} reading
 * @param {number} weeks
 * @param {?number} [lasting]
 * @returns {{ change: number, low: number, high: number }}
 */
export function practice(reading, weeks, lasting = null) {
  const rows = slowOf().tone.measured;
  const row = rows.find(r => r.reading === reading);
  if (!row)
    throw new RangeError(`no trial of '${reading}' in the data; measured: ${rows.map(r => r.reading).join(', ')}`);
  const share = Math.min(1, tone(weeks, lasting) / tone(row.weeks, lasting));
  return { change: share * row.change, low: share * row.low, high: share * row.high };
}

/**
 * Factors moved towards even, no further than trials moved the reading at the least: by that end of their likely range
 * which promises less.
 * @param {Model | string} which
 * @param {Object<string, number>} factors
 * @param {string} reading
 * @param {number} weeks
 * @param {?number} [lasting]
 * @returns {{ factors: Object<string, number>, share: number, change: number }}
 */
export function retrain(which, factors, reading, weeks, lasting = null) {
  const model = asModel(which);
  const trial = practice(reading, weeks, lasting);
  const most = Math.min(Math.abs(trial.low), Math.abs(trial.high));
  const start = completeFactors(model, factors);
  const pullsAt = share => Object.fromEntries(Object.entries(start).map(([k, f]) => [k, f + (1 - f) * share]));
  const at = share => measure(solve(model, pullsAt(share)), [reading])[reading];
  const before = at(0);
  let low = 0;
  let high = 1;
  if (Math.abs(at(1) - before) > most) {
    for (let k = 0; k < 40; k++) {
      const middle = (low + high) / 2;
      if (Math.abs(at(middle) - before) > most) high = middle;
      else low = middle;
    }
  } else low = 1;
  return { factors: pullsAt(low), share: low, change: at(low) - before };
}

const time = (what, value) => numberInRange(what, value, 0, 1e6);

const rate = (value, usual) => numberInRange('lasting', value ?? usual, 1e-3, 1e6);
