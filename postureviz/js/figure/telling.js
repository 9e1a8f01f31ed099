// What controls, notices and the sentence of a figure say of its state.
import { create } from './dom.js';
import { html } from '../drawing/html.js';
import { measure } from '../engine/readings.js';
import { describe, say } from '../engine/words.js';
import { layersShown, textOf } from '../engine/state.js';
import { boxOf, shownOf, sideOf, spokenOf, valueIn } from './controls.js';

export const WORDS_AFTER_MS = 400;
const NOTICES_SHOWN = 3;

/** A tick and the look of its label. */
function light(box, on) {
  if (box.checked !== on) box.checked = on;
  if (box.parentElement.hasAttribute('data-on') !== on) box.parentElement.toggleAttribute('data-on', on);
}

/**
 * @param {Live} live
 * @param {object} parts
 * @param {object} parts.steps what can be taken back
 * @param {() => Posture} parts.resting the posture of the state, at rest
 * @param {() => void} parts.answered the ropes have moved from where a question was asked
 */
export function tellingOf({ doc, win, model, view, places, find }, { steps, resting, answered }) {
  let timer = 0;
  let movedAt = 0;

  function controls() {
    for (const part of places.controls) {
      const { control, range, entry, word } = part;
      const value = valueIn(model, view.values, control.name);
      if (part.value === value) continue;
      part.value = value;
      if (Number(range.value) !== value) range.value = value;
      range.setAttribute('aria-valuetext', spokenOf(control, value));
      const words = shownOf(control, value);
      if (word.textContent !== words) {
        word.textContent = words;
        word.dataset.side = sideOf(control, value);
      }
      // What someone is typing, or has typed wrongly, stays until this very rope is moved.
      entry.value = boxOf(control, value);
      problem(control, entry, '');
    }
    for (const { radio, text } of places.presets) light(radio, text === view.pulls);
    for (const { kind, button } of places.steps) {
      const off = String(!(kind === 'undo' ? steps.canUndo() : steps.canRedo()));
      if (button.getAttribute('aria-disabled') !== off) button.setAttribute('aria-disabled', off);
    }
    const lit = layersShown(model, view.show);
    for (const box of places.layers) light(box, Object.hasOwn(lit, box.dataset.layer));
  }
  function problem(control, entry, words) {
    // Not by its id: a notebook takes cells that are out of sight out of the document.
    const { place } = places.controls.find(part => part.control === control);
    if (place.textContent !== words) place.textContent = words;
    if (words) entry.setAttribute('aria-invalid', 'true');
    else entry.removeAttribute('aria-invalid');
  }
  function sentence() {
    const left = WORDS_AFTER_MS - (win.performance.now() - movedAt);
    timer = left > 0 ? win.setTimeout(sentence, left) : 0;
    if (timer) return;
    const posture = resting();
    const words = describe(posture);
    if (places.words.textContent !== words) places.words.textContent = words;
    if (places.reached) {
      const [aimed, low, high] = view.options.aim;
      const value = measure(posture, [aimed])[aimed];
      const there = value >= low && value <= high ? say('figure.reached') : '';
      if (places.reached.textContent !== there) places.reached.textContent = there;
    }
    if (view.phase === 'guessed' && view.pulls !== textOf(model, view.start)) answered();
  }
  return {
    controls,
    problem,
    /** Controls say what the figure shows, whatever a browser or a finger has put into them. */
    reset() {
      for (const part of places.controls) part.value = NaN;
      controls();
    },
    notices(all) {
      const lines = all.slice(0, NOTICES_SHOWN);
      if (all.length > NOTICES_SHOWN) lines.push(say('figure.more_notices', { count: all.length - NOTICES_SHOWN }));
      find('.pv-notice').replaceChildren(...lines.map(line => create(html('p', {}, line), doc)));
    },
    /** One timer for many moves: to stop and start one for each takes a browser longer than all our sums. */
    sentenceSoon() {
      movedAt = win.performance.now();
      timer ||= win.setTimeout(sentence, WORDS_AFTER_MS);
    },
    stop: () => win.clearTimeout(timer),
  };
}
