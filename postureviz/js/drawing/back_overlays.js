// What can be shown over the body from behind: angles and shifts, loads and the posture reflex.
import { everyday } from '../engine/everyday.js';
import { measure } from '../engine/readings.js';
import { fixed, say } from '../engine/words.js';
import { SPINE } from './back_anatomy.js';
import { clamp, frame, mix, put, strokes } from './geom.js';
import { arrow, centimetres, label } from './parts.js';
import { circle, el, group, ink, line, path, shorten, text, textWidth, wrap } from './svg.js';

/** What is measured, where its words stand (row, side) and what they point at. */
const MEASURES = [
  { name: 'shoulder_height_cm', row: 0, s: -1, near: 0.05, digits: 1, foot: at => at.landmarks.acromion_left },
  { name: 'c7_shift_cm', row: 0, s: 1, near: 0.05, digits: 1, foot: at => at.landmarks.C7 },
  {
    name: 'curve_deg',
    row: 2,
    s: -1,
    near: 0.05,
    digits: 1,
    foot: at => at.points[at.model.links.findIndex(row => row.name === 'L3') + 1],
  },
  { name: 'obliquity_deg', row: 3, s: -1, near: 0.05, digits: 1, foot: at => at.landmarks.crest_left },
];
/**
 * Levels, plumb and curve, with what is measured in words.
 * @param {ScreenMap} S
 * @param {Layout} layout
 * @param {BackBody} body
 * @returns {Tree[]}
 */
export function measuresMark(S, layout, body) {
  const { posture } = body;
  const { landmarks } = posture;
  const at = name => S(...centimetres(landmarks[name]));
  const halo = (points, width) => line(points, { stroke: ink('stage'), 'stroke-width': width, 'stroke-opacity': 0.8 });
  const bar = (a, b, over) => {
    const [p, q] = [mix(a, b, -over), mix(b, a, -over)];
    const level = (a[1] + b[1]) / 2;
    return [
      line(
        [
          [p[0], level],
          [q[0], level],
        ],
        { stroke: ink('ink-2'), 'stroke-width': 1.2, 'stroke-dasharray': '3 4' },
      ),
      halo([p, q], 4.6),
      line([p, q], { stroke: ink('accent'), 'stroke-width': 2.2 }),
      ...[a, b].map(c => circle(c, 3.6, { fill: ink('accent'), stroke: ink('stage'), 'stroke-width': 1 })),
    ];
  };
  const spine = posture.model.links
    .map((row, i) => [row.name, i])
    .filter(([name]) => name === 'pelvis' || SPINE.test(name))
    .map(([, i]) => S(...centimetres(posture.points[i + 1])));
  const sacrum = at('sacrum');
  const neck = at('C7');
  const values = measure(
    posture,
    MEASURES.map(row => row.name),
  );
  const words = MEASURES.map(({ name, row, s, near, digits, foot }) => {
    const value = values[name];
    const sense = Math.abs(value) < near ? 'zero' : value > 0 ? 'plus' : 'minus';
    const lines = [
      say('back_view.value', {
        name: say(`back_view.measures.${name}.${layout.short ? 'short' : 'name'}`),
        value: fixed(Math.abs(value), digits),
        unit: say(`readings.${name}.unit`),
      }),
      say(`back_view.measures.${name}.${sense}`),
    ];
    const rows = layout.short ? [lines[0].split(': ')[0], lines[0].split(': ')[1], lines[1]] : lines;
    return label(
      `${name}_label`,
      S(...centimetres(foot(posture))),
      [layout.x + s * layout.column, S(0, layout.rows[row])[1]],
      rows,
      {
        anchor: s > 0 ? 'start' : 'end',
        size: layout.text,
        colour: ink('accent'),
        room: layout.w / 2 - layout.column - 2,
      },
    );
  });
  return [
    line([sacrum, [sacrum[0], neck[1] - 14]], { stroke: ink('ink-2'), 'stroke-width': 1.2, 'stroke-dasharray': '3 4' }),
    halo(spine, 4.6),
    line(spine, { stroke: ink('accent'), 'stroke-width': 2.2 }),
    line([[sacrum[0], neck[1]], neck], { stroke: ink('accent'), 'stroke-width': 2 }),
    circle(neck, 3.6, { fill: ink('accent'), stroke: ink('stage'), 'stroke-width': 1 }),
    ...bar(at('crest_left'), at('crest_right'), 0.06),
    ...bar(at('acromion_left'), at('acromion_right'), 0.05),
    ...words,
  ];
}

const CM_PER_NEWTON = 0.011;
/** A number on the body, on a ground of its own. */
function pill([x, y], words, size) {
  const [wide, high] = [textWidth(words, size, true) + 8, size + 7];
  return group(
    {},
    el('rect', {
      x: x - wide / 2,
      y: y - high / 2,
      width: wide,
      height: high,
      rx: high / 2,
      fill: ink('card'),
      stroke: ink('accent'),
      'stroke-width': 1.2,
    }),
    text([x, y + size * 0.36], words, {
      'text-anchor': 'middle',
      fill: ink('ink'),
      'font-size': size,
      'font-weight': 700,
    }),
  );
}
/** Levels whose load stands in words, in rows that measures leave free. */
const LOAD_ROWS = [
  ['C7', 1],
  ['T12', 2],
  ['L5', 3],
];
/**
 * The compression of every level as a bar across the spine, of three in words.
 * @param {ScreenMap} S
 * @param {Layout} layout
 * @param {BackBody} body
 * @returns {Tree[]}
 */
export function loadsMark(S, layout, body) {
  const { posture, fit } = body;
  const { links } = posture.model;
  const [, small] = layout.text;
  const spine = links.map((row, i) => [row.name, i]).filter(([name]) => SPINE.test(name));
  const bars = spine.map(([name, i]) => {
    const { point, ahead } = body.frames[name];
    const half = Math.max(0, posture.joints.compression[i]) * CM_PER_NEWTON;
    return [S(...put(frame(point, ahead), -half, 0)), S(...put(frame(point, ahead), half, 0))];
  });
  const room = layout.w / 2 - layout.column - 2;
  const texts = LOAD_ROWS.map(([name, row]) => {
    const i = links.findIndex(link => link.name === name);
    const force_N = posture.joints.compression[i];
    const words = say('back_view.load', {
      value: fixed(force_N, 0),
      percent: fixed((100 * force_N) / fit.even.joints.compression[i], 0),
    });
    const like = layout.lines < 4 ? [] : wrap(everyday(Math.max(0, force_N)).words, room, small, 2);
    return label(
      `${name}_load_label`,
      S(...body.frames[name].point),
      [layout.x + layout.column, S(0, layout.rows[row])[1]],
      [say(`back_view.levels.${name}`), words, ...like],
      { anchor: 'start', size: layout.text, colour: ink('accent'), room },
    );
  });
  const [keyX, keyY, keyAnchor] = layout.key;
  const key = text([keyX, keyY], shorten(say('back_view.load_key'), 14.2 * small, small), {
    'text-anchor': keyAnchor,
    fill: ink('ink-2'),
    'font-size': small,
    stroke: ink('stage'),
    'stroke-width': 3,
    'paint-order': 'stroke',
  });
  return [
    path(strokes(bars), { stroke: ink('skin'), 'stroke-width': S.k * 0.9 + 2, 'stroke-linecap': 'butt' }),
    path(strokes(bars), {
      stroke: ink('accent'),
      'stroke-width': S.k * 0.9,
      'stroke-linecap': 'butt',
      'stroke-opacity': 0.85,
    }),
    ...texts,
    key,
  ];
}

/**
 * Servo springs, the link they hold, the radius of their arrow about a point ahead of its foot, cm, and how far below
 * the arrow its number stands.
 */
const REFLEX = [
  { names: ['gaze'], link: 'head', ahead: 3, radius: 10.5, drop: 1.1 },
  { names: ['trunk'], link: 'T10', ahead: 0, radius: 15, drop: 0.45 },
  { names: ['centre_of_mass', 'sway'], link: 'pelvis', ahead: -6, radius: 13.5, drop: 0.5 },
];
const [LEAST_TURN_DEG, MOST_TURN_DEG, TURN_DEG_PER_Nm] = [34, 66, 2];
/**
 * How hard and which way the reflex turns a part of the body: an arc over it, and its torque below.
 * @param {ScreenMap} S
 * @param {Layout} layout
 * @param {BackBody} body
 * @returns {Tree[]}
 */
export function reflexMark(S, layout, body) {
  const [, small] = layout.text;
  return REFLEX.map(({ names, link, ahead, radius, drop }) => {
    const torque = names.reduce((sum, name) => sum + (body.posture.servo[name]?.[0] ?? 0), 0);
    const c = put(body.frames[link], 0, ahead);
    const half =
      (clamp(LEAST_TURN_DEG + Math.abs(torque) * TURN_DEG_PER_Nm, LEAST_TURN_DEG, MOST_TURN_DEG) * Math.PI) / 180;
    const tail = torque > 0 ? 1 : -1; // a torque above nothing turns the top to the left: its tail is on the right
    const at = (turn, r = radius) => S(c[0] + tail * r * Math.sin(turn), c[1] + r * Math.cos(turn));
    const arc = Array.from({ length: 15 }, (_, i) => at(half * (1 - i / 7)));
    const [x, y] = at(0);
    const place = [x, y + Math.max(drop * radius * S.k, small + 10)];
    return group(
      { 'data-part': `reflex_${names[0]}`, display: Math.abs(torque) >= 0.05 ? null : 'none' },
      pill(place, say('back_view.torque', { value: fixed(Math.abs(torque), 1) }), small),
      text([place[0], place[1] + 1.85 * small], shorten(say(`back_view.reflex.${names[0]}`), 12 * small, small), {
        'text-anchor': 'middle',
        fill: ink('ink'),
        'font-size': small,
        stroke: ink('skin'),
        'stroke-width': 3,
        'paint-order': 'stroke',
      }),
      line(arc.slice(0, 13), { stroke: ink('stage'), 'stroke-width': 6.5, 'stroke-opacity': 0.8 }),
      line(arc.slice(0, 13), { stroke: ink('accent'), 'stroke-width': 3, 'stroke-linecap': 'butt' }),
      arrow('reflex_arrow', arc[12], arc[14], { colour: ink('accent'), width: 3, head: 10 }),
    );
  });
}
