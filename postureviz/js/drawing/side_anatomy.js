// The body from the side: skin and bones, drawn once on the neutral body and tied to the links of the model, so
// that they follow every posture. Centimetres, x forward from the neutral hip, y up from the floor.
import { clamp, frame, lerp, put, get, mix, dist, placed, shape, spline, strokes } from './geom.js';
import { path, area, circle, el, group, ink } from './svg.js';
import { centimetres } from './parts.js';
import { asModel } from '../engine/model.js';
import { memo, oncePer } from '../engine/memo.js';
import { usualPosture } from '../engine/usual.js';

// From shoulder to elbow, cm.
const UPPER_ARM = 30;
// How far an arm swings forward when it reaches out, and the elbow bends when it hangs, degrees.
const REACHING = 84;
// How far the thigh comes forward on a full seat of a model whose lines do not follow it, degrees.
const THIGH_DRAWN = 80;
/**
 * From the elbow to the middle of the palm, cm.
 * @type {number}
 */
export const PALM = 36;
const ELBOW_BENT = { hanging: 10, loaded: 4 };
/** Where the palm rests on the thigh of who sits: in front of its bone, and down from the hip, cm. */
const ON_THIGH = [8.5, -29];
/** The surface of a seat below the hip of who sits upright, cm; what is so far from it is pressed flat. */
export const SEAT_TOP = -10.4;
const PRESSED = { ahead: [-19, 26], up: [SEAT_TOP - 5, SEAT_TOP + 2.6] };

const leaning = a => [-Math.sin(a), Math.cos(a)];
const rad = degrees => (degrees * Math.PI) / 180;

/**
 * Where every bone is. A vertebra's frame stands at its middle, any other at its lower joint.
 * @param {Posture} posture
 * @returns {Record<string, Frame>} cm, by bone
 */
export function framesOf({ model, angles, points, landmarks, settings, lean }) {
  const neutral = neutralAngles();
  const frames = {};
  let ribs = 0;
  for (let i = 0; i < model.links.length; i++) {
    const { name, length_m } = model.links[i];
    const ahead = [Math.cos(angles[i]), Math.sin(angles[i])];
    const back = 100 * length_m * (Object.hasOwn(DEPTH, name) ? 0.5 : 1);
    const [x, y] = points[i + 1];
    frames[name] = { point: [100 * x - back * ahead[0], 100 * y - back * ahead[1]], ahead };
    if (RIB_LINKS.has(name)) ribs += (angles[i] - neutral[name]) / RIB_LINKS.size;
  }
  const tipped = angles[0] - neutral.pelvis;
  frames.ribs = frame(frames.T7.point, leaning(ribs));
  const hip = centimetres(points[0]);
  const seat = clamp(settings.seat ?? 0, 0, 1);
  const { knee: KNEE, ankle: ANKLE } = legOf();
  const swung = lean + seat * rad(model.stance.thigh_deg ?? THIGH_DRAWN);
  frames.thigh = frame(hip, leaning(swung));
  frames.fold = frame(hip, leaning((tipped + swung) / 2)); // skin over the hip turns half as far as the thigh
  const knee = put(frames.thigh, KNEE[0], KNEE[1] - NEUTRAL_HIP);
  const ankle = mix(ANKLE, [knee[0] + ANKLE[0] - KNEE[0], knee[1] + ANKLE[1] - KNEE[1]], seat);
  frames.shank = frame(knee, [(knee[0] - ankle[0]) / dist(knee, ankle), (knee[1] - ankle[1]) / dist(knee, ankle)]);
  // on a slope the ankle takes up what the foot turns; under a seat the floor is level
  frames.foot = frame(ankle, leaning((1 - seat) * rad(settings.incline_deg ?? 0)));
  frames.seat = seatUnder(hip, tipped, seat, model, settings);
  const [upper, fore] = armAngles(centimetres(landmarks.shoulder), frames, model, settings);
  frames.arm = frame(centimetres(landmarks.shoulder), leaning(upper));
  frames.fore = frame(put(frames.arm, 0, -UPPER_ARM), leaning(fore));
  return frames;
}
/**
 * The seat: a frame at the place that the hip has over it when the pelvis is upright. The pelvis rolls on its sitting
 * bones, whose middle keeps its place over the board; `presses` (0 to 1) flattens what rests on it.
 */
function seatUnder(hip, tipped, seat, { stance }, { incline_deg = 0 }) {
  const tip = seat * rad(incline_deg);
  if (!stance.ischium_m) return { ...frame(hip, leaning(tip)), presses: 0 };
  const [x, y] = centimetres(stance.ischium_m);
  const turned = (a, b, c) => [a * Math.cos(c) - b * Math.sin(c), a * Math.sin(c) + b * Math.cos(c)];
  const [rolled, upright] = [turned(x, y, tipped), turned(x, y, tip)];
  const place = hip.map((v, i) => v + seat * (rolled[i] - upright[i]));
  return { ...frame(place, leaning(tip)), presses: seat };
}
const RIB_LINKS = new Set(['T3', 'T4', 'T5', 'T6', 'T7', 'T8', 'T9', 'T10']);
const NEUTRAL_HIP = 88.6;
/** Knee and ankle of the neutral body, cm: those of the model. */
const legOf = () =>
  tieOf('leg', () => {
    const { knee_m, ankle_m } = asModel('side').stance;
    return { knee: centimetres(knee_m), ankle: centimetres(ankle_m) };
  });

/**
 * How far upper arm and forearm swing forward from hanging, rad, so that the palm is at a place: the elbow is behind
 * the line to it.
 */
function palmAt(shoulder, [x, y]) {
  const [dx, dy] = [x - shoulder[0], y - shoulder[1]];
  const far = clamp(Math.sqrt(dx * dx + dy * dy), PALM - UPPER_ARM + 1, PALM + UPPER_ARM - 1);
  const way = Math.atan2(dx, -dy);
  const corner = (a, b) => Math.acos(clamp((a * a + far * far - b * b) / (2 * a * far), -1, 1));
  return [way - corner(UPPER_ARM, PALM), way + corner(PALM, UPPER_ARM)];
}
/** Where the model's weight of what both hands hold is, cm, tied to its link; a vertebra's frame is at its middle. */
function heldAt(frames, { weights, links }) {
  const { link, at_m } = weights.find(row => row.setting === 'held_kg');
  const { length_m } = links.find(({ name }) => name === link);
  const low = Object.hasOwn(DEPTH, link) ? -50 * length_m : 0;
  return put(frames[link], -100 * at_m[1], 100 * at_m[0] + low);
}
/** The same at rest, with the hands on the thighs of who sits, reaching out, or holding a thing ahead. */
function armAngles(shoulder, frames, model, { seat = 0, reach = 0, bag_kg = 0, held_kg = 0 }) {
  const hanging = [rad(1), rad(1 + (bag_kg > 0 ? ELBOW_BENT.loaded : ELBOW_BENT.hanging))];
  const seated = palmAt(shoulder, put(frames.thigh, ...ON_THIGH));
  const hands = seat * (bag_kg > 0 ? 0 : 1); // who carries a bag lets it hang beside the seat
  const near = held_kg > 0 ? palmAt(shoulder, heldAt(frames, model)) : hanging.map((a, i) => lerp(a, seated[i], hands));
  return near.map(a => lerp(a, rad(REACHING), reach));
}

/**
 * The body at usual pull, for which everything is drawn.
 * @type {() => { posture: Posture, frames: Record<string, Frame> }}
 */
export const evenBody = () =>
  tieOf('usual body', () => {
    const posture = usualPosture({ model: asModel('side'), settings: {} });
    return { posture, frames: framesOf(posture) };
  });
const neutralAngles = () =>
  tieOf('neutral angles', () =>
    Object.fromEntries(asModel('side').links.map(link => [link.name, rad(link.neutral_deg)])),
  );

/** Points of the neutral body tied to bones: 'ribs', or 'ribs:.6 pelvis:.4'. */
function tied(points, to) {
  const { frames } = evenBody();
  const bones = to.split(' ').map(part => part.split(':'));
  return points.map(p => bones.map(([name, weight = 1]) => [name, Number(weight), ...get(frames[name], p)]));
}
/** Where tied points are now, cm. */
function follow(frames, ties) {
  const out = [];
  for (const tie of ties) {
    let x = 0;
    let y = 0;
    for (const [name, weight, u, v] of tie) {
      const { point, ahead } = frames[name];
      x += weight * (point[0] + u * ahead[1] + v * ahead[0]);
      y += weight * (point[1] - u * ahead[0] + v * ahead[1]);
    }
    out.push([x, y]);
  }
  return out;
}
// A shape is tied when it is first drawn: only then is the neutral body known.
const tieOf = memo();
/**
 * Points drawn on the neutral body, where the bones they are tied to have taken them.
 * @param {Record<string, Frame>} frames
 * @param {string} text 'x y, x y, ...' on the neutral body, cm
 * @param {string} to bones: 'ribs', or with shares 'ribs:.6 pelvis:.4'
 * @returns {Point[]} cm
 */
export const pointsOn = (frames, text, to) =>
  follow(
    frames,
    tieOf(`${text} ${to}`, () => tied(shape(text), to)),
  );

// The outline, from the nape over the head and down the front, under the foot and up the back.
const HEAD =
  '-8.4 162.9, -8.7 166.1, -9.5 170.1, -8.4 174.5, -4.8 177.7, -.2 179, 5 177.8, 8.8 174.7, 10.4 171, 10.1 168.8, 11.2 167.1, 13.1 165.2, 12.4 164.2, 11.3 163.8, 11.7 162.4, 11.1 161.5, 11.4 160.2, 10.6 159.1, 10.9 157.5, 9.6 156.2, 6.8 156.2';
const FRONT = [
  ['3.9 152.7', 'head:.45 C5:.55'],
  ['3.3 149.5', 'C6:.4 ribs:.35 scapula:.25'],
  ['4.4 146.2, 7.8 141.7, 10.9 136.5, 12.5 130.5', 'ribs'],
  ['13.5 124', 'ribs:.45 L1:.55'],
  ['13.5 116.7', 'L1'],
  ['12 108.6', 'L3'],
  ['11.1 100.4', 'pelvis:.45 L3:.55'],
  ['9.8 93.2', 'pelvis:.75 fold:.25'],
  ['8.6 84.7', 'fold:.6 thigh:.4'],
  ['8.8 76.8, 7.9 65, 6.8 55', 'thigh'],
  ['6.2 49.4', 'thigh:.6 shank:.4'],
  ['3.7 43.8, 2.7 35.4, 1 23.6, -.4 14.3', 'shank'],
  ['1 9.3', 'shank:.4 foot:.6'],
  ['6.2 5.9, 12.2 3.3, 15.6 1.7, 14.8 .1', 'foot'],
];
const BACK = [
  ['5.2 .2, -8.4 0, -10.4 2.2', 'foot'],
  ['-9.3 7.4', 'foot:.6 shank:.4'],
  ['-8.5 12.8, -9.2 23.6, -10.5 34.5, -9 42.8', 'shank'],
  ['-7.4 48.7', 'thigh:.5 shank:.5'],
  ['-8.4 56.1, -10.2 68.9', 'thigh'],
  ['-11.2 78.8', 'thigh:.6 fold:.4'],
  ['-13.8 86.1', 'pelvis:.5 fold:.5'],
  ['-14.4 94.2, -13 101.5', 'pelvis'],
  ['-11.4 108.6', 'L4'],
  ['-10.3 115.3', 'L2'],
  ['-11.9 121.5', 'T12'],
  ['-13.9 127.8', 'T10'],
  ['-14.6 133.9', 'T8'],
  ['-14.9 139.6', 'T6'],
  ['-14.1 145', 'T4:.7 scapula:.3'],
  ['-12.5 149.8', 'T2:.7 scapula:.3'],
  ['-10.7 153.8', 'C7'],
  ['-9.2 157', 'C5'],
  ['-8.6 160.2', 'C3'],
];
// Two body types from one outline: 'slim' as drawn, 'full' with softer belly, chest, seat and thigh.
const bump = (y, centre, spread) => Math.exp(-((y - centre) ** 2) / (2 * spread * spread));
const fuller = {
  front: ([x, y]) => [
    x + 2.8 * bump(y, 112, 9) + 1.5 * bump(y, 133, 7) + 1.3 * bump(y, 77, 14) + 0.7 * bump(y, 150, 3),
    y,
  ],
  back: ([x, y]) => [
    x - 1.5 * bump(y, 89, 7) - 0.9 * bump(y, 73, 11) - 0.4 * bump(y, 36, 8) - 0.9 * bump(y, 125, 20),
    y,
  ],
};
function outlineTies(build) {
  return tieOf(`outline ${build}`, () => {
    const rows = (side, list) =>
      list.flatMap(([text, to]) =>
        tied(
          shape(text).map(p => (build === 'full' && p[1] > 12 ? fuller[side](p) : p)),
          to,
        ),
      );
    return [...tied(shape(HEAD), 'head'), ...rows('front', FRONT), ...rows('back', BACK)];
  });
}
/**
 * The outline of the skin, closed.
 * @type {(frames: Record<string, Frame>, build?: 'slim' | 'full') => Point[]} cm
 */
export const skinOutline = (frames, build = 'slim') =>
  (skins(frames)[build] ??= pressedFlat(frames.seat, follow(frames, outlineTies(build))));
const skins = oncePer(() => ({})); // the large picture of a body and its small one show the same
/** What rests on a seat is as flat as the seat. */
function pressedFlat(seat, points) {
  if (!seat.presses) return points;
  const within = ([low, high], x) => x > low && x < high;
  return points.map(p => {
    const [u, v] = get(seat, p);
    const rests = within(PRESSED.ahead, u) && within(PRESSED.up, v);
    return rests ? put(seat, u, lerp(v, SEAT_TOP, seat.presses)) : p;
  });
}

// Bones that move as one piece are drawn once and then only placed.
const BONE = { fill: ink('bone'), stroke: ink('bone-edge') };
const THIN = { stroke: ink('bone-edge'), 'stroke-width': 0.8, 'stroke-opacity': 0.45 };
/** A drawing in the frame of a bone, ahead upwards, in px from its origin. */
function inFrame(k, name) {
  const own = evenBody().frames[name];
  const at = p => {
    const [u, v] = get(own, p);
    return p[2] ? [k * u, -k * v, p[2]] : [k * u, -k * v];
  };
  return { at, all: text => shape(text).map(at) };
}

const INNOMINATE =
  '7.1 96.5, 6 100.1, 2.7 103.3, -2 104.5, -6.6 103.4, -9.9 101.6, -10.9 100.1, -10.3 97.6, -8.6 96.2, -5.9 94.9, -4.7 92.4, -5.1 89.9, -6.1 88.5, -5.1 87.1, -5.5 84.2, -6 81.8, -4 80.4, -1.2 81.1, 2.7 82.4, 6 83.4, 7.5 85.6, 7.3 87.6, 4.9 89.4, 4 91.3, 5.6 92.8, 5.3 94.6';
const OBTURATOR = '-2.1 84.2, .1 84.8, 3.1 85.6, 4 84.6, 2 83.3, -.9 82.5, -2.9 82.7';
const SACRUM =
  '-2.2 101.6, -5.3 104.3, -8.3 102.8, -10.7 99.4, -11.9 95.4, -11.7 92.5, -10.2 90, -8.6 88.7, -9.2 90.8, -9.8 93.1, -9.2 96.3, -7.3 98.8, -5 100.5';
function sacrumBone(k) {
  const { all } = inFrame(k, 'pelvis');
  return group(
    {},
    path(spline(all(SACRUM), true), { ...BONE, 'stroke-width': 1.2 }),
    path(strokes(['-4.5 100.9, -8 102.7', '-6.9 98.9, -10.5 99.5', '-8.8 96.7, -11.7 96.1'].map(all)), THIN),
  );
}
function hipBone(k) {
  const { all } = inFrame(k, 'pelvis');
  return group(
    {},
    path(spline(all(INNOMINATE), true), { ...BONE, 'stroke-width': 1.4, 'fill-opacity': 0.8 }),
    path(spline(all(OBTURATOR), true), { fill: ink('skin-2'), stroke: ink('bone-edge'), 'stroke-width': 1 }),
    path(
      spline(all('4.7 99.1, 1.1 101.2, -2.8 101.7, -6.5 100.3')) + spline(all('3.6 95.6, 2.3 93.2, -1.1 92.7')),
      THIN,
    ),
    circle([0, 0], 3 * k, { fill: ink('bone-2'), stroke: ink('bone-edge'), 'stroke-width': 1 }),
  );
}
const FEMUR =
  '-2.4 87.6, -3 91.4, -.8 92, 1.4 88.9, 1.6 84.7, 2.1 76.8, 1.8 63, 1 53.2, 1.6 49.8, 0 46.9, -2.4 46.2, -5.4 47.6, -5.4 50.8, -2.6 53.8, -1.4 63, -1 76.8, -1.7 82.7, -3 85.4';
function femurBone(k) {
  const { all } = inFrame(k, 'thigh');
  return group(
    {},
    path(spline(all(FEMUR), true), { ...BONE, 'stroke-width': 1.2 }),
    circle([0, 0], 2.35 * k, { ...BONE, 'stroke-width': 1.1 }),
    path(spline(all('1.8 51.8, 3.8 51.2, 3.9 47.8, 2.4 46.9'), true), { ...BONE, 'stroke-width': 1 }),
  );
}
function shinBones(k) {
  const { all } = inFrame(k, 'shank');
  return group(
    {},
    path(
      spline(
        all(
          '-5.2 45.5, .4 45.7, 1.2 43.1, .1 40, -1.4 27.6, -3 14.8, -2.4 9.5, -6.6 9.3, -5.8 14.8, -4.4 27.6, -3.8 39.4',
        ),
        true,
      ),
      { ...BONE, 'stroke-width': 1.1 },
    ),
    path(spline(all('-5 39.4, -6.2 27.6, -7.2 11.8')), {
      stroke: ink('bone-edge'),
      'stroke-width': 1.1,
      'stroke-opacity': 0.6,
    }),
  );
}
const FOOT_BONES = [
  '-9.5 4.5, -7.4 6.4, -3.8 6, -.4 4.8, -.6 2.9, -3.8 2.2, -8.2 .8, -9.7 2.2',
  '-7.1 9.1, -5 9.5, -2.7 9.1, .5 7.1, .1 5.4, -3.8 6.5, -7 6.9',
  '.9 7, 4.2 5.6, 4.4 3.1, .2 3',
  '4.8 5.4, 10.5 2.9, 10.8 1, 8.8 1.1, 4.9 2.9',
  '11.2 2.7, 14.6 1.8, 14.4 .9, 11.4 1',
];
function footBones(k) {
  const { all } = inFrame(k, 'foot');
  return group({}, ...FOOT_BONES.map(text => path(spline(all(text), true), { ...BONE, 'stroke-width': 1 })));
}

const CRANIUM =
  '9.2 168.6, 9.6 170.3, 8.7 173.6, 5.7 176.7, -.1 178.1, -5 176.6, -8.1 173, -8.7 169.5, -7.8 166.2, -5.6 164.2, -3 163.4, -1.3 163.7, -.7 161.8, .3 162.7, .8 164.8, 4.4 165.1, 7.6 165.3, 8.8 166.7';
const FACE =
  '9.2 168.7, 10.1 167.7, 10.8 166.3, 9.7 165.7, 9.4 164.5, 10.4 163.7, 10 162.5, 10.1 161.4, 6.8 161.2, 6 162.3, 6.2 164.3, 4.8 165.3, 6.6 166.3, 6.8 168.3';
const JAW =
  '1.1 164.8, 2.1 165, 2.8 163.7, 3.8 164.5, 4.5 163.6, 4.6 161.5, 6.2 160.9, 10.1 161, 10 159.5, 10.3 157.8, 9.4 157.1, 6.2 157.7, 3.2 158.5, 1.7 159.9, 1.2 162.5';
function headBones(k) {
  const { at, all } = inFrame(k, 'head');
  const cheek = spline(all('2.2 165.3, 4.4 164.8, 6.6 165, 7.4 164.3'));
  const teeth = [7.2, 8, 8.8, 9.5].map(x => [at([x, 161.8]), at([x, 160.5])]);
  return group(
    {},
    path(spline(all(JAW), true, 0.42), { ...BONE, 'stroke-width': 1.2 }),
    path(spline(all(FACE), true, 0.4), { ...BONE, 'stroke-width': 1.1 }),
    path(spline(all(CRANIUM), true, 0.45), { ...BONE, 'stroke-width': 1.3 }),
    path(spline(all('8.9 168.8, 9.1 167.4, 8.1 166.1, 6.5 166.3, 6.1 167.9, 6.9 169.1'), true), {
      fill: ink('bone-edge'),
      'fill-opacity': 0.45,
    }),
    path(cheek, { stroke: ink('bone-edge'), 'stroke-width': 2.6, 'stroke-opacity': 0.8 }),
    path(cheek, { stroke: ink('bone'), 'stroke-width': 1.4 }),
    path(
      [
        '3.6 177.2, 3.2 173.5, 4.6 170.5, 5.8 168.9',
        '-2.8 171.5, .4 172.5, 3.4 171.5',
        '-8.4 170.7, -6.2 168.5, -4.4 166.1',
      ]
        .map(text => spline(all(text)))
        .join(''),
      THIN,
    ),
    path(strokes([[at([6.4, 161.2]), at([10, 161.2])], ...teeth]), {
      stroke: ink('bone-edge'),
      'stroke-width': 0.7,
      'stroke-opacity': 0.7,
    }),
    circle(at([1, 166.3]), 0.55 * k, { fill: ink('bone-edge'), 'fill-opacity': 0.7 }),
  );
}

const SCAPULA =
  '-2.7 145.3, -5.7 145.2, -9.2 146.4, -11 144.4, -12.5 137.3, -13.1 129.9, -12.2 128.6, -10.7 130.7, -6.9 136.4, -3.3 140.4';
const SCAPULAR_SPINE = '-11 141.5, -7.2 144, -3.2 146.3, .2 147, .4 146.2, -2.9 144.9, -7.3 142.3, -11 140.7';
function shoulderBlade(k) {
  const { all } = inFrame(k, 'scapula');
  return group(
    {},
    path(spline(all(SCAPULA), true), { ...BONE, 'stroke-width': 1.2, 'fill-opacity': 0.5 }),
    path(spline(all(SCAPULAR_SPINE), true), { fill: ink('bone-2'), stroke: ink('bone-edge'), 'stroke-width': 1 }),
  );
}
const inArm = (k, text) => shape(text).map(([u, v]) => [k * u, -k * v]);
const humerus = k =>
  path(spline(inArm(k, '-1.3 -2, -2.4 .6, -.6 2.5, 1.8 1.9, 2.3 -.4, 1.5 -3.5, 1.1 -9, 1 -22, -1 -22, -1 -9'), true), {
    ...BONE,
    'stroke-width': 1.2,
    'fill-opacity': 0.8,
  });

// Depth of the body of each vertebra, cm, from the lowest up; its height is the length of its link.
const DEPTH = {
  L5: 3.5,
  L4: 3.5,
  L3: 3.4,
  L2: 3.3,
  L1: 3.2,
  T12: 3.1,
  T11: 3,
  T10: 2.9,
  T9: 2.8,
  T8: 2.7,
  T7: 2.6,
  T6: 2.5,
  T5: 2.4,
  T4: 2.2,
  T3: 2.1,
  T2: 2,
  T1: 1.8,
  C7: 1.8,
  C6: 1.7,
  C5: 1.6,
  C4: 1.6,
  C3: 1.6,
  C2: 1.6,
  C1: 1.6,
};
/**
 * From the lowest up.
 * @type {string[]}
 */
export const VERTEBRAE = Object.keys(DEPTH);
/** Spinous process: how far back it reaches, how far down, half its thickness. */
function spinous(name, half) {
  const level = Number(name.slice(1));
  if (name[0] === 'L') return [half + 4.2, -0.7, 1.05];
  if (name[0] === 'T') return [half + 3.9, level < 4 ? -1.6 : level > 10 ? -1 : -2.5, 0.5];
  return name === 'C7' ? [half + 4.6, -0.8, 0.5] : name === 'C2' ? [half + 3.2, -0.5, 0.65] : [half + 2.5, -0.7, 0.4];
}
function vertebraBone(k, name, height) {
  const q = (u, v) => [k * u, -k * v];
  if (name === 'C1')
    return group(
      {},
      path(spline([q(-3.4, 0.1), q(-2.6, 0.5), q(1.3, 0.5), q(1.6, 0), q(1.2, -0.5), q(-2.6, -0.4)], true), {
        fill: ink('bone-2'),
        stroke: ink('bone-edge'),
        'stroke-width': 1,
      }),
    );
  const w = DEPTH[name] / 2;
  const low = name === 'C2' ? -0.75 : 0; // the dens takes the upper half of the axis
  const h = name === 'C2' ? 0.85 : height * 0.375;
  const [reach, drop, thick] = spinous(name, w);
  const p = (u, v) => q(u, v + low);
  const arch = [
    p(-w * 0.8, h * 0.75),
    p(-w - 1.3, h * 0.95),
    p(-w - 2, h * 0.4),
    p(-reach + 0.2, drop + thick),
    p(-reach, drop - 0.1),
    p(-reach + 0.5, drop - thick),
    p(-w - 2, -h * 0.75),
    p(-w - 1.5, -h * 1.3),
    p(-w - 0.7, -h * 0.9),
    p(-w * 0.8, -h * 0.1),
  ];
  const dens = name === 'C2' ? [p(-0.5, h), p(-0.35, 2.3), p(0.15, 2.4), p(0.3, h)] : [];
  return group(
    {},
    path(spline(arch, true, 0.45), { fill: ink('bone-2'), stroke: ink('bone-edge'), 'stroke-width': 0.9 }),
    path(
      spline(
        [p(-w, h), ...dens, p(w, h), p(w * 0.87, 0), p(w * 1.02, -h), p(-w * 0.98, -h), p(-w * 0.88, 0)],
        true,
        0.3,
      ),
      { ...BONE, 'stroke-width': 1.1 },
    ),
  );
}
/** Down the back of the bodies of the vertebrae and up their front, in the frames of the bones. */
function discTies() {
  const levels = VERTEBRAE.slice(0, -1).flatMap(name => [-1.6, 1.6].map(up => [name, (DEPTH[name] * 0.97) / 2, up]));
  const edge = side => [['L5', 1.7, -2.1], ...levels].map(([name, half, up]) => [[name, 1, side * half, up]]);
  return [...edge(-1), ...edge(1).reverse()];
}
/** The discs are what shows of one band between the bodies of the vertebrae. */
function discBand(S, frames) {
  return area(S.all(follow(frames, tieOf('discs', discTies))), { fill: ink('disc') });
}

const RIB_END =
  '2.3 146, 4.7 142, 6.4 138.3, 7.7 134.4, 8.3 130.5, 8.1 126.3, 6.7 122.1, 4.3 118.6, 1.7 116.1, -1.3 114.4, -5.5 115.2, -8.1 117.4';
const STERNUM_AT =
  '3.7 145.6, 5.7 141.8, 7.1 138.7, 8.3 135.8, 9.5 133.3, 10.3 131, 10.8 129, 9.9 125.4, 8 122.1, 5.1 118.5';
const STERNUM = '2.8 146.9, 4.1 146.7, 6.5 141.6, 10.9 130.1, 11 126.3, 10 126.7, 9.7 130.3, 5.3 141.3';
function ribCage(S, frames) {
  const { k } = S;
  const ends = pointsOn(frames, RIB_END, 'ribs');
  const fronts = pointsOn(frames, STERNUM_AT, 'ribs');
  const ribs = [];
  const cartilage = [];
  for (let i = 12; i >= 1; i--) {
    const own = frames[`T${i}`];
    const end = ends[i - 1];
    const start = put(own, -1.4, 0.5);
    const back = put(own, i < 2 ? -3.6 : i > 10 ? -5.4 : -5.8 - (i > 3 && i < 9 ? 0.5 : 0), -2.2);
    const [dx, dy] = [end[0] - back[0], end[1] - back[1]];
    const low = [back[0] + dx * 0.45 - dy * 0.02, back[1] + dy * 0.45 - (i < 3 ? 0.3 : i > 10 ? 0.2 : 1.5)];
    const bend = mix(start, back, 0.6);
    ribs.push(spline(S.all([start, [bend[0] - 0.8, bend[1] + 0.2], back, low, end])));
    if (i > 10) continue;
    const middle = mix(end, fronts[i - 1], 0.5);
    cartilage.push(spline(S.all([end, i > 6 ? [middle[0] + 0.9, middle[1] - 0.6] : middle, fronts[i - 1]])));
  }
  const [bone, soft] = [ribs.join(''), cartilage.join('')];
  return group(
    {},
    path(soft, { stroke: ink('bone-edge'), 'stroke-width': k * 0.7 + 0.8, 'stroke-opacity': 0.45 }),
    path(soft, { stroke: ink('disc'), 'stroke-width': Math.max(0.8, k * 0.7 - 1) }),
    path(bone, { stroke: ink('bone-edge'), 'stroke-width': k * 0.7 + 1.6, 'stroke-opacity': 0.6 }),
    path(bone, { stroke: ink('bone'), 'stroke-width': k * 0.7 }),
    path(spline(S.all(pointsOn(frames, STERNUM, 'ribs')), true, 0.35), { ...BONE, 'stroke-width': 1.1 }),
  );
}
function collarBone(S, frames) {
  const [[tip], [breast]] = [pointsOn(frames, '-.9 147', 'scapula'), pointsOn(frames, '3.8 146.4', 'ribs')];
  const middle = mix(breast, tip, 0.4);
  const d = spline(S.all([breast, [middle[0] + 0.3, middle[1] + 0.9], tip]));
  return group(
    {},
    path(d, { stroke: ink('bone-edge'), 'stroke-width': S.k * 0.9 + 2 }),
    path(d, { stroke: ink('bone'), 'stroke-width': S.k * 0.9 }),
  );
}

const bonePart = (S, name, stands, drawing) => el('g', { 'data-part': name, transform: placed(S, stands) }, [drawing]);
/** Bones that move as one piece: name, the frame it stands in, its drawing at k px per cm. */
const rigid = (S, frames, drawings) =>
  drawings.map(([name, stands, drawing]) => bonePart(S, name, frames[stands], drawing));
function vertebraBones(k) {
  const { links } = evenBody().posture.model;
  return links
    .filter(({ name }) => Object.hasOwn(DEPTH, name))
    .map(({ name, length_m }) => [name, name, vertebraBone(k, name, 100 * length_m)]);
}
const legBones = k => [
  ['foot_bones', 'foot', footBones(k)],
  ['shin', 'shank', shinBones(k)],
  ['pelvis', 'pelvis', hipBone(k)],
  ['femur', 'thigh', femurBone(k)],
];
/**
 * Bones behind the muscles, back to front, by name.
 * @param {ScreenMap} S
 * @param {Record<string, Frame>} frames
 * @param {<T>(name: string, make: () => T) => T} once keeps what only moves
 * @returns {Record<string, Tree | Tree[]>}
 */
export const bonesBehind = (S, frames, once) => ({
  ribs: ribCage(S, frames),
  sacrum: bonePart(
    S,
    'sacrum',
    frames.pelvis,
    once('sacrum', () => sacrumBone(S.k)),
  ),
  discs: discBand(S, frames),
  vertebrae: rigid(
    S,
    frames,
    once('vertebrae', () => vertebraBones(S.k)),
  ),
  leg: rigid(
    S,
    frames,
    once('leg', () => legBones(S.k)),
  ),
});
/** @type {(S: ScreenMap, frames: Record<string, Frame>, once: <T>(name: string, make: () => T) => T) => Tree} */
export const skullBones = (S, frames, once) =>
  bonePart(
    S,
    'skull',
    frames.head,
    once('skull', () => headBones(S.k)),
  );
/** @type {(S: ScreenMap, frames: Record<string, Frame>, once: <T>(name: string, make: () => T) => T) => Tree[]} */
export const shoulderBones = (S, frames, once) => [
  bonePart(
    S,
    'shoulder_blade',
    frames.scapula,
    once('shoulder blade', () => shoulderBlade(S.k)),
  ),
  collarBone(S, frames),
  bonePart(
    S,
    'humerus',
    frames.arm,
    once('humerus', () => humerus(S.k)),
  ),
];

/** Points in the frame of a bone. */
const inBone = (text, bone) => shape(text).map(([u, v]) => [[bone, 1, u, v]]);
const armTies = () => [
  ...tied(shape('-6.6 149.8, -2.4 151.8, 2.4 150'), 'scapula'),
  ...inBone('3.8 2.8, 4.9 -1, 4.8 -8, 4.1 -18, 3.6 -26', 'arm'),
  ...inBone(
    '4 -4, 3.3 -13, 2.3 -21.5, 3 -25.5, 4.1 -29.4, 3.6 -31.8, 2.8 -30.4, 3 -34, 2.6 -39, 1.1 -41.6, -.5 -40.6, -1.3 -36, -2.1 -29, -2 -22, -3.2 -12, -3.6 -4',
    'fore',
  ),
  ...inBone('-3.4 -27, -4.2 -18, -4.9 -8, -5 -1, -5.2 3', 'arm'),
];
/**
 * The arm: a soft shape of its own, so that the trunk stays readable.
 * @type {(frames: Record<string, Frame>) => Point[]} cm
 */
export const armOutline = oncePer(frames => follow(frames, tieOf('arm', armTies)));
/**
 * The middle of the spine from the hip to the skull: what a small picture shows of it.
 * @type {(frames: Record<string, Frame>) => Point[]} cm
 */
export const spineLine = frames => [
  frames.pelvis.point,
  ...VERTEBRAE.map(name => frames[name].point),
  frames.head.point,
];
/**
 * Where the floor is under the foot.
 * @type {(frames: Record<string, Frame>) => number} cm
 */
export const floorAt = frames => frames.foot.point[1] - legOf().ankle[1];
/**
 * The floor, or the slope, under the foot, at two distances from the ankle along it.
 * @type {(frames: Record<string, Frame>, from: number, to: number) => Point[]} cm
 */
export const groundUnder = (frames, from, to) => [from, to].map(u => put(frames.foot, u, -legOf().ankle[1]));
/**
 * Takes a place that the model ties to the standing leg along with the drawn one, whose thigh comes forward on a seat.
 * @param {Record<string, Frame>} frames
 * @param {number} lean of the whole body, rad
 * @returns {(p: Point) => Point} cm
 */
export function onLeg(frames, lean) {
  const up = evenBody().frames;
  const leg = frame(frames.thigh.point, leaning(lean));
  const [hx, hy] = up.thigh.point;
  return p => {
    const [u, v] = get(leg, p);
    const standing = [hx + u, hy + v];
    const bone = standing[1] > legOf().knee[1] ? 'thigh' : 'shank';
    return put(frames[bone], ...get(up[bone], standing));
  };
}
