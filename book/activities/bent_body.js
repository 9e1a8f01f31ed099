// A body with curves that are wanted: a shape to draw, not a posture that rests.
import { asModel, completeFactors, completeSettings, cableFactors, shaped } from '../../postureviz/js/engine/model.js';
import { inputs, prepare } from '../../postureviz/js/engine/mechanics.js';
import { postureAt } from '../../postureviz/js/engine/posture.js';
import { solve } from '../../postureviz/js/engine/solver.js';
import { measure } from '../../postureviz/js/engine/readings.js';

const BENDING = [
  ['lordosis_deg', ['L5', 'L4', 'L3', 'L2', 'L1'], 1],
  ['kyphosis_deg', ['T11', 'T10', 'T9', 'T8', 'T7', 'T6', 'T5', 'T4', 'T3', 'T2', 'T1'], -1],
];
const NECK_JOINTS = ['C7', 'C6', 'C5', 'C4', 'C3'];
const EYES_LEVEL = ['C2', 'C1', 'head']; // they keep the eyes where they were
const NECK_STEPS = 5;
/**
 * A body with other curves: the resting one at usual pull, its joints turned until it reads the wanted change. It is a
 * drawing of a shape, not a posture in which anything rests.
 * @param {{ lordosis_deg?: number, kyphosis_deg?: number, craniovertebral_deg?: number }} change from usual pull
 * @param {Record<string, number>} [settings]
 * @returns {Posture} drawn as if it rested
 */
export function bodyWith(change, settings = {}) {
  const model = asModel('side');
  const s = completeSettings(model, settings);
  const mech = prepare(shaped(model, s));
  const factors = completeFactors(model, {});
  const u = inputs(mech, cableFactors(model, factors), s);
  const even = solve(model, {}, settings);
  const wanted = measure(even, ['craniovertebral_deg']).craniovertebral_deg + (change.craniovertebral_deg ?? 0);
  const links = model.links.map(link => link.name);
  const children = name => [
    name,
    ...model.links.filter(link => link.parent === name).flatMap(link => children(link.name)),
  ];
  const below = Object.fromEntries(links.map(name => [name, children(name)]));
  const turn = (phi, name, radians) => below[name].forEach(kid => (phi[links.indexOf(kid)] += radians));
  const bent = neck => {
    const phi = Float64Array.from(even.angles, a => a - even.lean);
    const eyes = EYES_LEVEL.map(name => phi[links.indexOf(name)]);
    for (const [reading, joints, sense] of BENDING)
      for (const name of joints) turn(phi, name, (sense * ((change[reading] ?? 0) * Math.PI)) / 180 / joints.length);
    for (const name of NECK_JOINTS) turn(phi, name, neck / NECK_JOINTS.length);
    EYES_LEVEL.forEach((name, i) => (phi[links.indexOf(name)] = eyes[i]));
    return postureAt(model, mech, factors, s, u, phi);
  };
  const off = neck => measure(bent(neck), ['craniovertebral_deg']).craniovertebral_deg - wanted;
  let [a, b] = [0, 0.05];
  let [fa, fb] = [off(a), off(b)];
  for (let i = 0; i < NECK_STEPS && Math.abs(fb) > 1e-6; i++) {
    const next = Math.min(Math.max(b - (fb * (b - a)) / (fb - fa || 1), -1), 1);
    [a, fa] = [b, fb];
    [b, fb] = [next, off(next)];
  }
  return { ...bent(b), status: 'settled' };
}
