// Energy of a chain of links, with exact first and second derivatives. Mirrors postureviz/mechanics.py.
import { DATA } from './data.js';
import { cholesky, matrix, maxAbs, solveCholesky } from './linalg.js';
import { mechanism, pointAt, pointOn, runAt, turned } from './mechanism.js';

// What the reader sets, as arrays.
export function drive(mech, factors, settings) {
  const n = mech.n,
    zero = () => ({ re: new Float64Array(n), im: new Float64Array(n) }),
    weigh = zero(),
    push = zero(),
    heft = [0, 0],
    foot = mech.stance.foot ?? [0, 0],
    tip = mech.stance.incline ? (settings[mech.stance.incline] * Math.PI) / 180 : 0,
    [tc, ts] = [Math.cos(tip), Math.sin(tip)];
  let total = 0;
  for (const { link, at, force, setting, weighs } of mech.loads) {
    const size = setting === null ? 1 : settings[setting],
      // conj(F) times exp(i tip)
      fx = size * (force[0] * tc + force[1] * ts),
      fy = size * (force[0] * ts - force[1] * tc),
      p = pointOn(mech.bases, link, at),
      to = weighs ? weigh : push;
    for (let j = 0; j < n; j++) {
      to.re[j] += fx * p.re[j] - fy * p.im[j];
      to.im[j] += fx * p.im[j] + fy * p.re[j];
    }
    if (!weighs) continue;
    const [bx, by] = [p.b[0] - foot[0], p.b[1] - foot[1]];
    heft[0] += fx * bx - fy * by;
    heft[1] += fx * by + fy * bx;
    total += size * Math.hypot(...force);
  }
  const short = new Float64Array(mech.cables.length);
  for (const [name, share] of Object.entries(mech.law.short)) share.forEach((s, i) => (short[i] += settings[name] * s));
  return {
    factors,
    short,
    weigh,
    push,
    heft,
    total,
    seat: mech.stance.foot === null ? 1 : mech.stance.seat ? settings[mech.stance.seat] : 0,
    goal: mech.springs.map(s => s.moves.reduce((a, move) => a + settings[move.setting] * move.per_unit, s.rest)),
  };
}

const ready = new WeakMap();
export function prepare(model) {
  if (!ready.has(model)) {
    const mech = mechanism(model);
    if (model.balanced) {
      const normal = Object.fromEntries(model.settings.map(s => [s.name, s.normal])),
        { gradient } = evaluate(mech, mech.neutral, drive(mech, new Float64Array(mech.cables.length).fill(1), normal));
      mech.bias = Float64Array.from(beyond(mech, gradient), v => -v);
    }
    ready.set(model, mech);
  }
  return ready.get(model);
}

// Energy, tension, stiffness and tension per unit of factor of cable i at a length.
export function pull(mech, i, factor, length, short) {
  const { tension, gain: gains, size: sizes, rest, slack: e } = mech.law,
    elastic = sizes[i] > 0,
    size = elastic ? sizes[i] : factor * tension[i];
  if (gains[i] === 0) return [size * (length + short), size, 0, tension[i]];
  const gain = gains[i],
    start = elastic ? (factor * tension[i]) / sizes[i] : 1,
    s = start + gain * ((length + short) / rest[i] - 1);
  if (s > e) return [((size * rest[i]) / gain) * (s ** 2 / 2 + e ** 2 / 6), size * s, (size * gain) / rest[i], tension[i] * (elastic ? 1 : s)];
  const near = Math.max(s + e, 0);
  return [
    ((size * rest[i]) / gain) * (near ** 3 / (12 * e)),
    (size * near ** 2) / (4 * e),
    (((size * gain) / rest[i]) * near) / (2 * e),
    tension[i] * (elastic ? near / (2 * e) : near ** 2 / (4 * e)),
  ];
}

// Integral, value and slope of an arm curve at a joint angle; beyond the joint's limits the arm keeps its last value.
function curveTerms({ arm, limits: [low, high] }, at) {
  const x = Math.min(Math.max(at, low), high);
  let integral = 0,
    value = 0,
    slope = 0;
  arm.forEach((a, k) => {
    integral += (a * x ** (k + 1)) / (k + 1);
    value += a * x ** k;
    if (k) slope += a * k * x ** (k - 1);
  });
  return [integral + value * (at - x), value, x === at ? slope : 0];
}

const bendOf = (mech, phi, i) => phi[i] - mech.neutral[i] - (mech.parent[i] < 0 ? 0 : phi[mech.parent[i]] - mech.neutral[mech.parent[i]]);

// Moment arm of each arm curve.
export const armsAt = (mech, phi) => mech.curves.map(c => curveTerms(c, bendOf(mech, phi, c.joint))[1]);

function lengthsAt(mech, phi, z) {
  const out = mech.law.fixed.slice();
  for (const run of mech.runs) {
    const [x, y] = runAt(run, z);
    out[run.cable] += Math.sqrt(x * x + y * y + run.out2);
  }
  for (const curve of mech.curves) out[curve.cable] -= curveTerms(curve, bendOf(mech, phi, curve.joint))[0];
  return out;
}
export const cableLengths = (mech, phi) => lengthsAt(mech, phi, turned(phi));

const product = (c, z) => ({ re: c.re.map((v, j) => v * z.re[j] - c.im[j] * z.im[j]), im: c.re.map((v, j) => v * z.im[j] + c.im[j] * z.re[j]) });
const sum = a => a.reduce((s, v) => s + v, 0);

// Energy of all weights; straight down, or as one cable from the centre of mass to the foot.
function gravity(mech, z, on) {
  const wz = product(on.weigh, z),
    value = -on.seat * sum(wz.re);
  if (mech.stance.foot === null) return { value, wz, far: 1, d: [0, 0], share: 0 };
  const d = [on.heft[0] + sum(wz.re), on.heft[1] + sum(wz.im)],
    // without any weight there is no distance, and nothing to divide
    far = Math.max(Math.sqrt(d[0] ** 2 + d[1] ** 2 + (mech.smooth * on.total) ** 2), 1e-300),
    share = 1 - on.seat;
  return { value: value + share * far, wz, far, d, share };
}

function jointEnergy(mech, phi) {
  let value = 0;
  for (let i = 0; i < mech.n; i++) {
    const q = bendOf(mech, phi, i);
    value += mech.stiffness[i] * q * q * (0.5 + (mech.stiffening[i] * q * q) / 4) + mech.bias[i] * q;
  }
  return value;
}

const springOffset = (spring, k, phi, z, on) => (spring.link >= 0 ? phi[spring.link] : pointAt(spring.m, z)[0]) - on.goal[k];

// How the offset of a spring changes with the angles.
function springLean(spring, z) {
  const lean = spring.m.re.map((v, j) => -(v * z.im[j] + spring.m.im[j] * z.re[j]));
  if (spring.link >= 0) lean[spring.link] = 1;
  return lean;
}

export function energy(mech, phi, on) {
  const z = turned(phi);
  let value = jointEnergy(mech, phi) + gravity(mech, z, on).value - sum(product(on.push, z).re);
  mech.springs.forEach((s, k) => (value += (s.stiffness * springOffset(s, k, phi, z, on) ** 2) / 2));
  lengthsAt(mech, phi, z).forEach((l, i) => (value += pull(mech, i, on.factors[i], l, on.short[i])[0]));
  return value;
}

export function evaluate(mech, phi, on) {
  const { n, parent } = mech,
    z = turned(phi),
    gradient = new Float64Array(n),
    sizes = new Float64Array(n),
    hessian = matrix(n);
  let value = jointEnergy(mech, phi);
  // weight a a' for some links, in order; the upper half is filled in at the end
  const every = [...parent.keys()];
  const outer = (weight, a, links = every) => {
    for (let i = 0; i < links.length; i++) {
      const wa = weight * a[links[i]],
        row = hessian[links[i]];
      for (let j = 0; j <= i; j++) row[links[j]] += wa * a[links[j]];
    }
  };
  // joints
  for (let i = 0; i < n; i++) {
    const p = parent[i],
      q = bendOf(mech, phi, i),
      torque = mech.stiffness[i] * q * (1 + mech.stiffening[i] * q * q) + mech.bias[i],
      firm = mech.stiffness[i] * (1 + 3 * mech.stiffening[i] * q * q);
    gradient[i] += torque;
    sizes[i] += Math.abs(torque);
    hessian[i][i] += firm;
    if (p >= 0) {
      gradient[p] -= torque;
      sizes[p] += Math.abs(torque);
      hessian[p][p] += firm;
      hessian[i][p] -= firm;
    }
  }
  // weights and other loads
  const { value: work, wz, far, d, share } = gravity(mech, z, on),
    pushed = product(on.push, z);
  value += work - sum(pushed.re);
  for (let j = 0; j < n; j++) {
    gradient[j] += on.seat * wz.im[j] + pushed.im[j];
    sizes[j] += Math.hypot(wz.re[j], wz.im[j]) + Math.hypot(pushed.re[j], pushed.im[j]);
    hessian[j][j] += on.seat * wz.re[j] + pushed.re[j];
  }
  if (share > 0) {
    const lean = wz.re.map((v, j) => (d[1] * v - d[0] * wz.im[j]) / far);
    for (let j = 0; j < n; j++) {
      gradient[j] += share * lean[j];
      hessian[j][j] -= (share * (d[0] * wz.re[j] + d[1] * wz.im[j])) / far;
    }
    outer(share / far, wz.re);
    outer(share / far, wz.im);
    outer(-share / far, lean);
  }
  // springs on angles and on the centre of mass
  mech.springs.forEach((s, k) => {
    const off = springOffset(s, k, phi, z, on),
      force = s.stiffness * off,
      lean = springLean(s, z);
    value += (force * off) / 2;
    for (let j = 0; j < n; j++) {
      gradient[j] += force * lean[j];
      sizes[j] += Math.abs(force * lean[j]);
      hessian[j][j] -= force * (s.m.re[j] * z.re[j] - s.m.im[j] * z.im[j]);
    }
    outer(s.stiffness, lean);
  });
  // cables
  const lengths = lengthsAt(mech, phi, z),
    law = mech.cables.map((_, i) => pull(mech, i, on.factors[i], lengths[i], on.short[i])),
    leans = mech.cables.map(() => new Float64Array(n));
  const re = new Float64Array(n),
    im = new Float64Array(n),
    t = new Float64Array(n);
  for (const run of mech.runs) {
    const tension = law[run.cable][1],
      lean = leans[run.cable],
      [x, y] = runAt(run, z),
      l = Math.sqrt(x * x + y * y + run.out2);
    for (const j of run.moved) {
      re[j] = run.re[j] * z.re[j] - run.im[j] * z.im[j];
      im[j] = run.re[j] * z.im[j] + run.im[j] * z.re[j];
      t[j] = (y * re[j] - x * im[j]) / l;
      lean[j] += t[j];
      hessian[j][j] -= (tension * (x * re[j] + y * im[j])) / l;
    }
    if (tension > 0) {
      outer(tension / l, re, run.moved);
      outer(tension / l, im, run.moved);
      outer(-tension / l, t, run.moved);
    }
  }
  for (const curve of mech.curves) {
    const j = curve.joint,
      p = parent[j],
      [, arm, slope] = curveTerms(curve, bendOf(mech, phi, j)),
      bowed = law[curve.cable][1] * slope;
    leans[curve.cable][j] -= arm;
    hessian[j][j] -= bowed;
    if (p >= 0) {
      leans[curve.cable][p] += arm;
      hessian[p][p] -= bowed;
      hessian[j][p] += bowed;
    }
  }
  law.forEach(([cableWork, tension, slope], k) => {
    value += cableWork;
    for (const j of mech.movers[k]) {
      gradient[j] += tension * leans[k][j];
      sizes[j] += tension * Math.abs(leans[k][j]);
    }
    if (slope > 0) outer(slope, leans[k], mech.movers[k]);
  });
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) hessian[j][i] = hessian[i][j];
  return { value, gradient, hessian, leans, perFactor: law.map(l => l[3]), scale: Math.max(...sizes, DATA.numerics.bend_rounding_rad * Math.max(...hessian.map(maxAbs))) };
}

// How the angles of a resting posture follow each cable's factor: one row per cable.
export function response(mech, phi, on) {
  const { hessian, leans, perFactor } = evaluate(mech, phi, on),
    factor = cholesky(hessian);
  return leans.map((lean, c) => solveCholesky(factor, lean.map(v => v * perFactor[c])).map(v => -v));
}

export function springHessian(mech) {
  const h = matrix(mech.n),
    z = turned(mech.neutral);
  for (let i = 0; i < mech.n; i++) {
    const p = mech.parent[i],
      k = mech.stiffness[i];
    h[i][i] += k;
    if (p >= 0) {
      h[p][p] += k;
      h[i][p] -= k;
      h[p][i] -= k;
    }
  }
  for (const s of mech.springs) {
    const lean = springLean(s, z);
    for (let i = 0; i < mech.n; i++) for (let j = 0; j < mech.n; j++) h[i][j] += s.stiffness * lean[i] * lean[j];
  }
  return h;
}

const beyond = (mech, values) => mech.subtree.map(set => [...set].reduce((a, j) => a + values[j], 0));

// What each spring on an angle or a point asks of each joint.
export function servoTorques(mech, phi, on) {
  const z = turned(phi);
  return mech.springs.map((s, k) => {
    const force = s.stiffness * springOffset(s, k, phi, z, on);
    return beyond(mech, springLean(s, z).map(v => -force * v));
  });
}

// By how much the whole body leans so that its centre of mass is over the foot.
export function bodyLean(mech, phi, on) {
  if (mech.stance.foot === null) return 0;
  const wz = product(on.weigh, turned(phi)),
    x = on.heft[0] + sum(wz.re),
    y = on.heft[1] + sum(wz.im);
  return on.total > 0 ? (1 - on.seat) * Math.atan2(y, -x) : 0;
}

// On the feet weights pull along the line from the centre of mass to the foot.
function towardsFoot(mech, on, z, [c, s]) {
  const wz = product(on.weigh, z),
    x = on.heft[0] + sum(wz.re),
    y = on.heft[1] + sum(wz.im),
    far = Math.hypot(x, y) || 1,
    [a, b] = [on.seat - ((1 - on.seat) * x) / far, (-(1 - on.seat) * y) / far];
  return [c * a - s * b, c * b + s * a];
}

// What each joint carries, by statics: forces beyond the joint along and across its own link, and their moment.
export function jointForces(mech, phi, tension, on, settings) {
  const { n } = mech,
    z = turned(phi),
    bases = mech.bases.map(b => pointAt(b, z)),
    fx = new Float64Array(n),
    fy = new Float64Array(n),
    turning = new Float64Array(n),
    tip = mech.stance.incline ? (settings[mech.stance.incline] * Math.PI) / 180 : 0,
    level = [Math.cos(tip), -Math.sin(tip)],
    down = mech.stance.foot === null ? level : towardsFoot(mech, on, z, level);
  const add = (link, [px, py], x, y) => {
    fx[link] += x;
    fy[link] += y;
    turning[link] += px * y - py * x;
  };
  for (const { link, at, force, setting, weighs } of mech.loads) {
    const size = setting === null ? 1 : settings[setting],
      p = [bases[link][0] + at[0] * z.re[link] - at[1] * z.im[link], bases[link][1] + at[0] * z.im[link] + at[1] * z.re[link]],
      [x, y] = [size * force[0], size * force[1]];
    const [c, s] = weighs ? down : level;
    add(link, p, x * c - y * s, x * s + y * c);
  }
  const units = mech.cables.map(() => []);
  for (const run of mech.runs) {
    const [x, y] = pointAt(run, z),
      l = Math.sqrt(x * x + y * y + run.out2);
    units[run.cable].push([x / l, y / l]);
  }
  mech.paths.forEach((path, c) =>
    mech.pathLinks[c].forEach((link, k) => {
      if (link < 0) return;
      const ahead = units[c][k] ?? [0, 0],
        back = units[c][k - 1] ?? [0, 0];
      add(link, pointAt(path[k], z), (ahead[0] - back[0]) * tension[c], (ahead[1] - back[1]) * tension[c]);
    }),
  );
  const x = beyond(mech, fx),
    y = beyond(mech, fy),
    moment = beyond(mech, turning).map((m, i) => m - (bases[i][0] * y[i] - bases[i][1] * x[i]));
  armsAt(mech, phi).forEach((arm, k) => (moment[mech.curves[k].joint] += arm * tension[mech.curves[k].cable]));
  return { compression: x.map((v, i) => -(v * z.re[i] + y[i] * z.im[i])), shear: y.map((v, i) => v * z.re[i] - x[i] * z.im[i]), moment };
}
