// What can be shown over the body from the side: crosses, stay-points, angles, loads and the posture reflex.
import { clamp, put, get, spline, strokes } from './geom.js';
import { el, path, line, circle, group, text, shownIf, ink, shorten, wrap } from './svg.js';
import { centimetres, label, arrow, BOLD } from './parts.js';
import { evenBody, VERTEBRAE } from './side_anatomy.js';
import { everyday } from '../engine/everyday.js';
import { say, fixed, pullTone } from '../engine/words.js';
import { isLaden } from '../engine/movement.js';
import { measure } from '../engine/readings.js';

/**
 * Crosses: the two groups that pull hard on a solid line, the two that pull little on a dashed one. ends: of the solid
 * line, then of the dashed one, cm.
 * @type {Record<string, { more: string[], less: string[], ends: (frames: Record<string, Frame>) => Point[] }>}
 */
export const CROSSES = {
  lower: {
    more: ['lower_back', 'hip_flexors'],
    less: ['abdominals', 'glutes'],
    ends: f => [put(f.L2, -16, 2), put(f.thigh, 16, -7), put(f.L3, 18, 3), put(f.pelvis, -17, 2)],
  },
  upper: {
    more: ['upper_neck', 'chest'],
    less: ['deep_neck_flexors', 'mid_back'],
    ends: f => [put(f.C5, -16, 3), put(f.ribs, 25, -2), put(f.head, 14, -11), put(f.T8, -17, -1)],
  },
};
/**
 * Where the signs of both crosses stand: beside the columns of words, and apart when a bent body brings them together.
 */
function crossSigns(S, layout, frames, r) {
  const room = layout.column - r - 6;
  const signs = Object.values(CROSSES).flatMap(({ ends }) => ends(frames).map(p => S(...p)));
  const [low, high] = [12, layout.h - 12];
  const at = signs.map(([x, y]) => [clamp(x, layout.x - room, layout.x + room), clamp(y, low, high)]);
  const need = 2 * r + 2;
  // Two that touch move half of what is missing up and down. That may push one against a third, so once is not enough.
  for (let round = 0; round < 6; round++)
    at.forEach((p, i) =>
      at.slice(0, i).forEach(q => {
        const [dx, dy] = [Math.abs(p[0] - q[0]), Math.abs(p[1] - q[1])];
        if (dx >= need || dy >= need) return;
        const by = ((need - dy) / 2) * (p[1] < q[1] ? -1 : 1);
        p[1] = clamp(p[1] + by, low, high);
        q[1] = clamp(q[1] - by, low, high);
      }),
    );
  return Object.fromEntries(Object.keys(CROSSES).map((name, i) => [name, at.slice(4 * i, 4 * i + 4)]));
}
const LEAST_OF_A_CROSS = 2; // of its four groups
/**
 * One cross, shown as soon as two of its groups pull as it says.
 * @param {ScreenMap} S
 * @param {Layout} layout
 * @param {SideBody} body
 * @param {string} name of CROSSES
 * @param {boolean} on
 * @returns {Tree}
 */
export function crossMark(S, layout, { posture: { factors }, frames }, name, on) {
  const { more, less } = CROSSES[name];
  const pulling = [
    ...more.filter(own => pullTone(factors[own]) === 'more'),
    ...less.filter(own => pullTone(factors[own]) === 'less'),
  ];
  const called = on && pulling.length >= LEAST_OF_A_CROSS;
  const width = Math.max(2.4, S.k * 0.55);
  const r = layout.lines > 1 ? 9 : 7.5;
  const [a, b, c, d] = crossSigns(S, layout, frames, r)[name];
  const bar = (p, q, colour, dash, sign) =>
    group(
      {},
      line([p, q], { stroke: ink('stage'), 'stroke-width': width + 4, 'stroke-opacity': 0.85 }),
      line([p, q], { stroke: ink(colour), 'stroke-width': width, 'stroke-dasharray': dash }),
      ...[p, q].flatMap(end => [
        circle(end, r, { fill: ink(colour), stroke: ink('stage'), 'stroke-width': 2 }),
        text([end[0], end[1] + r * 0.42], sign, {
          'text-anchor': 'middle',
          fill: ink('stage'),
          'font-size': r * 1.2,
          'font-weight': 700,
        }),
      ]),
    );
  return group(
    { 'data-part': `${name}_cross`, ...shownIf(called) },
    bar(c, d, 'less', '7 6', '▼'),
    bar(a, b, 'more', null, '▲'),
  );
}

/**
 * Three stay-points: pelvis, ribs, head. Rings only; how they stack is for the eye to judge.
 * @param {ScreenMap} S
 * @param {SideBody} body
 * @param {boolean} on
 * @returns {Tree}
 */
export function stayPoints(S, { frames }, on) {
  const up = evenBody().frames;
  const rings = [
    ['pelvis', [-1.5, 93], 9.5],
    ['ribs', [-0.6, 131.5], 10.5],
    ['head', [0.8, 171], 8.2],
  ];
  return group(
    { 'data-part': 'stay_points', ...shownIf(on) },
    ...rings.flatMap(([bone, place, r], i) => {
      const c = S(...put(frames[bone], ...get(up[bone], place)));
      return [
        circle(c, r * S.k, { fill: ink('accent'), 'fill-opacity': 0.1, stroke: ink('accent'), 'stroke-width': 2.4 }),
        circle(c, 11, { fill: ink('accent') }),
        text([c[0], c[1] + 4.8], String(i + 1), {
          'text-anchor': 'middle',
          fill: ink('on-accent'),
          'font-size': 14,
          'font-weight': 700,
        }),
      ];
    }),
  );
}

const MEASURES = [
  { name: 'craniovertebral_deg', side: 1, row: 'deep_neck_flexors' },
  { name: 'kyphosis_deg', side: -1, row: 'mid_back' },
  { name: 'lordosis_deg', side: 1, row: 'abdominals' },
  { name: 'tilt_deg', side: 1, row: 'hip_flexors' },
];
const MEASURED = MEASURES.map(({ name }) => name);
const ACCENT = { stroke: ink('accent'), 'stroke-width': 2 };
function arcOf(c, from, to, r) {
  return Array.from({ length: 13 }, (_, i) => {
    const a = from + ((to - from) * i) / 12;
    return [c[0] + r * Math.cos(a), c[1] - r * Math.sin(a)];
  });
}
/** The angle of a line from level, with a dot at both ends; reach of its arms and radius of its arc, px. */
function slopeMark([a, b], reach, r) {
  const angle = Math.atan2(a[1] - b[1], b[0] - a[0]);
  const end = [a[0] + reach * Math.cos(angle), a[1] - reach * Math.sin(angle)];
  return group(
    {},
    line([a, [a[0] + reach, a[1]]], { ...ACCENT, 'stroke-width': 1.4, 'stroke-dasharray': '4 4' }),
    line([a, end], ACCENT),
    line(arcOf(a, 0, angle, r), ACCENT),
    circle(a, 3.6, { fill: ink('accent') }),
    circle(b, 3.6, { fill: ink('accent') }),
  );
}
/** A curve beside vertebrae, `off` cm ahead of them, with a tick at its first and its last. */
function bracketMark(S, bones, off) {
  const places = bones.map(bone => S(...put(bone, off, 0)));
  const tick = bone => [S(...put(bone, off * 0.78, 0)), S(...put(bone, off * 1.2, 0))];
  return group(
    {},
    path(spline(places), { ...ACCENT, 'stroke-width': 2.4 }),
    path(strokes([tick(bones[0]), tick(bones[bones.length - 1])]), ACCENT),
  );
}
/** What is measured in words, with its value now and at usual pull. */
function measureLabel(layout, { name, side: own, row }, foot, value, even, beside, crossed) {
  const side = beside ? 1 : own;
  const wide = layout.lines > 1;
  const x = layout.x + side * (layout.column - (crossed ? 0 : wide ? 28 : 9));
  const room = side < 0 ? x - 2 : layout.w - x - 2;
  const title = say('side_view.measured', {
    name: say(wide ? `readings.${name}.name` : `side_view.short_measures.${name}`),
    value: fixed(value, 0),
  });
  const usual = fixed(even, 0);
  const second = wide
    ? say('side_view.measured_second', { clinical: say(`side_view.clinical_measures.${name}`), value: usual })
    : say('side_view.measured_short', { value: usual });
  return label(
    `${name}_label`,
    foot,
    [x, layout.rows[own === side ? row : 'chest']],
    [shorten(title, room / BOLD, layout.text[0]), shorten(second, room, layout.text[1])],
    {
      anchor: side < 0 ? 'end' : 'start',
      size: layout.text,
      colour: ink('accent'),
      leader: layout.leader,
      gap: layout.gap,
    },
  );
}
/**
 * Measures: each angle between the very places that its reading uses, with its value now and at usual pull.
 * @param {ScreenMap} S
 * @param {Layout} layout
 * @param {SideBody} body
 * @param {boolean} on
 * @param {boolean} beside bars of load stand on the left, so that all words stand on the right
 * @param {boolean} crossed the signs of a cross need room
 * @returns {Tree}
 */
export function measuresMark(S, layout, { posture, frames, usual }, on, beside, crossed) {
  const at = name => S(...centimetres(posture.landmarks[name]));
  const values = measure(posture, MEASURED);
  const even = measure(usual, MEASURED);
  const bones = letter => VERTEBRAE.filter(name => name[0] === letter).map(name => frames[name]);
  const feet = {
    craniovertebral_deg: at('tragus'),
    kyphosis_deg: S(...put(frames.T6, -11, 0)),
    lordosis_deg: S(...put(frames.L3, 6, 0)),
    tilt_deg: at('asis'),
  };
  return group(
    { 'data-part': 'measures', ...shownIf(on) },
    slopeMark([at('psis'), at('asis')], 26 * S.k, 17 * S.k),
    slopeMark([at('c7_skin'), at('tragus')], 16 * S.k, 8 * S.k),
    bracketMark(S, bones('L'), 6),
    bracketMark(S, bones('T'), -11),
    ...MEASURES.map(row =>
      measureLabel(layout, row, feet[row.name], values[row.name], even[row.name], beside, crossed),
    ),
  );
}

/** Levels whose load stands in words, and in the row of which label. */
const NAMED_LEVELS = { L5: 'hip_flexors', T12: 'abdominals', C7: 'deep_neck_flexors' };
const LOAD_MARGIN = 4; // px that the longest bar keeps from the edge
/** The load of every level from below: in per cent of this body's own quiet standing, in newtons, and where it acts. */
function levelLoads(S, { posture, frames, usual }) {
  const { links } = posture.model;
  const now = posture.joints.compression;
  const even = usual.joints.compression;
  return VERTEBRAE.map(name => {
    const i = links.findIndex(link => link.name === name);
    const percent = even[i] > 1 ? (100 * now[i]) / even[i] : 100;
    return { name, percent, load_N: now[i], at: S(...put(frames[name], 0, -50 * links[i].length_m)) };
  });
}
/** The line that all bars would reach in quiet standing, with what it means below it. */
function standingLine(layout, x, highest, lowest) {
  const [, small] = layout.text;
  return [
    line(
      [
        [x, highest - 8],
        [x, lowest + 8],
      ],
      { stroke: ink('ink'), 'stroke-width': 1.4, 'stroke-dasharray': '4 3' },
    ),
    text([x, lowest + 10 + small], say('side_view.percent', { percent: 100 }), {
      'text-anchor': 'middle',
      fill: ink('ink'),
      'font-size': small,
      'font-weight': 700,
    }),
    text([x, lowest + 12 + 2 * small], shorten(say('side_view.load_means'), 2 * x - 8, small), {
      'text-anchor': 'middle',
      fill: ink('ink-2'),
      'font-size': small,
    }),
  ];
}
/** The load of one level in words: in the margin, or, where measures take that place, briefly at the end of its bar. */
function loadLabel(layout, { name, percent, load_N, at }, laden, end, brief) {
  const [heading, small] = layout.text;
  const wide = layout.lines > 1;
  const whole = fixed(Math.max(0, percent), 0);
  const said = say(laden ? 'side_view.load_laden' : 'side_view.load', {
    level: say(`side_view.levels.${name}`),
    percent: whole,
  });
  const x = layout.x + layout.column;
  const room = layout.w - x - 6;
  const likeWhat = laden ? say('side_view.laden') : everyday(Math.max(0, load_N)).words;
  const like = wide ? wrap(likeWhat, room, small, 2) : [];
  const style = { colour: ink('accent') };
  if (brief) {
    const short = wide || laden ? said : say('side_view.percent', { percent: whole });
    return label(
      `${name}_load_label`,
      at,
      [end - 6, at[1] + small * 0.35],
      [shorten(short, end - 10, small), ...like.map(() => '')],
      { anchor: 'end', size: [small, small], leader: 0, gap: 0, ...style },
    );
  }
  return label(
    `${name}_load_label`,
    at,
    [x, layout.rows[NAMED_LEVELS[name]]],
    [shorten(said, room / BOLD, heading), ...like.map(row => shorten(row, room, small))],
    { anchor: 'start', size: layout.text, leader: layout.leader, gap: layout.gap, ...style },
  );
}
/**
 * Loads: the compression at every level as a bar, in per cent of this body's own quiet standing.
 * @param {ScreenMap} S
 * @param {Layout} layout
 * @param {SideBody} body
 * @param {boolean} on
 * @param {boolean} brief what is measured takes the place of its words, which then stand at the bars themselves
 * @returns {Tree}
 */
export function loadsMark(S, layout, body, on, brief) {
  const laden = isLaden(body.posture);
  const levels = levelLoads(S, body);
  const zero = layout.x - layout.column + (layout.lines > 1 ? 60 : 8);
  const standing = zero - 100 * layout.bar;
  const long = percent => clamp(percent * layout.bar, 0, zero - LOAD_MARGIN);
  const thick = Math.max(2.4, S.k * 1.1);
  return group(
    { 'data-part': 'loads', ...shownIf(on) },
    path(strokes(levels.map(({ at }) => [[zero, at[1]], at])), {
      stroke: ink('accent'),
      'stroke-width': 0.7,
      'stroke-opacity': 0.4,
    }),
    ...levels.map(({ name, percent, at }) =>
      el('rect', {
        'data-part': `${name}_load`,
        x: zero - long(percent),
        y: at[1] - thick / 2,
        width: long(percent),
        height: thick,
        rx: 1,
        fill: ink('accent'),
        'fill-opacity': Object.hasOwn(NAMED_LEVELS, name) ? 1 : 0.6,
      }),
    ),
    ...standingLine(layout, standing, levels[levels.length - 1].at[1], levels[0].at[1]),
    ...levels
      .filter(({ name }) => Object.hasOwn(NAMED_LEVELS, name))
      .map(row => loadLabel(layout, row, laden, Math.min(zero - long(row.percent), standing), brief)),
  );
}

/** Servo springs, the joint they turn, the row of their words, where their arrow stands, and its radius, cm. */
const REFLEXES = [
  { name: 'gaze', joint: 'head', row: 'deep_neck_flexors', where: f => put(f.head, 2, 6), radius: 11 },
  { name: 'trunk', joint: 'pelvis', row: 'abdominals', where: f => put(f.T11, 3, 0), radius: 13 },
  { name: 'balance', joint: 'pelvis', row: 'hip_flexors', where: f => f.pelvis.point, radius: 12 },
];
const AT_REST_Nm = 0.05; // a smaller torque is not drawn
/** A bent arrow along points, with its head at their end. */
function turnArrow(name, points, shown) {
  const [back, tip] = [points[points.length - 3], points[points.length - 1]];
  const beyond = [tip[0] + (tip[0] - back[0]) * 0.5, tip[1] + (tip[1] - back[1]) * 0.5];
  return group(
    shownIf(shown),
    line(points, { stroke: ink('stage'), 'stroke-width': 7, 'stroke-opacity': 0.8 }),
    line(points, { stroke: ink('accent'), 'stroke-width': 3.4 }),
    arrow(`${name}_arrow`, back, beyond, { colour: ink('accent'), width: 3.4, head: 11 }),
  );
}
/** How hard and for what a spring turns, in words: in the margin, or its number alone at its arrow. */
function reflexLabel(layout, { name, row }, foot, torque_Nm, rests, brief) {
  const [heading, small] = layout.text;
  const wide = layout.lines > 1;
  const x = layout.x + layout.column;
  const room = layout.w - x - 4;
  const number = shorten(say('side_view.torque', { value: fixed(Math.abs(torque_Nm), 1) }), room / BOLD, heading);
  const why = wrap(say(`side_view.reflex.${name}`), room, small, wide ? 1 : 2).map(each => shorten(each, room, small));
  if (brief)
    return label(
      `${name}_reflex_label`,
      foot,
      [foot[0] + 6, Math.max(foot[1] - 6, small + 2)],
      [rests ? '' : number, ...why.map(() => '')],
      { anchor: 'start', size: [small, small], colour: ink('accent'), leader: 0, gap: 0 },
    );
  return label(`${name}_reflex_label`, foot, [x, layout.rows[row] - (wide ? 44 : 26)], [number, ...why], {
    anchor: 'start',
    size: layout.text,
    colour: ink('accent'),
    leader: layout.leader,
    gap: layout.gap,
  });
}
/**
 * The posture reflex: the torque of each of its springs as a bent arrow. Counter-clockwise leans the body back.
 * @param {ScreenMap} S
 * @param {Layout} layout
 * @param {SideBody} body
 * @param {boolean} on
 * @param {boolean} brief where words of other layers stand in the margin, the number stands at its arrow
 * @returns {Tree}
 */
export function reflexMark(S, layout, { posture, frames }, on, brief) {
  const links = posture.model.links.map(link => link.name);
  return group(
    { 'data-part': 'reflex', ...shownIf(on) },
    ...REFLEXES.map(row => {
      const torque_Nm = posture.servo[row.name]?.[links.indexOf(row.joint)] ?? 0;
      const rests = Math.abs(torque_Nm) < AT_REST_Nm;
      const swing = Math.sign(torque_Nm) * clamp(0.7 + Math.abs(torque_Nm) * 0.05, 0.7, 2.2);
      const start = Math.PI / 2 - swing / 2;
      const points = arcOf(S(...row.where(frames)), start, start + swing, row.radius * S.k);
      return group(
        { 'data-part': `${row.name}_reflex` },
        turnArrow(row.name, points, !rests),
        reflexLabel(layout, row, points[6], torque_Nm, rests, brief),
      );
    }),
  );
}
