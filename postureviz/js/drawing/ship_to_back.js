// From mast to spine, seen from behind: bones are hung on the mast's own curve, ropes become the muscles they stand for.
import { along, clamp, frame, lerp, mix, put, view } from './geom.js';
import { circle, group, line, text, ink, shorten, textWidth } from './svg.js';
import { say } from '../engine/words.js';
import { belly, muscle, pullOf } from './parts.js';
import { SPINE, backBones, bodyOf, girdleAndSkull, skin, spineBones, tie } from './back_anatomy.js';
import { UNITS_PER_METRE, shipParts } from './ship_astern.js';
import { solve } from '../engine/solver.js';

/** Rope, where it holds on the mast as a rope and as a muscle, the bone it comes from, and the muscle's width in cm. */
const BECOMES = [
  { level: 'top', at: [0.92, 0.92], bone: [13.2, 144.4, 'scap'], deck: 26.5, width: 3.2 },
  { level: 'mid', at: [0.64, 0.5], bone: [9.6, 131, 'scap'], deck: 23, width: 3 },
  { level: 'low', at: [0.36, 0.34], bone: [8.4, 103.4, 'pelvis'], deck: 19.5, width: 3.2 },
];
const OFF_AXIS_CM = 1.9;
const BONES_AT_LAST = 0.42;
const easeIn = (t, from, to) => clamp((t - from) / (to - from), 0, 1);

/** The even body with its spine on a curve, cm from the top of the sacrum; all else keeps its place on the bone it hangs on. */
export function hungOn(curve) {
  const even = bodyOf(solve('back'));
  const { links } = even.posture.model;
  const own = even.fit.frames;
  const spine = links.filter(row => SPINE.test(row.name));
  const whole = spine.reduce((sum, row) => sum + row.length_m, 0);
  const [fx, fy] = own.L5.point;
  const frames = { legs: own.legs, pelvis: own.pelvis };
  let share = 0;
  const onCurve = t => along(curve, clamp(t, 0, 1)).point;
  for (const row of spine) {
    const [a, b] = [onCurve(share), onCurve(share + row.length_m / whole)];
    const l = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
    frames[row.name] = frame([fx + a[0], fy + a[1]], [(b[0] - a[0]) / l, (b[1] - a[1]) / l]);
    share += row.length_m / whole;
  }
  for (const row of links) {
    if (frames[row.name]) continue;
    const [from, to, mine] = [own[row.parent], frames[row.parent], own[row.name]];
    // turned about its parent as the parent has turned
    const turn = [from.ahead[0] * to.ahead[0] + from.ahead[1] * to.ahead[1], from.ahead[0] * to.ahead[1] - from.ahead[1] * to.ahead[0]];
    const rotated = ([x, y]) => [x * turn[0] - y * turn[1], x * turn[1] + y * turn[0]];
    const [dx, dy] = rotated([mine.point[0] - from.point[0], mine.point[1] - from.point[1]]);
    frames[row.name] = frame([to.point[0] + dx, to.point[1] + dy], rotated(mine.ahead));
  }
  return { body: { ...even, frames }, length_cm: 100 * whole, foot: [fx, fy] };
}

const evenTies = new Map();
const boneAt = (body, [x, y, to], s) => {
  const key = `${x} ${y} ${s}`;
  if (!evenTies.has(key)) evenTies.set(key, tie(body.fit, [x, y], to, s));
  return evenTies.get(key)(body);
};

/**
 * options: layout (of SHIP_LAYOUTS), fade: 0 the ship, 1 the back. The curve never moves; the masthead goes first, then bones
 * come, then skin, shoulders and head.
 */
export function mastToSpineParts(posture, { layout, fade }) {
  if (fade <= 0) return shipParts(posture, { layout });
  const { points } = posture;
  const { length_cm } = hungOn([[0, 0], [0, 1]]);
  const k = (layout.k * UNITS_PER_METRE) / length_cm;
  const { body, foot } = hungOn(points.map(([x, y]) => [x * length_cm, y * length_cm]));
  const S = view(k, layout.x - k * foot[0], layout.y + k * foot[1]);
  const own = bodyLayouts.get(layout) ?? bodyLayouts.set(layout, {}).get(layout);
  const ship = shipParts(posture, { layout, tags: fade < 0.12 });
  const stern = ship.findIndex(node => node.a['data-part'] === 'hull');
  const shown = (node, i) => {
    const part = node.a['data-part'];
    if (i === 0 || i === 2 || part === 'notice') return 1;
    if (i === 1 || i === stern + 1) return lerp(1, 0.3, fade);
    if (i === stern) return lerp(1, 0.1, fade);
    if (part === 'masthead') return 1 - easeIn(fade, 0.1, 0.42);
    return part === undefined && i > stern + 1 ? 1 : 1 - fade;
  };
  const seen = (opacity, kids) => group({ opacity, display: opacity > 0.005 ? null : 'none' }, opacity > 0.005 ? kids : []);
  // skin comes first in the end: bones step back when the person is whole
  const bones = easeIn(fade, 0.15, 0.75) * lerp(1, BONES_AT_LAST, easeIn(fade, 0.8, 1));
  const person = easeIn(fade, 0.45, 0.95);
  const below = ship.slice(0, 3).map((node, i) => group({ opacity: shown(node, i) }, node));
  const above = ship.slice(3).map((node, i) => group({ opacity: shown(node, i + 3) }, node));
  const middles = {};
  const muscles = [-1, 1].flatMap(s =>
    BECOMES.map(({ level, at, bone, deck, width }) => {
      const key = `${s < 0 ? 'port' : 'starboard'}_${level}`;
      const end = put(along(points.map(([x, y]) => [x * length_cm, y * length_cm]), lerp(at[0], at[1], fade)), s * lerp(1, OFF_AXIS_CM, fade), 0);
      const onDeck = [(s * deck * layout.k) / k, (1.5 * layout.k) / k];
      const held = boneAt(body, bone, s);
      const from = mix(onDeck, [held[0] - foot[0], held[1] - foot[1]], fade);
      const middle = mix(from, end, 0.5);
      const screen = [from, [middle[0] + s * fade * (level === 'low' ? 0.8 : -0.9), middle[1] - (level === 'top' ? 1.4 * fade : 0)], end].map(([x, y]) => S(x + foot[0], y + foot[1]));
      middles[key] = screen[1];
      return muscle(key, screen, { width: width * k, factor: pullOf(posture.model.cables.find(cable => cable.name === key), posture.factors), profile: belly(0.35, 0.7), fibres: 3 });
    }),
  );
  return [
    ...below,
    seen(person, skin(S, own, body, false)),
    seen(bones * 0.8, backBones(S, own, body)),
    ...above,
    seen(bones, spineBones(S, own, body)),
    seen(Math.min(person, bones), girdleAndSkull(S, own, body)),
    seen(fade, muscles),
    seen(easeIn(fade, 0.85, 1), muscleNames(layout, middles)),
  ];
}
// bones of one scale are kept apart from those of the back's own pictures
const bodyLayouts = new Map();

function muscleNames(layout, middles) {
  const [, small] = layout.text;
  return [['port', -1], ['starboard', 1]].flatMap(([side, s]) =>
    BECOMES.map(({ level }, i) => {
      const words = shorten(say(`activities.mastspine.${level}${layout.nameWidth < 100 ? '_short' : ''}`), layout.nameWidth, small);
      const x = s < 0 ? layout.edge : layout.w - layout.edge;
      const y = layout.tagY[i];
      const foot = middles[`${side}_${level}`];
      const near = x - s * (textWidth(words, small, true) + 6);
      return group(
        {},
        line([[near, y - 4], [near - s * layout.leader, y - 4], foot], { stroke: ink('ink-2'), 'stroke-width': 1, 'stroke-opacity': 0.8 }),
        circle(foot, 3, { fill: ink('ink-2'), stroke: ink('stage'), 'stroke-width': 1 }),
        text([x, y], words, { 'text-anchor': s < 0 ? 'start' : 'end', 'font-size': small, 'font-weight': 700, fill: ink('ink'), stroke: ink('stage'), 'stroke-width': 4, 'paint-order': 'stroke', 'stroke-linejoin': 'round' }),
      );
    }),
  );
}
