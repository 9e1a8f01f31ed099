// Energy of a chain of links, with exact first and second derivatives. Mirrors postureviz/mechanics.py.
// A complex number is a pair of arrays: re, im. With z = exp(i phi) every material point is b + M z.
import { DATA } from './data.js';
import { matrix, maxAbs } from './linalg.js';

const seen = new WeakMap();
export function mechanism(model) {
  if (!seen.has(model)) seen.set(model, compile(model));
  return seen.get(model);
}

// A material point: b (2 numbers) and M (n complex numbers).
function compile(model) {
  const links = model.links,
    n = links.length,
    index = new Map(links.map((l, i) => [l.name, i])),
    parent = links.map(l => index.get(l.parent) ?? -1),
    length = links.map(l => l.length_m),
    neutral = Float64Array.from(links, l => (l.neutral_deg * Math.PI) / 180),
    bases = [],
    subtree = links.map((_, i) => new Set([i]));
  links.forEach((link, i) => {
    const p = parent[i],
      at = link.at_m;
    if (p < 0) bases.push({ b: at, re: new Float64Array(n), im: new Float64Array(n) });
    else {
      const base = { b: bases[p].b, re: bases[p].re.slice(), im: bases[p].im.slice() };
      base.re[p] += length[p] + at[0];
      base.im[p] += at[1];
      bases.push(base);
    }
  });
  for (let i = n - 1; i >= 0; i--) if (parent[i] >= 0) for (const j of subtree[i]) subtree[parent[i]].add(j);
  const point = (link, at) => {
    if (link === null) return { b: at, re: new Float64Array(n), im: new Float64Array(n) };
    const i = index.get(link),
      base = bases[i],
      p = { b: base.b, re: base.re.slice(), im: base.im.slice() };
    p.re[i] += at[0];
    p.im[i] += at[1];
    return p;
  };
  const smooth = model.numerics.smooth_length_m,
    paths = model.cables.map(c => c.path.map(p => point(p.link, p.at_m))),
    runs = paths.flatMap((path, cable) =>
      path.slice(1).map((p, k) => ({ cable, b: [p.b[0] - path[k].b[0], p.b[1] - path[k].b[1]], re: p.re.map((v, j) => v - path[k].re[j]), im: p.im.map((v, j) => v - path[k].im[j]) })),
    ),
    dead = { re: new Float64Array(n), im: new Float64Array(n) },
    push = {},
    loads = [];
  // sum of conj(F) M
  const add = (to, [fx, fy], p) => {
    for (let j = 0; j < n; j++) {
      to.re[j] += fx * p.re[j] + fy * p.im[j];
      to.im[j] += fx * p.im[j] - fy * p.re[j];
    }
  };
  for (const row of model.weights) {
    add(dead, [0, -row.weight_N], point(row.link, row.at_m));
    loads.push({ link: index.get(row.link), at: row.at_m, force: [0, -row.weight_N], setting: null });
  }
  for (const row of model.loads) {
    push[row.setting] ??= { re: new Float64Array(n), im: new Float64Array(n) };
    add(push[row.setting], row.direction, point(row.link, row.at_m));
    loads.push({ link: index.get(row.link), at: row.at_m, force: row.direction, setting: row.setting });
  }
  const joints = new Map(model.joints.map(j => [j.link, j])),
    stiffness = Float64Array.from(links, l => joints.get(l.name).stiffness_Nm_per_rad),
    upright = new Float64Array(n),
    tension = Float64Array.from(model.cables, c => c.law.tension_N);
  for (const row of model.springs) upright[index.get(row.link)] += row.stiffness_Nm_per_rad;
  const size = Math.max(length.reduce((a, b) => a + b, 0), smooth),
    scale = Math.max(...stiffness, ...upright, Math.max(0, ...tension) * size, ...dead.re.map((v, j) => Math.hypot(v, dead.im[j])));
  const mech = {
    n,
    neutral,
    parent,
    bases,
    points: [bases[0], ...links.map(l => point(l.name, [l.length_m, 0]))],
    subtree,
    stiffness: stiffness.map(k => Math.max(k, DATA.numerics.stiffness_floor * scale)),
    limits: links.map(l => joints.get(l.name).limit_deg.map(d => (d * Math.PI) / 180)),
    upright,
    landmarks: Object.fromEntries(model.landmarks.map(r => [r.name, point(r.link, r.at_m)])),
    cables: model.cables.map(c => c.name),
    paths,
    pathLinks: model.cables.map(c => c.path.map(p => index.get(p.link) ?? -1)),
    runs,
    tension,
    q: Float64Array.from(model.cables, c => c.law.q ?? 0),
    dead,
    push,
    loads,
    smooth,
    slack: model.numerics.slack_width,
    ground: model.ground_y_m,
  };
  mech.rest = cableLengths(mech, neutral);
  return mech;
}

const turn = phi => ({ re: phi.map(Math.cos), im: phi.map(Math.sin) });

export function loadVector(mech, settings) {
  const c = { re: mech.dead.re.slice(), im: mech.dead.im.slice() };
  for (const [name, share] of Object.entries(mech.push))
    for (let j = 0; j < mech.n; j++) {
      c.re[j] += settings[name] * share.re[j];
      c.im[j] += settings[name] * share.im[j];
    }
  return c;
}

// Energy, tension and stiffness of cable i at a length: T = f T0 max(0, 1 + q strain), smoothed at zero.
export function pull(mech, i, factor, length) {
  const full = factor * mech.tension[i],
    q = mech.q[i],
    rest = mech.rest[i],
    e = mech.slack;
  if (q === 0) return [full * length, full, 0];
  const s = 1 + q * (length / rest - 1);
  if (s > e) return [((full * rest) / q) * (s ** 2 / 2 + e ** 2 / 6), full * s, (full * q) / rest];
  const near = Math.max(s + e, 0);
  return [((full * rest) / q) * (near ** 3 / (12 * e)), (full * near ** 2) / (4 * e), (((full * q) / rest) * near) / (2 * e)];
}

// The vector of a run of cable at z.
function runVector(run, z) {
  let x = run.b[0],
    y = run.b[1];
  for (let j = 0; j < z.re.length; j++) {
    x += run.re[j] * z.re[j] - run.im[j] * z.im[j];
    y += run.re[j] * z.im[j] + run.im[j] * z.re[j];
  }
  return [x, y];
}

function lengthsAt(mech, z) {
  const out = new Float64Array(mech.cables.length);
  for (const run of mech.runs) {
    const [x, y] = runVector(run, z);
    out[run.cable] += Math.sqrt(x * x + y * y + mech.smooth ** 2);
  }
  return out;
}
export const cableLengths = (mech, phi) => lengthsAt(mech, turn(phi));

// Energy of springs and loads; fills torque (one per joint) on the way.
function springsAndLoads(mech, phi, z, c, torque) {
  let springs = 0,
    loads = 0;
  for (let i = 0; i < mech.n; i++) {
    const turned = phi[i] - mech.neutral[i],
      p = mech.parent[i],
      bend = turned - (p < 0 ? 0 : phi[p] - mech.neutral[p]);
    torque[i] = mech.stiffness[i] * bend;
    springs += (torque[i] * bend) / 2 + (mech.upright[i] * turned ** 2) / 2;
    loads += c.re[i] * z.re[i] - c.im[i] * z.im[i];
  }
  return springs - loads;
}

export function energy(mech, phi, factors, c) {
  const z = turn(phi);
  let value = springsAndLoads(mech, phi, z, c, new Float64Array(mech.n));
  lengthsAt(mech, z).forEach((l, i) => (value += pull(mech, i, factors[i], l)[0]));
  return value;
}

export function evaluate(mech, phi, factors, c) {
  const { n, parent, stiffness, upright, neutral } = mech,
    z = turn(phi),
    torque = new Float64Array(n),
    gradient = new Float64Array(n),
    sizes = new Float64Array(n),
    hessian = matrix(n);
  let value = springsAndLoads(mech, phi, z, c, torque);
  for (let i = 0; i < n; i++) {
    const p = parent[i],
      k = stiffness[i],
      lift = upright[i] * (phi[i] - neutral[i]),
      re = c.re[i] * z.re[i] - c.im[i] * z.im[i],
      im = c.re[i] * z.im[i] + c.im[i] * z.re[i];
    gradient[i] += torque[i] + lift + im;
    sizes[i] += Math.abs(torque[i]) + Math.abs(lift) + Math.hypot(re, im);
    hessian[i][i] += k + upright[i] + re;
    if (p >= 0) {
      gradient[p] -= torque[i];
      sizes[p] += Math.abs(torque[i]);
      hessian[p][p] += k;
      hessian[i][p] -= k;
      hessian[p][i] -= k;
    }
  }
  const lengths = lengthsAt(mech, z),
    law = mech.cables.map((_, i) => pull(mech, i, factors[i], lengths[i])),
    leans = mech.cables.map(() => new Float64Array(n)),
    ar = new Float64Array(n),
    ai = new Float64Array(n),
    t = new Float64Array(n);
  for (const run of mech.runs) {
    const [x, y] = runVector(run, z),
      l = Math.sqrt(x * x + y * y + mech.smooth ** 2),
      tension = law[run.cable][1],
      stiff = tension / l,
      lean = leans[run.cable];
    for (let j = 0; j < n; j++) {
      ar[j] = run.re[j] * z.re[j] - run.im[j] * z.im[j];
      ai[j] = run.re[j] * z.im[j] + run.im[j] * z.re[j];
      t[j] = (y * ar[j] - x * ai[j]) / l;
      lean[j] += t[j];
      gradient[j] += tension * t[j];
      sizes[j] += tension * Math.abs(t[j]);
      hessian[j][j] -= (tension * (x * ar[j] + y * ai[j])) / l;
    }
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) hessian[i][j] += stiff * (ar[i] * ar[j] + ai[i] * ai[j] - t[i] * t[j]);
  }
  law.forEach(([work, , slope], k) => {
    value += work;
    if (slope > 0) for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) hessian[i][j] += slope * leans[k][i] * leans[k][j];
  });
  return { value, gradient, hessian, scale: Math.max(...sizes, DATA.numerics.bend_rounding_rad * Math.max(...hessian.map(maxAbs))) };
}

export function springHessian(mech) {
  const h = matrix(mech.n);
  for (let i = 0; i < mech.n; i++) {
    const p = mech.parent[i],
      k = mech.stiffness[i];
    h[i][i] += k + mech.upright[i];
    if (p >= 0) {
      h[p][p] += k;
      h[i][p] -= k;
      h[p][i] -= k;
    }
  }
  return h;
}

export function place(point, phi) {
  return runVector(point, turn(phi));
}

// What each joint carries, by statics: forces beyond the joint along and across its own link, and their moment.
export function jointForces(mech, phi, tension, settings) {
  const { n, subtree } = mech,
    z = turn(phi),
    bases = mech.bases.map(b => runVector(b, z)),
    fx = new Float64Array(n),
    fy = new Float64Array(n),
    turning = new Float64Array(n);
  const add = (link, [px, py], x, y) => {
    fx[link] += x;
    fy[link] += y;
    turning[link] += px * y - py * x;
  };
  for (const { link, at, force, setting } of mech.loads) {
    const size = setting === null ? 1 : settings[setting],
      p = [bases[link][0] + at[0] * z.re[link] - at[1] * z.im[link], bases[link][1] + at[0] * z.im[link] + at[1] * z.re[link]];
    add(link, p, size * force[0], size * force[1]);
  }
  mech.paths.forEach((path, c) => {
    const p = path.map(q => runVector(q, z)),
      u = p.slice(1).map((b, k) => {
        const x = b[0] - p[k][0],
          y = b[1] - p[k][1],
          l = Math.sqrt(x * x + y * y + mech.smooth ** 2);
        return [x / l, y / l];
      });
    mech.pathLinks[c].forEach((link, k) => {
      if (link < 0) return;
      const ahead = u[k] ?? [0, 0],
        back = u[k - 1] ?? [0, 0];
      add(link, p[k], (ahead[0] - back[0]) * tension[c], (ahead[1] - back[1]) * tension[c]);
    });
  });
  const compression = new Float64Array(n),
    shear = new Float64Array(n),
    moment = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let x = 0,
      y = 0,
      m = 0;
    for (const j of subtree[i]) {
      x += fx[j];
      y += fy[j];
      m += turning[j];
    }
    compression[i] = -(x * z.re[i] + y * z.im[i]);
    shear[i] = y * z.re[i] - x * z.im[i];
    moment[i] = m - (bases[i][0] * y - bases[i][1] * x);
  }
  return { compression, shear, moment };
}
