// Sit tall now: the reader sits tall, counts gulls for a while, and then finds out where their own back has gone.
import { DATA } from '../../postureviz/js/engine/data.js';
import { clamp, lerp, spline } from '../../postureviz/js/drawing/geom.js';
import { circle, el, group, ink, path, text } from '../../postureviz/js/drawing/svg.js';
import { fixed, say } from '../../postureviz/js/engine/words.js';
import { html } from '../../postureviz/js/drawing/html.js';
import { valleyPicture } from './valley.js';
import { choosing, doing, drawing, livePart, paperPart, staged } from './mount.js';

const LAYOUTS = { wide: { w: 720, h: 300, text: [16, 13] }, compact: { w: 356, h: 250, text: [15, 12] } };
const CROSSING_S = 7;
const NUMBER_EVERY_S = 3;
const FLAPS_PER_S = 1.6;
const ROLL_S = 3;

const facts = () => DATA.tables.activities.sitting;
const inAnyOrder = (list, chance) => {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i--) {
    const k = Math.floor(chance() * (i + 1));
    [out[i], out[k]] = [out[k], out[i]];
  }
  return out;
};
/**
 * Gulls spread over the time so that the last has left in time; and numbers, one of which is counted in their place.
 */
function flock(chance) {
  const { seconds, least_gulls, most_gulls } = facts();
  const many = least_gulls.value + Math.floor(chance() * (most_gulls.value - least_gulls.value + 1));
  const room = (seconds.value - CROSSING_S - 4) / many;
  const gulls = Array.from({ length: many }, (_, i) => ({
    at: 2 + room * (i + 0.8 * chance()),
    height: 0.12 + 0.42 * chance(),
    way: chance() < 0.5 ? -1 : 1,
    size: 0.8 + 0.5 * chance(),
  }));
  const count = Math.floor(seconds.value / NUMBER_EVERY_S);
  const sevens = new Set(
    inAnyOrder(
      Array.from({ length: count }, (_, i) => i),
      chance,
    ).slice(0, many),
  );
  const numbers = Array.from({ length: count }, (_, i) =>
    sevens.has(i) ? 7 : [1, 2, 3, 4, 5, 6, 8, 9][Math.floor(chance() * 8)],
  );
  return { gulls, numbers };
}

function gullMark(layout, { at, height, way, size }, time) {
  const t = (time - at) / CROSSING_S;
  const u = (layout.w / 720) * 0.5 + 0.5;
  const x = way > 0 ? lerp(-30, layout.w + 30, t) : lerp(layout.w + 30, -30, t);
  const y = layout.h * height + 8 * Math.sin(t * 9 + at);
  const lift = Math.sin((time - at) * FLAPS_PER_S * 2 * Math.PI) * 7;
  const s = size * u;
  const place = (across, up) => `${Math.round(x + across * s)} ${Math.round(y - up * s)}`;
  const wings = `M${place(-22, 4 + lift)}Q${place(-10, 10)} ${place(0, 0)}Q${place(10, 10)} ${place(22, 4 + lift)}`;
  return path(wings, { stroke: ink('ink'), 'stroke-width': 2.6 * s });
}
function seaSky(width, state) {
  const layout = LAYOUTS[width];
  const {
    w,
    h,
    text: [, small],
  } = layout;
  const sea = h * 0.76;
  const shown = state.gulls.filter(bird => state.time >= bird.at && state.time <= bird.at + CROSSING_S);
  const left = Math.ceil(facts().seconds.value - state.time);
  return drawing(width, layout, say('activities.sittall.picture'), [
    el('rect', { x: 0, y: 0, width: w, height: h, fill: ink('stage') }),
    circle([w * 0.84, h * 0.2], h * 0.085, { fill: ink('glass'), stroke: ink('trim'), 'stroke-width': 1.5 }),
    el('rect', { x: 0, y: sea, width: w, height: 2 * h, fill: ink('sea-2') }),
    ...[0.2, 0.5, 0.78].map((f, i) =>
      path(spline(Array.from({ length: 13 }, (_, k) => [(w * k) / 12, sea + (h - sea) * f + (k % 2 ? 3 : -3)])), {
        stroke: ink('sea-edge'),
        'stroke-width': 1.2,
        opacity: 0.7 - 0.15 * i,
      }),
    ),
    group({}, ...shown.map(bird => gullMark(layout, bird, state.time))),
    text([16, h - 12], state.phase === 'ready' ? '' : say('activities.sittall.left', { seconds: Math.max(0, left) }), {
      'font-size': small,
      fill: ink('ink'),
      'font-weight': 700,
      stroke: ink('sea-2'),
      'stroke-width': 3,
      'paint-order': 'stroke',
    }),
  ]);
}

/** What a study found, with its numbers. */
function driftStudy() {
  const { neck_drift_minutes, neck_drift_in_pain_deg: hurting, neck_drift_without_pain_deg: well } = facts();
  const numbers = {
    minutes: neck_drift_minutes.value,
    people: hurting.people,
    deg: fixed(hurting.value, 0),
    others: well.people,
    little: fixed(well.value, 0),
  };
  return say('activities.sittall.studies', numbers);
}
/** Where the back has gone: told by the reader, not measured; and how far the ball of the picture rolls back for it. */
const ROLLED = { tall: 0, little: 0.5, well: 1, moved: 1 };
const rollsTo = state => ROLLED[state.where];
const rolledBy = (from, to, by) => (from < to ? Math.min(to, from + by) : Math.max(to, from - by));

/** @type {Activity} */
export const SIT_TALL = {
  start: (options, chance) => ({ phase: 'ready', time: 0, count: '', where: null, rolled: null, ...flock(chance) }),
  act(state, act, value, chance, calm) {
    if (act === 'go') return { ...state, phase: 'counting' };
    if (act === 'pause') return { ...state, phase: 'paused' };
    if (act === 'skip') return { ...state, phase: 'asked', time: facts().seconds.value };
    if (act === 'count') return { ...state, count: String(value).replace(/\D/g, '').slice(0, 3) };
    if (act === 'where') return { ...state, where: value, rolled: calm ? ROLLED[value] : (state.rolled ?? 0) };
    return SIT_TALL.start({}, chance);
  },
  running: state => state.phase === 'counting' || (state.rolled !== null && state.rolled !== rollsTo(state)),
  tick(state, seconds) {
    if (state.phase === 'asked') return { ...state, rolled: rolledBy(state.rolled, rollsTo(state), seconds / ROLL_S) };
    const time = clamp(state.time + seconds, 0, facts().seconds.value);
    return time >= facts().seconds.value ? { ...state, time, phase: 'asked' } : { ...state, time };
  },
  body(state, view) {
    const { phase } = state;
    const on = phase === 'counting' || phase === 'paused';
    const seen = state.numbers.slice(0, Math.floor(state.time / NUMBER_EVERY_S));
    const rolling = phase === 'asked' && state.rolled !== null;
    const stage = rolling
      ? staged(view, width => valleyPicture(width, { path: 'rounding', held: 1 - state.rolled ** 2 }))
      : view.calm && view.live
        ? html(
            'p',
            { class: 'pv-numbers', 'aria-label': say('activities.sittall.numbers') },
            on ? seen.join(' ') || '…' : '',
          )
        : staged(view, width => seaSky(width, state));
    const way = view.calm && view.live ? 'calm' : 'gulls';
    const rows = {
      ready: [
        html('p', {}, say(`activities.sittall.before_${way}`)),
        html('p', { class: 'pv-small' }, say('activities.sittall.unseen')),
        livePart(doing('go', say('activities.sittall.go'), { 'data-first': true })),
      ],
      counting: [
        html('p', { class: 'pv-ask' }, say(`activities.sittall.meanwhile_${way}`)),
        livePart(
          html('div', { class: 'pv-acts' }, [
            doing('pause', say('activities.sittall.pause')),
            doing('skip', say('activities.sittall.skip')),
          ]),
        ),
      ],
      paused: [
        html('p', { class: 'pv-ask' }, say(`activities.sittall.meanwhile_${way}`)),
        livePart(
          html('div', { class: 'pv-acts' }, [
            doing('go', say('activities.sittall.on'), { 'data-first': true }),
            doing('skip', say('activities.sittall.skip')),
          ]),
        ),
      ],
      asked: [
        html('p', { class: 'pv-ask' }, say('activities.sittall.stay')),
        livePart(
          choosing(
            view,
            'where',
            say('activities.sittall.where'),
            Object.keys(ROLLED).map(key => [key, say(`activities.sittall.${key}`)]),
            state.where,
          ),
        ),
        html('div', { class: 'pv-count' }, [
          html('label', { for: `${view.id}-count` }, say(`activities.sittall.count_${way}`)),
          html('input', {
            id: `${view.id}-count`,
            type: 'text',
            inputmode: 'numeric',
            autocomplete: 'off',
            maxlength: 3,
            value: state.count,
            'data-act': 'count',
          }),
          html(
            'span',
            { class: 'pv-small' },
            state.count ? say('activities.sittall.were', { many: state.gulls.length }) : '',
          ),
        ]),
        state.where ? [html('p', {}, say(`activities.sittall.model_${state.where}`)), html('p', {}, driftStudy())] : [],
        livePart(doing('again', say('activities.again'))),
      ],
    };
    return [
      stage,
      ...(view.live ? rows[phase].flat(2) : [paperPart(view, say('activities.sittall.paper'), driftStudy())].flat()),
    ];
  },
  paperWords: () => '',
  words(state) {
    if (state.phase === 'asked')
      return state.where ? say(`activities.sittall.told_${state.where}`) : say('activities.sittall.done');
    return say(`activities.sittall.${state.phase}`);
  },
};
