// Plane geometry of the drawings. World: x to the right, y up, in drawing units. Screen: px, y down.

/**
 * @typedef {[number, number]} Point
 * @typedef {{ point: Point, ahead: Point }} Frame stands at a point and looks along a unit vector
 * @typedef {{ k: number, ox: number, oy: number, all: (points: Point[]) => Point[] }} Scale k px per unit, the origin of
 *   the world at (ox, oy) of the screen; all: takes many places there
 * @typedef {((x: number, y: number) => Point) & Scale} ScreenMap takes a place of the world to the screen
 */

/** @type {(a: number, b: number, t: number) => number} */
export const lerp = (a, b, t) => a + (b - a) * t;
/** @type {(v: number, low: number, high: number) => number} */
export const clamp = (v, low, high) => Math.min(high, Math.max(low, v));
/** @type {(p: Point, q: Point, t: number) => Point} */
export const mix = (p, q, t) => [lerp(p[0], q[0], t), lerp(p[1], q[1], t)];
/** @type {(p: Point, q: Point) => number} */
export const dist = (p, q) => Math.sqrt((p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2);

// Tenths of a px as text. A picture writes some thousand of them in every frame: the common ones are kept.
const TENTHS = [];
function tenth(v) {
  const i = Math.round(v * 10);
  return i >= 0 && i < 10000 ? (TENTHS[i] ??= String(i / 10)) : String(i / 10 + 0);
}
/** @type {(point: Point, ahead: Point) => Frame} */
export const frame = (point, ahead) => ({ point, ahead });
/**
 * The place that is u to the right of a frame and v ahead.
 * @type {(frame: Frame, u: number, v: number) => Point}
 */
export const put = ({ point, ahead }, u, v) => [
  point[0] + u * ahead[1] + v * ahead[0],
  point[1] - u * ahead[0] + v * ahead[1],
];

/**
 * Where a point is in a frame: the inverse of put.
 * @type {(frame: Frame, p: Point) => Point}
 */
export const get = ({ point, ahead }, [x, y]) => {
  const [dx, dy] = [x - point[0], y - point[1]];
  return [dx * ahead[1] - dy * ahead[0], dx * ahead[0] + dy * ahead[1]];
};

/**
 * What moves a drawing made at the origin, ahead upwards, to where a frame stands on the screen.
 * @param {(x: number, y: number) => Point} S
 * @param {Frame} frame
 * @returns {string} a transform
 */
export function placed(S, { point, ahead }) {
  const [x, y] = S(...point);
  const turn = Math.round((Math.atan2(ahead[0], ahead[1]) * 18000) / Math.PI) / 100 + 0; // degrees to a hundredth
  return `translate(${tenth(x)} ${tenth(y)})rotate(${turn})`;
}

/**
 * World to screen.
 * @param {number} k px per unit
 * @param {number} ox where the origin of the world is, px
 * @param {number} oy
 * @returns {ScreenMap}
 */
export function screenMap(k, ox, oy) {
  const all = points => points.map(p => [ox + k * p[0], oy - k * p[1]]);
  return Object.assign((x, y) => [ox + k * x, oy - k * y], { k, ox, oy, all });
}

/**
 * A shape as text, 'x y, x y c, ...'; c makes a point a corner.
 * @type {(text: string) => (Point | [number, number, 'c'])[]}
 */
export const shape = s =>
  s.split(',').map(p => {
    const [x, y, ...corner] = p.trim().split(/\s+/);
    return [Number(x), Number(y), ...corner];
  });

const BULGE = 0.72; // of the way between two points at tension 1, beside 2/3 of a Catmull-Rom curve
/**
 * Smooth path through screen points. A point [x, y, 'c'] is a corner. A picture calls this for every outline of every
 * frame, so it is one loop over plain numbers.
 * @param {Point[]} points px
 * @param {boolean} [closed]
 * @param {number} [tension] 0 for straight lines
 * @returns {string} the data of a path
 */
export function spline(points, closed = false, tension = 0.5) {
  const n = points.length;
  const lengths = []; // from each point to the next
  for (let i = 0; i < n; i++) {
    const p = points[i];
    const q = points[i + 1 < n ? i + 1 : closed ? 0 : i];
    lengths.push(Math.sqrt((p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2));
  }
  let d = `M${tenth(points[0][0])} ${tenth(points[0][1])}`;
  for (let i = 0; i < (closed ? n : n - 1); i++) {
    const j = i + 1 < n ? i + 1 : 0;
    const a = points[i];
    const b = points[j];
    const h = a[2] ? i : i > 0 ? i - 1 : closed ? n - 1 : 0; // what the curve comes from
    const k = b[2] ? j : j + 1 < n ? j + 1 : closed ? 0 : j; // and what it goes on to
    const before = points[h];
    const after = points[k];
    const la = (h === i ? 0 : lengths[h]) + lengths[i] || 1;
    const lb = lengths[i] + (k === j ? 0 : lengths[j]) || 1;
    const s = lengths[i] * tension * BULGE;
    d += `C${tenth(a[0] + ((b[0] - before[0]) / la) * s)} ${tenth(a[1] + ((b[1] - before[1]) / la) * s)}`;
    d += ` ${tenth(b[0] - ((after[0] - a[0]) / lb) * s)} ${tenth(b[1] - ((after[1] - a[1]) / lb) * s)}`;
    d += ` ${tenth(b[0])} ${tenth(b[1])}`;
  }
  return d + (closed ? 'Z' : '');
}

/**
 * Corners as polygons and polylines name them.
 * @param {Point[]} points px
 * @returns {string}
 */
export function corners(points) {
  let out = '';
  for (const p of points) out += `${out && ' '}${tenth(p[0])},${tenth(p[1])}`;
  return out;
}
/**
 * The same of places of the world: a body's muscles come this way in every frame, so no list stands between.
 * @param {ScreenMap} S
 * @param {Point[]} points
 * @returns {string}
 */
export function cornersOn({ k, ox, oy }, points) {
  let out = '';
  for (const p of points) out += `${out && ' '}${tenth(ox + k * p[0])},${tenth(oy - k * p[1])}`;
  return out;
}
/**
 * A dot, as a line that round ends make one: its place is then no style, as that of a circle is.
 * @type {(p: Point) => Point[]}
 */
export const dotAt = ([x, y]) => [
  [x, y],
  [x + 0.1, y],
];
/**
 * Lines by their corners.
 * @param {Point[][]} lines px
 * @returns {string} the data of one path
 */
export function strokes(lines) {
  let out = '';
  for (const points of lines) {
    let mark = 'M';
    for (const p of points) {
      out += `${mark}${tenth(p[0])} ${tenth(p[1])}`;
      mark = 'L';
    }
    if (!points.length) out += 'M';
  }
  return out;
}

/**
 * A shallow bow from p to q; its middle hangs `drop` px below the straight line.
 * @type {(p: Point, q: Point, drop: number) => string} the data of a path
 */
export function bow(p, q, drop) {
  const middle = `${tenth((p[0] + q[0]) / 2)} ${tenth((p[1] + q[1]) / 2 + 2 * drop)}`;
  return `M${tenth(p[0])} ${tenth(p[1])}Q${middle} ${tenth(q[0])} ${tenth(q[1])}`;
}

/**
 * A Catmull-Rom curve through points, in n steps.
 * @param {Point[]} points
 * @param {number} [n]
 * @returns {{ p: Point, n: Point }[]} n + 1 places, each with the unit normal left of travel
 */
export function sample(points, n = 24) {
  const last = points.length - 1;
  const out = [];
  for (let j = 0; j <= n; j++) {
    const u = (j / n) * last;
    const i = Math.min(last - 1, Math.floor(u));
    const t = u - i;
    const a = points[Math.max(0, i - 1)];
    const b = points[i];
    const c = points[i + 1];
    const d = points[Math.min(last, i + 2)];
    out.push({ p: [catmullRom(a[0], b[0], c[0], d[0], t), catmullRom(a[1], b[1], c[1], d[1], t)], n: [0, 0] });
  }
  for (let i = 0; i <= n; i++) {
    const a = out[Math.max(0, i - 1)].p;
    const b = out[Math.min(n, i + 1)].p;
    const l = Math.sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) || 1;
    const normal = out[i].n;
    normal[0] = -(b[1] - a[1]) / l;
    normal[1] = (b[0] - a[0]) / l;
  }
  return out;
}
/** Between b and c at t = 0 ... 1, on the curve that comes from a and goes on to d. */
const catmullRom = (a, b, c, d, t) =>
  0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t ** 3);

/**
 * Closed outline around a centre line.
 * @param {Point[]} points
 * @param {(s: number) => number} half half-width at s = 0 ... 1
 * @param {number} [n] steps along the line
 * @returns {Point[]}
 */
export function ribbon(points, half, n = 24) {
  const middle = sample(points, n);
  const halves = middle.map((_, i) => half(i / n));
  const out = [];
  const add = (i, off) => out.push([middle[i].p[0] + middle[i].n[0] * off, middle[i].p[1] + middle[i].n[1] * off]);
  for (let i = 0; i <= n; i++) add(i, halves[i]);
  for (let i = n; i >= 0; i--) add(i, -halves[i]);
  return out;
}

/**
 * Frame on a polyline at fraction t of its length, looking along it.
 * @param {Point[]} points
 * @param {number} t
 * @returns {Frame}
 */
export function along(points, t) {
  const lengths = [];
  let whole = 0;
  for (let i = 1; i < points.length; i++) {
    const [p, q] = [points[i - 1], points[i]];
    lengths.push(Math.sqrt((p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2));
    whole += lengths[i - 1];
  }
  let left = whole * t;
  let i = 0;
  while (i < lengths.length - 1 && left > lengths[i]) left -= lengths[i++];
  const [a, b] = [points[i], points[i + 1]];
  const l = lengths[i] || 1;
  return frame(mix(a, b, left / l), [(b[0] - a[0]) / l, (b[1] - a[1]) / l]);
}

/**
 * Slack rope between two points: a parabola, close to a catenary, whose drop follows from the spare length,
 * spare = 8/3 (drop cos)^2 / span, with cos of the slope. Near-vertical ropes hang as if at 70 degrees.
 * @param {Point} a
 * @param {Point} b
 * @param {number} spare
 * @param {number} [n]
 * @returns {Point[]} n + 1 of them
 */
export function sag(a, b, spare, n = 24) {
  const span = dist(a, b);
  const drop = Math.sqrt((Math.max(0, spare) * span * 3) / 8) / Math.max(Math.abs(b[0] - a[0]) / (span || 1), 0.34);
  return Array.from({ length: n + 1 }, (_, i) => {
    const t = i / n;
    const p = mix(a, b, t);
    return [p[0], p[1] - 4 * drop * t * (1 - t)];
  });
}

/**
 * Where a polyline crosses a level first.
 * @param {Point[]} points
 * @param {number} y
 * @returns {Point | null}
 */
export function atLevel(points, y) {
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    if ((a[1] - y) * (b[1] - y) <= 0 && a[1] !== b[1]) return mix(a, b, (y - a[1]) / (b[1] - a[1]));
  }
  return null;
}

/**
 * What moves a drawing made about one point, at one scale, to another point and scale.
 * @param {Point} from px
 * @param {number} k px per unit
 * @param {Point} to px
 * @param {number} wanted px per unit
 * @returns {string} a transform
 */
export function moved(from, k, to, wanted) {
  const size = wanted / k;
  const [x, y] = [0, 1].map(axis => Math.round(10 * (to[axis] - from[axis] * size)) / 10);
  return `translate(${x} ${y})scale(${Math.round(1e4 * size) / 1e4})`;
}
/**
 * How far a share has come between two others: 0 before the first, 1 after the second.
 * @type {(t: number, from: number, to: number) => number}
 */
export const ramp = (t, from, to) => clamp((t - from) / (to - from), 0, 1);
