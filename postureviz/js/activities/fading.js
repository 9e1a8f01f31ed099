// From mast to spine: one slider turns the ship into the body, and the curve between them does not jump.
import { library } from '../engine/model.js';
import { solve } from '../engine/solver.js';
import { describe, say } from '../engine/words.js';
import { html } from '../drawing/html.js';
import { SHIP_LAYOUTS } from '../drawing/ship_astern.js';
import { mastToSpineParts } from '../drawing/ship_to_back.js';
import { SIDE_LAYOUTS } from '../drawing/side_view.js';
import { shipToBodyParts } from '../drawing/ship_abeam.js';
import { choosing, doing, drawing, livePart, paperPart, sliding, staged } from './mount.js';

/** Two sides from which the ship is seen: what is solved, its patterns, and how one becomes the other. */
const SEEN_FROM = {
  side: { model: 'side', patterns: ['even', 'lower_crossed', 'upper_crossed', 'layered'], layouts: SIDE_LAYOUTS, parts: (posture, layout, fade) => shipToBodyParts(posture, { layout, fade, show: { muscles: true, cross: true } }) },
  behind: { model: 'mast', patterns: ['even', 'port_heavy', 'one_side_slack'], layouts: SHIP_LAYOUTS, parts: (posture, layout, fade) => mastToSpineParts(posture, { layout, fade }) },
};
const CHANGE_S = 2.4;

const fadedBodies = new Map();
function solvedIn(from, pattern) {
  const { model } = SEEN_FROM[from];
  const key = `${model} ${pattern}`;
  if (!fadedBodies.has(key)) {
    const { factors, settings } = library()[model].presets.find(row => row.name === pattern);
    const posture = solve(model, factors, settings);
    fadedBodies.set(key, { posture, sentence: describe(posture) });
  }
  return fadedBodies.get(key);
}
function fadingStage(width, { from, pattern, share }) {
  const { layouts, parts } = SEEN_FROM[from];
  const layout = layouts[width];
  const label = say(`activities.fading.${from}.${share < 50 ? 'ship' : 'body'}`);
  return drawing(width, layout, label, parts(solvedIn(from, pattern).posture, layout, share / 100));
}

export const FADING = {
  start: ({ from = 'side', pattern = SEEN_FROM[from].patterns[1], share = 0 }) => ({ from, pattern, share, to: null }),
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
        choosing(view, 'pattern', say('activities.fading.pattern'), SEEN_FROM[state.from].patterns.map(name => [name, say(`figure.presets.${name}`)]), state.pattern),
      ),
      paperPart(view, say(`activities.fading.${state.from}.paper`)),
    ].flat();
  },
  words: state => `${say(`activities.fading.${state.from}.told`)} ${solvedIn(state.from, state.pattern).sentence}`,
};
