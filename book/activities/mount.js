// What all activities of the course have in common: a card as a tree, its still form, and how it comes to life.
import { alive, create, letterScale, living, patch, resetInputs } from '../../postureviz/js/figure/dom.js';
import { fingersOf } from '../../postureviz/js/figure/fingers.js';
import { DATA } from '../../postureviz/js/engine/data.js';
import { toText } from '../../postureviz/js/drawing/svg.js';
import { say } from '../../postureviz/js/engine/words.js';
import { FOCUSABLE, html, toolPart } from '../../postureviz/js/drawing/html.js';
import { offerWall, onWall, tellWall, turnWall } from '../../postureviz/js/figure/fullscreen.js';

/**
 * Numbers from 0 to 1, as Math.random gives them.
 * @typedef {() => number} Chance
 */
/**
 * What surrounds a card: its id on the page, whether a script runs, the width of its picture, and whether the reader
 * asks for less motion.
 * @typedef {{ id: string, live: boolean, width: 'wide' | 'compact', calm: boolean }} View
 */
/**
 * An activity is a table of pure functions of a state, which is a plain object of its own.
 * @typedef {Object} Activity
 * @property {Object<string, number[] | (() => string[])>} [takes] Options and what each may be: from, to; or names.
 * @property {(options: Object, chance: Chance) => Object} start The state at first.
 * @property {(state: Object, name: string, value: string | number, chance: Chance, calm: boolean) => Object} act The
 *   state after a control was used; `name` is its `data-act`.
 * @property {(state: Object, view: View) => Object[]} body What the card shows, as nodes.
 * @property {(state: Object) => string} words What is told aloud after a change.
 * @property {(state: Object) => string} [paperWords] What paper says in place of `words`.
 * @property {(state: Object) => boolean} [running] Whether time goes on.
 * @property {(state: Object, seconds: number, calm: boolean) => Object} [tick] The state when it has.
 */

/**
 * A button that acts. JupyterLab takes the arrow keys for itself unless the focused element says otherwise.
 * @param {string} act
 * @param {string} words
 * @param {Object<string, string | boolean | null>} [attributes] More of them, such as its value.
 * @returns {Object}
 */
export const doing = (act, words, { value = '', ...more } = {}) =>
  html('button', { class: 'pv-act', type: 'button', 'data-act': act, value, ...FOCUSABLE, ...more }, words);
/**
 * A choice between a few, as native radio buttons.
 * @param {View} view
 * @param {string} act
 * @param {string} label
 * @param {[string, string][]} rows Each value and its words.
 * @param {string | null} chosen
 * @returns {Object}
 */
export const choosing = (view, act, label, rows, chosen) =>
  html('fieldset', { class: 'pv-choose' }, [
    html('legend', {}, label),
    ...rows.map(([value, words]) =>
      html('label', { class: 'pv-option', 'data-on': value === chosen }, [
        html('input', {
          type: 'radio',
          autocomplete: 'off',
          name: `${view.id}-${act}`,
          value,
          checked: value === chosen,
          disabled: !view.live,
          'data-act': act,
        }),
        html('span', {}, words),
      ]),
    ),
  ]);
/**
 * A slider with its words and the value as it is spoken: by the slider itself, so that what stands above it is for the
 * eye alone.
 * @param {View} view
 * @param {string} act
 * @param {string} label
 * @param {{ min: number, max: number, step: number, value: number, shown: string }} scale
 * @returns {Object}
 */
export const sliding = (view, act, label, { min, max, step, value, shown }) =>
  html('div', { class: 'pv-slide' }, [
    html('label', { for: `${view.id}-${act}` }, [
      html('span', {}, label),
      html('span', { class: 'pv-shown', 'aria-hidden': 'true' }, shown),
    ]),
    html('input', {
      class: 'pv-range pv-act-range',
      id: `${view.id}-${act}`,
      type: 'range',
      autocomplete: 'off',
      min,
      max,
      step,
      value,
      'aria-valuetext': shown,
      disabled: !view.live,
      'data-act': act,
      ...FOCUSABLE,
    }),
  ]);
/**
 * The picture: live in the width that fits; before that in both, and the page's style shows the one that can be read.
 * @param {View} view
 * @param {(width: 'wide' | 'compact') => Object} make
 * @returns {Object}
 */
export const staged = (view, make) =>
  html(
    'div',
    { class: 'pv-act-stage' },
    (view.live ? [view.width] : ['wide', 'compact']).map(width => make(width)),
  );
/**
 * A picture's frame. Its words stand beside it, so that it needs only a short name.
 * @param {'wide' | 'compact'} width
 * @param {{ w: number, h: number }} size
 * @param {string} label
 * @param {Object[]} k
 * @returns {Object}
 */
export const drawing = (width, { w, h }, label, k) => ({
  t: 'svg',
  a: {
    class: `pv-picture pv-only-${width}`,
    viewBox: `0 0 ${w} ${h}`,
    role: 'img',
    'aria-label': label,
    'font-family': 'var(--font)',
  },
  k: k.flat(),
  x: undefined,
});
/**
 * Shown only where a script runs.
 * @type {(...k: (Tree | Tree[])[]) => Tree}
 */
export const livePart = (...k) => html('div', { class: 'pv-live' }, k.flat());
/**
 * Shown only where no script runs, a paragraph for each line.
 * @type {(view: View, ...lines: string[]) => Tree | Tree[]}
 */
export const paperPart = (view, ...lines) =>
  view.live
    ? []
    : [
        html(
          'div',
          { class: 'pv-paper' },
          lines.map(line => html('p', {}, line)),
        ),
      ];

/** A source in the words of the language, by its key or as the package's tables tell it. */
export const sourceOf = key => DATA.tables.activities.sources[key] ?? key;
/**
 * Where the numbers come from: folded on the page, in full on paper.
 * @param {View} view
 * @param {string[]} keys each a key of the sources, or a source in words
 * @returns {Tree}
 */
export function sourcesPart(view, keys) {
  const told = [...new Set(keys)].map(sourceOf);
  if (!view.live) return html('p', { class: 'pv-small' }, say('activities.sources', { sources: told.join('; ') }));
  return html('details', { class: 'pv-more' }, [
    html('summary', FOCUSABLE, say('activities.sources_name')),
    html(
      'ul',
      { class: 'pv-small' },
      told.map(row => html('li', {}, row)),
    ),
  ]);
}

/**
 * The whole card of an activity, still or live.
 * @param {string} name
 * @param {Activity} kind
 * @param {Object} state
 * @param {View} view
 * @param {string} [words]
 * @returns {Object[]}
 */
export function activityCard(name, kind, state, view, words = kind.words(state)) {
  return [
    html('div', { class: 'pv-card' }, [
      html('div', { class: 'pv-head' }, [
        html('p', { class: 'pv-title', id: `${view.id}-title` }, [
          html('strong', {}, say(`activities.${name}.title`)),
          html('small', {}, say(`activities.${name}.lead`)),
        ]),
        html('div', { class: 'pv-tools pv-live' }, [toolPart('full', view.live)]),
      ]),
      html('div', { class: 'pv-act-body' }, kind.body(state, view)),
      html('div', { class: 'pv-words', hidden: words ? null : true }, [
        html('p', { role: 'status', 'aria-live': 'polite' }, words),
      ]),
    ]),
    html('figcaption', {}, say(`activities.${name}.limits`)),
  ];
}

/** Where an activity starts, as it is given: numbers in their range and names there are, and nothing else. */
function startOf(name, kind, given, chance) {
  const takes = kind.takes ?? {};
  for (const [option, value] of Object.entries(given)) {
    const known = Object.hasOwn(takes, option) ? takes[option] : null;
    if (!known)
      throw new RangeError(
        `option "${option}" of activity "${name}"; there are: ${Object.keys(takes).join(', ') || 'none'}`,
      );
    const told = `option "${option}" of activity "${name}" is ${JSON.stringify(value)}`;
    if (typeof known === 'function') {
      const names = known(given);
      if (!names.includes(value)) throw new RangeError(`${told}; allowed: ${names.join(', ')}`);
    } else if (!(typeof value === 'number' && value >= known[0] && value <= known[1]))
      throw new RangeError(`${told}; it must be a number from ${known[0]} to ${known[1]}`);
  }
  return kind.start(given, chance);
}

/**
 * The inside of a card as text: what a page holds before any script runs, on paper, or without one.
 * @param {string} name
 * @param {Activity} kind
 * @param {string} id
 * @param {Object} [options]
 * @returns {string}
 */
export function stillActivity(name, kind, id, options = {}) {
  const view = { id, live: false, width: 'wide', calm: true };
  const state = startOf(name, kind, options, evenChance());
  return activityCard(name, kind, state, view, (kind.paperWords ?? kind.words)(state))
    .map(node => toText(node))
    .join('');
}
// A still picture is the same each time it is made.
function evenChance() {
  let i = 0;
  return () => (0.5 + 0.618034 * ++i) % 1;
}

const WIDE_FROM_PX = 660;
const LONGEST_STEP_S = 0.1;
const WORDS_AFTER_QUIET_MS = 400;

const isSlider = target => Boolean(target.dataset.act) && target.type === 'range';

/**
 * Makes a change that must not take the reader's place with it: on to its double, or to what is new, or to what comes
 * first.
 */
function keepFocus(root, change) {
  const at = root.ownerDocument.activeElement;
  const within = root.contains(at);
  const before = new Set([...root.querySelectorAll('[data-act]')].map(part => part.dataset.act));
  change();
  if (!within || at.isConnected) return;
  const parts = [...root.querySelectorAll('.pv-act-body :is([data-act]:not([disabled]),summary)')];
  const same = at.matches('summary')
    ? parts.find(part => part.matches('summary'))
    : parts.find(part => part.dataset.act === at.dataset.act && part.value === at.value);
  const next = same ?? parts.find(part => part.dataset.act && !before.has(part.dataset.act)) ?? parts[0];
  next?.focus({ preventScroll: true });
}

/** Tells words that stood still for a while: time may go on while there is nothing new to say. */
function quietTeller(win, first, tell) {
  let coming = first;
  let timer = 0;
  return {
    take(words) {
      if (words === coming) return;
      coming = words;
      win.clearTimeout(timer);
      timer = win.setTimeout(() => tell(coming), WORDS_AFTER_QUIET_MS);
    },
    stop: () => win.clearTimeout(timer),
  };
}

/** Asks for a step at the next frame; the first after a rest takes no time. */
function stepper(win, step) {
  let asked = 0;
  let last = 0;
  const frame = now => {
    asked = 0;
    const seconds = last ? Math.min((now - last) / 1000, LONGEST_STEP_S) : 0;
    last = now;
    step(seconds);
  };
  return {
    run() {
      asked ||= win.requestAnimationFrame(frame);
    },
    rest() {
      last = 0;
    },
    stop: () => win.cancelAnimationFrame(asked),
  };
}

/** Takes what the reader does with a control: take(name, value); reset() when a finger only passed over it. */
function heedControls(root, on, fingers, take, reset) {
  // Before a room full of people a clicker sends Page keys: they are not for the slider that was touched last.
  on('keydown', event => {
    if (onWall(root) && isSlider(event.target) && ['PageUp', 'PageDown'].includes(event.key)) event.preventDefault();
  });
  on('click', event => {
    const button = event.target.closest('button[data-act], [data-do=full]');
    if (!button) return;
    if (button.dataset.do) turnWall(root);
    else take(button.dataset.act, button.value);
  });
  on('input', ({ target }) => {
    if (isSlider(target) && fingers.spoiled()) return reset();
    if (target.dataset.act && target.type !== 'radio')
      take(target.dataset.act, target.type === 'range' ? Number(target.value) : target.value);
  });
  on('change', ({ target }) => {
    if (target.dataset.act && target.type === 'radio') take(target.dataset.act, target.value);
  });
}

/**
 * Heeds what changes around an activity: its width, the wish for less motion, a return to the page. Gives what has to be
 * disconnected; the rest ends with the signal.
 */
function heedSurroundings(root, signal, calm, { resized, calmed, returned }) {
  const win = root.ownerDocument.defaultView;
  const sizes = new win.ResizeObserver(resized);
  sizes.observe(root);
  calm.addEventListener('change', calmed, { signal });
  win.addEventListener('pageshow', returned, { signal });
  return sizes;
}

function kindNamed(name, kinds) {
  if (!kinds[name]) throw new RangeError(`no activity "${name}"; there are: ${Object.keys(kinds).join(', ')}`);
  return kinds[name];
}
/** The card of an activity in its root: the parts that are alive, made at first and then kept up. */
function cardIn(root, cardNow) {
  const first = cardNow();
  root.replaceChildren(...first.map(node => create(node, root.ownerDocument)));
  const places = first.map((node, i) => alive(root.children[i], node));
  return {
    show: () => keepFocus(root, () => cardNow().forEach((node, i) => patch(places[i], node))),
    /** Controls say what the activity shows, whatever a browser or a finger has put into them. */
    resetControls: () => places.forEach(resetInputs),
  };
}

/**
 * Brings one activity to life. Nothing is stored and nothing leaves the page.
 * @param {HTMLElement} root
 * @param {Object<string, Activity>} kinds
 * @param {Chance} [chance]
 * @returns {() => void} Its cleanup.
 */
export function mountActivity(root, kinds, chance = Math.random) {
  const name = root.dataset.activity;
  const kind = kindNamed(name, kinds);
  const win = root.ownerDocument.defaultView;
  const still = [...root.childNodes];
  const stop = new AbortController();
  const calm = win.matchMedia('(prefers-reduced-motion: reduce)');
  const fitting = () => (root.clientWidth >= WIDE_FROM_PX * letterScale(root) ? 'wide' : 'compact');
  const view = { id: root.id, live: true, width: fitting(), calm: calm.matches };
  let state = startOf(name, kind, JSON.parse(root.dataset.options || '{}'), chance);
  let said = kind.words(state); // told aloud when it has been quiet for a while, not at every step of a slider
  const card = cardIn(root, () => activityCard(name, kind, state, view, said));
  const teller = quietTeller(win, said, words => {
    said = words;
    show();
  });
  const steps = stepper(win, seconds => {
    if (!root.isConnected) return destroy();
    // What the reader did since may have stopped the time.
    goTo(kind.running(state) ? kind.tick(state, seconds, view.calm) : state);
  });

  function goOn() {
    teller.take(kind.words(state));
    if (kind.running?.(state)) steps.run();
    else steps.rest();
  }
  function show() {
    card.show();
    goOn();
  }
  function goTo(next) {
    state = next;
    show();
  }

  const on = (type, handle) => root.addEventListener(type, handle, { signal: stop.signal });
  let untouched = null; // the state before a finger came to a slider
  const fingers = fingersOf({
    on,
    isSlider,
    begin() {
      untouched = state;
    },
    giveBack() {
      goTo(untouched);
      card.resetControls();
    },
  });
  const take = (act, value) => goTo(kind.act(state, act, value, chance, view.calm));
  heedControls(root, on, fingers, take, card.resetControls);
  on('fullscreenchange', () => tellWall(root));
  function destroy() {
    if (stop.signal.aborted) return;
    living.delete(root);
    stop.abort();
    sizes.disconnect();
    steps.stop();
    teller.stop();
    root.replaceChildren(...still);
    delete root.dataset.ready;
  }

  living.add(root);
  goOn();
  offerWall(root);
  const sizes = heedSurroundings(root, stop.signal, calm, {
    resized() {
      if (!root.isConnected) return destroy();
      if (fitting() === view.width) return;
      view.width = fitting();
      show();
    },
    calmed() {
      view.calm = calm.matches;
      show();
    },
    returned: card.resetControls,
  });
  root.dataset.ready = 'true';
  return destroy;
}
