// Just enough: a push at the shoulder, all muscles pulling harder, what that gives and what it costs.
import { DATA } from '../engine/data.js';
import { lerp, spline, strokes, view } from '../drawing/geom.js';
import { circle, el, group, ink, line, path } from '../drawing/svg.js';
import { arrow } from '../drawing/parts.js';
import { groupsOf, loadModel } from '../engine/model.js';
import { measure } from '../engine/readings.js';
import { solve } from '../engine/solver.js';
import { push } from '../engine/push.js';
import { fixed, say } from '../engine/words.js';
import { html } from '../drawing/html.js';
import { drawing, livePart, paperPart, sliding, staged } from './mount.js';
import { RING_GAP, assumed, chart, measured, note } from '../drawing/chart.js';
import { STANDARD_GRAVITY } from './head_lever.js';
import { littleSide } from '../drawing/small_bodies.js';
import { sideFrames, skinOutline, spineLine } from '../drawing/side_anatomy.js';

const BRACE_LAYOUTS = {
  wide: { w: 720, h: 430, body: { k: 4.1, x: 132, floor: 768, cut: 430 }, move: { x: 316, y: 60, w: 376, h: 130 }, load: { x: 316, y: 262, w: 376, h: 92 }, text: [14, 13] },
  compact: { w: 356, h: 690, body: { k: 2.75, x: 150, floor: 516, cut: 296 }, move: { x: 40, y: 344, w: 292, h: 116 }, load: { x: 40, y: 530, w: 292, h: 84 }, text: [13, 12] },
};
const PUSHED_AT = 'shoulder';
const HARDER = Array.from({ length: 11 }, (_, i) => i / 10);
const MOST_CM = 3;
const LOADS = [100, 150];

let braceRows = null;
/** At each step of bracing: the posture at rest, how far the shoulder gives per newton, and the load of the lowest disc. */
function bracing() {
  const groups = groupsOf(loadModel('side'));
  braceRows ??= HARDER.map(more => {
    const posture = solve('side', Object.fromEntries(groups.map(name => [name, 1 + more])));
    return { posture, give: push(posture, 1, PUSHED_AT).give_cm_per_N, load: measure(posture, ['l5s1_share_pct']).l5s1_share_pct };
  });
  return braceRows;
}
/** Between two steps: straight. */
function bracedAt(more) {
  const rows = bracing();
  const i = Math.min(Math.floor(more * 10 + 1e-9), rows.length - 2);
  const part = more * 10 - i;
  return { give: lerp(rows[i].give, rows[i + 1].give, part), load: lerp(rows[i].load, rows[i + 1].load, part), posture: rows[Math.round(more * 10)].posture };
}
/** The least bracing with which a push is hardly noticed: 0 if it is so without any, null if not even with all. */
export function leastBracing(push_N) {
  const most = DATA.tables.course.bracing.hardly_cm.value / push_N;
  const gives = bracing().map(row => row.give);
  if (gives[0] <= most) return 0;
  const i = gives.findIndex(give => give <= most);
  return i < 0 ? null : (i - (most - gives[i]) / (gives[i - 1] - gives[i])) / 10;
}
const pushedCm = ({ push_N, more }) => push_N * bracedAt(more).give;
const hundredths = share => Math.round(share * 100);

/** The body at rest, and the outline of the same body pushed. */
function pushedBody({ k, x, floor, cut }, state, small, w) {
  const S = view(k, x, floor);
  const { posture } = bracedAt(state.more);
  const moved = sideFrames(push(posture, state.push_N, PUSHED_AT).posture);
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
    circle(end, 4, { fill: ink('tight'), stroke: ink('stage'), 'stroke-width': 1.2 }),
    arrow('push', start, [end[0] - 6, end[1]], { colour: ink('tight'), width: 3, head: 10 }),
    note([start[0], end[1] - 10], say('activities.brace.newtons', { push_N: state.push_N }), { size: small, w, colour: 'tight', bold: true }),
  );
}

function braceStage(width, state) {
  const { w, h, body, move, load, text: [heading, small] } = BRACE_LAYOUTS[width];
  const rows = bracing();
  const enough = leastBracing(state.push_N);
  const across = { from: 0, to: 100, ticks: [0, 25, 50, 75, 100].map(v => [v, `${v} %`]), title: '' };
  const moves = chart(move, across, { from: 0, to: MOST_CM, ticks: [0, 1, 2, 3].map(v => [v, String(v)]), title: '' }, small, RING_GAP);
  const loads = chart(load, { ...across, title: say('activities.brace.across') }, { from: LOADS[0] - 10, to: LOADS[1], ticks: LOADS.map(v => [v, `${v}`]), title: '' }, small, RING_GAP);
  const { hardly_cm } = DATA.tables.course.bracing;
  const here = bracedAt(state.more);
  const marked = (box, X) => line([[X(hundredths(enough ?? 0)), box.y], [X(hundredths(enough ?? 0)), box.y + box.h]], { stroke: ink('accent'), 'stroke-width': 1.6, 'stroke-dasharray': '5 4', display: enough === null ? 'none' : null });
  const Y = cm => moves.Y(Math.min(cm, MOST_CM));
  return drawing(width, { w, h }, say('activities.brace.picture'), [
    el('rect', { x: 0, y: 0, width: w, height: h, fill: ink('stage') }),
    pushedBody(body, state, small, w),
    moves.axes,
    loads.axes,
    marked(move, moves.X),
    marked(load, loads.X),
    assumed([[move.x, Y(hardly_cm.value)], [move.x + move.w, Y(hardly_cm.value)]], 'ink-2'),
    measured(rows.map((row, i) => [moves.X(HARDER[i] * 100), Y(state.push_N * row.give)]), 'accent'),
    measured(rows.map((row, i) => [loads.X(HARDER[i] * 100), loads.Y(row.load)]), 'tight'),
    circle([moves.X(state.more * 100), Y(pushedCm(state))], 7, { fill: ink('stage'), stroke: ink('accent'), 'stroke-width': 3 }),
    circle([loads.X(state.more * 100), loads.Y(here.load)], 7, { fill: ink('stage'), stroke: ink('tight'), 'stroke-width': 3 }),
    note([move.x, move.y - 16], say('activities.brace.moves'), { size: heading, w, bold: true, colour: 'accent' }),
    note([load.x, load.y - 16], say('activities.brace.carries'), { size: heading, w, bold: true, colour: 'tight' }),
    note([move.x + move.w, move.y + move.h - 8], say('activities.brace.hardly', { cm: fixed(hardly_cm.value, 1) }), { size: small, w, colour: 'ink-2', anchor: 'end' }),
    note([moves.X(hundredths(enough ?? 0)) + 6, move.y + small], enough === null ? '' : say('activities.brace.enough'), { size: small, w, colour: 'accent', bold: true, anchor: enough > 0.7 ? 'end' : 'start' }),
  ]);
}

export const BRACE = {
  start: ({ push = DATA.tables.course.bracing.push_N.value, percent = 0 }) => ({ push_N: push, more: percent / 100 }),
  act: (state, act, value) => (act === 'push' ? { ...state, push_N: value } : { ...state, more: value / 100 }),
  body(state, look) {
    const { push_N } = DATA.tables.course.bracing;
    const percent = hundredths(state.more);
    return [
      staged(look, width => braceStage(width, state)),
      livePart(
        html('div', { class: 'pv-slides' }, [
          sliding(look, 'brace', say('activities.brace.brace'), { min: 0, max: 100, step: 5, value: percent, shown: say('activities.brace.percent', { percent }) }),
          sliding(look, 'push', say('activities.brace.push'), { min: push_N.min, max: push_N.max, step: 1, value: state.push_N, shown: say('activities.brace.weighs', { push_N: state.push_N, mass_kg: fixed(state.push_N / STANDARD_GRAVITY, 1) }) }),
        ]),
      ),
      paperPart(look, ...[push_N.min, push_N.value, push_N.max].map(force => toldOf({ push_N: force, more: 0 })), toldOf({ push_N: push_N.value, more: 1 })),
    ].flat();
  },
  words: toldOf,
};
function toldOf(state) {
  const enough = leastBracing(state.push_N);
  const values = { push_N: state.push_N, percent: hundredths(state.more), cm: fixed(pushedCm(state), 1), load: fixed(bracedAt(state.more).load, 0), enough: 5 * Math.round(20 * (enough ?? 1)) };
  const which = enough === null ? 'step' : enough === 0 ? 'none' : 'some';
  return `${say(`activities.brace.${state.more ? 'told_braced' : 'told'}`, values)} ${say(`activities.brace.told_${which}`, values)}`;
}
