// The ship from the side, bow to the right: the deck tips as the pelvis does, the mast bends as the spine does.
// The same posture and controls as the body from the side. World in drawing units; the mast is 58 of them long.
import {
  along,
  dotAt,
  frame,
  lerp,
  moved,
  placed,
  put,
  ramp,
  ribbon,
  sample,
  shape,
  spline,
  strokes,
  screenMap,
} from './geom.js';
import {
  kept,
  area,
  circle,
  group,
  groundRect,
  halo,
  shownIf,
  stacked,
  ink,
  line,
  path,
  pullInk,
  shorten,
  text,
} from './svg.js';
import { bodyGroup, isDrawn, noLayer, plumbLine } from './parts.js';
import { entry, inSentence, say, titleOf } from '../engine/words.js';
import { shaped } from '../engine/model.js';
import { layers as sideLayers } from './side_view.js';
import { VERTEBRAE, bonesBehind, evenBody, framesOf } from './side_anatomy.js';
import {
  farSea,
  flag,
  isSlacker,
  nearSea,
  nest,
  once,
  pill,
  pillWidth,
  pullLabel,
  ropeLook,
  ropePoints,
  ropeWidth,
  noticeAboveDeck,
} from './ship_parts.js';
import { FORMATS } from './formats.js';

const MAST = 58;

/**
 * As for the ship from astern, in the same sizes as the body from the side, so that one can take the other's place;
 * tagX: from the edge to the middle of a tag; tagY: backstay to stern line, from above; both: rope and muscle are
 * named.
 * @type {Record<'wide' | 'low' | 'compact', Layout>}
 */
const LAYOUTS = {
  wide: {
    ...FORMATS.wide,
    k: 4.5,
    x: 344,
    y: 402,
    tagX: 76,
    tagY: [124, 210, 296, 430],
    edge: 24,
    text: [14, 13],
    flag: 11,
    ropeWidth: 1,
    noticeWidth: 300,
    nameWidth: 136,
    leader: 20,
    both: true,
  },
  low: {
    ...FORMATS.low,
    k: 2.78,
    x: 344,
    y: 262,
    tagX: 92,
    tagY: [80, 142, 204, 300],
    edge: 18,
    text: [14, 13],
    flag: 10.5,
    ropeWidth: 0.8,
    noticeWidth: 260,
    nameWidth: 136,
    leader: 20,
    both: false,
  },
  compact: {
    ...FORMATS.compact,
    k: 2.35,
    x: 170,
    y: 242,
    tagX: 48,
    tagY: [74, 124, 174, 304],
    edge: 8,
    text: [13, 12],
    flag: 10,
    ropeWidth: 0.76,
    noticeWidth: 176,
    nameWidth: 92,
    leader: 6,
    both: false,
  },
};

/**
 * What each rope stands for, from above, aft then forward: on the mast at a share of its height or on the hull, and
 * made fast on deck or on the sea bed; where on it its leader ends.
 */
const STAYS = [
  { group: 'upper_neck', word: 'backstay', side: -1, row: 0, at: 0.93, deck: [-37, 7.6], foot: 0.62 },
  { group: 'mid_back', word: 'middle_backstay', side: -1, row: 1, at: 0.66, deck: [-28.5, 6.6], foot: 0.6 },
  { group: 'lower_back', word: 'inner_backstay', side: -1, row: 2, at: 0.38, deck: [-20, 5.4], foot: 0.5 },
  { group: 'glutes', word: 'stern_line', side: -1, row: 3, from: [-33, 2.2], bed: [-47, -27], foot: 0.62 },
  { group: 'deep_neck_flexors', word: 'forestay', side: 1, row: 0, at: 0.93, deck: [46, 7.4], foot: 0.62 },
  { group: 'chest', word: 'middle_forestay', side: 1, row: 1, at: 0.66, deck: [35, 4.4], foot: 0.58 },
  { group: 'abdominals', word: 'inner_forestay', side: 1, row: 2, at: 0.38, deck: [24, 2.6], foot: 0.5 },
  { group: 'hip_flexors', word: 'bow_line', side: 1, row: 3, from: [38, 4.4], bed: [53, -27], foot: 0.62 },
];
const SPARE = { deck: 2.4, bed: 1.6 };

/**
 * The mast that bends as the spine does, and the deck that tips as the pelvis does.
 * @param {Posture} posture
 * @param {number} fade 0: as straight as the spine is neutral; 1: with the natural curves of the spine
 * @param {boolean} drawn whether the posture has a resting place; neutral without one
 * @returns {{ points: Point[], deck: Frame, scale: number }} units; scale: of them per metre
 */
export function mastOf(posture, fade, drawn) {
  const model = shaped(posture.model, posture.settings);
  const names = model.links.map(link => link.name);
  const bones = names.slice(names.indexOf('L5'), names.indexOf('C1') + 1).map(name => names.indexOf(name));
  const scale = MAST / bones.reduce((sum, i) => sum + model.links[i].length_m, 0);
  const neutral = i => (model.links[i].neutral_deg * Math.PI) / 180;
  const change = i => (drawn ? posture.angles[i] - neutral(i) : 0);
  const points = [[0, 0]];
  for (const i of bones) {
    const a = lerp(Math.PI / 2, neutral(i), fade) + change(i);
    const [x, y] = points[points.length - 1];
    const l = model.links[i].length_m * scale;
    points.push([x + l * Math.cos(a), y + l * Math.sin(a)]);
  }
  const tip = change(names.indexOf('pelvis'));
  return { points, deck: frame([0, 0], [-Math.sin(tip), Math.cos(tip)]), scale };
}

const HULL = shape(
  '-45 13.2 1, -42.6 4, -40.6 -4, -36 -11, -28 -17.5, -12 -20.5, 12 -20.5, 28 -18.4, 36 -14, 42 -7, 46.6 1, 50.4 8.6 1, 44 6.6, 34 4.2, 18 1.9, 0 1.2, -12 2.0 1, -16 2.6 1, -17 6.6 1, -28 8.2, -34 9.6, -37 13.6 1',
);
const PLANKS = [
  [-2, -41, 45, 3.4],
  [-6, -39.6, 43, 3.6],
  [-10.4, -36.6, 39, 3.4],
  [-14.4, -32, 34.5, 2.6],
];
const RAIL = shape('50.6 9, 44 7, 34 4.6, 18 2.3, 0 1.6, -12 2.4, -16 3');
const CORNER = ([x, y]) => [x, y, 1];
/** A shape about the foot of the mast in px; a third number makes a corner. */
const onDeck = k => points => points.map(([x, y, corner]) => (corner ? [k * x, -k * y, 'c'] : [k * x, -k * y]));
function planks(at) {
  const seam = { stroke: ink('hull-2'), 'stroke-width': 1.1, 'stroke-opacity': 0.75 };
  return PLANKS.map(([y, from, to, bow]) => {
    const points = [
      [from, y + 2.4],
      [-18, y + 0.2],
      [6, y - bow * 0.35],
      [28, y + 0.4],
      [to, y + 3],
    ];
    return path(spline(at(points)), seam);
  });
}
/** The raised stern with its windows. */
function sternCastle(at) {
  const outline = [
    ...shape('-43.4 11.4, -41.8 4.6').map(CORNER),
    [-30, 2.4],
    ...shape('-18 1.6, -18 5.6').map(CORNER),
    [-29, 7],
    ...shape('-35 8.4, -38.2 11.6').map(CORNER),
  ];
  const windows = [-38.6, -33.4, -28, -22.8].map(x => {
    const [low, high] = [(x + 38) * 0.11, (x + 38) * 0.12];
    const points = [
      [x - 1.5, 4 - low],
      [x - 1.5, 6.6 - high],
      [x + 1.5, 6.4 - high],
      [x + 1.5, 3.8 - low],
    ];
    return area(at(points), { fill: ink('glass'), stroke: ink('hull-2'), 'stroke-width': 1.4 });
  });
  return [
    path(spline(at(outline), true, 0.4), { fill: ink('hull-3'), stroke: ink('hull-2'), 'stroke-width': 1.3 }),
    ...windows,
  ];
}
function gunPort(at, k, x) {
  const y = -3.6 + (x / 34) ** 2 * 1.6;
  const lid = [
    [x - 1.7, y - 1.5],
    [x - 1.7, y + 1.5],
    [x + 1.7, y + 1.6],
    [x + 1.7, y - 1.4],
  ];
  const barrel = [
    [x, y],
    [x + 2.2, y + 0.1],
  ];
  return group(
    {},
    area(at(lid), { fill: ink('hull-2'), stroke: ink('wood-edge'), 'stroke-width': 1.2 }),
    line(at(barrel), { stroke: ink('wood-edge'), 'stroke-width': k * 0.6 }),
  );
}
/** Rudder, anchor hole and stern lantern. */
function fittings(at, k) {
  const rudder = [...shape('-41 -3.4').map(CORNER), [-44.4, -3.8], ...shape('-43.6 -14, -35 -13.4').map(CORNER)];
  return [
    path(spline(at(rudder), true, 0.3), { fill: ink('hull-2'), stroke: ink('wood-edge'), 'stroke-width': 1.2 }),
    circle(at([[41, -0.6]])[0], k * 0.9, { fill: ink('wood-edge') }),
    line(at(shape('-44 13, -44 16')), { stroke: ink('wood-edge'), 'stroke-width': 2 }),
    path(spline(at(shape('-45 15.6, -45.4 17.8, -44 19.2, -42.6 17.8, -43 15.6')), true, 0.35), {
      fill: ink('glass'),
      stroke: ink('wood-edge'),
      'stroke-width': 1.3,
    }),
  ];
}
/** The hull once, about the foot of the mast, so that only its turn changes. */
function hull(k) {
  const at = onDeck(k);
  return group(
    {},
    line(at(shape('44 7, 71 17.6')), { stroke: ink('wood-edge'), 'stroke-width': k * 1.3 }),
    line(at(shape('44 7, 70.6 17.4')), { stroke: ink('wood'), 'stroke-width': k * 0.9 }),
    path(spline(at(HULL), true, 0.42), { fill: ink('hull'), stroke: ink('hull-2'), 'stroke-width': 1.6 }),
    ...planks(at),
    ...sternCastle(at),
    ...[-10, 0, 10, 20, 30].map(x => gunPort(at, k, x)),
    path(spline(at(shape('-17 6.9, -28 8.6, -34 10, -37 13.9'))), { stroke: ink('trim'), 'stroke-width': k * 0.4 }),
    path(spline(at(RAIL)), { stroke: ink('hull-2'), 'stroke-width': k * 0.9 }),
    path(spline(at(RAIL)), { stroke: ink('trim'), 'stroke-width': k * 0.3 }),
    ...fittings(at, k),
  );
}

/** The mast; its yard is seen end-on, with the sail furled before it. */
function spar(S, layout, points) {
  const { k } = S;
  const screen = points.map(([x, y]) => S(x, y));
  const links = points.length - 1;
  const rings = [0.06, ...new Set(STAYS.filter(stay => stay.at).map(stay => stay.at))].map(t => {
    const f = along(points, t);
    return [S(...put(f, -1.6, 0)), S(...put(f, 1.6, 0))];
  });
  return group(
    { 'data-part': 'mast' },
    area(
      ribbon(screen, s => k * lerp(1.35, 0.72, s), links),
      { fill: ink('wood'), stroke: ink('wood-edge'), 'stroke-width': 1.3 },
    ),
    line(
      sample(screen, links).map(({ p, n }) => [p[0] - n[0] * k * 0.35, p[1] - n[1] * k * 0.35]),
      { stroke: ink('wood-edge'), 'stroke-width': 0.8, 'stroke-opacity': 0.4 },
    ),
    path(strokes(rings), { stroke: ink('wood-edge'), 'stroke-width': k * 0.8 }),
    group(
      { transform: placed(S, along(points, 0.78)) },
      once(layout, 'yard end', () => yardEnd(k)),
    ),
  );
}
function yardEnd(k) {
  const at = ([x, y]) => [k * x, -k * y];
  return group(
    {},
    path(spline(shape('.9 2.3, 3.2 1.2, 3.2 -1.2, 1.1 -2.9').map(at), true), {
      fill: ink('bone'),
      stroke: ink('bone-edge'),
      'stroke-width': 1.1,
    }),
    circle(at([1.9, -0.4]), k * 0.62, { fill: ink('wood'), stroke: ink('wood-edge'), 'stroke-width': 1.2 }),
  );
}

function stayLine(S, mast, deck, stay, factor) {
  const lower = stay.bed ?? put(deck, ...stay.deck);
  const upper = stay.from ? put(deck, ...stay.from) : put(along(mast, stay.at), stay.side * 0.6, 0);
  return ropePoints([lower, upper], factor, stay.bed ? SPARE.bed : SPARE.deck).map(([x, y]) => S(x, y));
}
function stayRope(layout, stay, screen, factor) {
  return group(
    { 'data-part': stay.word },
    line(screen, { stroke: ink('stage'), 'stroke-width': ropeWidth(layout, factor) + 2.4, 'stroke-opacity': 0.8 }),
    line(screen, { ...ropeLook(factor), 'stroke-width': ropeWidth(layout, factor), 'stroke-linecap': 'butt' }),
    line(screen, {
      stroke: ink('stage'),
      'stroke-width': 1.3 * layout.ropeWidth,
      'stroke-linecap': 'butt',
      'stroke-dasharray': '2 5',
      'stroke-opacity': 0.75,
      display: isSlacker(factor) ? 'none' : null,
    }),
    circle(screen[0], 4 * layout.ropeWidth, { fill: ink('wood-edge'), display: stay.bed ? 'none' : null }),
  );
}
const stayName = (name, brief) =>
  inSentence((brief && entry('side_view.short_names')[name]) || titleOf({ name: 'side' }, name));
/** The set pull of one rope, its own name above and the muscle it stands for below; the pill is the handle. */
function stayTag(layout, stay, foot, factor, drawn) {
  const [heading, small] = layout.text;
  const colour = pullInk(factor);
  const label = pullLabel(factor);
  const width = pillWidth(label, heading);
  const x = stay.side < 0 ? layout.tagX : layout.w - layout.tagX;
  const y = layout.tagY[stay.row];
  const hem = x - (stay.side * width) / 2;
  const rope = shorten(say(`drawing.${stay.word}`), layout.nameWidth, small);
  const muscle = shorten(stayName(stay.group, !layout.both), layout.nameWidth, small);
  // one name keeps to the outer end of its tag, away from the ropes
  const [nameX, anchor] = layout.both ? [x, 'middle'] : [x + (stay.side * width) / 2, stay.side < 0 ? 'start' : 'end'];
  const second = {
    'text-anchor': anchor,
    'font-size': small,
    fill: ink('ink-2'),
    ...halo(4),
  };
  return group(
    { 'data-part': `${stay.word}_tag` },
    line([foot, [hem - stay.side * layout.leader, y], [hem, y]], {
      stroke: colour,
      'stroke-width': 1,
      'stroke-opacity': 0.85,
      ...shownIf(drawn),
    }),
    line(dotAt(foot), { stroke: ink('stage'), 'stroke-width': 7, ...shownIf(drawn) }),
    line(dotAt(foot), { stroke: colour, 'stroke-width': 5, ...shownIf(drawn) }),
    kept(layout, `${stay.word} pull`, [colour, label, rope, muscle], () =>
      group(
        {},
        text([nameX, y - 18], layout.both ? rope : muscle, second),
        pill(
          [x, y],
          { label, width, hit: 84, size: heading, colour },
          { 'data-handle': stay.group, 'data-pull': `${stay.side} 0`, cursor: 'ew-resize' },
        ),
        text([nameX, y + 14 + small], layout.both ? muscle : '', { ...second, display: layout.both ? null : 'none' }),
      ),
    ),
  );
}

/**
 * The X of a pattern: ropes that pull more joined by a solid line, those that pull less by a dashed line, as on the
 * body.
 */
const CROSSES = {
  lower: {
    more: ['lower_back', 'hip_flexors'],
    less: ['abdominals', 'glutes'],
    lines: {
      more: [
        [-20, 20],
        [29, -19],
      ],
      less: [
        [20, 20],
        [-27, -19],
      ],
    },
    aloft: false,
  },
  upper: {
    more: ['upper_neck', 'chest'],
    less: ['deep_neck_flexors', 'mid_back'],
    lines: {
      more: [
        [-19, 60],
        [30, 25],
      ],
      less: [
        [19, 60],
        [-30, 25],
      ],
    },
    aloft: true,
  },
};
function crossOf(S, deck, pulls, { more, less, lines, aloft }, wanted) {
  const shown = wanted && more.every(name => pulls[name] > 1.1) && less.every(name => pulls[name] < 0.9);
  const place = p => S(...(aloft ? p : put(deck, ...p)));
  const stroke = (ends, colour, dash, sign) =>
    group(
      {},
      line(ends, { stroke: ink('stage'), 'stroke-width': 7, 'stroke-opacity': 0.85 }),
      line(ends, { stroke: ink(colour), 'stroke-width': 3, 'stroke-dasharray': dash }),
      ...ends.map(p =>
        group(
          {},
          circle(p, 10, { fill: ink(colour), stroke: ink('stage'), 'stroke-width': 2 }),
          text([p[0], p[1] + 4], sign, {
            'text-anchor': 'middle',
            'font-size': 12,
            'font-weight': 700,
            fill: ink('stage'),
          }),
        ),
      ),
    );
  return group(
    { 'data-part': 'cross', ...shownIf(shown) },
    stroke(lines.less.map(place), 'less', '7 6', '▼'),
    stroke(lines.more.map(place), 'more', null, '▲'),
  );
}

function ends(layout) {
  const [heading, small] = layout.text;
  return [
    ['aft', layout.edge, 'start'],
    ['forward', layout.w - layout.edge, 'end'],
  ].flatMap(([word, x, anchor]) => [
    text([x, layout.edge + 12], say(`drawing.${word}`), {
      'text-anchor': anchor,
      fill: ink('ink'),
      'font-size': heading,
      'font-weight': 700,
    }),
    text([x, layout.edge + 16 + small], say(`drawing.${word}_means`), {
      'text-anchor': anchor,
      fill: ink('ink-2'),
      'font-size': small,
    }),
  ]);
}

/** Where the top of the sacrum stands in the picture of the body: there the mast has its foot. */
function sacrumIn(layout) {
  const [x, y] = evenBody().posture.landmarks.s1;
  return [layout.x + 100 * x * layout.k, layout.h + (layout.foot - 100 * y) * layout.k];
}

/** The spine on the curve of the mast, then where it truly is; the bones around it come later. */
function spineOnMast(posture, points, scale, fade, layout, S) {
  const frames = framesOf(posture);
  const [fx, fy] = evenBody().posture.landmarks.s1;
  VERTEBRAE.forEach((name, i) => {
    const [a, b] = [points[i], points[i + 1]].map(([x, y]) => [100 * (fx + x / scale), 100 * (fy + y / scale)]);
    const l = Math.hypot(b[0] - a[0], b[1] - a[1]);
    const own = frames[name];
    const ahead = [lerp((b[0] - a[0]) / l, own.ahead[0], fade), lerp((b[1] - a[1]) / l, own.ahead[1], fade)];
    const unit = Math.hypot(...ahead);
    frames[name] = frame(
      [lerp((a[0] + b[0]) / 2, own.point[0], fade), lerp((a[1] + b[1]) / 2, own.point[1], fade)],
      [ahead[0] / unit, ahead[1] / unit],
    );
  });
  const { ribs, sacrum, leg, discs, vertebrae } = bonesBehind(S, frames, (part, make) =>
    once(layout, `bone ${part}`, make),
  );
  return stacked({
    around: group({ opacity: ramp(fade, 0.5, 0.8) }, stacked({ ribs, sacrum, leg })),
    discs,
    vertebrae,
  });
}

/**
 * The parts of a picture on the way from ship to body, back to front; the curve of the spine does not jump. First the
 * masthead goes, then bones stand on the curve of the mast, then skin and muscles come.
 * @param {Posture} posture
 * @param {PictureOptions & { fade: number }} options layout: of the body; fade: 0 the ship, 1 the body as its own
 *   picture shows it
 * @returns {Tree[]}
 */
export function parts(posture, { layout: bodyLayout, fade, show = {}, tags = true, ...more }) {
  const layout = LAYOUTS[bodyLayout.name];
  if (fade <= 0) return stacked(layers(posture, { ...more, layout, show, tags }));
  const drawn = isDrawn(posture);
  const { points, scale } = mastOf(posture, fade, drawn);
  const own = (layout.k * scale) / 100; // px per cm at the ship's own size
  const foot = sacrumIn(bodyLayout);
  const at = [lerp(layout.x, foot[0], fade), lerp(layout.y, foot[1], fade)];
  const k = lerp(own, bodyLayout.k, fade);
  const place = moved(foot, bodyLayout.k, at, k);
  const S = screenMap(bodyLayout.k, bodyLayout.x, bodyLayout.h + bodyLayout.foot * bodyLayout.k);
  const person = ramp(fade, 0.6, 1);
  const { ground: _, ...ship } = layers(posture, { ...more, layout, show, tags: tags && fade < 0.12, fade });
  const { ground, body, notice } = sideLayers(posture, {
    ...more,
    layout: bodyLayout,
    show,
    tags: tags && fade > 0.95,
  });
  // what closes the body's own picture below would lie across the sea
  const whole = fade < 1 ? { ...body, fade: noLayer() } : body;
  return [
    ground,
    group(
      { transform: moved([layout.x, layout.y], layout.k, at, (layout.k * k) / own), opacity: 1 - ramp(fade, 0.85, 1) },
      stacked(ship),
    ),
    group(
      {
        transform: place,
        opacity: ramp(fade, 0.12, 0.45) * (1 - ramp(fade, 0.8, 1)),
        ...shownIf(drawn && fade < 1),
      },
      drawn ? spineOnMast(posture, points, scale, fade, layout, S) : [],
    ),
    group({ transform: place, opacity: person, ...shownIf(person > 0) }, bodyGroup(whole, drawn), notice),
  ];
}

/**
 * The layers of the ship by name, back to front.
 * @param {Posture} posture
 * @param {PictureOptions & { fade?: number }} options layout: of LAYOUTS; show.cross: the X of a pattern; fade: 0 the
 *   ship, 1 nothing of it is left but the curve of the mast, which is then the spine's own
 * @returns {Record<string, Tree | Tree[]>}
 */
function layers(posture, { layout, tags = true, show = {}, only = null, fade = 0 }) {
  const drawn = isDrawn(posture);
  const { factors } = posture;
  const S = screenMap(layout.k, layout.x, layout.y);
  const { points, deck } = mastOf(posture, fade, drawn);
  const pulls = Object.fromEntries(STAYS.map(({ group: name }) => [name, factors[name] ?? 1]));
  const ship = 1 - ramp(fade, 0.1, 0.85);
  const lines = STAYS.map(stay => stayLine(S, points, deck, stay, drawn ? pulls[stay.group] : 1));
  const aloft = along(points, 1);
  const flagTop = put(aloft, 0, 12.7);
  return {
    ground: once(layout, 'ground', () => groundRect(layout.w, layout.h)),
    farSea: group(
      { opacity: lerp(1, 0.25, fade) },
      once(layout, 'far sea', () => farSea(S, layout)),
    ),
    plumb: once(layout, 'plumb', () => plumbLine(S(0, 0), S(0, 75))),
    spar: group(
      { opacity: ship, ...shownIf(drawn) },
      spar(S, layout, points),
      group(
        { opacity: 1 - ramp(fade, 0.05, 0.4), 'data-part': 'masthead' },
        flag(S, layout, flagTop, put(aloft, 0, 6.7), 0),
        group(
          { transform: placed(S, aloft) },
          once(layout, 'nest', () => nest(layout.k)),
        ),
      ),
    ),
    hull: group(
      { opacity: lerp(1, 0.1, ramp(fade, 0.1, 1)), transform: placed(S, deck), 'data-part': 'hull' },
      once(layout, 'hull', () => hull(layout.k)),
    ),
    ropes: group(
      { opacity: ship, ...shownIf(drawn) },
      ...STAYS.map((stay, i) => stayRope(layout, stay, lines[i], pulls[stay.group])),
    ),
    nearSea: group(
      { opacity: lerp(1, 0.25, fade) },
      once(layout, 'near sea', () => nearSea(S, layout)),
    ),
    crosses: Object.values(CROSSES).map(cross =>
      group({ opacity: 1 - ramp(fade, 0.2, 0.6) }, crossOf(S, deck, pulls, cross, drawn && show.cross && !only)),
    ),
    ends: group(
      { opacity: 1 - ramp(fade, 0, 0.15) },
      once(layout, 'ends', () => group({}, ends(layout))),
    ),
    tags: group(
      { opacity: ship, ...shownIf(tags && ship > 0.5) },
      ...STAYS.map((stay, i) =>
        group(
          shownIf(!only || only.includes(stay.group)),
          stayTag(layout, stay, along(lines[i], stay.foot).point, pulls[stay.group], drawn),
        ),
      ),
    ),
    notice: noticeAboveDeck(layout, posture),
  };
}
