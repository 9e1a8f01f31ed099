// From mast to spine: one slider turns the ship into the body, and the curve between them does not jump.
import { el } from './marks.js';
import { library } from './model.js';
import { solve } from './solver.js';
import { describe, say } from './words.js';
import { html } from './html.js';
import { SIDE_LAYOUTS } from './sagittal.js';
import { shipToBodyParts } from './shipside.js';
import { choosing, doing, livePart, paperPart, sliding, staged } from './activity.js';

const PATTERNS = ['even', 'lower_crossed', 'upper_crossed', 'layered'];
const CHANGE_S = 2.4;

const presetOf = name => library().side.presets.find(row => row.name === name);
const fadedBodies = new Map();
function bodyIn(pattern) {
  if (!fadedBodies.has(pattern)) fadedBodies.set(pattern, solve('side', presetOf(pattern).factors, presetOf(pattern).settings));
  return fadedBodies.get(pattern);
}
function fadingStage(width, { pattern, share }) {
  const layout = SIDE_LAYOUTS[width];
  const label = say(`activities.fading.${share < 50 ? 'picture_ship' : 'picture_body'}`);
  return el('svg', { class: `pv-picture pv-only-${width}`, viewBox: `0 0 ${layout.w} ${layout.h}`, role: 'img', 'aria-label': label, 'font-family': 'var(--font)' }, shipToBodyParts(bodyIn(pattern), { layout, fade: share / 100, show: { muscles: true, cross: true } }));
}

export const FADING = {
  start: ({ pattern = 'lower_crossed', share = 0 }) => ({ pattern, share, to: null }),
  act(state, act, value, chance, calm) {
    if (act === 'pattern') return { ...state, pattern: value };
    if (act === 'share') return { ...state, share: value, to: null };
    const to = (state.to ?? state.share) < 50 ? 100 : 0;
    return calm ? { ...state, share: to, to: null } : { ...state, to };
  },
  running: state => state.to !== null,
  tick(state, seconds) {
    const by = (100 * seconds) / CHANGE_S;
    const share = state.to > state.share ? Math.min(state.share + by, state.to) : Math.max(state.share - by, state.to);
    return { ...state, share, to: share === state.to ? null : state.to };
  },
  body(state, view) {
    const still = view.live ? [state] : [{ ...state, share: 0 }, { ...state, share: 100 }];
    return [
      ...still.map(each => staged(view, width => fadingStage(width, each))),
      livePart(
        sliding(view, 'share', say('activities.fading.slider'), { min: 0, max: 100, step: 1, value: Math.round(state.share), shown: say(`activities.fading.${state.share < 1 ? 'ship' : state.share > 99 ? 'body' : 'between'}`) }),
        html('div', { class: 'pv-acts' }, [doing('change', say(`activities.fading.${(state.to ?? state.share) < 50 ? 'to_body' : 'to_ship'}`), { 'data-first': true })]),
        choosing(view, 'pattern', say('activities.fading.pattern'), PATTERNS.map(name => [name, say(`figure.presets.${name}`)]), state.pattern),
      ),
      paperPart(view, say('activities.fading.paper')),
    ].flat();
  },
  words: state => `${say('activities.fading.told')} ${describe(bodyIn(state.pattern))}`,
};
