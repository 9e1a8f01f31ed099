// The readings of a figure on their gauges, and what each rope carries.
import { el } from '../drawing/svg.js';
import { html } from '../drawing/html.js';
import { measure } from '../engine/readings.js';
import { isUnsure, knownBand } from './idle_bands.js';
import { isDrawn } from '../drawing/parts.js';
import { everyday } from '../engine/everyday.js';
import { entry, fixed, heldSign, marked, nameOf, nearest, pullNumber, readingWords, say } from '../engine/words.js';
import { controlsOf, factorOf, rounded, short } from '../engine/state.js';
import { valueIn } from './controls.js';

/** Where on its gauge a reading stands, 2 to 98 per cent, so that the dot stays whole. */
const along100 = (row, value) =>
  rounded(Math.min(Math.max(((value - row.show[0]) / (row.show[1] - row.show[0])) * 100, 2), 98));

const unitAfter = unit => unit.replace(' ', '\u00a0');
/** A value of a reading as it is read: its digits, a true minus, its unit. */
export function readingText({ digits, unit }, value) {
  return heldSign(fixed(value, digits).replace('-', '−')) + unitAfter(unit);
}
/** An end of a range: without a nought that says nothing. */
const endText = (number, digits) => marked(short(nearest(number, digits))).replace('-', '−');
/** A stretch of the gauge from one value to another. */
const stretch = (row, name, low, high, more) =>
  el('rect', {
    class: name,
    x: `${along100(row, low)}%`,
    width: `${rounded(along100(row, high) - along100(row, low))}%`,
    ...more,
  });

/**
 * Norms are of people who stand with nothing to carry; a setting that shapes the body, such as incidence, is the
 * person's own.
 */
function asMeasured({ model, settings }) {
  const own = new Set((model.shape ?? []).map(row => row.setting));
  return model.settings.every(({ name, normal }) => own.has(name) || Math.abs(settings[name] - normal) < 1e-9);
}

/**
 * Where a value lies against its band: judged only by what was measured in people; any other band is the model's own,
 * around usual pull.
 */
function placeIn(row, words, value, judged) {
  const { digits, unit } = words;
  const [low, high] = row.band.map(end => endText(end, digits));
  const ends = { low, high: high + unitAfter(unit) };
  if (!Number.isFinite(value)) return say('figure.no_reading');
  if (!row.norm) return say(`figure.${low === high ? 'at_even' : 'around_even'}`, ends);
  // As it is written: what reads like the end of the usual is still within it.
  const written = number => nearest(number, digits);
  const where =
    written(value) < written(row.band[0]) ? 'below' : written(value) > written(row.band[1]) ? 'above' : 'within';
  if (!judged) return '';
  const drawn = row.drawn
    ? say('figure.drawn', { low: endText(row.drawn[0], digits), high: endText(row.drawn[1], digits) + unitAfter(unit) })
    : '';
  return say(`figure.${where}`, ends) + drawn;
}

const bandText = (words, [low, high]) =>
  say('figure.sure', { low: readingText(words, low), high: readingText(words, high) });

/**
 * One reading; `was` is its value in the posture that this one is compared with, `aim` the stretch a puzzle asks for.
 */
function readingPart(row, words, value, { was, aim, load_N, sure, judged }) {
  const known = Number.isFinite(value);
  const at = known ? value : row.band[0];
  const [low, high] = row.band;
  const compared = Number.isFinite(was);
  return html('div', { class: 'pv-reading', 'data-reading': row.name }, [
    html('dt', {}, words.name),
    html('dd', { class: 'pv-number' }, [html('span', { class: 'pv-now' }, known ? readingText(words, value) : '–')]),
    html('dd', { class: 'pv-gauge', 'aria-hidden': 'true' }, [
      el('svg', { width: '100%', height: 16, focusable: 'false' }, [
        el('rect', { class: 'pv-track', x: 0.5, y: 4, width: '99%', height: 8, rx: 4 }),
        stretch(row, 'pv-band', low, high, { y: 4, height: 8, display: row.norm && !judged ? 'none' : null }),
        ...(aim ? [stretch(row, 'pv-aim', ...aim, { y: 1, height: 14 })] : []),
        ...(sure
          ? [
              stretch(row, 'pv-sure', ...(sure.length ? sure : [at, at]), {
                y: 13,
                height: 2.5,
                display: sure.length ? null : 'none',
              }),
            ]
          : []),
        el('circle', {
          class: 'pv-was',
          cx: `${along100(row, compared ? was : at)}%`,
          cy: 8,
          r: 5,
          display: compared ? null : 'none',
        }),
        ...(row.smallest
          ? [
              stretch(row, 'pv-least', at - row.smallest, at + row.smallest, {
                y: 6.75,
                height: 2.5,
                display: known ? null : 'none',
              }),
            ]
          : []),
        el('circle', { class: 'pv-dot', cx: `${along100(row, at)}%`, cy: 8, r: 6, display: known ? null : 'none' }),
      ]),
    ]),
    html('dd', { class: 'pv-note' }, words.note),
    html('dd', { class: 'pv-where' }, placeIn(row, words, value, judged)),
    ...(load_N === null
      ? []
      : [html('dd', { class: 'pv-everyday' }, known ? everyday(Math.max(0, load_N)).words : '')]),
    html(
      'dd',
      { class: 'pv-compared', hidden: !compared },
      compared ? say('figure.was', { value: readingText(words, was) }) : '',
    ),
    ...(row.smallest
      ? [html('dd', { class: 'pv-note' }, say('figure.least', { value: String(row.smallest) + unitAfter(words.unit) }))]
      : []),
    ...(sure
      ? [
          html(
            'dd',
            {
              class: 'pv-note pv-surely',
              'aria-hidden': sure.length ? null : 'true',
              'data-room': bandText(words, row.show),
            },
            [html('span', {}, sure.length ? bandText(words, sure) : '')],
          ),
        ]
      : []),
  ]);
}

const shortName = (model, cable) => entry('figure.short_names')[cable] ?? nameOf(model, cable);
/** What is a rope on a ship is a muscle in a body. */
export const wordsFor = (key, model) => say(`figure.${key}.${model.view === 'ship' ? 'ship' : 'body'}`);

export function ropesPart(view, posture) {
  const { groupOf, groups } = controlsOf(view.model);
  const known = Number.isFinite(posture.energy) && isDrawn(posture);
  const cell = words => html('td', {}, [html('span', { class: 'pv-now' }, words)]);
  const rows = group =>
    [...groupOf.keys()]
      .filter(cable => groupOf.get(cable) === group)
      .reverse()
      .map(cable =>
        html('tr', {}, [
          html('th', { scope: 'row' }, shortName(view.model, cable)),
          cell(say('figure.set_value', { number: pullNumber(factorOf(valueIn(view.model, view.values, cable))) })),
          cell(
            !known
              ? '–'
              : posture.tension[cable] > 0
                ? say('figure.now_value', { tension_N: fixed(posture.tension[cable], 1) })
                : say('figure.now_slack'),
          ),
        ]),
      );
  return html('div', { class: 'pv-ropes' }, [
    html('p', { class: 'pv-heading' }, wordsFor('ropes', view.model)),
    html(
      'div',
      { class: 'pv-tables' },
      groups.map(group =>
        html('table', {}, [
          html('caption', {}, nameOf(view.model, group)),
          html(
            'thead',
            {},
            html(
              'tr',
              {},
              ['rope', 'set', 'now'].map(head =>
                html('th', { scope: 'col' }, head === 'rope' ? wordsFor('rope', view.model) : say(`figure.${head}`)),
              ),
            ),
          ),
          html('tbody', {}, rows(group)),
        ]),
      ),
    ),
    html('p', { class: 'pv-why' }, wordsFor('why', view.model)),
  ]);
}

/** The newtons behind a reading of a load, to be told beside things people know; null for other readings. */
const loadOf = (row, posture) =>
  row.kind === 'compression' || row.kind === 'load_share'
    ? posture.joints.compression[posture.model.links.findIndex(link => link.name === row.joint)]
    : null;

// The band of stability tells nothing: it is read for how it changes, and is far wider than the changes. Nor does one
// that ends where it begins, as it is written.
const hasBand = (model, { kind }) => isUnsure(model) && kind !== 'stability';
const toldBand = (words, band) => (band && readingText(words, band[0]) !== readingText(words, band[1]) ? band : []);

/** Readings by name, in the model's own order. */
export function readingsPart(view, posture, names) {
  const values = measure(posture);
  const was = view.pinned ? measure(view.pinned.posture) : {};
  const [aimed, low, high] = view.options.aim;
  const sure = knownBand(view, posture) ?? {};
  const judged = asMeasured(posture);
  const rows = view.model.readings.filter(row => names.includes(row.name));
  const parts = rows.map(row => {
    const words = readingWords(view.model, row.name);
    const band = hasBand(view.model, row) ? toldBand(words, sure[row.name]) : null;
    const aim = row.name === aimed ? [low, high] : null;
    return readingPart(row, words, values[row.name], {
      was: was[row.name],
      load_N: loadOf(row, posture),
      sure: band,
      judged,
      aim,
    });
  });
  return html('dl', { class: 'pv-readings', 'aria-label': say('figure.readings') }, parts);
}
