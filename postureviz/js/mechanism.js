// A model as constant arrays, ready for the formulas of mechanics.js. Mirrors postureviz/mechanism.py.
// A material point is b + M z: { b: [x, y], re: (n), im: (n) } with z = exp(i phi).
import { DATA } from './data.js';

const radians = d => (d * Math.PI) / 180;
const built = new WeakMap();
export function mechanism(model) {
  if (!built.has(model)) built.set(model, compileModel(model));
  return built.get(model);
}

function compileModel(model) {
  const links = model.links,
    n = links.length,
    index = new Map(links.map((l, i) => [l.name, i])),
    parent = links.map(l => index.get(l.parent) ?? -1),
    { bases, subtree } = tree(links, parent),
    joints = new Map(model.joints.map(j => [j.link, j])),
    joint = links.map(l => joints.get(l.name)),
    smooth = model.numerics.smooth_length_m,
    stance = model.stance ?? {};
  const point = (link, at) => {
    if (link === null) return { b: at, re: new Float64Array(n), im: new Float64Array(n) };
    return pointOn(bases, index.get(link), at);
  };
  const paths = model.cables.map(c => (c.path ?? []).map(p => point(p.link, p.at_m))),
    loads = loadsOf(model, index),
    size = links.reduce((a, l) => a + l.length_m, 0),
    forces = [...loads.map(l => Math.hypot(...l.force)), ...model.cables.map(c => c.law.tension_N)],
    stiffness = joint.map(j => j.stiffness_Nm_per_rad),
    scale = Math.max(...stiffness, ...forces.map(f => f * size)),
    neutral = Float64Array.from(links, l => radians(l.neutral_deg)),
    runs = runsOf(model.cables, paths, smooth);
  return {
    n,
    neutral,
    parent,
    bases,
    points: [{ b: links[0].at_m, re: new Float64Array(n), im: new Float64Array(n) }, ...links.map(l => point(l.name, [l.length_m, 0]))],
    subtree,
    stiffness: Float64Array.from(stiffness, k => Math.max(k, DATA.numerics.stiffness_floor * scale)),
    stiffening: Float64Array.from(joint, j => 1 / radians(j.stiffening_deg ?? Infinity) ** 2),
    bias: new Float64Array(n),
    limits: joint.map(j => j.limit_deg.map(radians)),
    landmarks: Object.fromEntries(model.landmarks.map(r => [r.name, point(r.link, r.at_m)])),
    plates: Object.fromEntries(model.landmarks.filter(r => r.plate_deg !== undefined).map(r => [r.name, [index.get(r.link), radians(r.plate_deg)]])),
    cables: model.cables.map(c => c.name),
    paths,
    pathLinks: model.cables.map(c => (c.path ?? []).map(p => index.get(p.link) ?? -1)),
    runs,
    curves: model.cables.flatMap((c, cable) => (c.arms ?? []).map(a => ({ cable, joint: index.get(a.joint), arm: a.arm_m, limits: joints.get(a.joint).limit_deg.map(radians) }))),
    law: lawOf(model, runs, neutral),
    movers: model.cables.map((c, cable) => moversOf(c, runs.filter(run => run.cable === cable), index, parent)),
    springs: springsOf(model, index, point, neutral),
    loads,
    stance: { foot: stance.foot_m ?? null, seat: stance.seat ?? null, incline: stance.incline ?? null },
    smooth,
    ground: model.ground_y_m,
  };
}

export function pointOn(bases, i, at) {
  const base = bases[i],
    p = { b: base.b, re: base.re.slice(), im: base.im.slice() };
  p.re[i] += at[0];
  p.im[i] += at[1];
  return p;
}

// The run b + M z, by the links that move it.
export function runAt({ b, re, im, moved }, z) {
  let [x, y] = b;
  for (const j of moved) {
    x += re[j] * z.re[j] - im[j] * z.im[j];
    y += re[j] * z.im[j] + im[j] * z.re[j];
  }
  return [x, y];
}

// The point b + M z.
export function pointAt(p, z) {
  let x = p.b[0],
    y = p.b[1];
  for (let j = 0; j < z.re.length; j++) {
    x += p.re[j] * z.re[j] - p.im[j] * z.im[j];
    y += p.re[j] * z.im[j] + p.im[j] * z.re[j];
  }
  return [x, y];
}

export const turned = phi => ({ re: phi.map(Math.cos), im: phi.map(Math.sin) });

function tree(links, parent) {
  const n = links.length,
    bases = [],
    subtree = links.map((_, i) => new Set([i]));
  links.forEach((link, i) => {
    const p = parent[i],
      at = link.at_m;
    bases.push(p < 0 ? { b: at, re: new Float64Array(n), im: new Float64Array(n) } : pointOn(bases, p, [links[p].length_m + at[0], at[1]]));
  });
  for (let i = n - 1; i >= 0; i--) if (parent[i] >= 0) for (const j of subtree[i]) subtree[parent[i]].add(j);
  return { bases, subtree };
}

const runsOf = (cables, paths, smooth) =>
  cables.flatMap((c, cable) =>
    paths[cable].slice(1).map((p, k) => {
      const o = paths[cable][k],
        out = (c.path[k + 1].out_m ?? 0) - (c.path[k].out_m ?? 0);
      const re = p.re.map((v, j) => v - o.re[j]),
        im = p.im.map((v, j) => v - o.im[j]),
        // a run between two parts of the body stays as it is when what carries both turns
        moved = [...re.keys()].filter(j => re[j] !== 0 || im[j] !== 0);
      return { cable, b: [p.b[0] - o.b[0], p.b[1] - o.b[1]], re, im, moved, out2: out ** 2 + smooth ** 2 };
    }),
  );

// The links that change the length of a cable, in order.
const moversOf = (cable, runs, index, parent) => [...new Set([...runs.flatMap(run => run.moved), ...(cable.arms ?? []).flatMap(arm => [index.get(arm.joint), parent[index.get(arm.joint)]])])].filter(j => j >= 0).sort((a, b) => a - b);

function lawOf(model, runs, neutral) {
  const laws = model.cables.map(c => c.law),
    fixed = Float64Array.from(model.cables, c => c.rest_m ?? 0),
    rest = fixed.slice(),
    z = turned(neutral),
    short = {};
  for (const run of runs) {
    const [x, y] = pointAt(run, z);
    rest[run.cable] += Math.sqrt(x * x + y * y + run.out2);
  }
  laws.forEach((law, i) => {
    if (!law.short) return;
    short[law.short.setting] ??= new Float64Array(laws.length);
    short[law.short.setting][i] = law.short.per_unit_m;
  });
  return {
    tension: Float64Array.from(laws, l => l.tension_N),
    gain: Float64Array.from(laws, l => ({ constant: 0, muscle: l.q, elastic: 1 })[l.type]),
    size: Float64Array.from(laws, (l, i) => (l.stiffness_N_per_m ?? 0) * rest[i]),
    fixed,
    rest,
    short,
    slack: model.numerics.slack_width,
  };
}

function loadsOf(model, index) {
  const loads = [];
  for (const row of model.weights) {
    const link = index.get(row.link),
      at = row.at_m;
    loads.push({ link, at, force: [0, -row.weight_N], setting: null, weighs: true });
    if (row.setting !== undefined) loads.push({ link, at, force: [0, -row.per_unit_N], setting: row.setting, weighs: true });
  }
  for (const row of model.loads) loads.push({ link: index.get(row.link), at: row.at_m, force: row.direction, setting: row.setting, weighs: false });
  return loads;
}

function springsOf(model, index, point, neutral) {
  const z = turned(neutral),
    weight = model.weights.reduce((a, w) => a + w.weight_N, 0);
  return model.springs.map(row => {
    const link = row.link === undefined ? -1 : index.get(row.link),
      m = { b: [0, 0], re: new Float64Array(neutral.length), im: new Float64Array(neutral.length) };
    if (link < 0)
      for (const w of model.weights) {
        const p = point(w.link, w.at_m);
        for (let j = 0; j < neutral.length; j++) {
          m.re[j] += (w.weight_N * p.re[j]) / weight;
          m.im[j] += (w.weight_N * p.im[j]) / weight;
        }
      }
    return {
      name: row.name,
      stiffness: row.stiffness_Nm_per_rad ?? row.stiffness_N_per_m,
      link,
      m,
      rest: link < 0 ? pointAt(m, z)[0] : neutral[link],
      moves: row.moves ?? [],
    };
  });
}
