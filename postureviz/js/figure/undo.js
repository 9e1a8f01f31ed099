// What a reader did, gesture by gesture, so that each can be taken back.
const KEPT = 200;

/**
 * Remembers states, whatever they are. All that happens under one name until `close` is one gesture: a hand that stays
 * on
 * a slider, keys in quick succession.
 */
export function historyOf() {
  let past = [];
  let future = [];
  let open = null;
  let forgotten = false;
  const step = (from, to, now) => {
    open = null;
    to.push(now);
    return from.pop();
  };
  return {
    /** Before something changes: `state` is what stands until now. Returns whether a gesture begins with it. */
    record(state, gesture) {
      if (gesture === open) return false;
      forgotten ||= past.length >= KEPT;
      past = [...past.slice(1 - KEPT), state];
      future = [];
      open = gesture;
      return true;
    },
    close() {
      open = null;
    },
    /** Forgets the gesture that is open; returns what stood before it, if anything changed. */
    drop() {
      const state = open === null ? undefined : past.pop();
      open = null;
      return state;
    },
    /** Whether all that is still known is taken back, and there was more. */
    atLimit: () => forgotten && !past.length,
    canUndo: () => past.length > 0,
    canRedo: () => future.length > 0,
    undo: now => step(past, future, now),
    redo: now => step(future, past, now),
  };
}
