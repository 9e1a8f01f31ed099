// An elbow seen from the side: the upper arm is held, the forearm turns. World: cm from the elbow, x to the hand, y up.
import { usualPosture } from '../engine/usual.js';
import { along, clamp, dist, frame, mix, placed, put, sample, shape, spline, strokes, screenMap } from './geom.js';
import { kept, shownIf, path, line, circle, group, text, ink, pullInk, shorten, stacked, textWidth } from './svg.js';
import {
  arrow,
  belly,
  cablesOf,
  noticeInMiddle,
  fade,
  isDrawn,
  label,
  lengthChange,
  lengthMark,
  lengthWords,
  muscle,
  pullOf,
  signed,
} from './parts.js';
import { layersShown } from '../engine/state.js';
import { fixed, pullWords, say, titleOf } from '../engine/words.js';
import { measure } from '../engine/readings.js';
import { FORMATS } from './formats.js';

/**
 * Three layouts of one picture. w, h: size; k: px per cm; x, y: the elbow; text: sizes of headings and second lines,
 * px; big: size of the angle; biceps, brachialis, triceps: first line of each label; angle: middle of the angle in
 * words; fade: where the shoulder begins to be seen, and where it is seen in full; chevron: half the height of a length
 * sign; rows: 2 where the pull has a line of its own; push: room for the words of the push, px.
 * @type {Record<'wide' | 'low' | 'compact', Layout>}
 */
export const LAYOUTS = {
  wide: {
    ...FORMATS.wide,
    k: 7.5,
    x: 352,
    y: 392,
    text: [14, 13],
    big: 24,
    biceps: [228, 176],
    brachialis: [228, 246],
    triceps: [238, 508],
    angle: [432, 490],
    fade: [84, 140],
    chevron: 6.5,
    rows: 1,
    push: 130,
  },
  low: {
    ...FORMATS.low,
    k: 5.1,
    x: 350,
    y: 238,
    text: [14, 13],
    big: 20,
    biceps: [228, 76],
    brachialis: [228, 138],
    triceps: [238, 322],
    angle: [392, 314],
    fade: [169, 212],
    chevron: 5,
    rows: 1,
    push: 120,
  },
  compact: {
    ...FORMATS.compact,
    k: 3.7,
    x: 180,
    y: 218,
    text: [13, 12],
    big: 17,
    biceps: [114, 56],
    brachialis: [114, 124],
    triceps: [114, 284],
    angle: [184, 284],
    fade: [52, 86],
    chevron: 4.5,
    rows: 2,
    push: 104,
  },
};

const MUSCLES = [
  { group: 'triceps', cable: 'triceps_pull', width: 3.9, profile: s => tendon(s * 1.16), fibres: 4, mark: 3.3 },
  { group: 'brachialis', cable: 'brachialis_pull', width: 2.3, profile: belly(0.2, 0.8), fibres: 2, mark: 0 },
  { group: 'biceps', cable: 'biceps_pull', width: 3.3, profile: s => tendon(s * 1.14), fibres: 4, mark: -3.1 },
];
// Thick where the fibres are, thin where only the tendon goes on.
const tendon = s => 0.14 + 0.86 * Math.max(0, Math.sin(Math.PI * Math.min(1, s))) ** 0.9;

/**
 * Points along the upper arm are made by A, along the forearm by f: cm from the shoulder or the elbow, then to the bent
 * side.
 */
function linesOf({ A, f, bulge }) {
  return {
    biceps: [
      A(0.6, 3.6),
      A(7, 4.0),
      A(15, 4.7 + bulge * 0.5),
      A(22.5, 4.4),
      mix(A(28.4, 2.6), f(1, 2.4), 0.5),
      f(4.2, 0.7),
    ],
    brachialis: [A(12, 1.5), A(17, 2.3), A(23.5, 2.6), mix(A(29.6, 1.9), f(0, 1.7), 0.5), f(2.8, 0.3)],
    triceps: [A(1.8, -2.4), A(8, -3.8), A(15, -4.0), A(21.5, -3.6), A(25.6, -3.0), f(-2.4, -2.1)],
  };
}
const HAND_TOP = shape('25.5 2.5, 29 2.9, 31.5 4.3, 34 4.6, 34.6 3.4, 33 2.4, 37 2.2, 42 1.5, 45 .2');
const HAND_UNDER = shape('44.6 -1, 40 -1.7, 34 -2.4, 29 -2.6, 25.5 -2.4');
const FOREARM = [[6, 4.9], [12, 4.2], [19, 3.1], ...HAND_TOP, ...HAND_UNDER, [18, -3.1], [10, -4.3], [3, -4.8]];

/** Where both parts of the arm are. bend: degrees short of straight; bulge: how far the biceps then stands out, cm. */
function armOf(posture) {
  const [sx, sy] = posture.landmarks.shoulder;
  const [ex, ey] = posture.landmarks.elbow;
  const long = Math.sqrt((ex - sx) ** 2 + (ey - sy) ** 2);
  const ahead = [(ex - sx) / long, (ey - sy) / long];
  const turn = posture.angles[0];
  const straight = Math.atan2(ahead[1], ahead[0]);
  const bend = ((turn - straight) * 180) / Math.PI;
  const upper = frame([100 * (ex - 0.3 * ahead[0]), 100 * (ey - 0.3 * ahead[1])], ahead);
  const fore = frame([100 * ex, 100 * ey], [Math.cos(turn), Math.sin(turn)]);
  const on = part => (along, across) => put(part, -across, along);
  return {
    A: on(upper),
    f: on(fore),
    fore,
    upper,
    turn,
    straight,
    bend,
    bulge: clamp(bend, 0, 70) * 0.035,
  };
}
const onScreen = (S, points) => points.map(([x, y]) => S(x, y));

function skinOf(S, { A, f, bend, bulge }) {
  const half = (a, b) => mix(A(...a), f(...b), 0.5);
  // The crease goes further out to the bent side, the point of the elbow further back, the more the arm is bent.
  const crease = clamp(bend - 40, 0, 90) / 90;
  return [
    ...[
      [-7, 9],
      [-1, 9.2],
      [5, 7.6],
      [12, 6.9 + bulge],
      [19, 7 + bulge],
      [25 - crease, 5.9 + crease * 2.2],
    ].map(p => A(...p)),
    half([29.2 - 3 * crease, 4.8 + crease], [1.6 + 3 * crease, 5 + crease]),
    ...FOREARM.map(([x, y]) => f(x + (x < 7 && y > 0 ? 2.4 * crease : 0), y)),
    half([32.2, -4.6], [-2.4, -4]),
    ...shape('25 -5.4, 16 -6.9, 8 -7.2, 1 -7.4, -5 -9').map(p => A(...p)),
  ].map(([x, y]) => S(x, y));
}

const EDGE = { stroke: ink('bone-edge'), 'stroke-width': 1.2 };
/** Bones of one part, drawn once at the origin, along it upwards. */
const local = k => text => shape(text).map(([along, across]) => [-k * across, -k * along]);
function upperBones(k) {
  const at = local(k);
  const bone = { fill: ink('bone'), ...EDGE };
  return group(
    {},
    path(spline(at('-7 3.2, -3.2 3.4, -2.0 2.4, -2.5 0, -2.2 -2.4, -3.4 -3.4, -7 -3.4')), bone),
    path(spline(at('-3 6.4, 0 6.4, 2 5.2, 1.2 4.6, -1 5, -3.4 5'), true), bone),
    path(
      spline(
        at(
          '-1.8 1.6, .2 2.8, 2.4 2.4, 4 1.4, 10 1.15, 20 1.1, 25 1.4, 28.4 2.2, 30.6 1.9, 31.4 0, 30.6 -1.9, 28.4 -1.9, 25 -1.3, 18 -1.15, 8 -1.2, 3 -1.8, .4 -2.6, -1.6 -1.4',
        ),
        true,
      ),
      bone,
    ),
  );
}
const RAYS = {
  0.6: '28.6 1.5 33.6 1.3, 28.6 .3 34 .1, 28.4 -.9 33.6 -1',
  0.5: '34.8 1.2 37.6 1.1, 35 0 38.6 -.1, 34.8 -1.1 38 -1, 28.4 2.2 31 3.2',
  0.42: '38.8 1 41 .9, 39.8 -.1 43 -.2, 31.8 3.5 33.8 3.9',
};
function foreBones(k) {
  const at = local(k);
  const bone = { fill: ink('bone'), ...EDGE };
  const rays = Object.entries(RAYS).flatMap(([width, list]) => {
    const d = strokes(
      shape(list).map(([a, b, c, e]) => [
        [-k * b, -k * a],
        [-k * e, -k * c],
      ]),
    );
    return [
      path(d, { stroke: ink('bone-edge'), 'stroke-width': width * k + 1.6 }),
      path(d, { stroke: ink('bone'), 'stroke-width': width * k }),
    ];
  });
  return group(
    {},
    path(
      spline(
        at('1.3 2.3, 2.8 2.4, 4.6 1.8, 12 2.2, 20 1.7, 23.8 1.9, 24.2 .2, 21 .3, 12 .9, 5 .4, 2.6 .7, 1.3 .9'),
        true,
      ),
      bone,
    ),
    path(
      spline(
        at(
          '-1.0 2.1, .6 .2, 2.2 -.1, 10 -.9, 18 -.7, 23.8 -.2, 24 -1.6, 20 -1.7, 12 -2.3, 4 -2.3, -.4 -3.0, -2.6 -2.2, -2.8 .2, -2.2 1.9',
        ),
        true,
      ),
      bone,
    ),
    path(spline(at('24.8 1.7, 27 1.9, 28 .4, 27.4 -1.6, 25 -1.6, 24.4 .2'), true), { ...bone, fill: ink('bone-2') }),
    ...rays,
  );
}

/** Where along a muscle the leader of its label ends. */
const FOOT = { biceps: 0.58, brachialis: 0.17, triceps: 0.5 };

const STRAIGHT_WITHIN_DEG = 1;
/** The angle from straight, and in words at a place of its own, so that the number keeps still while it changes. */
function angleMark(S, layout, arm) {
  const [, small] = layout.text;
  const c = S(...arm.fore.point);
  const ray = (angle, length) => [c[0] + length * S.k * Math.cos(angle), c[1] - length * S.k * Math.sin(angle)];
  const arc = Array.from({ length: 25 }, (_, i) => ray(arm.straight + ((arm.turn - arm.straight) * i) / 24, 19));
  const straight = Math.abs(arm.bend) < STRAIGHT_WITHIN_DEG;
  const [x, y] = layout.angle;
  const head = { fill: ink('accent'), 'font-size': layout.big, 'font-weight': 700, 'text-anchor': 'middle' };
  const word = straight ? 'straight' : arm.bend > 0 ? 'short_of_straight' : 'past_straight';
  return group(
    { 'data-part': 'angle' },
    line([c, ray(arm.straight, 24)], { stroke: ink('accent'), 'stroke-width': 1.5, 'stroke-dasharray': '4 4' }),
    line([c, ray(arm.turn, 24)], { stroke: ink('accent'), 'stroke-width': 1.6 }),
    line(arc, { stroke: ink('accent'), 'stroke-width': 2 }),
    circle(c, Math.max(3.5, S.k * 0.75), { fill: ink('accent'), stroke: ink('stage'), 'stroke-width': 2 }),
    text([x, y], say('elbow_view.angle', { value: straight ? 0 : fixed(Math.abs(arm.bend), 0) }), head),
    text([x, y + small + 4], shorten(say(`elbow_view.${word}`), layout.push + 14, small), {
      fill: ink('ink-2'),
      'font-size': small,
      'text-anchor': 'middle',
    }),
  );
}

const CM_PER_N = 0.027;
/** What the triceps could push with: an arrow from the palm, the way that straightens the arm. */
function pushMark(S, layout, arm, force_N, weight_kg) {
  const [, small] = layout.text;
  const from = 3.2 + discRadius(weight_kg) * 0.5;
  const foot = S(...arm.f(31.74, -from));
  const tip = S(...arm.f(31.74, -from - Math.max(0, force_N) * CM_PER_N));
  const down = [Math.sin(arm.turn), Math.cos(arm.turn)];
  const rows = [
    shorten(say('elbow_view.push'), layout.push, small),
    say('elbow_view.newtons', { value: fixed(force_N, 0) }),
  ];
  const wide = Math.max(...rows.map((row, i) => textWidth(row, small, i === 1)));
  const x = clamp(tip[0] + down[0] * (wide / 2 + 10), 6 + wide / 2, layout.w - 6 - wide / 2);
  const y = clamp(tip[1] + down[1] * (small + 8) + small * 0.3, 8 + small, layout.h - 8 - small);
  const halo = { stroke: ink('stage'), 'stroke-width': 4, 'paint-order': 'stroke', 'stroke-linejoin': 'round' };
  return group(
    { 'data-part': 'push' },
    arrow('push_arrow', foot, tip, {
      colour: ink('accent'),
      width: Math.max(2.4, S.k * 0.5),
      head: Math.max(7, S.k * 1.6),
    }),
    text([x, y], rows[0], { fill: ink('ink-2'), 'font-size': small, 'text-anchor': 'middle', ...halo }),
    text([x, y + small + 2], rows[1], {
      fill: ink('accent'),
      'font-size': small,
      'font-weight': 700,
      'text-anchor': 'middle',
      ...halo,
    }),
  );
}
const discRadius = kg => (kg > 0 ? 2.1 + 1.9 * (kg / 5) ** (1 / 3) : 0);
/** A dumb-bell seen from its end, held in the palm. */
function handWeight(S, layout, arm, kg) {
  const [, small] = layout.text;
  const c = S(...arm.f(31.74, 0.4));
  const r = Math.max(discRadius(kg) * S.k, small * 1.35);
  const words = { fill: ink('stage'), 'font-size': small, 'font-weight': 700, 'text-anchor': 'middle' };
  return group(
    { 'data-part': 'hand_weight', display: kg > 0 ? null : 'none' },
    circle(c, r, { fill: ink('ink-2'), stroke: ink('ink'), 'stroke-width': 1.4 }),
    circle(c, r - 3, { fill: 'none', stroke: ink('stage'), 'stroke-width': 1, 'stroke-opacity': 0.6 }),
    text([c[0], c[1] - 2], fixed(kg, Math.round(kg * 10) % 10 ? 1 : 0), words),
    text([c[0], c[1] + small - 1], say('elbow_view.kg'), words),
  );
}

/** The forearm of another posture in outline, or, without one, that at usual pull where this one is far from it. */
function ghostMark(S, arm, at, ghost) {
  const before = ghost && isDrawn(ghost) ? armOf(ghost) : null;
  const behind = before ?? armOf(usualPosture(at));
  const shown = before ? Math.abs(before.bend - arm.bend) > SAME_WITHIN_DEG : Math.abs(arm.bend) > FAR_FROM_DEG;
  const outline = [mix(behind.A(29, 4), behind.f(0, 4.2), 0.5), ...FOREARM.map(p => behind.f(...p))];
  return path(spline(onScreen(S, outline)), {
    stroke: ink('ghost'),
    'stroke-width': 1.6,
    'stroke-dasharray': '5 5',
    display: shown ? null : 'none',
    'data-part': 'ghost',
  });
}
const [SAME_WITHIN_DEG, FAR_FROM_DEG] = [0.5, 3];

function bones(S, layout, arm) {
  const part = (frame, name, make) =>
    group(
      { transform: placed(S, frame) },
      kept(layout, name, [], () => make(S.k)),
    );
  return [part(arm.upper, 'upper bones', upperBones), part(arm.fore, 'fore bones', foreBones)];
}

/** Each muscle with its pull, its change of length and its line on the screen, px. */
function musclesNow(S, at, arm) {
  const lines = linesOf(arm);
  const { named } = cablesOf(at.model);
  return MUSCLES.map(row => ({
    ...row,
    screen: onScreen(S, lines[row.group]),
    factor: pullOf(named.get(row.cable), at.factors),
    change_mm: lengthChange(at, [row.cable]),
  }));
}

/** What a label says: name and pull; then, unless a question asks for them, the effects. */
function wordsOf(layout, { model, settings }, { group: name, factor, change_mm }, only) {
  const pull = signed(factor, pullWords(factor));
  const title = titleOf(model, name);
  const named = layout.rows === 1 ? [say('elbow_view.named', { name: title, pull })] : [title, pull];
  // a muscle that is too short is how the arm was set; how long it is now is what comes of it
  const lost_mm = name === 'biceps' ? (settings.biceps_short_mm ?? 0) : 0;
  const lost = lost_mm > 0 ? say('elbow_view.lost', { mm: fixed(lost_mm, lost_mm % 1 ? 1 : 0) }) : '';
  return [...named, ...(only ? [lost, ''] : [lengthWords(change_mm, layout.rows === 2), lost])];
}
function muscleLabel(layout, at, row, only) {
  const { group: name, cable, factor, screen } = row;
  const words = wordsOf(layout, at, row, only);
  const foot = along(screen, FOOT[name]).point;
  const made = kept(layout, `${name} label`, [...foot, factor, ...words], () =>
    label(`${name}_label`, foot, layout[name], words, {
      anchor: 'end',
      size: layout.text,
      colour: pullInk(factor),
      handle: name,
      way: name === 'triceps' ? '0 1' : '0 -1',
      room: layout[name][0] - 2,
    }),
  );
  return group({ display: !only || only.includes(name) || only.includes(cable) ? null : 'none' }, made);
}

/**
 * The layers of the elbow picture by name, back to front: the ground, those of the arm, whether there is a posture to
 * draw, and what is said in its place.
 * @param {Posture} posture
 * @param {PictureOptions} options
 * @returns {{ ground: Tree, drawn: boolean, arm: Record<string, Tree>, notice: Tree }}
 */
export function layers(
  posture,
  { layout, show = layersShown(posture.model, null), ghost = null, tags = true, only = null },
) {
  const drawn = isDrawn(posture);
  const at = drawn ? posture : usualPosture(posture);
  const S = screenMap(layout.k, layout.x, layout.y);
  const arm = armOf(at);
  const rows = musclesNow(S, at, arm);
  const hand_kg = at.settings.hand_kg ?? 0;
  const force_N = measure(at, ['force_at_hand_N']).force_at_hand_N ?? 0;
  return {
    ground: kept(layout, 'ground', [], () => path(`M0 0H${layout.w}V${layout.h}H0Z`, { fill: ink('stage') })),
    drawn,
    arm: {
      ghost: ghostMark(S, arm, at, ghost),
      skin: path(spline(skinOf(S, arm), true), {
        fill: ink('skin'),
        stroke: ink('skin-edge'),
        'stroke-width': 1.8,
        'data-part': 'skin',
      }),
      bones: group({ 'data-part': 'bones', opacity: show.bones ? null : 'var(--faint)' }, bones(S, layout, arm)),
      muscles: group(
        shownIf(show.muscles),
        rows.map(({ group: name, cable, factor, width, profile, fibres, screen }) =>
          kept(layout, name, [factor, arm.bend], () =>
            muscle(cable, screen, { width: width * S.k, factor, profile, fibres }),
          ),
        ),
      ),
      fade: kept(layout, 'fade', [], () => fade(...layout.fade, [0, layout.y - 12 * S.k, 0, 24 * S.k], 'left')),
      angle: angleMark(S, layout, arm),
      lengths: group(
        shownIf(show.muscles && !only),
        rows
          .filter(row => row.mark)
          .map(({ screen, change_mm, mark }) => lengthMark(screen, change_mm, mark * S.k, layout.chevron)),
      ),
      handWeight: handWeight(S, layout, arm, hand_kg),
      push: group(shownIf(show.push && !only), pushMark(S, layout, arm, force_N, hand_kg)),
      labels: group(
        shownIf(tags && show.muscles),
        rows.map(row => muscleLabel(layout, at, row, only)),
      ),
    },
    notice: noticeInMiddle(layout, drawn ? '' : say(`describe.elbow.status.${posture.status}`)),
  };
}
/**
 * The parts of the elbow picture, back to front.
 * @param {Posture} posture
 * @param {PictureOptions} options
 * @returns {Tree[]}
 */
export function parts(posture, options) {
  const { ground, drawn, arm, notice } = layers(posture, options);
  return [ground, group({ 'data-part': 'arm', ...shownIf(drawn) }, stacked(arm)), notice];
}

/**
 * Length of each muscle as drawn: to be checked against the model's.
 * @param {Posture} posture
 * @returns {Record<string, number>} cm
 */
export function drawnLengths(posture) {
  return Object.fromEntries(
    Object.entries(linesOf(armOf(posture))).map(([name, points]) => [
      name,
      sample(points, 40).reduce((sum, { p }, i, all) => (i ? sum + dist(p, all[i - 1].p) : 0), 0),
    ]),
  );
}

/**
 * The bent arm as a line, for a chip.
 * @param {Posture} posture
 * @returns {string} the data of a path in a box of 20 by 32
 */
export function glyph(posture) {
  const turn = isDrawn(posture) ? posture.angles[0] : 0;
  const tip = [8 + 11 * Math.cos(turn), 20 - 11 * Math.sin(turn)];
  return `M1 ${20 - 0.5}L8 20L${Math.round(tip[0] * 10) / 10} ${Math.round(tip[1] * 10) / 10}`;
}
