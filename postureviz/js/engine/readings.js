// Numbers read off a posture, as the model's data lists them. Mirrors postureviz/readings.py.
import { armsAt, prepare } from './mechanics.js';
import { pointAt, unitVectors } from './mechanism.js';
import { shaped } from './model.js';
import { frameOf } from './posture.js';
import { usualPosture } from './usual.js';

const degrees = r => (r * 180) / Math.PI;
const between = (p, row) => {
  const a = p.landmarks[row.from];
  const b = p.landmarks[row.to];
  return [b[0] - a[0], b[1] - a[1]];
};
const mechOf = p => prepare(shaped(p.model, p.settings));
const linkOf = (p, name) => p.model.links.findIndex(l => l.name === name);
// The angles before the whole body was turned about its foot.
const ownAngles = p => Float64Array.from(p.angles, a => a - p.lean);

// The compression in a joint, along its own link or square to a plate, N.
function compression(p, row) {
  const i = linkOf(p, row.joint);
  const along = p.joints.compression[i];
  if (row.plate === undefined) return along;
  const [link, plate] = mechOf(p).plates[row.plate];
  const off = p.angles[i] - p.angles[link] - plate;
  return along * Math.cos(off) + p.joints.shear[i] * Math.sin(off);
}

/** How each kind of reading is read: (posture, row) => number. */
export const KINDS = {
  lean(p, row) {
    const [x, y] = between(p, row);
    return degrees(Math.atan2(x, y));
  },
  slope(p, row) {
    const [x, y] = between(p, row);
    return degrees(Math.atan2(y, x));
  },
  shift(p, row) {
    const mech = mechOf(p);
    return 100 * (p.landmarks[row.to][0] - pointAt(mech.landmarks[row.to], unitVectors(mech.neutral))[0]);
  },
  offset: (p, row) => 100 * between(p, row)[0],
  rise: (p, row) => 100 * between(p, row)[1],
  reach(p, row) {
    const mech = mechOf(p);
    const i = linkOf(p, row.frame);
    const across = phi => {
      const z = unitVectors(phi);
      const a = pointAt(mech.landmarks[row.to], z);
      const b = pointAt(mech.bases[i], z);
      return (a[0] - b[0]) * z.im[i] - (a[1] - b[1]) * z.re[i];
    };
    return 100 * (across(ownAngles(p)) - across(mech.neutral));
  },
  plates(p, row) {
    const { plates } = mechOf(p);
    const [i, a] = plates[row.from];
    const [j, b] = plates[row.to];
    return degrees(p.angles[j] + b - p.angles[i] - a);
  },
  joint(p, row) {
    const mech = mechOf(p);
    const i = linkOf(p, row.joint);
    const up = mech.parent[i];
    const turn = j => p.angles[j] - p.lean - mech.neutral[j];
    return degrees(turn(i) - (up < 0 ? 0 : turn(up)));
  },
  compression,
  load_share: (p, row) => (100 * compression(p, row)) / compression(usualPosture(p), row),
  moment: (p, row) => p.joints.moment[linkOf(p, row.joint)],
  stability: p => p.stability,
  tension: (p, row) =>
    p.model.cables
      .filter(c => row.cable === c.name || row.cable === c.group)
      .reduce((a, c) => a + p.tension[c.name], 0),
  pull_moment(p, row) {
    const mech = mechOf(p);
    const own = p.model.cables.map(c => row.cable === c.name || row.cable === c.group);
    const arms = armsAt(mech, ownAngles(p));
    return mech.curves.reduce(
      (a, c, k) =>
        own[c.cable] && c.joint === linkOf(p, row.joint) ? a + arms[k] * p.tension[p.model.cables[c.cable].name] : a,
      0,
    );
  },
  body_lean(p) {
    const { mech, u } = frameOf(p);
    return mech.stance.foot === null ? 0 : -degrees(p.lean - u.turn);
  },
};

/**
 * All readings of a posture, or the named ones: {name: value}.
 * @param {Posture} p
 * @param {string[]} [names]
 * @returns {Object<string, number>}
 */
export const measure = (p, names = null) =>
  Object.fromEntries(chosen(p.model, names).map(row => [row.name, scaled(row, KINDS[row.kind](p, row))]));

const chosen = (model, names) => model.readings.filter(row => !names || names.includes(row.name));
const scaled = (row, value) => (row.sign ?? 1) * (row.scale ?? 1) * value + (row.add ?? 0) + 0;
