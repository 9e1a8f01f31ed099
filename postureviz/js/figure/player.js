// Play: from usual to here and back, at a pace that can be watched, with a pause for whoever wants to look.
import { controlsOf, textOf } from '../engine/state.js';

const WALK_MS = 2200;
const START_MS = 420;
const HOLD_MS = 900;

/** The same figure at usual pull; where only the surroundings differ, those go back to normal. */
export function evenOf(model, values) {
  const { settings } = controlsOf(model);
  const even = new Map([...values].filter(([name]) => settings.includes(name)));
  return textOf(model, even) === textOf(model, values) ? new Map() : even;
}

/**
 * A player of legs. glide(values, ms, then): moves the figure and calls back when it has come to rest; halt(): stops it
 * where it is; told(state): 'idle', 'playing', 'paused'. Where motion is unwelcome a glide is a step, and the holds stay.
 */
export function playerOf({ win, glide, halt, told }) {
  let legs = [];
  let timer = 0;
  let state = 'idle';
  const be = next => {
    state = next;
    told(state);
  };
  function walk() {
    if (!legs.length) return be('idle');
    const [{ values, ms }] = legs;
    glide(values, ms, () => {
      legs.shift();
      timer = win.setTimeout(walk, HOLD_MS);
    });
  }
  return {
    state: () => state,
    start(here, even) {
      legs = [
        { values: even, ms: START_MS },
        { values: here, ms: WALK_MS },
        { values: even, ms: WALK_MS },
      ];
      be('playing');
      walk();
    },
    pause() {
      win.clearTimeout(timer);
      halt();
      be('paused');
    },
    resume() {
      be('playing');
      walk();
    },
    stop() {
      win.clearTimeout(timer);
      legs = [];
      if (state !== 'idle') be('idle');
    },
  };
}
