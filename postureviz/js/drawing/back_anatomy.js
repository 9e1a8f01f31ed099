// The body seen from behind, by its parts: skin and bones, each drawn once and tied to the model's links. World: cm, x
// right, y up.
import { oncePer } from '../engine/memo.js';
import { usualPosture } from '../engine/usual.js';
import { clamp, frame, get, lerp, mix, placed, put, shape, spline, strokes } from './geom.js';
import { kept, path, area, circle, group, ink } from './svg.js';
import { centimetres } from './parts.js';

/**
 * Both sides by name, with the sign of their x.
 * @type {[string, number][]}
 */
export const SIDES_OF_BODY = [
  ['left', -1],
  ['right', 1],
];

/** Frames of all links, cm: where a link begins and the way it points. */
function framesOf(posture) {
  const frames = {};
  posture.model.links.forEach((row, i) => {
    const a = posture.angles[i];
    const [x, y] = posture.points[i + 1];
    const ahead = [Math.cos(a), Math.sin(a)];
    frames[row.name] = frame([100 * (x - row.length_m * ahead[0]), 100 * (y - row.length_m * ahead[1])], ahead);
  });
  return frames;
}

let fits = 0;
/**
 * The drawing's own upright body, fitted to a model: `warp` moves a drawn point to where it is on this model at usual
 * pull. It is made once for a model.
 */
const fitOf = posture => fitted(usualPosture(posture));
const fitted = oncePer(even => {
  const frames = framesOf(even);
  const tipOf = name => 100 * even.points[even.model.links.findIndex(row => row.name === name) + 1][1];
  const hips = { left: centimetres(even.landmarks.hip_left), right: centimetres(even.landmarks.hip_right) };
  // Heights on the drawing and on the model: floor, ankle, hip, crest of the pelvis, top of L1, top of T1, skull,
  // crown.
  const crown = tipOf('C1') + 15.7;
  const heights = [
    [0, 0],
    [ANKLE_CM, ANKLE_CM],
    [90, hips.right[1]],
    [104.7, tipOf('pelvis') + 2.1],
    [117.8, tipOf('L1')],
    [145.9, tipOf('T1')],
    [157.6, tipOf('C1')],
    [172.7, crown],
  ];
  const warp = ([x, y]) => {
    const i = clamp(
      heights.findIndex(([from]) => y <= from),
      1,
      heights.length - 1,
    );
    const [[y0, m0], [y1, m1]] = [heights[i - 1], heights[i]];
    return [x, lerp(m0, m1, (y - y0) / (y1 - y0))];
  };
  return { id: fits++, even, frames, hips, warp, crown };
});
/** @type {number} height of an ankle */
export const ANKLE_CM = 8.5;
const FOOT_CM = 7.6; // of an ankle from the middle
const LINK_OF = { skull: 'head', ribs: 'T8', pelvis: 'pelvis' };
const linkName = (name, side) => (name === 'scap' ? `shoulder_${side}` : (LINK_OF[name] ?? name));

/**
 * Ties a drawn point of the right side, or its mirror image, to links.
 * @param {object} fit of a body
 * @param {Point} p on the drawing, cm
 * @param {string} to 'leg', 'scap', or with shares 'ribs:.6 pelvis:.4'
 * @param {number} s 1 right, -1 left
 * @returns {(body: BackBody) => Point} where the point is now, cm
 */
export function tie(fit, [x, y], to, s) {
  const rest = fit.warp([s * x, y]);
  const side = s > 0 ? 'right' : 'left';
  const parts = to.split(' ').map(part => {
    const [name, share = '1'] = part.split(':');
    if (name.startsWith('leg')) {
      const own = name === 'leg' ? side : side === 'left' ? 'right' : 'left';
      const up = clamp((rest[1] - ANKLE_CM) / (fit.hips[own][1] - ANKLE_CM), 0, 1.05);
      return { share: Number(share), leg: own, rest, up, knee: clamp(1 - Math.abs(2 * up - 1), 0, 1) };
    }
    const link = linkName(name, side);
    return { share: Number(share), link, local: get(fit.frames[link], rest) };
  });
  return body => {
    let [X, Y] = [0, 0];
    for (const { share, link, local, leg, up, knee } of parts) {
      const p = leg
        ? [rest[0] + up * body.lift[leg][0] + knee * body.knees[leg].out, rest[1] + up * body.lift[leg][1]]
        : put(body.frames[link], ...local);
      X += share * p[0];
      Y += share * p[1];
    }
    return [X, Y];
  };
}
const TOE_OUT = Math.tan((10 * Math.PI) / 180);
/**
 * How a knee bends to let its hip down: thigh and shank keep their length, so from behind they only look shorter, and
 * the knee goes forward over a foot that points outwards (assumed, as is usual in standing, by 10 degrees).
 */
function kneeOf(settings, s, hip_cm) {
  const half = (hip_cm - ANKLE_CM) / 2;
  const drop = Math.max(0, s * (settings.bent_knee_mm ?? 0)) / 10;
  const forward = Math.sqrt(half ** 2 - (half - drop / 2) ** 2);
  return { forward, half, drop, out: s * forward * TOE_OUT };
}
/**
 * All that the drawing from behind needs of a posture.
 * @typedef {Object} BackBody
 * @property {object} fit the body at usual pull: `even` (its posture), `frames`, `hips`, `warp`, `crown` (cm), `id`
 * @property {Posture} posture
 * @property {Record<string, Frame>} frames where every link begins, cm
 * @property {Record<'left' | 'right', Point>} lift how far each hip has moved, cm
 * @property {Record<'left' | 'right', { forward: number, half: number, drop: number, out: number }>} knees cm
 */
/**
 * @param {Posture} posture
 * @returns {BackBody}
 */
export function bodyOf(posture) {
  const fit = fitOf(posture);
  const knees = Object.fromEntries(
    SIDES_OF_BODY.map(([side, s]) => [side, kneeOf(posture.settings, s, fit.hips[side][1])]),
  );
  const lift = Object.fromEntries(
    SIDES_OF_BODY.map(([side]) => {
      const [x, y] = centimetres(posture.landmarks[`hip_${side}`]);
      return [side, [x - fit.hips[side][0], y - fit.hips[side][1]]];
    }),
  );
  return { fit, posture, frames: framesOf(posture), lift, knees };
}

// ---- skin

/** Right half of the outline, crown to crotch: x, y on the drawing, and what it is tied to. */
const OUTLINE = [
  [4.2, 171.0, 'skull'],
  [7.0, 167.6, 'skull'],
  [7.9, 162.6, 'skull'],
  [8.0, 160.4, 'skull'],
  [8.9, 159.6, 'skull'],
  [8.5, 156.8, 'skull'],
  [7.4, 155.4, 'skull'],
  [6.8, 152.6, 'skull:.6 C4:.4'],
  [7.5, 149.4, 'C5:.6 C7:.4'],
  [9.6, 146.7, 'C7:.5 scap:.5'],
  [13.8, 144.9, 'scap:.8 C7:.2'],
  [18.8, 143.4, 'scap'],
  [21.6, 140.2, 'scap'],
  [21.2, 133.6, 'scap:.7 ribs:.3'],
  [19.5, 127.6, 'T10:.5 ribs:.5'],
  [19.2, 121, 'T10'],
  [18.2, 114, 'T10:.7 pelvis:.3'],
  [16.2, 108.5, 'T10:.35 pelvis:.65'],
  [16.2, 102, 'pelvis'],
  [17.6, 94.5, 'pelvis'],
  [18.0, 87, 'leg:.7 pelvis:.3'],
  [16.6, 72, 'leg'],
  [13.6, 56, 'leg'],
  [12.4, 48, 'leg'],
  [13.0, 37, 'leg'],
  [10.8, 20, 'leg'],
  [10.2, 10, 'leg'],
  [12.6, 2.4, 'leg'],
  [11.2, 0, 'leg'],
  [5.6, 0, 'leg'],
  [4.9, 3, 'leg'],
  [5.6, 11, 'leg'],
  [5.2, 21, 'leg'],
  [3.6, 36, 'leg'],
  [4.2, 48, 'leg'],
  [2.4, 60, 'leg'],
  [1.0, 75, 'leg'],
  [0, 81, 'pelvis:.5 leg:.25 legOther:.25'],
];
/** A fuller body from the same outline. */
const fuller = (x, y) =>
  x +
  (x > 9 || y > 100 ? 1 : -0.3) *
    (1.9 * Math.exp(-((y - 107) ** 2) / 200) +
      1.1 * Math.exp(-((y - 84) ** 2) / 260) +
      0.8 * Math.exp(-((y - 128) ** 2) / 60) +
      0.5 * Math.exp(-((y - 148) ** 2) / 14));
const widthOf = (full, x, y) => (full && y > 14 && y < 152 ? fuller(x, y) : x);

const outlines = oncePer(() => ({}));
function skinTies(fit, full) {
  const made = outlines(fit);
  made[full] ??= [
    tie(fit, [0, 172.7], 'skull', 1),
    ...OUTLINE.map(([x, y, to]) => tie(fit, [widthOf(full, x, y), y], to, 1)),
    ...OUTLINE.slice(0, -1)
      .reverse()
      .map(([x, y, to]) => tie(fit, [widthOf(full, x, y), y], to, -1)),
  ];
  return made[full];
}
/**
 * Outline of both legs from the hips down, open above.
 * @param {ScreenMap} S
 * @param {BackBody} body
 * @param {boolean} full the build
 * @returns {string} the data of a path
 */
export function legsPath(S, body, full) {
  const ties = skinTies(body.fit, full);
  const first = 1 + OUTLINE.findIndex(([, y]) => y < 96);
  return spline(ties.slice(first, ties.length - first + 1).map(at => S(...at(body))));
}
/**
 * Hip, knee and ankle of a leg.
 * @param {BackBody} body
 * @param {'left' | 'right'} side
 * @param {number} s sign of its x
 * @returns {Point[]} cm
 */
export function legAxis(body, side, s) {
  const hip = centimetres(body.posture.landmarks[`hip_${side}`]);
  const ankle = [s * FOOT_CM, ANKLE_CM];
  const knee = mix(hip, ankle, 0.5);
  return [hip, [knee[0] + body.knees[side].out, knee[1]], ankle];
}
/**
 * Outline of trunk, head and legs: crown, down the right, up the left.
 * @type {(S: ScreenMap, body: BackBody, full: boolean) => string} the data of a path
 */
export const skinPath = (S, body, full) =>
  spline(
    skinTies(body.fit, full).map(at => S(...at(body))),
    true,
  );

const ARM = shape(
  '-1.4 1.2, 2.0 1.2, 4.6 -3, 4.9 -10, 4.2 -20, 3.9 -27, 4.7 -33, 4.4 -42, 3.7 -50, 3.9 -52.5, 4.8 -56, 5.0 -60, 4.7 -63.8, 4.1 -66.2, 3.6 -66.4, 3.3 -67.8, 2.6 -68.6, 2.2 -67.9, 1.5 -68.2, 1.1 -66.8, .7 -63.4, .5 -60.6, .1 -62.2, -.7 -63, -1.3 -62, -1.2 -59.4, -.5 -56.4, .4 -53.4, .7 -50.5, -.6 -42, -1.2 -33, -1.4 -27, -1.8 -18, -2.6 -10',
);
const FINGERS = [
  '3.8 -60.4, 4.0 -63.4, 3.6 -66.3',
  '2.8 -60.8, 2.8 -64.4, 2.3 -67.8',
  '1.8 -60.8, 1.6 -64, 1.1 -66.6',
].map(shape);
const ARM_SIZE = 1.04;
const ARMPIT = 3; // from here on, down the outside, round the hand and up to the armpit, an arm has a line of its own
/** An arm hangs straight down from its shoulder, whatever the shoulder does. */
function armShapes(S, s) {
  const at = ([x, y]) => [s * x * S.k * ARM_SIZE, -y * S.k * ARM_SIZE];
  const edge = { stroke: ink('skin-edge'), 'stroke-width': 1.4 };
  const whole = spline(ARM.map(at), true);
  return {
    rim: path(whole, { stroke: ink('skin-edge'), 'stroke-width': 3 }),
    flesh: group(
      {},
      path(whole, { fill: ink('skin') }),
      path(spline(ARM.slice(ARMPIT).map(at)), edge),
      FINGERS.map(points => path(spline(points.map(at)), { ...edge, 'stroke-width': 1.1 })),
    ),
  };
}
function armRoot(S, body, side, s) {
  const link = `shoulder_${side}`;
  return S(...put(body.frames[link], ...get(body.fit.frames[link], body.fit.warp([s * 19.2, 141.9]))));
}
/**
 * How far out an arm reaches.
 * @type {(S: ScreenMap, body: BackBody, side: 'left' | 'right', s: number) => number} x, px
 */
export const armEdge = (S, body, side, s) =>
  armRoot(S, body, side, s)[0] + s * Math.max(...ARM.map(([x]) => x)) * S.k * ARM_SIZE;
function armAt(S, body, side, s) {
  const [x, y] = armRoot(S, body, side, s);
  return `translate(${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10})`;
}
/**
 * Trunk and arms as one body: first their rims, then their flesh, so that no line runs through a shoulder.
 * @param {ScreenMap} S
 * @param {Layout} layout
 * @param {BackBody} body
 * @param {boolean} full the build
 * @returns {Tree[]}
 */
export function skin(S, layout, body, full) {
  const arms = SIDES_OF_BODY.map(([side, s]) => {
    return { at: armAt(S, body, side, s), shapes: kept(layout, `arm ${side}`, [], () => armShapes(S, s)) };
  });
  const d = skinPath(S, body, full);
  return [
    ...arms.map(({ at, shapes }) => group({ transform: at }, shapes.rim)),
    path(d, { stroke: ink('skin-edge'), 'stroke-width': 3 }),
    path(d, { fill: ink('skin'), 'data-part': 'skin' }),
    ...arms.map(({ at, shapes }) => group({ transform: at }, shapes.flesh)),
  ];
}

/**
 * Where a body was: its outline and its arms, dashed.
 * @type {(S: ScreenMap, layout: Layout, body: BackBody, full: boolean) => Tree[]}
 */
export function skinGhost(S, layout, body, full) {
  const dashed = { stroke: ink('ghost'), 'stroke-width': 1.6, 'stroke-dasharray': '5 5' };
  const arm = s => path(spline(ARM.map(([x, y]) => [s * x * S.k * ARM_SIZE, -y * S.k * ARM_SIZE])), dashed);
  return [
    path(skinPath(S, body, full), dashed),
    ...SIDES_OF_BODY.map(([side, s]) =>
      group(
        { transform: armAt(S, body, side, s) },
        kept(layout, `ghost arm ${side}`, [], () => arm(s)),
      ),
    ),
  ];
}

// ---- bones

const BONE_EDGE = { stroke: ink('bone-edge'), 'stroke-width': 1.1 };
const closed = (points, fill, more = {}) =>
  path(spline(points, true, 0.45), { fill: ink(fill), ...BONE_EDGE, ...more });
const openLine = (points, more = {}) =>
  path(spline(points), { ...BONE_EDGE, 'stroke-width': 0.8, 'stroke-opacity': 0.5, ...more });

/** Half-widths of the ribs, T1 to T12. */
const RIB_CM = [4.8, 8.6, 11.4, 13.1, 14.2, 15.0, 15.5, 15.6, 15.1, 13.7, 11.2, 7.2];
const isRibbed = name => name[0] === 'T';
function vertebra(k, name, long) {
  const kind = name[0];
  const half = long * 0.39;
  const deep = { L: 3.4, T: 2.5, C: 1.7 }[kind];
  const w = deep * { L: 0.66, T: 0.56, C: 0.72 }[kind];
  const reach = { L: w + 2.2, T: w + 1.5, C: name === 'C1' ? w + 2.4 : w + 0.8 }[kind];
  const at = (u, v) => [k * u, -k * (v + long / 2)];
  return group(
    {},
    area([at(-w * 0.86, -long / 2 + 0.1), at(w * 0.86, -long / 2 + 0.1), at(w * 0.86, -half), at(-w * 0.86, -half)], {
      fill: ink('disc'),
    }),
    ...[-1, 1].map(s =>
      closed(
        [at(s * reach, half * 0.5), at(s * w, half * 0.2), at(s * w, -half * 0.3), at(s * (reach - 0.3), -half * 0.1)],
        'bone-2',
        { 'stroke-width': 0.8 },
      ),
    ),
    path(
      spline([at(-w, half), at(w, half), at(w * 0.86, 0), at(w, -half), at(-w, -half), at(-w * 0.86, 0)], true, 0.3),
      { fill: ink('bone'), ...BONE_EDGE },
    ),
    closed(
      [
        at(-0.35, half * 0.5),
        at(0.35, half * 0.5),
        at(0.5, -half * 0.9),
        at(0, -half * (kind === 'T' ? 1.6 : 1.15)),
        at(-0.5, -half * 0.9),
      ],
      'bone-2',
      { 'stroke-width': 0.8 },
    ),
  );
}
function ribs(k, i) {
  const drop = i < 3 ? 2.2 : i > 10 ? 2.6 : 6.4;
  const d = [-1, 1]
    .map(s => {
      const w = RIB_CM[i - 1];
      const points = [
        [1.2, 0.3],
        [w * 0.42, 0.9],
        [w * 0.82, -drop * 0.16],
        [w, -drop * 0.72],
      ];
      if (i < 11) points.push([w * 0.93, -drop * 1.2 - 0.6]);
      return spline(points.map(([u, v]) => [s * k * u, -k * (v + 1.2)]));
    })
    .join('');
  return group(
    {},
    path(d, { stroke: ink('bone-edge'), 'stroke-width': k * 0.72 + 1.5, 'stroke-opacity': 0.55 }),
    path(d, { stroke: ink('bone'), 'stroke-width': k * 0.72 }),
  );
}
const SACRUM = shape('-5.0 .6, -2 1.5, 2 1.5, 5.0 .6, 4.6 -3, 2.6 -8, 1.0 -11.5, 0 -13, -1.0 -11.5, -2.6 -8, -4.6 -3');
const ILIUM = shape(
  '3.9 100.3, 4.6 102.9, 7.4 104.7, 11 104.4, 13.8 101.9, 14.0 98.7, 12.2 95.1, 11.6 92.1, 11.0 88.7, 8.8 86.7, 8.4 83.3, 6.4 82.3, 4.8 84.1, 2.4 86.3, .4 87.3, .4 89.3, 3.6 89.1, 5.4 91.3, 5.0 94.5, 4.4 97.3',
);
const HOLE = shape('5.6 88.1, 7.4 87.7, 7.2 85.1, 5.4 85.3, 4.4 86.9');
const CREST = shape('6.6 102.6, 9.6 102.7, 12 101.1');
const FEMUR = shape(
  '-1.6 1.8, 1.2 2.3, 3.2 .2, 5.4 .6, 6.8 .4, 7.0 -2.6, 5.0 -7, 3.4 -16, 1.6 -34, 2.6 -39.6, 2.0 -42.6, -.2 -41.8, -2.6 -42.6, -3.2 -39.6, -.6 -34, 1.2 -16, 1.6 -8, 1.0 -3.4, -1.4 -2.2',
);
const SHANK = shape('-2.8 -43.6, 2.0 -43.6, 1.6 -47, .4 -56, .3 -80, -2.4 -80.4, -2.0 -56, -2.2 -47');
const BLADE = shape('7.4 142.4, 6.6 138, 7.0 131, 8.2 125.6, 9.4 126, 12.6 131.6, 16.0 136, 16.8 139.4, 13.4 141.4');
const SPINE_OF_BLADE = shape('6.6 138.8, 12 140.6, 17.2 142.0, 19.6 141.4, 19.2 140.2, 16.6 140.4, 12 139, 6.8 137.8');
const ARM_BONES = [
  '-1.2 .2, .2 1.4, 2.2 .8, 2.6 -1.4, 1.8 -4, 1.7 -12, 2.0 -24, 3.4 -29.6, 2.6 -30.8, 1.4 -30.4, .2 -30.8, -.4 -29.4, .6 -24, .3 -12, 0 -5, -.9 -2.4',
  '-.1 -30.6, 1.0 -30, 1.7 -31.8, 1.3 -34, 1.6 -44, 1.9 -51.6, 1.1 -52, .7 -44, -.1 -34',
  '2.0 -31.8, 3.2 -31.8, 3.2 -33, 2.8 -36, 3.2 -45, 3.4 -51.8, 2.2 -52, 2.3 -45, 2.0 -36, 1.9 -33',
  '1.1 -52.6, 3.4 -52.4, 3.7 -54.4, 1.3 -54.9',
].map(shape);
const HAND_BONES = shape(
  '1.6 -55.6 1.4 -60.2, 2.4 -55.6 2.4 -60.6, 3.1 -55.4 3.4 -60.4, 3.7 -55 4.3 -59.6, 1.3 -61.6 1.4 -65.8, 2.5 -62 2.6 -66.6, 3.6 -61.8 3.6 -65.4, .5 -55.6 -.4 -60',
);
const SKULL_HALF = shape('4.2 13.4, 6.8 10.6, 7.4 7, 7.0 3.4, 6.3 .8, 5.5 -1.6, 4.6 -.2, 2.6 -.7');
const JAW_HALF = shape('2.2 -6.6, 4.4 -5.4, 5.7 -2.4, 5.9 .6');

/** Shapes of one bone in the frame of its link, px, so that a group can carry them wherever the link goes. */
const inFrame =
  (S, fit, link) =>
  (points, s = 1) =>
    points.map(([x, y]) => {
      const [u, v] = get(fit.frames[link], fit.warp([s * x, y]));
      return [S.k * u, -S.k * v];
    });
function pelvisBones(S, fit) {
  const at = inFrame(S, fit, 'pelvis');
  const top = get(fit.frames.pelvis, [0, fit.warp([0, 104.7])[1] - 2.1]);
  const sacrum = ([x, y]) => [S.k * x, -S.k * (top[1] + y)];
  const holes = [-2, -4.4, -6.6].flatMap((y, i) =>
    [-1, 1].map(s =>
      circle(sacrum([s * (1.9 - i * 0.35), y]), 0.45 * S.k, { fill: ink('bone-edge'), 'fill-opacity': 0.55 }),
    ),
  );
  return group(
    {},
    [1, -1].flatMap(s => [
      closed(at(ILIUM, s), 'bone'),
      closed(at(HOLE, s), 'skin-2', { 'stroke-width': 0.9 }),
      openLine(at(CREST, s)),
    ]),
    closed(SACRUM.map(sacrum), 'bone'),
    holes,
  );
}
function legBones(k, s) {
  const at = ([x, y]) => [k * s * x, -k * y];
  return group({}, closed(FEMUR.map(at), 'bone'), closed(SHANK.map(at), 'bone'));
}
function girdleBones(S, fit, side, s) {
  const at = inFrame(S, fit, `shoulder_${side}`);
  return group({}, closed(at(BLADE, s), 'bone', { 'fill-opacity': 0.6 }), closed(at(SPINE_OF_BLADE, s), 'bone-2'));
}
function armBones(S, s) {
  const k = S.k * ARM_SIZE;
  const at = ([x, y]) => [s * k * x, -k * y];
  const rays = strokes(HAND_BONES.map(([a, b, c, d]) => [at([a, b]), at([c, d])]));
  return group(
    {},
    ARM_BONES.map(points => closed(points.map(at), 'bone')),
    path(rays, { stroke: ink('bone-edge'), 'stroke-width': 0.6 * k + 1.4 }),
    path(rays, { stroke: ink('bone'), 'stroke-width': 0.6 * k }),
  );
}
function skullFromBehind(k) {
  const at = ([x, y]) => [k * x * 1.03, -k * y * 1.03];
  const mirror = half => [
    ...half.map(at),
    ...half
      .slice()
      .reverse()
      .map(([x, y]) => at([-x, y])),
  ];
  return group(
    {},
    closed(mirror(JAW_HALF), 'bone-2', { 'fill-opacity': 0.55, 'stroke-opacity': 0.55 }),
    closed(
      [
        at([0, 14.4]),
        ...SKULL_HALF.map(at),
        at([0, -0.9]),
        ...SKULL_HALF.slice()
          .reverse()
          .map(([x, y]) => at([-x, y])),
      ],
      'bone',
    ),
    openLine(shape('0 13.8, .3 10, 0 8.2').map(at)),
    openLine(shape('-5.6 4.4, -3 6.4, 0 8.2, 3 6.4, 5.6 4.4').map(at)),
    openLine(shape('-4.6 1.8, -1.6 2.6, 0 2.2, 1.6 2.6, 4.6 1.8').map(at)),
  );
}
/**
 * The names of the vertebrae.
 * @type {RegExp}
 */
export const SPINE = /^[LTC]\d+$/;
/** @type {(S: ScreenMap, layout: Layout, body: BackBody) => Tree[]} ribs, legs and pelvis */
export function trunkBones(S, layout, body) {
  const k = S.k;
  const carried = (frame, name, make) => group({ transform: placed(S, frame) }, kept(layout, name, [], make));
  return [
    ...body.posture.model.links
      .filter(row => isRibbed(row.name))
      .map(row => carried(body.frames[row.name], `ribs ${row.name}`, () => ribs(k, Number(row.name.slice(1))))),
    ...SIDES_OF_BODY.map(([side, s]) => {
      const [hip, knee] = legAxis(body, side, s);
      const [dx, dy] = [hip[0] - knee[0], hip[1] - knee[1]];
      const long = Math.sqrt(dx * dx + dy * dy);
      return carried(frame(hip, [dx / long, dy / long]), `leg ${side}`, () => legBones(k, s));
    }),
    carried(body.frames.pelvis, 'pelvis', () => pelvisBones(S, body.fit)),
  ];
}
/** @type {(S: ScreenMap, layout: Layout, body: BackBody) => Tree[]} one for each vertebra */
export function spineBones(S, layout, body) {
  return body.posture.model.links
    .filter(row => SPINE.test(row.name))
    .map(row =>
      group(
        { transform: placed(S, body.frames[row.name]) },
        kept(layout, `bone ${row.name}`, [], () => vertebra(S.k, row.name, 100 * row.length_m)),
      ),
    );
}
/** @type {(S: ScreenMap, layout: Layout, body: BackBody) => Tree[]} shoulder blades, arms and skull */
export function girdleAndSkull(S, layout, body) {
  return [
    ...SIDES_OF_BODY.flatMap(([side, s]) => {
      const shoulder = body.frames[`shoulder_${side}`];
      return [
        group(
          { transform: placed(S, shoulder) },
          kept(layout, `girdle ${side}`, [], () => girdleBones(S, body.fit, side, s)),
        ),
        group(
          { transform: armAt(S, body, side, s) },
          kept(layout, `arm bones ${side}`, [], () => armBones(S, s)),
        ),
      ];
    }),
    group(
      { transform: placed(S, body.frames.head) },
      kept(layout, 'skull', [], () => skullFromBehind(S.k)),
    ),
  ];
}
