// Line-up: ten bodies, spread as people are spread. Who hurts is drawn by chance, and said so: shape alone cannot tell.
import { DATA } from '../../postureviz/js/engine/data.js';
import { screenMap } from '../../postureviz/js/drawing/geom.js';
import { el } from '../../postureviz/js/drawing/svg.js';
import { fixed, say } from '../../postureviz/js/engine/words.js';
import { FOCUSABLE, html } from '../../postureviz/js/drawing/html.js';
import { doing, livePart, paperPart, sourcesPart } from './mount.js';
import { LETTERS, person, tallness } from '../../postureviz/js/drawing/people.js';
import { floorAt, framesOf } from '../../postureviz/js/drawing/side_anatomy.js';
import { bodyWith } from './bent_body.js';

const PERSON_BOX = { w: 88, h: 178, k: 0.92, x: 34, floor: 176 };
const SEATED = 'I'; // sits in a wheelchair
const CURVES = ['lordosis_deg', 'kyphosis_deg', 'craniovertebral_deg'];

/** A number of the normal curve, none further out than the widest that is shown. */
function deviation(chance) {
  const { value } = DATA.tables.activities.spread.widest_sd;
  for (;;) {
    const z = Math.sqrt(-2 * Math.log(1 - chance() * 0.999999)) * Math.cos(2 * Math.PI * chance());
    if (Math.abs(z) <= value) return z;
  }
}
function somePeople(chance) {
  const { spread, lineup } = DATA.tables.activities;
  const bones = DATA.library.side.settings.find(row => row.name === 'pelvic_incidence_deg');
  return Array.from({ length: lineup.people }, () => ({
    // bones differ in steps, so that few shapes have to be solved
    incidence: Math.min(
      Math.max(Math.round((bones.normal + spread.pelvic_incidence_deg.sd * deviation(chance)) / 4) * 4, bones.min),
      bones.max,
    ),
    change: Object.fromEntries(CURVES.map(name => [name, spread[name].sd * deviation(chance)])),
  }));
}
const drawnOnce = new Map();
function personPicture({ incidence, change }, i) {
  const key = JSON.stringify([incidence, change, i]);
  if (!drawnOnce.has(key)) {
    if (drawnOnce.size > 40) drawnOnce.clear();
    const letter = LETTERS[i];
    const frames = framesOf(
      bodyWith(change, { pelvic_incidence_deg: incidence, ...(letter === SEATED ? { seat: 1 } : {}) }),
    );
    const k = PERSON_BOX.k * tallness(letter);
    const S = screenMap(k, PERSON_BOX.x, PERSON_BOX.floor + k * floorAt(frames));
    drawnOnce.set(
      key,
      el(
        'svg',
        { viewBox: `0 0 ${PERSON_BOX.w} ${PERSON_BOX.h}`, 'aria-hidden': 'true', focusable: 'false', 'data-person': i },
        [person(frames, S, letter)],
      ),
    );
  }
  return drawnOnce.get(key);
}
function drawLots(chance) {
  const { people: many, hurting } = DATA.tables.activities.lineup;
  const left = Array.from({ length: many }, (_, i) => i);
  return Array.from({ length: hurting }, () => left.splice(Math.floor(chance() * left.length), 1)[0]);
}

/** @type {Activity} */
export const LINE_UP = {
  start: (options, chance) => ({ people: somePeople(chance), chosen: [], hurts: null, rounds: 0, found: 0, tried: 0 }),
  act(state, act, value, chance) {
    const { hurting } = DATA.tables.activities.lineup;
    if (act === 'person' && !state.hurts) {
      const i = Number(value);
      const chosen = state.chosen.includes(i)
        ? state.chosen.filter(k => k !== i)
        : [...state.chosen, i].slice(-hurting);
      return { ...state, chosen };
    }
    if (act === 'show' && !state.hurts) {
      const hurts = drawLots(chance);
      return {
        ...state,
        hurts,
        rounds: state.rounds + 1,
        tried: state.tried + state.chosen.length,
        found: state.found + state.chosen.filter(i => hurts.includes(i)).length,
      };
    }
    if (act === 'again') return { ...state, people: somePeople(chance), chosen: [], hurts: null };
    return state;
  },
  body(state, view) {
    const { hurting } = DATA.tables.activities.lineup;
    const full = state.chosen.length === hurting;
    const rows = state.people.map((each, i) => {
      const hurts = state.hurts?.includes(i);
      const said = state.hurts
        ? say(`activities.lineup.${hurts ? 'hurts' : 'well'}`)
        : state.chosen.includes(i)
          ? say('activities.lineup.chosen')
          : '';
      const inside = [
        personPicture(each, i),
        html('span', {}, [
          html('span', { class: 'pv-wide-word' }, `${say('activities.lineup.person')} `),
          html('span', {}, LETTERS[i]),
        ]),
        html('small', {}, said),
      ];
      return view.live
        ? html(
            'button',
            {
              class: 'pv-person',
              type: 'button',
              'data-act': 'person',
              value: i,
              'aria-pressed': String(state.chosen.includes(i)),
              'aria-disabled': state.hurts ? 'true' : null,
              'data-hurts': String(Boolean(hurts)),
              ...FOCUSABLE,
            },
            inside,
          )
        : html('div', { class: 'pv-person' }, inside);
    });
    return [
      html('p', { class: 'pv-ask' }, say('activities.lineup.ask', { hurting, people: state.people.length })),
      html('div', { class: 'pv-people', role: 'group', 'aria-label': say('activities.lineup.group') }, rows),
      livePart(
        html('div', { class: 'pv-acts' }, [
          state.hurts
            ? doing('again', say('activities.lineup.again'))
            : doing('show', say('activities.lineup.show'), { 'data-first': full ? true : null }),
        ]),
      ),
      state.hurts || !view.live ? html('p', {}, say('activities.lineup.studies')) : [],
      paperPart(view, say('activities.lineup.paper', { hurting })),
      sourcesPart(view, [
        ...['pelvic_incidence_deg', ...CURVES].map(name => DATA.tables.activities.spread[name].source),
        'ruivo2014',
        'laird2014',
        'chun2017',
      ]),
    ].flat();
  },
  paperWords: () => '',
  words(state) {
    const { hurting, people: many } = DATA.tables.activities.lineup;
    const listed = people => {
      const names = [...people].sort((a, b) => a - b).map(i => LETTERS[i]);
      return names.length > 1
        ? `${names.slice(0, -1).join(', ')} ${say('activities.and')} ${names[names.length - 1]}`
        : String(names[0]);
    };
    // By number: one chosen too many takes the place of the first.
    if (!state.hurts)
      return say(`activities.lineup.${state.chosen.length ? 'before_named' : 'before'}`, {
        chosen: state.chosen.length,
        hurting,
        names: state.chosen.length ? listed(state.chosen) : '',
      });
    // What counts is all rounds together: one may be lucky once.
    const all = state.tried
      ? say(`activities.lineup.tally_${state.rounds > 1 ? 'many' : 'one'}`, {
          rounds: state.rounds,
          found: state.found,
          tried: state.tried,
          luck: fixed((state.tried * hurting) / many, 1),
        })
      : '';
    return [all, say('activities.lineup.lots', { names: listed(state.hurts) })].filter(Boolean).join(' ');
  },
};
