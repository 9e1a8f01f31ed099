// The ship from astern: sea, hull, mast, shrouds, tags. World: drawing units, 58 to the metre, x to starboard.
// The mast and every rope follow the posture; nothing else in the picture bends.
import { say } from '../engine/words.js';
import { FORMATS } from './formats.js';
import {
  along,
  atLevel,
  bow,
  dotAt,
  lerp,
  placed,
  put,
  ribbon,
  sample,
  screenMap,
  shape,
  spline,
  strokes,
} from './geom.js';
import { isDrawn, plumbLine, pullOf } from './parts.js';
import {
  farSea,
  flag,
  isSlacker,
  nearSea,
  nest,
  noticeAboveDeck,
  once,
  pill,
  pillWidth,
  pullLabel,
  ropeLook,
  ropePoints,
  ropeWidth,
} from './ship_parts.js';
import {
  area,
  circle,
  el,
  group,
  groundRect,
  halo,
  ink,
  kept,
  line,
  path,
  pullInk,
  shorten,
  shownIf,
  stacked,
  text,
  textWidth,
} from './svg.js';

/** @type {number} */
export const UNITS_PER_METRE = 58;
const SHIP_NAME = 'VERTEBRA';
const SIDES = ['port', 'starboard'];

/**
 * Three layouts of one picture, so that its words can be read wherever it stands. w, h: size; k: px per unit; x, y:
 * foot of the mast; tagX: from the mast to a tag; tagY: upper, middle, lower; edge: margin; text: sizes of headings and
 * second lines, px; windows, board: on the stern, in units; flag: length, in units; ropeWidth: share of the full width;
 * nowBelow: the tension now stands below a tag, or beside its name where there is less room; nameWidth: room for the
 * name of a rope, px, so that none covers the mast; lanterns: on the rail, in units; leader: px of it that lie level.
 * @type {Record<'wide' | 'low' | 'compact', Layout>}
 */
export const LAYOUTS = {
  wide: {
    ...FORMATS.wide,
    k: 5.35,
    x: 360,
    y: 424,
    tagX: 240,
    tagY: [233, 299, 365],
    edge: 24,
    text: [14, 13],
    windY: 84,
    windows: [-19.6, -12.6, 12.6, 19.6],
    board: [9.5, -2.6, -6.2],
    flag: 11,
    ropeWidth: 1,
    noticeWidth: 300,
    nameWidth: 130,
    nowBelow: true,
    lanterns: [-26.4, 26.4],
    leader: 20,
  },
  low: {
    ...FORMATS.low,
    k: 3.6,
    x: 360,
    y: 286,
    tagX: 208,
    tagY: [174, 224, 274],
    edge: 18,
    text: [14, 13],
    windY: 76,
    windows: [-20.2, 20.2],
    board: [14, -1.9, -7],
    flag: 10.5,
    ropeWidth: 0.8,
    noticeWidth: 260,
    nameWidth: 130,
    nowBelow: false,
    lanterns: [-26.4, 26.4],
    leader: 20,
  },
  compact: {
    ...FORMATS.compact,
    k: 3.1,
    x: 178,
    y: 262,
    tagX: 137,
    tagY: [162, 208, 254],
    edge: 8,
    text: [13, 12],
    windY: 53,
    windows: [-20.2, 20.2],
    board: [14, -1.9, -7],
    flag: 10,
    ropeWidth: 0.76,
    noticeWidth: 176,
    nameWidth: 84,
    nowBelow: false,
    lanterns: [],
    leader: 8,
  },
};

/** What stands for itself on each rope: height order, its word, and where along it the leader ends. */
const ROPES = [
  { level: 'top', word: 'rope_top', at: 0.62 },
  { level: 'mid', word: 'rope_mid', at: 0.46 },
  { level: 'low', word: 'rope_low', at: 0.5 },
];

const HULL_EDGE = { stroke: ink('hull-2'), 'stroke-width': 1.5 };
const HULL_LINE = { stroke: ink('hull-2'), 'stroke-width': 1.1 };
/** The stern's own shape, with its planks. */
function sternPlanks(S) {
  const right = shape('-27.5 2.4, -28.6 -3, -28.2 -9, -25.4 -15, -18 -22, -7 -26');
  const outline = [...right, ...right.map(([x, y]) => [-x, y]).reverse()];
  return [
    path(spline(S.all(outline), true, 0.42), { fill: ink('hull'), ...HULL_EDGE }),
    ...shape('-8.4 28.3 2.2, -11.6 27.2 2.4, -14.8 25.2 2.6, -18 22.2 2.4').map(([y, w, d]) =>
      path(spline([S(-w, y), S(-w / 2, y - d), S(0, y - d * 1.35), S(w / 2, y - d), S(w, y)]), {
        ...HULL_LINE,
        'stroke-opacity': 0.75,
      }),
    ),
  ];
}
/** The panel that carries windows and name. */
function sternPanel(S) {
  const points = [
    ...S.all(shape('-26.6 1.2, -14 .2, 0 -.2, 14 .2, 26.6 1.2')),
    [...S(26.9, -5.6), 'c'],
    S(14, -7.6),
    S(0, -8.2),
    S(-14, -7.6),
    [...S(-26.9, -5.6), 'c'],
  ];
  return path(spline(points, true, 0.4), { fill: ink('hull-3'), ...HULL_EDGE });
}
function sternWindow(S, x) {
  const y = -3.4 - (1 - Math.abs(x) / 27) * 1.1;
  const corner = (u, v) => [...S(x + u, y + v), 'c'];
  const frame = [corner(-2.2, -2), corner(-2.2, 1), S(x, y + 2.2), corner(2.2, 1), corner(2.2, -2)];
  return group(
    {},
    path(spline(frame, true, 0.4), { fill: ink('glass'), stroke: ink('hull-2'), 'stroke-width': 1.4 }),
    line([S(x, y - 2), S(x, y + 2)], HULL_LINE),
    line([S(x - 2.2, y - 0.2), S(x + 2.2, y - 0.2)], HULL_LINE),
  );
}
function nameBoard(S, [half, top, bottom], size) {
  const [left, right] = [S(-half, top), S(half, bottom)];
  return group(
    {},
    el('rect', {
      x: left[0],
      y: left[1],
      width: right[0] - left[0],
      height: right[1] - left[1],
      rx: 4,
      fill: ink('board'),
      stroke: ink('trim'),
      'stroke-width': 1.3,
    }),
    text([(left[0] + right[0]) / 2, (left[1] + right[1]) / 2 + size * 0.35], SHIP_NAME, {
      'text-anchor': 'middle',
      fill: ink('trim'),
      'font-family': ink('serif'),
      'font-weight': 700,
      'font-size': size,
      'letter-spacing': '0.08em',
    }),
  );
}
function rail(S, k) {
  const d = spline([S(-28, 4.2), S(-14, 2.6), S(0, 2.2), S(14, 2.6), S(28, 4.2)]);
  const posts = [];
  for (let x = -24; x <= 24; x += 4) {
    const y = 2.2 + (Math.abs(x) / 28) ** 2 * 2;
    posts.push(line([S(x, y - 0.3), S(x, y - 2)], { stroke: ink('hull-2'), 'stroke-width': k * 0.48 }));
  }
  return [
    path(d, { stroke: ink('hull-2'), 'stroke-width': k * 1.25 }),
    path(d, { stroke: ink('trim'), 'stroke-width': k * 0.35 }),
    ...posts,
  ];
}
function hull(S, { k, windows, board, lanterns, text: [, small] }) {
  return group(
    { 'data-part': 'hull' },
    ...sternPlanks(S),
    sternPanel(S),
    ...windows.map(x => sternWindow(S, x)),
    nameBoard(S, board, small),
    area([S(-1.1, -9.6), S(1.1, -9.6), S(1.5, -25), S(-1.5, -25)], {
      fill: ink('hull-2'),
      stroke: ink('wood-edge'),
      'stroke-width': 1.2,
    }),
    ...rail(S, k),
    ...lanterns.map(x => lantern(S, x)),
  );
}
function lantern(S, x) {
  const at = (u, v) => S(x + u, 4.2 + v);
  return group(
    {},
    line([at(0, 0), at(0, 2)], { stroke: ink('wood-edge'), 'stroke-width': 2 }),
    path(spline([at(-1, 2), at(-1.4, 4.2), at(0, 5.6), at(1.4, 4.2), at(1, 2)], true, 0.35), {
      fill: ink('glass'),
      stroke: ink('wood-edge'),
      'stroke-width': 1.3,
    }),
  );
}

/** Mast, yard with furled sail; `rings` are the heights of the ropes as fractions of the mast. */
function spar(S, layout, points, rings, drawn) {
  const screen = points.map(([x, y]) => S(x, y));
  const { k } = S;
  const links = points.length - 1;
  const grain = sample(screen, links).map(({ p, n }) => [p[0] + n[0] * k * 0.35, p[1] + n[1] * k * 0.35]);
  const bands = [0.06, ...rings].map(t => {
    const f = along(points, t);
    return [S(...put(f, -1.5, 0)), S(...put(f, 1.5, 0))];
  });
  return group(
    { 'data-part': 'mast', ...shownIf(drawn) },
    area(
      ribbon(screen, s => k * lerp(1.35, 0.72, s), links),
      { fill: ink('wood'), stroke: ink('wood-edge'), 'stroke-width': 1.3 },
    ),
    line(grain, { stroke: ink('wood-edge'), 'stroke-width': 0.8, 'stroke-opacity': 0.4 }),
    path(strokes(bands), { stroke: ink('wood-edge'), 'stroke-width': k * 0.8 }),
    group(
      { transform: placed(S, along(points, 0.76)) },
      once(layout, 'yard', () => yard(k)),
    ),
  );
}
/** Where the mast of another posture stands: a dashed outline. */
function ghostMast(S, ghost) {
  const drawn = ghost && isDrawn(ghost);
  const screen = drawn ? toUnits(ghost.points).map(([x, y]) => S(x, y)) : [S(0, 0), S(0, 1)];
  return area(
    ribbon(screen, s => S.k * lerp(1.35, 0.72, s), screen.length - 1),
    {
      'data-part': 'ghost',
      stroke: ink('ink-2'),
      'stroke-width': 1.4,
      'stroke-dasharray': '5 4',
      ...shownIf(drawn),
    },
  );
}
function yard(k) {
  const at = (u, v = 0) => [k * u, -k * v];
  const furls = [-1, 1].flatMap(s =>
    [1.6, 4.5, 7.4, 10.3].map(a => {
      const b = a + 2.8;
      return group(
        {},
        path(spline([at(s * a, 0.2), at((s * (a + b)) / 2, -1.9), at(s * b, 0.2), at((s * (a + b)) / 2, 0.9)], true), {
          fill: ink('bone'),
          stroke: ink('bone-edge'),
          'stroke-width': 1.1,
        }),
        line([at(s * b, 0.8), at(s * b, -0.9)], { stroke: ink('rope'), 'stroke-width': k * 0.32 }),
      );
    }),
  );
  return group(
    {},
    line([at(-14), at(14)], { stroke: ink('wood-edge'), 'stroke-width': k * 0.95 }),
    line([at(-13.9), at(13.9)], { stroke: ink('wood'), 'stroke-width': k * 0.62 }),
    ...furls,
  );
}

/** Flag, pole and crow's nest on the masthead. */
function masthead(S, layout, points, wind, drawn) {
  const top = along(points, 1);
  return group(
    { 'data-part': 'masthead', 'data-nudge': 'tip', ...shownIf(drawn) },
    flag(S, layout, put(top, 0, 12.7), put(top, 0, 6.7), wind),
    group(
      { transform: placed(S, top) },
      once(layout, 'nest', () => nest(S.k)),
    ),
  );
}
function rope(layout, key, screen, factor, drawn) {
  const [x, y] = screen[0];
  return group(
    { 'data-part': key },
    line(screen, {
      ...ropeLook(factor),
      'stroke-width': ropeWidth(layout, factor),
      'stroke-linecap': 'butt',
      ...shownIf(drawn),
    }),
    ...kept(layout, `${key} foot`, [x, y], () => [
      circle([x, y], 4.2 * layout.ropeWidth, { fill: ink('wood-edge') }),
      circle([x, y], 1.5 * layout.ropeWidth, { fill: ink('trim') }),
    ]),
  );
}
/** What all ropes have in common, in one stroke each: the ground that parts them from the rungs, and their strands. */
function ropeGround(layout, ropes, drawn) {
  const widest = Math.ceil(2 * Math.max(...ropes.map(({ factor }) => ropeWidth(layout, factor)))) / 2;
  return path(strokes(ropes.map(({ screen }) => screen)), {
    stroke: ink('stage'),
    'stroke-width': widest + 2.4,
    'stroke-opacity': 0.8,
    ...shownIf(drawn),
  });
}
function ropeStrands(layout, ropes, drawn) {
  const firm = ropes.filter(({ factor }) => !isSlacker(factor));
  return path(strokes(firm.map(({ screen }) => screen)), {
    stroke: ink('stage'),
    'stroke-width': 1.3 * layout.ropeWidth,
    'stroke-linecap': 'butt',
    'stroke-dasharray': '2 5',
    'stroke-opacity': 0.75,
    ...shownIf(drawn),
  });
}
/** The rungs between two neighbouring ropes, as one path. */
function ratlines(outer, inner, step, drawn) {
  const top = Math.max(outer[outer.length - 1][1], inner[inner.length - 1][1]) + step * 0.7;
  const bottom = Math.min(outer[0][1], inner[0][1]) - step * 0.55;
  const rungs = [];
  for (let y = bottom; y > top; y -= step) {
    const p = atLevel(outer, y);
    const q = atLevel(inner, y + 1);
    if (p && q) rungs.push(bow(p, q, 1.6));
  }
  return path(rungs.join(''), {
    stroke: ink('rope'),
    'stroke-width': 1.1,
    'stroke-opacity': 0.8,
    ...shownIf(drawn),
  });
}

/**
 * The set pull of one rope: name, sign and number, leader; with `readout`, the tension now below. It is also the
 * handle.
 */
function tag(layout, key, side, [x, y], foot, factor, tension, { word, drawn, named, readout }) {
  const [heading, small] = layout.text;
  const colour = pullInk(factor);
  const label = pullLabel(factor);
  const width = pillWidth(label, heading);
  const s = side === 'port' ? -1 : 1;
  const outer = s < 0 ? Math.max(x, 4 + width / 2) : Math.min(x, layout.w - 4 - width / 2);
  const hem = outer - (s * width) / 2;
  const now = drawn && readout;
  const tension_N = Math.round(tension);
  const name = shorten(
    now && !layout.nowBelow ? say(`drawing.${word}_now`, { tension_N }) : say(`drawing.${word}`),
    layout.nameWidth,
    small,
  );
  const below =
    now && layout.nowBelow ? say(tension > 0 ? 'drawing.tension_now' : 'drawing.slack_now', { tension_N }) : '';
  const wide = textWidth(name, small) / 2;
  const nameX = s < 0 ? Math.max(outer, 4 + wide) : Math.min(outer, layout.w - 4 - wide);
  const second = { 'text-anchor': 'middle', fill: ink('ink-2'), 'font-size': small, ...halo(4) };
  return group(
    { 'data-part': `${key}_tag`, display: named ? null : 'none' },
    line([foot, [hem - s * layout.leader, y], [hem, y]], {
      stroke: colour,
      'stroke-width': 1,
      'stroke-opacity': 0.85,
      ...shownIf(drawn),
    }),
    line(dotAt(foot), { stroke: colour, 'stroke-width': 5, ...shownIf(drawn) }),
    kept(layout, `${key} pull`, [colour, label, name, below], () =>
      group(
        {},
        text([nameX, y - 18], name, second),
        pill(
          [outer, y],
          { label, width, hit: Math.max(84, width), size: heading, colour },
          { 'data-handle': key, 'data-pull': `${s} 0` },
        ),
        text([nameX, y + 14 + small], below, { ...second, display: below ? null : 'none' }),
      ),
    ),
  );
}

function sideNames(layout) {
  const [heading, small] = layout.text;
  return SIDES.flatMap(side => {
    const x = side === 'port' ? layout.edge : layout.w - layout.edge;
    const anchor = side === 'port' ? 'start' : 'end';
    return [
      text([x, layout.edge + 12], say(`drawing.${side}`), {
        'text-anchor': anchor,
        fill: ink('ink'),
        'font-size': heading,
        'font-weight': 700,
      }),
      text([x, layout.edge + 16 + small], say(`drawing.${side}_means`), {
        'text-anchor': anchor,
        fill: ink('ink-2'),
        'font-size': small,
      }),
    ];
  });
}
/** Where the wind comes from and how hard it pushes. */
function windMark(layout, wind_N) {
  const s = wind_N < 0 ? -1 : 1;
  const x = s > 0 ? layout.edge : layout.w - layout.edge;
  const [, small] = layout.text;
  const y = layout.windY;
  const tip = x + s * 46;
  const stroke = { stroke: ink('ink-2'), 'stroke-width': 1.6 };
  return group(
    { 'data-part': 'wind', display: wind_N ? null : 'none' },
    line(
      [
        [x, y + 9],
        [tip, y + 9],
      ],
      stroke,
    ),
    line(
      [
        [tip - s * 7, y + 4.5],
        [tip, y + 9],
        [tip - s * 7, y + 13.5],
      ],
      stroke,
    ),
    text([x, y], say('drawing.wind', { wind_N: Math.round(Math.abs(wind_N) * 10) / 10 }), {
      'text-anchor': s > 0 ? 'start' : 'end',
      fill: ink('ink-2'),
      'font-size': small,
    }),
  );
}
/** Height of a cable's upper end as a fraction of the chain of links. */
function ringAt(model, cable) {
  const end = cable.path[cable.path.length - 1];
  const total = model.links.reduce((sum, link) => sum + link.length_m, 0);
  const below = model.links
    .slice(
      0,
      model.links.findIndex(link => link.name === end.link),
    )
    .reduce((sum, link) => sum + link.length_m, 0);
  return (below + end.at_m[0]) / total;
}

const toUnits = points => points.map(([x, y]) => [x * UNITS_PER_METRE, y * UNITS_PER_METRE]);
/** The foot of each rope stays where it is tied; where there is no posture the rest of it is not drawn. */
const anchorOnly = cable => [cable.path[0].at_m, cable.path[0].at_m];

/**
 * The layers of the ship picture by name, back to front.
 * @param {Posture} posture
 * @param {PictureOptions} options
 * @returns {Record<string, Tree | Tree[]>}
 */
export function layers(posture, { layout, tags = true, show = {}, ghost = null, only = null }) {
  const { model, factors, settings } = posture;
  const drawn = isDrawn(posture);
  const S = screenMap(layout.k, layout.x, layout.y);
  const upright = [
    [0, 0],
    [0, model.links.reduce((sum, link) => sum + link.length_m, 0)],
  ];
  const points = toUnits(drawn ? posture.points : upright);
  const wind_N = settings.wind_N ?? 0;
  const windRow = model.settings.find(row => row.name === 'wind_N');
  const cables = new Map(model.cables.map(cable => [cable.name, cable]));
  const rings = ROPES.map(({ level }) => ringAt(model, cables.get(`port_${level}`)));

  const nets = [];
  const ropes = [];
  const feet = [];
  const marks = [];
  for (const side of SIDES) {
    const lines = ROPES.map(({ level }) => {
      const key = `${side}_${level}`;
      const world = toUnits(drawn ? posture.paths[key] : anchorOnly(cables.get(key)));
      const spare = drawn ? (posture.rest[key] - posture.length[key]) * UNITS_PER_METRE : 0;
      return ropePoints(world, drawn ? posture.tension[key] : 1, spare).map(([x, y]) => S(x, y));
    });
    for (const i of [0, 1]) nets.push(ratlines(lines[i], lines[i + 1], layout.k * 2.6, drawn));
    ROPES.forEach(({ level, word, at }, i) => {
      const key = `${side}_${level}`;
      const factor = pullOf(cables.get(key), factors);
      ropes.push({ key, screen: lines[i], factor });
      const foot = along(lines[i], at).point;
      const x = layout.x + (side === 'port' ? -layout.tagX : layout.tagX);
      const named = !only || only.includes(key) || only.includes(side);
      if (named) feet.push(dotAt(foot));
      if (tags)
        marks.push(
          tag(layout, key, side, [x, layout.tagY[i]], foot, factor, drawn ? posture.tension[key] : 0, {
            word,
            drawn,
            named,
            readout: show.tensions,
          }),
        );
    });
  }
  return {
    ground: once(layout, 'ground', () => groundRect(layout.w, layout.h)),
    farSea: once(layout, 'far sea', () => farSea(S, layout)),
    ghost: ghostMast(S, ghost),
    plumb: once(layout, 'plumb', () => plumbLine(S(0, 0), S(0, 75))),
    spar: spar(S, layout, points, rings, drawn),
    masthead: masthead(S, layout, points, windRow?.max ? wind_N / windRow.max : 0, drawn),
    nets,
    ropeGround: ropeGround(layout, ropes, drawn),
    ropes: ropes.map(({ key, screen, factor }) => rope(layout, key, screen, factor, drawn)),
    strands: ropeStrands(layout, ropes, drawn),
    hull: once(layout, 'hull', () => hull(S, layout)),
    nearSea: once(layout, 'near sea', () => nearSea(S, layout)),
    sideNames: once(layout, 'side names', () => group({}, sideNames(layout))),
    wind: kept(layout, 'wind', [wind_N], () => windMark(layout, wind_N)),
    feet: path(strokes(tags ? feet : []), { stroke: ink('stage'), 'stroke-width': 7, ...shownIf(drawn && tags) }),
    tags: marks,
    notice: noticeAboveDeck(layout, posture),
  };
}
/**
 * The parts of the ship picture, back to front.
 * @param {Posture} posture
 * @param {PictureOptions} options
 * @returns {Tree[]}
 */
export const parts = (posture, options) => stacked(layers(posture, options));

/**
 * The mast on its deck, for a chip.
 * @param {Posture} posture
 * @returns {string} the data of a path in a box of 20 by 32
 */
export function glyph(posture) {
  const [x0, y0] = posture.points[0];
  const reach = posture.model.links.reduce((sum, link) => sum + link.length_m, 0);
  const at = value => Math.round(value * 100) / 100;
  const drawn = isDrawn(posture);
  const mast = posture.points
    .map(([x, y]) => `${at(10 + (24 * (x - x0)) / reach)} ${at(28 - (24 * (y - y0)) / reach)}`)
    .join('L');
  return `M${drawn ? mast : '4 28H16'}M2 30H18`;
}
