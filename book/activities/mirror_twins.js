// Twins in the mirror: two outlines that are the same; whose hip flexors pull more? The skin fades: same shape,
// different ropes.
import { DATA } from '../../postureviz/js/engine/data.js';
import { clamp, screenMap } from '../../postureviz/js/drawing/geom.js';
import { el, group, ink, text } from '../../postureviz/js/drawing/svg.js';
import { bodyGroup, noLayer, signed } from '../../postureviz/js/drawing/parts.js';
import { solve } from '../../postureviz/js/engine/solver.js';
import { measure } from '../../postureviz/js/engine/readings.js';
import { fixed, inSentence, pullWords, say, titleOf } from '../../postureviz/js/engine/words.js';
import { LAYOUTS as SIDE_LAYOUTS, layers as sideLayers } from '../../postureviz/js/drawing/side_view.js';
import { html } from '../../postureviz/js/drawing/html.js';
import { choosing, doing, drawing, livePart, paperPart, staged } from './mount.js';
import { littleSide } from '../../postureviz/js/drawing/small_bodies.js';

const NAMES = ['a', 'b'];
const FADE_S = 1.2;
const READINGS = ['tilt_deg', 'lordosis_deg', 'kyphosis_deg', 'craniovertebral_deg'];
const LAYOUTS = {
  wide: { w: 720, h: 372, wide: 360, top: 38, at: 0, tags: true, text: [15, 13] },
  compact: { w: 356, h: 372, wide: 178, top: 38, at: -89, tags: false, text: [14, 12] },
};
// layouts of their own, so that the pictures of other figures are not made anew
const BODY_LAYOUTS = Object.fromEntries(NAMES.map(name => [name, { ...SIDE_LAYOUTS.compact }]));

const solvedOnce = {};
const twin = name => (solvedOnce[name] ??= solve('side', DATA.tables.activities.twins[name]));

/** Without its ground and the small body beside it, which would lie in the other twin's half. */
function bareTwin(name, posture) {
  const { body, drawn, notice } = sideLayers(posture, {
    layout: BODY_LAYOUTS[name],
    tags: false,
    show: { muscles: true },
  });
  return [noLayer(), bodyGroup({ ...body, wholeBody: noLayer() }, drawn), notice];
}

function picture(width, { order, fade, guess }) {
  const layout = LAYOUTS[width];
  const {
    w,
    h,
    top,
    text: [heading],
  } = layout;
  const { k, x, h: deep, foot } = BODY_LAYOUTS.a;
  const S = screenMap(k, x, deep + foot * k);
  const bodies = order.map((name, i) => {
    const posture = twin(name);
    return group(
      { transform: `translate(${i * layout.wide + layout.at} ${top})` },
      group(
        { opacity: clamp(fade * 2, 0, 1), display: fade > 0 ? null : 'none' },
        fade > 0 ? bareTwin(name, posture) : [],
      ),
      group(
        { opacity: 1 - fade, display: fade < 1 ? null : 'none' },
        littleSide(posture, S, { spine: false, arm: true }),
      ),
    );
  });
  return drawing(width, { w, h }, say(`activities.twins.${fade > 0 ? 'picture_shown' : 'picture'}`), [
    el('rect', { x: 0, y: 0, width: w, height: h, fill: ink('stage') }),
    ...bodies,
    el('rect', { x: w / 2 - 1, y: 14, width: 2, height: h - 28, fill: ink('line') }),
    ...['left', 'right'].map((side, i) => {
      const yours = guess === side ? ` · ${say('activities.twins.yours')}` : '';
      return text([i * layout.wide + layout.wide / 2, 24], `${say(`activities.twins.${side}`)}${yours}`, {
        'text-anchor': 'middle',
        'font-size': heading,
        'font-weight': 700,
        fill: ink('ink'),
      });
    }),
  ]);
}
const pullsOf = name =>
  Object.entries(DATA.tables.activities.twins[name])
    .filter(([, factor]) => typeof factor === 'number')
    .map(([muscles, factor]) =>
      say('activities.twins.pull', {
        name: inSentence(titleOf({ name: 'side' }, muscles)),
        pull: signed(factor, pullWords(factor)),
      }),
    );

function comparison({ order }) {
  const values = order.map(name => measure(twin(name), READINGS));
  return html('table', { class: 'pv-table' }, [
    html(
      'thead',
      {},
      html(
        'tr',
        {},
        [say('activities.twins.what'), say('activities.twins.left'), say('activities.twins.right')].map(head =>
          html('th', { scope: 'col' }, head),
        ),
      ),
    ),
    html('tbody', {}, [
      ...READINGS.map(name =>
        html('tr', {}, [
          html('th', { scope: 'row' }, say(`readings.${name}.name`)),
          ...values.map(row => html('td', {}, `${fixed(row[name], 0)}°`)),
        ]),
      ),
      html('tr', {}, [
        html('th', { scope: 'row' }, say('activities.twins.pulls')),
        ...order.map(name => html('td', {}, pullsOf(name).join('; '))),
      ]),
    ]),
  ]);
}

/** @type {Activity} */
export const MIRROR_TWINS = {
  start: (options, chance) => ({ order: chance() < 0.5 ? ['a', 'b'] : ['b', 'a'], guess: null, fade: 0, going: false }),
  act(state, act, value, chance, calm) {
    if (act === 'again') return MIRROR_TWINS.start({}, chance);
    // a guess alone tells nothing: who chooses by arrow keys passes over the other answers
    if (act === 'guess') return { ...state, guess: value };
    return { ...state, fade: calm ? 1 : 0.02, going: !calm };
  },
  running: state => state.going,
  tick(state, seconds) {
    const fade = Math.min(state.fade + seconds / FADE_S, 1);
    return { ...state, fade, going: fade < 1 };
  },
  body(state, view) {
    const shown = state.fade > 0;
    const still = view.live ? state : { ...state, fade: 1 };
    return [
      staged(view, width => picture(width, still)),
      html('p', { class: 'pv-ask' }, say('activities.twins.ask')),
      shown
        ? []
        : livePart([
            choosing(
              view,
              'guess',
              say('activities.twins.guess'),
              ['left', 'right', 'open'].map(key => [key, say(`activities.twins.${key}`)]),
              state.guess,
            ),
            doing('show', say('activities.show'), { 'data-first': state.guess ? true : null }),
          ]),
      shown || !view.live ? [html('p', {}, say('activities.twins.told')), comparison(state)] : [],
      shown ? livePart(doing('again', say('activities.again'))) : [],
      paperPart(view, say('activities.twins.paper')),
    ].flat();
  },
  paperWords: state => MIRROR_TWINS.words({ ...state, fade: 1 }),
  words(state) {
    if (!state.fade) return say('activities.twins.before');
    const side = say(`activities.twins.${state.order[0] === 'a' ? 'left' : 'right'}`);
    const found = say('activities.twins.found', { side });
    return state.guess ? `${say(`activities.twins.said_${state.guess}`)} ${found}` : found;
  },
};
