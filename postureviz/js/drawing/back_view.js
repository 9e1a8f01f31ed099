// A body seen from behind: left of the page is left of the body. World: cm, x to the right, y up from the floor.
// Each shape is drawn once, on the body at usual pull, and tied to links of the model; muscles lie on the model's own
// cables.
import { layersShown } from '../engine/state.js';
import { usualPosture } from '../engine/usual.js';
import { say } from '../engine/words.js';
import { SPINE, bodyOf, girdleAndSkull, skin, skinGhost, spineBones, trunkBones } from './back_anatomy.js';
import { legWindows } from './back_legs.js';
import { muscleLabels, muscles, trapezius } from './back_muscles.js';
import { loadsMark, measuresMark, reflexMark } from './back_overlays.js';
import { FORMATS } from './formats.js';
import { clamp, mix, put, screenMap, strokes } from './geom.js';
import { bodyParts, cablesOf, fade, isDrawn, noticeInMiddle, plumbLine } from './parts.js';
import { circle, group, groundRect, ink, kept, shownIf, text } from './svg.js';

/**
 * Three layouts of one picture. w, h: size; k: px per cm; x, top: crown of the head; column: from the axis to a label;
 * rows: height of the labels on the body, cm; text: sizes of headings and second lines, px; short: short names in
 * labels; window: [width, height] of the window on the legs; foot: px of the body that fade out at the bottom; key: of
 * the loads; lines: that a label may have.
 * @type {Record<'wide' | 'low' | 'compact', Layout>}
 */
export const LAYOUTS = {
  wide: {
    ...FORMATS.wide,
    k: 4.75,
    x: 360,
    top: 22,
    column: 192,
    rows: [164, 145, 126, 107],
    text: [14, 13],
    short: false,
    window: [150, 81],
    foot: 40,
    edge: 22,
    key: [22, 52, 'start'],
    lines: 4,
  },
  low: {
    ...FORMATS.low,
    k: 3.2,
    x: 360,
    top: 14,
    column: 160,
    rows: [170, 154, 138, 122],
    text: [14, 13],
    short: false,
    window: [140, 61],
    foot: 30,
    edge: 18,
    key: [104, 27, 'start'],
    lines: 3,
  },
  compact: {
    ...FORMATS.compact,
    k: 2.7,
    x: 178,
    top: 22,
    column: 84,
    rows: [176.2, 157.2, 138.2, 119.2],
    text: [13, 12],
    short: true,
    window: [84, 54],
    foot: 30,
    edge: 8,
    key: [178, 16, 'middle'],
    lines: 3,
  },
};

/** A finger takes the body by its head; what it moves in the model is the base of the neck. */
const NUDGED = 'C7';
const HEAD_CM = 7.5;
/** Left and right, in the upper corners. */
function sideNames(layout) {
  const [heading] = layout.text;
  const y = layout.edge + heading - 4;
  const name = (side, x, anchor) =>
    text([x, y], say(`back_view.${side}`), {
      'text-anchor': anchor,
      fill: ink('ink'),
      'font-size': heading,
      'font-weight': 700,
    });
  return group({}, name('left', layout.edge, 'start'), name('right', layout.w - layout.edge, 'end'));
}
const FAR_BELOW = 320; // px: in a tall stage the legs stay faded out below the picture too
// Of its height: a body gives way to a finger more than a mast, and its model is for small bends.
const MOST_NUDGE = 0.02;

/**
 * The layers of the back picture by name, back to front: the ground, those of the body, whether there is a posture to
 * draw, and what stands over it.
 * @param {Posture} posture
 * @param {PictureOptions} options
 * @returns {{ ground: Tree, drawn: boolean, body: Record<string, Tree | Tree[]>, sides: Tree, notice: Tree }}
 */
export function layers(
  posture,
  { layout, show = layersShown(posture.model, null), ghost = null, tags = true, only = null },
) {
  const drawn = isDrawn(posture);
  const body = bodyOf(drawn ? posture : usualPosture(posture));
  const resting = bodyOf(body.fit.even);
  const cables = cablesOf(body.posture.model).named;
  const S = screenMap(layout.k, layout.x, layout.top + layout.k * body.fit.crown);
  // A layer that is off is that of the body at usual pull, so that the tree keeps its structure and costs nothing.
  const layer = (name, on, make) =>
    group(
      { 'data-layer': name, ...shownIf(on) },
      on ? make(body) : kept(layout, `layer ${name}`, [body.fit.id], () => ({ kids: make(resting) })).kids,
    );
  const faint = show.bones ? null : 'var(--faint)';
  const before = ghost && isDrawn(ghost) ? bodyOf(ghost) : null;
  const full = Boolean(show.full);
  // where loads, torques or angles stand in words, these take the place of those of the muscles
  const named = tags && show.muscles && (only || !(show.loads || show.reflex || show.measures));
  return {
    ground: kept(layout, 'ground', [], () => groundRect(layout.w, layout.h)),
    drawn,
    body: {
      skin: skin(S, layout, body, full),
      ghost: group({ 'data-part': 'ghost', ...shownIf(before) }, skinGhost(S, layout, before ?? resting, full)),
      plumb: kept(layout, 'plumb', [], () => plumbLine(S(0, body.fit.crown + 4), [layout.x, layout.h])),
      bones: group({ opacity: faint, 'data-part': 'bones' }, trunkBones(S, layout, body)),
      muscles: layer('muscles', show.muscles, at => muscles(S, layout, at, cables, 'deepest')),
      spine: group({ opacity: faint }, spineBones(S, layout, body)),
      deep: layer('deep muscles', show.muscles, at => muscles(S, layout, at, cables, 'deep')),
      girdle: group({ opacity: faint }, girdleAndSkull(S, layout, body)),
      shallow: layer('shallow muscles', show.muscles, at => [
        ...trapezius(S, layout, at, cables),
        ...muscles(S, layout, at, cables, 'shallow'),
      ]),
      fade: kept(layout, 'fade', [], () =>
        fade(
          layout.h - 8,
          layout.h - layout.foot,
          [layout.x - 32 * layout.k, layout.h - layout.foot, 64 * layout.k, layout.foot + FAR_BELOW],
          'bottom',
        ),
      ),
      measures: layer('measures', show.measures && !only, at => measuresMark(S, layout, at)),
      labels: group(
        shownIf(named),
        layer('labels', named, at => muscleLabels(S, layout, at, cables, at === body ? only : null)),
      ),
      loads: layer('loads', show.loads && !only, at => loadsMark(S, layout, at)),
      reflex: layer('reflex', show.reflex && !only, at => reflexMark(S, layout, at)),
      legWindows: legWindows(layout, body, full, resting),
      handle: circle(S(...put(body.frames.head, 0, HEAD_CM)), 1.2 * HEAD_CM * S.k, {
        fill: 'none',
        'pointer-events': 'all',
        'data-nudge': NUDGED,
        'data-nudge-most': MOST_NUDGE,
      }),
    },
    sides: kept(layout, 'sides', [], () => sideNames(layout)),
    notice: noticeInMiddle(layout, drawn ? '' : say(`describe.back.status.${posture.status}`)),
  };
}
/**
 * The parts of the back picture, back to front.
 * @param {Posture} posture
 * @param {PictureOptions} options
 * @returns {Tree[]}
 */
export const parts = (posture, options) => bodyParts(layers(posture, options));

const GLYPH_TURN = 3;
/**
 * Pelvis, spine and shoulders as lines, for a chip; what is off centre or off level is shown three times as strong.
 * @param {Posture} posture
 * @returns {string} the data of a path in a box of 20 by 32
 */
export function glyph(posture) {
  const at = isDrawn(posture) ? posture : usualPosture(posture);
  const { landmarks } = at;
  const foot = landmarks.sacrum;
  const place = ([x, y]) => [10 + clamp(GLYPH_TURN * 15 * (x - foot[0]), -3.5, 3.5), 27 - 33 * (y - foot[1])];
  const bar = (a, b, half) => {
    const rise = clamp((GLYPH_TURN * (b[1] - a[1])) / (b[0] - a[0]), -0.7, 0.7) * half;
    const [x, y] = place(mix(a, b, 0.5));
    return [
      [x - half, y + rise],
      [x + half, y - rise],
    ];
  };
  const spine = at.model.links
    .map((row, i) => [row.name, i])
    .filter(([name]) => SPINE.test(name))
    .map(([, i]) => place(at.points[i + 1]));
  return strokes([
    [place(foot), ...spine],
    bar(landmarks.crest_left, landmarks.crest_right, 4.5),
    bar(landmarks.acromion_left, landmarks.acromion_right, 6),
  ]);
}
