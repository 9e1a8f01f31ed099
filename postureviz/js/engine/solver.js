// Find where a model settles. Mirrors postureviz/solver.py.
import { driven } from './answer.js';
import { cableFactors, completeFactors, completeSettings, asModel, shaped } from './model.js';
import { evaluate, prepare, seenFromLegs } from './mechanics.js';
import { findMinimum, Potential } from './minimum.js';
import { posture } from './posture.js';

/**
 * The posture in which a model settles.
 * @param {Model | string} which
 * @param {Object<string, number>} [factors]
 * @param {Object<string, number>} [settings]
 * @param {?ArrayLike<number>} [start]
 * @returns {Posture}
 */
export function solve(which, factors = {}, settings = {}, start = null) {
  const model = asModel(which);
  const f = completeFactors(model, factors);
  const s = completeSettings(model, settings);
  const mech = prepare(shaped(model, s));
  const u = driven(mech, cableFactors(model, f), s);
  const straight = evaluate(mech, mech.neutral, u);
  const phi = start === null ? mech.neutral : seenFromLegs(mech, checkedStart(start, mech.n), u);
  const potential = new Potential(mech, u);
  const found = findMinimum(potential, phi, start === null ? straight : potential.evaluate(phi));
  return posture(model, mech, f, s, u, straight, found);
}

const TURNS = 1000; // rad, as in solver.py

function checkedStart(start, n) {
  const angles = Array.isArray(start) || ArrayBuffer.isView(start) ? Array.from(start) : null;
  if (angles?.length === n && angles.every(angle => typeof angle === 'number' && Math.abs(angle) <= TURNS))
    return Float64Array.from(angles);
  const shown = angles
    ? `${angles.length} values, ${angles.slice(0, 5).map(String).join(', ').slice(0, 60)}`
    : typeof start;
  throw new RangeError(
    `start is ${shown}; it must be ${n} finite angles in rad, none beyond ${TURNS}, such as p.angles`,
  );
}

/**
 * Where a model rests, and no more than that: what a posture is made of, without the making.
 * @param {Model} model
 * @param {Object<string, number>} factors
 * @param {Object<string, number>} settings
 * @param {?Float64Array} [near]
 * @returns {Object}
 */
export function restOf(model, factors, settings, near = null) {
  const mech = prepare(shaped(model, settings));
  const u = driven(mech, cableFactors(model, factors), settings);
  const [phi, here, solved] = findMinimum(new Potential(mech, u), near ?? mech.neutral);
  return { model, mech, factors, settings, u, phi, here, solved };
}
