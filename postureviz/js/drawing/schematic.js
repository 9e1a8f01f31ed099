// Any model as what it is: links, joints, cables, weights and loads, on metres of equal length. A model without a
// picture of its own is drawn like this, so that its data file alone makes a live figure.
import { memo, oncePer } from '../engine/memo.js';
import { along, clamp, dotAt, sag, strokes, screenMap } from './geom.js';
import {
  kept,
  el,
  group,
  groundRect,
  ink,
  line,
  path,
  pullInk,
  pullSign,
  shorten,
  shownIf,
  stacked,
  text,
  textWidth,
} from './svg.js';
import { arrow, isDrawn, noticeInMiddle, pullOf } from './parts.js';
import { fixed, pullNumber, pullTone, say, titleOf } from '../engine/words.js';
import { FORMATS } from './formats.js';

/**
 * w, h: size; text: sizes of headings and second lines, px; side: room for words beside the model, edge: above and
 * below it, px.
 * @type {Record<'wide' | 'low' | 'compact', Layout>}
 */
export const LAYOUTS = {
  wide: { ...FORMATS.wide, text: [14, 13], side: 176, edge: 40 },
  low: { ...FORMATS.low, text: [14, 13], side: 176, edge: 34 },
  compact: { ...FORMATS.compact, text: [13, 12], side: 100, edge: 30 },
};

const ROW_GAP = 10;
const BOLD_IS_WIDER = 1.1;
/** Width of a cable in px and its dash: readable in grey, too. */
const STROKES = { less: [1.6, '6 4'], usual: [2.2, null], more: [3.6, null] };

const turned = (angle, ahead, aside) => [
  ahead * Math.cos(angle) - aside * Math.sin(angle),
  ahead * Math.sin(angle) + aside * Math.cos(angle),
];
const plus = (p, q) => [p[0] + q[0], p[1] + q[1]];

/** Where each link begins and ends when all have their neutral angle. */
function neutralLinks({ links }) {
  const made = new Map();
  for (const { name, parent, at_m: at, length_m: length, neutral_deg: degrees } of links) {
    const angle = (degrees * Math.PI) / 180;
    const below = made.get(parent);
    const base = below ? plus(below.base, turned(below.angle, below.length + at[0], at[1])) : at;
    made.set(name, { base, angle, length, tip: plus(base, turned(angle, length, 0)) });
  }
  return [...made.values()];
}

/** Where cables are held by what does not move. */
const heldPlaces = ({ cables }) =>
  cables.flatMap(({ path: points }) => (points ?? []).filter(point => point.link === null).map(point => point.at_m));

/** Where each link begins and ends in a posture. */
function linksOf({ model, points, angles }) {
  return model.links.map(({ length_m: length }, i) => {
    const tip = points[i + 1];
    return { base: plus(tip, turned(angles[i], -length, 0)), tip };
  });
}

/**
 * A scale and an origin that do not change with the posture: all that is held, the neutral links, and room around
 * the base for links that turn.
 */
const maps = oncePer(() => memo());
const mapFor = (model, layout) => maps(model)(layout, () => fitted(model, layout));
function fitted(model, { w, h, side, edge }) {
  const links = neutralLinks(model);
  const held = heldPlaces(model);
  const ground = model.ground_y_m === null ? [] : [[links[0].base[0], model.ground_y_m]];
  const all = [...links.flatMap(({ base, tip }) => [base, tip]), ...held, ...ground];
  const [low, high] = [Math.min, Math.max].map(end => [0, 1].map(axis => end(...all.map(p => p[axis]))));
  const tall = Math.max(high[1] - low[1], 1e-6);
  const wide = Math.max(high[0] - low[0], tall / 2);
  const k = Math.min((w - 2 * side) / wide, (h - 2 * edge) / tall);
  return screenMap(k, w / 2 - (k * (low[0] + high[0])) / 2, h / 2 + (k * (low[1] + high[1])) / 2);
}

const LEAST_SPARE = 0.01;
/** The path of a cable on the screen: straight from point to point, or hanging where nothing pulls. */
function cablePoints(posture, name) {
  const points = posture.paths[name];
  if (posture.tension[name] > 0 || points.length < 2) return points;
  const spare = Math.max(posture.rest[name] - posture.length[name], LEAST_SPARE * posture.length[name]);
  const runs = points.slice(1).map((p, i) => [points[i], p]);
  return runs.flatMap(([p, q]) => sag(p, q, spare / runs.length, 12));
}

// With more cables than this a model is a body: words stand at its groups alone, and its weights are one.
const MOST_NAMED = 8;
const isBody = model => model.cables.length > MOST_NAMED;

/** Cables by the name that their words stand under: their group, or their own where no slider moves them. */
function rowsOf(model) {
  const rows = new Map();
  for (const cable of model.cables) {
    if (cable.group === null && isBody(model)) continue;
    const name = cable.group ?? cable.name;
    rows.set(name, [...(rows.get(name) ?? []), cable]);
  }
  return rows;
}

/** Rows of words pushed apart, in order of height, around where they want to stand. */
function apart(wanted, gap, low, high) {
  const order = wanted.map((y, i) => [y, i]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const room = Math.min(gap, (high - low) / Math.max(order.length - 1, 1));
  const out = [];
  let last = -Infinity;
  for (const [y, i] of order) {
    last = Math.max(y, last + room, low);
    out[i] = last;
  }
  // Where the last stands too low, it and those it pushed against move up together.
  let limit = high;
  for (const [, i] of order.reverse()) {
    out[i] = Math.min(out[i], limit);
    limit = out[i] - room;
  }
  return out;
}

/** The words of a row beside the model, with a leader to its cable. They are its handle. */
function label(layout, row, [x, y], anchor) {
  const [heading, small] = layout.text;
  const s = anchor === 'start' ? 1 : -1;
  const room = layout.side - 24;
  const name = shorten(row.title, room / BOLD_IS_WIDER, heading);
  const rest = row.rest.map(one => shorten(one, room, small));
  const long = Math.max(textWidth(name, heading, true), ...rest.map(one => textWidth(one, small)));
  return group(
    { 'data-part': `${row.name}_label`, display: row.named ? null : 'none' },
    line([row.foot, [x - s * 8, y - 4]], { stroke: row.colour, 'stroke-width': 1 }),
    line(dotAt(row.foot), { stroke: row.colour, 'stroke-width': 5 }),
    kept(layout, `${row.name} words`, [x, y, row.colour, name, ...rest], () =>
      group(
        row.handle ? { 'data-handle': row.handle, 'data-pull': `${s} 0`, cursor: 'grab' } : {},
        el('rect', {
          x: s > 0 ? x - 4 : x - long - 4,
          y: y - heading - 8,
          width: long + 8,
          height: Math.max(44, heading + 12 + rest.length * (small + 3)),
          fill: 'none',
          'pointer-events': 'all',
        }),
        text([x, y], name, { 'text-anchor': anchor, fill: row.colour, 'font-size': heading, 'font-weight': 700 }),
        ...rest.map((one, i) =>
          text([x, y + (i + 1) * (small + 3)], one, { 'text-anchor': anchor, fill: ink('ink-2'), 'font-size': small }),
        ),
      ),
    ),
  );
}

/** Weights of a body as one, where their common centre is. */
function oneWeight(held, place) {
  const size = held.reduce((sum, row) => sum + row.weight_N, 0);
  const centre = held.reduce(
    (sum, row) =>
      plus(
        sum,
        place(row).map(v => (v * row.weight_N) / size),
      ),
    [0, 0],
  );
  return { name: 'weight', title: say('schematic.weight'), place: centre, force: [0, -size], size };
}
/** What pulls on the links from outside, N, and where, m: weights down, loads along their push. */
function forcesOf({ model, settings, angles }, links) {
  const index = new Map(model.links.map((link, i) => [link.name, i]));
  const place = ({ link, at_m: at }) => {
    const i = index.get(link);
    return plus(links[i].base, turned(angles[i], at[0], at[1]));
  };
  const held = model.weights.filter(row => !row.setting);
  const one = isBody(model) && held.length > 1;
  const added = model.weights.filter(row => row.setting);
  const weighing = [...(one ? [] : held), ...added].map(row => {
    const size_N = row.weight_N + (row.setting ? row.per_unit_N * settings[row.setting] : 0);
    return { ...row, force: [0, -size_N] };
  });
  const pushing = model.loads.map(row => ({ ...row, force: row.direction.map(d => d * settings[row.setting]) }));
  const rows = [...weighing, ...pushing].map(row => ({ ...row, place: place(row), size: Math.hypot(...row.force) }));
  return one ? [...rows, oneWeight(held, place)] : rows;
}
/** Each force as an arrow that ends where it acts, with its size beside it. */
function forceArrows(S, layout, posture, links) {
  const forces = forcesOf(posture, links);
  const most = Math.max(...forces.map(row => row.size), 1e-9);
  const [, small] = layout.text;
  return forces.map(({ name, title, place, force, size }) => {
    const tip = S(...place);
    const long = size > 0 ? (16 + 34 * (size / most)) / size : 0;
    const tail = [tip[0] - force[0] * long, tip[1] + force[1] * long];
    const written = say('schematic.force', {
      name: title ?? titleOf(posture.model, name),
      size_N: fixed(size, size < 10 ? 1 : 0),
    });
    const half = textWidth(written, small) / 2;
    const x = clamp(tail[0], 4 + half, layout.w - 4 - half);
    return group(
      { 'data-part': `${name}_force`, display: size > 0 ? null : 'none' },
      arrow(`${name}_arrow`, tail, tip, { colour: ink('ink') }),
      text([x, clamp(tail[1] - 5, small, layout.h - 4)], written, {
        'text-anchor': 'middle',
        fill: ink('ink-2'),
        'font-size': small,
        ...EDGED,
      }),
    );
  });
}
const EDGED = { stroke: ink('stage'), 'stroke-width': 4, 'paint-order': 'stroke', 'stroke-linejoin': 'round' };

/** Each cable with its pull and its line on the screen, px; none where there is no posture or no path. */
function cablesNow(S, posture) {
  return posture.model.cables.map(cable => ({
    cable,
    factor: pullOf(cable, posture.factors),
    screen: isDrawn(posture) && (cable.path ?? []).length ? cablePoints(posture, cable.name).map(p => S(...p)) : [],
  }));
}
function cableLine({ cable, factor, screen }) {
  const named = cable.group !== null;
  const [width, dash] = STROKES[pullTone(factor)];
  const nowhere = [
    [0, 0],
    [0, 0],
  ];
  return line(screen.length ? screen : nowhere, {
    'data-part': cable.name,
    'data-handle': named ? cable.group : null,
    'data-pull': named ? '0 -1' : null,
    stroke: named ? pullInk(factor) : ink('ghost'),
    'stroke-width': named ? width : 1,
    'stroke-dasharray': dash,
    display: screen.length ? null : 'none',
  });
}
const anchorMarks = (S, model) =>
  path(
    heldPlaces(model)
      .map(p => S(...p))
      .map(([x, y]) => `M${Math.round(x - 4)} ${Math.round(y - 4)}h8v8h-8Z`)
      .join(''),
    { 'data-part': 'anchors', fill: ink('ink-2') },
  );

/** Rows of words for groups and single cables: what each says, and where its leader ends, px. */
function wordsOf(S, posture, links, cables, only) {
  const { model, factors } = posture;
  const drawn = isDrawn(posture);
  return [...rowsOf(model)].map(([name, members]) => {
    const seen = cables.find(({ cable, screen }) => members.includes(cable) && screen.length > 1);
    const joint = model.links.findIndex(link => link.name === members[0].arms?.[0]?.joint);
    const factor = factors[name] ?? pullOf(members[0], factors);
    const tension_N = drawn ? members.reduce((sum, cable) => sum + posture.tension[cable.name], 0) : 0;
    const handle = members[0].group === null ? null : name;
    const pull = handle ? `${pullSign(factor)} ${pullNumber(factor)} %` : '';
    const now = drawn
      ? say(tension_N > 0 ? 'figure.now_value' : 'figure.now_slack', { tension_N: fixed(tension_N, 0) })
      : '';
    return {
      name,
      handle,
      title: titleOf(model, name),
      rest: [pull, now],
      colour: pullInk(factor),
      foot: seen ? along(seen.screen, 0.5).point : S(...links[Math.max(0, joint)].base),
      named: !only || only.includes(name) || members.some(cable => only.includes(cable.name)),
    };
  });
}
/** Words stand on the side of their cable, unless that side is full; in order of height, apart from each other. */
function labelsOf(layout, rows, middle) {
  const [heading, small] = layout.text;
  const gap = heading + 2 * small + ROW_GAP;
  const most = Math.ceil(rows.length / 2) + 1;
  const sides = { [-1]: [], 1: [] };
  rows.forEach((row, i) => {
    const near = Math.abs(row.foot[0] - middle) < 1 ? (i % 2 ? 1 : -1) : Math.sign(row.foot[0] - middle);
    sides[sides[near].length < most ? near : -near].push(row);
  });
  return [-1, 1].flatMap(side => {
    const own = sides[side];
    const heights = apart(
      own.map(row => row.foot[1]),
      gap,
      heading + 8,
      layout.h - 2 * small - 10,
    );
    const x = side < 0 ? layout.side - 16 : layout.w - layout.side + 16;
    return own.map((row, i) => label(layout, row, [x, heights[i]], side < 0 ? 'end' : 'start'));
  });
}

/** Links as bars with a ring at each joint; those that are short on the screen are thin, so that joints stay apart. */
function linkBars(S, model, links) {
  const bars = strokes(links.map(({ base, tip }) => [S(...base), S(...tip)]));
  const hinges = strokes(links.map(({ base }) => dotAt(S(...base))));
  const thick = clamp(0.45 * S.k * Math.min(...model.links.map(link => link.length_m)), 4.6, 9);
  return [
    path(bars, { stroke: ink('wood-edge'), 'stroke-width': thick }),
    path(bars, { stroke: ink('wood'), 'stroke-width': thick - 2.6 }),
    path(hinges, { stroke: ink('wood-edge'), 'stroke-width': thick - 1.5 }),
    path(hinges, { stroke: ink('card'), 'stroke-width': Math.max(1.4, thick - 4.2) }),
  ];
}
function groundLine(S, layout, { ground_y_m: ground }) {
  const y = ground === null ? S.oy : S(0, ground)[1];
  const level = [
    [0, y],
    [layout.w, y],
  ];
  return line(level, {
    'data-part': 'ground',
    stroke: ink('line'),
    'stroke-width': 2,
    display: ground === null ? 'none' : null,
  });
}
/** The links of another posture, or at their neutral angles, in outline. */
function ghostMark(S, model, ghost) {
  const links = ghost && isDrawn(ghost) ? linksOf(ghost) : neutralLinks(model);
  return path(strokes(links.map(({ base, tip }) => [S(...base), S(...tip)])), {
    'data-part': 'ghost',
    stroke: ink('ghost'),
    'stroke-width': ghost ? 3 : 1.6,
    'stroke-dasharray': ghost ? '6 4' : '2 4',
  });
}

/**
 * The layers of the picture by name, back to front.
 * @param {Posture} posture
 * @param {PictureOptions} options tags: words of the pulls; only: no forces are shown either
 * @returns {Record<string, Tree | Tree[]>}
 */
export function layers(posture, { layout, tags = true, ghost = null, only = null }) {
  const { model } = posture;
  const S = mapFor(model, layout);
  const drawn = isDrawn(posture);
  const neutral = neutralLinks(model);
  const links = drawn ? linksOf(posture) : neutral;
  const angles = drawn ? posture.angles : neutral.map(link => link.angle);
  const cables = cablesNow(S, posture);
  const rows = wordsOf(S, posture, links, cables, only);
  const middle = S.ox + S.k * ((links[0].base[0] + links[links.length - 1].tip[0]) / 2);
  return {
    stage: kept(layout, 'stage', [], () => groundRect(layout.w, layout.h)),
    ground: groundLine(S, layout, model),
    ghost: ghostMark(S, model, ghost),
    cables: cables.map(cableLine),
    anchors: anchorMarks(S, model),
    links: group({ 'data-part': 'links', ...shownIf(drawn) }, linkBars(S, model, links)),
    forces: group(
      { 'data-part': 'forces', ...shownIf(drawn && !only) },
      forceArrows(S, layout, { ...posture, angles }, links),
    ),
    labels: group({ 'data-part': 'labels', ...shownIf(tags) }, labelsOf(layout, rows, middle)),
    notice: noticeInMiddle(layout, drawn ? '' : say(`any.status.${posture.status}`)),
  };
}
/**
 * The parts of the picture, back to front.
 * @param {Posture} posture
 * @param {PictureOptions} options
 * @returns {Tree[]}
 */
export const parts = (posture, options) => stacked(layers(posture, options));

/**
 * The links as strokes, for a chip.
 * @param {Posture} posture
 * @returns {string} the data of a path in a box of 20 by 32
 */
export function glyph(posture) {
  const links = isDrawn(posture) ? linksOf(posture) : neutralLinks(posture.model);
  const all = neutralLinks(posture.model).flatMap(({ base, tip }) => [base, tip]);
  const [low, high] = [Math.min, Math.max].map(end => [0, 1].map(axis => end(...all.map(p => p[axis]))));
  const k = Math.min(14 / Math.max(high[0] - low[0], 1e-6), 24 / Math.max(high[1] - low[1], 1e-6));
  const [x, y] = [0, 1].map(axis => (low[axis] + high[axis]) / 2);
  return strokes(links.map(({ base, tip }) => [base, tip].map(p => [10 + k * (p[0] - x), 16 - k * (p[1] - y)])));
}
