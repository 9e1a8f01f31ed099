// Little bodies: outline and spine line of a posture at any scale, for pictures that are about something else.
import { spline, strokes } from './geom.js';
import { group, ink, path } from './svg.js';
import { SPINE, bodyOf, skinPath } from './back_anatomy.js';
import { armOutline, framesOf, skinOutline, spineLine } from './side_anatomy.js';

/**
 * From the side.
 * @param {Posture} posture
 * @param {ScreenMap} S of centimetres, x from the neutral hip, y from the floor
 * @param {{ spine?: boolean, arm?: boolean, skin?: string, line?: string }} [options] spine, arm: drawn or not; skin,
 *   line: tokens of the colours of skin and spine
 * @returns {Tree}
 */
export function littleSide(posture, S, { spine = true, arm = false, skin = 'skin', line = 'ink' } = {}) {
  const frames = framesOf(posture);
  const on = points => points.map(([x, y]) => S(x, y));
  const thin = Math.max(0.9, S.k * 0.32);
  return group(
    { 'data-part': 'little body' },
    path(spline(on(skinOutline(frames)), true), {
      fill: ink(skin),
      stroke: ink('skin-edge'),
      'stroke-width': thin,
    }),
    arm
      ? path(spline(on(armOutline(frames)), true), {
          fill: ink('skin-2'),
          stroke: ink('skin-edge'),
          'stroke-width': thin,
          'fill-opacity': 0.75,
        })
      : [],
    spine
      ? path(strokes([on(spineLine(frames))]), { stroke: ink(line), 'stroke-width': Math.max(1.4, S.k * 0.55) })
      : [],
  );
}

/**
 * The same from behind, without arms.
 * @param {Posture} posture
 * @param {ScreenMap} S of centimetres
 * @param {{ full?: boolean, spine?: boolean, skin?: string, line?: string }} [options]
 * @returns {Tree}
 */
export function littleBack(posture, S, { full = false, spine = true, skin = 'skin', line = 'ink' } = {}) {
  const body = bodyOf(posture);
  const thin = Math.max(0.9, S.k * 0.32);
  const rising = posture.model.links
    .map((link, i) => [link.name, posture.points[i + 1]])
    .filter(([name]) => SPINE.test(name) || name === 'head');
  return group(
    { 'data-part': 'little body' },
    path(skinPath(S, body, full), { fill: ink(skin), stroke: ink('skin-edge'), 'stroke-width': thin }),
    spine
      ? path(strokes([rising.map(([, [x, y]]) => S(100 * x, 100 * y))]), {
          stroke: ink(line),
          'stroke-width': Math.max(1.4, S.k * 0.55),
        })
      : [],
  );
}
