// The head on its lever: what a forward head asks of the neck, by a plain lever, by one model's table, and by a study
// of real necks.
import { DATA } from '../../postureviz/js/engine/data.js';
import { circle, el, group, ink, line, path, shownIf, stacked } from '../../postureviz/js/drawing/svg.js';
import { spline } from '../../postureviz/js/drawing/geom.js';
import { arrow } from '../../postureviz/js/drawing/parts.js';
import { fixed, say } from '../../postureviz/js/engine/words.js';
import { html } from '../../postureviz/js/drawing/html.js';
import { drawing, livePart, paperPart, sliding, staged, sourcesPart } from './mount.js';
import { RING_GAP, assumed, chart, dots, measured, note } from './chart.js';

const LAYOUTS = {
  wide: { w: 720, h: 400, box: { x: 362, y: 62, w: 334, h: 262 }, body: { x: 108, y: 330, k: 980 }, text: [14, 13] },
  compact: { w: 356, h: 620, box: { x: 38, y: 336, w: 300, h: 218 }, body: { x: 140, y: 236, k: 900 }, text: [13, 12] },
};
const MOST_DEG = 60;
const MOST_TIMES = 6;
const inRadians = deg => (deg * Math.PI) / 180;

/**
 * Force at the neck's lowest joint over that of the head held upright: a weight on a lever, held by muscles on a short
 * arm.
 * @param {number} deg
 * @param {number} arm_mm
 * @returns {number}
 */
export function leverTimes(deg, arm_mm) {
  const { head_height_m } = DATA.tables.activities.lever;
  return Math.cos(inRadians(deg)) + (head_height_m.value * Math.sin(inRadians(deg))) / (arm_mm / 1000);
}
const tableTimes = () =>
  DATA.tables.activities.lever.hansraj.lb.map(lb => lb / DATA.tables.activities.lever.hansraj.lb[0]);

/** The table's pounds and both factors at the angle where the two can be compared. */
function tableNumbers() {
  const { hansraj, barrett } = DATA.tables.activities.lever;
  const last = barrett.deg.length - 1;
  const pounds = Object.fromEntries(hansraj.deg.map((deg, i) => [`lb_${deg}`, fixed(hansraj.lb[i], 0)]));
  return {
    ...pounds,
    deg: barrett.deg[last],
    twice: fixed(barrett.times[last], 0),
    times: fixed(tableTimes()[hansraj.deg.indexOf(barrett.deg[last])], 1),
  };
}

/** Head and neck as a lever: the weight pulls down in front, the muscles pull down behind. */
function headOnLever({ x, y, k }, { deg, arm_mm }, small, w) {
  const { head_height_m } = DATA.tables.activities.lever;
  const reach = head_height_m.value * k;
  const a = inRadians(deg);
  const along = (t, off = 0) => [
    x + Math.sin(a) * t * reach + Math.cos(a) * off,
    y - Math.cos(a) * t * reach + Math.sin(a) * off,
  ];
  const at = (u, v) => along(v, u * reach);
  const head = along(1);
  const back = -(arm_mm / 1000) * k;
  const tone = { fill: ink('skin'), stroke: ink('skin-edge'), 'stroke-width': 1.6, 'stroke-linejoin': 'round' };
  const times = leverTimes(deg, arm_mm);
  return group(
    {},
    path(
      spline(
        [
          [x - reach * 0.86, y + reach * 0.4, 'c'],
          [x - reach * 0.5, y + reach * 0.1],
          at(-0.3, 0.12),
          at(-0.27, 0.4),
          at(-0.3, 0.62),
          at(-0.46, 0.86),
          at(-0.48, 1.14),
          at(-0.3, 1.4),
          at(0.02, 1.5),
          at(0.3, 1.4),
          at(0.43, 1.2),
          at(0.44, 1.07),
          [...at(0.56, 0.9), 'c'],
          at(0.46, 0.85),
          at(0.48, 0.77),
          at(0.44, 0.72),
          at(0.45, 0.62),
          at(0.38, 0.54),
          at(0.18, 0.52),
          at(0.16, 0.3),
          at(0.2, 0.08),
          [x + reach * 0.42, y + reach * 0.16],
          [x + reach * 0.62, y + reach * 0.4, 'c'],
        ],
        true,
        0.42,
      ),
      tone,
    ),
    circle(at(0.04, 0.92), reach * 0.07, { ...tone, fill: ink('skin-2') }),
    line([along(0), along(1)], { stroke: ink('ink-2'), 'stroke-width': 1.6, 'stroke-dasharray': '5 4' }),
    line([along(0.86, back), along(0.02, back)], { stroke: ink('more'), 'stroke-width': 2.4 + times }),
    line([along(0), along(0, back)], { stroke: ink('accent'), 'stroke-width': 2 }),
    arrow('weight', head, [head[0], head[1] + reach * 0.56], { colour: ink('ink'), width: 3, head: 10 }),
    circle(along(0), 5, { fill: ink('accent'), stroke: ink('stage'), 'stroke-width': 1.5 }),
    note([head[0] + 8, head[1] + reach * 0.5], say('activities.headlever.weight'), {
      size: small,
      w: Math.min(w, x + reach * 1.95),
    }),
    note([along(0.5, back)[0] - 12, along(0.5, back)[1]], say('activities.headlever.muscles'), {
      size: small,
      w,
      colour: 'more',
      bold: true,
      anchor: 'end',
    }),
  );
}

/** What the table, the study and the lever are, each beside its own line. */
function namesOfLines({ X, Y }, arm_mm, small, w) {
  const { hansraj, barrett } = DATA.tables.activities.lever;
  const last = barrett.deg.length - 1;
  const name = (key, place, colour, anchor) =>
    note(place, say(`activities.headlever.${key}`), { size: small, w, colour, bold: true, anchor });
  return [
    name('hansraj', [X(hansraj.deg[3]) - 10, Y(tableTimes()[3]) - 12], 'more', 'end'),
    name('barrett', [X(barrett.deg[last]) - 12, Y(barrett.times[last]) + 24], 'less', 'middle'),
    name('lever', [X(MOST_DEG) - 2, Y(leverTimes(MOST_DEG, arm_mm)) + 26], 'accent', 'end'),
  ];
}
/** The study of real necks: squares on a line of its own. */
function studyParts({ X, Y }) {
  const { barrett } = DATA.tables.activities.lever;
  const places = barrett.deg.map((deg, i) => [X(deg), Y(barrett.times[i])]);
  return [
    assumed(places, 'less'),
    ...places.map(([x, y]) =>
      el('rect', {
        x: x - 5,
        y: y - 5,
        width: 10,
        height: 10,
        fill: ink('less'),
        stroke: ink('stage'),
        'stroke-width': 1.6,
      }),
    ),
  ];
}
function picture(width, state) {
  const {
    w,
    h,
    box,
    body,
    text: [heading, small],
  } = LAYOUTS[width];
  const { hansraj } = DATA.tables.activities.lever;
  const ticks = [0, 15, 30, 45, 60].map(v => [v, `${v}°`]);
  const up = Array.from({ length: MOST_TIMES + 1 }, (_, i) => [i, `×${i}`]);
  const scale = chart(
    box,
    { from: 0, to: MOST_DEG, ticks, title: say('activities.headlever.across') },
    { from: 0, to: MOST_TIMES, ticks: up, title: say('activities.headlever.up') },
    small,
    RING_GAP,
  );
  const { X, Y, axes } = scale;
  const degrees = Array.from({ length: 31 }, (_, i) => (MOST_DEG * i) / 30);
  const here = [
    [X(state.deg), box.y],
    [X(state.deg), box.y + box.h],
  ];
  const layers = {
    stage: el('rect', { x: 0, y: 0, width: w, height: h, fill: ink('stage') }),
    head: headOnLever(body, state, small, w),
    axes,
    here: line(here, { stroke: ink('accent'), 'stroke-width': 1.2, 'stroke-dasharray': '5 4' }),
    lever: measured(
      degrees.map(deg => [X(deg), Y(leverTimes(deg, state.arm_mm))]),
      'accent',
    ),
    table: dots(
      tableTimes().map((times, i) => [X(hansraj.deg[i]), Y(times)]),
      'more',
    ),
    study: studyParts(scale),
    ring: circle([X(state.deg), Y(leverTimes(state.deg, state.arm_mm))], 7, {
      fill: ink('stage'),
      stroke: ink('accent'),
      'stroke-width': 3,
    }),
    names: namesOfLines(scale, state.arm_mm, small, w),
    heading: group(
      shownIf(width === 'wide'),
      note([box.x - 26, 24], say('activities.headlever.heading'), { size: heading, w, bold: true }),
    ),
  };
  return drawing(width, { w, h }, say('activities.headlever.picture'), stacked(layers));
}

/** @type {Activity} */
export const HEAD_LEVER = {
  takes: { deg: [0, MOST_DEG] },
  start: ({ deg = 30 }) => ({ deg, arm_mm: DATA.tables.lever.arm_mm.value }),
  act: (state, act, value) => (act === 'angle' ? { ...state, deg: value } : { ...state, arm_mm: value }),
  body(state, view) {
    const { arm_mm } = DATA.tables.lever;
    return [
      staged(view, width => picture(width, state)),
      livePart(
        html('div', { class: 'pv-slides' }, [
          sliding(view, 'angle', say('activities.headlever.angle'), {
            min: 0,
            max: MOST_DEG,
            step: 5,
            value: state.deg,
            shown: say('activities.headlever.degrees', { deg: state.deg }),
          }),
          sliding(view, 'arm', say('activities.headlever.arm'), {
            min: arm_mm.min,
            max: arm_mm.max,
            step: 1,
            value: state.arm_mm,
            shown: say('activities.headlever.millimetres', { mm: state.arm_mm }),
          }),
        ]),
      ),
      paperPart(view, say('activities.headlever.paper', tableNumbers())),
      sourcesPart(view, ['hansraj2014', 'barrett2020', DATA.tables.lever.arm_mm.source]),
    ].flat();
  },
  words(state) {
    const force_N = leverTimes(state.deg, state.arm_mm) * DATA.tables.lever.head_weight_N.value;
    return say(`activities.headlever.${state.deg ? 'told' : 'upright'}`, {
      deg: state.deg,
      mm: state.arm_mm,
      times: fixed(leverTimes(state.deg, state.arm_mm), 1),
      force_N: fixed(force_N, 0),
      mass_kg: fixed(force_N / DATA.numerics.gravity_m_per_s2, 0),
    });
  },
};
