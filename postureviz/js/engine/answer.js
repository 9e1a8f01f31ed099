// What is known is answered before it is felt. Mirrors postureviz/answer.py.
import { memo, oncePer } from './memo.js';
import {
  beyond,
  bodyLean,
  cableLengths,
  cablePull,
  evaluate,
  inputs,
  loadForce,
  servoTorques,
  springPlaces,
} from './mechanics.js';
import { pointAt, unitVectors } from './mechanism.js';
import { Potential, boundedLeastSquares, findMinimum } from './minimum.js';

const LEAST_LEVER_M = 1e-9; // less is rounding: a cable that crosses none of the joints
const MOST_ANSWERS = 64; // a slider of a pull asks for the same one again and again

const answersOf = oncePer(() => memo(MOST_ANSWERS));

/**
 * The inputs, with what is known answered. The answer is that of usual pulls, so it does not hang on the factors.
 * @param {Mechanism} mech
 * @param {Float64Array} factors
 * @param {Object<string, number>} settings
 * @returns {Inputs}
 */
export function driven(mech, factors, settings) {
  const u = inputs(mech, factors, settings);
  if (mech.answer === null) return u;
  const { gain, ...found } = answersOf(mech)(JSON.stringify(settings), () => answered(mech, settings));
  return { ...u, ...found, springs: u.springs.map((s, k) => ({ ...s, stiffness: s.stiffness * gain[k] })) };
}

// What the settings change in the inputs.
function answered(mech, value) {
  const { answer: rule, stance } = mech;
  const even = new Float64Array(mech.cables.length).fill(1);
  const carried = [...new Set(mech.loads.map(load => load.setting))].filter(name => name !== null && value[name]);
  const usual = inputs(mech, even, value);
  const stiffer = 1 + carriedShare(mech, value);
  const gain = rule.stiffer.map(on => (on ? stiffer : 1));
  const { drive, wanted, brace, goal } = usual;
  const out = { drive, wanted, brace, goal, gain };
  const { seat } = usual;
  const lean = rule.lean === null ? 0 : value[rule.lean] * (1 - seat);
  const tip = stance.incline ? (seat * value[stance.incline] * Math.PI) / 180 : 0;
  const knee = usual.turn - tip;
  if (!carried.length && !lean && !knee) return out;
  const known = rule.known === null ? 1 : value[rule.known];
  const carrying = share => ({ ...value, ...Object.fromEntries(carried.map(name => [name, share * value[name]])) });
  const told = inputs(mech, even, carrying(known));
  const plain = inputs(mech, even, carrying(0));
  const stands = standing(mech, told, knee, lean);
  const sits = seat ? findMinimum(new Potential(mech, plain), mech.neutral)[0] : stands;
  const phi = stands.map((v, i) => (1 - seat) * v + seat * sits[i]);
  const without = seat ? still(mech, plain, phi) : new Float64Array(mech.n);
  const torque = still(mech, told, phi).map((v, i) => v - seat * without[i]);
  const { extra, left } = sharedOut(mech, told, phi, torque, rule.tolerance, false);
  out.drive = extra.map(v => rule.gain * v);
  out.wanted = cableLengths(mech, phi, told).map((l, c) => l + told.short[c]);
  out.brace = left.map(v => -v);
  out.goal = springPlaces(phi, told);
  if (seat) {
    // a spring that is stiffer under a load pulls as before where the body sat without it
    const felt = springPlaces(sits, plain);
    out.goal = out.goal.map((v, k) => (1 - seat) * v + seat * (felt[k] - (1 / gain[k]) * (felt[k] - plain.goal[k])));
  }
  return out;
}

// The posture wanted on the feet, as seen from the legs: neutral in the world above bent knees, and with a lean its
// joints bent; what the body leans as a whole because of the bend is taken off.
function standing(mech, u, knee, lean) {
  const phi = mech.neutral.map(v => v - knee);
  if (!lean) return phi;
  const bent = phi.slice();
  const by = new Float64Array(mech.n);
  for (let i = 0; i < mech.n; i++) {
    by[i] = lean * mech.answer.share[i] + (mech.parent[i] < 0 ? 0 : by[mech.parent[i]]);
    bent[i] += by[i];
  }
  const upright = bodyLean(mech, phi, u);
  let back = 0;
  for (let round = 0; round < 60; round++) {
    const last = back;
    back =
      bodyLean(
        mech,
        bent.map(v => v - last),
        u,
      ) - upright;
    if (Math.abs(back - last) < 1e-15) break;
  }
  return bent.map(v => v - back);
}

// The torque at every joint of all but the reflex, N m.
const still = (mech, u, phi) =>
  beyond(mech, evaluate(mech, phi, { ...u, springs: u.springs.map(s => ({ ...s, stiffness: 0 })) }).gradient);

// The moment of height of what is carried over the first joint, against that of the body, at neutral.
function carriedShare(mech, value) {
  const z = unitVectors(mech.neutral);
  const floor = mech.bases[0].b[1];
  let [own, carried] = [0, 0];
  for (const load of mech.loads) {
    if (!load.weighs) continue;
    const height = pointAt(load.point, z)[1] - floor;
    if (load.setting === null) own -= load.force[1] * height;
    else carried -= loadForce(mech, load, value)[1] * height;
  }
  return own > 0 ? Math.max(0, carried / own) : 0;
}

/**
 * What every cable gives beyond its tone, and the torque that is left at every joint. No cable that works against the sum
 * of the agonists' torques pulls harder: it may only let go, if that.
 * @param {Mechanism} mech
 * @param {Inputs} u
 * @param {Float64Array} phi
 * @param {ArrayLike<number>} torque
 * @param {Float64Array} tolerance
 * @param {boolean} letsGo
 * @returns {{ extra: number[], left: Float64Array }} N, N m
 */
function sharedOut(mech, u, phi, torque, tolerance, letsGo) {
  const { agonists, strength, taut } = mech.answer;
  const toned = { ...u, drive: null };
  const lengths = cableLengths(mech, phi, u);
  const law = mech.cables.map((_, c) => cablePull(mech, toned, c, lengths[c]));
  const arms = evaluate(mech, phi, toned).lengthRows.map(row => beyond(mech, row));
  const asked = tolerance.map((v, i) => (i === 0 ? (1 - u.seat) / v : 1 / v));
  const sum = agonists.reduce((a, i) => a + torque[i], 0);
  const [low, high] = [[], []];
  law.forEach(([, tension, , perFactor], c) => {
    const able = perFactor > taut * u.tone[c] * mech.law.tension[c];
    const lever = agonists.reduce((a, i) => a + arms[c][i], 0);
    const against = Math.abs(lever) > LEAST_LEVER_M && lever * sum > 0;
    low.push(able && letsGo ? -tension / strength[c] : 0);
    high.push(able && !against ? Math.max(strength[c] - tension, 0) / strength[c] : 0);
  });
  const share = boundedLeastSquares(
    arms.map((arm, c) => arm.map((v, i) => v * asked[i] * strength[c])),
    torque.map((v, i) => -v * asked[i]),
    low,
    high,
    1,
  );
  const extra = share.map((v, c) => v * strength[c]);
  const left = Float64Array.from(torque, (v, i) => arms.reduce((a, arm, c) => a + arm[i] * extra[c], v));
  return { extra, left };
}

/**
 * The tension of every cable when muscles carry what the posture reflex asks of the joints; where a model does not
 * answer, the tension itself.
 * @param {Mechanism} mech
 * @param {Float64Array} phi
 * @param {Inputs} u
 * @returns {number[]} N
 */
export function tensionsFelt(mech, phi, u) {
  const lengths = cableLengths(mech, phi, u);
  const tensions = mech.cables.map((_, c) => cablePull(mech, u, c, lengths[c])[1]);
  if (mech.answer === null) return tensions;
  const asked = new Float64Array(mech.n);
  for (const row of servoTorques(mech, phi, u)) row.forEach((v, i) => (asked[i] += v));
  const { extra } = sharedOut(mech, u, phi, asked, mech.answer.felt, true);
  return tensions.map((v, c) => v + extra[c]);
}
