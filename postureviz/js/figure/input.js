// What hands and keys do to a figure: sliders, number fields, ticks, ropes and handles in the picture.
import { bringIntoSight } from './dom.js';
import { controlsOf, switched, valuesOf } from '../engine/state.js';
import { boxOf, controlOf, entryProblem, typedNumber, valueIn } from './controls.js';
import { fingersOf } from './fingers.js';
import { forceFor, swing } from './nudge.js';
import { draggable } from './drag.js';
import { onWall } from './fullscreen.js';

const KEYS_APART_MS = 1000; // keys further apart are two gestures
const NEAR_PX = 8; // so far beside a rope a finger may land
const NEAR = [
  [0, 0],
  [-1, 0],
  [1, 0],
  [0, -1],
  [0, 1],
];
const PAGE_KEYS = { PageDown: 1, PageUp: -1 }; // what a clicker sends, before a room full of people

/** Where a key takes a slider, or undefined; ahead is -1 where reading goes to the left. */
function keyedTo(control, value, { key, shiftKey }, ahead) {
  const by = control.step * (shiftKey ? 1 : 5);
  const moves = {
    ArrowUp: by,
    ArrowDown: -by,
    ArrowRight: ahead * by,
    ArrowLeft: -ahead * by,
    PageUp: 25 * control.step,
    PageDown: -25 * control.step,
  };
  const ends = { Home: control.min, End: control.max, 0: control.normal };
  return key in moves ? value + moves[key] : ends[key];
}

/**
 * Listens to hands and keys. The order of what is listened to counts: a second finger first takes back what the first
 * has begun, then that gesture ends.
 * @param {Live} live
 * @param {object} parts steps, store, telling and painter of the figure; skipQuestion(); stopPlay(); redrawn without
 *   motion where calm matches; showKeys(): the sheet of keys; painted: asks for what unfolds
 */
export function listen(
  { root, doc, win, model, view, places, on, find },
  { steps, store, telling, painter, calm, skipQuestion, stopPlay, showKeys },
) {
  const controlNamed = key => places.controls.find(({ control }) => control.name === key)?.control;
  let keysAt = -Infinity;

  function takeEntry(input) {
    const control = controlNamed(input.dataset.entry);
    const value = typedNumber(control, input.value);
    if (value === null) return telling.problem(control, input, entryProblem(control, input.value));
    telling.problem(control, input, '');
    input.value = boxOf(control, value);
    steps.close();
    if (value !== valueIn(model, view.values, control.name))
      store.set(control, value, { moving: true, gesture: `type ${control.name}` });
  }

  on(root, 'pointerup', () => steps.close());
  const fingers = fingersOf({
    on: (type, handle) => on(root, type, handle),
    isSlider: target => Boolean(target.dataset.range),
    giveBack() {
      store.takeGestureBack();
      telling.reset();
    },
  });
  on(root, 'pointerdown', () => steps.close());
  // What a browser puts back into controls, on the way back to a page, is not what the figure shows.
  on(win, 'pageshow', telling.reset);
  on(root, 'input', event => {
    const { range, entry } = event.target.dataset;
    if (range && fingers.spoiled()) return telling.reset();
    if (range) store.set(controlNamed(range), Number(event.target.value), { gesture: `hold ${range}` });
    if (
      entry &&
      event.target.hasAttribute('aria-invalid') &&
      typedNumber(controlNamed(entry), event.target.value) !== null
    )
      telling.problem(controlNamed(entry), event.target, '');
  });
  on(root, 'change', event => {
    const { entry, preset, range, layer } = event.target.dataset;
    if (range) steps.close();
    if (preset) {
      const { factors, settings } = model.presets.find(p => p.name === preset);
      skipQuestion();
      store.goTo({ values: valuesOf(model, factors, settings) }, `preset ${preset}`);
    }
    if (layer) {
      steps.close();
      store.go({ show: switched(model, view.show, layer, event.target.checked) }, { gesture: `show ${layer}` });
    }
    if (entry) takeEntry(event.target);
  });
  on(root, 'keydown', event => {
    // A notebook takes the Enter key for itself, and then no change event comes.
    if (event.key === 'Enter' && event.target.dataset.entry) takeEntry(event.target);
    if (event.key === 'Escape') closeMenu(event);
    if (event.target.dataset.entry || event.target.closest('dialog')) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey) {
      const kind = { z: event.shiftKey ? 'redo' : 'undo', y: 'redo' }[event.key.toLowerCase()];
      if (!kind) return;
      event.preventDefault();
      event.stopPropagation();
      return store.takeBack(kind);
    }
    if (event.key === '?' && !event.altKey) return showKeys();
    if (onWall(root) && !event.altKey && event.key in PAGE_KEYS) {
      event.preventDefault();
      event.stopPropagation();
      return toPreset(PAGE_KEYS[event.key]);
    }
    const control = controlNamed(event.target.dataset.range);
    if (!control || event.altKey) return;
    const ahead = win.getComputedStyle(event.target).direction === 'rtl' ? -1 : 1;
    const to = keyedTo(control, valueIn(model, view.values, control.name), event, ahead);
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const now = win.performance.now();
    if (now - keysAt > KEYS_APART_MS) steps.close();
    keysAt = now;
    store.set(control, to, { gesture: `keys ${control.name}` });
  });
  /** On a wall the Page keys walk through the states to start from, round and round. */
  function toPreset(by) {
    const radios = places.presets.map(({ radio }) => radio);
    const at = radios.findIndex(radio => radio.checked);
    const next = radios[at < 0 ? (by > 0 ? 0 : radios.length - 1) : (at + by + radios.length) % radios.length];
    if (!next) return;
    next.checked = true;
    next.dispatchEvent(new win.Event('change', { bubbles: true }));
  }
  function closeMenu(event) {
    const menu = event.target.closest('.pv-menu[open]');
    if (!menu) return;
    event.preventDefault();
    event.stopPropagation();
    menu.open = false;
    menu.querySelector('summary').focus();
  }
  // While a hand holds a rope, the focus may be anywhere.
  on(doc, 'keydown', event => {
    if (event.key === 'Escape' && dragged.cancel()) event.preventDefault();
  });
  on(root, 'focusout', event => {
    const menu = event.target.closest('.pv-menu[open]');
    if (menu && !menu.contains(event.relatedTarget) && doc.hasFocus()) menu.open = false;
  });
  // What is folded is not kept up to date; it is told when it unfolds.
  on(root, 'toggle', event => event.target.dataset.fold && painter.ask(), { capture: true });

  /** To the slider of a rope, or of its group, in the picture. */
  function toSlider(key) {
    const found = [key, controlsOf(model).groupOf.get(key)].map(name => find(`[data-range="${name}"]`)).filter(Boolean);
    // What is folded away takes no focus: rather the slider of the group; and if there is none, unfold.
    const range = found.find(slider => !slider.closest('details:not([open])')) ?? found[0];
    const fold = range?.closest('details');
    if (!range || fold?.checkVisibility?.() === false) return;
    if (fold) fold.open = true;
    range.focus({ preventScroll: true });
    // Only where the picture stays in sight; elsewhere arrow keys move what was touched, and the eye stays on it.
    if (win.getComputedStyle(places.stage).position === 'sticky')
      bringIntoSight(range.closest('[data-control]'), { nearest: true });
  }
  on(root, 'click', event => {
    if (!places.stage.contains(event.target)) return;
    // A rope is thinner than a finger, and other strokes may lie upon it.
    const ropes = [...controlsOf(model).ranges.keys()].map(key => `[data-part="${key}"]`).join();
    const under = NEAR.flatMap(([x, y]) =>
      doc.elementsFromPoint(event.clientX + x * NEAR_PX, event.clientY + y * NEAR_PX),
    );
    const rope = under.map(part => places.stage.contains(part) && part.closest(ropes)).find(Boolean);
    if (rope) toSlider(rope.dataset.part);
  });

  let force = { landmark: null, N: 0 };
  const dragged = draggable({
    on: (type, handle) => on(root, type, handle),
    stage: () => places.stage,
    value: key => valueIn(model, view.values, key),
    begin: () => steps.close(),
    set: (key, value) => store.set(controlOf(model, key), value, { gesture: `drag ${key}` }),
    end: () => steps.close(),
    cancel: store.takeGestureBack,
    tap: toSlider,
    nudge(landmark, share) {
      stopPlay();
      force.unit ??= forceFor(model, view.values, landmark, 1);
      force = { ...force, landmark, N: share * force.unit };
      root.dataset.settled = 'false';
      painter.follow(() => ({ values: view.values, push: force, more: 'held' }));
    },
    letGo() {
      const { landmark, N } = force;
      force = { landmark: null, N: 0 };
      if (!N) {
        painter.follow(null);
        return painter.redraw();
      }
      let began = null;
      painter.follow(now => {
        began ??= now;
        const left = calm.matches ? 0 : swing(now - began);
        return left
          ? { values: view.values, push: { landmark, N: N * left }, more: 'on' }
          : { values: view.values, more: 'done' };
      });
    },
  });
}
