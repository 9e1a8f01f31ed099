// A plain chart: two axes, dots with their bands, lines that are measured and lines that are assumed.
import { area, circle, group, ink, line, path, shorten, text, textWidth } from '../../postureviz/js/drawing/svg.js';
import { clamp, strokes } from '../../postureviz/js/drawing/geom.js';

/**
 * From the upright axis to its words where a ring rides on it, px.
 * @type {number}
 */
export const RING_GAP = 14;
/**
 * Two axes, and where values stand between them.
 * @typedef {{ from: number, to: number, ticks: [number, string][], title: string }} Axis
 * @param {{ x: number, y: number, w: number, h: number }} box px
 * @param {Axis} across
 * @param {Axis} up
 * @param {number} small size of the letters, px
 * @param {number} [gap] from the upright axis to its words, px
 * @returns {{ X: (v: number) => number, Y: (v: number) => number, axes: Tree }} places in px
 */
export function chart({ x, y, w, h }, across, up, small, gap = 8) {
  const X = v => x + ((v - across.from) / (across.to - across.from)) * w;
  const Y = v => y + h - ((v - up.from) / (up.to - up.from)) * h;
  const level = (at, look) =>
    line(
      [
        [x, at],
        [x + w, at],
      ],
      look,
    );
  const thin = { stroke: ink('line'), 'stroke-width': 1 };
  const plain = { 'font-size': small, fill: ink('ink-2') };
  const axes = group(
    {},
    ...up.ticks.map(([v, words]) =>
      group({}, level(Y(v), thin), text([x - gap, Y(v) + small * 0.35], words, { ...plain, 'text-anchor': 'end' })),
    ),
    ...across.ticks.map(([v, words]) =>
      group(
        {},
        line(
          [
            [X(v), y + h],
            [X(v), y + h + 6],
          ],
          { stroke: ink('ink-2'), 'stroke-width': 1 },
        ),
        text([X(v), y + h + 9 + small], words, { ...plain, 'text-anchor': 'middle' }),
      ),
    ),
    level(y + h, { stroke: ink('ink-2'), 'stroke-width': 1.4 }),
    text([x + w, y + h + 14 + 2 * small], shorten(across.title, x + w - 4, small), { ...plain, 'text-anchor': 'end' }),
    text([x - 4, y - small], up.title, { ...plain, 'text-anchor': 'start' }),
  );
  return { X, Y, axes };
}

/** @type {(places: Point[], colour: string, radius?: number) => Tree} */
export const dots = (places, colour, radius = 5.5) =>
  group(
    {},
    places.map(p => circle(p, radius, { fill: ink(colour), stroke: ink('stage'), 'stroke-width': 1.6 })),
  );
/**
 * From the low to the high end of what was measured, with a foot at each.
 * @type {(rows: [number, number, number][], colour: string) => Tree} rows: x, low and high, px
 */
export const whiskers = (rows, colour) =>
  path(
    strokes(
      rows.flatMap(([px, low, high]) => [
        [
          [px, low],
          [px, high],
        ],
        [
          [px - 6, low],
          [px + 6, low],
        ],
        [
          [px - 6, high],
          [px + 6, high],
        ],
      ]),
    ),
    { stroke: ink(colour), 'stroke-width': 2 },
  );
/** @type {(low: Point[], high: Point[], colour: string) => Tree} */
export const band = (low, high, colour) =>
  area([...low, ...high.slice().reverse()], { fill: ink(colour), opacity: 0.16 });
/** @type {(points: Point[], colour: string) => Tree} */
export const assumed = (points, colour) =>
  line(points, { stroke: ink(colour), 'stroke-width': 2.2, 'stroke-dasharray': '0.1 6' });
/** @type {(points: Point[], colour: string) => Tree} */
export const measured = (points, colour) => line(points, { stroke: ink(colour), 'stroke-width': 2.4 });
/**
 * Words at a place, kept inside the picture.
 * @param {Point} place px
 * @param {string} said
 * @param {{ size: number, w: number, colour?: string, bold?: boolean, anchor?: 'start' | 'middle' | 'end' }} style
 *   w: of the picture, px
 * @returns {Tree}
 */
export function note([px, py], said, { size, w, colour = 'ink', bold = false, anchor = 'start' }) {
  const words = shorten(said, w - 8, size);
  const wide = textWidth(words, size, bold);
  const low = anchor === 'start' ? 4 : anchor === 'end' ? 4 + wide : 4 + wide / 2;
  const high = anchor === 'start' ? w - 4 - wide : anchor === 'end' ? w - 4 : w - 4 - wide / 2;
  return text([clamp(px, low, Math.max(low, high)), py], words, {
    'font-size': size,
    'font-weight': bold ? 700 : null,
    fill: ink(colour),
    'text-anchor': anchor,
    stroke: ink('stage'),
    'stroke-width': 4,
    'stroke-linejoin': 'round',
    'paint-order': 'stroke',
  });
}
