// What a head held forward asks of the neck, beside a plain lever. Mirrors postureviz/head.py.
import { DATA } from './data.js';
import { effort } from './effort.js';
import { numberInRange } from './model.js';
import { measure } from './readings.js';
import { hold } from './valley.js';
import { solve } from './solver.js';

const FORWARD = 'forward_head_cm';
/**
 * What the neck carries with the head held forward, beside a plain lever.
 * @param {number} shift_cm
 * @param {Object<string, number>} [factors]
 * @param {Object<string, number>} [settings]
 * @returns {Object}
 */
export function headLoad(shift_cm, factors = {}, settings = {}) {
  numberInRange('shift_cm', shift_cm, 0, 8);
  const { carry_limit: limit, carry_slack_Nm: slack_Nm } = DATA.numerics;
  const { head_weight_N, arm_mm } = DATA.tables.lever;
  const rest = solve('side', factors, settings);
  const held = hold('side', { [FORWARD]: measure(rest, [FORWARD])[FORWARD] + shift_cm }, factors, settings);
  const loaded = [rest, held].map(p => effort('side', p, {}, {}, { limit, slack_Nm, reflex: false }));
  const [before, after] = loaded.map(found => found.compression_N.C7);
  return {
    load_N: after,
    rest_N: before,
    times: after / before,
    lever_N: before + (head_weight_N.value * shift_cm) / 100 / (arm_mm.value / 1000),
    readings: loaded[1].readings,
  };
}
