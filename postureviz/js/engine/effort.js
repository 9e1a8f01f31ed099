// Least extra pull that holds a posture away from rest. Mirrors postureviz/effort.py.
import { DATA } from './data.js';
import { maxAbs } from './linalg.js';
import { groupsOf, numberInRange } from './model.js';
import { beyond, cableLengths, cablePull, jointForces } from './mechanics.js';
import { isPlace } from './coordinate.js';
import { measure } from './readings.js';
import { frameOf } from './posture.js';
import { Potential, boundedLeastSquares } from './minimum.js';
import { hold } from './valley.js';

/**
 * The target is readings to hold, or a posture.
 * @param {Model | string} which
 * @param {Object<string, number> | Posture} target
 * @param {Object<string, number>} [factors]
 * @param {Object<string, number>} [settings]
 * @param {Object} [options]
 * @returns {Object}
 */
export function effort(
  which,
  target,
  factors = {},
  settings = {},
  { limit = DATA.numerics.effort_limit, support = null, reflex = true, slack_Nm = DATA.numerics.effort_slack_Nm } = {},
) {
  numberInRange('limit', limit, 2, 100);
  numberInRange('slack_Nm', slack_Nm, 1e-6, 100);
  const p = Array.isArray(target.angles) ? target : hold(which, target, factors, settings, support);
  if (p.status === 'unsolved')
    throw new RangeError(`target ${JSON.stringify(target)}: the model cannot be brought there`);
  const { mech, u, phi } = frameOf(p);
  const lengths = cableLengths(mech, phi, u);
  const { gradient, lengthRows } = new Potential(mech, u).evaluate(phi);
  const perFactor = Array.from(lengths, (l, c) => cablePull(mech, u, c, l)[3]);
  // joint by joint: the torque of all that lies beyond
  const columns = mech.cables.map((_, c) =>
    beyond(
      mech,
      lengthRows[c].map(v => v * perFactor[c]),
    ),
  );
  const goal = beyond(mech, gradient).map(
    (v, i) => v + (reflex ? 0 : Object.values(p.servo).reduce((s, torques) => s + torques[i], 0)),
  );
  const low = Array.from(u.factors, f => -f);
  const high = Array.from(u.factors, f => limit - f);
  const extra = boundedLeastSquares(
    columns,
    goal.map(v => -v),
    low,
    high,
    slack_Nm,
  );
  const tensions = mech.cables.map((name, c) => p.tension[name] + perFactor[c] * extra[c]);
  const { compression } = jointForces(mech, phi, tensions, u, p.settings);
  const byCable = value => Object.fromEntries(mech.cables.map((name, c) => [name, value(c)]));
  const groups = Object.fromEntries(groupsOf(p.model).map(g => [g, 0]));
  p.model.cables.forEach((cable, c) => cable.group !== null && (groups[cable.group] += perFactor[c] * extra[c]));
  return {
    extra: byCable(c => extra[c]),
    extra_N: byCable(c => perFactor[c] * extra[c]),
    groups_N: groups,
    cost: extra.reduce((s, v) => s + v * v, 0),
    left_Nm: maxAbs(goal.map((v, i) => v + columns.reduce((s, column, c) => s + column[i] * extra[c], 0))),
    compression_N: Object.fromEntries(p.model.links.map((l, i) => [l.name, compression[i]])),
    posture: p,
    readings: measure(
      p,
      p.model.readings.filter(isPlace).map(row => row.name),
    ),
  };
}
