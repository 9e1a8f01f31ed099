// Tighter, tighter: one knob for both sides. The mast stays straight, its load grows, the gauge drains, and a finger
// throws it aside.
import { area, el, group, ink, line, text, wrap } from '../../postureviz/js/drawing/svg.js';
import { fixed, pullNumber, pullWords, say } from '../../postureviz/js/engine/words.js';
import { factorOf } from '../../postureviz/js/engine/state.js';
import { solve } from '../../postureviz/js/engine/solver.js';
import { measure } from '../../postureviz/js/engine/readings.js';
import {
  LAYOUTS as SHIP_LAYOUTS,
  UNITS_PER_METRE,
  parts as shipParts,
} from '../../postureviz/js/drawing/ship_astern.js';
import { doing, drawing, livePart, paperPart, sliding, staged } from './mount.js';

const NUDGE_N = 0.5; // a finger, as much as a bar of chocolate weighs
const SWING_S = 1.6;
const KNOB_STEP = 5;

const solvedOnce = new Map();
function mastAt(percent, push) {
  const key = `${percent} ${push.toFixed(3)}`;
  if (!solvedOnce.has(key)) {
    if (solvedOnce.size > 200) solvedOnce.clear();
    const factor = factorOf(percent);
    solvedOnce.set(key, solve('mast', { port: factor, starboard: factor }, { wind_N: push }));
  }
  return solvedOnce.get(key);
}
/**
 * What the reader is told of one place of the knob.
 * @param {number} percent
 * @returns {{ now: Posture, nudged: Posture, even: Posture, load_N: number, left: number }}
 */
export function tightened(percent) {
  const now = mastAt(percent, 0);
  return {
    now,
    nudged: mastAt(percent, NUDGE_N),
    load_N: now.joints.compression[0],
    left: now.status === 'buckled' ? 0 : now.stability,
    even: mastAt(0, 0),
  };
}

/** Two upright gauges: what the foot carries, and what is left against a push. */
function uprightGauge([x, y, w, h], share, colour, [number, words], small, room) {
  const full = Math.max(0, Math.min(share, 1)) * h;
  return group(
    {},
    el('rect', { x, y, width: w, height: h, rx: 4, fill: ink('card'), stroke: ink('ctl'), 'stroke-width': 1.2 }),
    el('rect', { x: x + 2, y: y + h - full + 2, width: w - 4, height: Math.max(0, full - 4), rx: 2, fill: colour }),
    ...[number, ...wrap(words, room, small, 2)].map((row, i) =>
      text([x + w / 2, y + h + 6 + (i + 1) * small], row, {
        'text-anchor': 'middle',
        'font-size': small,
        fill: ink('ink'),
        'font-weight': i ? null : 700,
        stroke: ink('stage'),
        'stroke-width': 3,
        'paint-order': 'stroke',
      }),
    ),
  );
}
/** A hand with one finger out, which pushes at the crow's nest. */
function pushingFinger(layout, posture, on) {
  const [x, y] = posture.points[posture.points.length - 1];
  const [px, py] = [
    layout.x + x * UNITS_PER_METRE * layout.k - 4.6 * layout.k,
    layout.y - y * UNITS_PER_METRE * layout.k,
  ];
  const u = layout.k / 5.35;
  const at = (a, b) => [px - a * u, py + b * u];
  return group(
    { display: on ? null : 'none' },
    area([at(0, -5), at(26, -7), at(30, -14), at(54, -13), at(60, 14), at(34, 17), at(28, 6), at(0, 5)], {
      fill: ink('skin'),
      stroke: ink('skin-edge'),
      'stroke-width': 1.6,
      'stroke-linejoin': 'round',
    }),
    line([at(30, -4), at(44, -3)], { stroke: ink('skin-edge'), 'stroke-width': 1.2 }),
    line([at(31, 3), at(44, 4)], { stroke: ink('skin-edge'), 'stroke-width': 1.2 }),
  );
}

function picture(width, state) {
  const layout = SHIP_LAYOUTS[width];
  const [, small] = layout.text;
  // the push is a finger's, so no wind is shown
  const posture = { ...mastAt(state.percent, NUDGE_N * state.push), settings: { wind_N: 0 } };
  const { load_N, left, even } = tightened(state.percent);
  const wide = width === 'wide';
  const [w, h] = wide ? [26, 150] : [18, 96];
  const y = wide ? 90 : 48;
  const x = wide ? [76, layout.w - 102] : [34, layout.w - 52];
  const room = 2.2 * (x[0] + w / 2); // to the edge on both sides, letters being counted generously
  return drawing(width, layout, say('activities.tighter.picture'), [
    ...shipParts(posture, { layout, tags: false }),
    pushingFinger(layout, posture, state.push > 0.02),
    uprightGauge(
      [x[0], y, w, h],
      load_N / (3 * even.joints.compression[0]),
      ink('more-fill'),
      [say('activities.tighter.newtons', { load_N: fixed(load_N, 0) }), say('activities.tighter.on_foot')],
      small,
      room,
    ),
    uprightGauge(
      [x[1], y, w, h],
      left / even.stability,
      ink('accent'),
      [
        say('activities.tighter.percent', { left: fixed((100 * left) / even.stability, 0) }),
        say('activities.tighter.left'),
      ],
      small,
      room,
    ),
  ]);
}
const nudgeAt = t => Math.sin(Math.PI * Math.min(t / SWING_S, 1)) ** 2;

/** @type {Activity} */
export const TIGHTER = {
  takes: { percent: [0, 100] },
  start: ({ percent = 0 }) => ({ percent, push: 0, held: false, time: null, nudged: null }),
  act(state, act, value, chance, calm) {
    if (act === 'knob') return { ...state, percent: value, push: 0, held: false, time: null };
    // Without motion a second press lets go.
    if (calm) return { ...state, held: !state.held, push: state.held ? 0 : 1, nudged: state.percent };
    return { ...state, time: 0, nudged: state.percent };
  },
  running: state => state.time !== null,
  tick(state, seconds) {
    const time = state.time + seconds;
    return time >= SWING_S
      ? { ...state, time: null, push: 0 }
      : { ...state, time, push: Math.round(nudgeAt(time) * 50) / 50 };
  },
  body(state, view) {
    return [
      staged(view, width => picture(width, state)),
      livePart([
        sliding(view, 'knob', say('activities.tighter.knob'), {
          min: 0,
          max: 100,
          step: KNOB_STEP,
          value: state.percent,
          shown: pullWords(factorOf(state.percent)),
        }),
      ]),
      livePart(
        doing('nudge', state.held ? say('activities.tighter.let_go') : say('activities.tighter.nudge'), {
          'data-first': true,
          'aria-pressed': view.calm ? String(state.held) : null,
        }),
      ),
      paperPart(
        view,
        say('activities.tighter.paper', {
          even_cm: nudgedBy(0),
          more_cm: nudgedBy(85),
          even_N: fixed(tightened(0).load_N, 0),
          more_N: fixed(tightened(85).load_N, 0),
        }),
      ),
    ].flat();
  },
  words(state) {
    const { load_N, left, even, now } = tightened(state.percent);
    const told = say(
      `activities.tighter.${now.status === 'buckled' ? 'buckled' : state.percent ? 'straight' : 'even'}`,
      {
        load_N: fixed(load_N, 0),
        number: pullNumber(factorOf(state.percent)),
        left: fixed((100 * left) / even.stability, 0),
      },
    );
    return state.nudged === state.percent
      ? `${told} ${say('activities.tighter.nudged', { cm: nudgedBy(state.percent), even_cm: nudgedBy(0) })}`
      : told;
  },
};
function nudgedBy(percent) {
  const { now, nudged } = tightened(percent);
  return fixed(Math.abs(measure(nudged).tip_shift_cm - measure(now).tip_shift_cm), 1);
}
