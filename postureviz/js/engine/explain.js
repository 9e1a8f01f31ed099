// From a posture back to pulls: never one answer, but a family. Mirrors postureviz/explain.py.
import { DATA } from './data.js';
import { cholesky, eigh, maxAbs, solveCholesky } from './linalg.js';
import { completeFactors, completeSettings, factorRangeOf, groupsOf, asModel } from './model.js';
import { coordinate, isPlace } from './coordinate.js';
import { measure } from './readings.js';
import { placeSlopes, sensitivities } from './response.js';
import { restOf, solve } from './solver.js';

/**
 * The family of factors that give these readings.
 * @param {Model | string} which
 * @param {Object<string, number>} readings
 * @param {Object<string, number>} [settings]
 * @returns {Object}
 */
export function explain(which, readings, settings = {}) {
  const N = DATA.numerics;
  const model = asModel(which);
  const reach = factorRangeOf(model);
  const rows = new Map(model.readings.map(row => [row.name, row]));
  const names = Object.keys(readings);
  for (const name of names) {
    if (!rows.has(name))
      throw new RangeError(`no reading '${name}' in model '${model.name}'; readings: ${[...rows.keys()].join(', ')}`);
    if (!Number.isFinite(readings[name]))
      throw new RangeError(`reading '${name}' is ${readings[name]}; it must be a finite number`);
  }
  if (!names.length) throw new RangeError(`give some of: ${[...rows.keys()].join(', ')}`);
  const groups = groupsOf(model);
  const size = names.map(n => rows.get(n).smallest ?? 0.01 * (rows.get(n).show[1] - rows.get(n).show[0]));
  const pulls = f => Object.fromEntries(groups.map((g, i) => [g, f[i]]));
  const asked = names.map(n => rows.get(n));
  const given = completeSettings(model, settings);
  const places = asked.every(isPlace);
  // places and angles need no whole posture
  const look = (f, near = null) => {
    const p = places ? restOf(model, completeFactors(model, pulls(f)), given, near) : solve(model, pulls(f), settings);
    const m = places ? null : measure(p, names);
    return [
      p,
      asked.map(
        (row, i) =>
          ((places ? coordinate(model, p.mech, row, p.phi, p.u, false).value : m[row.name]) - readings[row.name]) /
          size[i],
      ),
    ];
  };
  const slope = p => {
    const found = places ? placeSlopes(p, asked) : sensitivities(p, names);
    return names.map((n, i) => groups.map(g => found[n][g] / size[i]));
  };
  const even = groups.map(() => 1);
  const [nearest, p, off] = fit(even, even, look, slope, reach);
  const j = slope(p);
  const free = freeWays(j, groups.length);
  const members = [nearest];
  for (const way of free)
    for (const sign of [1, -1]) {
      const start = nearest.map((v, i) => clip(reach, v + sign * N.free_walk * way[i]));
      const [found, , miss] = fit(start, start, look, slope, reach);
      if (maxAbs(miss) <= 1) members.push(found);
    }
  const apart = f => f.reduce((s, v, i) => s + Math.abs(v - nearest[i]), 0);
  const examples = [
    nearest,
    ...members
      .slice(1)
      .sort((a, b) => apart(b) - apart(a))
      .slice(0, 2),
  ].map(pulls);
  return {
    nearest: examples[0],
    examples,
    ranges: Object.fromEntries(
      groups.map((g, i) => [g, [Math.min(...members.map(f => f[i])), Math.max(...members.map(f => f[i]))]]),
    ),
    free: free.map(pulls),
    readings: measure(places ? solve(model, examples[0], settings) : p),
    misfit: maxAbs(off),
  };
}

// Directions that change no reading, apart from each other, each led by one group.
function freeWays(j, n) {
  const each = [...Array(n).keys()];
  const { values, vectors } = eigh(
    Float64Array.from(each.flatMap(a => each.map(b => j.reduce((s, row) => s + row[a] * row[b], 0)))),
  );
  const ways = vectors.filter((_, i) => values[i] < DATA.numerics.free_slope ** 2);
  const left = each.map(a => each.map(b => ways.reduce((s, way) => s + way[a] * way[b], 0)));
  const free = [];
  for (const _ of ways) {
    const size = each.map(i => Math.round(left[i][i] * 1e6));
    const lead = size.indexOf(Math.max(...size));
    const way = left[lead].map(v => v / left[lead][lead]);
    left.forEach((row, a) => row.forEach((__, b) => a !== lead && (row[b] -= way[a] * left[lead][b])));
    left[lead].fill(0);
    free.push(way);
  }
  return free;
}

// Factors, posture and misfit after Gauss-Newton steps with a pull towards `near`.
function fit(start, near, look, slope, reach) {
  const N = DATA.numerics;
  const n = start.length;
  const cost = (o, g) =>
    o.reduce((s, v) => s + v * v, 0) + N.even_pull * g.reduce((s, v, i) => s + (v - near[i]) ** 2, 0);
  let f = start;
  let [p, off] = look(f);
  for (let k = 0; k < N.explain_steps; k++) {
    const j = slope(p);
    const step = new Array(n).fill(0);
    let free = [...f.keys()];
    for (let round = 0; round < n; round++) {
      // factors that would leave their range are held there, and the rest solved again
      const held = row => off[row] + j[row].reduce((s, v, i) => s + (free.includes(i) ? 0 : v * step[i]), 0);
      const a = Float64Array.from(
        free.flatMap(x => free.map(y => j.reduce((s, row) => s + row[x] * row[y], 0) + (x === y ? N.even_pull : 0))),
      );
      const b = Float64Array.from(
        free,
        x => -j.reduce((s, row, r) => s + row[x] * held(r), 0) - N.even_pull * (f[x] - near[x]),
      );
      solveCholesky(cholesky(a), b).forEach((v, i) => (step[free[i]] = v));
      const over = free.filter(i => f[i] + step[i] < reach[0] || f[i] + step[i] > reach[1]);
      if (!over.length) break;
      for (const i of over) step[i] = clip(reach, f[i] + step[i]) - f[i];
      free = free.filter(i => !over.includes(i));
      if (!free.length) break;
    }
    let trial = f.map((v, i) => clip(reach, v + step[i]));
    let moved = look(trial, p.phi);
    if (
      moved[0].solved === false ||
      moved[0].status === 'unsolved' ||
      cost(moved[1], trial) > cost(off, f) * (1 + 1e-9)
    ) {
      trial = trial.map((v, i) => (f[i] + v) / 2);
      moved = look(trial, p.phi);
    }
    const done = maxAbs(trial.map((v, i) => v - f[i])) < N.explain_rest;
    f = trial;
    [p, off] = moved;
    if (done) break;
  }
  // the way there was walked from posture to posture; what counts is where the search from neutral ends
  return [f, ...look(f)];
}

const clip = ([low, high], value) => Math.min(Math.max(value, low), high);
