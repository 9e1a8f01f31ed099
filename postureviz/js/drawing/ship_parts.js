// What both ships share: the sea, the masthead, ropes and what their tags say.
import { pullNumber, pullTone, say } from '../engine/words.js';
import { clamp, lerp, placed, sag, shape, spline } from './geom.js';
import { isDrawn, notice } from './parts.js';
import { area, blend, circle, el, group, ink, kept, line, path, pullShade, pullSign, text, textWidth } from './svg.js';

/**
 * What never changes is made once for a layout.
 * @type {<T>(layout: Layout, part: string, make: () => T) => T}
 */
export const once = (layout, part, make) => kept(layout, part, [], make);

// The sea goes on beyond the picture, for a stage of another shape.
function waves(S, w, dy, height, length, phase) {
  const level = S(0, -13)[1] + dy;
  const points = [];
  for (let x = -w; x <= 2 * w; x += 36) points.push([x, level + height * Math.sin(x / length + phase)]);
  return points;
}
const filledTo = (points, w, h) => `${spline(points)}L${2 * w} ${2 * h}L${-w} ${2 * h}Z`;

/** @type {(S: ScreenMap, layout: Layout) => Tree} behind the hull */
export function farSea(S, { w, h }) {
  return path(filledTo(waves(S, w, -10, 2.5, 34, 0), w, h), { fill: ink('sea'), 'fill-opacity': 0.75 });
}
/** @type {(S: ScreenMap, layout: Layout) => Tree} before the hull */
export function nearSea(S, { w, h }) {
  const front = waves(S, w, 6, 4, 42, 1.4);
  const crests = shape('26 .54, 46 .36, 64 .21').map(([d, opacity], i) =>
    path(spline(waves(S, w, d, 3, 50 + i * 9, 0)), {
      stroke: ink('sea-edge'),
      'stroke-width': 1.1,
      'stroke-opacity': opacity,
      'stroke-dasharray': `${60 - i * 8} ${40 + i * 22}`,
    }),
  );
  return group(
    {},
    path(filledTo(front, w, h), { fill: ink('sea-2'), 'fill-opacity': 0.78 }),
    path(spline(front), { stroke: ink('sea-edge'), 'stroke-width': 1.6 }),
    ...crests,
  );
}

/**
 * The crow's nest with the pole of the flag, about the top of the mast.
 * @param {number} k px per unit
 * @returns {Tree}
 */
export function nest(k) {
  const at = (u, v) => [k * u, -k * v];
  const wood = { stroke: ink('wood-edge'), 'stroke-width': 1.3 };
  return group(
    {},
    line([at(0, 0), at(0, 13)], { stroke: ink('wood-edge'), 'stroke-width': k * 0.5 }),
    line([at(0, 0), at(0, 12.9)], { stroke: ink('wood'), 'stroke-width': k * 0.26 }),
    area([at(-4.2, 2.6), at(4.2, 2.6), at(3.2, -2.4), at(-3.2, -2.4)], { fill: ink('hull-3'), ...wood }),
    ...[-2.4, -0.8, 0.8, 2.4].map(x =>
      line([at(x * 1.05, 2.4), at(x * 0.82, -2.2)], {
        stroke: ink('wood-edge'),
        'stroke-width': 0.8,
        'stroke-opacity': 0.6,
      }),
    ),
    line([at(-4.5, 2.7), at(4.5, 2.7)], { stroke: ink('wood-edge'), 'stroke-width': k * 0.8 }),
    line([at(-3.3, -1.2), at(3.3, -1.2)], { stroke: ink('trim'), 'stroke-width': k * 0.38 }),
  );
}
/**
 * The flag. The cloth obeys the wind; only its two corners sit on the pole.
 * @param {ScreenMap} S
 * @param {Layout} layout
 * @param {Point} high its upper corner on the pole, units
 * @param {Point} low its lower one
 * @param {number} wind -1 to port, 0 still, 1 to starboard
 * @returns {Tree}
 */
export function flag(S, layout, high, low, wind) {
  const underPole = high[0] - low[0] < -0.2 ? -1 : 1;
  const side = wind ? Math.sign(wind) : underPole;
  const w = clamp(Math.abs(wind), 0, 1) ** 0.6;
  const long = lerp(4.4, layout.flag, w);
  const droop = (1 - w) * 7;
  const at = (u, v, wave) =>
    S(
      lerp(high[0], low[0], v) + side * u * long,
      lerp(high[1], low[1], v) - droop * u ** 1.4 + wave * lerp(0.25, 0.55, w),
    );
  const cloth = [
    [...at(0, 0, 0), 'c'],
    at(0.33, 0, 1),
    at(0.68, 0, -1),
    [...at(1, 0, 0.4), 'c'],
    [...at(0.96, 1, 0.4), 'c'],
    at(0.66, 1, -1),
    at(0.33, 1, 1),
    [...at(0, 1, 0), 'c'],
  ];
  const middle = { point: at(0.5, 0.42, 0), ahead: [0, 1] };
  const size = Math.round(S.k * lerp(8, 11.5, w)) / 100;
  return group(
    { 'data-part': 'flag' },
    path(spline(cloth, true), { fill: ink('flag'), stroke: ink('ghost'), 'stroke-width': 1 }),
    group({ transform: `${placed((x, y) => [x, y], middle)}scale(${size})` }, once(layout, 'skull', skull)),
  );
}
/** Skull and bones, ten px to the skull's radius. */
function skull() {
  const bone = { stroke: ink('flag-ink'), 'stroke-width': 4.2 };
  return group(
    {},
    line(
      [
        [-19, 9],
        [19, 23],
      ],
      bone,
    ),
    line(
      [
        [19, 9],
        [-19, 23],
      ],
      bone,
    ),
    circle([0, 0], 10, { fill: ink('flag-ink') }),
    el('rect', { x: -5.5, y: 6, width: 11, height: 7, rx: 3, fill: ink('flag-ink') }),
    circle([-4, 0], 2.6, { fill: ink('flag') }),
    circle([4, 0], 2.6, { fill: ink('flag') }),
  );
}

const LEAST_SPARE = 0.5;
const DECK = 1.5;
/**
 * A rope with any tension is straight along its path. One with none hangs by the length it has to spare,
 * at least enough to see, and what is left over lies on the deck.
 * @param {Point[]} points its path, units
 * @param {number} tension
 * @param {number} spare units
 * @returns {Point[]} units
 */
export function ropePoints(points, tension, spare) {
  if (tension > 0) return points;
  return sag(points[0], points[points.length - 1], Math.max(LEAST_SPARE, spare)).map(([x, y]) => [
    x,
    Math.max(y, DECK),
  ]);
}
/** @type {(layout: Layout, factor: number) => number} px */
export const ropeWidth = (layout, factor) => layout.ropeWidth * (1.5 + 2.6 * clamp(factor, 0.25, 1.8));
/**
 * Colour and dash of a rope that is set to pull so hard.
 * @type {(factor: number) => Attributes}
 */
export function ropeLook(factor) {
  const shade = pullShade(factor);
  return {
    stroke: blend(shade > 0 ? 'more' : 'less', Math.abs(shade) * 100, 'rope'),
    'stroke-dasharray': isSlacker(factor) ? `7 ${Math.round(25 - 25 * shade) / 10}` : null,
  };
}
/** @type {(factor: number) => boolean} */
export const isSlacker = factor => pullTone(factor) === 'less';
/**
 * Room for a number in its tag: letters are counted generously, and a point and two blanks are narrower than most.
 * @type {(label: string, size: number) => number} px
 */
export const pillWidth = (label, size) => Math.max(74, 0.9 * textWidth(label, size, true) + 9);
/**
 * What the tag of a rope says of its set pull.
 * @type {(factor: number) => string}
 */
export const pullLabel = factor => say('drawing.pull', { sign: pullSign(factor), number: pullNumber(factor) });
/**
 * Above the deck, in place of a mast that has no resting place.
 * @type {(layout: Layout, posture: Posture) => Tree}
 */
export const noticeAboveDeck = (layout, posture) =>
  kept(layout, 'notice', [posture.status], () =>
    notice(
      [layout.x, layout.y - 30 * layout.k],
      layout.noticeWidth,
      layout.text[0],
      isDrawn(posture) ? '' : say(`drawing.notice_${posture.status}`),
    ),
  );
/**
 * The pill of a tag with the set pull in it; all of `hit` px around it is its handle.
 * @param {Point} middle px
 * @param {{ label: string, width: number, hit: number, size: number, colour: string }} look px
 * @param {Attributes} handle
 * @returns {Tree}
 */
export function pill([x, y], { label, width, hit, size, colour }, handle) {
  return group(
    handle,
    el('rect', { x: x - hit / 2, y: y - 22, width: hit, height: 44, fill: 'none', 'pointer-events': 'all' }),
    el('rect', {
      x: x - width / 2,
      y: y - 12,
      width,
      height: 24,
      rx: 12,
      fill: ink('card'),
      stroke: colour,
      'stroke-width': 1.6,
    }),
    text([x, y + size * 0.36], label, {
      'text-anchor': 'middle',
      fill: colour,
      'font-size': size,
      'font-weight': 700,
    }),
  );
}
