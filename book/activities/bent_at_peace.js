// Bent and at peace: which rope pulls harder in a bent mast? Two spring scales drop in; the difference hides in the
// lengths.
import { along, lerp } from '../../postureviz/js/drawing/geom.js';
import { circle, el, group, ink, line, text, wrap } from '../../postureviz/js/drawing/svg.js';
import { fixed, say } from '../../postureviz/js/engine/words.js';
import { solve } from '../../postureviz/js/engine/solver.js';
import {
  LAYOUTS as SHIP_LAYOUTS,
  UNITS_PER_METRE,
  parts as shipParts,
} from '../../postureviz/js/drawing/ship_astern.js';
import { html } from '../../postureviz/js/drawing/html.js';
import { choosing, doing, drawing, livePart, paperPart, staged } from './mount.js';

const PORT_HARD = { port: 1.5 };
const ROPE_LEVELS = ['top', 'mid', 'low'];
const BOTH_SIDES = [
  ['port', -1],
  ['starboard', 1],
];
const FULL_N = 60; // a whole turn of the scale's hand
const SIGN_PX = 100; // room for the words beside a rope
const ALIKE_N = 3; // no closer can a hand on a rope tell two pulls apart: assumed

let solvedOnce;
const masts = () => (solvedOnce ??= { now: solve('mast', PORT_HARD), even: solve('mast') });
/**
 * What each rope carries, and how much longer it is than at usual pull.
 * @typedef {{ tension_N: number, change_cm: number }} RopeDifference
 * @returns {{ level: string, port: RopeDifference, starboard: RopeDifference }[]} from above
 */
export const ropeDifferences = () => {
  const { now, even } = masts();
  return ROPE_LEVELS.map(level => ({
    level,
    ...Object.fromEntries(
      BOTH_SIDES.map(([side]) => [
        side,
        {
          tension_N: now.tension[`${side}_${level}`],
          change_cm: 100 * (now.length[`${side}_${level}`] - even.length[`${side}_${level}`]),
        },
      ]),
    ),
  }));
};
const answer = () => {
  const { port, starboard } = ropeDifferences()[1];
  const gap = port.tension_N - starboard.tension_N;
  return Math.abs(gap) < ALIKE_N ? 'alike' : gap > 0 ? 'port' : 'starboard';
};

/** A spring scale hung on a rope: a dial with its hand and the newtons below. */
function springScale([x, y], tension, size, small) {
  const turn = lerp(-0.75, 0.75, Math.min(tension / FULL_N, 1)) * Math.PI;
  const marks = Array.from({ length: 7 }, (_, i) => lerp(-0.75, 0.75, i / 6) * Math.PI).map(a =>
    line(
      [
        [x + Math.sin(a) * size * 0.78, y - Math.cos(a) * size * 0.78],
        [x + Math.sin(a) * size * 0.92, y - Math.cos(a) * size * 0.92],
      ],
      { stroke: ink('ink-2'), 'stroke-width': 1.2 },
    ),
  );
  const label = say('activities.peace.newtons', { tension_N: fixed(tension, 0) });
  return group(
    { 'data-part': 'scale' },
    circle([x, y], size + 2.5, { fill: ink('trim'), stroke: ink('wood-edge'), 'stroke-width': 1.4 }),
    circle([x, y], size - 1, { fill: ink('card'), stroke: ink('wood-edge'), 'stroke-width': 1 }),
    ...marks,
    line(
      [
        [x, y],
        [x + Math.sin(turn) * size * 0.66, y - Math.cos(turn) * size * 0.66],
      ],
      { stroke: ink('ink'), 'stroke-width': 2.4 },
    ),
    circle([x, y], 2.6, { fill: ink('ink') }),
    el('rect', {
      x: x - 25,
      y: y + size + 5,
      width: 50,
      height: small + 8,
      rx: 5,
      fill: ink('card'),
      stroke: ink('ctl'),
      'stroke-width': 1,
    }),
    text([x, y + size + 5 + small], label, {
      'text-anchor': 'middle',
      'font-size': small,
      'font-weight': 700,
      fill: ink('ink'),
    }),
  );
}
/** How much shorter or longer a rope is than at usual pull, beside it: chevrons inwards or outwards. */
function lengthSign([x, y], change_cm, small) {
  const said = say(`activities.peace.${change_cm < 0 ? 'shorter' : 'longer'}`, { cm: fixed(Math.abs(change_cm), 1) });
  const way = change_cm < 0 ? 1 : -1;
  const tip = s => [
    [x - s * 16 - s * way * 5, y - 5],
    [x - s * 16, y],
    [x - s * 16 - s * way * 5, y + 5],
  ];
  const halo = { stroke: ink('stage'), 'stroke-width': 4, 'stroke-linejoin': 'round', 'paint-order': 'stroke' };
  return group(
    {},
    line(
      [
        [x - 11, y],
        [x + 11, y],
      ],
      { stroke: ink('ink'), 'stroke-width': 1.6, 'stroke-dasharray': '0.1 4' },
    ),
    line(tip(1), { stroke: ink('ink'), 'stroke-width': 2 }),
    line(tip(-1), { stroke: ink('ink'), 'stroke-width': 2 }),
    ...wrap(said, SIGN_PX, small, 2).map((row, i) =>
      text([x, y + 8 + (i + 1) * small], row, {
        'text-anchor': 'middle',
        'font-size': small,
        fill: ink('ink'),
        'font-weight': 700,
        ...halo,
      }),
    ),
  );
}

function picture(width, shown) {
  const layout = SHIP_LAYOUTS[width];
  const { now } = masts();
  const [heading, small] = layout.text;
  const place = side => {
    const path_m = now.paths[`${side}_mid`];
    const [x, y] = along(
      path_m.map(([px, py]) => [px * UNITS_PER_METRE, py * UNITS_PER_METRE]),
      0.52,
    ).point;
    return [layout.x + x * layout.k, layout.y - y * layout.k];
  };
  const size = width === 'wide' ? 24 : 17;
  const questions = BOTH_SIDES.map(([side]) => {
    const [x, y] = place(side);
    return group(
      { display: shown ? 'none' : null },
      circle([x, y], 15, { fill: ink('card'), stroke: ink('ink'), 'stroke-width': 1.6 }),
      text([x, y + heading * 0.36], '?', {
        'text-anchor': 'middle',
        'font-size': heading,
        'font-weight': 700,
        fill: ink('ink'),
      }),
    );
  });
  const scales = BOTH_SIDES.map(([side, s]) => {
    const [x, y] = place(side);
    const { tension_N, change_cm } = ropeDifferences()[1][side];
    return group(
      { display: shown ? null : 'none' },
      springScale([x, y], tension_N, size, small),
      lengthSign(width === 'wide' ? [x + s * 120, y] : [s < 0 ? 54 : layout.w - 54, 142], change_cm, small),
    );
  });
  return drawing(width, layout, say('activities.peace.picture'), [
    ...shipParts(now, { layout, tags: false }),
    ...questions,
    ...scales,
  ]);
}

/** @type {Activity} */
export const BENT_AT_PEACE = {
  start: () => ({ guess: null, shown: false }),
  act(state, act, value) {
    // a guess alone tells nothing: who chooses by arrow keys passes over the other answers
    if (act === 'guess') return { guess: value, shown: false };
    if (act === 'show') return { ...state, shown: true };
    return { guess: null, shown: false };
  },
  body(state, view) {
    const rows = ropeDifferences();
    const table = html('table', { class: 'pv-table' }, [
      html('caption', {}, say('activities.peace.table')),
      html(
        'thead',
        {},
        html(
          'tr',
          {},
          ['rope', 'port', 'starboard'].map(key => html('th', { scope: 'col' }, say(`activities.peace.${key}`))),
        ),
      ),
      html(
        'tbody',
        {},
        rows.map(row =>
          html('tr', {}, [
            html('th', { scope: 'row' }, say(`drawing.rope_${row.level}`)),
            ...BOTH_SIDES.map(([side]) =>
              html(
                'td',
                {},
                say(`activities.peace.cell_${row[side].change_cm < 0 ? 'shorter' : 'longer'}`, {
                  tension_N: fixed(row[side].tension_N, 0),
                  cm: fixed(Math.abs(row[side].change_cm), 1),
                }),
              ),
            ),
          ]),
        ),
      ),
    ]);
    const explained = [html('p', {}, say(`activities.peace.why_${answer()}`)), table];
    return [
      staged(view, width => picture(width, state.shown)),
      html('p', { class: 'pv-ask' }, say('activities.peace.ask')),
      view.live && !state.shown
        ? livePart(
            choosing(
              view,
              'guess',
              say('activities.peace.guess'),
              ['port', 'alike', 'starboard'].map(key => [key, say(`activities.peace.${key}`)]),
              state.guess,
            ),
          )
        : [],
      view.live && !state.shown
        ? livePart(doing('show', say('activities.show'), { 'data-first': state.guess ? true : null }))
        : [],
      view.live && state.shown ? [...explained, livePart(doing('again', say('activities.again')))] : [],
      paperPart(view, say('activities.peace.paper')),
      view.live ? [] : explained,
    ].flat();
  },
  paperWords: state => BENT_AT_PEACE.words({ ...state, shown: true }),
  words(state) {
    if (!state.shown) return say('activities.peace.before');
    const { port, starboard } = ropeDifferences()[1];
    const found = say('activities.peace.found', {
      port_N: fixed(port.tension_N, 0),
      starboard_N: fixed(starboard.tension_N, 0),
      port_cm: fixed(Math.abs(port.change_cm), 1),
      starboard_cm: fixed(Math.abs(starboard.change_cm), 1),
    });
    return state.guess
      ? `${say('activities.guessed', { guess: say(`activities.peace.said_${state.guess}`) })} ${found}`
      : found;
  },
};
