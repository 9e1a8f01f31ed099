// Any model as what it is: links, joints, cables, weights and loads, on metres of equal length. A model without a
// picture of its own is drawn like this, so that its data file alone makes a live figure.
import { memo, oncePer } from '../engine/memo.js';
import { along, clamp, dotAt, sag, strokes, view } from './geom.js';
import { kept, el, group, ink, line, path, pullInk, pullSign, shorten, text, textWidth } from './svg.js';
import { arrow, isDrawn, notice, pullOf } from './parts.js';
import { fixed, pullNumber, pullTone, say, titleOf } from '../engine/words.js';
import { SHEETS } from './sheets.js';

/**
 * w, h: size; text: sizes of headings and second lines, px; side: room for words beside the model, edge: above and
 * below it, px.
 */
export const SCHEMATIC_LAYOUTS = {
  wide: { ...SHEETS.wide, text: [14, 13], side: 176, edge: 40 },
  low: { ...SHEETS.low, text: [14, 13], side: 176, edge: 34 },
  compact: { ...SHEETS.compact, text: [13, 12], side: 100, edge: 30 },
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
const frames = oncePer(() => memo());
const frameFor = (model, layout) => frames(model)(layout, () => fitted(model, layout));
function fitted(model, { w, h, side, edge }) {
  const links = neutralLinks(model);
  const held = model.cables.flatMap(cable =>
    (cable.path ?? []).filter(point => point.link === null).map(point => point.at_m),
  );
  const ground = model.ground_y_m === null ? [] : [[links[0].base[0], model.ground_y_m]];
  const all = [...links.flatMap(({ base, tip }) => [base, tip]), ...held, ...ground];
  const [low, high] = [Math.min, Math.max].map(end => [0, 1].map(axis => end(...all.map(p => p[axis]))));
  const tall = Math.max(high[1] - low[1], 1e-6);
  const wide = Math.max(high[0] - low[0], tall / 2);
  const k = Math.min((w - 2 * side) / wide, (h - 2 * edge) / tall);
  return view(k, w / 2 - (k * (low[0] + high[0])) / 2, h / 2 + (k * (low[1] + high[1])) / 2);
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

function words(layout, row, [x, y], foot, anchor) {
  const [heading, small] = layout.text;
  const s = anchor === 'start' ? 1 : -1;
  const room = layout.side - 24;
  const name = shorten(row.title, room / BOLD_IS_WIDER, heading);
  const rest = row.rest.map(one => shorten(one, room, small));
  const long = Math.max(textWidth(name, heading, true), ...rest.map(one => textWidth(one, small)));
  return group(
    { 'data-part': `${row.name}_label`, display: row.named ? null : 'none' },
    line([foot, [x - s * 8, y - 4]], { stroke: row.colour, 'stroke-width': 1 }),
    line(dotAt(foot), { stroke: row.colour, 'stroke-width': 5 }),
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

/** Weights point down, loads along their push; each has its size beside it. */
function forceArrows(S, layout, posture, links) {
  const { model, settings } = posture;
  const index = new Map(model.links.map((link, i) => [link.name, i]));
  const on = (link, at) => plus(links[index.get(link)].base, turned(posture.angles[index.get(link)], at[0], at[1]));
  const sizeOf = ({ weight_N: own, setting, per_unit_N: each }) => own + (setting ? each * settings[setting] : 0);
  const held = model.weights.filter(row => !row.setting);
  const one = isBody(model) && held.length > 1;
  const rows = [
    ...(one ? [] : held).map(row => ({ ...row, force: [0, -sizeOf(row)] })),
    ...model.weights.filter(row => row.setting).map(row => ({ ...row, force: [0, -sizeOf(row)] })),
    ...model.loads.map(row => ({ ...row, force: row.direction.map(d => d * settings[row.setting]) })),
  ].map(row => ({ ...row, size: Math.hypot(...row.force) }));
  if (one) {
    const size = held.reduce((sum, row) => sum + row.weight_N, 0);
    const centre = held.reduce(
      (sum, row) =>
        plus(
          sum,
          on(row.link, row.at_m).map(v => (v * row.weight_N) / size),
        ),
      [0, 0],
    );
    rows.push({ name: 'weight', title: say('schematic.weight'), place: centre, force: [0, -size], size });
  }
  const most = Math.max(...rows.map(row => row.size), 1e-9);
  const [, small] = layout.text;
  return rows.map(({ name, title, link, at_m: at, place, force, size }) => {
    const tip = S(...(place ?? on(link, at)));
    const long = size > 0 ? (16 + 34 * (size / most)) / size : 0;
    const tail = [tip[0] - force[0] * long, tip[1] + force[1] * long];
    const written = say('schematic.force', {
      name: title ?? titleOf(model, name),
      size_N: fixed(size, size < 10 ? 1 : 0),
    });
    const wide = textWidth(written, small) / 2;
    const at_x = clamp(tail[0], 4 + wide, layout.w - 4 - wide);
    const halo = { stroke: ink('stage'), 'stroke-width': 4, 'paint-order': 'stroke', 'stroke-linejoin': 'round' };
    return group(
      { 'data-part': `${name}_force`, display: size > 0 ? null : 'none' },
      arrow(`${name}_arrow`, tail, tip, { colour: ink('ink') }),
      text([at_x, clamp(tail[1] - 5, small, layout.h - 4)], written, {
        'text-anchor': 'middle',
        fill: ink('ink-2'),
        'font-size': small,
        ...halo,
      }),
    );
  });
}

/**
 * The parts of the picture, back to front.
 * options: layout (of SCHEMATIC_LAYOUTS), tags (words of the pulls), ghost (a posture in outline), only (the groups and
 * cables that are named; null: all, and the forces too).
 */
export function schematicParts(posture, { layout, tags = true, ghost = null, only = null }) {
  const { model, factors } = posture;
  const S = frameFor(model, layout);
  const drawn = isDrawn(posture);
  const neutral = neutralLinks(model);
  const at = drawn ? linksOf(posture) : neutral;
  const onScreen = points => points.map(p => S(...p));
  const cables = model.cables.map(cable => ({
    cable,
    factor: pullOf(cable, factors),
    screen: drawn && (cable.path ?? []).length ? onScreen(cablePoints(posture, cable.name)) : [],
  }));
  const behind = ghost && isDrawn(ghost) ? linksOf(ghost) : neutral;
  const anchors = model.cables.flatMap(cable =>
    (cable.path ?? []).filter(point => point.link === null).map(point => point.at_m),
  );
  const middle = S.ox + S.k * ((at[0].base[0] + at[at.length - 1].tip[0]) / 2);

  const rows = [...rowsOf(model)].map(([name, members]) => {
    const seen = cables.find(({ cable, screen }) => members.includes(cable) && screen.length > 1);
    const joint = members[0].arms?.[0]?.joint;
    const foot = seen
      ? along(seen.screen, 0.5).point
      : S(
          ...at[
            Math.max(
              0,
              model.links.findIndex(link => link.name === joint),
            )
          ].base,
        );
    const factor = factors[name] ?? pullOf(members[0], factors);
    const tension = drawn ? members.reduce((sum, cable) => sum + posture.tension[cable.name], 0) : 0;
    const pull = members[0].group === null ? '' : `${pullSign(factor)} ${pullNumber(factor)} %`;
    const now = drawn
      ? say(tension > 0 ? 'figure.now_value' : 'figure.now_slack', { tension_N: fixed(tension, 0) })
      : '';
    return {
      name,
      handle: members[0].group === null ? null : name,
      title: titleOf(model, name),
      rest: [pull, now],
      colour: pullInk(factor),
      foot,
      named: !only || only.includes(name) || members.some(cable => only.includes(cable.name)),
    };
  });
  const [heading, small] = layout.text;
  const gap = heading + 2 * small + ROW_GAP;
  // Words stand on the side of their cable, unless that side is full.
  const most = Math.ceil(rows.length / 2) + 1;
  const sides = { [-1]: [], 1: [] };
  rows.forEach((row, i) => {
    const near = Math.abs(row.foot[0] - middle) < 1 ? (i % 2 ? 1 : -1) : Math.sign(row.foot[0] - middle);
    sides[sides[near].length < most ? near : -near].push(row);
  });
  const labels = [-1, 1].flatMap(side => {
    const own = sides[side];
    const heights = apart(
      own.map(row => row.foot[1]),
      gap,
      heading + 8,
      layout.h - 2 * small - 10,
    );
    const x = side < 0 ? layout.side - 16 : layout.w - layout.side + 16;
    return own.map((row, i) => words(layout, row, [x, heights[i]], row.foot, side < 0 ? 'end' : 'start'));
  });
  const bars = strokes(at.map(({ base, tip }) => onScreen([base, tip])));
  const hinges = strokes(at.map(({ base }) => dotAt(S(...base))));
  // Links that are short on the screen are thin: their joints stay apart.
  const thick = clamp(0.45 * S.k * Math.min(...model.links.map(link => link.length_m)), 4.6, 9);
  const level = model.ground_y_m === null ? S.oy : S(0, model.ground_y_m)[1];

  return [
    kept(layout, 'stage', [], () => el('rect', { x: 0, y: 0, width: layout.w, height: layout.h, fill: ink('stage') })),
    line(
      [
        [0, level],
        [layout.w, level],
      ],
      {
        'data-part': 'ground',
        stroke: ink('line'),
        'stroke-width': 2,
        display: model.ground_y_m === null ? 'none' : null,
      },
    ),
    path(strokes(behind.map(({ base, tip }) => onScreen([base, tip]))), {
      'data-part': 'ghost',
      stroke: ink('ghost'),
      'stroke-width': ghost ? 3 : 1.6,
      'stroke-dasharray': ghost ? '6 4' : '2 4',
    }),
    ...cables.map(({ cable, factor, screen }) => {
      const [width, dash] = STROKES[pullTone(factor)];
      return line(
        screen.length
          ? screen
          : [
              [0, 0],
              [0, 0],
            ],
        {
          'data-part': cable.name,
          'data-handle': cable.group === null ? null : cable.group,
          'data-pull': cable.group === null ? null : '0 -1',
          stroke: cable.group === null ? ink('ghost') : pullInk(factor),
          'stroke-width': cable.group === null ? 1 : width,
          'stroke-dasharray': dash,
          display: screen.length ? null : 'none',
        },
      );
    }),
    path(
      anchors
        .map(p => S(...p))
        .map(([x, y]) => `M${Math.round(x - 4)} ${Math.round(y - 4)}h8v8h-8Z`)
        .join(''),
      { 'data-part': 'anchors', fill: ink('ink-2') },
    ),
    group(
      { 'data-part': 'links', display: drawn ? null : 'none' },
      path(bars, { stroke: ink('wood-edge'), 'stroke-width': thick }),
      path(bars, { stroke: ink('wood'), 'stroke-width': thick - 2.6 }),
      path(hinges, { stroke: ink('wood-edge'), 'stroke-width': thick - 1.5 }),
      path(hinges, { stroke: ink('card'), 'stroke-width': Math.max(1.4, thick - 4.2) }),
    ),
    group(
      { 'data-part': 'forces', display: drawn && !only ? null : 'none' },
      forceArrows(S, layout, { ...posture, angles: drawn ? posture.angles : neutral.map(link => link.angle) }, at),
    ),
    group({ 'data-part': 'labels', display: tags ? null : 'none' }, labels),
    notice(
      [layout.w / 2, layout.h / 2],
      Math.min(320, layout.w - 40),
      heading,
      drawn ? '' : say(`any.status.${posture.status}`),
    ),
  ];
}

/** The links as strokes in a box of 20 by 32. */
export function schematicGlyph(posture) {
  const links = isDrawn(posture) ? linksOf(posture) : neutralLinks(posture.model);
  const all = neutralLinks(posture.model).flatMap(({ base, tip }) => [base, tip]);
  const [low, high] = [Math.min, Math.max].map(end => [0, 1].map(axis => end(...all.map(p => p[axis]))));
  const k = Math.min(14 / Math.max(high[0] - low[0], 1e-6), 24 / Math.max(high[1] - low[1], 1e-6));
  const [x, y] = [0, 1].map(axis => (low[axis] + high[axis]) / 2);
  return strokes(links.map(({ base, tip }) => [base, tip].map(p => [10 + k * (p[0] - x), 16 - k * (p[1] - y)])));
}
