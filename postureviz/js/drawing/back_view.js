// A body seen from behind: left of the page is left of the body. World: cm, x to the right, y up from the floor.
// Each shape is drawn once, on the body at usual pull, and tied to links of the model; muscles lie on the model's own
// cables.
import { oncePer } from '../engine/memo.js';
import { usualPosture } from '../engine/usual.js';
import { along, clamp, corners, frame, mix, put, spline, strokes, view } from './geom.js';
import {
  kept,
  area,
  el,
  groundRect,
  shownIf,
  path,
  line,
  circle,
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
  centimetres,
  fade,
  isDrawn,
  label,
  lengthChange,
  lengthWords,
  muscle,
  muscleFill,
  notice,
  pullOf,
  signed,
} from './parts.js';
import {
  ANKLE_CM,
  SIDES_OF_BODY,
  SPINE,
  armEdge,
  backBones,
  bodyOf,
  girdleAndSkull,
  legAxis,
  legsPath,
  skin,
  skinGhost,
  spineBones,
  tie,
} from './back_anatomy.js';
import { everyday } from '../engine/everyday.js';
import { measure } from '../engine/readings.js';
import { layersShown } from '../engine/state.js';
import { entry, fixed, pullPercent, pullTone, pullWords, say } from '../engine/words.js';
import { SHEETS } from './sheets.js';

/**
 * Three layouts of one picture. w, h: size; k: px per cm; x, top: crown of the head; column: from the axis to a label;
 * rows: height of the labels on the body, cm; text: sizes of headings and second lines, px; short: short names in
 * labels;
 * window: [width, height] of the window on the legs; foot: px of the body that fade out at the bottom; key: of the
 * loads; lines: that a label may have.
 */
export const BACK_LAYOUTS = {
  wide: {
    ...SHEETS.wide,
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
    ...SHEETS.low,
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
    ...SHEETS.compact,
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

const soft = belly(0.5, 0.7);
/** Deep to shallow: cable without its side, width in cm, outline; `over` lies over the shoulder blade. */
const MUSCLES = [
  { name: 'abductors', width: 3.6, profile: soft, opacity: 1 },
  { name: 'oblique_inner', width: 2.4, profile: belly(0.6, 0.6), opacity: 0.8 },
  { name: 'oblique_outer', width: 2.6, profile: belly(0.6, 0.6), opacity: 0.8 },
  { name: 'quadratus_L3', width: 1.7, profile: soft, opacity: 1 },
  { name: 'quadratus_L1', width: 1.7, profile: soft, opacity: 1 },
  { name: 'quadratus_rib', width: 1.9, profile: soft, opacity: 1 },
  { name: 'iliocostalis_T10', width: 1.9, profile: belly(0.35, 0.5), opacity: 0.8, context: true },
  { name: 'longissimus_T5', width: 1.9, profile: belly(0.35, 0.5), opacity: 0.8, context: true },
  { name: 'rhomboid', width: 2.8, profile: belly(0.6, 0.6), opacity: 1 },
  { name: 'levator', width: 1.3, profile: belly(0.4, 0.7), opacity: 1 },
  { name: 'trapezius_low_T12', width: 2, profile: belly(0.3, 0.6), opacity: 1, over: true },
  { name: 'trapezius_low_T8', width: 2.2, profile: belly(0.35, 0.6), opacity: 1, over: true },
  { name: 'trapezius_middle', width: 2.4, profile: belly(0.45, 0.6), opacity: 1, over: true },
  { name: 'trapezius_neck', width: 2.4, profile: belly(0.35, 0.7), opacity: 1, over: true },
  { name: 'trapezius_head', width: 2, profile: belly(0.3, 0.8), opacity: 1, over: true },
];
const QUIET = 0.42;
/** The hip abductors have an arm at the hip and no path: they are drawn from the wing of the pelvis to the thigh. */
const ABDUCTORS = [
  [10.8, 102.2, 'pelvis'],
  [13.6, 97, 'pelvis'],
  [15.2, 90.4, 'leg'],
];
const abductorTies = oncePer(fit =>
  Object.fromEntries(SIDES_OF_BODY.map(([name, s]) => [name, ABDUCTORS.map(([x, y, to]) => tie(fit, [x, y], to, s))])),
);
const abductorLine = (body, side) => abductorTies(body.fit)[side].map(at => at(body));
const muscleLine = (body, name, side) =>
  name === 'abductors' ? abductorLine(body, side) : body.posture.paths[`${name}_${side}`].map(centimetres);
function muscles(S, layout, body, cables, which) {
  return MUSCLES.filter(which).flatMap(({ name, width, profile, opacity, context }) =>
    SIDES_OF_BODY.map(([side]) => {
      const key = `${name}_${side}`;
      const screen = muscleLine(body, name, side).map(p => S(...p));
      const factor = pullOf(cables.get(key), body.posture.factors);
      return kept(layout, key, [factor, corners(screen)], () =>
        muscle(key, screen, {
          width: width * S.k,
          factor,
          profile,
          fibres: width > 2.1 ? 3 : 2,
          quiet: context ? 0.7 * QUIET : QUIET,
          opacity,
        }),
      );
    }),
  );
}

/** The trapezius is one sheet: what lies between two of its lines, from shoulder blade to spine. */
const TRAPEZIUS_SHEETS = [
  ['trapezius_head', 'trapezius_neck'],
  ['trapezius_low_T12', 'trapezius_middle'],
];
const SHEET_SOFT = 0.5;
function trapezius(S, layout, body, cables) {
  const { posture } = body;
  return TRAPEZIUS_SHEETS.flatMap(names =>
    SIDES_OF_BODY.map(([side]) => {
      const own = names.map(name => cables.get(`${name}_${side}`));
      const [first, second] = own.map(cable => posture.paths[cable.name].map(centimetres));
      const [from, to] = own.map(cable =>
        posture.model.links.findIndex(row => row.name === cable.path[cable.path.length - 1].link),
      );
      const way = Math.sign(to - from);
      const spine = Array.from({ length: Math.abs(to - from) - 1 }, (_, i) =>
        centimetres(posture.points[from + way * (i + 1) + 1]),
      );
      const points = [...first, ...spine, ...second.reverse()].map(p => S(...p));
      const factor = own.reduce((sum, cable) => sum + pullOf(cable, posture.factors), 0) / own.length;
      const quiet = pullTone(factor) === 'usual' ? QUIET : 1;
      return kept(layout, `${names[0]} sheet ${side}`, [factor, corners(points)], () =>
        area(points, {
          fill: muscleFill(factor),
          'fill-opacity': quiet * SHEET_SOFT,
        }),
      );
    }),
  );
}

// ---- words in the margins

/** Groups from above, the muscle the leader points at, and how far along it. */
const GROUPS = [
  { group: 'neck_shoulder', foot: 'trapezius_neck', at: 0.3 },
  { group: 'mid_back', foot: 'rhomboid', at: 0.3 },
  { group: 'side_trunk', foot: 'quadratus_rib', at: 0.5 },
  { group: 'hip', foot: 'abductors', at: 0.45 },
];
const BESIDE_ARM = 5; // px between an arm and a label
const titleOfGroup = (name, brief) => (brief && entry('back_view.short')[name]) || say(`back_view.names.${name}`);
function backLabels(S, layout, body, cables, only) {
  const { posture } = body;
  return GROUPS.flatMap(({ group: name, foot, at }, row) =>
    SIDES_OF_BODY.map(([side, s]) => {
      const key = `${name}_${side}`;
      const own = [...cables.values()].filter(cable => cable.group === key);
      const factors = own.map(cable => pullOf(cable, posture.factors));
      const mixed = factors.some(f => pullPercent(f) !== pullPercent(factors[0]));
      const strongest = factors.reduce((a, b) => (Math.abs(b - 1) > Math.abs(a - 1) ? b : a), 1);
      const lines = [
        titleOfGroup(name, layout.short),
        mixed ? say('back_view.mixed') : signed(factors[0] ?? 1, pullWords(factors[0] ?? 1)),
        only
          ? ''
          : lengthWords(
              lengthChange(
                posture,
                own.map(cable => cable.name),
              ),
              layout.short,
            ),
      ];
      const point = along(
        muscleLine(body, foot, side).map(p => S(...p)),
        at,
      ).point;
      // where an arm comes under them, words move out as far as they have room
      const column = layout.x + s * layout.column;
      const wide = Math.max(
        1.06 * textWidth(lines[0], layout.text[0], true),
        ...lines.map(words => textWidth(words, layout.text[1])),
      );
      const most = Math.max(0, layout.w / 2 - layout.column - wide - 3);
      const place = [
        Math.round(column + s * clamp(s * (armEdge(S, body, side, s) - column) + BESIDE_ARM, 0, most)),
        S(0, layout.rows[row])[1],
      ];
      const made = label(`${key}_label`, point, place, lines, {
        keep: (facts, make) => kept(layout, `${key} words`, facts, make),
        anchor: s > 0 ? 'start' : 'end',
        size: layout.text,
        colour: pullInk(strongest),
        handle: key,
        way: `${s} 0`,
        room: layout.w / 2 - s * (place[0] - layout.x) - 2,
      });
      return group(
        { display: !only || only.includes(key) || own.some(cable => only.includes(cable.name)) ? null : 'none' },
        made,
      );
    }),
  );
}

/** What is measured, where its words stand (row, side) and what they point at. */
const MEASURES = [
  { name: 'shoulder_height_cm', row: 0, s: -1, near: 0.05, digits: 1, foot: at => at.landmarks.acromion_left },
  { name: 'c7_shift_cm', row: 0, s: 1, near: 0.05, digits: 1, foot: at => at.landmarks.C7 },
  {
    name: 'curve_deg',
    row: 2,
    s: -1,
    near: 0.05,
    digits: 1,
    foot: at => at.points[at.model.links.findIndex(row => row.name === 'L3') + 1],
  },
  { name: 'obliquity_deg', row: 3, s: -1, near: 0.05, digits: 1, foot: at => at.landmarks.crest_left },
];
function backMeasures(S, layout, body) {
  const { posture } = body;
  const { landmarks } = posture;
  const at = name => S(...centimetres(landmarks[name]));
  const halo = (points, width) => line(points, { stroke: ink('stage'), 'stroke-width': width, 'stroke-opacity': 0.8 });
  const bar = (a, b, over) => {
    const [p, q] = [mix(a, b, -over), mix(b, a, -over)];
    const level = (a[1] + b[1]) / 2;
    return [
      line(
        [
          [p[0], level],
          [q[0], level],
        ],
        { stroke: ink('ink-2'), 'stroke-width': 1.2, 'stroke-dasharray': '3 4' },
      ),
      halo([p, q], 4.6),
      line([p, q], { stroke: ink('accent'), 'stroke-width': 2.2 }),
      ...[a, b].map(c => circle(c, 3.6, { fill: ink('accent'), stroke: ink('stage'), 'stroke-width': 1 })),
    ];
  };
  const spine = posture.model.links
    .map((row, i) => [row.name, i])
    .filter(([name]) => name === 'pelvis' || SPINE.test(name))
    .map(([, i]) => S(...centimetres(posture.points[i + 1])));
  const sacrum = at('sacrum');
  const neck = at('C7');
  const values = measure(
    posture,
    MEASURES.map(row => row.name),
  );
  const words = MEASURES.map(({ name, row, s, near, digits, foot }) => {
    const value = values[name];
    const sense = Math.abs(value) < near ? 'zero' : value > 0 ? 'plus' : 'minus';
    const lines = [
      say('back_view.value', {
        name: say(`back_view.measures.${name}.${layout.short ? 'short' : 'name'}`),
        value: fixed(Math.abs(value), digits),
        unit: say(`readings.${name}.unit`),
      }),
      say(`back_view.measures.${name}.${sense}`),
    ];
    const rows = layout.short ? [lines[0].split(': ')[0], lines[0].split(': ')[1], lines[1]] : lines;
    return label(
      `${name}_label`,
      S(...centimetres(foot(posture))),
      [layout.x + s * layout.column, S(0, layout.rows[row])[1]],
      rows,
      {
        anchor: s > 0 ? 'start' : 'end',
        size: layout.text,
        colour: ink('accent'),
        room: layout.w / 2 - layout.column - 2,
      },
    );
  });
  return [
    line([sacrum, [sacrum[0], neck[1] - 14]], { stroke: ink('ink-2'), 'stroke-width': 1.2, 'stroke-dasharray': '3 4' }),
    halo(spine, 4.6),
    line(spine, { stroke: ink('accent'), 'stroke-width': 2.2 }),
    line([[sacrum[0], neck[1]], neck], { stroke: ink('accent'), 'stroke-width': 2 }),
    circle(neck, 3.6, { fill: ink('accent'), stroke: ink('stage'), 'stroke-width': 1 }),
    ...bar(at('crest_left'), at('crest_right'), 0.06),
    ...bar(at('acromion_left'), at('acromion_right'), 0.05),
    ...words,
  ];
}

// ---- loads

const CM_PER_NEWTON = 0.011;
/** A number on the body, on a ground of its own. */
function pill([x, y], words, size) {
  const [wide, high] = [textWidth(words, size, true) + 8, size + 7];
  return group(
    {},
    el('rect', {
      x: x - wide / 2,
      y: y - high / 2,
      width: wide,
      height: high,
      rx: high / 2,
      fill: ink('card'),
      stroke: ink('accent'),
      'stroke-width': 1.2,
    }),
    text([x, y + size * 0.36], words, {
      'text-anchor': 'middle',
      fill: ink('ink'),
      'font-size': size,
      'font-weight': 700,
    }),
  );
}
/** Levels whose load is told, in rows that measures leave free. */
const LOAD_ROWS = [
  ['C7', 1],
  ['T12', 2],
  ['L5', 3],
];
function backLoads(S, layout, body) {
  const { posture, fit } = body;
  const { links } = posture.model;
  const [, small] = layout.text;
  const spine = links.map((row, i) => [row.name, i]).filter(([name]) => SPINE.test(name));
  const bars = spine.map(([name, i]) => {
    const { point, ahead } = body.frames[name];
    const half = Math.max(0, posture.joints.compression[i]) * CM_PER_NEWTON;
    return [S(...put(frame(point, ahead), -half, 0)), S(...put(frame(point, ahead), half, 0))];
  });
  const room = layout.w / 2 - layout.column - 2;
  const texts = LOAD_ROWS.map(([name, row]) => {
    const i = links.findIndex(link => link.name === name);
    const force_N = posture.joints.compression[i];
    const words = say('back_view.load', {
      value: fixed(force_N, 0),
      percent: fixed((100 * force_N) / fit.even.joints.compression[i], 0),
    });
    const like = layout.lines < 4 ? [] : wrap(everyday(Math.max(0, force_N)).words, room, small, 2);
    return label(
      `${name}_load_label`,
      S(...body.frames[name].point),
      [layout.x + layout.column, S(0, layout.rows[row])[1]],
      [say(`back_view.levels.${name}`), words, ...like],
      { anchor: 'start', size: layout.text, colour: ink('accent'), room },
    );
  });
  const [keyX, keyY, keyAnchor] = layout.key;
  const key = text([keyX, keyY], shorten(say('back_view.load_key'), 14.2 * small, small), {
    'text-anchor': keyAnchor,
    fill: ink('ink-2'),
    'font-size': small,
    stroke: ink('stage'),
    'stroke-width': 3,
    'paint-order': 'stroke',
  });
  return [
    path(strokes(bars), { stroke: ink('skin'), 'stroke-width': S.k * 0.9 + 2, 'stroke-linecap': 'butt' }),
    path(strokes(bars), {
      stroke: ink('accent'),
      'stroke-width': S.k * 0.9,
      'stroke-linecap': 'butt',
      'stroke-opacity': 0.85,
    }),
    ...texts,
    key,
  ];
}

// ---- the posture reflex

/**
 * Servo springs, the link they hold, the radius of their arrow about a point ahead of its foot, cm, and how far below
 * the arrow its number stands.
 */
const REFLEX = [
  { names: ['gaze'], link: 'head', ahead: 3, radius: 10.5, drop: 1.1 },
  { names: ['trunk'], link: 'T10', ahead: 0, radius: 15, drop: 0.45 },
  { names: ['centre_of_mass', 'sway'], link: 'pelvis', ahead: -6, radius: 13.5, drop: 0.5 },
];
const [LEAST_TURN_DEG, MOST_TURN_DEG, TURN_DEG_PER_Nm] = [34, 66, 2];
/** How hard and which way the reflex turns a part of the body: an arc over it, and its torque below. */
function backReflex(S, layout, body) {
  const [, small] = layout.text;
  return REFLEX.map(({ names, link, ahead, radius, drop }) => {
    const torque = names.reduce((sum, name) => sum + (body.posture.servo[name]?.[0] ?? 0), 0);
    const c = put(body.frames[link], 0, ahead);
    const half =
      (clamp(LEAST_TURN_DEG + Math.abs(torque) * TURN_DEG_PER_Nm, LEAST_TURN_DEG, MOST_TURN_DEG) * Math.PI) / 180;
    const tail = torque > 0 ? 1 : -1; // a torque above nothing turns the top to the left: its tail is on the right
    const at = (turn, r = radius) => S(c[0] + tail * r * Math.sin(turn), c[1] + r * Math.cos(turn));
    const arc = Array.from({ length: 15 }, (_, i) => at(half * (1 - i / 7)));
    const [x, y] = at(0);
    const told = [x, y + Math.max(drop * radius * S.k, small + 10)];
    return group(
      { 'data-part': `reflex_${names[0]}`, display: Math.abs(torque) >= 0.05 ? null : 'none' },
      pill(told, say('back_view.torque', { value: fixed(Math.abs(torque), 1) }), small),
      text([told[0], told[1] + 1.85 * small], shorten(say(`back_view.reflex.${names[0]}`), 12 * small, small), {
        'text-anchor': 'middle',
        fill: ink('ink'),
        'font-size': small,
        stroke: ink('skin'),
        'stroke-width': 3,
        'paint-order': 'stroke',
      }),
      line(arc.slice(0, 13), { stroke: ink('stage'), 'stroke-width': 6.5, 'stroke-opacity': 0.8 }),
      line(arc.slice(0, 13), { stroke: ink('accent'), 'stroke-width': 3, 'stroke-linecap': 'butt' }),
      arrow('reflex_arrow', arc[12], arc[14], { colour: ink('accent'), width: 3, head: 10 }),
    );
  });
}

// ---- what lifts or lowers a hip

/** Both legs from behind, on the floor: a level, and the line through the hips. x: middle of the body on the screen. */
function legsBehind(k, x, floor, reach, body, full) {
  const T = view(k, x, floor);
  const [left, right] = SIDES_OF_BODY.map(([side]) => T(...centimetres(body.posture.landmarks[`hip_${side}`])));
  const slope = (right[1] - left[1]) / (right[0] - left[0]);
  const [, level] = mix(left, right, 0.5);
  return [
    path(legsPath(T, body, full), { fill: ink('skin'), stroke: ink('skin-edge'), 'stroke-width': 1.2 }),
    ...SIDES_OF_BODY.map(([side, s]) =>
      line(
        legAxis(body, side, s).map(p => T(...p)),
        { stroke: ink('accent'), 'stroke-width': 1.6 },
      ),
    ),
    line(
      [
        [x - reach, level],
        [x + reach, level],
      ],
      { stroke: ink('ink-2'), 'stroke-width': 1.1, 'stroke-dasharray': '3 3' },
    ),
    line(
      [-reach, reach].map(u => [x + u, level + slope * u]),
      { stroke: ink('accent'), 'stroke-width': 2 },
    ),
    ...[left, right].map(c => circle(c, 2.8, { fill: ink('accent'), stroke: ink('card'), 'stroke-width': 1 })),
  ];
}
/** One leg from its side: thigh and shank keep their length, the knee goes forward, and so the hip comes down. */
function legFromSide(k, x, floor, { forward, half, drop }) {
  const at = (u, v) => [x + k * u, floor - k * v];
  const leg = (hip, knee) => [at(0, hip), at(knee, ANKLE_CM + (hip - ANKLE_CM) / 2), at(0, ANKLE_CM)];
  const straight = ANKLE_CM + 2 * half;
  const limb = leg(straight - drop, forward);
  return [
    line(leg(straight, 0), { stroke: ink('ghost'), 'stroke-width': 1.4, 'stroke-dasharray': '4 4' }),
    line(limb, { stroke: ink('skin-edge'), 'stroke-width': k * 9 + 2.4 }),
    line(limb, { stroke: ink('skin'), 'stroke-width': k * 9 }),
    path(spline([at(-4, 8), at(2, 9), at(14, 2.6), at(15, 0), at(-5, 0), at(-5.5, 3)], true), {
      fill: ink('skin'),
      stroke: ink('skin-edge'),
      'stroke-width': 1.2,
    }),
    line(limb, { stroke: ink('accent'), 'stroke-width': 1.6 }),
    circle(limb[1], 2.8, { fill: ink('accent'), stroke: ink('card'), 'stroke-width': 1 }),
  ];
}
const WINDOW_TALL_CM = 100; // of the legs and some air above the hips
/** A window on both legs from behind and, for a bent knee, on that leg from its side. */
function legsWindow(layout, [x, y], body, full, bent) {
  const [w, h] = layout.window;
  const floor = y + h - 8;
  const k = (h - 12) / WINDOW_TALL_CM;
  const reach = bent ? 0.27 * w : 0.44 * w;
  return group(
    {},
    el('rect', { x, y, width: w, height: h, rx: 8, fill: ink('card'), stroke: ink('line'), 'stroke-width': 1.4 }),
    line(
      [
        [x + 6, floor],
        [x + w - 6, floor],
      ],
      { stroke: ink('ink-2'), 'stroke-width': 1.4 },
    ),
    ...legsBehind(k, x + (bent ? 0.33 : 0.5) * w, floor, reach, body, full),
    ...(bent ? legFromSide(k, x + 0.76 * w, floor, bent) : []),
  );
}
function legWindows(layout, body, full, resting) {
  const { settings } = body.posture;
  const longer = settings.leg_difference_mm ?? 0;
  const bent = settings.bent_knee_mm ?? 0;
  const [w, h] = layout.window;
  const [, small] = layout.text;
  const first = longer < 0 ? -1 : 1;
  const second = longer !== 0 ? -first : bent < 0 ? -1 : 1;
  const corner = s => [s < 0 ? layout.edge : layout.w - layout.edge - w, layout.h - h - 3 * (small + 2) - 8];
  const mm = value => fixed(Math.abs(value), Math.round(value * 10) % 10 ? 1 : 0);
  const at = SIDES_OF_BODY.flatMap(([side, s]) =>
    legAxis(body, side, s)
      .flat()
      .map(v => fixed(v, 2)),
  );
  const shown = (name, value, s, bend) => {
    const place = corner(s);
    const words = [
      say(`back_view.${name}.${value < 0 ? 'left' : 'right'}`),
      say(`back_view.${name}.by`, { mm: mm(value) }),
      say(`back_view.trunk_unanswered${layout.short ? '_short' : ''}`),
    ];
    return group(
      { 'data-part': name, display: value ? null : 'none' },
      value ? legsWindow(layout, place, body, full, bend) : legsWindow(layout, place, resting, false, bend),
      ...words.map((row, i) =>
        text(
          [s < 0 ? place[0] : place[0] + w, place[1] + h + small + 1 + i * (small + 2)],
          shorten(row, 1.5 * w, small),
          {
            'text-anchor': s < 0 ? 'start' : 'end',
            fill: i ? ink('ink-2') : ink('accent'),
            'font-size': small,
            'font-weight': i ? null : 700,
          },
        ),
      ),
    );
  };
  return [
    kept(layout, 'longer', longer ? [longer, first, full, at] : [], () => shown('longer_leg', longer, first, null)),
    kept(layout, 'bent', bent ? [bent, second, full, at] : [second], () =>
      shown('bent_knee', bent, second, (bent ? body : resting).knees[bent < 0 ? 'left' : 'right']),
    ),
  ];
}

// ---- all of it

/** A finger takes the body by its head; what it moves in the model is the base of the neck. */
const NUDGED = 'C7';
const HEAD_CM = 7.5;
const FAR_BELOW = 320; // px: in a tall stage the legs stay faded out below the picture too
const MOST_NUDGE = 0.02; // of its height: a body gives way to a finger more than a mast, and its model is for small bends

/**
 * The layers of the back picture by name, back to front: the ground, those of the body, and what stands over it.
 * options: layout (of BACK_LAYOUTS), show (layers that are on), ghost (a second posture), tags (labels shown or not),
 * only (the groups and muscles that are named, without any effect; null: all).
 */
export function backLayers(
  posture,
  { layout, show = layersShown(posture.model, null), ghost = null, tags = true, only = null },
) {
  const drawn = isDrawn(posture);
  const body = bodyOf(drawn ? posture : usualPosture(posture));
  const resting = bodyOf(body.fit.even);
  const cables = new Map(body.posture.model.cables.map(cable => [cable.name, cable]));
  const S = view(layout.k, layout.x, layout.top + layout.k * body.fit.crown);
  // A layer that is off is that of the body at usual pull, so that the tree keeps its structure and costs nothing.
  const layer = (name, on, make) =>
    group(
      { 'data-layer': name, ...shownIf(on) },
      on ? make(body) : kept(layout, `layer ${name}`, [body.fit.id], () => ({ kids: make(resting) })).kids,
    );
  const faint = show.bones ? null : 'var(--faint)';
  const before = ghost && isDrawn(ghost) ? bodyOf(ghost) : null;
  const [heading] = layout.text;
  const full = Boolean(show.full);
  // where loads, torques or angles are told, their words take the place of those of the muscles
  const named = tags && show.muscles && (only || !(show.loads || show.reflex || show.measures));
  const side = s => ({
    'text-anchor': s < 0 ? 'start' : 'end',
    fill: ink('ink'),
    'font-size': heading,
    'font-weight': 700,
  });
  return {
    ground: kept(layout, 'ground', [], () => groundRect(layout.w, layout.h)),
    drawn,
    body: {
      skin: skin(S, layout, body, full),
      ghost: group({ 'data-part': 'ghost', ...shownIf(before) }, skinGhost(S, layout, before ?? resting, full)),
      plumb: kept(layout, 'plumb', [], () => plumbLine(S(0, body.fit.crown + 4), [layout.x, layout.h])),
      bones: group({ opacity: faint, 'data-part': 'bones' }, backBones(S, layout, body)),
      muscles: layer('muscles', show.muscles, at =>
        muscles(S, layout, at, cables, row => row.name === 'abductors' || row.name.startsWith('oblique')),
      ),
      spine: group({ opacity: faint }, spineBones(S, layout, body)),
      deep: layer('deep muscles', show.muscles, at =>
        muscles(
          S,
          layout,
          at,
          cables,
          row => !(row.over || row.name === 'abductors' || row.name.startsWith('oblique')),
        ),
      ),
      girdle: group({ opacity: faint }, girdleAndSkull(S, layout, body)),
      shallow: layer('shallow muscles', show.muscles, at => [
        ...trapezius(S, layout, at, cables),
        ...muscles(S, layout, at, cables, row => row.over),
      ]),
      fade: kept(layout, 'fade', [], () =>
        fade(
          layout.h - 8,
          layout.h - layout.foot,
          [layout.x - 32 * layout.k, layout.h - layout.foot, 64 * layout.k, layout.foot + FAR_BELOW],
          'bottom',
        ),
      ),
      measures: layer('measures', show.measures && !only, at => backMeasures(S, layout, at)),
      labels: group(
        shownIf(named),
        layer('labels', named, at => backLabels(S, layout, at, cables, at === body ? only : null)),
      ),
      loads: layer('loads', show.loads && !only, at => backLoads(S, layout, at)),
      reflex: layer('reflex', show.reflex && !only, at => backReflex(S, layout, at)),
      legWindows: legWindows(layout, body, full, resting),
      handle: circle(S(...put(body.frames.head, 0, HEAD_CM)), 1.2 * HEAD_CM * S.k, {
        fill: 'none',
        'pointer-events': 'all',
        'data-nudge': NUDGED,
        'data-nudge-most': MOST_NUDGE,
      }),
    },
    sides: kept(layout, 'sides', [], () =>
      group(
        {},
        [-1, 1].map(s =>
          text(
            [s < 0 ? layout.edge : layout.w - layout.edge, layout.edge + heading - 4],
            say(`back_view.${s < 0 ? 'left' : 'right'}`),
            side(s),
          ),
        ),
      ),
    ),
    notice: notice(
      [layout.w / 2, layout.h / 2],
      Math.min(320, layout.w - 40),
      heading,
      drawn ? '' : say(`describe.back.status.${posture.status}`),
    ),
  };
}
/** The parts of the back picture, back to front; for options see `backLayers`. */
export const backParts = (posture, options) => bodyParts(backLayers(posture, options));

const GLYPH_TURN = 3;
/**
 * Pelvis, spine and shoulders as lines in a box of 20 by 32, for a chip; what is off centre or off level is shown three
 * times as strong.
 */
export function backGlyph(posture) {
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
