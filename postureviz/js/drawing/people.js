// Whole people from the bones of the side view: one outline, many builds, in clothes. Flat shapes, so that three
// centimetres on a phone still read; they follow every posture because every point is tied to bones.
import { frame, get, put, shape, spline, strokes } from './geom.js';
import { circle, group, ink, path, stacked } from './svg.js';
import { memo } from '../engine/memo.js';
import { evenBody, floorAt, spineLine } from './side_anatomy.js';
import {
  ARM,
  BACK,
  BEARD,
  BROW,
  CHEEK,
  CHEST_AND_BELLY,
  CLOTHS,
  CREW,
  EAR,
  EYE,
  FACES,
  GLASSES,
  GROIN,
  HAIRS,
  HAIR_BEHIND,
  HAIR_SHAPES,
  HEM,
  LEG,
  MOUTH,
  NECK,
  SCARF_FOLD,
  SEAT,
  SHOE,
  SHORTS,
  SKINS,
  SKIRT,
  SLEEVES,
} from './people_shapes.js';

const SHADE = '#1c2233';
const DRAWN = { belly: 0, bust: 0, chest: 0, seat: 0, baby: 0, waist: 0, thigh: 1, arm: 1, neck: 1, tall: 1, head: 1 };
const WORN = { shoe: 'ink', sleeve: 'short', legs: 'long' };

const channels = hex => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));
/** `share` of one colour over another. */
const over = (top, under, share) =>
  `#${channels(top)
    .map((v, i) =>
      Math.round(v * share + channels(under)[i] * (1 - share))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
/** The colour of what is on the far side. */
const shaded = colour => over(SHADE, colour, 0.2);

const bump = (y, centre, spread) => Math.exp(-((y - centre) ** 2) / (2 * spread * spread));
/** How far a build comes out from the body as drawn, at the height y of the neutral body, cm. */
const ahead = (who, y) =>
  who.belly * bump(y, 110, 8.5) +
  who.baby * bump(y, 111, 8.5) +
  who.bust * bump(y, 132.5, 5) +
  who.chest * bump(y, 134, 9) -
  who.waist * bump(y, 119, 6);
const behind = (who, y) =>
  who.seat * bump(y, 89, 8) +
  0.22 * who.belly * bump(y, 112, 12) +
  0.5 * who.chest * bump(y, 134, 12) -
  0.9 * who.waist * bump(y, 113, 6);

const between = (a, b) => {
  const [x, y] = [a.ahead[0] + b.ahead[0], a.ahead[1] + b.ahead[1]];
  const length = Math.sqrt(x * x + y * y) || 1;
  return [x / length, y / length];
};
/** The bones, and knee and elbow, that turn half as far as what they join: so no joint is pinched when it bends. */
const withJoints = frames => ({
  ...frames,
  knee: frame(frames.shank.point, between(frames.thigh, frames.shank)),
  elbow: frame(frames.fore.point, between(frames.arm, frames.fore)),
});

const tieOf = memo();
const neutral = () => tieOf('neutral', () => withJoints(evenBody().frames));
/** Rows of an outline as [corner, [bone, weight, u, v], ...] for each of its points. */
function tied(rows, build = p => p) {
  const bones = neutral();
  return rows.flatMap(([text, to]) =>
    shape(text).map(([x, y, corner]) => {
      const p = build([x, y]);
      const ties = to.split(' ').map(part => part.split(':'));
      return [corner, ...ties.map(([name, weight = 1]) => [name, Number(weight), ...get(bones[name], p)])];
    }),
  );
}
const follow = (bones, ties) =>
  ties.map(([corner, ...rest]) => {
    let [x, y] = [0, 0];
    for (const [name, weight, u, v] of rest) {
      const p = put(bones[name], u, v);
      x += weight * p[0];
      y += weight * p[1];
    }
    return corner ? [x, y, corner] : [x, y];
  });

/** The outlines of a person, tied to the bones once. */
function outlinesOf(letter, who) {
  return tieOf(`person ${letter}`, () => {
    const fore = ([x, y]) => [x + ahead(who, y), y];
    const aft = ([x, y]) => [x - behind(who, y), y];
    const wide = factor => p => [p[0] * factor, p[1]];
    const limb = rows => rows.map(([text, name]) => [name, shape(text).map(([x, y, c]) => [x * who.arm, y, c])]);
    const middle = -2; // of the neck, cm
    return {
      front: tied(CHEST_AND_BELLY, fore),
      back: tied(BACK, aft),
      groin: tied(GROIN, fore),
      seat: tied(SEAT, aft),
      hem: tied(HEM, ([x, y]) => [
        x > 10 ? x + 0.35 * who.belly + 0.4 * who.baby : x < -14 ? x - 0.4 * who.seat : x,
        y,
      ]),
      skirt: tied(SKIRT),
      neck: tied(NECK, ([x, y]) => [middle + (x - middle) * (1 + 0.8 * (who.neck - 1)), y]),
      leg: tied(LEG, wide(who.thigh)),
      shoe: tied(SHOE),
      arm: limb(ARM),
      sleeve: limb(SLEEVES[who.sleeve]),
    };
  });
}

/** A filled shape. */
const piece = (points, fill, tension = 0.5) => path(spline(points, true, tension), { fill });
const streak = (points, colour, width) => path(spline(points), { stroke: colour, 'stroke-width': width });

function headParts(bones, S, who, colours) {
  const own = neutral().head;
  const on = text =>
    shape(text).map(([x, y, corner]) => {
      const [u, v] = get(own, [x, y]);
      const p = S(...put(bones.head, u * who.head, v * who.head));
      return corner ? [...p, corner] : p;
    });
  const k = S.k * who.head;
  const { skin, tint } = colours;
  const scarf = who.hair === 'scarf';
  const hanging = HAIR_BEHIND[who.hair];
  const [eye] = on(EYE);
  const [cheek] = on(CHEEK);
  return {
    behind: hanging ? piece(on(hanging), tint) : [],
    face: piece(on(who.soft ? FACES.soft : FACES.plain), skin),
    beard: who.beard ? path(spline(on(BEARD), true, 0.46), { fill: tint }) : [],
    hair: scarf ? [] : path(spline(on(HAIR_SHAPES[who.hair]), true), { fill: tint }),
    ear: scarf ? [] : path(spline(on(EAR), true), { fill: over(skin, '#a0402a', 0.82) }),
    scarf: scarf ? [piece(on(HAIR_SHAPES.scarf), tint, 0.46), streak(on(SCARF_FOLD), shaded(tint), 0.5 * S.k)] : [],
    eye: circle(eye, 0.65 * k, { fill: '#231d1e' }),
    brow: streak(on(BROW), scarf ? '#3a2a22' : over(tint, '#3a2a22', 0.7), 0.5 * k),
    mouth: streak(on(MOUTH), over(skin, '#5a1a12', 0.4), 0.45 * k),
    cheek: circle(cheek, 1.5 * k, { fill: '#d8543c', 'fill-opacity': 0.16 }),
    glasses: who.glasses
      ? [
          path(spline(on(GLASSES.rim), true), {
            fill: '#ffffff',
            'fill-opacity': 0.35,
            stroke: '#2b3440',
            'stroke-width': 0.45 * S.k,
          }),
          streak(on(GLASSES.side), '#2b3440', 0.45 * S.k),
        ]
      : [],
  };
}

function legParts(bones, S, who, outlines, [low, skin, shoe]) {
  const points = follow(bones, outlines.leg);
  const { front, hem, back } = SHORTS;
  return [
    piece(S.all(points), who.legs === 'long' ? low : skin),
    who.legs === 'short'
      ? piece(
          S.all([...points.slice(0, front), ...hem.map(p => put(bones.thigh, ...p)), ...points.slice(back)]),
          low,
          0.4,
        )
      : [],
    piece(cornered(S, follow(bones, outlines.shoe)), shoe, 0.45),
  ].flat();
}
const cornered = (S, points) => points.map(([x, y, corner]) => (corner ? [...S(x, y), corner] : S(x, y)));

function armParts(bones, S, outlines, [top, skin]) {
  const on = rows =>
    cornered(
      S,
      rows.flatMap(([name, points]) =>
        points.map(([u, v, corner]) => (corner ? [...put(bones[name], u, v), corner] : put(bones[name], u, v))),
      ),
    );
  return [piece(on(outlines.arm), skin), piece(on(outlines.sleeve), top, 0.46)];
}

const STEEL = '#8fa0ae';
const TYRE = ink('ink-2');
/** The wheelchair under the hip: what is behind the person, and what is before. Centimetres above the floor. */
function chair(bones, S, floor) {
  const [hip] = [bones.thigh.point];
  const k = S.k;
  const from = (x, y) => S(hip[0] + x, hip[1] + y);
  const above = (x, y) => S(hip[0] + x, floor + y);
  const ring = (centre, r, stroke, width) => circle(centre, r * k, { fill: 'none', stroke, 'stroke-width': width * k });
  const rod = (points, stroke, width) => path(strokes([points]), { stroke, 'stroke-width': width * k });
  const hub = above(-4, 30);
  const spokes = Array.from({ length: 8 }, (_, i) => {
    const a = (i * Math.PI) / 4;
    return [hub, [hub[0] + 25 * k * Math.cos(a), hub[1] + 25 * k * Math.sin(a)]];
  });
  return {
    behind: [
      rod([from(-22, 33), from(-17, 32), from(-15.5, 10), from(-14, -12)], STEEL, 2.6),
      rod([from(-15, -10.6), from(22, -9.4)], TYRE, 3.4),
      rod([from(22, -9), above(34, 12), above(48, 6)], STEEL, 2),
    ],
    before: [
      ring(hub, 29, TYRE, 2.2),
      ring(hub, 25.5, STEEL, 0.8),
      circle(hub, 3 * k, { fill: TYRE }),
      path(strokes(spokes), { stroke: STEEL, 'stroke-width': 0.5 * k }),
      ring(above(33, 9), 8, TYRE, 2),
    ],
  };
}

/** How tall a person is drawn beside the body of the side view. */
export const tallness = letter => CREW[letter].tall ?? 1;

/**
 * A person in a posture.
 * @param {object} frames where the bones are, cm, as framesOf gives them
 * @param {ScreenMap} S of centimetres; already smaller for who is smaller
 * @param {string} letter one of CREW
 * @param {{ spine?: boolean }} [options] spine: drawn over the clothes
 */
export function person(frames, S, letter, { spine = false } = {}) {
  const who = { ...DRAWN, ...WORN, ...CREW[letter] };
  const bones = withJoints(frames);
  const outlines = outlinesOf(letter, who);
  const skin = SKINS[who.skin];
  const top = CLOTHS[who.top];
  const low = CLOTHS[who.bottom];
  const shoe = CLOTHS[who.shoe];
  const tint = HAIRS[who.tint] ?? CLOTHS[who.tint];
  const head = headParts(bones, S, who, { skin, tint });
  const seatOn = who.wheels ? chair(bones, S, floorAt(frames)) : { behind: [], before: [] };
  const front = follow(bones, outlines.front);
  const back = follow(bones, outlines.back);
  const hips = [...follow(bones, outlines.groin), ...follow(bones, outlines.seat)];
  const [first, ...hem] = follow(bones, outlines.hem);
  const last = hem.pop();
  const shirt = who.dress
    ? [...front, ...follow(bones, outlines.skirt), ...back]
    : [...front, [...first, 'c'], ...hem, [...last, 'c'], ...back];
  const hand = put(bones.fore, 1, -37);
  const handle = [S(hand[0] - 2.4, hand[1] + 0.6), S(...hand), S(hand[0] + 5, floorAt(frames))];
  const parts = {
    'far arm': armParts(bones, S, outlines, [shaded(top), shaded(skin)]),
    'far leg': legParts(bones, S, who, outlines, [shaded(low), shaded(skin), shaded(shoe)]),
    seat: seatOn.behind,
    leg: legParts(bones, S, who, outlines, [low, skin, shoe]),
    hips: piece(S.all(hips), who.dress ? top : low),
    neck: piece(S.all(follow(bones, outlines.neck)), over(skin, SHADE, 0.93)),
    trunk: piece(cornered(S, shirt), top, 0.49),
    head: Object.values(head).flat(),
    wheels: seatOn.before,
    arm: armParts(bones, S, outlines, [top, skin]).map(each => ({
      ...each,
      // the arm has the colour of what is behind it
      a: { ...each.a, stroke: over(SHADE, each.a.fill, 0.3), 'stroke-width': 0.35 * S.k },
    })),
    stick: who.stick ? path(strokes([handle]), { stroke: '#6b4a2f', 'stroke-width': 1.1 * S.k }) : [],
    spine: spine
      ? path(strokes([S.all(spineLine(frames))]), {
          stroke: '#ffffff',
          'stroke-width': 1.5 * S.k,
          'data-part': 'spine',
        })
      : [],
  };
  return group({ 'data-part': 'person', 'data-person': letter }, edgeOf(parts), stacked(parts));
}
/** One line round all that is filled, so that dark cloth stands out from a dark ground, and white from a light one. */
const edgeOf = parts =>
  path(
    stacked(parts)
      .filter(each => each.t === 'path' && each.a.fill !== 'none')
      .map(each => each.a.d)
      .join(''),
    { stroke: ink('skin-edge'), 'stroke-width': 2.4 },
  );
/** The letters of the crew. */
export const LETTERS = Object.keys(CREW);
