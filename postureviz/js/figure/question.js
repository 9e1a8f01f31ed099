// Guess first: a question, a few answers, then the ropes move and both are told in one tone of voice.
import { create } from './dom.js';
import { FOCUSABLE, buttonPart, html } from '../drawing/html.js';
import { solve } from '../engine/solver.js';
import { measure } from '../engine/readings.js';
import { readingWords, say } from '../engine/words.js';
import { controlsOf, offNormal, parseState, valuesOf } from '../engine/state.js';
import { valueIn } from './controls.js';
import { readingText } from './readouts.js';

const valuesAt = (model, text) => {
  const { factors, settings } = parseState(text, model);
  return valuesOf(model, factors, settings);
};
/** The values the question is about: those of the state `then`. */
export const thenOf = view => valuesAt(view.model, view.options.then);

/** The controls a question moves. */
export function askedOf(view) {
  const then = thenOf(view);
  return [...controlsOf(view.model).ranges.keys()].filter(
    name => then.has(name) && valueIn(view.model, then, name) !== valueIn(view.model, view.start, name),
  );
}

// A change no one could measure is no change; a model without such a number has a hundredth of what its gauge shows.
const leastOf = row => row.smallest ?? (row.show[1] - row.show[0]) / 100;

/**
 * What came of it, in sentences: told, with the numbers of this very state, and past, for when the figure has moved on.
 */
export function outcome(view, values) {
  const { model, options } = view;
  const row = model.readings.find(reading => reading.name === options.answer);
  const readAt = at => {
    const { factors, settings } = offNormal(model, at);
    return measure(solve(model, factors, settings), [row.name])[row.name];
  };
  const [before, after] = [readAt(view.start), readAt(values)];
  if (!Number.isFinite(after)) return { told: say('figure.predict_none'), past: say('figure.predict_none') };
  const change = after - before;
  const still = options.choices.length === 3 && Math.abs(change) < leastOf(row);
  const came = options.choices[still ? 1 : change < 0 ? 0 : options.choices.length - 1];
  const words = readingWords(model, row.name);
  const guessed = { guess: options.choices[view.guess], outcome: came };
  const past = say('figure.predict_past', guessed);
  const numbers = { name: words.name, before: readingText(words, before), after: readingText(words, after) };
  const told = say('figure.predict_told', { ...guessed, ...numbers });
  return { told, past };
}

const TEXTS = {
  ask: view => [say('figure.predict_first'), view.options.ask],
  guessed: view => [
    say('figure.predict_guess', { guess: view.options.choices[view.guess] }),
    say('figure.predict_pull'),
  ],
  told: view => [view.told, ''],
  skipped: view => [say('figure.predict_skipped'), view.options.ask],
};
const choicePart = (view, choice, i) =>
  html('button', { class: 'pv-button', type: 'button', 'data-guess': i, disabled: !view.live, ...FOCUSABLE }, choice);
const BUTTONS = {
  ask: view => view.options.choices.map((choice, i) => choicePart(view, choice, i)),
  guessed: view => [buttonPart('let_go', view.live, { class: 'pv-button pv-main' })],
  told: view => [buttonPart('ask_again', view.live)],
  skipped: view => [buttonPart('ask_again', view.live)],
};

/** The strip of a question in its phase: ask, guessed, told, skipped. */
export function predictPart(view) {
  const [first, then] = TEXTS[view.phase](view);
  return html('div', { class: 'pv-strip pv-predict' }, [
    html('p', { 'aria-live': 'polite' }, [html('strong', {}, first), html('span', {}, then && ` ${then}`)]),
    html('div', { class: 'pv-choices pv-live' }, BUTTONS[view.phase](view)),
  ]);
}

/** Moves the strip of a figure to the phase of its view. */
export function showQuestion(view, strip) {
  const doc = strip.ownerDocument;
  const held = strip.contains(doc.activeElement);
  const fresh = create(predictPart(view), doc);
  // The line that is spoken stays the same element: only then is a change of it spoken.
  strip.querySelector('p').replaceChildren(...fresh.firstElementChild.childNodes);
  strip.querySelector('.pv-choices').replaceChildren(...fresh.lastElementChild.childNodes);
  if (held) strip.querySelector('button')?.focus({ preventScroll: true });
}
