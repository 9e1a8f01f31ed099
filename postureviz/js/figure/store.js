// The state of a figure, and the one way to change it.
import { offNormal, parseState, rounded, textOf, valuesOf } from '../engine/state.js';
import { say } from '../engine/words.js';
import { retell } from './card.js';

/**
 * @param {Live} live
 * @param {object} parts steps, telling, painter and bands of the figure; stopPlay(); skipQuestion(); moved(): the state
 *   is another one; onState(text, fresh)
 */
export function storeOf(
  { root, model, view },
  { steps, telling, painter, bands, stopPlay, skipQuestion, moved, onState },
) {
  const now = () => ({ values: view.values, show: view.show });

  /**
   * Every change comes through here: controls at once, the picture in the next frame, the words when it is quiet.
   * gesture names what the hand does, so that it can be taken back as one; null for what is not to be taken back.
   */
  function go(
    { values = view.values, show = view.show },
    { gesture = null, tell = true, playing = false, ...how } = {},
  ) {
    if (!playing) stopPlay();
    bands.stop();
    const before = now();
    const { factors, settings } = offNormal(model, values);
    const was = view.text;
    Object.assign(view, { values: valuesOf(model, factors, settings), show });
    retell(view);
    // What is not to be taken back, such as taking back, is a gesture of its own.
    const fresh = gesture && view.text !== was ? steps.record(before, gesture) : !gesture;
    root.dataset.state = view.text;
    if (root.dataset.settled !== 'false') root.dataset.settled = 'false';
    telling.controls();
    painter.go(how);
    telling.sentenceSoon();
    moved();
    if (tell) onState(view.text, fresh);
  }
  return {
    go,
    /** To a state as a whole, by one gesture. */
    goTo(target, gesture) {
      telling.notices([]);
      steps.close();
      go(target, { moving: true, gesture });
      steps.close();
    },
    /** One control to a value within its range. */
    set(control, value, how) {
      telling.notices([]);
      skipQuestion();
      const within = rounded(Math.min(Math.max(value, control.min), control.max));
      go({ values: new Map(view.values).set(control.name, within) }, how);
    },
    takeBack(kind) {
      const able = kind === 'undo' ? steps.canUndo() : steps.canRedo();
      if (!able) return;
      stopPlay();
      telling.notices([]);
      go(steps[kind](now()), { moving: true });
      if (steps.atLimit()) telling.notices([say('figure.undo_limit')]);
    },
    /** What the gesture under way has changed goes back. */
    takeGestureBack() {
      const back = steps.drop();
      if (back) go(back, { moving: true });
    },
    /** To the state of a text; what cannot be read of it is told. */
    takeText(text, { moving, tell, notices = [] }) {
      const state = parseState(text, model);
      const values = valuesOf(model, state.factors, state.settings);
      // A notebook tells a figure its own state too; that ends no gesture.
      if (textOf(model, values, state.show) !== view.text) {
        steps.close();
        go({ values, show: state.show }, { moving, tell, gesture: 'address' });
        steps.close();
      }
      telling.notices([...new Set([...state.notices, ...notices])]);
    },
  };
}
