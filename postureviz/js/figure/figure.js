// A figure brought to life: one state, every control that changes it, and the picture, readings and words that tell it.
import { bringIntoSight, create, letterScale, living } from './dom.js';
import { iconPath } from '../drawing/html.js';
import { isDrawn } from '../drawing/parts.js';
import { library } from '../engine/model.js';
import { solve } from '../engine/solver.js';
import { say } from '../engine/words.js';
import { formatState, offNormal, rounded } from '../engine/state.js';
import { widthFor, SMALLEST_TEXT_PX, WALL_TEXT_PX } from '../drawing/picture.js';
import { controlOf, valueIn } from './controls.js';
import { readingsPart, ropesPart } from './readouts.js';
import { outcome, showQuestion } from './question.js';
import { card, viewOf } from './card.js';
import { painterOf, walking } from './painter.js';
import { addressOf } from './address.js';
import { comparable } from './compare.js';
import { bandsOf } from './idle_bands.js';
import { historyOf } from './undo.js';
import { playerOf } from './player.js';
import { pushed } from './nudge.js';
import { offerWall, onWall, tellWall } from './fullscreen.js';
import { WORDS_AFTER_MS, tellingOf } from './telling.js';
import { storeOf } from './store.js';
import { listen } from './input.js';
import { actionsOf } from './actions.js';

/**
 * @typedef {object} Live a figure at work, as its parts see it
 * @property {HTMLElement} root
 * @property {Document} doc
 * @property {Window} win
 * @property {Model} model
 * @property {string} name
 * @property {object} view what the card shows: state, layers, options, phase of a question
 * @property {object} places the elements that change, found once
 * @property {(selector: string) => ?Element} find
 * @property {(target: EventTarget, type: string, handle: Function, more?: object) => void} on listens until the figure
 *   goes
 */

/** The elements of a card that change. */
function placesOf(root, model, view) {
  const find = selector => root.querySelector(selector);
  return {
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
}

/** What an element was before it became a figure; gives a function that makes it so again. */
function restorer(root) {
  const nodes = [...root.childNodes];
  const { state } = root.dataset;
  const { id } = root;
  const labelled = root.getAttribute('aria-labelledby');
  const marked = root.hasAttribute('data-postureviz');
  return () => {
    root.replaceChildren(...nodes);
    for (const key of ['ready', 'settled']) delete root.dataset[key];
    if (state === undefined) delete root.dataset.state;
    else root.dataset.state = state;
    if (labelled === null) root.removeAttribute('aria-labelledby');
    if (!marked) delete root.dataset.postureviz;
    root.id = id;
  };
}

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
  const restore = restorer(root);
  const sizeOf = stage => [stage?.clientWidth || Infinity, stage?.clientHeight || Infinity];
  // A reader who asks for larger letters gets them in the picture too.
  const leastText = () => (onWall(root) ? WALL_TEXT_PX : SMALLEST_TEXT_PX * letterScale(root));
  const width = widthFor(model.view, sizeOf(root.querySelector('.pv-stage')), leastText());
  const view = viewOf(model, name, stateOption ?? root.dataset.state ?? '', options, true, width);
  const beginning = { values: view.values, show: view.show };
  const stop = new AbortController();
  const on = (target, type, handle, more = {}) =>
    target.addEventListener(type, handle, { ...more, signal: stop.signal });
  const calm = win.matchMedia('(prefers-reduced-motion: reduce)');
  const find = selector => root.querySelector(selector);
  const settled = (values, push = null) => {
    if (push) return pushed(model, values, push.landmark, push.N);
    const { factors, settings } = offNormal(model, values);
    return solve(model, factors, settings);
  };
  const resting = () => settled(view.values);

  living.add(root);
  root.classList.add('pv', 'pv-figure-card');
  root.id = view.id;
  root.dataset.postureviz = '';
  root.dataset.model = model.name;
  root.dataset.figure = name;
  root.dataset.state = view.text;
  root.setAttribute('aria-labelledby', `${view.id}-title`);
  const first = resting();
  root.replaceChildren(...card(view, first).map(node => create(node, doc)));
  const places = placesOf(root, model, view);
  const live = { root, doc, win, model, name, view, places, find, on };

  // ---- picture, readings and words ----

  const painter = painterOf({
    win,
    view,
    calm,
    settled,
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
    const idle = !held && !painter.isBusy() && player.state() !== 'playing';
    if (inSight && idle && isDrawn(painter.posture()) && painter.isRead()) bands.rest(painter.posture());
  }

  const steps = historyOf();
  const telling = tellingOf(live, {
    steps,
    resting: () => (painter.isBusy() ? resting() : painter.posture()),
    answered() {
      Object.assign(view, outcome(view, view.values), { toldAt: view.pulls });
      question('told');
    },
  });
  const store = storeOf(live, {
    steps,
    telling,
    painter,
    bands,
    skipQuestion,
    onState,
    stopPlay: () => player.stop(),
    moved() {
      // The numbers of an answer hold for where they were read.
      if (view.phase !== 'told' || view.pulls === view.toldAt || view.told === view.past) return;
      view.told = view.past;
      showQuestion(view, find('.pv-predict'));
    },
  });
  const player = playerOf({
    win,
    glide(values, ms, then) {
      store.go({ values }, { moving: true, ms, pace: walking, playing: true, gesture: 'play', then });
    },
    halt() {
      const at = new Map([...painter.shown()].map(([key, value]) => [key, rounded(value)]));
      store.go({ values: at }, { playing: true, gesture: 'play' });
    },
    told(state) {
      const [button, kind] = [find('[data-do=play]'), state === 'playing' ? 'pause' : 'play'];
      button.querySelector('path').setAttribute('d', iconPath(kind));
      button.querySelector('span').textContent = say(`figure.${kind}`);
      if (state !== 'playing') wantBands();
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

  // ---- hands and buttons ----

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
  listen(live, {
    steps,
    store,
    telling,
    painter,
    calm,
    skipQuestion,
    stopPlay: () => player.stop(),
    showKeys: () => actions.keys(),
  });
  on(root, 'fullscreenchange', () => tellWall(root));
  const actions = actionsOf(live, {
    steps,
    store,
    telling,
    player,
    comparison,
    question,
    skipQuestion,
    resting,
    beginning,
    isOver: () => stop.signal.aborted,
    linked() {
      if (link !== 'page') return { kind: 'state', copy: view.text };
      address.write(view.text);
      followed = view.text;
      return { kind: 'link', copy: win.location.href };
    },
  });

  // ---- address ----

  const address = addressOf(win, name);
  let followed = null; // the state that the address led to last
  function followAddress(moving) {
    const text = address.read();
    const isNew = address.isNew();
    const lost = address.lost().map(part => say('state.unread', { shown: part }));
    // Back over a link takes nothing away that a hand has done since.
    if (text !== undefined && (isNew || !moving || view.text === followed)) {
      const mended = address.isMended() ? [say('state.mended')] : [];
      store.takeText(text, { moving, tell: true, notices: [...mended, ...lost] });
      followed = view.text;
      if (moving && address.isFirst()) bringIntoSight(root);
    } else if (lost.length) {
      telling.notices(lost);
      if (text === undefined) bringIntoSight(root);
    }
  }

  // ---- coming and going ----

  function fit() {
    const wanted = widthFor(model.view, sizeOf(places.stage), leastText());
    if (wanted === view.width) return;
    view.width = wanted;
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
    for (const part of [player, bands, painter, telling, actions]) part.stop();
    restore();
  }

  const texts = [
    [(v, p) => readingsPart(v, p, view.options.readings), find('.pv-readings')],
    [(v, p) => readingsPart(v, p, view.rest), find('[data-fold=readings] .pv-readings')],
    [ropesPart, find('.pv-ropes')],
  ];
  painter.begin(
    first,
    places.stage,
    texts.filter(([, place]) => place),
  );
  offerWall(root);
  telling.notices(view.notices);
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
    show: text => store.takeText(text, { moving: true, tell: false }),
    destroy,
  };
}

/** Mounts one figure and returns its cleanup. */
export const mount = (root, options = {}) => figure(root, options).destroy;
