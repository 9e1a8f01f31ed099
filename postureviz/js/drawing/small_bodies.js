// Little bodies: outline and spine line of a posture at any scale, for pictures that are about something else.
import { spline, strokes } from './geom.js';
import { group, ink, path } from './svg.js';
import { asModel, completeFactors, completeSettings, cableFactors, shaped } from '../engine/model.js';
import { inputs, prepare } from '../engine/mechanics.js';
import { postureAt } from '../engine/posture.js';
import { solve } from '../engine/solver.js';
import { measure } from '../engine/readings.js';
import { SPINE, bodyOf, skinPath } from './back_anatomy.js';
import { armOutline, sideFrames, skinOutline, spineLine } from './side_anatomy.js';

/** S: view of centimetres, x from the neutral hip, y from the floor. options: full (body), spine (drawn), arm, tone. */
export function littleSide(posture, S, { full = false, spine = true, arm = false, skin = 'skin', line = 'ink' } = {}) {
  const frames = sideFrames(posture);
  const on = points => points.map(([x, y]) => S(x, y));
  const thin = Math.max(0.9, S.k * 0.32);
  return group(
    { 'data-part': 'little body' },
    path(spline(on(skinOutline(frames, full ? 'full' : 'slim')), true), {
      fill: ink(skin),
      stroke: ink('skin-edge'),
      'stroke-width': thin,
    }),
    arm
      ? path(spline(on(armOutline(frames)), true), {
          fill: ink('skin-2'),
          stroke: ink('skin-edge'),
          'stroke-width': thin,
          'fill-opacity': 0.75,
        })
      : [],
    spine
      ? path(strokes([on(spineLine(frames))]), { stroke: ink(line), 'stroke-width': Math.max(1.4, S.k * 0.55) })
      : [],
  );
}

/** The same from behind, without arms. */
export function littleBack(posture, S, { full = false, spine = true, skin = 'skin', line = 'ink' } = {}) {
  const body = bodyOf(posture);
  const thin = Math.max(0.9, S.k * 0.32);
  const rising = posture.model.links
    .map((link, i) => [link.name, posture.points[i + 1]])
    .filter(([name]) => SPINE.test(name) || name === 'head');
  return group(
    { 'data-part': 'little body' },
    path(skinPath(S, body, full), { fill: ink(skin), stroke: ink('skin-edge'), 'stroke-width': thin }),
    spine
      ? path(strokes([rising.map(([, [x, y]]) => S(100 * x, 100 * y))]), {
          stroke: ink(line),
          'stroke-width': Math.max(1.4, S.k * 0.55),
        })
      : [],
  );
}

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
