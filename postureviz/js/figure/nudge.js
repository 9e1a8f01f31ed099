// A nudge: a finger pushes the top of a mast or a body aside, and lets go. Every frame is a posture that rests under
// that push; how it swings back is drawn, not computed, for the model knows no mass in motion.
import { controlsOf, offNormal } from '../engine/state.js';
import { isDrawn } from '../drawing/parts.js';
import { solve } from '../engine/solver.js';

const PUSH = 'nudge_N';
const LARGEST_N = 1e6;
const SWING_MS = 1300;

/** The model with one more load: a sideways push on a landmark. */
const pushable = new WeakMap();
function withPush(model, landmark) {
  if (!pushable.has(model)) {
    const { link, at_m } = model.landmarks.find(row => row.name === landmark);
    const load = { name: PUSH, link, at_m, setting: PUSH, direction: [1, 0], source: 'assumed' };
    const setting = { name: PUSH, unit: 'N', min: -LARGEST_N, max: LARGEST_N, normal: 0, source: 'assumed' };
    pushable.set(model, { ...model, loads: [...model.loads, load], settings: [...model.settings, setting] });
  }
  return pushable.get(model);
}

/** Where a figure rests while its landmark is pushed with so many newtons. */
export function pushed(model, values, landmark, push_N) {
  const { factors, settings } = offNormal(model, values);
  if (!push_N) return solve(model, factors, settings);
  const p = solve(withPush(model, landmark), factors, { ...settings, [PUSH]: push_N });
  return {
    ...p,
    model,
    settings: Object.fromEntries(controlsOf(model).settings.map(name => [name, p.settings[name]])),
  };
}

/** How hard to push so that the landmark moves by a share of the figure's height, as the first newton tells. */
export function forceFor(model, values, landmark, share) {
  const [still, moved] = [0, 1].map(N => pushed(model, values, landmark, N));
  if (![still, moved].every(isDrawn)) return 0;
  const height = Math.max(...still.points.map(([, y]) => y)) - Math.min(...still.points.map(([, y]) => y));
  const perNewton = Math.abs(moved.landmarks[landmark][0] - still.landmarks[landmark][0]);
  return perNewton > 0 ? (share * height) / perNewton : 0;
}

/** What is left of a push at a time after it ended; 0 once it has swung out. */
export const swing = ms =>
  ms >= SWING_MS
    ? 0
    : Math.exp((-4 * ms) / SWING_MS) * Math.cos((2 * Math.PI * 2 * ms) / SWING_MS) * (1 - ms / SWING_MS);
