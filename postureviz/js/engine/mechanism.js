// A model as constant arrays, ready for the formulas of mechanics.js. Mirrors postureviz/mechanism.py.
// A material point is b + M z: { b: [x, y], re: (n), im: (n), from, to } with z = exp(i phi); M is zero outside
// from ... to.
import { DATA } from './data.js';

/** @typedef {{ re: Float64Array, im: Float64Array }} Complexes one complex number per link */
/** @typedef {{ re: Float64Array, im: Float64Array, from: number, to: number }} Sum M, zero outside from ... to */
/** @typedef {Sum & { b: number[] }} Material the point b + M z, m */
/** @typedef {Object} Mechanism a model as constant arrays, with the names of Mechanism in mechanism.py */
const radians = d => (d * Math.PI) / 180;
const built = new WeakMap();
/**
 * The constant arrays of a model.
 * @param {Model} model
 * @returns {Mechanism}
 */
export function mechanism(model) {
  if (!built.has(model)) built.set(model, compileModel(model));
  return built.get(model);
}

function compileModel(model) {
  const links = model.links;
  const n = links.length;
  const index = new Map(links.map((l, i) => [l.name, i]));
  const parent = links.map(l => index.get(l.parent) ?? -1);
  const bases = basesOf(links, parent);
  const joints = new Map(model.joints.map(j => [j.link, j]));
  const joint = links.map(l => joints.get(l.name));
  const smooth = model.numerics.smooth_length_m;
  const stance = model.stance ?? {};
  const point = (link, at) => {
    // what is on the base turns about the hip with the thigh
    if (link === null)
      return {
        ...material(at, new Float64Array(n), new Float64Array(n)),
        thigh: [at[0] - bases[0].b[0], at[1] - bases[0].b[1]],
      };
    return pointOn(bases, index.get(link), at);
  };
  const paths = model.cables.map(c => (c.path ?? []).map(p => point(p.link, p.at_m)));
  const loads = loadsOf(model, index, bases);
  const size = links.reduce((a, l) => a + l.length_m, 0);
  const forces = [...loads.map(l => Math.hypot(...l.force)), ...model.cables.map(c => c.law.tension_N)];
  const stiffness = joint.map(j => j.stiffness_Nm_per_rad);
  const scale = Math.max(...stiffness, ...forces.map(f => f * size));
  const neutral = Float64Array.from(links, l => radians(l.neutral_deg));
  const runs = runsOf(model.cables, paths, smooth);
  const curves = curvesOf(model.cables, index, joints);
  return {
    n,
    neutral,
    parent,
    bases,
    points: [bases[0], ...links.map(l => point(l.name, [l.length_m, 0]))],
    stiffness: Float64Array.from(stiffness, k => Math.max(k, DATA.numerics.stiffness_floor * scale)),
    stiffening: Float64Array.from(joint, j => 1 / radians(j.stiffening_deg ?? Infinity) ** 2),
    growth: growthOf(model, index),
    bias: new Float64Array(n),
    limits: joint.map(j => j.limit_deg.map(radians)),
    landmarks: Object.fromEntries(model.landmarks.map(r => [r.name, point(r.link, r.at_m)])),
    plates: Object.fromEntries(
      model.landmarks
        .filter(r => r.plate_deg !== undefined)
        .map(r => [r.name, [index.get(r.link), radians(r.plate_deg)]]),
    ),
    cables: model.cables.map(c => c.name),
    paths,
    pathLinks: model.cables.map(c => (c.path ?? []).map(p => index.get(p.link) ?? -1)),
    runs,
    curves,
    reach: model.cables.map((_, cable) => reachOf(cable, runs, curves, parent)),
    law: lawsOf(model, runs, neutral),
    springs: springsOf(model, index, point, neutral),
    springLeast: leastOf(model.springs),
    loads,
    stance: {
      foot: stance.foot_m ?? null,
      knee: stance.knee_m ?? null,
      ankle: stance.ankle_m ?? null,
      seat: stance.seat ?? null,
      incline: stance.incline ?? null,
      bend: stance.bend ?? null,
      thigh: radians(stance.thigh_deg ?? 0),
      ischium: stance.ischium_m ?? [0, 0],
    },
    answer: answerOf(model, index),
    smooth,
    ground: model.ground_y_m,
    room: roomFor(n, model.cables.length, runs.length),
  };
}

const complex = n => ({ re: new Float64Array(n), im: new Float64Array(n) });

// Room to work in, written over by every evaluation: a browser takes longer to make small arrays than to fill them.
const roomFor = (n, m, k) => ({
  z: complex(n),
  weighed: complex(n),
  pushed: complex(n),
  arm: complex(n),
  turn: new Float64Array(n),
  diagonal: new Float64Array(n),
  sizes: new Float64Array(n),
  lengths: new Float64Array(m),
  spans: new Float64Array(2 * k),
  lengthRows: Array.from({ length: m }, () => new Float64Array(n)),
});

function material(b, re, im) {
  let from = 0;
  let to = re.length;
  while (from < to && re[from] === 0 && im[from] === 0) from++;
  while (to > from && re[to - 1] === 0 && im[to - 1] === 0) to--;
  return { b, re, im, from, to };
}

function pointOn(bases, i, at) {
  const base = bases[i];
  const re = base.re.slice();
  const im = base.im.slice();
  re[i] += at[0];
  im[i] += at[1];
  return material(base.b, re, im);
}

/**
 * The point b + M z.
 * @param {Material} point
 * @param {Complexes} z
 * @returns {number[]} m
 */
export function pointAt({ b, re, im, from, to }, z) {
  let x = b[0];
  let y = b[1];
  for (let j = from; j < to; j++) {
    x += re[j] * z.re[j] - im[j] * z.im[j];
    y += re[j] * z.im[j] + im[j] * z.re[j];
  }
  return [x, y];
}

/**
 * The same of many points in one call: x, y, x, y ...
 * @param {Material[]} points
 * @param {Complexes} z
 * @param {Float64Array} out m
 * @returns {Float64Array} m
 */
export function pointsAt(points, z, out) {
  for (let i = 0; i < points.length; i++) {
    const { b, re, im, from, to } = points[i];
    let x = b[0];
    let y = b[1];
    for (let j = from; j < to; j++) {
      x += re[j] * z.re[j] - im[j] * z.im[j];
      y += re[j] * z.im[j] + im[j] * z.re[j];
    }
    out[2 * i] = x;
    out[2 * i + 1] = y;
  }
  return out;
}

/**
 * z = exp(i phi): where each link points.
 * @param {Float64Array} phi
 * @param {Complexes} [z]
 * @returns {Complexes}
 */
export function unitVectors(phi, z = complex(phi.length)) {
  for (let j = 0; j < phi.length; j++) {
    z.re[j] = Math.cos(phi[j]);
    z.im[j] = Math.sin(phi[j]);
  }
  return z;
}

// Where each link begins; a link stands after its parent.
function basesOf(links, parent) {
  const n = links.length;
  const bases = [];
  links.forEach((link, i) => {
    const p = parent[i];
    const at = link.at_m;
    bases.push(
      p < 0
        ? material(at, new Float64Array(n), new Float64Array(n))
        : pointOn(bases, p, [links[p].length_m + at[0], at[1]]),
    );
  });
  return bases;
}

// The links from the first to the last that the length of a cable depends on.
function reachOf(cable, runs, curves, parent) {
  const joints = curves.filter(c => c.cable === cable).flatMap(c => [c.joint, parent[c.joint]].filter(j => j >= 0));
  const mine = [...runs.filter(r => r.cable === cable && r.to > r.from), ...joints.map(j => ({ from: j, to: j + 1 }))];
  return { from: Math.min(...mine.map(r => r.from)), to: Math.max(0, ...mine.map(r => r.to)) };
}

const runsOf = (cables, paths, smooth) =>
  cables.flatMap((c, cable) =>
    paths[cable].slice(1).map((p, k) => {
      const o = paths[cable][k];
      const out = (c.path[k + 1].out_m ?? 0) - (c.path[k].out_m ?? 0);
      return {
        cable,
        thigh: [0, 1].map(i => (p.thigh?.[i] ?? 0) - (o.thigh?.[i] ?? 0)),
        ...material(
          [p.b[0] - o.b[0], p.b[1] - o.b[1]],
          p.re.map((v, j) => v - o.re[j]),
          p.im.map((v, j) => v - o.im[j]),
        ),
        out2: out ** 2 + smooth ** 2,
      };
    }),
  );

const curvesOf = (cables, index, joints) =>
  cables.flatMap((c, cable) =>
    (c.arms ?? []).map(a => ({
      cable,
      joint: index.get(a.joint),
      arm: a.arm_m,
      limits: joints.get(a.joint).limit_deg.map(radians),
    })),
  );

function lawsOf(model, runs, neutral) {
  const laws = model.cables.map(c => c.law);
  const fixed = Float64Array.from(model.cables, c => c.rest_m ?? 0);
  const rest = fixed.slice();
  const z = unitVectors(neutral);
  const short = {};
  for (const run of runs) {
    const [x, y] = pointAt(run, z);
    rest[run.cable] += Math.sqrt(x * x + y * y + run.out2);
  }
  laws.forEach((law, i) => {
    for (const row of law.short ?? []) (short[row.setting] ??= new Float64Array(laws.length))[i] += row.per_unit_m;
  });
  return {
    tension: Float64Array.from(laws, l => l.tension_N),
    gain: Float64Array.from(laws, l => ({ constant: 0, muscle: l.q, elastic: 1 })[l.type]),
    size: Float64Array.from(laws, (l, i) => (l.stiffness_N_per_m ?? 0) * rest[i]),
    fixed,
    rest,
    short,
    least: leastOf(laws),
    slack: model.numerics.slack_width,
  };
}

// By setting: the share of tension or stiffness that is left where the setting is 0, of each row.
function leastOf(rows) {
  const least = {};
  rows.forEach(({ attention }, i) => {
    if (attention) (least[attention.setting] ??= new Float64Array(rows.length).fill(1))[i] = attention.least;
  });
  return least;
}

function loadsOf(model, index, bases) {
  const loads = [];
  const add = (row, force, setting, weighs) => {
    const link = index.get(row.link);
    const point = pointOn(bases, link, row.at_m);
    loads.push({ link, point, force, setting, weighs, onSeat: row.on_seat ?? 0, moves: row.moves ?? [] });
  };
  for (const row of model.weights) {
    add(row, [0, -row.weight_N], null, true);
    if (row.setting !== undefined) add(row, [0, -row.per_unit_N], row.setting, true);
  }
  for (const row of model.loads) add(row, row.direction, row.setting, false);
  return loads;
}

// How what is known is answered, with the names of Answer in mechanism.py.
function answerOf(model, index) {
  const data = model.answer;
  if (!data) return null;
  const [tolerance, felt] = [0, 1].map(() => new Float64Array(index.size).fill(Infinity));
  const share = new Float64Array(index.size);
  for (const row of data.joints) {
    const i = index.get(row.link);
    tolerance[i] = row.tolerance_Nm;
    felt[i] = row.felt_Nm ?? row.tolerance_Nm;
    share[i] = radians(row.lean_share ?? 0);
  }
  return {
    known: data.known ?? null,
    lean: data.lean ?? null,
    share,
    gain: data.gain,
    firm: data.q,
    strength: Float64Array.from(model.cables, c => c.strength_N),
    tolerance,
    felt,
    agonists: data.agonists.map(name => index.get(name)),
    taut: data.taut_share,
    stiffer: model.springs.map(row => (data.stiffer ?? []).includes(row.name)),
  };
}

// Torques of joints that grow exponentially: moment x exp(rate x joint angle + what settings add).
function growthOf(model, index) {
  const normal = Object.fromEntries(model.settings.map(s => [s.name, s.normal]));
  return model.joints.flatMap(joint =>
    (joint.grows ?? []).map(row => {
      const shift = Object.entries(row.settings ?? {});
      return {
        joint: index.get(joint.link),
        moment: row.moment_Nm,
        rate: (row.per_deg * 180) / Math.PI,
        usual: shift.reduce((a, [name, per]) => a + per * normal[name], 0),
        shift,
      };
    }),
  );
}

function springsOf(model, index, point, neutral) {
  const z = unitVectors(neutral);
  const weight = model.weights.reduce((a, w) => a + w.weight_N, 0);
  return model.springs.map(row => {
    const link = row.link === undefined ? -1 : index.get(row.link);
    const aim = new Float64Array(neutral.length);
    const felt = row.links ?? (row.link === undefined ? [] : [row.link]);
    for (const name of felt) aim[index.get(name)] = 1 / felt.length;
    const re = new Float64Array(neutral.length);
    const im = new Float64Array(neutral.length);
    if (!felt.length)
      for (const w of model.weights) {
        const p = point(w.link, w.at_m);
        for (let j = 0; j < neutral.length; j++) {
          re[j] += (w.weight_N * p.re[j]) / weight;
          im[j] += (w.weight_N * p.im[j]) / weight;
        }
      }
    const m = material([0, 0], re, im);
    return {
      name: row.name,
      stiffness: row.stiffness_Nm_per_rad ?? row.stiffness_N_per_m,
      link,
      aim: felt.length ? aim : null,
      m,
      rest: felt.length ? aim.reduce((a, w, j) => a + w * neutral[j], 0) : pointAt(m, z)[0],
      moves: row.moves ?? [],
    };
  });
}
