// The live figure: a card with the picture, its controls, its readings and its words.
// `card` makes the whole card as a tree, for Python's still as well as for the page; `figure` brings one to life.
import { el, create, patch, toText } from './marks.js';
import { library } from './model.js';
import { solve } from './solver.js';
import { measure } from './readings.js';
import { describe, entry, fixed, say } from './words.js';
import { controlsOf, formatState, offNormal, parseState, rounded, short, textOf, valuesOf } from './state.js';
import { scene, viewNames, widthFor } from './picture.js';

const MOTION_MS = 420;
const TEXTS_AFTER_MS = 100;
const WORDS_AFTER_MS = 400;
const COPIED_MS = 2000;
const NOTICES_SHOWN = 3;
const ICONS = {
  reset: 'M3 12a9 9 0 1 0 3-6.7M3 4v5h5',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
};

// ---- one control: a pull (group or cable) or a setting ----

/** What one slider needs to know. `step` is one unit of the slider; arrows move 5 of them, Page keys 25. */
function controlOf(model, name) {
  const range = controlsOf(model).ranges.get(name);
  if (!range) throw new Error(`no cable, group or setting "${name}" in model "${model.name}"; there are: ${[...controlsOf(model).ranges.keys()].join(', ')}`);
  const isSetting = model.settings.some(s => s.name === name);
  const words = isSetting ? `figure.settings.${name}` : 'figure.pull';
  const span = range.max - range.min;
  return { name, ...range, isSetting, words, step: isSetting ? 10 ** Math.round(Math.log10(span / 200)) : 1, label: say(`figure.names.${name}`) };
}
const sideOf = (control, value) => (value < control.normal ? 'low' : value > control.normal ? 'high' : 'middle');
const wordOf = (control, value) => say(`${control.words}.${sideOf(control, value)}`);
const numberWord = value => short(value).replace('-', '−');

function shownOf(control, value) {
  const side = sideOf(control, value);
  const form = control.isSetting && side !== 'middle' ? `setting_${side}` : side;
  return say(`figure.shown_${form}`, { word: wordOf(control, value) });
}
function spokenOf(control, value) {
  const word = wordOf(control, value);
  if (sideOf(control, value) === 'middle') return say('figure.spoken_middle', { name: control.label, word });
  return say('figure.spoken', { name: control.label, word, value: short(Math.abs(value)), unit: say(`${control.words}.unit`) });
}
/** The number a reader typed, or null: a comma and a true minus sign are welcome. */
function typedNumber(control, typed) {
  const text = typed.trim().replace('−', '-').replace(',', '.');
  if (!/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)$/.test(text)) return null;
  const value = rounded(Number(text));
  return value >= control.min && value <= control.max ? value : null;
}
const entryProblem = (control, typed) =>
  say('figure.entry_bad', {
    shown: typed.trim().slice(0, 40),
    low: numberWord(control.min),
    high: numberWord(control.max),
    example: numberWord(rounded(control.normal + (control.max - control.normal) / 2)),
    normal: numberWord(control.normal),
    middle: say(`${control.words}.middle`),
  });

/** The value a slider shows: its own, or its group's, or normal. */
function valueIn(model, values, name) {
  const { groupOf, ranges } = controlsOf(model);
  return values.get(name) ?? values.get(groupOf.get(name)) ?? ranges.get(name).normal;
}

// ---- the card as a tree ----

const html = (t, a, ...k) => (k.length === 1 && typeof k[0] === 'string' ? { t, a, k: [], x: k[0] } : { t, a, k: k.flat(), x: k.length || t === 'input' ? undefined : '' });
// JupyterLab takes the arrow keys for itself unless the focused element says otherwise.
const FOCUSABLE = { 'data-lm-suppress-shortcuts': 'true' };

function toolPart(kind, disabled) {
  return html('button', { class: 'pv-tool', type: 'button', 'data-do': kind, disabled, ...FOCUSABLE }, [
    el('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' }, [el('path', { d: ICONS[kind] })]),
    html('span', {}, say(`figure.${kind}`)),
  ]);
}

/** A mast in the size of a letter: the settled links of a preset. */
function glyphPart(posture) {
  const [x0, y0] = posture.points[0];
  const reach = posture.model.links.reduce((sum, link) => sum + link.length_m, 0);
  const drawn = posture.status === 'settled' || posture.status === 'buckled';
  const d = drawn ? 'M' + posture.points.map(([x, y]) => `${rounded(10 + (24 * (x - x0)) / reach)} ${rounded(28 - (24 * (y - y0)) / reach)}`).join('L') : 'M4 28H16';
  return el('svg', { class: 'pv-glyph', viewBox: '0 0 20 32', 'aria-hidden': 'true', focusable: 'false' }, [el('path', { d }), el('path', { d: 'M2 30H18' })]);
}

function presetPart(view, preset) {
  const { factors, settings } = preset;
  return html('label', { class: 'pv-chip' }, [
    html('input', { type: 'radio', name: `${view.id}-start`, value: preset.name, 'data-preset': preset.name, disabled: !view.live, checked: formatState(view.model, factors, settings) === view.text, ...FOCUSABLE }),
    glyphPart(solve(view.model, factors, settings)),
    html('span', {}, say(`figure.presets.${preset.name}`)),
  ]);
}

function sliderPart(view, control) {
  const value = valueIn(view.model, view.values, control.name);
  const id = `${view.id}-${control.name}`;
  const unit = say(`${control.words}.unit`);
  return html('div', { class: control.isSetting ? 'pv-slider pv-plain' : 'pv-slider', 'data-control': control.name }, [
    html('div', { class: 'pv-row' }, [
      html('label', { class: 'pv-name', for: id }, control.label),
      html('span', { class: 'pv-value' }, [
        html('span', { class: 'pv-word', 'data-side': sideOf(control, value), 'aria-hidden': 'true' }, shownOf(control, value)),
        html('span', { class: 'pv-box' }, [
          html('input', { class: 'pv-entry', type: 'text', autocomplete: 'off', spellcheck: 'false', enterkeyhint: 'done', value: short(value), 'data-entry': control.name, 'aria-label': say('figure.entry', { name: control.label, low: numberWord(control.min), high: numberWord(control.max), unit }), 'aria-describedby': `${id}-problem`, disabled: !view.live, ...FOCUSABLE }),
        ]),
        html('span', { class: 'pv-sign', 'aria-hidden': 'true' }, say(`${control.words}.sign`)),
      ]),
    ]),
    html('input', { class: 'pv-range', id, type: 'range', min: control.min, max: control.max, step: control.step, value, 'data-range': control.name, 'aria-valuetext': spokenOf(control, value), disabled: !view.live, ...FOCUSABLE }),
    html('span', { class: 'pv-ends', 'aria-hidden': 'true' }, ['low', 'middle', 'high'].map(end => html('span', {}, say(`${control.words}.${end}`)))),
    html('p', { class: 'pv-problem', id: `${id}-problem`, 'aria-live': 'polite' }, ''),
  ]);
}

/** Where on its gauge a reading stands, 2 to 98 per cent, so that the dot stays whole. */
const along100 = (row, value) => rounded(Math.min(Math.max(((value - row.show[0]) / (row.show[1] - row.show[0])) * 100, 2), 98));

function readingPart(row, value) {
  const words = entry(`readings.${row.name}`);
  const known = Number.isFinite(value);
  const [low, high] = row.band;
  const where = !known ? 'no_reading' : value < low ? 'below' : value > high ? 'above' : 'within';
  const written = number => fixed(number, words.digits).replace('-', '−') + words.unit.replace(' ', '\u00a0');
  return html('div', { class: 'pv-reading', 'data-reading': row.name }, [
    html('dt', {}, words.name),
    html('dd', { class: 'pv-number' }, [html('span', { class: 'pv-now' }, known ? written(value) : '–')]),
    html('dd', { class: 'pv-gauge', 'aria-hidden': 'true' }, [
      el('svg', { width: '100%', height: 16, focusable: 'false' }, [
        el('rect', { class: 'pv-track', x: 0.5, y: 4, width: '99%', height: 8, rx: 4 }),
        el('rect', { class: 'pv-band', x: `${along100(row, low)}%`, y: 4, width: `${rounded(along100(row, high) - along100(row, low))}%`, height: 8 }),
        el('circle', { class: 'pv-dot', cx: `${along100(row, known ? value : low)}%`, cy: 8, r: 6, display: known ? null : 'none' }),
      ]),
    ]),
    html('dd', { class: 'pv-where' }, say(`figure.${where}`, { low: fixed(low, words.digits).replace('-', '−'), high: written(high) })),
    html('dd', { class: 'pv-note' }, words.note),
  ]);
}

function ropesPart(view, posture) {
  const { groupOf, groups } = controlsOf(view.model);
  const known = Number.isFinite(posture.energy) && (posture.status === 'settled' || posture.status === 'buckled');
  const cell = words => html('td', {}, [html('span', { class: 'pv-now' }, words)]);
  const rows = group =>
    [...groupOf.keys()]
      .filter(cable => groupOf.get(cable) === group)
      .reverse()
      .map(cable =>
        html('tr', {}, [
          html('th', { scope: 'row' }, say(`figure.short_names.${cable}`)),
          cell(say('figure.set_value', { percent: Math.round(100 + valueIn(view.model, view.values, cable)) })),
          cell(!known ? '–' : posture.tension[cable] > 0 ? say('figure.now_value', { tension_N: fixed(posture.tension[cable], 1) }) : say('figure.now_slack')),
        ]),
      );
  return html('div', { class: 'pv-ropes' }, [
    html('p', { class: 'pv-heading' }, say('figure.ropes')),
    html('div', { class: 'pv-tables' }, groups.map(group =>
      html('table', {}, [
        html('caption', {}, say(`figure.names.${group}`)),
        html('thead', {}, html('tr', {}, ['rope', 'set', 'now'].map(head => html('th', { scope: 'col' }, say(`figure.${head}`))))),
        html('tbody', {}, rows(group)),
      ]),
    )),
    html('p', { class: 'pv-why' }, say('figure.why')),
  ]);
}

const readingsPart = (view, posture) => {
  const values = measure(posture);
  const rows = view.model.readings.filter(row => view.options.readings.includes(row.name));
  return html('dl', { class: 'pv-readings', 'aria-label': say('figure.readings') }, rows.map(row => readingPart(row, values[row.name])));
};

const pictureOf = (view, posture) => scene(posture, { width: view.width, id: `${view.id}-picture`, title: say('figure.picture') });

/** Everything inside a figure, as a list of nodes. The still card and the live one are the same but for `live`. */
function card(view, posture) {
  const { options, model } = view;
  const sentence = describe(posture);
  const below = [html('span', {}, options.caption), html('span', { class: 'pv-limits' }, options.limits)].filter(part => part.x);
  return [
    html('div', { class: 'pv-card' }, [
      html('div', { class: 'pv-head' }, [
        html('p', { class: 'pv-title', id: `${view.id}-title` }, [html('strong', {}, options.title), html('small', {}, options.lead)]),
        html('div', { class: 'pv-tools pv-live', role: 'group', 'aria-label': say('figure.tools') }, ['reset', 'link'].map(kind => toolPart(kind, !view.live))),
      ]),
      html('div', { class: 'pv-notice', 'aria-live': 'polite' }, ''),
      // Stage and controls share a box: on a phone the picture stays in sight for as long as the controls are.
      html('div', { class: 'pv-play' }, [
        html('div', { class: 'pv-stage pv-still' }, pictureOf(view, posture)),
        html('div', { class: 'pv-controls pv-live' }, [
          html('div', { class: 'pv-sliders' }, view.controls.map(control => sliderPart(view, control))),
          options.presets.length ? html('div', { class: 'pv-chips', role: 'radiogroup', 'aria-label': say('figure.starts') }, model.presets.filter(p => options.presets.includes(p.name)).map(p => presetPart(view, p))) : [],
        ].flat()),
      ]),
      readingsPart(view, posture),
      options.ropes ? ropesPart(view, posture) : [],
      html('div', { class: 'pv-words' }, [html('strong', {}, say('figure.words')), html('p', { role: 'status', 'aria-live': 'polite' }, sentence)]),
    ].flat()),
    below.length ? html('figcaption', {}, below) : [],
  ].flat();
}

function viewOf(model, name, text, options, live, width) {
  if (!viewNames().includes(model.view)) throw new RangeError(`model '${model.name}' has view '${model.view}', which has no picture; pictures exist for: ${viewNames().join(', ')}`);
  const state = parseState(text || textOf(model, new Map()), model);
  const values = valuesOf(model, state.factors, state.settings);
  const all = {
    title: say(`figure.title.${model.name}`),
    lead: say(`figure.lead.${model.name}`),
    limits: say(`figure.limits.${model.name}`),
    caption: '',
    sliders: controlsOf(model).groups,
    presets: model.presets.map(p => p.name),
    readings: model.readings.map(r => r.name),
    ropes: true,
    // No words means the usual ones; only the limits may be left out, where a page has told them already.
    ...Object.fromEntries(Object.entries(options).filter(([key, option]) => option !== '' || key === 'limits')),
  };
  return { model, id: `pv-${name}`, name, options: all, live, width, values, text: textOf(model, values), notices: state.notices, controls: all.sliders.map(s => controlOf(model, s)) };
}

/** The inside of a figure as text, with the picture still: what a page holds before any script runs, on paper, or without one. */
export function stillCard(model, name, text, options) {
  const view = viewOf(model, name, text, options, false, 'wide');
  const state = offNormal(model, view.values);
  return card(view, solve(model, state.factors, state.settings)).map(node => toText(node)).join('');
}

// ---- the figure as elements ----

function build(node, doc) {
  if (node.t === 'svg') return create(node, doc);
  const made = doc.createElement(node.t);
  for (const [name, value] of Object.entries(node.a)) if (value !== undefined && value !== null && value !== false) made.setAttribute(name, value === true ? '' : value);
  if (node.x !== undefined) made.textContent = node.x;
  for (const kid of node.k) made.append(build(kid, doc));
  return made;
}

// One small overshoot, as a mast has when it comes to rest (a choice of ours).
const eased = t => (t >= 1 ? 1 : 1 - Math.exp(-6 * t) * Math.cos(5.2 * t) * (1 - t));

/**
 * Brings a figure element to life. options, beside those of `data-options`: model (name or data), state, name,
 * link ('page': the address holds the state; 'text': the state itself is copied), onState(text).
 * Returns {show(text), destroy()}; destroy puts the still back and leaves nothing behind.
 */
export function figure(root, { model: modelOption, state: stateOption, name: nameOption, link = 'page', onState = () => {}, ...given } = {}) {
  const doc = root.ownerDocument;
  const win = doc.defaultView;
  const chosen = modelOption ?? root.dataset.model;
  const model = typeof chosen === 'string' ? library()[chosen] : chosen;
  if (!model) throw new Error(`no model "${chosen}"; there are: ${Object.keys(library()).join(', ')}`);
  const name = nameOption ?? root.dataset.figure ?? root.id.replace(/^pv-/, '');
  const options = { ...JSON.parse(root.dataset.options || '{}'), ...given };
  const authored = stateOption ?? root.dataset.state ?? '';
  const before = { nodes: [...root.childNodes], state: root.dataset.state, id: root.id, labelled: root.getAttribute('aria-labelledby'), marked: root.hasAttribute('data-postureviz') };
  const sizeOf = stage => [stage?.clientWidth || Infinity, stage?.clientHeight || Infinity];
  const view = viewOf(model, name, authored, options, true, widthFor(model.view, sizeOf(root.querySelector('.pv-stage'))));
  const start = view.values;
  const stop = new AbortController();
  const on = (target, type, handle, more = {}) => target.addEventListener(type, handle, { ...more, signal: stop.signal });

  let shown = view.values; // what the picture shows; view.values is where it is going
  let motion = null;
  let frameAsked = 0;
  let frameAt = -Infinity; // when the last frame was
  let wordsTimer = 0;
  let movedAt = 0;
  let copiedTimer = 0;
  let posture;
  let picture; // the tree that stands in the stage
  let texts; // readings and ropes: how each is made, its tree, its element, the posture it tells, and since when
  let places; // the elements that change, found once

  const find = selector => root.querySelector(selector);
  const settledPosture = values => {
    const { factors, settings } = offNormal(model, values);
    return solve(model, factors, settings);
  };

  function draw(values) {
    shown = values;
    posture = settledPosture(values);
    const next = pictureOf(view, posture);
    patch(places.stage.firstElementChild, picture, next);
    picture = next;
  }
  /**
   * Numbers that change sixty times a second cannot be read, and each asks for a new layout of the page. So while
   * things move, readings and ropes take turns, each ten times a second; what comes after a rest is told at once.
   */
  function tellTexts(now) {
    const rested = now - frameAt > TEXTS_AFTER_MS;
    const late = texts.filter(text => text.told !== posture).sort((a, b) => a.at - b.at);
    const due = late.filter(text => now - text.at >= TEXTS_AFTER_MS);
    for (const text of rested ? late : due.slice(0, 1)) {
      const next = text.make(view, posture);
      patch(text.place, text.tree, next);
      Object.assign(text, { tree: next, told: posture, at: now });
    }
    return texts.every(text => text.told === posture);
  }
  function ask() {
    if (!frameAsked) frameAsked = win.requestAnimationFrame(frame);
  }
  function frame(now) {
    frameAsked = 0;
    if (motion) {
      motion.began ??= now;
      const t = (now - motion.began) / MOTION_MS;
      draw(t < 1 ? between(motion.from, view.values, eased(t)) : view.values);
      if (t < 1) ask();
      else motion = null;
    } else if (shown !== view.values) draw(view.values);
    if (!tellTexts(now)) ask();
    else if (!motion) root.dataset.settled = 'true';
    frameAt = now;
  }
  function between(from, to, t) {
    const { ranges } = controlsOf(model);
    const values = new Map();
    for (const key of new Set([...from.keys(), ...to.keys()])) {
      const [a, b] = [valueIn(model, from, key), valueIn(model, to, key)];
      values.set(key, Math.min(Math.max(a + (b - a) * t, ranges.get(key).min), ranges.get(key).max));
    }
    return values;
  }

  /** Every change comes through here: controls at once, the picture in the next frame, the words when it is quiet. */
  function go(values, { moving = false, tell = true } = {}) {
    const { factors, settings } = offNormal(model, values);
    view.values = valuesOf(model, factors, settings);
    view.text = textOf(model, view.values);
    motion = moving && !win.matchMedia('(prefers-reduced-motion: reduce)').matches ? { from: shown } : null;
    root.dataset.state = view.text;
    if (root.dataset.settled !== 'false') root.dataset.settled = 'false';
    showControls();
    ask();
    movedAt = win.performance.now();
    wordsTimer ||= win.setTimeout(showWords, WORDS_AFTER_MS);
    if (tell) onState(view.text);
  }
  // One timer for many moves: to stop and start one for each takes a browser longer than all our sums.
  function showWords() {
    const left = WORDS_AFTER_MS - (win.performance.now() - movedAt);
    wordsTimer = left > 0 ? win.setTimeout(showWords, left) : 0;
    if (wordsTimer) return;
    const sentence = describe(frameAsked ? settledPosture(view.values) : posture);
    if (places.words.textContent !== sentence) places.words.textContent = sentence;
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
      entry.value = short(value);
      showProblem(control, entry, '');
    }
    for (const { radio, text } of places.presets) if (radio.checked !== (text === view.text)) radio.checked = text === view.text;
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
    if (notices.length > NOTICES_SHOWN) lines.push(say('figure.more_notices', { count: notices.length - NOTICES_SHOWN }));
    find('.pv-notice').replaceChildren(...lines.map(line => build(html('p', {}, line), doc)));
  }
  const set = (control, value, how) => {
    showNotices([]);
    go(new Map(view.values).set(control.name, rounded(Math.min(Math.max(value, control.min), control.max))), how);
  };
  const controlNamed = key => view.controls.find(control => control.name === key);
  function takeEntry(input) {
    const control = controlNamed(input.dataset.entry);
    const value = typedNumber(control, input.value);
    if (value === null) return showProblem(control, input, entryProblem(control, input.value));
    showProblem(control, input, '');
    input.value = short(value);
    if (value !== valueIn(model, view.values, control.name)) set(control, value, { moving: true });
  }

  // Sliders: a touch that turns into scrolling gives the value back.
  let touched = null;
  on(root, 'pointerdown', event => {
    const key = event.target.dataset.range;
    touched = key && event.pointerType === 'touch' ? { key, values: new Map(view.values) } : null;
  });
  on(root, 'pointercancel', () => {
    if (touched) go(touched.values);
    touched = null;
  });
  on(root, 'input', event => {
    const { range, entry } = event.target.dataset;
    if (range) set(controlNamed(range), Number(event.target.value));
    if (entry && event.target.hasAttribute('aria-invalid') && typedNumber(controlNamed(entry), event.target.value) !== null) showProblem(controlNamed(entry), event.target, '');
  });
  on(root, 'change', event => {
    const { entry, preset } = event.target.dataset;
    if (preset) {
      const { factors, settings } = model.presets.find(p => p.name === preset);
      showNotices([]);
      go(valuesOf(model, factors, settings), { moving: true });
    }
    if (entry) takeEntry(event.target);
  });
  on(root, 'keydown', event => {
    // A notebook takes the Enter key for itself, and then no change event comes.
    if (event.key === 'Enter' && event.target.dataset.entry) takeEntry(event.target);
    const control = controlNamed(event.target.dataset.range);
    if (!control || event.ctrlKey || event.altKey || event.metaKey) return;
    const value = valueIn(model, view.values, control.name);
    const ahead = win.getComputedStyle(event.target).direction === 'rtl' ? -1 : 1;
    const by = control.step * (event.shiftKey ? 1 : 5);
    const moves = { ArrowUp: by, ArrowDown: -by, ArrowRight: ahead * by, ArrowLeft: -ahead * by, PageUp: 25 * control.step, PageDown: -25 * control.step };
    const places = { Home: control.min, End: control.max, 0: control.normal };
    const to = event.key in moves ? value + moves[event.key] : places[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    set(control, to);
  });

  // Link and address.
  const mine = `pv-${name}=`;
  const partsOf = () => win.location.hash.slice(1).split('&').filter(part => /^pv-[^=]+=/.test(part));
  function followAddress(moving) {
    const part = partsOf().filter(p => p.startsWith(mine)).pop();
    if (part === undefined) return;
    let text = part.slice(mine.length);
    try {
      text = decodeURIComponent(text);
    } catch {
      // A broken escape is read as it stands; parseState names what it cannot use.
    }
    const state = parseState(text, model);
    const values = valuesOf(model, state.factors, state.settings);
    if (textOf(model, values) !== view.text) go(values, { moving });
    showNotices(state.notices);
  }
  async function copyLink(button) {
    let copy = view.text;
    if (link === 'page') {
      const hash = [...partsOf().filter(p => !p.startsWith(mine)), mine + view.text].join('&');
      win.history.replaceState(win.history.state, '', `#${hash}`);
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
  on(root, 'click', event => {
    const button = event.target.closest('[data-do]');
    if (!button) return;
    if (button.dataset.do === 'reset') {
      showNotices([]);
      go(start, { moving: true });
    } else copyLink(button);
  });

  function putCard() {
    posture = settledPosture(view.values);
    root.replaceChildren(...card(view, posture).map(node => build(node, doc)));
    picture = pictureOf(view, posture);
    const textOf = (make, selector) => ({ make, tree: make(view, posture), place: find(selector), told: posture, at: -Infinity });
    texts = [textOf(readingsPart, '.pv-readings'), ...(view.options.ropes ? [textOf(ropesPart, '.pv-ropes')] : [])];
    places = {
      stage: find('.pv-stage'),
      words: find('[role=status]'),
      controls: view.controls.map(control => {
        const part = find(`[data-control="${control.name}"]`);
        const [range, entry, word, place] = ['.pv-range', '.pv-entry', '.pv-word', '.pv-problem'].map(selector => part.querySelector(selector));
        return { control, range, entry, word, place, value: valueIn(model, view.values, control.name) };
      }),
      presets: [...root.querySelectorAll('[data-preset]')].map(radio => {
        const { factors, settings } = model.presets.find(p => p.name === radio.dataset.preset);
        return { radio, text: formatState(model, factors, settings) };
      }),
    };
  }
  function fit() {
    const width = widthFor(model.view, sizeOf(places.stage));
    if (width === view.width) return;
    view.width = width;
    const at = settledPosture(shown);
    picture = pictureOf(view, at);
    places.stage.replaceChildren(create(picture, doc));
  }
  const sizes = new win.ResizeObserver(() => {
    // A page that takes the figure out of the document needs no other goodbye.
    if (!root.isConnected && link === 'page') destroy();
    else fit();
  });
  function destroy() {
    if (stop.signal.aborted) return;
    stop.abort();
    sizes.disconnect();
    win.cancelAnimationFrame(frameAsked);
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
    if (partsOf()[0]?.startsWith(mine)) root.scrollIntoView({ block: 'start' });
  }
  for (const element of [root, places.stage]) sizes.observe(element);
  root.dataset.settled ??= 'true';
  root.dataset.ready = 'true';

  return {
    /** Goes to another state; text that cannot be read as it stands shows a notice. */
    show(text) {
      const state = parseState(text, model);
      const values = valuesOf(model, state.factors, state.settings);
      if (textOf(model, values) !== view.text) go(values, { moving: true, tell: false });
      showNotices(state.notices);
    },
    destroy,
  };
}

/** Mounts one figure and returns its cleanup. */
export const mount = (root, options = {}) => figure(root, options).destroy;
