// The body from the side, facing right: skin, muscles, bones, and what can be shown of them.
import { layersShown } from '../engine/state.js';
import { oncePer } from '../engine/memo.js';
import { usualPosture } from '../engine/usual.js';
import { say } from '../engine/words.js';
import { clamp, put, spline, screenMap } from './geom.js';
import { bodyParts, cablesNamed, centimetres, fade, isDrawn, noticeInMiddle, plumbLine } from './parts.js';
import {
  PALM,
  armOutline,
  bonesBehind,
  evenBody,
  floorAt,
  framesOf,
  groundUnder,
  shoulderBones,
  skinOutline,
  skullBones,
  spineLine,
} from './side_anatomy.js';
import { CARRIED, heldCorners, heldHalf } from './side_carried.js';
import { muscleLabels, rowsOf } from './side_labels.js';
import { CROSSES, crossMark, loadsMark, measuresMark, reflexMark, stayPoints } from './side_overlays.js';
import { MUSCLE_SHEETS, bodyOf, muscleSheet } from './side_muscles.js';
import { area, circle, group, groundRect, ink, keeper, kept, line, path, shownIf, stacked } from './svg.js';
import { FORMATS } from './formats.js';

/**
 * Three layouts of one picture. w, h: size; k: px per cm; x: the hip; foot: the height at the lower edge, cm;
 * text: sizes of headings and second lines, px; column: from the hip to a label; rows: heights of the labels, px, by
 * label; seated: where that of the hip flexors makes room for a thigh; small: the whole body on its feet, in a corner:
 * its hip, floor and px per cm.
 * @type {Record<'wide' | 'low' | 'compact', Layout>}
 */
export const LAYOUTS = {
  wide: {
    ...FORMATS.wide,
    k: 4.42,
    x: 360,
    foot: 56,
    text: [14, 13],
    column: 190,
    rows: rowsOf([106, 158, 216, 304, 392, 476], [140, 184, 228, 308, 400]),
    seated: 380,
    leader: 18,
    gap: 8,
    small: { x: 690, y: 548, k: 0.6 },
    lines: 2,
    bar: 0.42,
  },
  low: {
    ...FORMATS.low,
    k: 2.8,
    x: 360,
    foot: 56,
    text: [14, 13],
    column: 160,
    rows: rowsOf([58, 98, 138, 196, 252, 308], [82, 120, 158, 204, 262]),
    seated: 236,
    leader: 18,
    gap: 8,
    small: { x: 696, y: 348, k: 0.5 },
    lines: 2,
    bar: 0.36,
  },
  compact: {
    ...FORMATS.compact,
    k: 2.6,
    x: 176,
    foot: 56,
    text: [12, 12],
    column: 82,
    rows: rowsOf([62, 92, 126, 178, 232, 284], [88, 116, 144, 184, 236]),
    seated: 222,
    leader: 10,
    gap: 6,
    small: { x: 334, y: 324, k: 0.36 },
    lines: 1,
    bar: 0.26,
  },
};

// A layer that is off is drawn once, of the body at usual pull, and kept: it has its structure, and a patch skips it.
const layersOff = oncePer(() => keeper());
const offLayer = (usual, layout, name, make) => layersOff(usual)(layout, name, [], make);

function carriedMark(S, layout, body, name) {
  const [setting, mark] = CARRIED[name];
  const amount = body.posture.settings[setting] ?? 0;
  if (amount > 0) return mark(S, body, amount);
  return offLayer(body.usual, layout, name, () => mark(screenMap(1, 0, 0), bodyOf(body.usual), 0));
}
/** All that is carried, in front of the body. */
const carriedInFront = (S, layout, body) =>
  ['strap', 'bag', 'head_load'].map(name => carriedMark(S, layout, body, name));

const SMALL_BACK = 14; // cm that the small body stands farther back on a seat
/** The whole body on its feet, small: its weight over its foot, the floor, what it sits on. */
function wholeBody(layout, body, build, { x, y, k }, shown) {
  const { posture, frames } = body;
  const floor = floorAt(frames);
  const seat = posture.settings.seat ?? 0;
  const T = screenMap(k, x - SMALL_BACK * k * seat, y - 6 + floor * k);
  const [[ax, ay], [bx, by]] = groundUnder(frames, -34 - frames.foot.point[0], 40 - frames.foot.point[0]);
  const under = 100 * posture.model.stance.foot_m[0];
  const foot = T(under, ay + ((by - ay) * (under - ax)) / (bx - ax));
  const high = T(0, floor + 186)[1];
  const flesh = (outline, width) =>
    path(spline(T.all(outline), true), { fill: ink('skin-2'), stroke: ink('skin-edge'), 'stroke-width': width });
  const weight = [
    [foot[0], foot[1] - 1],
    [foot[0] - 4, foot[1] + 5],
    [foot[0] + 4, foot[1] + 5],
  ];
  return group(
    { 'data-part': 'whole_body', ...shownIf(shown) },
    line([T(ax, ay), T(bx, by)], { stroke: ink('line'), 'stroke-width': 2 }),
    carriedMark(T, layout, body, 'stool'),
    carriedMark(T, layout, body, 'rucksack'),
    flesh(skinOutline(frames, build), 0.8),
    carriedMark(T, layout, body, 'held'),
    flesh(armOutline(frames), 0.7),
    line(T.all(spineLine(frames)), { stroke: ink('ink-2'), 'stroke-width': 1.4 }),
    ...carriedInFront(T, layout, body),
    line([[foot[0], high], foot], {
      stroke: ink('accent'),
      'stroke-width': 1,
      'stroke-dasharray': '5 3',
      ...shownIf(!(seat > 0.5)),
    }),
    area(weight, { fill: ink('accent'), ...shownIf(!(seat > 0.5)) }),
  );
}

const CLOSER = 16; // px that a body may stand over the left column, whose words then move out
/** How far back a body stands that reaches out of the picture with what it holds, px; and where its small one does. */
function roomFor(layout, { posture: { settings }, frames }, skin) {
  let front = put(frames.fore, 0, -PALM)[0] + (settings.held_kg > 0 ? heldHalf(settings.held_kg) : 6);
  let rear = -Infinity;
  for (const [x] of skin) {
    front = Math.max(front, x);
    rear = Math.max(rear, -x);
  }
  const room = layout.column + CLOSER - layout.k * rear;
  const beside = layout.w - 4 - layout.small.k * (front - SMALL_BACK * (settings.seat ?? 0));
  return {
    back: Math.round(clamp(layout.x + front * layout.k + 5 - layout.w, 0, Math.max(0, room))),
    small: { ...layout.small, x: Math.min(layout.small.x, beside) },
  };
}

/** The seat keeps its place in the picture, and the body rolls on it. */
function mapOf(layout, { seat, pelvis }, back) {
  const [rollX, rollY] = seat.point.map((v, i) => layout.k * (v - pelvis.point[i]));
  return screenMap(layout.k, layout.x - back - rollX, layout.h + layout.foot * layout.k + rollY);
}

const skinLook = k => ({
  fill: ink('skin'),
  stroke: ink('skin-edge'),
  'stroke-width': Math.min(1.8, 0.5 + k * 0.3),
});
const ARM_LOOK = {
  fill: ink('skin-2'),
  stroke: ink('skin-edge'),
  'stroke-width': 1.2,
  'fill-opacity': 0.75,
  'stroke-opacity': 0.8,
};

/** Another posture in outline, as far back as this one. */
function ghostMark(layout, posture, build, back) {
  const frames = posture && framesOf(posture);
  return path(posture ? spline(mapOf(layout, frames, back).all(skinOutline(frames, build)), true) : '', {
    'data-part': 'ghost',
    stroke: ink('ghost'),
    'stroke-width': 1.6,
    'stroke-dasharray': '5 5',
    ...shownIf(posture),
  });
}

// What a question leaves out: every layer that would tell its answer.
const EFFECTS_OFF = { measures: false, loads: false, reflex: false, cross: false, more: false };

const MOST_NUDGE = 0.07; // of the height of its links
const FAR_BELOW = 260; // px: in a tall stage the legs stay faded out below the picture too
/**
 * What is shown over the body in words and signs, by name, back to front.
 * @param {(name: string, on: boolean, draw: (body: SideBody, on: boolean, S: ScreenMap) => Tree) => Tree} layer
 */
function overlays(layer, layout, show, plain) {
  return {
    crosses: Object.keys(CROSSES).map(name =>
      layer(`${name} cross`, show.cross && !plain, (body, on, S) => crossMark(S, layout, body, name, on)),
    ),
    stays: layer('stays', show.stays, (body, on, S) => stayPoints(S, body, on)),
    measures: layer('measures', show.measures, (body, on, S) =>
      measuresMark(S, layout, body, on, on && show.loads, on && show.cross),
    ),
    loads: layer('loads', show.loads, (body, on, S) => loadsMark(S, layout, body, on, on && show.measures)),
    reflex: layer('reflex', show.reflex, (body, on, S) =>
      reflexMark(S, layout, body, on, on && (show.measures || show.loads)),
    ),
  };
}
/**
 * The layers of the side picture by name, back to front: the ground, those of the body, whether there is a posture to
 * draw, and what is said in its place.
 * @param {Posture} posture
 * @param {PictureOptions} options
 * @returns {{ ground: Tree, drawn: boolean, body: Record<string, Tree | Tree[]>, notice: Tree }}
 */
export function layers(
  posture,
  { layout, show: wanted = layersShown(posture.model, null), ghost = null, only = null, tags = true },
) {
  const show = only ? { ...wanted, ...EFFECTS_OFF } : wanted;
  const drawn = isDrawn(posture);
  const even = usualPosture(posture);
  const body = bodyOf(drawn ? posture : even);
  const { posture: at, frames } = body;
  const build = show.full ? 'full' : 'slim';
  const [skin, arm] = [skinOutline(frames, build), armOutline(frames)];
  const { back, small } = roomFor(layout, body, skin);
  const S = mapOf(layout, frames, back);
  const plain = !show.muscles;
  const once = (part, make) => kept(layout, part, [], make);
  // where a body at usual pull stands, whichever body is drawn now: what is off depends on nothing else
  const away = screenMap(layout.k, layout.x, layout.h + layout.foot * layout.k);
  const layer = (name, on, draw) =>
    on ? draw(body, true, S) : offLayer(even, layout, name, () => draw(bodyOf(even), false, away));
  const boneOpacity = show.bones || show.measures ? null : 'var(--faint)';
  const sheets = kind =>
    MUSCLE_SHEETS[kind].map(([name, own, strength = 1], i) =>
      layer(`${kind} ${i}`, !plain && (name !== 'background' || show.more), (of, on, T) =>
        muscleSheet(T, of, name, cablesNamed(at.model, own), strength, on),
      ),
    );
  // compared with another posture, or, where angles are measured, with usual pull
  const behind = ghost && isDrawn(ghost) ? ghost : show.measures ? even : null;
  const rings = [skin, arm, at.settings.held_kg > 0 ? heldCorners(frames, at.settings.held_kg) : []].map(S.all);
  const foot = 100 * at.model.stance.foot_m[0];
  return {
    ground: once('ground', () => groundRect(layout.w, layout.h + FAR_BELOW)),
    drawn,
    body: {
      rucksack: carriedMark(S, layout, body, 'rucksack'),
      skin: path(spline(rings[0], true), { 'data-part': 'skin', ...skinLook(S.k) }),
      held: carriedMark(S, layout, body, 'held'),
      arm: path(spline(rings[1], true), { 'data-part': 'arm', ...ARM_LOOK }),
      plumb: kept(layout, 'plumb', S(foot, 40), () => plumbLine(S(foot, 40), S(foot, 183), { 'data-part': 'plumb' })),
      bones: group({ 'data-part': 'bones', opacity: boneOpacity }, stacked(bonesBehind(S, frames, once))),
      deep: sheets('deep'),
      skull: group({ opacity: boneOpacity }, skullBones(S, frames, once)),
      middle: sheets('middle'),
      shoulder: group({ opacity: boneOpacity }, shoulderBones(S, frames, once)),
      outer: sheets('outer'),
      ghost: ghostMark(layout, behind, build, back),
      stool: carriedMark(S, layout, body, 'stool'),
      carried: carriedInFront(S, layout, body),
      fade: once('fade', () => fade(layout.h - 34, layout.h - 4, [0, 0, layout.w, layout.h + FAR_BELOW], 'bottom')),
      ...overlays(layer, layout, show, plain),
      wholeBody: show.loads
        ? offLayer(even, layout, 'whole body', () => wholeBody(layout, bodyOf(even), 'slim', layout.small, false))
        : wholeBody(layout, body, build, small, true),
      labels: layer('labels', !(show.loads || show.reflex || show.measures || plain || !tags), (of, on, T) =>
        group(
          { 'data-part': 'labels', ...shownIf(on) },
          on
            ? muscleLabels(T, layout, of, show, only, rings, small)
            : muscleLabels(T, layout, of, {}, null, [], layout.small),
        ),
      ),
      // the head can be pushed with a finger; it swings back
      handle: circle(S(...centimetres(at.landmarks.tragus)), 11 * S.k, {
        fill: 'none',
        'pointer-events': 'all',
        'data-nudge': 'head_top',
        'data-nudge-most': MOST_NUDGE,
      }),
    },
    notice: noticeInMiddle(layout, drawn ? '' : say(`describe.side.status.${posture.status}`)),
  };
}
/**
 * The parts of the side picture, back to front.
 * @param {Posture} posture
 * @param {PictureOptions} options
 * @returns {Tree[]}
 */
export const parts = (posture, options) => bodyParts(layers(posture, options));

/**
 * The line of the spine and the head, for a chip; bends are drawn a third larger than they are.
 * @param {Posture} posture
 * @returns {string} the data of a path in a box of 20 by 32
 */
export function glyph(posture) {
  const frames = framesOf(isDrawn(posture) ? posture : usualPosture(posture));
  const rest = spineLine(evenBody().frames);
  const points = spineLine(frames).map(([x, y], i) => [
    10 + 0.34 * (rest[i][0] + 1.33 * (x - rest[i][0])),
    31 - 0.34 * (y - 88),
  ]);
  return spline(points.filter((_, i) => i % 2 === 0));
}
