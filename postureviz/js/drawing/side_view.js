// The body from the side, facing right: skin, muscles, bones, and what can be shown of them. The lines of the muscles
// are the paths of the model's own cables, so that the picture cannot disagree with the mechanics.
import { oncePer } from '../engine/memo.js';
import { usualPosture } from '../engine/usual.js';
import { clamp, put, view, spline, corners, strokes, sample, along } from './geom.js';
import {
  kept,
  el,
  path,
  line,
  area,
  circle,
  group,
  stacked,
  shownIf,
  groundRect,
  ink,
  textWidth,
  shorten,
  pullInk,
  keeper,
} from './svg.js';
import {
  isDrawn,
  centimetres,
  cablesOf,
  cablesNamed,
  pullOf,
  signed,
  belly,
  muscleFill,
  muscleWidth,
  label,
  fade,
  bodyParts,
  plumbLine,
  notice,
  BOLD,
} from './parts.js';
import {
  PALM,
  sideFrames,
  evenBody,
  skinOutline,
  bonesBehind,
  skullBones,
  shoulderBones,
  armOutline,
  spineLine,
  floorAt,
  groundUnder,
  onLeg,
} from './side_anatomy.js';
import { entry, say, pullPercent, pullTone, pullWords, titleOf } from '../engine/words.js';
import { layersShown } from '../engine/state.js';
import { CROSSES, crossMark, stayPoints, measuresMark, loadsMark, reflexMark } from './side_layers.js';
import { heldHalf, CARRIED_THINGS } from './side_carried.js';
import { SHEETS } from './sheets.js';

/**
 * Three layouts of one picture. w, h: size; k: px per cm; x: the hip; foot: the height at the lower edge, cm;
 * text: sizes of headings and second lines, px; column: from the hip to a label; rows: heights of the labels, px, by
 * label;
 * seated: where that of the hip flexors makes room for a thigh; small: the whole body on its feet, in a corner: its
 * hip, floor and px per cm.
 */
const LEFT_LABELS = ['upper_neck', 'levator_scapulae', 'mid_back', 'lower_back', 'glutes', 'hamstrings'];
const RIGHT_LABELS = ['deep_neck_flexors', 'sternomastoid', 'chest', 'abdominals', 'hip_flexors'];
const rowsOf = (left, right) =>
  Object.fromEntries([
    ...LEFT_LABELS.map((name, i) => [name, left[i]]),
    ...RIGHT_LABELS.map((name, i) => [name, right[i]]),
  ]);
export const SIDE_LAYOUTS = {
  wide: {
    ...SHEETS.wide,
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
    ...SHEETS.low,
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
    ...SHEETS.compact,
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

/** Where the leader of a label ends: on which cable, and how far along it. */
const LABEL_FEET = {
  upper_neck: ['trapezius_upper', 0.5],
  levator_scapulae: ['levator_scapulae', 0.45],
  mid_back: ['trapezius_T8', 0.55],
  lower_back: ['longissimus_T11', 0.5],
  glutes: ['gluteus_maximus_lower', 0.45],
  hamstrings: ['hamstring_line', 0.3],
  deep_neck_flexors: ['longus_colli_upper', 0.62],
  sternomastoid: ['sternomastoid', 0.35],
  chest: ['pectoralis_minor', 0.45],
  abdominals: ['rectus_abdominis', 0.55],
  hip_flexors: ['psoas_L3', 0.45],
};

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
 * Sheets of muscle from the deepest to the outermost; between them lie bones. A cable of no group is shown on request.
 */
const SHEETS_OF_MUSCLE = {
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

/** The line of every cable, cm: its own path; on a seat its end on the thigh comes forward with the thigh. */
export function cableLines(posture, frames) {
  const seat = posture.settings.seat ?? 0;
  const moved = seat ? onLeg(frames, posture.lean) : null;
  const lines = {};
  for (const cable of posture.model.cables) {
    const points = [];
    for (const [x, y] of posture.paths[cable.name]) points.push([100 * x, 100 * y]);
    lines[cable.name] = seat ? points.map((p, i) => (cable.path[i].link === null ? moved(p) : p)) : points;
  }
  return lines;
}
/** A posture with its frames and lines, made once for all that is drawn of it. */
const poseOf = oncePer(at => {
  const frames = sideFrames(at);
  return { at, frames, lines: cableLines(at, frames) };
});
const RIBBON_STEPS = 10;
const LONG_RIBBON_STEPS = 14;
const FIBRE_STEPS = 8;
/** A profile at n + 1 places along a muscle. */
const profiles = oncePer(() => []);
const profileAt = (profile, n) => (profiles(profile)[n] ??= Array.from({ length: n + 1 }, (_, i) => profile(i / n)));
/** The outline of a muscle around its line, cm. */
export function sideMuscleOutline(name, points, factor) {
  const n = points.length > 3 ? LONG_RIBBON_STEPS : RIBBON_STEPS;
  const [wide, profile, lies = 0] = lookOf(name);
  const half = muscleWidth(wide, factor) / 2;
  const middle = sample(points, n);
  const shares = profileAt(profile, n);
  const outline = Array.from({ length: 2 * n + 2 });
  for (let i = 0; i <= n; i++) {
    const { p, n: m } = middle[i];
    const left = -half * shares[i] * (-1 + lies / 2);
    const right = -half * shares[i] * (1 + lies / 2);
    outline[i] = [p[0] + m[0] * left, p[1] + m[1] * left];
    outline[2 * n + 1 - i] = [p[0] + m[0] * right, p[1] + m[1] * right];
  }
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
/**
 * The muscles of one sheet and group: one edge around all of them, each as an area with the name of its cable, then
 * fibres.
 */
function sheet(S, { at, lines }, name, cables, strength, shown) {
  let main = 1; // the first pull that is not as usual
  let called = false;
  const factors = cables.map(cable => {
    const factor = cable.group === null ? 1 : pullOf(cable, at.factors);
    if (!called && factor !== 1 && pullTone(factor) !== 'usual') [main, called] = [factor, true];
    return factor;
  });
  const tone = pullTone(main);
  const less = tone === 'less';
  const edge = called ? pullInk(main) : ink('usual');
  const dash = less ? '5 3.5' : null;
  const rings = cables.map((cable, i) => corners(S.all(sideMuscleOutline(cable.name, lines[cable.name], factors[i]))));
  // In a muscle that steps back its fibres would not be seen, and they are a third of its drawing.
  const fibres = called
    ? cables.flatMap((cable, i) => fibresOf(cable.name, lines[cable.name], factors[i]).map(line => S.all(line)))
    : [];
  return group(
    { 'data-group': name, opacity: called ? strength : QUIET, ...shownIf(shown) },
    path(rings.map(points => `M${points}Z`).join(''), {
      stroke: edge,
      'stroke-width': called ? 2.8 : 2.4,
      'stroke-dasharray': dash,
      'stroke-linecap': 'butt',
    }),
    ...cables.map((cable, i) =>
      el('polygon', {
        points: rings[i],
        'data-part': cable.name,
        fill: muscleFill(factors[i]),
        'fill-opacity': less ? 0.85 : 0.96,
      }),
    ),
    path(called ? strokes(fibres) : 'M0 0', {
      ...shownIf(called),
      stroke: edge,
      'stroke-width': tone === 'more' ? 0.9 : 0.7,
      'stroke-opacity': less ? 0.4 : 0.5,
      'stroke-dasharray': dash,
    }),
  );
}

/** What a label says of a group: its sign and name; then how hard it pulls and how long its lines have become. */
const LENGTH_NOTED = 0.01; // of its length at usual pull; less is called unchanged
function lengthChangeOf(posture, cables) {
  const even = usualPosture(posture).length;
  const rows = cablesOf(posture.model).named;
  // The model's leg is one straight piece: what a seat and a bent knee add to the length of a line, its law knows.
  const { seat = 0, knee_bend_deg = 0 } = posture.settings;
  const bent = { seat, knee_bend_deg: knee_bend_deg * (1 - seat) };
  const seated = name =>
    (rows.get(name).law.short ?? []).reduce((a, row) => a + row.per_unit_m * (bent[row.setting] ?? 0), 0);
  const changes = cables.map(name => (posture.length[name] + seated(name)) / even[name] - 1);
  return changes.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
}
const lengthName = change => (change < -LENGTH_NOTED ? 'short' : change > LENGTH_NOTED ? 'long' : 'same');
function wordsOf(factor, change, pullAlone = false) {
  const pull = pullWords(factor);
  const length = lengthName(change);
  return pullAlone || (pullTone(factor) === 'usual' && length === 'same')
    ? pull
    : say('side_view.second', { pull, length: say(`side_view.length.${length}`) });
}

/** The groups and single muscles that have a label, with their side. */
const LABELS = [...LEFT_LABELS.map(name => [name, -1]), ...RIGHT_LABELS.map(name => [name, 1])];
/** px that labels in a narrow picture give way to a rucksack. */
const PACK_ROOM = { mid_back: -18, lower_back: 26 };
/** Half the width of the small body, and its height with what it may carry, cm. */
const [SMALL_HALF, SMALL_TALL] = [22, 190];
const SMALL_BACK = 14; // cm that it stands farther back on a seat
const BESIDE = 8; // px between the body and a label
const CLOSER = 16; // px that a body may stand over the left column, whose words then move out
/** How far to one side, -1 or 1, rings of points reach between two heights, px. */
function edgeOf(rings, top, bottom, side) {
  let most = -Infinity;
  for (const ring of rings) {
    let a = ring[ring.length - 1];
    for (const b of ring) {
      const [high, low] = a[1] < b[1] ? [a[1], b[1]] : [b[1], a[1]];
      if (low >= top && high <= bottom) {
        if (a[1] === b[1]) most = Math.max(most, side * a[0]);
        else {
          const slope = b[1] - a[1];
          const first = (Math.min(bottom, Math.max(top, a[1])) - a[1]) / slope;
          const last = (Math.min(bottom, Math.max(top, b[1])) - a[1]) / slope;
          most = Math.max(most, side * (a[0] + (b[0] - a[0]) * first), side * (a[0] + (b[0] - a[0]) * last));
        }
      }
      a = b;
    }
  }
  return side * most;
}
const SINGLE_LABELS = ['levator_scapulae', 'sternomastoid'];
function muscleLabels(S, layout, { at: posture, frames, lines }, show, only, rings, whole) {
  const cables = cablesOf(posture.model);
  const seat = posture.settings.seat ?? 0;
  const [heading, small] = layout.text;
  // where the face comes under the column of words, the first of them moves up above the head
  const under = clamp((S(...put(frames.head, 13, 1))[0] - (layout.x + layout.column - 14)) / 16, 0, 1);
  const over = S(...put(frames.head, 0, 15))[1] - (layout.lines > 1 ? 26 : 10);
  const face = under * Math.min(0, Math.max(16, over) - layout.rows.deep_neck_flexors);
  // what stands under the face begins below the chin, and every next label below the last
  let least = S(...put(frames.head, 12, -10))[1] + heading + (layout.lines > 1 ? 26 : 10) - (1 - under) * layout.h;
  const lowest = whole.y - 7 - SMALL_TALL * whole.k - (layout.lines > 1 ? small + 4 : 4); // above the small body
  const belowArm = Math.max(S(...put(frames.fore, -4, -4))[1], S(...put(frames.fore, -2, -PALM))[1]) + heading + 5;
  const step = heading + (layout.lines > 1 ? small + 11 : 16);
  return LABELS.map(([name, side]) => {
    const single = SINGLE_LABELS.includes(name);
    const own = single ? [name] : cables.grouped.get(name);
    const factor = single ? pullOf(cables.named.get(name), posture.factors) : (posture.factors[name] ?? 1);
    const usual = pullTone(factor) === 'usual';
    const extra = single || name === 'hamstrings';
    const shown = only
      ? only.includes(name)
      : !extra || show.more || (single ? pullPercent(factor) !== pullPercent(posture.factors.upper_neck) : !usual);
    const keep = (facts, make) => kept(layout, `${name} label`, facts, make);
    const style = {
      anchor: side < 0 ? 'end' : 'start',
      size: layout.text,
      colour: pullInk(factor),
      handle: name,
      way: `${side} 0`,
      leader: layout.leader,
      gap: layout.gap,
    };
    if (!shown)
      return kept(layout, `${name} away`, [], () =>
        group({ display: 'none' }, label(`${name}_label`, [0, 0], [0, 0], layout.lines > 1 ? ['', ''] : [''], style)),
      );
    const [cable, t] = LABEL_FEET[name];
    const foot = S(...along(lines[cable], t).point);
    const row =
      layout.rows[name] +
      (name === 'hip_flexors'
        ? seat * (layout.seated - layout.rows[name])
        : name === 'chest'
          ? (posture.settings.reach ?? 0) * Math.max(0, belowArm - layout.rows.chest)
          : name === 'deep_neck_flexors'
            ? face
            : layout.lines === 1 && posture.settings.rucksack_kg > 0
              ? (PACK_ROOM[name] ?? 0)
              : 0);
    const lower = side > 0 && name !== 'deep_neck_flexors';
    const next = RIGHT_LABELS.slice(RIGHT_LABELS.indexOf(name) + 1);
    const most = Math.max(
      lowest - step * next.length,
      next.length ? layout.rows[next[0]] - (heading + small + 4) : layout.rows[name],
    );
    const y = lower ? Math.min(Math.max(row, least), most) : row;
    if (lower) least = y + step;
    const beside = side > 0 && y + (layout.lines > 1 ? small + 4 : 4) > whole.y - 6 - SMALL_TALL * whole.k;
    const end = beside ? whole.x - SMALL_HALF * whole.k : layout.w;
    const column = layout.x + side * layout.column;
    const change = only ? 0 : lengthChangeOf(posture, own);
    const { full, second, wide } = kept(
      layout,
      `${name} words`,
      [pullPercent(factor), lengthName(change), Boolean(only)],
      () => toldOf(layout, name, factor, change, only),
    );
    // where the body comes under it, a label moves out as far as its words have room
    const clear =
      name === 'deep_neck_flexors'
        ? column
        : edgeOf(rings, y - heading, y + (layout.lines > 1 ? small + 5 : 3), side) + side * BESIDE;
    const x = Math.round(
      side < 0
        ? clamp(clear, Math.min(column, 3 + wide), column)
        : clamp(clear, column, Math.max(column, end - 3 - wide)),
    );
    const room = side < 0 ? x - 2 : end - x - 2;
    const title = shorten(full, room / BOLD, heading);
    const words = [title, ...second.map(said => shorten(said, room, small))];
    // a muscle at usual pull whose words would lie on the body goes without; the head has its own place
    const lost = lower && !only && usual && clear - x > BESIDE;
    return group(
      { display: lost ? 'none' : null },
      label(`${name}_label`, foot, [x, Math.round(y)], words, { ...style, keep }),
    );
  });
}
/** What the label of a muscle says in full, and how wide that is, px. */
function toldOf(layout, name, factor, change, only) {
  const [heading, small] = layout.text;
  const plain = (layout.lines === 1 && entry('side_view.short_names')[name]) || titleOf({ name: 'side' }, name);
  const full = pullTone(factor) === 'usual' ? plain : signed(factor, plain);
  const second = layout.lines > 1 ? [wordsOf(factor, change, only)] : [];
  return {
    full,
    second,
    wide: Math.max(BOLD * textWidth(full, heading), ...second.map(said => textWidth(said, small))),
  };
}

// A layer that is off is drawn once, of the body at usual pull, and kept: it has its structure, and a patch skips it.
const layersOff = oncePer(() => keeper());
const offLayer = (usual, layout, name, make) => layersOff(usual)(layout, name, [], make);

const carriedMark = (S, layout, pose, name) => {
  const [setting, mark] = CARRIED_THINGS[name];
  const amount = pose.at.settings[setting] ?? 0;
  const even = usualPosture(pose.at);
  return amount > 0 ? mark(S, pose, amount) : offLayer(even, layout, name, () => mark(view(1, 0, 0), poseOf(even), 0));
};
/** All that is carried, in front of the body. */
const loadsCarried = (S, layout, pose) =>
  ['strap', 'held', 'bag', 'head_load'].map(name => carriedMark(S, layout, pose, name));

/** The whole body on its feet, small: its weight over its foot, the floor, what it sits on. */
function wholeBody(layout, pose, body, { x, y, k }, shown) {
  const { at: posture, frames } = pose;
  const floor = floorAt(frames);
  const seat = posture.settings.seat ?? 0;
  const T = view(k, x - SMALL_BACK * k * seat, y - 6 + floor * k);
  const [[ax, ay], [bx, by]] = groundUnder(frames, -34 - frames.foot.point[0], 40 - frames.foot.point[0]);
  const under = 100 * posture.model.stance.foot_m[0];
  const foot = T(under, ay + ((by - ay) * (under - ax)) / (bx - ax));
  const high = T(0, floor + 186)[1];
  return group(
    { 'data-part': 'whole_body', ...shownIf(shown) },
    line([T(ax, ay), T(bx, by)], { stroke: ink('line'), 'stroke-width': 2 }),
    carriedMark(T, layout, pose, 'stool'),
    carriedMark(T, layout, pose, 'rucksack'),
    path(spline(T.all(skinOutline(frames, body)), true), {
      fill: ink('skin-2'),
      stroke: ink('skin-edge'),
      'stroke-width': 0.8,
    }),
    path(spline(T.all(armOutline(frames)), true), {
      fill: ink('skin-2'),
      stroke: ink('skin-edge'),
      'stroke-width': 0.7,
    }),
    line(T.all(spineLine(frames)), { stroke: ink('ink-2'), 'stroke-width': 1.4 }),
    ...loadsCarried(T, layout, pose),
    line([[foot[0], high], foot], {
      stroke: ink('accent'),
      'stroke-width': 1,
      'stroke-dasharray': '5 3',
      ...shownIf(!(seat > 0.5)),
    }),
    area(
      [
        [foot[0], foot[1] - 1],
        [foot[0] - 4, foot[1] + 5],
        [foot[0] + 4, foot[1] + 5],
      ],
      { fill: ink('accent'), ...shownIf(!(seat > 0.5)) },
    ),
  );
}

// What a question leaves out: every layer that would tell its answer.
const EFFECTS_OFF = { measures: false, loads: false, reflex: false, cross: false, more: false };

const MOST_NUDGE = 0.07; // of the height of its links
const FAR_BELOW = 260; // px: in a tall stage the legs stay faded out below the picture too
/**
 * The layers of the side picture by name, back to front: the ground, those of the body, and what is said in its place.
 * options: layout (of SIDE_LAYOUTS), show (layers that are on), ghost (a second posture), only (the groups and muscles
 * that
 * are named, and nothing of their effect; null: all), tags (labels shown or not).
 */
export function sideLayers(
  posture,
  { layout, show: wanted = layersShown(posture.model, null), ghost = null, only = null, tags = true },
) {
  const show = only ? { ...wanted, ...EFFECTS_OFF } : wanted;
  const drawn = isDrawn(posture);
  const even = usualPosture(posture);
  const now = poseOf(drawn ? posture : even);
  const { at, frames } = now;
  const { settings } = at;
  const body = show.full ? 'full' : 'slim';
  const [skin, arm] = [skinOutline(frames, body), armOutline(frames)];
  // a body that reaches out of the picture, with what it holds, stands farther back
  let front = put(frames.fore, 0, -PALM)[0] + (settings.held_kg > 0 ? heldHalf(settings.held_kg) : 6);
  let rear = -Infinity;
  for (const [x] of skin) {
    front = Math.max(front, x);
    rear = Math.max(rear, -x);
  }
  const room = layout.column + CLOSER - layout.k * rear;
  const back = Math.round(clamp(layout.x + front * layout.k + 5 - layout.w, 0, Math.max(0, room)));
  const S = view(layout.k, layout.x - back, layout.h + layout.foot * layout.k);
  const whole = {
    ...layout.small,
    x: Math.min(layout.small.x, layout.w - 4 - layout.small.k * (front - SMALL_BACK * (settings.seat ?? 0))),
  };
  const plain = !show.muscles;
  const once = (part, make) => kept(layout, part, [], make);
  // where a body at usual pull stands, whichever body is drawn now: what is off depends on nothing else
  const away = view(layout.k, layout.x, layout.h + layout.foot * layout.k);
  const layer = (name, on, draw) =>
    on ? draw(now, true, S) : offLayer(even, layout, name, () => draw(poseOf(even), false, away));
  const bonesAre = show.bones || show.measures ? null : 'var(--faint)';
  const sheets = kind =>
    SHEETS_OF_MUSCLE[kind].map(([name, own, strength = 1], i) =>
      layer(`${kind} ${i}`, !plain && (name !== 'background' || show.more), (pose, on, T) =>
        sheet(T, pose, name, cablesNamed(at.model, own), strength, on),
      ),
    );
  // compared with another posture, or, where angles are measured, with usual pull
  const behind = ghost && isDrawn(ghost) ? ghost : show.measures ? even : null;
  const outline = points => spline(S.all(points), true);
  const rings = [S.all(skin), S.all(arm)];
  const foot = 100 * at.model.stance.foot_m[0];
  return {
    ground: once('ground', () => groundRect(layout.w, layout.h + FAR_BELOW)),
    drawn,
    body: {
      rucksack: carriedMark(S, layout, now, 'rucksack'),
      skin: path(spline(rings[0], true), {
        'data-part': 'skin',
        fill: ink('skin'),
        stroke: ink('skin-edge'),
        'stroke-width': Math.min(1.8, 0.5 + S.k * 0.3),
      }),
      arm: path(spline(rings[1], true), {
        'data-part': 'arm',
        fill: ink('skin-2'),
        stroke: ink('skin-edge'),
        'stroke-width': 1.2,
        'fill-opacity': 0.75,
        'stroke-opacity': 0.8,
      }),
      plumb: kept(layout, 'plumb', [back], () => plumbLine(S(foot, 40), S(foot, 183), { 'data-part': 'plumb' })),
      bones: group({ 'data-part': 'bones', opacity: bonesAre }, stacked(bonesBehind(S, frames, once))),
      deep: sheets('deep'),
      skull: group({ opacity: bonesAre }, skullBones(S, frames, once)),
      middle: sheets('middle'),
      shoulder: group({ opacity: bonesAre }, shoulderBones(S, frames, once)),
      outer: sheets('outer'),
      ghost: path(behind ? outline(skinOutline(sideFrames(behind), body)) : '', {
        'data-part': 'ghost',
        stroke: ink('ghost'),
        'stroke-width': 1.6,
        'stroke-dasharray': '5 5',
        ...shownIf(behind),
      }),
      stool: carriedMark(S, layout, now, 'stool'),
      loadsCarried: loadsCarried(S, layout, now),
      fade: once('fade', () => fade(layout.h - 34, layout.h - 4, [0, 0, layout.w, layout.h + FAR_BELOW], 'bottom')),
      crosses: Object.keys(CROSSES).map(name =>
        layer(`${name} cross`, show.cross && !plain, (pose, on, T) => crossMark(T, layout, pose, name, on)),
      ),
      stays: layer('stays', show.stays, (pose, on, T) => stayPoints(T, pose, on)),
      measures: layer('measures', show.measures, (pose, on, T) =>
        measuresMark(T, layout, pose, on, on && show.loads, on && show.cross),
      ),
      loads: layer('loads', show.loads, (pose, on, T) => loadsMark(T, layout, pose, on, on && show.measures)),
      reflex: layer('reflex', show.reflex, (pose, on, T) =>
        reflexMark(T, layout, pose, on, on && (show.measures || show.loads)),
      ),
      wholeBody: show.loads
        ? offLayer(even, layout, 'whole body', () => wholeBody(layout, poseOf(even), 'slim', layout.small, false))
        : wholeBody(layout, now, body, whole, true),
      labels: layer('labels', !(show.loads || show.reflex || show.measures || plain || !tags), (pose, on, T) =>
        group(
          { 'data-part': 'labels', ...shownIf(on) },
          on
            ? muscleLabels(T, layout, pose, show, only, rings, whole)
            : muscleLabels(T, layout, pose, {}, null, [], layout.small),
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
    notice: notice(
      [layout.w / 2, layout.h / 2],
      Math.min(320, layout.w - 40),
      layout.text[0],
      drawn ? '' : say(`describe.side.status.${posture.status}`),
    ),
  };
}
/** The parts of the side picture, back to front; for options see `sideLayers`. */
export const sideParts = (posture, options) => bodyParts(sideLayers(posture, options));

/**
 * The line of the spine and the head in a box of 20 by 32, for a chip; bends are drawn a third larger than they are.
 */
export function sideGlyph(posture) {
  const frames = sideFrames(isDrawn(posture) ? posture : usualPosture(posture));
  const rest = spineLine(evenBody().frames);
  const points = spineLine(frames).map(([x, y], i) => [
    10 + 0.34 * (rest[i][0] + 1.33 * (x - rest[i][0])),
    31 - 0.34 * (y - 88),
  ]);
  return spline(points.filter((_, i) => i % 2 === 0));
}
