// The valley, to play with: hold a posture by effort, be distracted, and watch it return; practise, and the valley
// moves a little; or support it, and see what that buys and costs.
import { DATA } from '../../postureviz/js/engine/data.js';
import { lerp, screenMap } from '../../postureviz/js/drawing/geom.js';
import { completeFactors, asModel } from '../../postureviz/js/engine/model.js';
import { solve } from '../../postureviz/js/engine/solver.js';
import { measure } from '../../postureviz/js/engine/readings.js';
import { fixed, say } from '../../postureviz/js/engine/words.js';
import { pose, valley } from '../../postureviz/js/engine/valley.js';
import { attention, retrain } from '../../postureviz/js/engine/slow.js';
import { stacked } from '../../postureviz/js/drawing/svg.js';
import { html } from '../../postureviz/js/drawing/html.js';
import { LAYOUTS, layers } from './valley_picture.js';
import { choosing, doing, drawing, livePart, paperPart, sliding, sourceOf, staged } from './mount.js';
import { littleBack, littleSide } from '../../postureviz/js/drawing/small_bodies.js';

/** Which model, which starting pulls, which stay-point, and how its axis is told. */
const PATHS = {
  tilt: { model: 'side', preset: 'lower_crossed', support: 'pelvis', step: 10, digits: 0, unit: '°' },
  side_shift: { model: 'back', preset: 'one_side_more', support: null, step: 2, digits: 1, unit: ' cm' },
  rounding: { model: 'side', preset: 'upper_crossed', support: 'ribs', step: 10, digits: 0, unit: '°' },
};
const GROUND_POINTS = 31;
const STEPS = 4; // of practice and of support
const BODY_CM = 184;
const END_OF_ROLL = 0.02;

const workedOut = new Map();
function onGround(key, make) {
  if (!workedOut.has(key)) workedOut.set(key, make());
  return workedOut.get(key);
}
const startOf = path => asModel(PATHS[path].model).presets.find(row => row.name === PATHS[path].preset);
const readingOf = path => DATA.tables.paths.rows.find(row => row.name === path).reading;
const settledAt = (path, factors) =>
  measure(solve(PATHS[path].model, factors, startOf(path).settings), [readingOf(path)])[readingOf(path)];

/** A path is practised only where trials moved its reading. */
const isPractised = path => DATA.tables.slow.tone.measured.some(row => row.reading === readingOf(path));
/** The pulls after some weeks of practice. */
function pullsAfter(path, weeks) {
  const { factors } = startOf(path);
  if (!weeks || !isPractised(path)) return completeFactors(asModel(PATHS[path].model), factors);
  return onGround(
    `practised ${path} ${weeks}`,
    () => retrain(PATHS[path].model, factors, readingOf(path), weeks).factors,
  );
}
/**
 * The ground after some weeks of practice, or with a share of support.
 * @param {string} path
 * @param {{ weeks?: number, support?: number }} state
 * @returns {Object}
 */
export function groundOf(path, { weeks = 0, support = 0 }) {
  return onGround(`${path} ${weeks} ${support}`, () => {
    const { model, support: region } = PATHS[path];
    const factors = pullsAfter(path, weeks);
    const { settings } = startOf(path);
    const help = support && region ? { [region]: support } : null;
    const found = valley(model, path, factors, settings, { count: GROUND_POINTS, support: help });
    return { ...found, factors, settings, help, points: found.x.map((x, i) => [x, found.energy_J[i]]) };
  });
}
const evenPlace = path => onGround(`even ${path}`, () => settledAt(path, {}));
const slopeAt = (ground, x) => {
  const i = Math.min(
    Math.max(
      ground.x.findIndex(v => v > x),
      1,
    ),
    ground.x.length - 1,
  );
  return lerp(ground.slope_J[i - 1], ground.slope_J[i], (x - ground.x[i - 1]) / (ground.x[i] - ground.x[i - 1]));
};
/**
 * What it takes to hold a place: a turning effect in N m for an angle, a push in N for a shift.
 * @param {string} path
 * @param {Object} ground
 * @param {number} x
 * @returns {number}
 */
export const holdingEffort = (path, ground, x) =>
  Math.abs(slopeAt(ground, x)) * (PATHS[path].unit === '°' ? 180 / Math.PI : 100);

function smallBodies(path, ground, many) {
  const { model } = PATHS[path];
  return Array.from({ length: many }, (_, n) => Math.round(((n + 0.5) / many) * (ground.x.length - 1))).map(i => {
    const posture = onGround(
      `body ${path} ${JSON.stringify(ground.factors)} ${ground.help ? JSON.stringify(ground.help) : ''} ${i}`,
      () => pose(model, ground.postures[i], ground.factors, ground.settings, ground.help),
    );
    return [
      ground.x[i],
      (x, top, room) =>
        (model === 'back' ? littleBack : littleSide)(posture, screenMap((room - 6) / BODY_CM, x, top + room - 4)),
    ];
  });
}

/**
 * The picture of the valley with its balls.
 * @param {'wide' | 'compact'} width
 * @param {Object} state
 * @returns {Object}
 */
export function valleyPicture(width, { path, held, weeks = 0, support = 0, supporting = false }) {
  const layout = LAYOUTS[width];
  const { step, unit } = PATHS[path];
  const ground = groundOf(path, { weeks, support });
  const before = weeks || support ? groundOf(path, {}) : null;
  const [from, to] = [ground.x[0], ground.x[ground.x.length - 1]];
  const ticks = [];
  for (let v = Math.ceil(from / step) * step; v <= to; v += step)
    ticks.push([v, `${fixed(v, 0).replace('-', '−')}${unit}`]);
  const words = kind => [say(`activities.valley.${kind}`), say(`activities.valley.${kind}_means`)];
  const rest = ground.rest;
  return drawing(
    width,
    layout,
    say('activities.valley.picture', { path: say(`activities.valley.${path}.axis`) }),
    stacked(
      layers({
        layout,
        ground: ground.points,
        ghost: before?.points ?? null,
        ball: rest,
        held: supporting ? null : lerp(rest, evenPlace(path), held),
        goal: evenPlace(path),
        axis: { from, to, ticks, title: say(`activities.valley.${path}.axis`) },
        words: {
          ground: say('activities.valley.ground'),
          goal: say('activities.valley.goal'),
          ball: words(weeks ? 'moved' : 'ball'),
          held: words('held'),
          ghost: say(`activities.valley.${support ? 'unsupported' : 'old'}`),
        },
        bodies: smallBodies(path, ground, width === 'wide' ? 5 : 4),
      }),
    ),
  );
}

/** @type {Activity} */
export const VALLEY = {
  takes: { path: () => Object.keys(PATHS), support: [0, 1] },
  start: ({ path = 'tilt', support = 0 }) => ({
    path,
    held: 1,
    weeks: 0,
    support: 0,
    supporting: Boolean(support),
    lasting: DATA.tables.slow.attention.minutes,
    going: false,
  }),
  act(state, act, value, chance, calm) {
    const quiet = { ...state, going: false };
    if (act === 'path') return { ...quiet, path: value, held: 1, weeks: 0, support: 0 };
    if (act === 'held') return { ...quiet, held: value / 100 };
    if (act === 'practice') return { ...quiet, weeks: value };
    if (act === 'support') return { ...quiet, support: value / STEPS };
    if (act === 'attention') return { ...state, lasting: value };
    if (act === 'up') return { ...quiet, held: 1 };
    return calm ? { ...quiet, held: 0 } : { ...state, held: state.held || 1, going: true };
  },
  running: state => state.going,
  tick(state, seconds) {
    const held =
      state.held * attention(seconds * DATA.tables.activities.time_lapse.minutes_per_second.value, state.lasting);
    return held < END_OF_ROLL ? { ...state, held: 0, going: false } : { ...state, held };
  },
  body(state, view) {
    const { path, supporting } = state;
    const practised = isPractised(path);
    const [briefest, longest] = DATA.tables.slow.attention.range;
    const trial = DATA.tables.slow.tone.measured.find(row => row.reading === readingOf(path));
    const hold = [
      html('div', { class: 'pv-acts' }, [
        doing('up', say('activities.valley.up')),
        doing('go', say('activities.valley.distract'), { 'data-first': true }),
      ]),
      html('div', { class: 'pv-slides' }, [
        sliding(view, 'held', say('activities.valley.hold'), {
          min: 0,
          max: 100,
          step: 5,
          value: Math.round(state.held * 100),
          shown: say('activities.valley.percent', { percent: Math.round(state.held * 100) }),
        }),
        sliding(view, 'attention', say('activities.valley.attention'), {
          min: briefest,
          max: longest,
          step: 1,
          value: state.lasting,
          shown: say('activities.valley.minutes', { minutes: state.lasting }),
        }),
        practised
          ? sliding(view, 'practice', say('activities.valley.practice'), {
              min: 0,
              max: trial.weeks,
              step: trial.weeks / STEPS,
              value: state.weeks,
              shown: say(state.weeks ? 'activities.valley.practised' : 'activities.valley.none', {
                weeks: fixed(state.weeks, 0),
              }),
            })
          : html(
              'p',
              { class: 'pv-small' },
              say('activities.valley.unmeasured', { path: say(`activities.valley.${path}.axis`) }),
            ),
      ]),
    ];
    const paths = Object.keys(PATHS).filter(name => !supporting || PATHS[name].support);
    return [
      livePart(
        choosing(
          view,
          'path',
          say('activities.valley.path'),
          paths.map(name => [name, say(`activities.valley.${name}.name`)]),
          path,
        ),
      ),
      staged(view, width => valleyPicture(width, state)),
      livePart(
        supporting
          ? [
              sliding(view, 'support', say(`activities.valley.support.${PATHS[path].support}`), {
                min: 0,
                max: STEPS,
                step: 1,
                value: state.support * STEPS,
                shown: say(state.support ? 'activities.valley.supported' : 'activities.valley.none', {
                  percent: fixed(100 * state.support, 0),
                }),
              }),
            ]
          : hold,
      ),
      practised && !supporting
        ? html('p', { class: 'pv-small' }, say('activities.valley.source', { source: sourceOf(trial.source) }))
        : [],
      paperPart(view, say(`activities.valley.${supporting ? 'paper_support' : 'paper'}`)),
    ].flat();
  },
  words(state) {
    const { path, weeks, support, supporting } = state;
    const { digits, unit } = PATHS[path];
    const ground = groundOf(path, { weeks, support });
    const written = v => `${fixed(v, digits).replace('-', '−')}${unit}`;
    const lines = [
      say('activities.valley.rests', {
        path: say(`activities.valley.${path}.axis`),
        rest: written(ground.rest),
        even: written(evenPlace(path)),
      }),
    ];
    if (supporting) {
      const times = ground.curvature_J / groundOf(path, {}).curvature_J;
      if (support) lines.push(say('activities.valley.steeper', { times: fixed(times, 1) }));
    } else if (state.held > 0) {
      const x = lerp(ground.rest, evenPlace(path), state.held);
      lines.push(
        say(`activities.valley.effort_${unit === '°' ? 'turn' : 'push'}`, {
          at: written(x),
          effort: fixed(holdingEffort(path, ground, x), 1),
        }),
      );
    } else lines.push(say('activities.valley.returned'));
    if (weeks)
      lines.push(say('activities.valley.shifted', { by: written(Math.abs(ground.rest - groundOf(path, {}).rest)) }));
    return lines.join(' ');
  },
};
