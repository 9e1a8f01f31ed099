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

/** w, h: size; x, y, across, deep: the well; below: y of the small bodies; radius: of the ball; text: sizes, px. */
export const VALLEY_LAYOUTS = {
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
 * The parts of the picture, back to front.
 * ground, ghost: [[x, energy], ...], sorted by x (ghost may be null); ball, held, goal: places on the axis or null;
 * axis: {from, to, ticks: [[x, words]], title}; words: {goal, ball: [2 lines], held: [2 lines], ghost}; bodies: (x px,
 * y px) nodes.
 */
export function valleyParts({
  layout,
  ground,
  ghost = null,
  ball,
  held = null,
  goal = null,
  axis,
  words,
  bodies = [],
}) {
  const {
    w,
    h,
    x,
    y,
    across,
    deep,
    radius,
    text: [heading, small],
    labelWidth,
  } = layout;
  const now = risen(ground).filter(([v]) => v >= axis.from && v <= axis.to);
  const span = (axis.to - axis.from) * 0.36;
  const shoulder = Math.max(...[ball - span, ball + span].map(v => heightAt(now, clamp(v, axis.from, axis.to))), 1e-9);
  const X = v => x + ((v - axis.from) / (axis.to - axis.from)) * across;
  const Y = e => y + deep * (1 - FLOOR - ((SHOULDER - FLOOR) * e) / shoulder);
  const onScreen = points => points.filter(([v]) => v >= axis.from && v <= axis.to).map(([v, e]) => [X(v), Y(e)]);
  const surface = onScreen(now);
  const foot = y + deep + 12;
  const at = v => [X(v), clamp(Y(heightAt(now, v)), y + radius, y + deep)];
  // A ball touches the slope it lies on.
  const resting = v => {
    const step = (axis.to - axis.from) / 80;
    const [a, b] = [at(clamp(v - step, axis.from, axis.to)), at(clamp(v + step, axis.from, axis.to))];
    const slope = (b[1] - a[1]) / (b[0] - a[0] || 1);
    const l = Math.hypot(1, slope);
    const p = at(v);
    return [p[0] + (slope / l) * radius, p[1] - radius / l];
  };
  const halo = { stroke: ink('stage'), 'stroke-width': 4, 'stroke-linejoin': 'round', 'paint-order': 'stroke' };
  const on = { stroke: ink('well'), 'stroke-width': 4, 'stroke-linejoin': 'round', 'paint-order': 'stroke' };
  const inside = (px, said, size, bold) =>
    clamp(px, 4 + textWidth(said, size, bold) / 2, w - 4 - textWidth(said, size, bold) / 2);
  const label = (px, py, rows, colour, under) =>
    rows.filter(Boolean).map((row, i) => {
      const size = i ? small : heading;
      return text([inside(px, row, size, !i), py + i * (small + 4)], row, {
        'text-anchor': 'middle',
        'font-size': size,
        'font-weight': i ? null : 700,
        fill: i ? ink('ink-2') : colour,
        ...under,
      });
    });

  const parts = [
    area([[x, foot], ...roofed(surface, y), [x + across, foot]], { fill: ink('well'), 'data-part': 'ground' }),
    path(strokes(below(surface, y)), { stroke: ink('well-edge'), 'stroke-width': 2.6, 'data-part': 'surface' }),
  ];
  if (ghost) {
    const old = risen(ghost);
    const rest = lowestOf(old)[0];
    parts.push(
      path(strokes(below(onScreen(old), y)), {
        stroke: ink('ghost'),
        'stroke-width': 2,
        'stroke-dasharray': '6 5',
        'data-part': 'old ground',
      }),
    );
    if (Math.abs(X(rest) - X(ball)) > radius * 1.4)
      parts.push(
        group(
          {},
          circle([X(rest), Y(0) - radius], radius, {
            fill: 'none',
            stroke: ink('ghost'),
            'stroke-width': 2,
            'stroke-dasharray': '4 4',
          }),
          text(
            [
              inside(
                X(rest) + (rest > ball ? 1 : -1) * (radius + 12 + textWidth(words.ghost, small) / 2),
                words.ghost,
                small,
              ),
              Y(0) - radius + 4,
            ],
            words.ghost,
            { 'text-anchor': 'middle', 'font-size': small, fill: ink('ink-2'), ...on },
          ),
        ),
      );
  }
  parts.push(
    line(
      [
        [x, foot],
        [x + across, foot],
      ],
      { stroke: ink('ink-2'), 'stroke-width': 1.2 },
    ),
    ...axis.ticks.map(([v, said]) =>
      group(
        {},
        line(
          [
            [X(v), foot],
            [X(v), foot + 6],
          ],
          { stroke: ink('ink-2'), 'stroke-width': 1 },
        ),
        text([inside(X(v), said, small), foot + 8 + small], said, {
          'text-anchor': 'middle',
          'font-size': small,
          fill: ink('ink-2'),
        }),
      ),
    ),
    text([x + across, foot + 13 + 2 * small], `${axis.title} →`, {
      'text-anchor': 'end',
      'font-size': small,
      fill: ink('ink-2'),
    }),
    ...wrap(words.ground, w - 2 * x, small, 2).map((row, i) =>
      text([x, 20 + i * (small + 4)], row, { 'font-size': small, fill: ink('ink-2') }),
    ),
  );
  if (goal !== null)
    parts.push(
      group(
        {},
        line(
          [
            [X(goal), y - 2],
            [X(goal), at(goal)[1]],
          ],
          { stroke: ink('accent'), 'stroke-width': 1.4, 'stroke-dasharray': '6 4' },
        ),
        text([inside(X(goal), words.goal, small, true), y - 8], words.goal, {
          'text-anchor': 'middle',
          'font-size': small,
          'font-weight': 700,
          fill: ink('accent'),
        }),
      ),
    );
  const rest = resting(ball);
  const apart = held !== null && Math.abs(held - ball) > (axis.to - axis.from) / 60;
  parts.push(...label(rest[0], rest[1] + radius + heading + 8, words.ball, ink('ink'), on));
  if (apart) {
    const up = resting(held);
    const way = Array.from({ length: 17 }, (_, i) => {
      const [px, py] = resting(lerp(ball, held, 0.12 + (0.74 * i) / 16));
      return [px, py - radius - 10];
    });
    const [tail, tip] = [way[way.length - 2], way[way.length - 1]];
    const l = Math.hypot(tip[0] - tail[0], tip[1] - tail[1]) || 1;
    const [dx, dy] = [(tip[0] - tail[0]) / l, (tip[1] - tail[1]) / l];
    const long = Math.abs(X(held) - X(ball)) > 2.6 * radius;
    const said = words.held.map((row, i) => shorten(row, labelWidth, i ? small : heading));
    const wide = Math.max(...said.map((row, i) => textWidth(row, i ? small : heading, !i)));
    const side = held < ball ? 1 : -1;
    const edge = side > 0 ? clamp(X(held) + 8, 4, w - wide - 4) : clamp(X(held) - 8, wide + 4, w - 4);
    // High enough that both ends of the words are clear of the slopes.
    const slope = Math.min(
      ...[edge, edge + side * wide].map(
        px => at(clamp(axis.from + ((px - x) / across) * (axis.to - axis.from), axis.from, axis.to))[1],
      ),
    );
    parts.push(
      group(
        { 'data-part': 'held' },
        line(
          [
            [X(held), at(held)[1]],
            [X(held), foot],
          ],
          { stroke: ink('more'), 'stroke-width': 1, 'stroke-dasharray': '2 4' },
        ),
        path(long ? spline(way) : '', { stroke: ink('more'), 'stroke-width': 3.2 }),
        area(
          [
            [tip[0] + dx * 9, tip[1] + dy * 9],
            [tip[0] - dy * 6, tip[1] + dx * 6],
            [tip[0] + dy * 6, tip[1] - dx * 6],
          ],
          { fill: ink('more'), display: long ? null : 'none' },
        ),
        circle(up, radius, { fill: ink('card'), stroke: ink('more'), 'stroke-width': 2.4, 'stroke-dasharray': '4 3' }),
        ...said.map((row, i) =>
          text(
            [edge, Math.max(Math.min(up[1] - radius - small - 22, slope - small - 14), y + heading) + i * (small + 4)],
            row,
            {
              'text-anchor': side > 0 ? 'start' : 'end',
              'font-size': i ? small : heading,
              'font-weight': i ? null : 700,
              fill: ink(i ? 'ink-2' : 'more'),
              ...halo,
            },
          ),
        ),
      ),
    );
  }
  parts.push(
    line(
      [
        [rest[0], rest[1] + radius + heading + 2 * small + 18],
        [X(ball), foot],
      ],
      { stroke: ink('ink-2'), 'stroke-width': 1, 'stroke-dasharray': '2 4' },
    ),
    group(
      { 'data-part': 'ball' },
      circle(rest, radius, { fill: ink('ink') }),
      circle([rest[0] - radius * 0.3, rest[1] - radius * 0.33], radius * 0.25, { fill: ink('stage'), opacity: 0.55 }),
    ),
    ...bodies.map(([v, draw]) => group({}, draw(X(v), layout.below, h - layout.below))),
  );
  return [
    area(
      [
        [0, 0],
        [w, 0],
        [w, h],
        [0, h],
      ],
      { fill: ink('stage') },
    ),
    ...parts,
  ];
}
