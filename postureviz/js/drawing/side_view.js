// The body from the side, facing right: skin, muscles, bones, and what can be shown of them. The lines of the muscles
// are the paths of the model's own cables, so that the picture cannot disagree with the mechanics.
import { along, clamp, corners, frame, get, put, sample, spline, strokes, view } from './geom.js';
import {
  keeper,
  shownIf,
  stacked,
  groundRect,
  path,
  line,
  area,
  circle,
  el,
  group,
  text,
  ink,
  pullInk,
  shorten,
  textWidth,
  wrap,
} from './svg.js';
import {
  arrow,
  belly,
  bodyParts,
  plumbLine,
  cablesOf,
  centimetres,
  evenPosture,
  fade,
  isDrawn,
  label,
  cablesNamed,
  muscleFill,
  muscleWidth,
  notice,
  pullOf,
  signed,
} from './parts.js';
import {
  PALM,
  VERTEBRAE,
  armOutline,
  bonesBehind,
  evenBody,
  floorAt,
  groundUnder,
  onLeg,
  shoulderBones,
  sideFrames,
  skinOutline,
  skullBones,
  sideTied,
  spineLine,
} from './side_anatomy.js';
import { everyday } from '../engine/everyday.js';
import { entry, fixed, pullPercent, pullTone, pullWords, say, titleOf } from '../engine/words.js';
import { isLaden } from '../engine/movement.js';
import { layersShown } from '../engine/state.js';
import { measure } from '../engine/readings.js';
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
const SIDE_LOOKS = {
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
const lookOf = name => SIDE_LOOKS[name] ?? PLAIN_LOOK;

// What lies over other muscles shows them.
const SHEET_SOFT = 0.5;
/**
 * Sheets of muscle from the deepest to the outermost; between them lie bones. A cable of no group is shown on request.
 */
const SIDE_SHEETS = {
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

const sideKept = keeper();

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
const sidePoses = new WeakMap();
function poseOfSide(at) {
  if (!sidePoses.has(at)) {
    const frames = sideFrames(at);
    sidePoses.set(at, { at, frames, lines: cableLines(at, frames) });
  }
  return sidePoses.get(at);
}
const RIBBON_STEPS = 10;
const LONG_RIBBON_STEPS = 14;
const FIBRE_STEPS = 8;
/** A profile at n + 1 places along a muscle. */
const profiles = new Map();
function profileAt(profile, n) {
  if (!profiles.has(profile)) profiles.set(profile, []);
  return (profiles.get(profile)[n] ??= Array.from({ length: n + 1 }, (_, i) => profile(i / n)));
}
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

const SIDE_QUIET = 0.32; // muscles at usual pull step back
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
    { 'data-group': name, opacity: called ? strength : SIDE_QUIET, ...shownIf(shown) },
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
function sideLength(posture, cables) {
  const even = evenPosture(posture).length;
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
function sideWords(factor, change, pullAlone = false) {
  const pull = pullWords(factor);
  const length = lengthName(change);
  return pullAlone || (pullTone(factor) === 'usual' && length === 'same')
    ? pull
    : say('side_view.second', { pull, length: say(`side_view.length.${length}`) });
}

const BOLD = 1.05; // bold words are wider
/** The groups and single muscles that have a label, with their side. */
const SIDE_LABELS = [...LEFT_LABELS.map(name => [name, -1]), ...RIGHT_LABELS.map(name => [name, 1])];
/** px that labels in a narrow picture give way to a rucksack. */
const PACK_ROOM = { mid_back: -18, lower_back: 26 };
/** Half the width of the small body, and its height with what it may carry, cm. */
const [SMALL_HALF, SMALL_TALL] = [22, 190];
const SMALL_BACK = 14; // cm that it stands farther back on a seat
const BESIDE = 8; // px between the body and a label
const CLOSER = 16; // px that a body may stand over the left column, whose words then move out
/** How far to one side, -1 or 1, rings of points reach between two heights, px. */
function sideEdge(rings, top, bottom, side) {
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
  return SIDE_LABELS.map(([name, side]) => {
    const single = SINGLE_LABELS.includes(name);
    const own = single ? [name] : cables.grouped.get(name);
    const factor = single ? pullOf(cables.named.get(name), posture.factors) : (posture.factors[name] ?? 1);
    const usual = pullTone(factor) === 'usual';
    const extra = single || name === 'hamstrings';
    const shown = only
      ? only.includes(name)
      : !extra || show.more || (single ? pullPercent(factor) !== pullPercent(posture.factors.upper_neck) : !usual);
    const keep = (facts, make) => sideKept(layout, `${name} label`, facts, make);
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
      return sideKept(layout, `${name} away`, [], () =>
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
    const change = only ? 0 : sideLength(posture, own);
    const { full, second, wide } = sideKept(
      layout,
      `${name} words`,
      [pullPercent(factor), lengthName(change), Boolean(only)],
      () => sideTold(layout, name, factor, change, only),
    );
    // where the body comes under it, a label moves out as far as its words have room
    const clear =
      name === 'deep_neck_flexors'
        ? column
        : sideEdge(rings, y - heading, y + (layout.lines > 1 ? small + 5 : 3), side) + side * BESIDE;
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
function sideTold(layout, name, factor, change, only) {
  const [heading, small] = layout.text;
  const plain = (layout.lines === 1 && entry('side_view.short_names')[name]) || titleOf({ name: 'side' }, name);
  const full = pullTone(factor) === 'usual' ? plain : signed(factor, plain);
  const second = layout.lines > 1 ? [sideWords(factor, change, only)] : [];
  return {
    full,
    second,
    wide: Math.max(BOLD * textWidth(full, heading), ...second.map(said => textWidth(said, small))),
  };
}

/** Crosses: the two groups that pull hard on a solid line, the two that pull little on a dashed one. */
const SIDE_MOST_NUDGE = 0.07; // of the height of its links
const SIDE_CROSSES = {
  lower: {
    more: ['lower_back', 'hip_flexors'],
    less: ['abdominals', 'glutes'],
    ends: f => [put(f.L2, -16, 2), put(f.thigh, 16, -7), put(f.L3, 18, 3), put(f.pelvis, -17, 2)],
  },
  upper: {
    more: ['upper_neck', 'chest'],
    less: ['deep_neck_flexors', 'mid_back'],
    ends: f => [put(f.C5, -16, 3), put(f.ribs, 25, -2), put(f.head, 14, -11), put(f.T8, -17, -1)],
  },
};
/**
 * Where the signs of both crosses stand: beside the columns of words, and apart when a bent body brings them together.
 */
function crossSigns(S, layout, frames, r) {
  const room = layout.column - r - 6;
  const signs = Object.values(SIDE_CROSSES).flatMap(({ ends }) => ends(frames).map(p => S(...p)));
  const [low, high] = [12, layout.h - 12];
  const at = signs.map(([x, y]) => [clamp(x, layout.x - room, layout.x + room), clamp(y, low, high)]);
  const need = 2 * r + 2;
  for (let round = 0; round < 6; round++)
    at.forEach((p, i) =>
      at.slice(0, i).forEach(q => {
        const [dx, dy] = [Math.abs(p[0] - q[0]), Math.abs(p[1] - q[1])];
        if (dx >= need || dy >= need) return;
        const by = ((need - dy) / 2) * (p[1] < q[1] ? -1 : 1);
        p[1] = clamp(p[1] + by, low, high);
        q[1] = clamp(q[1] - by, low, high);
      }),
    );
  return Object.fromEntries(Object.keys(SIDE_CROSSES).map((name, i) => [name, at.slice(4 * i, 4 * i + 4)]));
}
function sideCross(S, layout, { at: { factors }, frames }, name, on) {
  const { more, less } = SIDE_CROSSES[name];
  const called =
    on &&
    [...more.map(g => pullTone(factors[g]) === 'more'), ...less.map(g => pullTone(factors[g]) === 'less')].filter(
      Boolean,
    ).length >= 2;
  const width = Math.max(2.4, S.k * 0.55);
  const r = layout.lines > 1 ? 9 : 7.5;
  const [a, b, c, d] = crossSigns(S, layout, frames, r)[name];
  const bar = (p, q, colour, dash, sign) =>
    group(
      {},
      line([p, q], { stroke: ink('stage'), 'stroke-width': width + 4, 'stroke-opacity': 0.85 }),
      line([p, q], { stroke: ink(colour), 'stroke-width': width, 'stroke-dasharray': dash }),
      ...[p, q].flatMap(end => [
        circle(end, r, { fill: ink(colour), stroke: ink('stage'), 'stroke-width': 2 }),
        text([end[0], end[1] + r * 0.42], sign, {
          'text-anchor': 'middle',
          fill: ink('stage'),
          'font-size': r * 1.2,
          'font-weight': 700,
        }),
      ]),
    );
  return group(
    { 'data-part': `${name}_cross`, ...shownIf(called) },
    bar(c, d, 'less', '7 6', '▼'),
    bar(a, b, 'more', null, '▲'),
  );
}

/** Three stay-points: pelvis, ribs, head. Rings only; how they stack is for the eye to judge. */
function stayPoints(S, { frames }, on) {
  const up = evenBody().frames;
  const rings = [
    ['pelvis', [-1.5, 93], 9.5],
    ['ribs', [-0.6, 131.5], 10.5],
    ['head', [0.8, 171], 8.2],
  ];
  return group(
    { 'data-part': 'stay_points', ...shownIf(on) },
    ...rings.flatMap(([bone, place, r], i) => {
      const c = S(...put(frames[bone], ...get(up[bone], place)));
      return [
        circle(c, r * S.k, { fill: ink('accent'), 'fill-opacity': 0.1, stroke: ink('accent'), 'stroke-width': 2.4 }),
        circle(c, 11, { fill: ink('accent') }),
        text([c[0], c[1] + 4.8], String(i + 1), {
          'text-anchor': 'middle',
          fill: ink('on-accent'),
          'font-size': 14,
          'font-weight': 700,
        }),
      ];
    }),
  );
}

/** Measures: each angle between the very places that its reading uses, with its value now and at usual pull. */
const SIDE_MEASURES = [
  ['craniovertebral_deg', 1],
  ['kyphosis_deg', -1],
  ['lordosis_deg', 1],
  ['tilt_deg', 1],
];
const SIDE_MEASURE_ROWS = {
  craniovertebral_deg: 'deep_neck_flexors',
  kyphosis_deg: 'mid_back',
  lordosis_deg: 'abdominals',
  tilt_deg: 'hip_flexors',
};
function sideArc(c, from, to, r) {
  return Array.from({ length: 13 }, (_, i) => {
    const a = from + ((to - from) * i) / 12;
    return [c[0] + r * Math.cos(a), c[1] - r * Math.sin(a)];
  });
}
/**
 * beside: bars of load stand on the left, so that all words stand on the right; crossed: the signs of a cross need
 * room.
 */
function sideMeasures(S, layout, { at: posture, frames }, on, beside, crossed) {
  const accent = { stroke: ink('accent'), 'stroke-width': 2 };
  const at = name => S(...centimetres(posture.landmarks[name]));
  const values = measure(
    posture,
    SIDE_MEASURES.map(([name]) => name),
  );
  const usual = measure(
    evenPosture(posture),
    SIDE_MEASURES.map(([name]) => name),
  );
  // the angle of a line from level, with a dot at both ends
  const slope = (from, to, reach, r) => {
    const [a, b] = [at(from), at(to)];
    const angle = Math.atan2(a[1] - b[1], b[0] - a[0]);
    const end = [a[0] + reach * Math.cos(angle), a[1] - reach * Math.sin(angle)];
    return group(
      {},
      line([a, [a[0] + reach, a[1]]], { ...accent, 'stroke-width': 1.4, 'stroke-dasharray': '4 4' }),
      line([a, end], accent),
      line(sideArc(a, 0, angle, r), accent),
      circle(a, 3.6, { fill: ink('accent') }),
      circle(b, 3.6, { fill: ink('accent') }),
    );
  };
  // a curve beside the spine with a tick where its end plates are
  const bracket = (names, off) => {
    const places = names.map(name => S(...put(frames[name], off, 0)));
    const tick = name => [S(...put(frames[name], off * 0.78, 0)), S(...put(frames[name], off * 1.2, 0))];
    return group(
      {},
      path(spline(places), { ...accent, 'stroke-width': 2.4 }),
      path(strokes([tick(names[0]), tick(names[names.length - 1])]), accent),
    );
  };
  const chest = VERTEBRAE.filter(name => name[0] === 'T');
  const loin = VERTEBRAE.filter(name => name[0] === 'L');
  const feet = {
    craniovertebral_deg: at('tragus'),
    kyphosis_deg: S(...put(frames.T6, -11, 0)),
    lordosis_deg: S(...put(frames.L3, 6, 0)),
    tilt_deg: at('asis'),
  };
  const words = SIDE_MEASURES.map(([name, own]) => {
    const side = beside ? 1 : own;
    const value = fixed(values[name], 0);
    const even = fixed(usual[name], 0);
    const wide = layout.lines > 1;
    const x = layout.x + side * (layout.column - (crossed ? 0 : wide ? 28 : 9));
    const room = side < 0 ? x - 2 : layout.w - x - 2;
    const title = say('side_view.measured', {
      name: say(wide ? `readings.${name}.name` : `side_view.short_measures.${name}`),
      value,
    });
    const second = wide
      ? say('side_view.measured_second', { clinical: say(`side_view.clinical_measures.${name}`), value: even })
      : say('side_view.measured_short', { value: even });
    return label(
      `${name}_label`,
      feet[name],
      [x, layout.rows[own === side ? SIDE_MEASURE_ROWS[name] : 'chest']],
      [shorten(title, room / BOLD, layout.text[0]), shorten(second, room, layout.text[1])],
      {
        anchor: side < 0 ? 'end' : 'start',
        size: layout.text,
        colour: ink('accent'),
        leader: layout.leader,
        gap: layout.gap,
      },
    );
  });
  return group(
    { 'data-part': 'measures', ...shownIf(on) },
    slope('psis', 'asis', 26 * S.k, 17 * S.k),
    slope('c7_skin', 'tragus', 16 * S.k, 8 * S.k),
    bracket(loin, 6),
    bracket(chest, -11),
    ...words,
  );
}

/** Loads: the compression at every level as a bar, in per cent of this body's own quiet standing. */
const SIDE_NAMED_LEVELS = ['L5', 'T12', 'C7'];
const SIDE_LOAD_ROWS = { L5: 'hip_flexors', T12: 'abdominals', C7: 'deep_neck_flexors' };
const SIDE_MOST_PCT = 300;
/** brief: what is measured takes the place of its words, which then stand at the bars themselves. */
function sideLoads(S, layout, { at: posture, frames }, on, brief) {
  const now = posture.joints.compression;
  const laden = isLaden(posture);
  const usual = evenPosture(posture).joints.compression;
  const links = posture.model.links.map(link => link.name);
  const zero = layout.x - layout.column + (layout.lines > 1 ? 60 : 8);
  const px = layout.bar;
  const [heading, small] = layout.text;
  const bars = VERTEBRAE.map(name => {
    const i = links.indexOf(name);
    const percent = usual[i] > 1 ? (100 * now[i]) / usual[i] : 100;
    return { name, percent, newtons: now[i], at: S(...put(frames[name], 0, -50 * posture.model.links[i].length_m)) };
  });
  const long = percent => clamp(percent, 0, SIDE_MOST_PCT) * px;
  const thick = Math.max(2.4, S.k * 1.1);
  const [lowest, highest] = [bars[0].at[1], bars[bars.length - 1].at[1]];
  const x = layout.x + layout.column;
  const room = layout.w - x - 6;
  return group(
    { 'data-part': 'loads', ...shownIf(on) },
    path(strokes(bars.map(({ at }) => [[zero, at[1]], at])), {
      stroke: ink('accent'),
      'stroke-width': 0.7,
      'stroke-opacity': 0.4,
    }),
    ...bars.map(({ name, percent, at }) =>
      el('rect', {
        'data-part': `${name}_load`,
        x: zero - long(percent),
        y: at[1] - thick / 2,
        width: long(percent),
        height: thick,
        rx: 1,
        fill: ink('accent'),
        'fill-opacity': SIDE_NAMED_LEVELS.includes(name) ? 1 : 0.6,
      }),
    ),
    line(
      [
        [zero - 100 * px, highest - 8],
        [zero - 100 * px, lowest + 8],
      ],
      { stroke: ink('ink'), 'stroke-width': 1.4, 'stroke-dasharray': '4 3' },
    ),
    text([zero - 100 * px, lowest + 10 + small], say('side_view.percent', { percent: 100 }), {
      'text-anchor': 'middle',
      fill: ink('ink'),
      'font-size': small,
      'font-weight': 700,
    }),
    text(
      [zero - 100 * px, lowest + 12 + 2 * small],
      shorten(say('side_view.load_means'), 2 * (zero - 100 * px) - 8, small),
      { 'text-anchor': 'middle', fill: ink('ink-2'), 'font-size': small },
    ),
    ...bars
      .filter(({ name }) => SIDE_NAMED_LEVELS.includes(name))
      .map(({ name, percent, at, newtons }) => {
        const said = say(laden ? 'side_view.load_laden' : 'side_view.load', {
          level: say(`side_view.levels.${name}`),
          percent: fixed(Math.max(0, percent), 0),
        });
        const words = laden ? say('side_view.laden') : everyday(Math.max(0, newtons)).words;
        const like = layout.lines > 1 ? wrap(words, room, small, 2) : [];
        if (brief) {
          const told =
            layout.lines > 1 || laden ? said : say('side_view.percent', { percent: fixed(Math.max(0, percent), 0) });
          const far = zero - Math.max(long(percent), 100 * px) - 6;
          return label(
            `${name}_load_label`,
            at,
            [far, at[1] + small * 0.35],
            [shorten(told, far - 4, small), ...like.map(() => '')],
            { anchor: 'end', size: [small, small], colour: ink('accent'), leader: 0, gap: 0 },
          );
        }
        return label(
          `${name}_load_label`,
          at,
          [x, layout.rows[SIDE_LOAD_ROWS[name]]],
          [shorten(said, room / BOLD, heading), ...like.map(words => shorten(words, room, small))],
          { anchor: 'start', size: layout.text, colour: ink('accent'), leader: layout.leader, gap: layout.gap },
        );
      }),
  );
}

/** The posture reflex: the torque of each of its springs as a bent arrow. Counter-clockwise leans the body back. */
const SIDE_REFLEXES = [
  ['gaze', 'head', 'deep_neck_flexors', f => put(f.head, 2, 6), 11],
  ['trunk', 'pelvis', 'abdominals', f => put(f.T11, 3, 0), 13],
  ['balance', 'pelvis', 'hip_flexors', f => f.pelvis.point, 12],
];
/** brief: where words of other layers stand in the margin, the number stands at its arrow. */
function sideReflex(S, layout, { at: posture, frames }, on, brief) {
  const links = posture.model.links.map(link => link.name);
  return group(
    { 'data-part': 'reflex', ...shownIf(on) },
    ...SIDE_REFLEXES.map(([name, joint, row, where, radius]) => {
      const torque_Nm = posture.servo[name]?.[links.indexOf(joint)] ?? 0;
      const c = S(...where(frames));
      const r = radius * S.k;
      const swing = Math.sign(torque_Nm) * clamp(0.7 + Math.abs(torque_Nm) * 0.05, 0.7, 2.2);
      const start = Math.PI / 2 - swing / 2;
      const points = sideArc(c, start, start + swing, r);
      const tip = points[12];
      const back = points[10];
      const rests = Math.abs(torque_Nm) < 0.05;
      const x = layout.x + layout.column;
      const room = layout.w - x - 4;
      const words = [
        shorten(say('side_view.torque', { value: fixed(Math.abs(torque_Nm), 1) }), room / BOLD, layout.text[0]),
        ...wrap(say(`side_view.reflex.${name}`), room, layout.text[1], layout.lines > 1 ? 1 : 2).map(row =>
          shorten(row, room, layout.text[1]),
        ),
      ];
      return group(
        { 'data-part': `${name}_reflex` },
        group(
          { display: rests ? 'none' : null },
          line(points, { stroke: ink('stage'), 'stroke-width': 7, 'stroke-opacity': 0.8 }),
          line(points, { stroke: ink('accent'), 'stroke-width': 3.4 }),
          arrow(`${name}_arrow`, back, [tip[0] + (tip[0] - back[0]) * 0.5, tip[1] + (tip[1] - back[1]) * 0.5], {
            colour: ink('accent'),
            width: 3.4,
            head: 11,
          }),
        ),
        brief
          ? label(
              `${name}_reflex_label`,
              points[6],
              [points[6][0] + 6, Math.max(points[6][1] - 6, layout.text[1] + 2)],
              [rests ? '' : words[0], ...words.slice(1).map(() => '')],
              { anchor: 'start', size: [layout.text[1], layout.text[1]], colour: ink('accent'), leader: 0, gap: 0 },
            )
          : label(`${name}_reflex_label`, points[6], [x, layout.rows[row] - (layout.lines > 1 ? 44 : 26)], words, {
              anchor: 'start',
              size: layout.text,
              colour: ink('accent'),
              leader: layout.leader,
              gap: layout.gap,
            }),
      );
    }),
  );
}

// A layer that is off is drawn once, of the body at usual pull, and kept: it has its structure, and a patch skips it.
const layersOff = new WeakMap();
function offLayer(even, layout, name, make) {
  if (!layersOff.has(even)) layersOff.set(even, keeper());
  return layersOff.get(even)(layout, name, [], make);
}

/** What the body carries and sits on. The seat tips about the hip; its legs stand. */
function sideSeat(S, { at: posture, frames }, seat) {
  const [hx, hy] = frames.pelvis.point;
  const tip = (seat * (posture.settings.incline_deg ?? 0) * Math.PI) / 180;
  const board = frame([hx, hy], [-Math.sin(tip), Math.cos(tip)]);
  const at = (u, v) => S(...put(board, u, v));
  const slab = [at(-17, -10.4), at(24, -10.4), at(24, -14), at(-17, -14)];
  const legs = [
    [-13, -15],
    [20, 22],
  ].map(([up, down]) => [at(up, -14), S(hx + down, floorAt(frames))]);
  return group(
    { 'data-part': 'stool', opacity: seat, ...shownIf(seat > 0) },
    path(strokes(legs), { stroke: ink('wood-edge'), 'stroke-width': 3.4 * S.k * 0.5 }),
    path(strokes(legs), { stroke: ink('wood'), 'stroke-width': Math.max(1, 3.4 * S.k * 0.5 - 2.4) }),
    area(slab, { fill: ink('wood'), stroke: ink('wood-edge'), 'stroke-width': 1.3 }),
  );
}
const CARRIED = { stroke: ink('wood-edge'), 'stroke-width': 1.3 };
function sideBag(S, { frames }, kg) {
  const hand = put(frames.fore, 0.8, -37);
  const half = 4.6 + 0.35 * kg;
  const tall = 9 + 0.8 * kg;
  const at = (x, y) => S(hand[0] + x, hand[1] + y);
  return group(
    { 'data-part': 'bag', ...shownIf(kg > 0) },
    path(spline([at(-half * 0.5, -9), at(-half * 0.35, -2.5), at(0, 0), at(half * 0.35, -2.5), at(half * 0.5, -9)]), {
      stroke: ink('wood-edge'),
      'stroke-width': Math.max(1.6, S.k * 0.5),
    }),
    path(
      spline(
        [
          [...at(-half, -9), 'c'],
          [...at(half, -9), 'c'],
          at(half * 1.06, -9 - tall * 0.8),
          at(half * 0.8, -9 - tall),
          at(-half * 0.8, -9 - tall),
          at(-half * 1.06, -9 - tall * 0.8),
        ],
        true,
      ),
      { fill: ink('wood'), ...CARRIED },
    ),
  );
}
/** What both hands hold in front of the body, and half its width, cm. */
const heldHalf = kg => 4.5 + 0.7 * kg;
function heldMark(S, { frames }, kg) {
  const half = heldHalf(kg);
  const [x, y] = put(frames.fore, 0.6, -PALM);
  const at = (u, v) => S(x + u, y + v);
  return group(
    { 'data-part': 'held', ...shownIf(kg > 0) },
    area([at(-half, half * 0.8 + 1), at(half, half * 0.8 + 1), at(half, -half * 0.8 + 1), at(-half, -half * 0.8 + 1)], {
      fill: ink('hull-3'),
      ...CARRIED,
    }),
    line([at(-half, half * 0.3 + 1), at(half, half * 0.3 + 1)], { stroke: ink('wood-edge'), 'stroke-width': 1.1 }),
  );
}
function headLoadMark(S, { at: posture, frames }, kg) {
  const crown = { ...frames.head, point: centimetres(posture.landmarks.head_top) };
  const at = (u, v) => S(...put(crown, u, v));
  const tall = 0.9 + 0.9 * kg;
  const book = (x0, x1, y0, y1, fill) =>
    area([at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1)], { fill: ink(fill), ...CARRIED });
  return group(
    { 'data-part': 'head_load', ...shownIf(kg > 0) },
    book(-9, 9, 1.7, 1.7 + tall * 0.55, 'hull-3'),
    book(-7.6, 8.2, 1.7 + tall * 0.55, 1.7 + tall, 'trim'),
  );
}
function rucksackMark(S, { frames }, kg) {
  const size = 0.8 + 0.03 * kg;
  const at = (u, v) => S(...put(frames.T8, u, v));
  const pack = [
    [-7, 12],
    [-13.4 * size, 13.5],
    [-19.4 * size, 9],
    [-20.9 * size, -4],
    [-19.4 * size, -13],
    [-9.4, -14],
  ];
  return group(
    { 'data-part': 'rucksack', ...shownIf(kg > 0) },
    path(
      spline(
        pack.map(p => at(...p)),
        true,
        0.42,
      ),
      { fill: ink('hull-3'), ...CARRIED },
    ),
    path(spline([at(-20 * size, 0), at(-14.4 * size, 1.2), at(-8.4, 0.6)]), {
      stroke: ink('wood-edge'),
      'stroke-width': 1.1,
    }),
  );
}
const strapMark = (S, { frames }, kg) => {
  const d = spline(
    sideTied(frames, '-12.6 147.2, -5 149.6, 1.4 147.2, 4.4 140.4, 2.6 132, -5 126.4, -12.6 124.6', 'ribs').map(p =>
      S(...p),
    ),
  );
  return group(
    { 'data-part': 'strap', ...shownIf(kg > 0) },
    path(d, { stroke: ink('wood-edge'), 'stroke-width': S.k * 0.9 + 1.6 }),
    path(d, { stroke: ink('hull-3'), 'stroke-width': S.k * 0.9 }),
  );
};
const SIDE_CARRIED = {
  stool: ['seat', sideSeat],
  rucksack: ['rucksack_kg', rucksackMark],
  strap: ['rucksack_kg', strapMark],
  held: ['held_kg', heldMark],
  bag: ['bag_kg', sideBag],
  head_load: ['head_kg', headLoadMark],
};
const carriedMark = (S, layout, pose, name) => {
  const [setting, mark] = SIDE_CARRIED[name];
  const amount = pose.at.settings[setting] ?? 0;
  const even = evenPosture(pose.at);
  return amount > 0
    ? mark(S, pose, amount)
    : offLayer(even, layout, name, () => mark(view(1, 0, 0), poseOfSide(even), 0));
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

const SIDE_FAR_BELOW = 260; // px: in a tall stage the legs stay faded out below the picture too
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
  const even = evenPosture(posture);
  const now = poseOfSide(drawn ? posture : even);
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
  const once = (part, make) => sideKept(layout, part, [], make);
  // where a body at usual pull stands, whichever body is drawn now: what is off depends on nothing else
  const away = view(layout.k, layout.x, layout.h + layout.foot * layout.k);
  const layer = (name, on, draw) =>
    on ? draw(now, true, S) : offLayer(even, layout, name, () => draw(poseOfSide(even), false, away));
  const bonesAre = show.bones || show.measures ? null : 'var(--faint)';
  const sheets = kind =>
    SIDE_SHEETS[kind].map(([name, own, strength = 1], i) =>
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
    ground: once('ground', () => groundRect(layout.w, layout.h + SIDE_FAR_BELOW)),
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
      plumb: sideKept(layout, 'plumb', [back], () => plumbLine(S(foot, 40), S(foot, 183), { 'data-part': 'plumb' })),
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
      fade: once('fade', () =>
        fade(layout.h - 34, layout.h - 4, [0, 0, layout.w, layout.h + SIDE_FAR_BELOW], 'bottom'),
      ),
      crosses: Object.keys(SIDE_CROSSES).map(name =>
        layer(`${name} cross`, show.cross && !plain, (pose, on, T) => sideCross(T, layout, pose, name, on)),
      ),
      stays: layer('stays', show.stays, (pose, on, T) => stayPoints(T, pose, on)),
      measures: layer('measures', show.measures, (pose, on, T) =>
        sideMeasures(T, layout, pose, on, on && show.loads, on && show.cross),
      ),
      loads: layer('loads', show.loads, (pose, on, T) => sideLoads(T, layout, pose, on, on && show.measures)),
      reflex: layer('reflex', show.reflex, (pose, on, T) =>
        sideReflex(T, layout, pose, on, on && (show.measures || show.loads)),
      ),
      wholeBody: show.loads
        ? offLayer(even, layout, 'whole body', () => wholeBody(layout, poseOfSide(even), 'slim', layout.small, false))
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
        'data-nudge-most': SIDE_MOST_NUDGE,
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
  const frames = sideFrames(isDrawn(posture) ? posture : evenPosture(posture));
  const rest = spineLine(evenBody().frames);
  const points = spineLine(frames).map(([x, y], i) => [
    10 + 0.34 * (rest[i][0] + 1.33 * (x - rest[i][0])),
    31 - 0.34 * (y - 88),
  ]);
  return spline(points.filter((_, i) => i % 2 === 0));
}
