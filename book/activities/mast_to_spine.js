// From mast to spine: one slider turns the ship into a body.
import { library } from '../../postureviz/js/engine/model.js';
import { solve } from '../../postureviz/js/engine/solver.js';
import { measure } from '../../postureviz/js/engine/readings.js';
import { describe, fixed, pullNumber, say } from '../../postureviz/js/engine/words.js';
import { html } from '../../postureviz/js/drawing/html.js';
import { LAYOUTS as SHIP_LAYOUTS } from '../../postureviz/js/drawing/ship_astern.js';
import { parts as mastToSpineParts, pullsOfBack } from './ship_to_back.js';
import { LAYOUTS as SIDE_LAYOUTS } from '../../postureviz/js/drawing/side_view.js';
import { parts as shipToBodyParts } from '../../postureviz/js/drawing/ship_abeam.js';
import { choosing, doing, drawing, livePart, paperPart, sliding, staged } from './mount.js';

const HARDER = 1.8;
const preset = (model, name) => ({
  name,
  label: `figure.presets.${name}`,
  ...library()[model].presets.find(row => row.name === name),
});
const rope = name => ({ name, label: `figure.names.${name}`, factors: { [name]: HARDER }, settings: {} });
/**
 * Two sides from which the ship is seen: its patterns, what is solved for one, how one becomes the other, and what is
 * told. From the side the body is solved and the ship drawn from it. From behind mast and back are both solved, and one
 * rope at a time pulls harder, so that one can see what the same pull does in each.
 * @typedef {Object} Side
 * @property {Record<'wide' | 'compact', Layout>} layouts
 * @property {() => { name: string, label: string, factors: Object, settings: Object }[]} patterns
 * @property {(pattern: Object) => Record<string, Posture>} solved
 * @property {(solved: Record<string, Posture>, layout: Layout, fade: number) => Tree[]} parts
 * @property {(solved: Record<string, Posture>, pattern: Object) => string} told
 * @type {Record<'side' | 'behind', Side>}
 */
export const SEEN_FROM = {
  side: {
    layouts: SIDE_LAYOUTS,
    patterns: () => ['even', 'lower_crossed', 'upper_crossed', 'layered'].map(name => preset('side', name)),
    solved: ({ factors, settings }) => ({ body: solve('side', factors, settings) }),
    parts: ({ body }, layout, fade) => shipToBodyParts(body, { layout, fade, show: { muscles: true, cross: true } }),
    told: ({ body }) => `${say('activities.fading.side.told')} ${describe(body)}`,
  },
  behind: {
    layouts: SHIP_LAYOUTS,
    patterns: () => [preset('mast', 'even'), rope('port_top'), rope('starboard_top')],
    solved: ({ factors }) => ({ mast: solve('mast', factors), back: solve('back', pullsOfBack(factors)) }),
    parts: ({ mast, back }, layout, fade) => mastToSpineParts(mast, back, { layout, fade }),
    told: toldFromBehind,
  },
};
/** What the same pull does to a mast and to a back. */
function toldFromBehind({ mast, back }, { factors }) {
  const [pulled] = Object.entries(factors);
  if (!pulled) return `${say('activities.fading.behind.told')} ${say('activities.fading.behind.even')}`;
  const [name, factor] = pulled;
  const size = (value, digits) => fixed(Math.abs(value), digits);
  const { shoulder_height_cm, c7_shift_cm } = measure(back);
  const facts = {
    number: pullNumber(factor),
    tip_cm: size(measure(mast).tip_shift_cm, 0),
    shoulder_mm: size(10 * shoulder_height_cm, 0),
    neck_mm: size(10 * c7_shift_cm, 1),
  };
  return `${say('activities.fading.behind.told')} ${say(`activities.fading.behind.${name}`, facts)}`;
}
const CHANGE_S = 2.4;

const solvedOnce = new Map();
function solvedIn(from, name) {
  const key = `${from} ${name}`;
  if (!solvedOnce.has(key)) {
    const pattern = SEEN_FROM[from].patterns().find(row => row.name === name);
    const solved = SEEN_FROM[from].solved(pattern);
    solvedOnce.set(key, { solved, sentence: SEEN_FROM[from].told(solved, pattern) });
  }
  return solvedOnce.get(key);
}
function picture(width, { from, pattern, share }) {
  const { layouts, parts } = SEEN_FROM[from];
  const layout = layouts[width];
  const label = say(`activities.fading.${from}.${share < 50 ? 'ship' : 'body'}`);
  return drawing(width, layout, label, parts(solvedIn(from, pattern).solved, layout, share / 100));
}

/** @type {Activity} */
export const MAST_TO_SPINE = {
  takes: {
    from: () => Object.keys(SEEN_FROM),
    pattern: ({ from = 'side' }) => SEEN_FROM[from].patterns().map(({ name }) => name),
    share: [0, 100],
  },
  start({ from = 'side', pattern, share = 0 }) {
    const names = SEEN_FROM[from].patterns().map(row => row.name);
    return { from, pattern: names.includes(pattern) ? pattern : names[1], share, to: null };
  },
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
    const still = view.live
      ? [state]
      : [
          { ...state, share: 0 },
          { ...state, share: 100 },
        ];
    return [
      ...still.map(each => staged(view, width => picture(width, each))),
      livePart(
        sliding(view, 'share', say('activities.fading.slider'), {
          min: 0,
          max: 100,
          step: 1,
          value: Math.round(state.share),
          shown: say(`activities.fading.${state.share < 1 ? 'ship' : state.share > 99 ? 'body' : 'between'}`),
        }),
        html('div', { class: 'pv-acts' }, [
          doing('change', say(`activities.fading.${(state.to ?? state.share) < 50 ? 'to_body' : 'to_ship'}`), {
            'data-first': true,
          }),
        ]),
        choosing(
          view,
          'pattern',
          say('activities.fading.pattern'),
          SEEN_FROM[state.from].patterns().map(({ name, label }) => [name, say(label)]),
          state.pattern,
        ),
      ),
      paperPart(view, say(`activities.fading.${state.from}.paper`)),
    ].flat();
  },
  words: state => solvedIn(state.from, state.pattern).sentence,
};
