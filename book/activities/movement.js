// A movement as a row of still pictures, to go through by hand: the body, and what its lowest disc carries, with and
// without support.
import { DATA } from '../../postureviz/js/engine/data.js';
import { put, spline, screenMap } from '../../postureviz/js/drawing/geom.js';
import { circle, el, group, ink, line, path } from '../../postureviz/js/drawing/svg.js';
import { groupsOf, asModel } from '../../postureviz/js/engine/model.js';
import { measure } from '../../postureviz/js/engine/readings.js';
import { solve } from '../../postureviz/js/engine/solver.js';
import { loads, movement, movements } from '../../postureviz/js/engine/movement.js';
import { fixed, say } from '../../postureviz/js/engine/words.js';
import { html } from '../../postureviz/js/drawing/html.js';
import { choosing, doing, drawing, livePart, paperPart, sliding, staged } from './mount.js';
import { chart, measured, note } from './chart.js';
import { littleSide } from '../../postureviz/js/drawing/small_bodies.js';
import { PALM, armOutline, floorAt, framesOf } from '../../postureviz/js/drawing/side_anatomy.js';

const LAYOUTS = {
  wide: { w: 720, h: 430, body: { k: 2, x: 142, floor: 408 }, box: { x: 352, y: 64, w: 340, h: 282 }, text: [14, 13] },
  compact: {
    w: 356,
    h: 620,
    body: { k: 1.5, x: 150, floor: 300 },
    box: { x: 46, y: 366, w: 290, h: 186 },
    text: [13, 12],
  },
};
const MOMENTS = 21;
const DURATION_S = 5;
const CALM_STEP = 0.1;
const MOST_LOAD = 400; // leaves room for the key above the highest line
const WAYS = ['plain', 'supported'];

const solvedOnce = new Map();
/** The still pictures of a movement; supported: all muscles pull harder by what the facts say. */
function picturesOf(name, way) {
  const key = `${name} ${way}`;
  if (!solvedOnce.has(key)) {
    const { supported_share } = DATA.tables.activities.moving;
    const factors =
      way === 'plain' ? {} : Object.fromEntries(groupsOf(asModel('side')).map(one => [one, 1 + supported_share.value]));
    solvedOnce.set(
      key,
      movement('side', name, factors, null, MOMENTS).map(each => ({
        ...each,
        load: 'L5' in each.loads ? (100 * each.loads.L5) / standing() : null,
      })),
    );
  }
  return solvedOnce.get(key);
}
let standingLoad = null;
const standing = () => (standingLoad ??= loads(solve('side')).L5);
const momentOf = state => picturesOf(state.name, state.way)[Math.round(state.at * (MOMENTS - 1))];
/**
 * The highest load of the lowest disc, per cent of standing; where the model gives no load, that of the rest.
 * @param {string} name
 * @param {'plain' | 'supported'} way
 * @returns {number}
 */
export const peakOf = (name, way) => Math.max(...picturesOf(name, way).map(each => each.load ?? 0));

/** Where the palm is, cm. */
const palmOf = ({ posture }) => put(framesOf(posture).fore, 0, -PALM);
const carriedKg = ({ settings }) => settings.held_kg + settings.bag_kg;

function thing(name, [x, y], k) {
  if (name === 'lift_bag')
    return group(
      {},
      path(`M${x - 3 * k} ${y + 6 * k}L${x} ${y}L${x + 3 * k} ${y + 6 * k}`, {
        fill: 'none',
        stroke: ink('ink'),
        'stroke-width': 1.6,
      }),
      el('rect', {
        x: x - 9 * k,
        y: y + 6 * k,
        width: 18 * k,
        height: 20 * k,
        rx: 2 * k,
        fill: ink('hull-3'),
        stroke: ink('hull-2'),
        'stroke-width': 1.4,
      }),
    );
  const size = name === 'cup' ? 8 : 13;
  return el('rect', {
    x: x - 1 * k,
    y: y - size * k,
    width: size * 0.8 * k,
    height: size * k,
    rx: 1.2 * k,
    fill: ink('less-fill'),
    stroke: ink('less'),
    'stroke-width': 1.4,
  });
}

const BOARD = { stroke: ink('hull-2'), 'stroke-width': 2.4 };
/** A stool with two legs under a place. */
function stoolParts(stool, k, floor) {
  return [
    el('rect', {
      x: stool[0] - 18 * k,
      y: stool[1] + 9 * k,
      width: 36 * k,
      height: 4 * k,
      rx: 2,
      fill: ink('hull'),
      stroke: ink('hull-2'),
      'stroke-width': 1,
    }),
    line(
      [
        [stool[0] - 13 * k, stool[1] + 13 * k],
        [stool[0] - 13 * k, floor],
      ],
      BOARD,
    ),
    line(
      [
        [stool[0] + 13 * k, stool[1] + 13 * k],
        [stool[0] + 13 * k, floor],
      ],
      BOARD,
    ),
  ];
}

function bodyNow({ k, x, floor }, state) {
  const frames = picturesOf(state.name, state.way);
  const i = Math.round(state.at * (MOMENTS - 1));
  const placed = each => {
    const body = framesOf(each.posture);
    // the foot stays where it is
    return screenMap(k, x - k * body.foot.point[0], floor + k * floorAt(body));
  };
  const now = frames[i];
  const S = placed(now);
  const first = frames.findIndex(each => carriedKg(each) > 0);
  const taken = first >= 0 && i >= first;
  const palm = each => placed(each)(...palmOf(each));
  const carried = first < 0 ? null : palm(taken ? now : frames[first]);
  const stool =
    frames[0].settings.seat > 0 ? placed(frames[0])(...frames[0].posture.points[0].map(v => 100 * v)) : null;
  const at = first < 0 ? null : palm(frames[first]);
  const under =
    at === null
      ? []
      : state.name === 'lift_bag'
        ? [
            el('rect', {
              x: at[0] - 12 * k,
              y: at[1] + 26 * k,
              width: 28 * k,
              height: Math.max(floor - at[1] - 26 * k, 1),
              fill: ink('stage-2'),
              stroke: ink('line'),
              'stroke-width': 1.4,
            }),
          ]
        : [
            line(
              [
                [at[0] - 3 * k, at[1]],
                [at[0] + 20 * k, at[1]],
              ],
              BOARD,
            ),
          ];
  return group(
    {},
    line(
      [
        [0, floor],
        [x + 78 * k, floor],
      ],
      { stroke: ink('line'), 'stroke-width': 1.4 },
    ),
    group({}, stool ? stoolParts(stool, k, floor) : []),
    group({}, under),
    littleSide(now.posture, S, { spine: true }),
    group({}, carried ? thing(state.name, carried, k) : []),
    path(
      spline(
        armOutline(framesOf(now.posture)).map(p => S(...p)),
        true,
      ),
      { fill: ink('skin-2'), stroke: ink('skin-edge'), 'stroke-width': 1.2 },
    ),
  );
}

function picture(width, state) {
  const {
    w,
    h,
    body,
    box,
    text: [heading, small],
  } = LAYOUTS[width];
  const across = {
    from: 0,
    to: 1,
    ticks: [
      [0, say('activities.movement.begin')],
      [1, say('activities.movement.end')],
    ],
    title: '',
  };
  const up = { from: 0, to: MOST_LOAD, ticks: [0, 100, 200, 300].map(v => [v, `${v} %`]), title: '' };
  const { X, Y, axes } = chart(box, across, up, small);
  const curve = way =>
    picturesOf(state.name, way)
      .filter(each => each.load !== null)
      .map(each => [X(each.at), Y(each.load)]);
  const now = momentOf(state);
  const key = (i, words, dashed, colour) => [
    line(
      [
        [box.x + 4, box.y + 4 + i * (small + 8)],
        [box.x + 34, box.y + 4 + i * (small + 8)],
      ],
      { stroke: ink(colour), 'stroke-width': 2.4, 'stroke-dasharray': dashed },
    ),
    note([box.x + 42, box.y + 4 + i * (small + 8) + small * 0.35], words, { size: small, w, colour }),
  ];
  return drawing(
    width,
    { w, h },
    say('activities.movement.picture', { movement: say(`activities.movement.${state.name}.name`) }),
    [
      el('rect', { x: 0, y: 0, width: w, height: h, fill: ink('stage') }),
      bodyNow(body, state),
      axes,
      line(
        [
          [X(0), Y(100)],
          [X(1), Y(100)],
        ],
        { stroke: ink('ink-2'), 'stroke-width': 1.4 },
      ),
      line(curve('supported'), { stroke: ink('more'), 'stroke-width': 2.4, 'stroke-dasharray': '7 5' }),
      measured(curve('plain'), 'accent'),
      ...key(0, say('activities.movement.plain'), null, 'accent'),
      ...key(1, say('activities.movement.supported'), '7 5', 'more'),
      line(
        [
          [X(now.at), box.y],
          [X(now.at), box.y + box.h],
        ],
        { stroke: ink('ink-2'), 'stroke-width': 1.2, 'stroke-dasharray': '4 4' },
      ),
      circle([X(now.at), Y(now.load ?? 0)], 7, {
        fill: ink('stage'),
        stroke: ink(state.way === 'plain' ? 'accent' : 'more'),
        'stroke-width': 3,
        display: now.load === null ? 'none' : null,
      }),
      note([box.x, box.y - 20], say('activities.movement.carries'), { size: heading, w, bold: true }),
    ],
  );
}

/** @type {Activity} */
export const MOVEMENT = {
  takes: { movement: () => movements('side') },
  start: ({ movement: name = 'sit_to_stand' }) => ({
    name: movements('side').includes(name) ? name : movements('side')[0],
    way: 'plain',
    at: 0,
    going: false,
  }),
  act(state, act, value, chance, calm) {
    if (act === 'movement') return { ...state, name: value, at: 0, going: false };
    if (act === 'way') return { ...state, way: value };
    if (act === 'at') return { ...state, at: value / 100, going: false };
    if (calm) return { ...state, at: state.at > 0.99 ? 0 : Math.min(state.at + CALM_STEP, 1), going: false };
    return state.going ? { ...state, going: false } : { ...state, at: state.at > 0.99 ? 0 : state.at, going: true };
  },
  running: state => state.going,
  tick(state, seconds) {
    const at = Math.min(state.at + seconds / DURATION_S, 1);
    return { ...state, at, going: at < 1 };
  },
  body(state, view) {
    const percent = Math.round(100 * state.at);
    return [
      livePart(
        choosing(
          view,
          'movement',
          say('activities.movement.which'),
          movements('side').map(name => [name, say(`activities.movement.${name}.name`)]),
          state.name,
        ),
      ),
      staged(view, width => picture(width, view.live ? state : { ...state, at: 0.3 })),
      livePart(
        html('div', { class: 'pv-acts' }, [
          doing('go', say(`activities.movement.${state.going ? 'pause' : view.calm ? 'step' : 'play'}`), {
            'data-first': true,
          }),
        ]),
        sliding(view, 'at', say('activities.movement.moment'), {
          min: 0,
          max: 100,
          step: 5,
          value: percent,
          shown: say('activities.movement.percent', { percent }),
        }),
        choosing(
          view,
          'way',
          say('activities.movement.how'),
          WAYS.map(way => [way, say(`activities.movement.${way}`)]),
          state.way,
        ),
      ),
      paperPart(
        view,
        ...movements('side').map(name =>
          say('activities.movement.peak', {
            movement: say(`activities.movement.${name}.name`),
            load: fixed(peakOf(name, 'plain'), 0),
            braced: fixed(peakOf(name, 'supported'), 0),
          }),
        ),
      ),
    ].flat();
  },
  words(state) {
    if (state.going) return say('activities.movement.moving');
    const now = momentOf(state);
    const other = picturesOf(
      state.name,
      WAYS.find(way => way !== state.way),
    )[Math.round(state.at * (MOMENTS - 1))];
    const arch = fixed(measure(now.posture, ['lordosis_deg']).lordosis_deg, 0);
    const carries = each =>
      each.load === null ? null : say('activities.movement.of_standing', { load: fixed(each.load, 0) });
    const none = say('activities.movement.no_load');
    return say(`activities.movement.told_${state.way}`, {
      arch,
      load: carries(now) ?? none,
      other: carries(other) ?? none,
      peak: fixed(peakOf(state.name, state.way), 0),
    });
  },
};
