// What bracing buys: a push at the shoulder, all muscles pulling harder, what that takes off and what it costs.
import { DATA } from '../../postureviz/js/engine/data.js';
import { lerp, spline, strokes, screenMap } from '../../postureviz/js/drawing/geom.js';
import { circle, el, group, ink, path } from '../../postureviz/js/drawing/svg.js';
import { arrow } from '../../postureviz/js/drawing/parts.js';
import { groupsOf, asModel } from '../../postureviz/js/engine/model.js';
import { measure } from '../../postureviz/js/engine/readings.js';
import { solve } from '../../postureviz/js/engine/solver.js';
import { push } from '../../postureviz/js/engine/push.js';
import { fixed, say } from '../../postureviz/js/engine/words.js';
import { html } from '../../postureviz/js/drawing/html.js';
import { drawing, livePart, paperPart, sliding, staged } from './mount.js';
import { RING_GAP, chart, measured, note } from './chart.js';
import { littleSide } from '../../postureviz/js/drawing/small_bodies.js';
import { framesOf, skinOutline, spineLine } from '../../postureviz/js/drawing/side_anatomy.js';

const LAYOUTS = {
  wide: {
    w: 720,
    h: 430,
    body: { k: 4.1, x: 132, floor: 768, cut: 430 },
    move: { x: 316, y: 60, w: 376, h: 130 },
    load: { x: 316, y: 262, w: 376, h: 92 },
    text: [14, 13],
  },
  compact: {
    w: 356,
    h: 690,
    body: { k: 2.75, x: 150, floor: 516, cut: 296 },
    move: { x: 40, y: 344, w: 292, h: 116 },
    load: { x: 40, y: 530, w: 292, h: 84 },
    text: [13, 12],
  },
};
const PUSHED_AT = 'shoulder';
const HARDER = Array.from({ length: 11 }, (_, i) => i / 10);
const MOST_CM = 5;
const LOADS = [100, 150];

let solvedSteps = null;
/**
 * At each step of bracing: the posture at rest, how far the shoulder gives per newton, and the load of the lowest disc.
 */
function bracing() {
  const groups = groupsOf(asModel('side'));
  solvedSteps ??= HARDER.map(more => {
    const posture = solve('side', Object.fromEntries(groups.map(name => [name, 1 + more])));
    return {
      posture,
      give: push(posture, 1, PUSHED_AT).give_cm_per_N,
      load: measure(posture, ['l5s1_share_pct']).l5s1_share_pct,
    };
  });
  return solvedSteps;
}
/** Between two steps: straight. */
function bracedAt(more) {
  const rows = bracing();
  const i = Math.min(Math.floor(more * 10 + 1e-9), rows.length - 2);
  const part = more * 10 - i;
  return {
    give: lerp(rows[i].give, rows[i + 1].give, part),
    load: lerp(rows[i].load, rows[i + 1].load, part),
    posture: rows[Math.round(more * 10)].posture,
  };
}
/**
 * Which share of its way bracing spares the pushed shoulder.
 * @param {number} more Extra pull of all muscles, a share.
 * @returns {number}
 */
export const sparedBy = more => 1 - bracedAt(more).give / bracedAt(0).give;
const pushedCm = ({ push_N, more }) => push_N * bracedAt(more).give;
const hundredths = share => Math.round(share * 100);

/** The body at rest, and the outline of the same body pushed. */
function pushedBody({ k, x, floor, cut }, state, small, w) {
  const S = screenMap(k, x, floor);
  const { posture } = bracedAt(state.more);
  const moved = framesOf(push(posture, state.push_N, PUSHED_AT).posture);
  const on = points => points.map(([u, v]) => S(u, v));
  const at = p => S(100 * p[0], 100 * p[1]);
  const end = at(posture.landmarks[PUSHED_AT]);
  const start = [end[0] - 12 * k - state.push_N, end[1]];
  return group(
    {},
    littleSide(posture, S, { spine: true, line: 'ink-2' }),
    path(spline(on(skinOutline(moved)), true), { fill: 'none', stroke: ink('accent'), 'stroke-width': 1.6 }),
    path(strokes([on(spineLine(moved))]), { stroke: ink('accent'), 'stroke-width': 2.2 }),
    el('rect', { x: 0, y: cut, width: w, height: 900, fill: ink('stage') }),
    circle(end, 4, { fill: ink('more'), stroke: ink('stage'), 'stroke-width': 1.2 }),
    arrow('push', start, [end[0] - 6, end[1]], { colour: ink('more'), width: 3, head: 10 }),
    note([start[0], end[1] - 10], say('activities.brace.newtons', { push_N: state.push_N }), {
      size: small,
      w,
      colour: 'more',
      bold: true,
    }),
  );
}

function picture(width, state) {
  const {
    w,
    h,
    body,
    move,
    load,
    text: [heading, small],
  } = LAYOUTS[width];
  const rows = bracing();
  const across = { from: 0, to: 100, ticks: [0, 25, 50, 75, 100].map(v => [v, `${v} %`]), title: '' };
  const moves = chart(
    move,
    across,
    { from: 0, to: MOST_CM, ticks: [0, 1, 2, 3, 4, 5].map(v => [v, String(v)]), title: '' },
    small,
    RING_GAP,
  );
  const loads = chart(
    load,
    { ...across, title: say('activities.brace.across') },
    { from: LOADS[0] - 10, to: LOADS[1], ticks: LOADS.map(v => [v, `${v}`]), title: '' },
    small,
    RING_GAP,
  );
  const here = bracedAt(state.more);
  const Y = cm => moves.Y(Math.min(cm, MOST_CM));
  return drawing(width, { w, h }, say('activities.brace.picture'), [
    el('rect', { x: 0, y: 0, width: w, height: h, fill: ink('stage') }),
    pushedBody(body, state, small, w),
    moves.axes,
    loads.axes,
    measured(
      rows.map((row, i) => [moves.X(HARDER[i] * 100), Y(state.push_N * row.give)]),
      'accent',
    ),
    measured(
      rows.map((row, i) => [loads.X(HARDER[i] * 100), loads.Y(row.load)]),
      'more',
    ),
    circle([moves.X(state.more * 100), Y(pushedCm(state))], 7, {
      fill: ink('stage'),
      stroke: ink('accent'),
      'stroke-width': 3,
    }),
    circle([loads.X(state.more * 100), loads.Y(here.load)], 7, {
      fill: ink('stage'),
      stroke: ink('more'),
      'stroke-width': 3,
    }),
    note([move.x, move.y - 16], say('activities.brace.moves'), { size: heading, w, bold: true, colour: 'accent' }),
    note([load.x, load.y - 16], say('activities.brace.carries'), { size: heading, w, bold: true, colour: 'more' }),
  ]);
}

/** @type {Activity} */
export const BRACE = {
  takes: {
    get push() {
      const { min, max } = DATA.tables.activities.bracing.push_N;
      return [min, max];
    },
    percent: [0, 100],
  },
  start: ({ push = DATA.tables.activities.bracing.push_N.value, percent = 0 }) => ({
    push_N: push,
    more: percent / 100,
  }),
  act: (state, act, value) => (act === 'push' ? { ...state, push_N: value } : { ...state, more: value / 100 }),
  body(state, view) {
    const { push_N } = DATA.tables.activities.bracing;
    const percent = hundredths(state.more);
    return [
      staged(view, width => picture(width, state)),
      livePart(
        html('div', { class: 'pv-slides' }, [
          sliding(view, 'brace', say('activities.brace.brace'), {
            min: 0,
            max: 100,
            step: 5,
            value: percent,
            shown: say('activities.brace.percent', { percent }),
          }),
          sliding(view, 'push', say('activities.brace.push'), {
            min: push_N.min,
            max: push_N.max,
            step: 1,
            value: state.push_N,
            shown: say('activities.brace.weighs', {
              push_N: state.push_N,
              mass_kg: fixed(state.push_N / DATA.numerics.gravity_m_per_s2, 1),
            }),
          }),
        ]),
      ),
      paperPart(view, ...[0, 0.5, 1].map(more => toldOf({ push_N: push_N.value, more }))),
    ].flat();
  },
  words: toldOf,
};
function toldOf({ push_N, more }) {
  const full = bracedAt(1);
  const values = {
    push_N,
    percent: hundredths(more),
    cm: fixed(pushedCm({ push_N, more }), 1),
    less: hundredths(sparedBy(more)),
    load: fixed(bracedAt(more).load, 0),
    most: hundredths(sparedBy(1)),
    full: fixed(full.load, 0),
  };
  const [here, beyond] = [more ? 'told_braced' : 'told', more < 1 ? 'told_more' : 'told_most'];
  return `${say(`activities.brace.${here}`, values)} ${say(`activities.brace.${beyond}`, values)}`;
}
