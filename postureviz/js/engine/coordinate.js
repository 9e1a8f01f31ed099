// Readings that hang on the angles alone, with exact first and second derivatives. Mirrors postureviz/coordinate.py.
// A jet is { value, gradient, hessian }; the Hessian is one array, row after row, or null where nobody asks for it.
import { bodyLean } from './mechanics.js';
import { matrix } from './linalg.js';
import { turned } from './mechanism.js';

const PER_DEGREE = 180 / Math.PI;
const plusJet = (a, b, share = 1) => ({
  value: a.value + share * b.value,
  gradient: a.gradient.map((v, i) => v + share * b.gradient[i]),
  hessian: a.hessian?.map((v, i) => v + share * b.hessian[i]),
});
const timesJet = ({ value, gradient, hessian }, share, add = 0) => ({
  value: share * value + add,
  gradient: gradient.map(v => v * share),
  hessian: hessian?.map(v => v * share),
});
const stillJet = (n, bent, value = 0) => ({ value, gradient: new Float64Array(n), hessian: bent ? matrix(n) : null });
const within = (degrees, low) => ((((degrees - low) % 360) + 360) % 360) + low;

// A place, or the vector from one to the other: d, and what each link adds to it.
function vectorOf(mech, phi, to, from = null) {
  const z = turned(phi),
    p = mech.landmarks[to],
    o = from === null ? null : mech.landmarks[from];
  return armsOf(
    z,
    p.re.map((v, j) => v - (o ? o.re[j] : 0)),
    p.im.map((v, j) => v - (o ? o.im[j] : 0)),
    p.b[0] - (o ? o.b[0] : 0),
    p.b[1] - (o ? o.b[1] : 0),
  );
}
function armsOf(z, re, im, x, y) {
  const ax = re.map((v, j) => v * z.re[j] - im[j] * z.im[j]),
    ay = re.map((v, j) => v * z.im[j] + im[j] * z.re[j]);
  for (let j = 0; j < ax.length; j++) {
    x += ax[j];
    y += ay[j];
  }
  return { x, y, ax, ay };
}

function directionJet({ x, y, ax, ay }, bent) {
  const n = ax.length,
    far = x * x + y * y,
    u = ax.map((v, j) => (v * x + ay[j] * y) / far),
    w = ay.map((v, j) => (v * x - ax[j] * y) / far),
    hessian = bent ? matrix(n) : null;
  for (let j = 0; bent && j < n; j++) {
    for (let k = 0; k < n; k++) hessian[j * n + k] = u[j] * w[k] + w[j] * u[k];
    hessian[j * n + j] -= w[j];
  }
  return { value: Math.atan2(y, x), gradient: u, hessian };
}

// How far the base is turned so that the weight is over the foot.
function turnJet(mech, phi, on, bent) {
  if (mech.stance.foot === null) return stillJet(mech.n, bent);
  if (!(on.total > 0)) return stillJet(mech.n, bent, on.turn);
  const found = timesJet(directionJet(armsOf(turned(phi), on.weigh.re, on.weigh.im, ...on.heft), bent), -(1 - on.seat));
  return { ...found, value: bodyLean(mech, phi, on) };
}

// The vector d after a turn: a jet along x, and one along y.
function turnedJets({ x, y, ax, ay }, { value, gradient: t, hessian: bend }) {
  const n = ax.length,
    [c, s] = [Math.cos(value), Math.sin(value)],
    first = [new Float64Array(n), new Float64Array(n)],
    second = bend ? [matrix(n), matrix(n)] : [null, null],
    put = (to, at, re, im) => {
      to[0][at] = c * re - s * im;
      to[1][at] = s * re + c * im;
    };
  for (let j = 0; j < n; j++) {
    put(first, j, -(ay[j] + y * t[j]), ax[j] + x * t[j]);
    for (let k = 0; bend && k < n; k++) {
      const at = j * n + k,
        own = j === k ? 1 : 0,
        tt = t[j] * t[k];
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

// The place of a landmark in the world, m: a jet along x, and one along y.
export function landmarkJets(mech, name, phi, on, bent = true) {
  const d = vectorOf(mech, phi, name),
    foot = mech.stance.foot;
  if (foot === null) return turnedJets(d, stillJet(mech.n, bent));
  return turnedJets({ ...d, x: d.x - on.pivot[0], y: d.y - on.pivot[1] }, turnJet(mech, phi, on, bent)).map(
    (jet, i) => ({ ...jet, value: jet.value + foot[i] }),
  );
}

const slopeJet = (mech, row, phi, on, bent) => {
  const found = timesJet(
    plusJet(directionJet(vectorOf(mech, phi, row.to, row.from), bent), turnJet(mech, phi, on, bent)),
    PER_DEGREE,
  );
  return { ...found, value: within(found.value, -180) };
};
const betweenJets = (mech, row, phi, on, bent) =>
  turnedJets(vectorOf(mech, phi, row.to, row.from), turnJet(mech, phi, on, bent)).map(jet => timesJet(jet, 100));
const linkAt = (model, name) => model.links.findIndex(l => l.name === name);

function acrossJet(model, mech, row, phi, bent) {
  const i = linkAt(model, row.frame),
    p = mech.landmarks[row.to],
    o = mech.bases[i],
    d = armsOf(
      turned(phi),
      p.re.map((v, j) => v - o.re[j]),
      p.im.map((v, j) => v - o.im[j]),
      p.b[0] - o.b[0],
      p.b[1] - o.b[1],
    ),
    back = stillJet(mech.n, bent, -phi[i]);
  back.gradient[i] = -1;
  return timesJet(turnedJets(d, back)[1], -100);
}

const JETS = {
  slope: (model, ...known) => slopeJet(...known),
  lean(model, ...known) {
    const along = timesJet(slopeJet(...known), -1, 90);
    return { ...along, value: within(along.value, -180) };
  },
  offset: (model, ...known) => betweenJets(...known)[0],
  rise: (model, ...known) => betweenJets(...known)[1],
  shift: (model, mech, row, phi, on, bent) =>
    timesJet(landmarkJets(mech, row.to, phi, on, bent)[0], 100, -100 * vectorOf(mech, mech.neutral, row.to).x),
  reach(model, mech, row, phi, on, bent) {
    const now = acrossJet(model, mech, row, phi, bent);
    return { ...now, value: now.value - acrossJet(model, mech, row, mech.neutral, false).value };
  },
  plates(model, mech, row, phi, on, bent) {
    const [i, a] = mech.plates[row.from],
      [j, b] = mech.plates[row.to],
      jet = stillJet(mech.n, bent, phi[j] + b - phi[i] - a);
    jet.gradient[j] += 1;
    jet.gradient[i] -= 1;
    return timesJet(jet, PER_DEGREE);
  },
  joint(model, mech, row, phi, on, bent) {
    const i = linkAt(model, row.joint),
      p = mech.parent[i],
      jet = stillJet(mech.n, bent, phi[i] - mech.neutral[i] - (p < 0 ? 0 : phi[p] - mech.neutral[p]));
    jet.gradient[i] = 1;
    if (p >= 0) jet.gradient[p] = -1;
    return timesJet(jet, PER_DEGREE);
  },
  body_lean(model, mech, row, phi, on, bent) {
    const jet = turnJet(mech, phi, on, bent);
    return timesJet(mech.stance.foot === null ? jet : { ...jet, value: jet.value - on.turn }, -PER_DEGREE);
  },
};
export const isPlace = row => Object.hasOwn(JETS, row.kind);

// A reading of a posture with its first derivatives, and unless told otherwise the second, in its unit per rad.
export function coordinate(model, mech, row, phi, on, bent = true) {
  if (!isPlace(row))
    throw new RangeError(
      `reading '${row.name}' of model '${model.name}' is not a place or an angle; choose from: ${model.readings
        .filter(isPlace)
        .map(r => r.name)
        .join(', ')}`,
    );
  return timesJet(JETS[row.kind](model, mech, row, phi, on, bent), (row.sign ?? 1) * (row.scale ?? 1), row.add ?? 0);
}
