// The energy valley: ground worked out by the engine, a ball that settles, a ball that is held by effort.
// The picture knows no body: what stands below its axis is handed in.
import { clamp, lerp, spline, strokes } from '../../postureviz/js/drawing/geom.js';
import {
  area,
  circle,
  group,
  ink,
  line,
  path,
  shorten,
  text,
  textWidth,
  wrap,
} from '../../postureviz/js/drawing/svg.js';

/**
 * w, h: size; x, y, across, deep: the well; below: y of the small bodies; radius: of the ball; text: sizes of headings
 * and second lines; labelWidth: room for the words of the held ball; all in px.
 * @type {Record<'wide' | 'compact', Layout>}
 */
export const LAYOUTS = {
  wide: {
    w: 720,
    h: 486,
    x: 44,
    y: 62,
    across: 632,
    deep: 226,
    below: 352,
    radius: 14,
    text: [14, 13],
    labelWidth: 260,
  },
  compact: {
    w: 356,
    h: 420,
    x: 16,
    y: 84,
    across: 324,
    deep: 180,
    below: 334,
    radius: 11,
    text: [13, 12],
    labelWidth: 176,
  },
};

const FLOOR = 0.22; // height of the floor in the well
const SHOULDER = 0.96; // and of the ground a third of the axis away from the ball

/** Height at x: straight pieces between the given points. */
function heightAt(points, x) {
  let i = 1;
  while (i < points.length - 1 && points[i][0] < x) i++;
  const [a, b] = [points[i - 1], points[i]];
  return lerp(a[1], b[1], (x - a[0]) / (b[0] - a[0]));
}
const lowestOf = points => points.reduce((a, p) => (p[1] < a[1] ? p : a));

/** Rises from its own floor; energies of two states have no common zero, so each ground starts at its own. */
const risen = points => {
  const floor = lowestOf(points)[1];
  return points.map(([x, e]) => [x, e - floor]);
};

/** The parts of a polyline that lie below the top edge: what is steeper leaves through it and is never flattened. */
function below(points, top) {
  const runs = [[]];
  for (let i = 0; i < points.length; i++) {
    const [p, q] = [points[i - 1], points[i]];
    if (p && p[1] < top !== q[1] < top) {
      const t = (top - p[1]) / (q[1] - p[1]);
      const edge = [lerp(p[0], q[0], t), top];
      if (q[1] < top) runs[runs.length - 1].push(edge);
      else runs.push([edge]);
    }
    if (q[1] >= top) runs[runs.length - 1].push(q);
  }
  return runs.filter(run => run.length > 1);
}

/** The same line for an area: along the top edge where the ground is above it. */
const roofed = (points, top) =>
  points.flatMap((q, i) => {
    const p = points[i - 1];
    const at = [q[0], Math.max(q[1], top)];
    if (!p || p[1] < top === q[1] < top) return [at];
    return [[lerp(p[0], q[0], (top - p[1]) / (q[1] - p[1])), top], at];
  });

/**
 * What the picture shows.
 * @typedef {Object} Valley
 * @property {Layout} layout of LAYOUTS
 * @property {[number, number][]} ground places on the axis with their energy, sorted by place
 * @property {[number, number][] | null} [ghost] ground of before
 * @property {number} ball place on the axis where it rests
 * @property {number | null} [held] where it is held
 * @property {number} goal
 * @property {{ from: number, to: number, ticks: [number, string][], title: string }} axis
 * @property {{ ground: string, goal: string, ghost: string, ball: [string, string], held: [string, string] }} words
 * @property {[number, (x: number, y: number, room: number) => Tree][]} [bodies] places with what stands below them, px
 */

const edged = ground => ({
  stroke: ink(ground),
  'stroke-width': 4,
  'stroke-linejoin': 'round',
  'paint-order': 'stroke',
});

/** The well on the screen, px: X and Y of places and energies, `at` a place on the ground, and where a ball rests. */
function wellOf({ layout, ground, ball, axis }) {
  const { x, y, across, deep, radius } = layout;
  const { from, to } = axis;
  const within = v => clamp(v, from, to);
  const now = risen(ground).filter(([v]) => v >= from && v <= to);
  const span = (to - from) * 0.36;
  const shoulder = Math.max(...[ball - span, ball + span].map(v => heightAt(now, within(v))), 1e-9);
  const X = v => x + ((v - from) / (to - from)) * across;
  const Y = e => y + deep * (1 - FLOOR - ((SHOULDER - FLOOR) * e) / shoulder);
  const at = v => [X(v), clamp(Y(heightAt(now, v)), y + radius, y + deep)];
  return {
    X,
    Y,
    at,
    foot: y + deep + 12,
    place: px => within(from + ((px - x) / across) * (to - from)),
    onScreen: points => points.filter(([v]) => v >= from && v <= to).map(([v, e]) => [X(v), Y(e)]),
    surface: now.map(([v, e]) => [X(v), Y(e)]),
    /** A ball touches the slope it lies on. */
    resting(v) {
      const step = (to - from) / 80;
      const [a, b] = [at(within(v - step)), at(within(v + step))];
      const slope = (b[1] - a[1]) / (b[0] - a[0] || 1);
      const l = Math.hypot(1, slope);
      const p = at(v);
      return [p[0] + (slope / l) * radius, p[1] - radius / l];
    },
  };
}
/** Words around x as far as the picture has room for them. */
function inside({ w }, x, words, size, bold = false) {
  const half = textWidth(words, size, bold) / 2;
  return clamp(x, 4 + half, w - 4 - half);
}

function groundParts({ layout: { x, y, across } }, { surface, foot }) {
  return [
    area([[x, foot], ...roofed(surface, y), [x + across, foot]], { fill: ink('well'), 'data-part': 'ground' }),
    path(strokes(below(surface, y)), { stroke: ink('well-edge'), 'stroke-width': 2.6, 'data-part': 'surface' }),
  ];
}
/** The ground of before, and, where it rested elsewhere, its ball. */
function ghostParts({ layout, ghost, ball, words }, { X, Y, onScreen }) {
  if (!ghost) return [];
  const {
    y,
    radius,
    text: [, small],
  } = layout;
  const old = risen(ghost);
  const rest = lowestOf(old)[0];
  const surface = path(strokes(below(onScreen(old), y)), {
    stroke: ink('ghost'),
    'stroke-width': 2,
    'stroke-dasharray': '6 5',
    'data-part': 'old ground',
  });
  if (Math.abs(X(rest) - X(ball)) <= radius * 1.4) return [surface];
  const beside = X(rest) + (rest > ball ? 1 : -1) * (radius + 12 + textWidth(words.ghost, small) / 2);
  return [
    surface,
    group(
      {},
      circle([X(rest), Y(0) - radius], radius, {
        fill: 'none',
        stroke: ink('ghost'),
        'stroke-width': 2,
        'stroke-dasharray': '4 4',
      }),
      text([inside(layout, beside, words.ghost, small), Y(0) - radius + 4], words.ghost, {
        'text-anchor': 'middle',
        'font-size': small,
        fill: ink('ink-2'),
        ...edged('well'),
      }),
    ),
  ];
}
/** The axis with its ticks and title, and above it what the ground is. */
function axisParts({ layout, axis, words }, { X, foot }) {
  const {
    w,
    x,
    across,
    text: [, small],
  } = layout;
  const second = { 'font-size': small, fill: ink('ink-2') };
  const upright = (px, top, bottom) => [
    [px, top],
    [px, bottom],
  ];
  const base = [
    [x, foot],
    [x + across, foot],
  ];
  return [
    line(base, { stroke: ink('ink-2'), 'stroke-width': 1.2 }),
    ...axis.ticks.map(([v, said]) =>
      group(
        {},
        line(upright(X(v), foot, foot + 6), { stroke: ink('ink-2'), 'stroke-width': 1 }),
        text([inside(layout, X(v), said, small), foot + 8 + small], said, { 'text-anchor': 'middle', ...second }),
      ),
    ),
    text([x + across, foot + 13 + 2 * small], `${axis.title} →`, { 'text-anchor': 'end', ...second }),
    ...wrap(words.ground, w - 2 * x, small, 2).map((row, i) => text([x, 20 + i * (small + 4)], row, second)),
  ];
}
function goalPart({ layout, goal, words }, { X, at }) {
  const {
    y,
    text: [, small],
  } = layout;
  const mark = [
    [X(goal), y - 2],
    [X(goal), at(goal)[1]],
  ];
  return group(
    {},
    line(mark, { stroke: ink('accent'), 'stroke-width': 1.4, 'stroke-dasharray': '6 4' }),
    text([inside(layout, X(goal), words.goal, small, true), y - 8], words.goal, {
      'text-anchor': 'middle',
      'font-size': small,
      'font-weight': 700,
      fill: ink('accent'),
    }),
  );
}
/** What the resting ball is, below it. */
function ballWords({ layout, ball, words }, { resting }) {
  const {
    radius,
    text: [heading, small],
  } = layout;
  const [x, y] = resting(ball);
  return words.ball.filter(Boolean).map((row, i) => {
    const size = i ? small : heading;
    return text([inside(layout, x, row, size, !i), y + radius + heading + 8 + i * (small + 4)], row, {
      'text-anchor': 'middle',
      'font-size': size,
      'font-weight': i ? null : 700,
      fill: i ? ink('ink-2') : ink('ink'),
      ...edged('well'),
    });
  });
}
/** The way that effort takes the ball up the slope, as an arrow above it, where there is room for one. */
function wayUp({ layout: { radius }, ball, held }, { X, resting }) {
  const way = Array.from({ length: 17 }, (_, i) => {
    const [x, y] = resting(lerp(ball, held, 0.12 + (0.74 * i) / 16));
    return [x, y - radius - 10];
  });
  const [tail, tip] = [way[way.length - 2], way[way.length - 1]];
  const l = Math.hypot(tip[0] - tail[0], tip[1] - tail[1]) || 1;
  const [dx, dy] = [(tip[0] - tail[0]) / l, (tip[1] - tail[1]) / l];
  const long = Math.abs(X(held) - X(ball)) > 2.6 * radius;
  const head = [
    [tip[0] + dx * 9, tip[1] + dy * 9],
    [tip[0] - dy * 6, tip[1] + dx * 6],
    [tip[0] + dy * 6, tip[1] - dx * 6],
  ];
  return [
    path(long ? spline(way) : '', { stroke: ink('more'), 'stroke-width': 3.2 }),
    area(head, { fill: ink('more'), display: long ? null : 'none' }),
  ];
}
/** What the held ball is, beside it, high enough that both ends of the words are clear of the slopes. */
function heldWords({ layout, ball, held, words }, { X, at, place, resting }) {
  const {
    w,
    y,
    radius,
    text: [heading, small],
    labelWidth,
  } = layout;
  const rows = words.held.map((row, i) => shorten(row, labelWidth, i ? small : heading));
  const wide = Math.max(...rows.map((row, i) => textWidth(row, i ? small : heading, !i)));
  const side = held < ball ? 1 : -1;
  const edge = side > 0 ? clamp(X(held) + 8, 4, w - wide - 4) : clamp(X(held) - 8, wide + 4, w - 4);
  const slope = Math.min(...[edge, edge + side * wide].map(px => at(place(px))[1]));
  const top = Math.max(Math.min(resting(held)[1] - radius - small - 22, slope - small - 14), y + heading);
  return rows.map((row, i) =>
    text([edge, top + i * (small + 4)], row, {
      'text-anchor': side > 0 ? 'start' : 'end',
      'font-size': i ? small : heading,
      'font-weight': i ? null : 700,
      fill: ink(i ? 'ink-2' : 'more'),
      ...edged('stage'),
    }),
  );
}
/** The ball that effort holds away from where it rests. */
function heldParts(valley, well) {
  const { layout, ball, held = null, axis } = valley;
  if (held === null || Math.abs(held - ball) <= (axis.to - axis.from) / 60) return [];
  const drop = [
    [well.X(held), well.at(held)[1]],
    [well.X(held), well.foot],
  ];
  return [
    group(
      { 'data-part': 'held' },
      line(drop, { stroke: ink('more'), 'stroke-width': 1, 'stroke-dasharray': '2 4' }),
      ...wayUp(valley, well),
      circle(well.resting(held), layout.radius, {
        fill: ink('card'),
        stroke: ink('more'),
        'stroke-width': 2.4,
        'stroke-dasharray': '4 3',
      }),
      ...heldWords(valley, well),
    ),
  ];
}
/** The resting ball, with a line from its words down to the axis. */
function ballParts({ layout, ball }, { X, foot, resting }) {
  const {
    radius,
    text: [heading, small],
  } = layout;
  const [x, y] = resting(ball);
  const drop = [
    [x, y + radius + heading + 2 * small + 18],
    [X(ball), foot],
  ];
  return [
    line(drop, { stroke: ink('ink-2'), 'stroke-width': 1, 'stroke-dasharray': '2 4' }),
    group(
      { 'data-part': 'ball' },
      circle([x, y], radius, { fill: ink('ink') }),
      circle([x - radius * 0.3, y - radius * 0.33], radius * 0.25, { fill: ink('stage'), opacity: 0.55 }),
    ),
  ];
}

/**
 * The layers of the picture by name, back to front.
 * @param {Valley} valley
 * @returns {Record<string, Tree | Tree[]>}
 */
export function layers(valley) {
  const { w, h, below } = valley.layout;
  const well = wellOf(valley);
  const corners = [
    [0, 0],
    [w, 0],
    [w, h],
    [0, h],
  ];
  return {
    stage: area(corners, { fill: ink('stage') }),
    ground: groundParts(valley, well),
    ghost: ghostParts(valley, well),
    axis: axisParts(valley, well),
    goal: goalPart(valley, well),
    ballWords: ballWords(valley, well),
    held: heldParts(valley, well),
    ball: ballParts(valley, well),
    bodies: (valley.bodies ?? []).map(([v, draw]) => group({}, draw(well.X(v), below, h - below))),
  };
}
