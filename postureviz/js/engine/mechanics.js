// Energy of a chain of links, with exact first and second derivatives. Mirrors postureviz/mechanics.py.
import { DATA } from './data.js';
import { cholesky, matrix, maxAbs } from './linalg.js';
import { mechanism, pointAt, pointsAt, unitVectors } from './mechanism.js';

/** @typedef {import('./mechanism.js').Mechanism} Mechanism */
/** @typedef {import('./mechanism.js').Material} Material */
/** @typedef {Object} Inputs what the reader sets, with the names of Inputs in mechanics.py */
/**
 * @typedef {Object} Evaluated
 * @property {number} value J
 * @property {Float64Array} gradient N m
 * @property {Float64Array} hessian N m/rad, row after row
 * @property {Float64Array[]} lengthRows how each cable's length changes with the angles, m/rad
 * @property {number[]} perFactor tension per unit of factor, N
 * @property {number} scale the size of the torques present, N m
 */
/**
 * What the reader sets, as arrays.
 * @param {Mechanism} mech
 * @param {Float64Array} factors
 * @param {Object<string, number>} given
 * @returns {Inputs}
 */
export function inputs(mech, factors, given) {
  const { stance } = mech;
  const seat = stance.foot === null ? 1 : stance.seat ? given[stance.seat] : 0;
  // a seat carries the thigh: what it bears, the knee no longer does
  const settings = stance.bend ? { ...given, [stance.bend]: given[stance.bend] * (1 - seat) } : given;
  const { foot, turn, pivot } = stand(mech, settings, seat);
  const roll = rollOf(mech, seat);
  const rolled = turnedBy(roll, mech.neutral[0]);
  const n = mech.n;
  const zero = () => ({ re: new Float64Array(n), im: new Float64Array(n), from: 0, to: n });
  const weightMoments = zero();
  const loadMoments = zero();
  const weightOffset = [0, 0];
  const [tc, ts] = [Math.cos(turn), Math.sin(turn)];
  let total = 0;
  for (const load of mech.loads) {
    const { weighs } = load;
    const p = loadPoint(load, settings);
    const force = loadForce(mech, load, settings);
    const [fx, fy] = forceMoments(weighs ? weightMoments : loadMoments, force, turn, p, roll);
    if (!weighs) continue;
    const [bx, by] = [p.b[0] - foot[0] - rolled[0], p.b[1] - foot[1] - rolled[1]];
    weightOffset[0] += fx * bx - fy * by;
    weightOffset[1] += fx * by + fy * bx;
    total -= force[1];
  }
  const short = new Float64Array(mech.cables.length);
  for (const [name, share] of Object.entries(mech.law.short)) share.forEach((s, i) => (short[i] += settings[name] * s));
  return {
    factors,
    short,
    weightMoments,
    loadMoments,
    weightOffset,
    total,
    seat,
    turn,
    pivot,
    springs: springsAt(mech, settings, seat, roll, [tc, ts]),
    runs: runsAt(mech, seat),
    thigh: thighAt(mech, seat),
    roll,
    tone: leftOf(mech.law.least, settings, mech.cables.length),
    drive: null,
    wanted: mech.law.rest,
    brace: new Float64Array(n),
    exponent: mech.growth.map(g => g.shift.reduce((a, [name, per]) => a + settings[name] * per, 0)),
    goal: mech.springs.map(s =>
      s.moves.reduce((a, move) => a + settings[move.setting] * move.per_unit, restAt(mech, s, seat)),
    ),
  };
}

// Of a spring on the centre of mass the place over the sitting bones.
const restAt = ({ stance }, s, seat) => s.rest * (s.aim || !stance.ischium.some(Boolean) ? 1 : 1 - seat);

// All weight over what a seat leaves of it: a spring on the centre of mass feels the rest alone. What a seat carries
// sits at the hip, so that it only dilutes the place of the centre of mass.
function heftOf({ loads }, seat) {
  let [total, carried] = [0, 0];
  for (const { force, setting, weighs, onSeat } of loads)
    if (weighs && setting === null) {
      total -= force[1];
      carried -= onSeat * force[1];
    }
  return 1 / (1 - (total ? (seat * carried) / total : 0));
}

// The shares of cables' tensions and springs' stiffnesses that settings leave.
function leftOf(least, settings, size) {
  const share = new Float64Array(size).fill(1);
  for (const [name, rows] of Object.entries(least))
    for (let i = 0; i < size; i++) share[i] *= rows[i] + (1 - rows[i]) * settings[name];
  return share;
}

/**
 * The place of a load: settings may move it along and across its own link.
 * @param {Object} load
 * @param {Object<string, number>} settings
 * @returns {Material}
 */
export function loadPoint({ point, link, moves }, settings) {
  if (!moves.length) return point;
  const [re, im] = [point.re.slice(), point.im.slice()];
  for (const { setting, per_unit_m } of moves) {
    re[link] += settings[setting] * per_unit_m[0];
    im[link] += settings[setting] * per_unit_m[1];
  }
  return { ...point, re, im, from: Math.min(point.from, link), to: Math.max(point.to, link + 1) };
}

/**
 * The force of a load at these settings.
 * @param {Mechanism} mech
 * @param {Object} load
 * @param {Object<string, number>} settings
 * @returns {number[]} N
 */
export function loadForce({ stance }, { force, setting, onSeat }, settings) {
  const size = (setting === null ? 1 : settings[setting]) * (1 - (onSeat && onSeat * settings[stance.seat]));
  return [size * force[0], size * force[1]];
}

// On a seat the first link rolls on its sitting bones, and all it carries moves by roll (z0 - its neutral).
const rollOf = ({ stance, neutral }, seat) =>
  turnedBy([-seat * stance.ischium[0], -seat * stance.ischium[1]], -neutral[0]);

// exp(i angle) - 1 of the angle by which a seat turns the thigh.
const thighAt = ({ stance }, seat) => [Math.cos(stance.thigh * seat) - 1, Math.sin(stance.thigh * seat)];

function runsAt(mech, seat) {
  if (!(mech.stance.thigh && seat)) return mech.runs;
  const [c, s] = thighAt(mech, seat);
  return mech.runs.map(run => {
    const [x, y] = run.thigh;
    return x || y ? { ...run, b: [run.b[0] + c * x - s * y, run.b[1] + s * x + c * y] } : run;
  });
}

// The springs as strong as settings leave them, and their points rolled and turned as the world sees them.
function springsAt(mech, settings, seat, roll, [c, s]) {
  const heft = heftOf(mech, seat);
  const gain = leftOf(mech.springLeast, settings, mech.springs.length);
  return mech.springs.map((spring, k) => {
    const stiffness = gain[k] * spring.stiffness;
    return { ...spring, stiffness, m: spring.aim ? spring.m : turnedPoint(rolledPoint(spring.m, heft, roll), c, s) };
  });
}

/**
 * Adds conj(F) M to a sum, and returns conj(F): a force F of the world on the point b + M z of a base turned so. On
 * the feet the body's own lean is left out: the ankles hold against the force, so it turns nothing but the joints.
 * @param {Sum} to
 * @param {number[]} force
 * @param {number} turn
 * @param {Material} p
 * @param {number[]} roll
 * @returns {number[]} conj(F)
 */
export function forceMoments(to, [x, y], turn, p, roll) {
  const [c, s] = [Math.cos(turn), Math.sin(turn)];
  const fx = x * c + y * s;
  const fy = x * s - y * c;
  for (let j = p.from; j < p.to; j++) {
    to.re[j] += fx * p.re[j] - fy * p.im[j];
    to.im[j] += fx * p.im[j] + fy * p.re[j];
  }
  to.re[0] += fx * roll[0] - fy * roll[1];
  to.im[0] += fx * roll[1] + fy * roll[0];
  return [fx, fy];
}

// The foot as seen from the base, how far the base is turned in the world, and the place in the base that stands at
// the foot's place in the world: a bent knee takes the ankle about the knee and lets the hip come straight down.
function stand(mech, settings, seat) {
  const { foot: flat, knee, ankle: low, incline, bend } = mech.stance;
  const tip = incline ? (settings[incline] * Math.PI) / 180 : 0;
  const hip = mech.bases[0].b;
  if (flat === null) return { foot: [0, 0], turn: tip, pivot: [0, 0] };
  let foot = flat;
  let turn = 0;
  if (bend) {
    const b = (settings[bend] * Math.PI) / 180;
    const ankle = turnedBy([low[0] - knee[0], low[1] - knee[1]], -b, knee);
    const leg = [hip[0] - ankle[0], hip[1] - ankle[1]];
    const share = (hip[0] - low[0]) / Math.sqrt(leg[0] ** 2 + leg[1] ** 2);
    turn = Math.acos(Math.min(1, Math.max(-1, share))) - Math.atan2(leg[1], leg[0]);
    foot = turnedBy([flat[0] - low[0], flat[1] - low[1]], -turn, ankle);
  }
  const far = turnedBy([hip[0] - foot[0], hip[1] - foot[1]], -seat * tip);
  return { foot, turn: (1 - seat) * turn + seat * tip, pivot: [hip[0] - far[0], hip[1] - far[1]] };
}

// A place `heft` times as far away, that rolls with the first link.
function rolledPoint(p, heft, [x, y]) {
  const [re, im] = [p.re, p.im].map(part => part.map(v => heft * v));
  re[0] += x;
  im[0] += y;
  return { ...p, re, im, from: 0, to: Math.max(p.to, 1) };
}

// A place without its constant part, as seen in the world.
const turnedPoint = (p, c, s) => ({
  ...p,
  re: p.re.map((v, j) => c * v - s * p.im[j]),
  im: p.re.map((v, j) => s * v + c * p.im[j]),
});

function turnedBy([x, y], by, [ox, oy] = [0, 0]) {
  const [c, s] = [Math.cos(by), Math.sin(by)];
  return [ox + c * x - s * y, oy + s * x + c * y];
}

const ready = new WeakMap();

/**
 * The mechanism of a model; if it asks for them, with joint torques that balance neutral.
 * @param {Model} model
 * @returns {Mechanism}
 */
export function prepare(model) {
  if (!ready.has(model)) {
    const mech = mechanism(model);
    if (model.balanced) {
      const normal = Object.fromEntries(model.settings.map(s => [s.name, s.normal]));
      const { gradient } = evaluate(
        mech,
        mech.neutral,
        inputs(mech, new Float64Array(mech.cables.length).fill(1), normal),
      );
      mech.bias = beyond(mech, gradient).map(v => -v);
    }
    mech.springFactor = cholesky(springHessian(mech));
    ready.set(model, mech);
  }
  return ready.get(model);
}

/**
 * Energy, tension, stiffness and tension per unit of factor of cable i at a length.
 * @param {Mechanism} mech
 * @param {number} i
 * @param {number} factor
 * @param {number} length
 * @param {number} short
 * @returns {number[]} J, N, N/m, N
 */
function cableLaw(mech, i, factor, length, short) {
  const { tension, gain: gains, size: sizes, rest } = mech.law;
  const elastic = sizes[i] > 0;
  const size = elastic ? sizes[i] : factor * tension[i];
  if (gains[i] === 0) return [size * (length + short), size, 0, tension[i]];
  const start = elastic ? (factor * tension[i]) / sizes[i] : 1;
  const [work, level, slope, part] = stretched(mech, start, gains[i], length + short, rest[i]);
  return [size * work, size * level, size * slope, tension[i] * (elastic ? part : level)];
}

// Energy, level and stiffness of max(0, start + gain x strain), smoothed, and its slope against start.
function stretched({ law: { slack: e } }, start, gain, length, rest) {
  const s = start + gain * (length / rest - 1);
  if (s > e) return [(rest / gain) * (s ** 2 / 2 + e ** 2 / 6), s, gain / rest, 1];
  const near = Math.max(s + e, 0);
  const part = near / (2 * e);
  return [(rest / gain) * (near ** 3 / (12 * e)), near ** 2 / (4 * e), (gain / rest) * part, part];
}

/**
 * The same of cable i at a length, as it is set.
 * @param {Mechanism} mech
 * @param {Inputs} u
 * @param {number} i
 * @param {number} length
 * @returns {number[]} J, N, N/m, N
 */
export function cablePull(mech, u, i, length) {
  const law = cableLaw(mech, i, u.tone[i] * u.factors[i], length, u.short[i]);
  law[3] *= u.tone[i];
  const drive = u.drive?.[i];
  if (!drive) return law;
  const [work, level, slope] = stretched(mech, 1, mech.answer.firm, length + u.short[i], u.wanted[i]);
  return [law[0] + drive * work, law[1] + drive * level, law[2] + drive * slope, law[3]];
}

// Integral, value and slope of an arm curve at a joint angle; beyond the joint's limits the arm keeps its last value.
function curveTerms({ arm, limits: [low, high] }, at) {
  const x = Math.min(Math.max(at, low), high);
  let integral = 0;
  let value = 0;
  let slope = 0;
  for (let k = 0, power = 1, last = 0; k < arm.length; k++, last = power, power *= x) {
    integral += (arm[k] * power * x) / (k + 1);
    value += arm[k] * power;
    slope += arm[k] * k * last;
  }
  return [integral + value * (at - x), value, x === at ? slope : 0];
}

const bendOf = (mech, phi, i) =>
  phi[i] - mech.neutral[i] - (mech.parent[i] < 0 ? 0 : phi[mech.parent[i]] - mech.neutral[mech.parent[i]]);

/**
 * Moment arm of each arm curve.
 * @param {Mechanism} mech
 * @param {Float64Array} phi
 * @returns {number[]} m
 */
export const armsAt = (mech, phi) => mech.curves.map(c => curveTerms(c, bendOf(mech, phi, c.joint))[1]);

/**
 * The length of every cable.
 * @param {Mechanism} mech
 * @param {Float64Array} phi
 * @param {Inputs} u
 * @returns {Float64Array} m
 */
export const cableLengths = (mech, phi, u) =>
  lengths(mech, phi, unitVectors(phi), u, new Float64Array(mech.cables.length));

// c z, link by link, where c is not zero.
function product(c, z, out) {
  const { re, im } = out;
  for (let j = c.from; j < c.to; j++) {
    re[j] = c.re[j] * z.re[j] - c.im[j] * z.im[j];
    im[j] = c.re[j] * z.im[j] + c.im[j] * z.re[j];
  }
  return out;
}

const sum = a => {
  let s = 0;
  for (let i = 0; i < a.length; i++) s += a[i];
  return s;
};

function lengths(mech, phi, z, u, out) {
  out.set(mech.law.fixed);
  const spans = pointsAt(u.runs, z, mech.room.spans);
  for (let i = 0; i < u.runs.length; i++) {
    const run = u.runs[i];
    const x = spans[2 * i];
    const y = spans[2 * i + 1];
    out[run.cable] += Math.sqrt(x * x + y * y + run.out2);
  }
  for (const curve of mech.curves) out[curve.cable] -= curveTerms(curve, bendOf(mech, phi, curve.joint))[0];
  return out;
}

// Energy of all weights; straight down, or as one cable from the centre of mass to the foot.
function gravity(mech, z, u) {
  const wz = product(u.weightMoments, z, mech.room.weighed);
  const value = -u.seat * sum(wz.re);
  if (mech.stance.foot === null) return { value, wz, far: 1, d: [0, 0], share: 0 };
  const d = [u.weightOffset[0] + sum(wz.re), u.weightOffset[1] + sum(wz.im)];
  // without any weight there is no distance, and nothing to divide
  const far = Math.max(Math.sqrt(d[0] ** 2 + d[1] ** 2 + (mech.smooth * u.total) ** 2), 1e-300);
  const share = 1 - u.seat;
  return { value: value + share * far, wz, far, d, share };
}

/**
 * Energy, torque and stiffness of a torque that grows exponentially with its joint's angle: m exp(r q + e) is the slope
 * of m (exp(r q + e) - exp(e)) / r, which is 0 at neutral.
 */
function growthTerms(growth, bend, exponent) {
  const atRest = growth.moment * Math.exp(exponent);
  const torque = atRest * Math.exp(growth.rate * bend);
  return [(torque - atRest) / growth.rate, torque, torque * growth.rate];
}

function jointEnergy(mech, phi, u) {
  let value = 0;
  mech.growth.forEach((g, k) => (value += growthTerms(g, bendOf(mech, phi, g.joint), u.exponent[k])[0]));
  for (let i = 0; i < mech.n; i++) {
    const q = bendOf(mech, phi, i);
    value += mech.stiffness[i] * q * q * (0.5 + (mech.stiffening[i] * q * q) / 4) + (mech.bias[i] + u.brace[i]) * q;
  }
  return value;
}

/**
 * The potential energy: springs, loads and cables.
 * @param {Mechanism} mech
 * @param {Float64Array} phi
 * @param {Inputs} u
 * @returns {number} J
 */
export function energy(mech, phi, u) {
  const { room } = mech;
  const z = unitVectors(phi, room.z);
  let value = jointEnergy(mech, phi, u) + gravity(mech, z, u).value - sum(product(u.loadMoments, z, room.pushed).re);
  springOffsets(phi, z, u).forEach((off, k) => (value += (u.springs[k].stiffness * off ** 2) / 2));
  lengths(mech, phi, z, u, room.lengths).forEach((l, i) => (value += cablePull(mech, u, i, l)[0]));
  return value;
}

/**
 * Where each spring is in the world: its goal there is rest.
 * @param {Float64Array} phi
 * @param {Inputs} u
 * @returns {number[]} rad or m
 */
export const springPlaces = (phi, u) => springOffsets(phi, unitVectors(phi), u).map((off, k) => off + u.goal[k]);

// How far each spring is from where it wants to be in the world, rad or m.
const springOffsets = (phi, z, u) =>
  u.springs.map((s, k) => (s.aim ? sum(s.aim.map((w, j) => w * phi[j])) + u.turn : pointAt(s.m, z)[0]) - u.goal[k]);

/**
 * Energy, gradient and Hessian, and the size of the torques present.
 * @param {Mechanism} mech
 * @param {Float64Array} phi
 * @param {Inputs} u
 * @returns {Evaluated}
 */
export function evaluate(mech, phi, u) {
  const { n, parent, room } = mech;
  const { arm: a, turn: t, diagonal, sizes, lengthRows } = room;
  const z = unitVectors(phi, room.z);
  const gradient = new Float64Array(n);
  // only the half on and below the diagonal is summed
  const hessian = matrix(n);
  for (const sums of [diagonal, sizes, ...lengthRows]) sums.fill(0);
  let value = jointEnergy(mech, phi, u);
  // joints
  for (let i = 0; i < n; i++) {
    const p = parent[i];
    const q = bendOf(mech, phi, i);
    let torque = mech.stiffness[i] * q * (1 + mech.stiffening[i] * q * q) + mech.bias[i] + u.brace[i];
    let stiffness = mech.stiffness[i] * (1 + 3 * mech.stiffening[i] * q * q);
    mech.growth.forEach((g, k) => {
      if (g.joint !== i) return;
      const [, grown, stiffer] = growthTerms(g, q, u.exponent[k]);
      torque += grown;
      stiffness += stiffer;
    });
    gradient[i] += torque;
    sizes[i] += Math.abs(torque);
    diagonal[i] += stiffness;
    if (p >= 0) {
      gradient[p] -= torque;
      sizes[p] += Math.abs(torque);
      diagonal[p] += stiffness;
      hessian[i * n + p] -= stiffness;
    }
  }
  // weights and other loads
  const { value: work, wz, far, d, share } = gravity(mech, z, u);
  const pushed = product(u.loadMoments, z, room.pushed);
  value += work - sum(pushed.re);
  for (let j = 0; j < n; j++) {
    gradient[j] += u.seat * wz.im[j] + pushed.im[j];
    sizes[j] += Math.sqrt(wz.re[j] ** 2 + wz.im[j] ** 2) + Math.sqrt(pushed.re[j] ** 2 + pushed.im[j] ** 2);
    diagonal[j] += u.seat * wz.re[j] + pushed.re[j];
  }
  if (share > 0) {
    const lean = wz.re.map((v, j) => (d[1] * v - d[0] * wz.im[j]) / far);
    for (let j = 0; j < n; j++) {
      gradient[j] += share * lean[j];
      diagonal[j] -= (share * (d[0] * wz.re[j] + d[1] * wz.im[j])) / far;
    }
    addOuter(hessian, n, share / far, wz.re, 0, n);
    addOuter(hessian, n, share / far, wz.im, 0, n);
    addOuter(hessian, n, -share / far, lean, 0, n);
  }
  // springs on angles and on the centre of mass
  const offsets = springOffsets(phi, z, u);
  const springRows = springJacobian(u.springs, z);
  u.springs.forEach((s, k) => {
    const off = offsets[k];
    const force = s.stiffness * off;
    const lean = springRows[k];
    value += (force * off) / 2;
    for (let j = 0; j < n; j++) {
      gradient[j] += force * lean[j];
      sizes[j] += Math.abs(force * lean[j]);
      diagonal[j] -= force * (s.m.re[j] * z.re[j] - s.m.im[j] * z.im[j]);
    }
    if (s.link >= 0) diagonal[s.link] += s.stiffness;
    else addOuter(hessian, n, s.stiffness, lean, 0, n);
  });
  // cables
  const now = lengths(mech, phi, z, u, room.lengths);
  const law = mech.cables.map((_, i) => cablePull(mech, u, i, now[i]));
  for (let i = 0; i < u.runs.length; i++) {
    const run = u.runs[i];
    const tension = law[run.cable][1];
    const lean = lengthRows[run.cable];
    const x = room.spans[2 * i];
    const y = room.spans[2 * i + 1];
    const l = Math.sqrt(x * x + y * y + run.out2);
    product(run, z, a);
    for (let j = run.from; j < run.to; j++) {
      t[j] = (y * a.re[j] - x * a.im[j]) / l;
      lean[j] += t[j];
      diagonal[j] -= (tension * (x * a.re[j] + y * a.im[j])) / l;
    }
    if (tension > 0) addArms(hessian, n, tension / l, a, t, run);
  }
  for (const curve of mech.curves) {
    const j = curve.joint;
    const p = parent[j];
    const [, arm, slope] = curveTerms(curve, bendOf(mech, phi, j));
    const bowed = law[curve.cable][1] * slope;
    lengthRows[curve.cable][j] -= arm;
    diagonal[j] -= bowed;
    if (p >= 0) {
      lengthRows[curve.cable][p] += arm;
      diagonal[p] -= bowed;
      hessian[j * n + p] += bowed;
    }
  }
  for (let k = 0; k < law.length; k++) {
    const [cableWork, tension, slope] = law[k];
    const lean = lengthRows[k];
    const { from, to } = mech.reach[k];
    value += cableWork;
    for (let j = from; j < to; j++) {
      gradient[j] += tension * lean[j];
      sizes[j] += tension * Math.abs(lean[j]);
    }
    if (slope > 0) addOuter(hessian, n, slope, lean, from, to);
  }
  for (let i = 0; i < n; i++) {
    hessian[i * n + i] += diagonal[i];
    for (let j = 0; j < i; j++) hessian[j * n + i] = hessian[i * n + j];
  }
  return {
    value,
    gradient,
    hessian,
    lengthRows,
    perFactor: law.map(l => l[3]),
    scale: Math.max(maxAbs(sizes), DATA.numerics.bend_rounding_rad * maxAbs(hessian)),
  };
}

// h + weight a a', on and below the diagonal; a is zero outside from ... to.
function addOuter(h, n, weight, a, from, to) {
  for (let i = from; i < to; i++) {
    const at = i * n;
    const wa = weight * a[i];
    for (let j = from; j <= i; j++) h[at + j] += wa * a[j];
  }
}

// The same for the three parts of one run: along x, along y, and less what only turns it.
function addArms(h, n, weight, { re, im }, t, { from, to }) {
  for (let i = from; i < to; i++) {
    const at = i * n;
    const x = weight * re[i];
    const y = weight * im[i];
    const turn = weight * t[i];
    for (let j = from; j <= i; j++) h[at + j] += x * re[j] + y * im[j] - turn * t[j];
  }
}

// How the offset of each spring changes with the angles: one row per spring.
const springJacobian = (springs, z) =>
  springs.map(({ aim, m }) => aim ?? m.re.map((v, j) => -(v * z.im[j] + m.im[j] * z.re[j])));

/**
 * The Hessian of all springs alone at neutral.
 * @param {Mechanism} mech
 * @returns {Float64Array} N m/rad
 */
function springHessian(mech) {
  const { n } = mech;
  const h = matrix(n);
  const z = unitVectors(mech.neutral);
  for (let i = 0; i < n; i++) {
    const p = mech.parent[i];
    const k = mech.growth.reduce(
      (sum, g) => sum + (g.joint === i ? growthTerms(g, 0, g.usual)[2] : 0),
      mech.stiffness[i],
    );
    h[i * n + i] += k;
    if (p >= 0) {
      h[p * n + p] += k;
      h[i * n + p] -= k;
      h[p * n + i] -= k;
    }
  }
  springJacobian(mech.springs, z).forEach((row, k) => {
    const { stiffness } = mech.springs[k];
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) h[i * n + j] += stiffness * row[i] * row[j];
  });
  return h;
}

/**
 * The sum over each link and all that it carries; a link stands after its parent.
 * @param {Mechanism} mech
 * @param {ArrayLike<number>} values
 * @returns {Float64Array}
 */
export function beyond(mech, values) {
  const out = Float64Array.from(values);
  for (let i = mech.n - 1; i >= 0; i--) if (mech.parent[i] >= 0) out[mech.parent[i]] += out[i];
  return out;
}

/**
 * What each spring on an angle or a point asks of each joint.
 * @param {Mechanism} mech
 * @param {Float64Array} phi
 * @param {Inputs} u
 * @returns {Float64Array[]} N m
 */
export function servoTorques(mech, phi, u) {
  const z = unitVectors(phi);
  const offsets = springOffsets(phi, z, u);
  return springJacobian(u.springs, z).map((row, k) => {
    const force = u.springs[k].stiffness * offsets[k];
    return beyond(
      mech,
      row.map(v => -force * v),
    );
  });
}

/**
 * By how much the base is turned so that the centre of mass is over the foot.
 * @param {Mechanism} mech
 * @param {Float64Array} phi
 * @param {Inputs} u
 * @returns {number} rad
 */
export function bodyLean(mech, phi, u) {
  if (mech.stance.foot === null) return 0;
  const wz = product(u.weightMoments, unitVectors(phi), mech.room.weighed);
  const x = u.weightOffset[0] + sum(wz.re);
  const y = u.weightOffset[1] + sum(wz.im);
  return u.turn + (u.total > 0 ? (1 - u.seat) * Math.atan2(y, -x) : 0);
}

/**
 * The link angles before the body leans as they need it to, from those in the world: the lean hangs on the answer, so
 * it is found by going round.
 * @param {Mechanism} mech
 * @param {ArrayLike<number>} angles
 * @param {Inputs} u
 * @returns {Float64Array} rad
 */
export function seenFromLegs(mech, angles, u) {
  let lean = 0;
  for (let i = 0; i < 60; i++) {
    const last = lean;
    lean = bodyLean(
      mech,
      Float64Array.from(angles, a => a - last),
      u,
    );
    if (Math.abs(lean - last) < 1e-15) break;
  }
  return Float64Array.from(angles, a => a - lean);
}

// On the feet weights pull along the line from the centre of mass to the foot.
function towardsFoot(mech, u, z, [c, s]) {
  const wz = product(u.weightMoments, z, mech.room.weighed);
  const x = u.weightOffset[0] + sum(wz.re);
  const y = u.weightOffset[1] + sum(wz.im);
  const far = Math.hypot(x, y) || 1;
  const [a, b] = [u.seat - ((1 - u.seat) * x) / far, (-(1 - u.seat) * y) / far];
  return [c * a - s * b, c * b + s * a];
}

/**
 * What each joint carries, by statics: forces beyond the joint along and across its own link, and their moment.
 * @param {Mechanism} mech
 * @param {Float64Array} phi
 * @param {ArrayLike<number>} tension
 * @param {Inputs} u
 * @param {Object<string, number>} settings
 * @returns {{ compression: Float64Array, shear: Float64Array, moment: Float64Array }} N, N, N m
 */
export function jointForces(mech, phi, tension, u, settings) {
  const { n } = mech;
  const z = unitVectors(phi);
  const bases = mech.bases.map(b => pointAt(b, z));
  const fx = new Float64Array(n);
  const fy = new Float64Array(n);
  const turning = new Float64Array(n);
  const level = [Math.cos(u.turn), -Math.sin(u.turn)];
  const down = mech.stance.foot === null ? level : towardsFoot(mech, u, z, level);
  const add = (link, [px, py], x, y) => {
    fx[link] += x;
    fy[link] += y;
    turning[link] += px * y - py * x;
  };
  // the turning effect at the first link, where it rolls on sitting bones, is that about these
  const rolled = turnedBy(u.roll, phi[0]);
  let resting = 0;
  for (const load of mech.loads) {
    const [fx0, fy0] = loadForce(mech, load, settings);
    const [c, s] = load.weighs ? down : level;
    const [x, y] = [fx0 * c - fy0 * s, fx0 * s + fy0 * c];
    add(load.link, pointAt(loadPoint(load, settings), z), x, y);
    resting += rolled[0] * y - rolled[1] * x;
  }
  const units = mech.cables.map(() => []);
  for (const run of u.runs) {
    const [x, y] = pointAt(run, z);
    const l = Math.sqrt(x * x + y * y + run.out2);
    units[run.cable].push([x / l, y / l]);
  }
  mech.paths.forEach((path, c) =>
    mech.pathLinks[c].forEach((link, k) => {
      if (link < 0) return;
      const ahead = units[c][k] ?? [0, 0];
      const back = units[c][k - 1] ?? [0, 0];
      add(link, pointAt(path[k], z), (ahead[0] - back[0]) * tension[c], (ahead[1] - back[1]) * tension[c]);
    }),
  );
  const x = beyond(mech, fx);
  const y = beyond(mech, fy);
  const moment = beyond(mech, turning).map((m, i) => m - (bases[i][0] * y[i] - bases[i][1] * x[i]));
  moment[0] += resting;
  armsAt(mech, phi).forEach((arm, k) => (moment[mech.curves[k].joint] += arm * tension[mech.curves[k].cable]));
  return {
    compression: x.map((v, i) => -(v * z.re[i] + y[i] * z.im[i])),
    shear: y.map((v, i) => v * z.re[i] - x[i] * z.im[i]),
    moment,
  };
}
