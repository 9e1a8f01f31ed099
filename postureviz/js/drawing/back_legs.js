// What lifts or lowers a hip, seen from behind: windows on the legs, on the floor.
import { fixed, say } from '../engine/words.js';
import { ANKLE_CM, SIDES_OF_BODY, legAxis, legsPath } from './back_anatomy.js';
import { mix, screenMap, spline } from './geom.js';
import { centimetres } from './parts.js';
import { circle, el, group, ink, kept, line, path, shorten, text } from './svg.js';

/** Both legs from behind, on the floor: a level, and the line through the hips. x: middle of the body on the screen. */
function legsBehind(k, x, floor, reach, body, full) {
  const T = screenMap(k, x, floor);
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
/**
 * A window for a longer leg and one for a bent knee, in the lower corners; each is hidden while there is none.
 * @param {Layout} layout
 * @param {BackBody} body
 * @param {boolean} full the build
 * @param {BackBody} resting the same at usual pull
 * @returns {Tree[]}
 */
export function legWindows(layout, body, full, resting) {
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
