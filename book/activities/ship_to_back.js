// From mast to spine, seen from behind: a mast and a back, each solved with the same pulls on its ropes and its
// muscles.
import { frame, lerp, moved, ramp, screenMap } from '../../postureviz/js/drawing/geom.js';
import { group, stacked } from '../../postureviz/js/drawing/svg.js';
import { bodyGroup, isDrawn, noLayer } from '../../postureviz/js/drawing/parts.js';
import { SPINE, trunkBones, bodyOf, girdleAndSkull, spineBones } from '../../postureviz/js/drawing/back_anatomy.js';
import { LAYOUTS as BACK_LAYOUTS, layers as backLayers } from '../../postureviz/js/drawing/back_view.js';
import { UNITS_PER_METRE, layers as shipLayers } from '../../postureviz/js/drawing/ship_astern.js';

/** The muscles that the ropes of a side stand for. */
const BECOMES = { top: 'neck_shoulder', mid: 'mid_back', low: 'side_trunk' };
const SIDE_OF = { port: 'left', starboard: 'right' };

/**
 * The pulls of a back that are those of a mast: of a rope, or of all ropes of a side.
 * @param {Record<string, number>} factors of a mast
 * @returns {Record<string, number>} of a back
 */
export function pullsOfBack(factors) {
  return Object.fromEntries(
    Object.entries(factors).flatMap(([name, factor]) => {
      const [side, level] = name.split('_');
      const groups = level ? [BECOMES[level]] : Object.values(BECOMES);
      return groups.map(own => [`${own}_${SIDE_OF[side]}`, factor]);
    }),
  );
}

/**
 * Frames of a back whose spine stands on the curve of a mast, or where it was solved.
 * @param {BackBody} body
 * @param {Point[]} curve from its foot, a mast's length long
 * @param {number} share 0 on the mast, 1 where it was solved
 * @returns {{ frames: Record<string, Frame>, length_cm: number, foot: Point }}
 */
export function onTheWay(body, curve, share) {
  const spine = body.posture.model.links.filter(row => SPINE.test(row.name));
  const length_cm = 100 * spine.reduce((sum, row) => sum + row.length_m, 0);
  const [fx, fy] = body.frames[spine[0].name].point;
  const ends = [0];
  for (const row of spine) ends.push(ends[ends.length - 1] + (100 * row.length_m) / length_cm);
  const at = t => {
    const u = t * (curve.length - 1);
    const i = Math.min(Math.floor(u), curve.length - 2);
    return [0, 1].map(n => length_cm * lerp(curve[i][n], curve[i + 1][n], u - i));
  };
  const frames = { ...body.frames };
  spine.forEach(({ name }, i) => {
    const own = body.frames[name];
    const [a, b] = [at(ends[i]), at(ends[i + 1])];
    const long = Math.hypot(b[0] - a[0], b[1] - a[1]);
    const ahead = [0, 1].map(n => lerp((b[n] - a[n]) / long, own.ahead[n], share));
    const unit = Math.hypot(...ahead);
    frames[name] = frame(
      [lerp(fx + a[0], own.point[0], share), lerp(fy + a[1], own.point[1], share)],
      ahead.map(v => v / unit),
    );
  });
  return { frames, length_cm, foot: [fx, fy] };
}

/**
 * The parts of the picture, back to front. First the masthead goes, then bones stand on the curve of the mast and go
 * where the back was solved, then the body comes.
 * @param {Posture} mast
 * @param {Posture} back
 * @param {{ layout: Layout, fade: number }} options layout: of the ship; fade: 0 the ship, 1 the back as its own
 *   picture shows it
 * @returns {Tree[]}
 */
export function parts(mast, back, { layout, fade }) {
  if (fade <= 0 || !isDrawn(mast) || !isDrawn(back)) return stacked(shipLayers(mast, { layout }));
  const own = BACK_LAYOUTS[layout.name];
  const body = bodyOf(back);
  const S = screenMap(own.k, own.x, own.top + own.k * body.fit.crown);
  const { frames, length_cm, foot } = onTheWay(body, mast.points, ramp(fade, 0.3, 0.9));
  const shipScale = (layout.k * UNITS_PER_METRE) / length_cm;
  const sacrum = S(...foot);
  const place = [lerp(layout.x, sacrum[0], fade), lerp(layout.y, sacrum[1], fade)];
  const scale = lerp(shipScale, own.k, fade);
  const transform = moved(sacrum, own.k, place, scale);
  const { ground, ...ship } = shipLayers(mast, { layout, tags: fade < 0.12 });
  const standing = { ...body, frames };
  const { body: person, sides, notice } = backLayers(back, { layout: own, tags: fade > 0.95 });
  // what closes the body's own picture below would lie across the sea
  const whole = fade < 1 ? { ...person, fade: noLayer() } : person;
  const seen = (opacity, more, kids) =>
    group({ ...more, opacity, display: opacity > 0 ? null : 'none' }, opacity > 0 ? kids : []);
  return [
    ground,
    seen(
      1 - ramp(fade, 0.1, 0.62),
      { transform: moved([layout.x, layout.y], layout.k, place, (layout.k * scale) / shipScale) },
      stacked(ship),
    ),
    seen(ramp(fade, 0.12, 0.45) * (1 - ramp(fade, 0.8, 1)), { transform, 'data-part': 'spine' }, [
      seen(ramp(fade, 0.5, 0.8), {}, [...trunkBones(S, own, body), ...girdleAndSkull(S, own, body)]),
      ...spineBones(S, own, standing),
    ]),
    seen(ramp(fade, 0.6, 1), { transform, 'data-part': 'person' }, [bodyGroup(whole, true), sides, notice]),
  ];
}
