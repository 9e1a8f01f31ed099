// What the drawings share: when there is something to draw, muscles, labels, arrows, the body at usual pull they are
// measured against.
import { clamp, ribbon, sample, mix, strokes, dotAt } from './geom.js';
import {
  el,
  path,
  line,
  area,
  group,
  halo,
  shownIf,
  stacked,
  text,
  ink,
  blend,
  kept,
  shorten,
  textWidth,
  wrap,
  pullShade,
  pullSign,
  pullInk,
} from './svg.js';
import { rests } from '../engine/posture.js';
import { memo, oncePer } from '../engine/memo.js';
import { usualPosture } from '../engine/usual.js';
import { pullTone, say } from '../engine/words.js';

/**
 * Whether a posture has a resting place, so that there is something to draw.
 * @type {(posture: Posture) => boolean}
 */
export const isDrawn = rests;
/**
 * A place of the model, m, in the units of a drawing of a body.
 * @type {(p: Point) => Point} cm
 */
export const centimetres = ([x, y]) => [100 * x, 100 * y];
/**
 * The cables of a model by name, and the names of those of each group; made once for a model.
 * @type {(model: object) => { named: Map<string, Cable>, grouped: Map<string | null, string[]>, list: Function }}
 */
export const cablesOf = oncePer(model => {
  const named = new Map(model.cables.map(cable => [cable.name, cable]));
  const grouped = new Map();
  for (const { name, group: own } of model.cables) grouped.set(own, [...(grouped.get(own) ?? []), name]);
  return { named, grouped, list: memo() };
});
/**
 * The cables of a list of names that a model has, worked out once for each list, which has to be the same object.
 * @param {object} model
 * @param {string[]} names
 * @returns {Cable[]}
 */
export function cablesNamed(model, names) {
  const { named, list } = cablesOf(model);
  return list(names, () => names.filter(name => named.has(name)).map(name => named.get(name)));
}
/**
 * Factor of a cable: its own, or its group's, or 1.
 * @type {(cable: Cable, factors: Record<string, number>) => number}
 */
export const pullOf = (cable, factors) => factors[cable.name] ?? factors[cable.group] ?? 1;

/**
 * How much longer than at usual pull a cable is: of several, the one that changed most.
 * @param {Posture} posture
 * @param {string[]} names of cables
 * @returns {number} mm
 */
export function lengthChange(posture, names) {
  const usual = usualPosture(posture).length;
  const changes = names.map(name => 1000 * (posture.length[name] - usual[name]));
  return changes.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
}
/**
 * Measured length in words, with its own sign; it has nothing to do with the pull.
 * @param {number} change_mm
 * @param {boolean} [brief]
 * @returns {string}
 */
export function lengthWords(change_mm, brief = false) {
  const mm = Math.round(Math.abs(change_mm));
  const word = mm === 0 ? 'usual' : `${change_mm < 0 ? 'short' : 'long'}${brief ? '_brief' : ''}`;
  return say(`body.${word}`, { mm });
}
/**
 * Words with the sign of a pull before them.
 * @type {(factor: number, words: string) => string}
 */
export const signed = (factor, words) => say('body.signed', { sign: pullSign(factor), words });

/**
 * Half-width of a muscle at s = 0 ... 1 of its length, as a share of its thickest.
 * @param {number} [end] at both ends
 * @param {number} [power] below 1 for a muscle that is thick for long
 * @returns {(s: number) => number}
 */
export const belly =
  (end = 0.28, power = 0.75) =>
  s =>
    end + (1 - end) * Math.sin(Math.PI * clamp(s, 0, 1)) ** power;

/**
 * The colour of a muscle.
 * @param {number} factor
 * @returns {string}
 */
export function muscleFill(factor) {
  const shade = pullShade(factor);
  return blend(shade > 0 ? 'more-fill' : 'less-fill', Math.abs(shade) * 100, 'usual-fill');
}
const RIBS = 18;
/**
 * A muscle that pulls more is up to 30 % thicker, one that pulls less 40 % thinner.
 * @type {(width: number, factor: number) => number} in the unit of the width
 */
export const muscleWidth = (width, factor) => width * (1 + (pullShade(factor) > 0 ? 0.3 : 0.4) * pullShade(factor));
/**
 * A muscle on its line, in px: outline and fibres. More is solid and warm, less is dashed and cool, as usual steps
 * back.
 * @param {string} key its `data-part`
 * @param {Point[]} screen its line, px
 * @param {Object} look
 * @param {number} look.width px
 * @param {number} look.factor
 * @param {(s: number) => number} [look.profile] see `belly`
 * @param {number} [look.fibres] how many
 * @param {number} [look.quiet] opacity at usual pull
 * @param {number} [look.opacity] at any pull
 * @returns {Tree}
 */
export function muscle(key, screen, { width, factor, profile = belly(), fibres = 3, quiet = 1, opacity = 1 }) {
  const shade = pullShade(factor);
  const usual = pullTone(factor) === 'usual';
  const less = pullTone(factor) === 'less';
  const half = s => (muscleWidth(width, factor) / 2) * profile(s);
  const edge = usual ? ink('usual') : pullInk(factor);
  const dash = less ? '5 3.5' : null;
  // Said of fill and stroke: a group with an opacity is a layer of its own to a browser, and costs it as much.
  const seen = usual ? quiet * opacity : opacity;
  // In a muscle that steps back its fibres would not be seen, and they are half of its drawing.
  const plain = usual && quiet < 1;
  const centre = plain ? [] : sample(screen, 12);
  const threads = [];
  for (let f = 1; f <= fibres && !plain; f++) {
    const off = ((f / (fibres + 1)) * 2 - 1) * 0.92;
    threads.push(
      centre
        .slice(1, -1)
        .map(({ p, n }, i) => [p[0] + n[0] * half((i + 1) / 12) * off, p[1] + n[1] * half((i + 1) / 12) * off]),
    );
  }
  return group(
    { 'data-part': key },
    area(ribbon(screen, half, RIBS), {
      fill: muscleFill(factor),
      'fill-opacity': seen * (less ? 0.62 : 0.92),
      'stroke-opacity': seen,
      stroke: edge,
      'stroke-width': less ? 1.5 : 1.2,
      'stroke-dasharray': dash,
    }),
    path(plain ? 'M0 0' : strokes(threads), {
      display: plain ? 'none' : null,
      stroke: edge,
      'stroke-width': shade > 0.25 ? 1 : 0.7,
      'stroke-dasharray': dash,
      'stroke-opacity': seen * (less ? 0.35 : 0.5),
    }),
  );
}

/**
 * Beside a muscle: a dotted bar between two chevrons, which point inwards where it is shorter than at usual pull.
 * @param {Point[]} screen the muscle's line, px
 * @param {number} change_mm
 * @param {number} off beside the line, px
 * @param {number} [size] half the height of a chevron, px
 * @returns {Tree}
 */
export function lengthMark(screen, change_mm, off, size = 6) {
  const shown = Math.round(Math.abs(change_mm)) > 0;
  const inward = change_mm < 0 ? 1 : -1;
  const at = sample(screen, 24).map(({ p, n }) => ({ p: [p[0] + n[0] * off, p[1] + n[1] * off], n }));
  const chevron = (i, way) => {
    const { p, n } = at[i];
    const ahead = [n[1] * way, -n[0] * way];
    const corner = (a, b) => [
      p[0] + ahead[0] * a * size + n[0] * b * size,
      p[1] + ahead[1] * a * size + n[1] * b * size,
    ];
    return line([corner(-0.65, -1), corner(0.65, 0), corner(-0.65, 1)], {
      stroke: ink('ink'),
      'stroke-width': size > 5 ? 2.2 : 1.7,
    });
  };
  return group(
    { 'data-part': 'length', display: shown ? null : 'none' },
    line(
      at.slice(2, 23).map(({ p }) => p),
      { stroke: ink('ink'), 'stroke-width': 1.4, 'stroke-dasharray': '0.1 4' },
    ),
    chevron(2, inward),
    chevron(22, -inward),
  );
}

// Against the width that a letter is counted with: bold headings are a little wider, second lines a little narrower.
const [HEADING_FITS, SECOND_FITS] = [0.96, 1.08];
/**
 * Words in the margin with one leader to a part.
 * @param {string} part its `data-part`
 * @param {Point} foot where the leader ends, px
 * @param {Point} place of the first line, px
 * @param {string[]} lines
 * @param {Object} style
 * @param {'start' | 'end'} style.anchor
 * @param {[number, number]} style.size of the heading and of second lines, px
 * @param {string} [style.colour]
 * @param {string | null} [style.handle] what dragging it pulls
 * @param {string | null} [style.way] unit direction of harder
 * @param {number} [style.leader] px of the leader that lie level
 * @param {number} [style.gap] between leader and words, px
 * @param {number} [style.leaderY] of the level piece, from the place, px
 * @param {number} [style.room] px for the words: longer ones are cut
 * @param {<T>(facts: unknown[], make: () => T) => T} [style.keep] makes the words again only when a fact changes
 * @returns {Tree}
 */
export function label(
  part,
  foot,
  [x, y],
  lines,
  {
    anchor,
    size: [heading, small],
    colour = ink('ink'),
    handle = null,
    way = null,
    leader = 14,
    gap = 8,
    leaderY = -heading * 0.33,
    room = Infinity,
    keep = (facts, make) => make(),
  },
) {
  const out = anchor === 'start' ? -1 : 1;
  return group(
    { 'data-part': part },
    line([foot, [x + out * (gap + leader), y + leaderY], [x + out * gap, y + leaderY]], {
      stroke: colour,
      'stroke-width': 1.1,
    }),
    line(dotAt(foot), { stroke: ink('stage'), 'stroke-width': 7 }),
    line(dotAt(foot), { stroke: colour, 'stroke-width': 5 }),
    keep([x, y, colour, ...lines], () =>
      labelWords([x, y], lines, { anchor, heading, small, colour, handle, way, room }),
    ),
  );
}
function labelWords([x, y], lines, { anchor, heading, small, colour, handle, way, room }) {
  const fitting = lines.map((words, i) => shorten(words, room * (i ? SECOND_FITS : HEADING_FITS), i ? small : heading));
  const width = Math.max(...fitting.map((words, i) => textWidth(words, i ? small : heading, i === 0)));
  const height = heading + (lines.length - 1) * (small + 3);
  const hit = Math.max(44, height + 8);
  return group(
    handle ? { 'data-handle': handle, 'data-pull': way, cursor: 'grab' } : {},
    el('rect', {
      x: anchor === 'start' ? x - 4 : x - width - 4,
      y: y - heading + (height - hit) / 2,
      width: width + 8,
      height: hit,
      fill: 'none',
      'pointer-events': 'all',
      display: handle ? null : 'none',
    }),
    ...fitting.map((words, i) =>
      text([x, y + i * (small + 3)], words, {
        'text-anchor': anchor,
        fill: i ? ink('ink-2') : colour,
        'font-size': i ? small : heading,
        'font-weight': i ? null : 700,
        ...halo(),
      }),
    ),
  );
}

/**
 * A straight arrow from p to q; too short a one is not drawn.
 * @param {string} part its `data-part`
 * @param {Point} p px
 * @param {Point} q px
 * @param {{ colour: string, width?: number, head?: number }} style px
 * @returns {Tree}
 */
export function arrow(part, p, q, { colour, width = 2.4, head = 7 }) {
  const [dx, dy] = [q[0] - p[0], q[1] - p[1]];
  const long = Math.sqrt(dx * dx + dy * dy);
  const [ux, uy] = long > 0 ? [dx / long, dy / long] : [1, 0];
  const back = Math.min(head, long);
  const wing = s => [q[0] - ux * back - uy * s * back * 0.55, q[1] - uy * back + ux * s * back * 0.55];
  return group(
    { 'data-part': part, display: long < 2 ? 'none' : null },
    line([p, mix(q, p, long > 0 ? back / long : 0)], {
      stroke: colour,
      'stroke-width': width,
      'stroke-linecap': 'butt',
    }),
    area([q, wing(1), wing(-1)], { fill: colour }),
  );
}

const NOTICE_LINES = 9;
/**
 * Fades what lies below into the ground between two levels, towards one edge of a box: strips side by side, each laid
 * on once, so that the ground keeps its colour. A gradient would need a name, which another picture might have too.
 * @param {number} a level, px
 * @param {number} b level, px
 * @param {[number, number, number, number]} box x, y, width, height, px
 * @param {'left' | 'bottom'} edge
 * @param {number} [strips]
 * @returns {Tree}
 */
export function fade(a, b, [x, y, w, h], edge, strips = 16) {
  const [from, to] = edge === 'left' ? [Math.min(a, b), Math.max(a, b)] : [Math.max(a, b), Math.min(a, b)];
  const step = (to - from) / strips;
  const strip = (start, end, opacity) => {
    const [low, high] = [Math.min(start, end), Math.max(start, end)];
    const box =
      edge === 'left' ? { x: low, y, width: high - low, height: h } : { x, y: low, width: w, height: high - low };
    return el('rect', { ...box, fill: ink('stage'), 'fill-opacity': opacity, 'shape-rendering': 'crispEdges' });
  };
  const laid = Array.from({ length: strips }, (_, i) =>
    strip(from + i * step, from + (i + 1) * step, (1 + Math.cos((Math.PI * (i + 0.5)) / strips)) / 2),
  );
  return group({ 'data-part': 'fade' }, strip(edge === 'left' ? x : y + h, from, 1), laid);
}

/**
 * Bold words are so much wider than they are counted.
 * @type {number}
 */
export const BOLD = 1.05;
/**
 * What every picture of a posture is told.
 * @typedef {Object} PictureOptions
 * @property {Layout} layout one of the LAYOUTS of its module
 * @property {Record<string, boolean>} [show] layers that are on
 * @property {Posture | null} [ghost] a second posture, in outline
 * @property {string[] | null} [only] the groups and cables that a question is about: no others are named, and nothing
 *   of their effect is shown; null: all
 * @property {boolean} [tags] whether labels are shown
 */
/**
 * The layers of a body as one group, hidden while there is no posture to draw.
 * @type {(layers: Record<string, Tree | Tree[]>, drawn: boolean) => Tree}
 */
export const bodyGroup = (layers, drawn) => group({ 'data-part': 'body', ...shownIf(drawn) }, stacked(layers));
/**
 * A picture of one body, back to front: its ground, its layers, and what is said in its place.
 * @param {{ ground: Tree, body: Record<string, Tree | Tree[]>, drawn: boolean }} layers and what stands over the body
 * @returns {Tree[]}
 */
export const bodyParts = ({ ground, body, drawn, ...over }) => [ground, bodyGroup(body, drawn), ...stacked(over)];
/**
 * The line of a plumb from above.
 * @param {Point} a px
 * @param {Point} b px
 * @param {Attributes} [named]
 * @returns {Tree}
 */
export const plumbLine = (a, b, named = {}) =>
  line([a, b], {
    ...named,
    stroke: ink('ink-2'),
    'stroke-width': 1.1,
    'stroke-dasharray': '9 4 2 4',
    'stroke-opacity': 0.8,
  });
/**
 * In place of a layer that a composition leaves out, so that the tree keeps its structure.
 * @type {() => Tree}
 */
export const noLayer = () => group({});

/**
 * Said in words, calmly, in place of what has no resting place.
 * @param {Point} place its middle, px
 * @param {number} width px
 * @param {number} size of the letters, px
 * @param {string} words none: nothing is shown
 * @returns {Tree}
 */
export function notice([x, y], width, size, words) {
  const lines = wrap(words, width - 24, size, NOTICE_LINES);
  const used = lines.filter(Boolean).length;
  const height = used * size * 1.4 + 24;
  return group(
    { 'data-part': 'notice', display: used ? null : 'none' },
    el('rect', {
      x: x - width / 2,
      y: y - height / 2,
      width,
      height,
      rx: 12,
      fill: ink('card'),
      stroke: ink('ctl'),
      'stroke-width': 1.2,
    }),
    ...lines.map((row, i) =>
      text([x, y - height / 2 + 12 + size + i * size * 1.4], row, {
        'text-anchor': 'middle',
        fill: ink('ink'),
        'font-size': size,
      }),
    ),
  );
}
/**
 * The same over the middle of a picture.
 * @type {(layout: Layout, words: string) => Tree}
 */
export const noticeInMiddle = (layout, words) =>
  kept(layout, 'notice', [words], () =>
    notice([layout.w / 2, layout.h / 2], Math.min(320, layout.w - 40), layout.text[0], words),
  );
