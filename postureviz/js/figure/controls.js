// The controls of a figure: sliders with their numbers and words, and the states to start from.
import { el } from '../drawing/svg.js';
import { FOCUSABLE, html } from '../drawing/html.js';
import { solve } from '../engine/solver.js';
import {
  entry,
  isTold,
  marked,
  nameOf,
  presetName,
  pullNumber,
  pullPercent,
  pullTone,
  say,
  settingWords,
  sharesName,
} from '../engine/words.js';
import { controlsOf, factorOf, formatState, plain, rounded, short } from '../engine/state.js';
import { glyphOf } from '../drawing/picture.js';

/**
 * The controls a figure opens with, then those that unfold: pulls and settings that have a name of their own. What is
 * one cable of many has none, and moves only in its picture and in its link.
 */
export function offered(model, first, more) {
  const { groups, groupOf, settings } = controlsOf(model);
  const rest = names => (more ? names.filter(name => !first.includes(name) && hasSlider(model, name)) : []);
  return {
    first: first.map(name => controlOf(model, name)),
    pulls: rest([...groups, ...groupOf.keys()]).map(name => controlOf(model, name)),
    settings: rest(settings).map(name => controlOf(model, name)),
  };
}

/** A model that the catalogue does not tell has a slider for each group and setting. */
const hasSlider = (model, name) => (isTold(model) ? sharesName(name) : !controlsOf(model).groupOf.has(name));

/** What one slider needs to know. `step` is one unit of the slider; arrows move 5 of them, Page keys 25. */
export function controlOf(model, name) {
  const range = controlsOf(model).ranges.get(name);
  if (!range)
    throw new Error(
      `no cable, group or setting "${name}" in model "${model.name}"; there are: ${[...controlsOf(model).ranges.keys()].join(', ')}`,
    );
  const isSetting = model.settings.some(s => s.name === name);
  const words = isSetting ? settingWords(model, name) : entry('pull');
  const span = range.max - range.min;
  return {
    name,
    ...range,
    isSetting,
    words,
    step: isSetting ? 10 ** Math.round(Math.log10(span / 200)) : 1,
    label: nameOf(model, name),
  };
}
const SIDE_OF_PULL = { less: 'low', usual: 'middle', more: 'high' };
export function sideOf(control, value) {
  if (!control.isSetting) return SIDE_OF_PULL[pullTone(factorOf(value))];
  return value < control.normal ? 'low' : value > control.normal ? 'high' : 'middle';
}
const wordOf = (control, value) => control.words[sideOf(control, value)];
/** A value in the box of its slider: of a pull, the same signed number as everywhere. */
export const boxOf = (control, value) => (control.isSetting ? marked(short(value)) : pullNumber(factorOf(value)));

export function shownOf(control, value) {
  const side = sideOf(control, value);
  const form = control.isSetting && side !== 'middle' ? `setting_${side}` : side;
  return say(`figure.shown_${form}`, { word: wordOf(control, value) });
}
export function spokenOf(control, value) {
  const word = wordOf(control, value);
  if (sideOf(control, value) === 'middle') return say('figure.spoken_middle', { name: control.label, word });
  return say('figure.spoken', {
    name: control.label,
    word,
    value: control.isSetting ? marked(short(Math.abs(value))) : pullNumber(factorOf(value)),
    unit: control.words.unit,
  });
}
const endOf = (control, value) => boxOf(control, value).replace('-', '−');
/**
 * The number a reader typed, or null: a comma, a true minus, other digits' widths and the unit beside it are welcome.
 */
export function typedNumber(control, typed) {
  const letters = words => plain(words).replace(/\s/g, '');
  const units = ['sign', 'unit'].map(word => letters(control.words[word])).filter(Boolean);
  const text = units.reduce(
    (rest, unit) => (rest.endsWith(unit) ? rest.slice(0, -unit.length) : rest),
    letters(typed).replace(',', '.'),
  );
  if (!/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)$/.test(text)) return null;
  const value = control.isSetting ? rounded(Number(text)) : pullPercent(factorOf(Number(text)));
  return value >= control.min && value <= control.max ? value : null;
}
export const entryProblem = (control, typed) =>
  say('figure.entry_bad', {
    shown: typed.trim().slice(0, 40),
    low: endOf(control, control.min),
    high: endOf(control, control.max),
    example: endOf(control, rounded(control.normal + (control.max - control.normal) / 2)),
    normal: endOf(control, control.normal),
    middle: control.words.middle,
  });

/** The value a slider shows: its own, or its group's, or normal. */
export function valueIn(model, values, name) {
  const { groupOf, ranges } = controlsOf(model);
  return values.get(name) ?? values.get(groupOf.get(name)) ?? ranges.get(name).normal;
}

const glyphPart = d =>
  el(
    'svg',
    { class: 'pv-glyph', viewBox: '0 0 20 32', width: 20, height: 32, 'aria-hidden': 'true', focusable: 'false' },
    [el('path', { d })],
  );
// Figures of one model share the small pictures of its presets.
const glyphs = new WeakMap();
function glyphIn(model, preset) {
  if (!glyphs.has(preset)) glyphs.set(preset, glyphOf(solve(model, preset.factors, preset.settings)));
  return glyphs.get(preset);
}

export function presetPart(view, preset) {
  const { factors, settings } = preset;
  const on = formatState(view.model, factors, settings) === view.pulls;
  return html('label', { class: 'pv-chip', 'data-on': on }, [
    html('input', {
      type: 'radio',
      autocomplete: 'off',
      name: `${view.id}-start`,
      value: preset.name,
      'data-preset': preset.name,
      disabled: !view.live,
      checked: on,
      ...FOCUSABLE,
    }),
    glyphPart(glyphIn(view.model, preset)),
    html('span', {}, presetName(view.model, preset.name)),
  ]);
}

// A setting that only grows has its normal at the start.
const endsOf = control => (control.min === control.normal ? ['middle', '', 'high'] : ['low', 'middle', 'high']);

export function sliderPart(view, control, asked = false) {
  const value = valueIn(view.model, view.values, control.name);
  const id = `${view.id}-${control.name}`;
  const unit = control.words.unit;
  return html(
    'div',
    {
      class: control.isSetting ? 'pv-slider pv-plain' : 'pv-slider',
      'data-control': control.name,
      'data-asked': asked,
      'data-start': control.min === control.normal,
    },
    [
      html('div', { class: 'pv-row' }, [
        html('label', { class: 'pv-name', for: id }, control.label),
        html('span', { class: 'pv-value' }, [
          html(
            'span',
            { class: 'pv-word', 'data-side': sideOf(control, value), 'aria-hidden': 'true' },
            shownOf(control, value),
          ),
          html('span', { class: 'pv-box' }, [
            html('input', {
              class: 'pv-entry',
              type: 'text',
              autocomplete: 'off',
              spellcheck: 'false',
              enterkeyhint: 'done',
              value: boxOf(control, value),
              'data-entry': control.name,
              'aria-label': say('figure.entry', {
                name: control.label,
                low: endOf(control, control.min),
                high: endOf(control, control.max),
                unit,
              }),
              'aria-describedby': `${id}-problem`,
              disabled: !view.live,
              ...FOCUSABLE,
            }),
          ]),
          html('span', { class: 'pv-sign', 'aria-hidden': 'true' }, control.words.sign),
        ]),
      ]),
      html('input', {
        class: 'pv-range',
        id,
        type: 'range',
        autocomplete: 'off',
        min: control.min,
        max: control.max,
        step: control.step,
        value,
        'data-range': control.name,
        'aria-valuetext': spokenOf(control, value),
        disabled: !view.live,
        ...FOCUSABLE,
      }),
      html(
        'span',
        { class: 'pv-ends', 'aria-hidden': 'true' },
        endsOf(control).map(end => html('span', {}, end && control.words[end])),
      ),
      html('p', { class: 'pv-problem', id: `${id}-problem`, 'aria-live': 'polite' }, ''),
    ],
  );
}
