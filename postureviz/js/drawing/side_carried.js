// What the body from the side carries and sits on.
import { mix, put, spline, strokes } from './geom.js';
import { path, line, area, group, shownIf, ink } from './svg.js';
import { centimetres } from './parts.js';
import { PALM, SEAT_TOP, pointsOn, floorAt } from './side_anatomy.js';

/** The board tips; its legs stand. */
function seatMark(S, { frames }, seat) {
  const at = (u, v) => S(...put(frames.seat, u, v));
  const slab = [at(-17, SEAT_TOP), at(24, SEAT_TOP), at(24, -14), at(-17, -14)];
  const legs = [
    [-13, -15],
    [20, 22],
  ].map(([up, down]) => [at(up, -14), S(frames.seat.point[0] + down, floorAt(frames))]);
  return group(
    { 'data-part': 'stool', opacity: seat, ...shownIf(seat > 0) },
    path(strokes(legs), { stroke: ink('wood-edge'), 'stroke-width': 3.4 * S.k * 0.5 }),
    path(strokes(legs), { stroke: ink('wood'), 'stroke-width': Math.max(1, 3.4 * S.k * 0.5 - 2.4) }),
    area(slab, { fill: ink('wood'), stroke: ink('wood-edge'), 'stroke-width': 1.3 }),
  );
}
const EDGE = { stroke: ink('wood-edge'), 'stroke-width': 1.3 };
function bagMark(S, { frames }, kg) {
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
      { fill: ink('wood'), ...EDGE },
    ),
  );
}
const LID = 0.3125; // of the height of a box
const SMALL_KG = 5; // what is heavier grows in height, so that it is not in the trunk
/**
 * Half the width of what both hands hold in front of the body.
 * @param {number} kg
 * @returns {number} cm
 */
export const heldHalf = kg => (kg > SMALL_KG ? 8 * (kg / SMALL_KG) ** 0.2 : 4.5 + 0.7 * kg);
const heldTall = kg => (kg > SMALL_KG ? 6.4 * (kg / SMALL_KG) ** 0.45 : 0.8 * heldHalf(kg));
/**
 * The corners of what both hands hold, from upper left to lower left.
 * @param {Record<string, Frame>} frames cm
 * @param {number} kg
 * @returns {Point[]} cm
 */
export function heldCorners(frames, kg) {
  const [half, tall] = [heldHalf(kg), heldTall(kg)];
  const [x, y] = put(frames.fore, 0.6, -PALM);
  const [left, right, up, down] = [x - half, x + half, y + tall + 1, y - tall + 1];
  return [
    [left, up],
    [right, up],
    [right, down],
    [left, down],
  ];
}
function heldMark(S, { frames }, kg) {
  const ring = S.all(heldCorners(frames, kg));
  const [upLeft, upRight, downRight, downLeft] = ring;
  const lid = [mix(upLeft, downLeft, LID), mix(upRight, downRight, LID)];
  return group(
    { 'data-part': 'held', ...shownIf(kg > 0) },
    area(ring, { fill: ink('hull-3'), ...EDGE }),
    line(lid, { stroke: ink('wood-edge'), 'stroke-width': 1.1 }),
  );
}
function booksMark(S, { posture, frames }, kg) {
  const crown = { ...frames.head, point: centimetres(posture.landmarks.head_top) };
  const at = (u, v) => S(...put(crown, u, v));
  const tall = 0.9 + 0.9 * kg;
  const book = (x0, x1, y0, y1, fill) =>
    area([at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1)], { fill: ink(fill), ...EDGE });
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
      { fill: ink('hull-3'), ...EDGE },
    ),
    path(spline([at(-20 * size, 0), at(-14.4 * size, 1.2), at(-8.4, 0.6)]), {
      stroke: ink('wood-edge'),
      'stroke-width': 1.1,
    }),
  );
}
const strapMark = (S, { frames }, kg) => {
  const d = spline(
    pointsOn(frames, '-12.6 147.2, -5 149.6, 1.4 147.2, 4.4 140.4, 2.6 132, -5 126.4, -12.6 124.6', 'ribs').map(p =>
      S(...p),
    ),
  );
  return group(
    { 'data-part': 'strap', ...shownIf(kg > 0) },
    path(d, { stroke: ink('wood-edge'), 'stroke-width': S.k * 0.9 + 1.6 }),
    path(d, { stroke: ink('hull-3'), 'stroke-width': S.k * 0.9 }),
  );
};
/**
 * What is carried or sat on by name: the setting that says how much, and its drawing.
 * @type {Record<string, [string, (S: ScreenMap, body: SideBody, amount: number) => Tree]>}
 */
export const CARRIED = {
  stool: ['seat', seatMark],
  rucksack: ['rucksack_kg', rucksackMark],
  strap: ['rucksack_kg', strapMark],
  held: ['held_kg', heldMark],
  bag: ['bag_kg', bagMark],
  head_load: ['head_kg', booksMark],
};
