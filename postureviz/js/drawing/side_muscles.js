// The muscles of the body from the side. Their lines are the paths of the model's own cables, so that the picture
// cannot disagree with the mechanics.
import { oncePer } from '../engine/memo.js';
import { usualPosture } from '../engine/usual.js';
import { pullTone } from '../engine/words.js';
import { clamp, cornersOn, sample, strokes } from './geom.js';
import { belly, muscleFill, muscleWidth, pullOf } from './parts.js';
import { framesOf, onLeg } from './side_anatomy.js';
import { el, group, ink, path, pullInk, shownIf } from './svg.js';

/**
 * All that the drawing from the side needs of a posture.
 * @typedef {Object} SideBody
 * @property {Posture} posture
 * @property {Record<string, Frame>} frames where every bone is, cm
 * @property {Record<string, Point[]>} lines the line of every cable, cm
 * @property {Posture} usual the same at usual pull
 */

const STRAP_BELLY = belly(0.42, 0.5);
const SPINDLE_BELLY = belly(0.26, 0.85);
const FAN_BELLY = s => 0.3 + 0.7 * Math.sin(Math.PI * (0.1 + 0.9 * clamp(s, 0, 1))) ** 0.8;
// Broad where it begins, a strap where it ends.
const WEDGE_BELLY = s => Math.min(1, 0.45 + 3 * s) * (1 - 0.8 * clamp(s, 0, 1) ** 0.8);
/**
 * How thick a cable is drawn at usual pull, cm; its shape; where the muscle lies against its line: -1 wholly to the
 * left of the way from first to last point, 0 evenly, 1 to the right. `soft` shows what lies below.
 */
const LOOKS = {
  psoas_L1: [1.7, SPINDLE_BELLY],
  psoas_L3: [2, SPINDLE_BELLY],
  psoas_L5: [1.9, SPINDLE_BELLY],
  iliacus: [3.2, FAN_BELLY],
  rectus_femoris: [3.2, STRAP_BELLY, 0.1],
  tensor_fasciae_latae: [1.9, SPINDLE_BELLY],
  gluteus_maximus_upper: [5, SPINDLE_BELLY, 0.3],
  gluteus_maximus_lower: [6.6, SPINDLE_BELLY, 0.3],
  gluteus_medius_front: [3.6, FAN_BELLY],
  gluteus_medius_back: [3.4, FAN_BELLY],
  hamstring_line: [3.8, SPINDLE_BELLY, 0.3],
  rectus_abdominis: [1.7, STRAP_BELLY],
  obliques_sheath: [3.2, STRAP_BELLY, -0.5],
  internal_oblique: [4.4, STRAP_BELLY],
  external_oblique_low: [4.4, STRAP_BELLY],
  external_oblique_high: [4, STRAP_BELLY],
  longissimus_T11: [1.5, STRAP_BELLY],
  longissimus_L1: [1.6, STRAP_BELLY],
  longissimus_L3: [1.5, STRAP_BELLY],
  longissimus_L4: [1.4, STRAP_BELLY],
  longissimus_L5: [1.2, STRAP_BELLY],
  iliocostalis_rib6: [1.5, STRAP_BELLY],
  iliocostalis_rib10: [1.6, STRAP_BELLY],
  iliocostalis_L2: [1.4, STRAP_BELLY],
  iliocostalis_L4: [1.3, STRAP_BELLY],
  multifidus_L1: [1.3, STRAP_BELLY],
  multifidus_L3: [1.3, STRAP_BELLY],
  multifidus_L4: [1.2, STRAP_BELLY],
  longissimus_T8: [1.2, STRAP_BELLY],
  longissimus_T5: [1.2, STRAP_BELLY],
  spinalis: [0.9, STRAP_BELLY],
  semispinalis_thoracis: [1, STRAP_BELLY],
  pectoralis_minor: [2.6, FAN_BELLY],
  pectoralis_major: [7.4, WEDGE_BELLY, -0.35],
  trapezius_C7: [2, STRAP_BELLY],
  trapezius_T2: [2.4, STRAP_BELLY],
  trapezius_T8: [2.8, FAN_BELLY],
  rhomboids: [2, STRAP_BELLY],
  trapezius_upper: [2.3, SPINDLE_BELLY],
  levator_scapulae: [1.2, SPINDLE_BELLY],
  suboccipitals_C2: [1.1, SPINDLE_BELLY],
  suboccipitals_C1: [1, SPINDLE_BELLY],
  sternomastoid: [1.3, SPINDLE_BELLY],
  longus_colli_upper: [1, SPINDLE_BELLY],
  longus_colli_lower: [1, SPINDLE_BELLY],
  longus_capitis: [1.1, SPINDLE_BELLY],
  splenius_capitis: [1.2, SPINDLE_BELLY],
  splenius_cervicis: [1, SPINDLE_BELLY],
  semispinalis_capitis: [1.2, SPINDLE_BELLY],
  semispinalis_cervicis: [1, SPINDLE_BELLY],
};
const PLAIN_LOOK = [1.2, STRAP_BELLY];
const lookOf = name => LOOKS[name] ?? PLAIN_LOOK;

// What lies over other muscles shows them.
const SHEET_SOFT = 0.5;
/**
 * Sheets of muscle from the deepest to the outermost, each with its group, its cables and how opaque it is; between
 * them lie bones. A cable of no group is shown on request.
 * @type {Record<'deep' | 'middle' | 'outer', [string, string[], number?][]>}
 */
export const MUSCLE_SHEETS = {
  deep: [
    ['hip_flexors', ['psoas_L1', 'psoas_L3', 'psoas_L5', 'iliacus']],
    ['deep_neck_flexors', ['longus_colli_upper', 'longus_colli_lower', 'longus_capitis']],
  ],
  middle: [
    [
      'background',
      [
        'longissimus_T8',
        'longissimus_T5',
        'spinalis',
        'semispinalis_thoracis',
        'splenius_capitis',
        'splenius_cervicis',
        'semispinalis_capitis',
        'semispinalis_cervicis',
      ],
    ],
    [
      'lower_back',
      [
        'iliocostalis_L4',
        'iliocostalis_L2',
        'multifidus_L1',
        'multifidus_L3',
        'multifidus_L4',
        'longissimus_L5',
        'longissimus_L4',
        'longissimus_L3',
        'longissimus_L1',
        'iliocostalis_rib10',
        'longissimus_T11',
        'iliocostalis_rib6',
      ],
    ],
    ['hamstrings', ['hamstring_line']],
    ['hip_flexors', ['tensor_fasciae_latae', 'rectus_femoris']],
    ['glutes', ['gluteus_medius_front', 'gluteus_medius_back', 'gluteus_maximus_lower', 'gluteus_maximus_upper']],
    [
      'abdominals',
      ['internal_oblique', 'external_oblique_low', 'obliques_sheath', 'external_oblique_high'],
      SHEET_SOFT,
    ],
    ['abdominals', ['rectus_abdominis']],
    ['upper_neck', ['levator_scapulae'], SHEET_SOFT],
    ['upper_neck', ['suboccipitals_C1', 'suboccipitals_C2']],
    ['mid_back', ['rhomboids']],
  ],
  outer: [
    ['mid_back', ['trapezius_T2', 'trapezius_T8', 'trapezius_C7']],
    ['upper_neck', ['sternomastoid'], SHEET_SOFT],
    ['upper_neck', ['trapezius_upper']],
    ['chest', ['pectoralis_major'], SHEET_SOFT],
    ['chest', ['pectoralis_minor']],
  ],
};

/**
 * The line of every cable: its own path. Where the model leaves the thigh in place on a seat, its end there comes
 * forward with the drawn one.
 * @param {Posture} posture
 * @param {Record<string, Frame>} frames of its bones, cm
 * @returns {Record<string, Point[]>} cm, by the name of the cable
 */
export function cableLines(posture, frames) {
  const seat = posture.model.stance.thigh_deg === undefined ? (posture.settings.seat ?? 0) : 0;
  const moved = seat ? onLeg(frames, posture.lean) : null;
  const lines = {};
  for (const cable of posture.model.cables) {
    const points = [];
    for (const [x, y] of posture.paths[cable.name]) points.push([100 * x, 100 * y]);
    lines[cable.name] = seat ? points.map((p, i) => (cable.path[i].link === null ? moved(p) : p)) : points;
  }
  return lines;
}
/**
 * A posture with its frames and lines, made once for all that is drawn of it.
 * @type {(posture: Posture) => SideBody}
 */
export const bodyOf = oncePer(posture => {
  const frames = framesOf(posture);
  return { posture, frames, lines: cableLines(posture, frames), usual: usualPosture(posture) };
});

const RIBBON_STEPS = 10;
const LONG_RIBBON_STEPS = 14;
const FIBRE_STEPS = 8;
/** A profile at n + 1 places along a muscle. */
const profiles = oncePer(() => []);
const profileAt = (profile, n) => (profiles(profile)[n] ??= Array.from({ length: n + 1 }, (_, i) => profile(i / n)));
/**
 * The outline of a muscle around its line, closed.
 * @param {string} name of its cable
 * @param {Point[]} points its line, cm
 * @param {number} factor its pull, 1 as usual
 * @returns {Point[]} cm
 */
export function muscleOutline(name, points, factor) {
  const n = points.length > 3 ? LONG_RIBBON_STEPS : RIBBON_STEPS;
  const [wide, profile, lies = 0] = lookOf(name);
  const half = muscleWidth(wide, factor) / 2;
  const middle = sample(points, n);
  const shares = profileAt(profile, n);
  const outline = [];
  const add = (i, side) => {
    const { p, n: m } = middle[i];
    const off = -half * shares[i] * (side + lies / 2);
    outline.push([p[0] + m[0] * off, p[1] + m[1] * off]);
  };
  for (let i = 0; i <= n; i++) add(i, -1);
  for (let i = n; i >= 0; i--) add(i, 1);
  return outline;
}
const [BROAD, SLIM] = [4, 1.8]; // cm: wider muscles show four fibres, slimmer ones one
/** Fibres of a muscle along its line, at shares from -1 to 1 of its width, cm. */
function fibresOf(name, points, factor) {
  const [wide, profile, lies = 0] = lookOf(name);
  const half = muscleWidth(wide, factor) / 2;
  const middle = sample(points, FIBRE_STEPS);
  const shares = profileAt(profile, FIBRE_STEPS);
  const across = wide > BROAD ? [-0.6, -0.2, 0.2, 0.6] : wide > SLIM ? [-0.4, 0.4] : [0];
  return across.map(share => {
    const fibre = [];
    for (let i = 1; i < FIBRE_STEPS; i++) {
      const { p, n: m } = middle[i];
      const off = -half * shares[i] * (share + lies / 2);
      fibre.push([p[0] + m[0] * off, p[1] + m[1] * off]);
    }
    return fibre;
  });
}

const QUIET = 0.32; // muscles at usual pull step back
/** The pull of each cable, and of them all the first that is not as usual, or null. A cable of no group has none. */
function pullsOf(cables, factors) {
  const pulls = cables.map(cable => (cable.group === null ? 1 : pullOf(cable, factors)));
  return { pulls, called: pulls.find(pull => pullTone(pull) !== 'usual') ?? null };
}
/**
 * The muscles of one sheet and group: one edge around all of them, each as an area with the name of its cable, then
 * fibres.
 * @param {ScreenMap} S
 * @param {SideBody} body
 * @param {string} name of the group
 * @param {Cable[]} cables
 * @param {number} strength opacity of a muscle that does not pull as usual
 * @param {boolean} shown
 * @returns {Tree}
 */
export function muscleSheet(S, { posture, lines }, name, cables, strength, shown) {
  const { pulls, called } = pullsOf(cables, posture.factors);
  const tone = pullTone(called ?? 1);
  const less = tone === 'less';
  const edge = called === null ? ink('usual') : pullInk(called);
  const dash = less ? '5 3.5' : null;
  const rings = cables.map((cable, i) => cornersOn(S, muscleOutline(cable.name, lines[cable.name], pulls[i])));
  // In a muscle that steps back its fibres would not be seen, and they are a third of its drawing.
  const fibres =
    called === null
      ? []
      : cables.flatMap((cable, i) => fibresOf(cable.name, lines[cable.name], pulls[i]).map(line => S.all(line)));
  return group(
    { 'data-group': name, opacity: called === null ? QUIET : strength, ...shownIf(shown) },
    path(rings.map(points => `M${points}Z`).join(''), {
      stroke: edge,
      'stroke-width': called === null ? 2.4 : 2.8,
      'stroke-dasharray': dash,
      'stroke-linecap': 'butt',
    }),
    ...cables.map((cable, i) =>
      el('polygon', {
        points: rings[i],
        'data-part': cable.name,
        fill: muscleFill(pulls[i]),
        'fill-opacity': less ? 0.85 : 0.96,
      }),
    ),
    path(called === null ? 'M0 0' : strokes(fibres), {
      ...shownIf(called !== null),
      stroke: edge,
      'stroke-width': tone === 'more' ? 0.9 : 0.7,
      'stroke-opacity': less ? 0.4 : 0.5,
      'stroke-dasharray': dash,
    }),
  );
}
