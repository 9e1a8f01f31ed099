// A figure brought to life: one state, every control that changes it, and the picture, readings and words that tell it.
import { bringIntoSight, create, letterScale, living } from './dom.js';
import { html, iconPath } from '../drawing/html.js';
import { isDrawn } from '../drawing/parts.js';
import { library } from '../engine/model.js';
import { solve } from '../engine/solver.js';
import { measure } from '../engine/readings.js';
import { describe, say } from '../engine/words.js';
import {
  controlsOf,
  formatState,
  layersShown,
  offNormal,
  parseState,
  rounded,
  switched,
  textOf,
  valuesOf,
} from '../engine/state.js';
import { picture, widthFor, SMALLEST_TEXT_PX, WALL_TEXT_PX } from '../drawing/picture.js';
import { boxOf, controlOf, entryProblem, shownOf, sideOf, spokenOf, typedNumber, valueIn } from './controls.js';
import { readingsPart, ropesPart } from './readouts.js';
import { outcome, showQuestion, thenOf } from './question.js';
import { card, retell, shownIn, viewOf } from './card.js';
import { painterOf, walking } from './painter.js';
import { addressOf } from './address.js';
import { comparable } from './compare.js';
import { bandsOf } from './idle_bands.js';
import { fingersOf } from './fingers.js';
import { historyOf } from './undo.js';
import { evenOf, playerOf } from './player.js';
import { forceFor, pushed, swing } from './nudge.js';
import { draggable } from './drag.js';
import { readingsCsv, savePng, saveTable, saveText } from './download.js';
import { openSheet } from './keys_dialog.js';
import { offerWall, onWall, tellWall, turnWall } from './fullscreen.js';

const WORDS_AFTER_MS = 400;
const KEYS_APART_MS = 1000; // keys further apart are two gestures
const COPIED_MS = 2000;
const NEAR_PX = 8; // so far beside a rope a finger may land
const NEAR = [
  [0, 0],
  [-1, 0],
  [1, 0],
  [0, -1],
  [0, 1],
];
const NOTICES_SHOWN = 3;
const PAGE_KEYS = { PageDown: 1, PageUp: -1 }; // what a clicker sends, before a room full of people

/**
 * Brings a figure element to life. options, beside those of `data-options`: model (name or data), state, name,
 * link ('page': the address holds the state; 'text': the state itself is copied), onState(text, fresh): fresh where a
 * new gesture begins.
 * Returns {show(text), destroy()}; destroy puts the still back and leaves nothing behind.
 */
export function figure(
  root,
  { model: modelOption, state: stateOption, name: nameOption, link = 'page', onState = () => {}, ...given } = {},
) {
  const doc = root.ownerDocument;
  const win = doc.defaultView;
  const chosen = modelOption ?? root.dataset.model;
  const model = typeof chosen === 'string' ? library()[chosen] : chosen;
  if (!model) throw new Error(`no model "${chosen}"; there are: ${Object.keys(library()).join(', ')}`);
  const name = nameOption ?? root.dataset.figure ?? root.id.replace(/^pv-/, '');
  const options = { ...JSON.parse(root.dataset.options || '{}'), ...given };
  const authored = stateOption ?? root.dataset.state ?? '';
  const before = {
    nodes: [...root.childNodes],
    state: root.dataset.state,
    id: root.id,
    labelled: root.getAttribute('aria-labelledby'),
    marked: root.hasAttribute('data-postureviz'),
  };
  const sizeOf = stage => [stage?.clientWidth || Infinity, stage?.clientHeight || Infinity];
  // A reader who asks for larger letters gets them in the picture too.
  const leastText = () => (onWall(root) ? WALL_TEXT_PX : SMALLEST_TEXT_PX * letterScale(root));
  const view = viewOf(
    model,
    name,
    authored,
    options,
    true,
    widthFor(model.view, sizeOf(root.querySelector('.pv-stage')), leastText()),
  );
  const beginning = { values: view.values, show: view.show };
  const stop = new AbortController();
  const on = (target, type, handle, more = {}) =>
    target.addEventListener(type, handle, { ...more, signal: stop.signal });
  const calm = win.matchMedia('(prefers-reduced-motion: reduce)');

  let wordsTimer = 0;
  let movedAt = 0;
  let copiedTimer = 0;
  let playedTo = null; // where play went last
  let places; // the elements that change, found once

  const find = selector => root.querySelector(selector);
  const settledPosture = (values, push = null) => {
    if (push) return pushed(model, values, push.landmark, push.N);
    const { factors, settings } = offNormal(model, values);
    return solve(model, factors, settings);
  };

  // ---- picture, readings and words ----

  const painter = painterOf({
    win,
    view,
    calm,
    settled: settledPosture,
    rested() {
      root.dataset.settled = 'true';
      wantBands();
    },
  });
  // Bands are for who reads: not while a hand holds something, nor out of sight, nor folded away.
  const bands = bandsOf({ win, view, after_ms: WORDS_AFTER_MS, found: painter.retell });
  let held = false;
  let inSight = false;
  function wantBands() {
    if (
      inSight &&
      !held &&
      !painter.isBusy() &&
      player.state() !== 'playing' &&
      isDrawn(painter.posture()) &&
      painter.isRead()
    )
      bands.rest(painter.posture());
  }

  /**
   * Every change comes through here: controls at once, the picture in the next frame, the words when it is quiet.
   * gesture names what the hand does, so that it can be taken back as one; null for what is not to be taken back.
   */
  function go(
    { values = view.values, show = view.show },
    { gesture = null, tell = true, playing = false, ...how } = {},
  ) {
    if (!playing) player.stop();
    bands.stop();
    const now = { values: view.values, show: view.show };
    const { factors, settings } = offNormal(model, values);
    const was = view.text;
    Object.assign(view, { values: valuesOf(model, factors, settings), show });
    retell(view);
    // What is not to be taken back, such as taking back, is a gesture of its own.
    const fresh = gesture && view.text !== was ? steps.record(now, gesture) : !gesture;
    root.dataset.state = view.text;
    if (root.dataset.settled !== 'false') root.dataset.settled = 'false';
    showControls();
    painter.go(how);
    movedAt = win.performance.now();
    wordsTimer ||= win.setTimeout(showWords, WORDS_AFTER_MS);
    if (view.phase === 'told' && view.pulls !== view.toldAt) tellPast();
    if (tell) onState(view.text, fresh);
  }
  // One timer for many moves: to stop and start one for each takes a browser longer than all our sums.
  function showWords() {
    const left = WORDS_AFTER_MS - (win.performance.now() - movedAt);
    wordsTimer = left > 0 ? win.setTimeout(showWords, left) : 0;
    if (wordsTimer) return;
    const resting = painter.isBusy() ? settledPosture(view.values) : painter.posture();
    const sentence = describe(resting);
    if (places.words.textContent !== sentence) places.words.textContent = sentence;
    if (places.reached) {
      const [aimed, low, high] = view.options.aim;
      const value = measure(resting, [aimed])[aimed];
      const words = value >= low && value <= high ? say('figure.reached') : '';
      if (places.reached.textContent !== words) places.reached.textContent = words;
    }
    if (view.phase === 'guessed' && view.pulls !== textOf(model, view.start)) tellOutcome();
  }
  function showControls() {
    for (const part of places.controls) {
      const { control, range, entry, word } = part;
      const value = valueIn(model, view.values, control.name);
      if (part.value === value) continue;
      part.value = value;
      if (Number(range.value) !== value) range.value = value;
      range.setAttribute('aria-valuetext', spokenOf(control, value));
      const told = shownOf(control, value);
      if (word.textContent !== told) {
        word.textContent = told;
        word.dataset.side = sideOf(control, value);
      }
      // What someone is typing, or has typed wrongly, stays until this very rope is moved.
      entry.value = boxOf(control, value);
      showProblem(control, entry, '');
    }
    for (const { radio, text } of places.presets) light(radio, text === view.pulls);
    for (const { kind, button } of places.steps) {
      const off = String(!(kind === 'undo' ? steps.canUndo() : steps.canRedo()));
      if (button.getAttribute('aria-disabled') !== off) button.setAttribute('aria-disabled', off);
    }
    const lit = layersShown(model, view.show);
    for (const box of places.layers) light(box, Object.hasOwn(lit, box.dataset.layer));
  }
  /** A tick and the look of its label. */
  function light(box, on) {
    if (box.checked !== on) box.checked = on;
    if (box.parentElement.hasAttribute('data-on') !== on) box.parentElement.toggleAttribute('data-on', on);
  }
  /** Controls say what the figure shows, whatever a browser or a finger has put into them. */
  function resetControls() {
    for (const part of places.controls) part.value = NaN;
    showControls();
  }
  function showProblem(control, entry, problem) {
    // Not by its id: a notebook takes cells that are out of sight out of the document.
    const { place } = places.controls.find(part => part.control === control);
    if (place.textContent !== problem) place.textContent = problem;
    if (problem) entry.setAttribute('aria-invalid', 'true');
    else entry.removeAttribute('aria-invalid');
  }
  function showNotices(notices) {
    const lines = notices.slice(0, NOTICES_SHOWN);
    if (notices.length > NOTICES_SHOWN)
      lines.push(say('figure.more_notices', { count: notices.length - NOTICES_SHOWN }));
    find('.pv-notice').replaceChildren(...lines.map(line => create(html('p', {}, line), doc)));
  }

  // ---- what a hand does ----

  const steps = historyOf();
  const player = playerOf({
    win,
    glide(values, ms, then) {
      go({ values }, { moving: true, ms, pace: walking, playing: true, gesture: 'play', then });
    },
    halt() {
      const at = new Map([...painter.shown()].map(([key, value]) => [key, rounded(value)]));
      go({ values: at }, { playing: true, gesture: 'play' });
    },
    told(state) {
      const [button, kind] = [find('[data-do=play]'), state === 'playing' ? 'pause' : 'play'];
      button.querySelector('path').setAttribute('d', iconPath(kind));
      button.querySelector('span').textContent = say(`figure.${kind}`);
      if (state !== 'playing') wantBands();
    },
  });
  const set = (control, value, how) => {
    showNotices([]);
    skipQuestion();
    go(
      { values: new Map(view.values).set(control.name, rounded(Math.min(Math.max(value, control.min), control.max))) },
      how,
    );
  };
  const controlNamed = key => places.controls.find(({ control }) => control.name === key)?.control;
  function takeEntry(input) {
    const control = controlNamed(input.dataset.entry);
    const value = typedNumber(control, input.value);
    if (value === null) return showProblem(control, input, entryProblem(control, input.value));
    showProblem(control, input, '');
    input.value = boxOf(control, value);
    steps.close();
    if (value !== valueIn(model, view.values, control.name))
      set(control, value, { moving: true, gesture: `type ${control.name}` });
  }
  /** To a state as a whole, by one gesture. */
  function goTo(target, gesture) {
    showNotices([]);
    steps.close();
    go(target, { moving: true, gesture });
    steps.close();
  }
  function takeBack(kind) {
    const able = kind === 'undo' ? steps.canUndo() : steps.canRedo();
    if (!able) return;
    player.stop();
    showNotices([]);
    go(steps[kind]({ values: view.values, show: view.show }), { moving: true });
    if (steps.atLimit()) showNotices([say('figure.undo_limit')]);
  }
  function takeGestureBack() {
    const back = steps.drop();
    if (back) go(back, { moving: true });
  }
  function play() {
    if (player.state() === 'playing') return player.pause();
    if (player.state() === 'paused') return player.resume();
    showNotices([]);
    steps.close();
    skipQuestion();
    const even = evenOf(model, view.values);
    if (textOf(model, even) !== view.pulls) playedTo = view.values;
    player.start(playedTo ?? firstUneven(), even);
  }
  function firstUneven() {
    const presets = model.presets.map(preset => valuesOf(model, preset.factors, preset.settings));
    return [view.start, ...presets].find(values => textOf(model, values) !== view.pulls) ?? view.values;
  }

  on(root, 'pointerdown', event => {
    if (event.button) return;
    held = true;
    bands.stop();
  });
  for (const type of ['pointerup', 'pointercancel'])
    on(win, type, () => {
      if (held) {
        held = false;
        wantBands();
      }
    });
  const sight = new win.IntersectionObserver(rows => {
    inSight = rows[rows.length - 1].isIntersecting;
    if (inSight) wantBands();
    else bands.stop();
  });

  let keysAt = -Infinity;
  on(root, 'pointerup', () => steps.close());
  const fingers = fingersOf({
    on: (type, handle) => on(root, type, handle),
    isSlider: target => Boolean(target.dataset.range),
    giveBack() {
      takeGestureBack();
      resetControls();
    },
  });
  // After the fingers: a second one first takes back what the first has begun.
  on(root, 'pointerdown', () => steps.close());
  // What a browser puts back into controls, on the way back to a page, is not what the figure shows.
  on(win, 'pageshow', resetControls);
  on(root, 'input', event => {
    const { range, entry } = event.target.dataset;
    if (range && fingers.spoiled()) return resetControls();
    if (range) set(controlNamed(range), Number(event.target.value), { gesture: `hold ${range}` });
    if (
      entry &&
      event.target.hasAttribute('aria-invalid') &&
      typedNumber(controlNamed(entry), event.target.value) !== null
    )
      showProblem(controlNamed(entry), event.target, '');
  });
  on(root, 'change', event => {
    const { entry, preset, range, layer } = event.target.dataset;
    if (range) steps.close();
    if (preset) {
      const { factors, settings } = model.presets.find(p => p.name === preset);
      skipQuestion();
      goTo({ values: valuesOf(model, factors, settings) }, `preset ${preset}`);
    }
    if (layer) {
      steps.close();
      go({ show: switched(model, view.show, layer, event.target.checked) }, { gesture: `show ${layer}` });
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
      return takeBack(kind);
    }
    if (event.key === '?' && !event.altKey) return DO.keys();
    if (onWall(root) && !event.altKey && event.key in PAGE_KEYS) {
      event.preventDefault();
      event.stopPropagation();
      return toPreset(PAGE_KEYS[event.key]);
    }
    const control = controlNamed(event.target.dataset.range);
    if (!control || event.altKey) return;
    const value = valueIn(model, view.values, control.name);
    const ahead = win.getComputedStyle(event.target).direction === 'rtl' ? -1 : 1;
    const by = control.step * (event.shiftKey ? 1 : 5);
    const moves = {
      ArrowUp: by,
      ArrowDown: -by,
      ArrowRight: ahead * by,
      ArrowLeft: -ahead * by,
      PageUp: 25 * control.step,
      PageDown: -25 * control.step,
    };
    const ends = { Home: control.min, End: control.max, 0: control.normal };
    const to = event.key in moves ? value + moves[event.key] : ends[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const now = win.performance.now();
    if (now - keysAt > KEYS_APART_MS) steps.close();
    keysAt = now;
    set(control, to, { gesture: `keys ${control.name}` });
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

  on(root, 'fullscreenchange', () => tellWall(root));

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

  // Pulling in the picture.
  let force = { landmark: null, N: 0 };
  const dragged = draggable({
    on: (type, handle) => on(root, type, handle),
    stage: () => places.stage,
    value: key => valueIn(model, view.values, key),
    begin: () => steps.close(),
    set: (key, value) => set(controlOf(model, key), value, { gesture: `drag ${key}` }),
    end: () => steps.close(),
    cancel: takeGestureBack,
    tap: toSlider,
    nudge(landmark, share) {
      player.stop();
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

  // A question before the ropes move.
  function question(phase) {
    view.phase = phase;
    showQuestion(view, find('.pv-predict'));
    places.card.dataset.stage = phase;
    painter.redraw();
  }
  function skipQuestion() {
    if (view.phase === 'ask') question('skipped');
  }
  function tellOutcome() {
    Object.assign(view, outcome(view, view.values), { toldAt: view.pulls });
    question('told');
  }
  /** The numbers of an answer hold for where they were read. */
  function tellPast() {
    if (view.told === view.past) return;
    view.told = view.past;
    showQuestion(view, find('.pv-predict'));
  }

  const comparison = comparable({
    view,
    doc,
    find,
    stage: () => places.stage,
    changed() {
      fit();
      painter.redraw();
      painter.retell();
    },
  });

  // ---- link and address ----

  const address = addressOf(win, name);
  let followed = null; // the state that the address led to last
  function followAddress(moving) {
    const text = address.read();
    const isNew = address.isNew();
    const lost = address.lost().map(part => say('state.unread', { shown: part }));
    // Back over a link takes nothing away that a hand has done since.
    if (text !== undefined && (isNew || !moving || view.text === followed)) {
      const mended = address.isMended() ? [say('state.mended')] : [];
      takeState(text, { moving, tell: true, notices: [...mended, ...lost] });
      followed = view.text;
      if (moving && address.isFirst()) bringIntoSight(root);
    } else if (lost.length) {
      showNotices(lost);
      if (text === undefined) bringIntoSight(root);
    }
  }
  function takeState(text, { moving, tell, notices = [] }) {
    const state = parseState(text, model);
    const values = valuesOf(model, state.factors, state.settings);
    // A notebook tells a figure its own state too; that ends no gesture.
    if (textOf(model, values, state.show) !== view.text) {
      steps.close();
      go({ values, show: state.show }, { moving, tell, gesture: 'address' });
      steps.close();
    }
    showNotices([...new Set([...state.notices, ...notices])]);
  }
  async function copyLink(button) {
    let copy = view.text;
    if (link === 'page') {
      address.write(view.text);
      followed = view.text;
      copy = win.location.href;
    }
    const kind = link === 'page' ? 'link' : 'state';
    let done = true;
    try {
      await win.navigator.clipboard.writeText(copy);
    } catch {
      done = false;
    }
    if (stop.signal.aborted) return;
    showNotices([say(`figure.${kind}_${done ? 'copied' : 'shown'}`, { link: copy })]);
    if (!done) return;
    const word = button.querySelector('span');
    word.textContent = say('figure.link_done');
    win.clearTimeout(copiedTimer);
    copiedTimer = win.setTimeout(() => {
      word.textContent = say('figure.link');
    }, COPIED_MS);
  }

  // ---- saving ----

  const fileOf = ending => `${model.name}-${name}.${ending}`;
  const theme = () => (win.getComputedStyle(root).colorScheme === 'dark' ? 'dark' : 'light');
  function savedPicture(at) {
    return picture(at, {
      ...shownIn(view),
      width: 'wide',
      theme: theme(),
      id: 'pv-picture',
      title: view.options.title,
      sentence: describe(at),
    });
  }

  /** Saves a file and says so; a frame may have forbidden it without a word. */
  async function saved(ending, save) {
    const file = fileOf(ending);
    await save(file);
    if (!stop.signal.aborted) showNotices([say(win.parent === win ? 'figure.saved' : 'figure.saved_framed', { file })]);
  }

  const DO = {
    undo: () => takeBack('undo'),
    redo: () => takeBack('redo'),
    reset() {
      goTo(beginning, 'reset');
      if (view.options.ask) question('ask');
    },
    play,
    link: copyLink,
    compare: () => (view.pinned ? DO.uncompare() : comparison.pin(settledPosture(view.values))),
    uncompare() {
      comparison.stop();
      places.more.focus({ preventScroll: true });
    },
    beside: comparison.turn,
    save_svg: () =>
      saved('svg', name => saveText(doc, name, savedPicture(settledPosture(view.values)), 'image/svg+xml')),
    save_png() {
      const at = settledPosture(view.values);
      return saved('png', name =>
        savePng(doc, name, savedPicture(at), { title: view.options.title, sentence: describe(at), theme: theme() }),
      );
    },
    save_csv: () => saved('csv', name => saveTable(doc, name, readingsCsv(view, settledPosture(view.values)))),
    full: () => turnWall(root),
    keys: () => openSheet(root, view.id),
    let_go: () => goTo({ values: thenOf(view) }, 'let go'),
    ask_again() {
      goTo(beginning, 'ask again');
      question('ask');
    },
  };
  on(root, 'click', event => {
    const button = event.target.closest('[data-do], [data-guess]');
    if (!button || button.closest('dialog')) return;
    const menu = button.closest('.pv-menu');
    if (menu) {
      menu.open = false;
      menu.querySelector('summary').focus({ preventScroll: true });
    }
    if (button.dataset.guess) {
      view.guess = Number(button.dataset.guess);
      return question('guessed');
    }
    DO[button.dataset.do](button);
  });

  // ---- coming and going ----

  function putCard() {
    const posture = settledPosture(view.values);
    root.replaceChildren(...card(view, posture).map(node => create(node, doc)));
    const [first, rest] = [find('.pv-readings'), find('[data-fold=readings] .pv-readings')];
    const texts = [
      [(v, p) => readingsPart(v, p, view.options.readings), first],
      [(v, p) => readingsPart(v, p, view.rest), rest],
      [ropesPart, find('.pv-ropes')],
    ];
    places = {
      card: find('.pv-card'),
      stage: find('.pv-stage'),
      words: find('[role=status]'),
      reached: find('.pv-reached'),
      more: find('[data-menu=more] summary'),
      controls: [...root.querySelectorAll('[data-control]')].map(part => {
        const control = controlOf(model, part.dataset.control);
        const [range, entry, word, place] = ['.pv-range', '.pv-entry', '.pv-word', '.pv-problem'].map(selector =>
          part.querySelector(selector),
        );
        return { control, range, entry, word, place, value: valueIn(model, view.values, control.name) };
      }),
      presets: [...root.querySelectorAll('[data-preset]')].map(radio => {
        const { factors, settings } = model.presets.find(p => p.name === radio.dataset.preset);
        return { radio, text: formatState(model, factors, settings) };
      }),
      layers: [...root.querySelectorAll('[data-layer]')],
      steps: ['undo', 'redo'].map(kind => ({ kind, button: find(`[data-do=${kind}]`) })),
    };
    painter.begin(
      posture,
      places.stage,
      texts.filter(([, place]) => place),
    );
    offerWall(root);
  }
  function fit() {
    const width = widthFor(model.view, sizeOf(places.stage), leastText());
    if (width === view.width) return;
    view.width = width;
    painter.resize();
    comparison.draw();
  }
  const sizes = new win.ResizeObserver(() => {
    // A page that takes the figure out of the document needs no other goodbye.
    if (!root.isConnected && link === 'page') destroy();
    else fit();
  });
  function destroy() {
    if (stop.signal.aborted) return;
    living.delete(root);
    stop.abort();
    sizes.disconnect();
    sight.disconnect();
    player.stop();
    bands.stop();
    painter.stop();
    win.clearTimeout(wordsTimer);
    win.clearTimeout(copiedTimer);
    root.replaceChildren(...before.nodes);
    for (const key of ['ready', 'settled']) delete root.dataset[key];
    if (before.state === undefined) delete root.dataset.state;
    else root.dataset.state = before.state;
    if (before.labelled === null) root.removeAttribute('aria-labelledby');
    if (!before.marked) delete root.dataset.postureviz;
    root.id = before.id;
  }

  living.add(root);
  root.classList.add('pv', 'pv-figure-card');
  root.id = view.id;
  root.dataset.postureviz = '';
  root.dataset.model = model.name;
  root.dataset.figure = name;
  root.dataset.state = view.text;
  root.setAttribute('aria-labelledby', `${view.id}-title`);
  putCard();
  showNotices(view.notices);
  if (link === 'page') {
    on(win, 'hashchange', () => followAddress(true));
    followAddress(false);
    if (address.isFirst()) bringIntoSight(root);
  }
  for (const element of [root, places.stage]) sizes.observe(element);
  sight.observe(root);
  root.dataset.settled = 'true';
  root.dataset.ready = 'true';

  return {
    /** Goes to another state; text that cannot be read as it stands shows a notice. */
    show: text => takeState(text, { moving: true, tell: false }),
    destroy,
  };
}

/** Mounts one figure and returns its cleanup. */
export const mount = (root, options = {}) => figure(root, options).destroy;
