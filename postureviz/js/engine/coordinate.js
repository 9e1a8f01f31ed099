// Readings that hang on the angles alone, with exact first and second derivatives. Mirrors postureviz/coordinate.py.
// The Hessian of a jet is one array, row after row, or null where nobody asks for it.
import { bodyLean } from './mechanics.js';
import { matrix } from './linalg.js';
import { unitVectors } from './mechanism.js';

/** @typedef {{ value: number, gradient: Float64Array, hessian: ?Float64Array }} Jet */
const PER_DEGREE = 180 / Math.PI;

const plus = (a, b, share = 1) => ({
  value: a.value + share * b.value,
  gradient: a.gradient.map((v, i) => v + share * b.gradient[i]),
  hessian: a.hessian?.map((v, i) => v + share * b.hessian[i]),
});

const times = ({ value, gradient, hessian }, share, add = 0) => ({
  value: share * value + add,
  gradient: gradient.map(v => v * share),
  hessian: hessian?.map(v => v * share),
});

/**
 * A reading of a posture with its first derivatives, and unless told otherwise the second, in its unit per rad.
 * @param {Model} model
 * @param {Mechanism} mech
 * @param {Object} row
 * @param {Float64Array} phi
 * @param {Inputs} u
 * @param {boolean} [bent]
 * @returns {Jet}
 */
export function coordinate(model, mech, row, phi, u, bent = true) {
  if (!isPlace(row))
    throw new RangeError(
      `reading '${row.name}' of model '${model.name}' is not a place or an angle; choose from: ${model.readings
        .filter(isPlace)
        .map(r => r.name)
        .join(', ')}`,
    );
  return times(RULES[row.kind](model, mech, row, phi, u, bent), (row.sign ?? 1) * (row.scale ?? 1), row.add ?? 0);
}

/**
 * The place of a landmark in the world, m: a jet along x, and one along y.
 * @param {Mechanism} mech
 * @param {string} name
 * @param {Float64Array} phi
 * @param {Inputs} u
 * @param {boolean} [bent]
 * @returns {Jet[]} along x, and along y
 */
export function landmark(mech, name, phi, u, bent = true) {
  const d = rolled(vector(mech, phi, name), mech, phi, u);
  const foot = mech.stance.foot;
  if (foot === null) return turned(d, still(mech.n, bent));
  return turned({ ...d, x: d.x - u.pivot[0], y: d.y - u.pivot[1] }, turn(mech, phi, u, bent)).map((jet, i) => ({
    ...jet,
    value: jet.value + foot[i],
  }));
}

// The same place where the first link has rolled on a seat.
function rolled({ x, y, ax, ay }, mech, phi, { roll: [a, b] }) {
  const [c, s] = [Math.cos(phi[0]), Math.sin(phi[0])];
  const [nc, ns] = [Math.cos(mech.neutral[0]), Math.sin(mech.neutral[0])];
  ax[0] += a * c - b * s;
  ay[0] += a * s + b * c;
  return { x: x + a * (c - nc) - b * (s - ns), y: y + a * (s - ns) + b * (c - nc), ax, ay };
}

// A place, or the vector from one to the other: d, and what each link adds to it.
function vector(mech, phi, to, from = null) {
  const z = unitVectors(phi);
  const p = mech.landmarks[to];
  const o = from === null ? null : mech.landmarks[from];
  return armsOf(
    z,
    p.re.map((v, j) => v - (o ? o.re[j] : 0)),
    p.im.map((v, j) => v - (o ? o.im[j] : 0)),
    p.b[0] - (o ? o.b[0] : 0),
    p.b[1] - (o ? o.b[1] : 0),
  );
}

function armsOf(z, re, im, x, y) {
  const ax = re.map((v, j) => v * z.re[j] - im[j] * z.im[j]);
  const ay = re.map((v, j) => v * z.im[j] + im[j] * z.re[j]);
  for (let j = 0; j < ax.length; j++) {
    x += ax[j];
    y += ay[j];
  }
  return { x, y, ax, ay };
}

const still = (n, bent, value = 0) => ({ value, gradient: new Float64Array(n), hessian: bent ? matrix(n) : null });

const within = (degrees, low) => ((((degrees - low) % 360) + 360) % 360) + low;

function direction({ x, y, ax, ay }, bent) {
  const n = ax.length;
  const far = x * x + y * y;
  const re = ax.map((v, j) => (v * x + ay[j] * y) / far);
  const im = ay.map((v, j) => (v * x - ax[j] * y) / far);
  const hessian = bent ? matrix(n) : null;
  for (let j = 0; bent && j < n; j++) {
    for (let k = 0; k < n; k++) hessian[j * n + k] = re[j] * im[k] + im[j] * re[k];
    hessian[j * n + j] -= im[j];
  }
  return { value: Math.atan2(y, x), gradient: re, hessian };
}

// How far the base is turned so that the weight is over the foot.
function turn(mech, phi, u, bent) {
  if (mech.stance.foot === null) return still(mech.n, bent);
  if (!(u.total > 0)) return still(mech.n, bent, u.turn);
  const found = times(
    direction(armsOf(unitVectors(phi), u.weightMoments.re, u.weightMoments.im, ...u.weightOffset), bent),
    -(1 - u.seat),
  );
  return { ...found, value: bodyLean(mech, phi, u) };
}

// The vector d after a turn: a jet along x, and one along y.
function turned({ x, y, ax, ay }, { value, gradient: t, hessian: bend }) {
  const n = ax.length;
  const [c, s] = [Math.cos(value), Math.sin(value)];
  const first = [new Float64Array(n), new Float64Array(n)];
  const second = bend ? [matrix(n), matrix(n)] : [null, null];
  const put = (to, at, re, im) => {
    to[0][at] = c * re - s * im;
    to[1][at] = s * re + c * im;
  };
  for (let j = 0; j < n; j++) {
    put(first, j, -(ay[j] + y * t[j]), ax[j] + x * t[j]);
    for (let k = 0; bend && k < n; k++) {
      const at = j * n + k;
      const own = j === k ? 1 : 0;
      const tt = t[j] * t[k];
      put(
        second,
        at,
        -own * ax[j] - ax[j] * t[k] - t[j] * ax[k] - x * tt - y * bend[at],
        -own * ay[j] - ay[j] * t[k] - t[j] * ay[k] - y * tt + x * bend[at],
      );
    }
  }
  return [0, 1].map(i => ({ value: i ? s * x + c * y : c * x - s * y, gradient: first[i], hessian: second[i] }));
}

const slope = (mech, row, phi, u, bent) => {
  const found = times(plus(direction(vector(mech, phi, row.to, row.from), bent), turn(mech, phi, u, bent)), PER_DEGREE);
  return { ...found, value: within(found.value, -180) };
};

const between = (mech, row, phi, u, bent) =>
  turned(vector(mech, phi, row.to, row.from), turn(mech, phi, u, bent)).map(jet => times(jet, 100));

const linkAt = (model, name) => model.links.findIndex(l => l.name === name);

// How far a landmark is across a link's frame, cm.
function across(model, mech, row, phi, bent) {
  const i = linkAt(model, row.frame);
  const p = mech.landmarks[row.to];
  const o = mech.bases[i];
  const d = armsOf(
    unitVectors(phi),
    p.re.map((v, j) => v - o.re[j]),
    p.im.map((v, j) => v - o.im[j]),
    p.b[0] - o.b[0],
    p.b[1] - o.b[1],
  );
  const back = still(mech.n, bent, -phi[i]);
  back.gradient[i] = -1;
  return times(turned(d, back)[1], -100);
}

/** How each kind of place or angle is found: (model, mech, row, phi, u, bent) => Jet. */
export const RULES = {
  slope: (model, ...known) => slope(...known),
  lean(model, ...known) {
    const along = times(slope(...known), -1, 90);
    return { ...along, value: within(along.value, -180) };
  },
  offset: (model, ...known) => between(...known)[0],
  rise: (model, ...known) => between(...known)[1],
  shift: (model, mech, row, phi, u, bent) =>
    times(landmark(mech, row.to, phi, u, bent)[0], 100, -100 * vector(mech, mech.neutral, row.to).x),
  reach(model, mech, row, phi, u, bent) {
    const now = across(model, mech, row, phi, bent);
    return { ...now, value: now.value - across(model, mech, row, mech.neutral, false).value };
  },
  plates(model, mech, row, phi, u, bent) {
    const [i, a] = mech.plates[row.from];
    const [j, b] = mech.plates[row.to];
    const jet = still(mech.n, bent, phi[j] + b - phi[i] - a);
    jet.gradient[j] += 1;
    jet.gradient[i] -= 1;
    return times(jet, PER_DEGREE);
  },
  joint(model, mech, row, phi, u, bent) {
    const i = linkAt(model, row.joint);
    const p = mech.parent[i];
    const jet = still(mech.n, bent, phi[i] - mech.neutral[i] - (p < 0 ? 0 : phi[p] - mech.neutral[p]));
    jet.gradient[i] = 1;
    if (p >= 0) jet.gradient[p] = -1;
    return times(jet, PER_DEGREE);
  },
  body_lean(model, mech, row, phi, u, bent) {
    const jet = turn(mech, phi, u, bent);
    return times(mech.stance.foot === null ? jet : { ...jet, value: jet.value - u.turn }, -PER_DEGREE);
  },
};

/**
 * Whether a reading is a place or an angle: it hangs on the angles alone.
 * @param {Object} row
 * @returns {boolean}
 */
export const isPlace = row => Object.hasOwn(RULES, row.kind);
