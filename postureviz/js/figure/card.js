// The card of a figure as a tree: for Python's still as well as for the page.
import { toText } from '../drawing/svg.js';
import { FOCUSABLE, buttonPart, html, menuPart, toolPart } from '../drawing/html.js';
import { asModel } from '../engine/model.js';
import { solve } from '../engine/solver.js';
import { describe, figureWords, readingWords, say } from '../engine/words.js';
import { controlsOf, layersShown, offNormal, openingOf, parseState, textOf, valuesOf } from '../engine/state.js';
import { scene } from '../drawing/picture.js';
import { offered, presetPart, sliderPart } from './controls.js';
import { readingText, readingsPart, ropesPart, wordsFor } from './readouts.js';
import { askedOf, predictPart } from './question.js';

const TOOLS = ['undo', 'redo', 'reset', 'play', 'link'];
const MORE_TOOLS = ['compare', 'save_svg', 'save_png', 'save_csv', 'full', 'keys'];

/** What a figure shows: its model, its options with nothing left open, its values, and what it is asked about. */
export function viewOf(model, name, text, options, live, width) {
  const state = parseState(text || textOf(model, new Map()), model);
  const values = valuesOf(model, state.factors, state.settings);
  const opening = openingOf(model);
  const all = {
    title: figureWords(model, 'title'),
    lead: figureWords(model, 'lead'),
    limits: figureWords(model, 'limits'),
    caption: '',
    sliders: opening.sliders ?? controlsOf(model).groups,
    more: true,
    presets: opening.presets ?? model.presets.map(p => p.name),
    readings: opening.readings ?? model.readings.map(r => r.name),
    ropes: model.view === 'ship',
    ask: '',
    choices: [],
    then: '',
    answer: '',
    aim: [],
    goal: '',
    // No words means the usual ones; only the limits may be left out, where a page has told them already.
    ...Object.fromEntries(Object.entries(options).filter(([key, option]) => option !== '' || key === 'limits')),
  };
  const view = {
    model,
    id: `pv-${name}`,
    name,
    options: all,
    live,
    width,
    values,
    start: values,
    show: state.show,
    notices: state.notices,
    pinned: null,
    bands: new Map(),
    controls: offered(model, all.sliders, all.more),
    phase: all.ask ? 'ask' : null,
    guess: null,
  };
  // Readings that nobody chose to leave out unfold.
  view.rest = options.readings
    ? []
    : model.readings.map(row => row.name).filter(reading => !all.readings.includes(reading));
  return retell(view);
}
/** Brings the texts of a view up to its values. */
export function retell(view) {
  view.pulls = textOf(view.model, view.values);
  view.text = textOf(view.model, view.values, view.show);
  return view;
}

/**
 * What the picture shows beside the posture: its layers, what a question leaves of them, and what it is compared with.
 */
export function shownIn(view) {
  const show = layersShown(view.model, view.show);
  const only = view.phase === 'ask' || view.phase === 'guessed' ? askedOf(view) : null;
  if (only) delete show.cross;
  return { show, only, ghost: view.pinned && !view.pinned.beside ? view.pinned.posture : null };
}
export const pictureOf = (view, posture, more = {}) =>
  scene(posture, {
    width: view.width,
    id: `${view.id}-picture`,
    title: say('figure.picture'),
    ...shownIn(view),
    ...more,
  });

function layerPart(view, layer) {
  const on = Object.hasOwn(layersShown(view.model, view.show), layer);
  return html('label', { class: 'pv-item', 'data-on': on }, [
    html('input', {
      type: 'checkbox',
      autocomplete: 'off',
      'data-layer': layer,
      checked: on,
      disabled: !view.live,
      ...FOCUSABLE,
    }),
    html('span', {}, say(`figure.layers.${layer}`)),
  ]);
}
function toolsPart(view) {
  const layers = Object.keys(openingOf(view.model).layers);
  return html('div', { class: 'pv-tools pv-live', role: 'group', 'aria-label': say('figure.tools') }, [
    ...TOOLS.map(kind =>
      toolPart(kind, view.live, kind === 'undo' || kind === 'redo' ? { 'aria-disabled': 'true' } : {}),
    ),
    ...(layers.length
      ? [
          menuPart(
            'show',
            layers.map(layer => layerPart(view, layer)),
          ),
        ]
      : []),
    menuPart(
      'more',
      MORE_TOOLS.map(kind =>
        html(
          'button',
          {
            class: 'pv-item',
            type: 'button',
            'data-do': kind,
            disabled: !view.live,
            'aria-pressed': kind === 'compare' ? 'false' : null,
            ...FOCUSABLE,
          },
          say(`figure.${kind}`),
        ),
      ),
    ),
  ]);
}

/** What unfolds. The still leaves it empty: it weighs nothing there, and nobody can open it. */
const foldPart = (view, kind, words, inside) =>
  html('details', { class: 'pv-fold pv-live', 'data-fold': kind }, [
    html('summary', { ...FOCUSABLE }, words),
    html('div', { class: 'pv-folded' }, view.live ? inside() : []),
  ]);

function controlsPart(view) {
  const { first, pulls, settings } = view.controls;
  const asked = view.phase === 'ask' ? askedOf(view) : [];
  const sliders = list =>
    html(
      'div',
      { class: 'pv-sliders' },
      list.map(control => sliderPart(view, control, asked.includes(control.name))),
    );
  const starts = view.model.presets.filter(preset => view.options.presets.includes(preset.name));
  return html(
    'div',
    { class: 'pv-controls pv-live' },
    [
      sliders(first),
      starts.length
        ? html(
            'div',
            { class: 'pv-chips', role: 'radiogroup', 'aria-label': say('figure.starts') },
            starts.map(preset => presetPart(view, preset)),
          )
        : [],
      pulls.length ? foldPart(view, 'pulls', wordsFor('more_pulls', view.model), () => [sliders(pulls)]) : [],
      settings.length ? foldPart(view, 'settings', say('figure.more_settings'), () => [sliders(settings)]) : [],
    ].flat(),
  );
}

/** Everything inside a figure, as a list of nodes. The still card and the live one are the same but for `live`. */
export function card(view, posture) {
  const { options } = view;
  const below = [html('span', {}, options.caption), html('span', { class: 'pv-limits' }, options.limits)].filter(
    part => part.x,
  );
  return [
    html(
      'div',
      { class: 'pv-card', 'data-stage': view.phase },
      [
        html('div', { class: 'pv-head' }, [
          html('p', { class: 'pv-title', id: `${view.id}-title` }, [
            html('strong', {}, options.title),
            html('small', {}, options.lead),
          ]),
          toolsPart(view),
        ]),
        html('div', { class: 'pv-notice', 'aria-live': 'polite' }, ''),
        options.ask ? predictPart(view) : [],
        options.aim.length ? aimPart(view) : [],
        html('div', { class: 'pv-strip pv-comparing pv-live', hidden: true }, [
          html('p', {}, say('figure.comparing')),
          html('div', { class: 'pv-choices' }, [
            buttonPart('beside', view.live, { 'aria-pressed': 'false' }),
            buttonPart('uncompare', view.live),
          ]),
        ]),
        // Stage and controls share a box: on a phone the picture stays in sight for as long as the controls are.
        html('div', { class: 'pv-play' }, [
          html('div', { class: 'pv-stage pv-still' }, pictureOf(view, posture)),
          controlsPart(view),
        ]),
        readingsPart(view, posture, options.readings),
        view.rest.length
          ? foldPart(view, 'readings', say('figure.more_readings'), () => [readingsPart(view, posture, view.rest)])
          : [],
        options.ropes ? ropesPart(view, posture) : [],
        html('div', { class: 'pv-words' }, [
          html('strong', {}, say('figure.words')),
          html('p', { role: 'status', 'aria-live': 'polite' }, describe(posture)),
        ]),
      ].flat(),
    ),
    below.length ? html('figcaption', {}, below) : [],
  ].flat();
}

/** The goal of a puzzle, and below it whether it is reached. */
function aimPart(view) {
  const [aimed, low, high] = view.options.aim;
  const words = readingWords(view.model, aimed);
  return html('div', { class: 'pv-strip pv-goal' }, [
    html('p', {}, [
      html('strong', {}, say('figure.goal')),
      html(
        'span',
        {},
        ` ${view.options.goal || say('figure.aim', { name: words.name, low: readingText(words, low), high: readingText(words, high) })}`,
      ),
    ]),
    html('p', { class: 'pv-reached', 'aria-live': 'polite' }, ''),
  ]);
}

/**
 * The inside of a figure as text, with the picture still: what a page holds before any script runs, on paper, or
 * without one.
 */
export function stillCard(model, name, text, options) {
  const view = viewOf(asModel(model), name, text, options, false, 'wide');
  const state = offNormal(view.model, view.values);
  return card(view, solve(view.model, state.factors, state.settings))
    .map(node => toText(node))
    .join('');
}
