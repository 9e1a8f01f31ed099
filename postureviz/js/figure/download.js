// Saving what a figure shows, on the reader's own machine: its picture and its readings as files.
import { palette } from '../drawing/tokens.js';
import { wrap } from '../drawing/svg.js';
import { measure } from '../engine/readings.js';
import {
  describe,
  entry,
  fixed,
  marked,
  nameOf,
  pullPercent,
  readingWords,
  say,
  settingWords,
} from '../engine/words.js';
import { controlsOf, factorOf } from '../engine/state.js';
import { isDrawn } from '../drawing/parts.js';
import { valueIn } from './controls.js';

const SCALE = 2;
const TEXT_PX = 14;
const MARGIN_PX = 16;

/** Hands a file to the reader; the browser keeps it where it keeps what it saves. */
function hand(doc, name, blob) {
  const { URL } = doc.defaultView;
  const link = doc.createElement('a');
  Object.assign(link, { href: URL.createObjectURL(blob), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Spreadsheets take a table for the letters of their own country unless its first sign says otherwise. */
export const saveTable = (doc, name, text) => saveText(doc, name, `\ufeff${text}`, 'text/csv');
export const saveText = (doc, name, text, type) => hand(doc, name, new Blob([text], { type: `${type};charset=utf-8` }));

/** An SVG picture of a posture as a PNG, `scale` pixels for each of its own, with title (if any) and sentence below. */
export async function pngOf(doc, svg, { title, sentence, theme, scale = SCALE }) {
  const image = new doc.defaultView.Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const colours = palette(theme);
  const [w, h] = [image.naturalWidth, image.naturalHeight];
  const words = wrap(sentence, w - 2 * MARGIN_PX, TEXT_PX, 12)
    .filter(Boolean)
    .map(line => [line, 400]);
  const lines = title ? [[title, 700], ...words] : words;
  const height = h + 2 * MARGIN_PX + lines.length * TEXT_PX * 1.5;
  const canvas = doc.createElement('canvas');
  Object.assign(canvas, { width: Math.round(scale * w), height: scale * height });
  const pen = canvas.getContext('2d');
  pen.scale(scale, scale);
  pen.fillStyle = colours.page;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, w, h);
  pen.fillStyle = colours.ink;
  pen.textBaseline = 'top';
  lines.forEach(([line, weight], i) => {
    pen.font = `${weight} ${TEXT_PX}px ${colours.font}`;
    pen.fillText(line, MARGIN_PX, h + MARGIN_PX + i * TEXT_PX * 1.5);
  });
  return new Promise(done => canvas.toBlob(done, 'image/png'));
}

/** Hands the reader that PNG, of twice the size of the picture. */
export async function savePng(doc, name, svg, words) {
  hand(doc, name, await pngOf(doc, svg, words));
}

/** What stands in one cell; a number has the decimal mark of the language. */
function cell(value) {
  const text = typeof value === 'number' ? marked(String(value)) : value;
  const bare = ![entry('script.columns'), '"', '\n'].some(sign => text.includes(sign));
  return bare ? text : `"${text.replace(/"/g, '""')}"`;
}
/**
 * The set pulls and settings, the readings and the tension of every cable, as rows of a table; the state comes first.
 */
export function readingsCsv({ model, values, text }, posture) {
  const { groups, settings } = controlsOf(model);
  const known = isDrawn(posture);
  const read = known ? measure(posture) : {};
  const wordsOf = name => readingWords(model, name);
  const rows = [
    ['what', 'name', 'title', 'value', 'unit'].map(column => say(`figure.table.${column}`)),
    [say('figure.table.state'), '', describe(posture), text, ''],
    ...groups.map(name => [
      say('figure.table.set'),
      name,
      nameOf(model, name),
      pullPercent(factorOf(valueIn(model, values, name))),
      say('pull.column'),
    ]),
    ...settings.map(name => [
      say('figure.table.setting'),
      name,
      nameOf(model, name),
      valueIn(model, values, name),
      settingWords(model, name).sign,
    ]),
    ...(known
      ? model.readings.map(({ name }) => [
          say('figure.table.reading'),
          name,
          wordsOf(name).name,
          fixed(read[name], 4),
          wordsOf(name).unit.trim(),
        ])
      : []),
    ...(known
      ? model.cables
          .filter(c => c.group !== null)
          .map(({ name }) => [
            say('figure.table.now'),
            name,
            nameOf(model, name),
            fixed(posture.tension[name], 3),
            say('figure.table.newtons'),
          ])
      : []),
  ];
  return rows.map(row => `${row.map(cell).join(entry('script.columns'))}\r\n`).join('');
}
