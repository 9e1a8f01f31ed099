// Nodes of a picture and what can be done with them: made here and written as text.
// A node is {t: tag, a: attributes, k: children, x: text or undefined}. Styles are presentation attributes
// only, so that a strict content security policy has nothing to block.
import { corners } from './geom.js';
import { pullTone } from '../engine/words.js';

/**
 * @typedef {{ t: string, a: Record<string, unknown>, k: Tree[], x: string | undefined }} Tree a node with its children
 * @typedef {Record<string, unknown>} Attributes what is null, undefined or false is not written
 */

/**
 * @param {string} t tag
 * @param {Attributes} a
 * @param {Tree[]} [k] children
 * @returns {Tree}
 */
export const el = (t, a, k = []) => ({ t, a, k, x: undefined });
const ROUND = { fill: 'none', 'stroke-linejoin': 'round', 'stroke-linecap': 'round' };
/** @type {(d: string, a: Attributes) => Tree} */
export const path = (d, a) => el('path', { d, ...ROUND, ...a });
// Lines and areas by their corners: unlike the data of a path these are no style, so a browser moves them faster.
/** @type {(points: Point[], a: Attributes) => Tree} */
export const line = (points, a) => el('polyline', { points: corners(points), ...ROUND, ...a });
/** @type {(points: Point[], a: Attributes) => Tree} */
export const area = (points, a) => el('polygon', { points: corners(points), ...ROUND, ...a });
/** @type {(p: Point, r: number, a: Attributes) => Tree} */
export const circle = (p, r, a) => el('circle', { cx: p[0], cy: p[1], r, ...a });
/** @type {(a: Attributes, ...k: (Tree | Tree[])[]) => Tree} */
export const group = (a, ...k) => el('g', a, k.flat());
/** @type {(p: Point, x: unknown, a: Attributes) => Tree} */
export const text = (p, x, a) => ({ t: 'text', a: { x: p[0], y: p[1], ...a }, k: [], x: String(x) });
/**
 * Named layers of a picture, back to front, as one list.
 * @param {Record<string, Tree | Tree[]>} layers
 * @returns {Tree[]}
 */
export const stacked = layers => Object.values(layers).flat();
/**
 * For an attribute list: in sight or not. What is hidden keeps its place, so that a tree keeps its structure.
 * @type {(on: unknown) => Attributes}
 */
export const shownIf = on => ({ display: on ? null : 'none' });
/**
 * The ground of a picture.
 * @type {(w: number, h: number) => Tree}
 */
export const groundRect = (w, h) => el('rect', { x: 0, y: 0, width: w, height: h, fill: ink('stage') });
/**
 * For words on a drawing: an edge of the ground's colour, `width` px wide.
 * @type {(width?: number) => Attributes}
 */
export const halo = (width = 3) => ({
  stroke: ink('stage'),
  'stroke-width': width,
  'stroke-linejoin': 'round',
  'paint-order': 'stroke',
});
/**
 * A colour by its token.
 * @type {(token: string) => string}
 */
export const ink = token => `var(--${token})`;
/**
 * So many per cent of one token on the ground of another.
 * @type {(token: string, percent: number, ground: string) => string}
 */
export const blend = (token, percent, ground) =>
  `color-mix(in srgb, ${ink(token)} ${Math.round(percent)}%, ${ink(ground)})`;

/**
 * Width of a line of text, near enough to leave room for it.
 * @type {(s: unknown, size: number, bold?: boolean) => number} px
 */
export const textWidth = (s, size, bold = false) => lettersIn(String(s)) * size * (bold ? 0.62 : 0.56);
/** Letters of a text, counted in widths of a Latin one: from Hebrew on they are wider, signs of East Asia nearly twice. */
function lettersIn(words) {
  const count = signs => (words.match(signs) ?? []).length;
  return /[\u0590-\u1fff\u2e80-\uffff]/.test(words)
    ? words.length + 0.2 * count(/[\u0590-\u1fff]/g) + 0.8 * count(/[\u2e80-\ud7ff\uf900-\uffef]/g)
    : words.length;
}

/**
 * Words cut to about `width` px, with a sign that something is missing.
 * @param {string} words
 * @param {number} width px
 * @param {number} size of the letters, px
 * @returns {string}
 */
export function shorten(words, width, size) {
  const letters = [...words];
  while (textWidth(letters.join(''), size) > width) letters.pop();
  return letters.length < [...words].length ? `${letters.slice(0, -1).join('').trimEnd()}…` : words;
}

const TOO_WIDE = 1.12; // letters are counted generously: so much more still fits
/**
 * Breaks words into lines of about `width` px; what is too long even so ends with a sign that something is missing.
 * @param {string} words
 * @param {number} width px
 * @param {number} size of the letters, px
 * @param {number} lines
 * @returns {string[]} as many as `lines`, the last of them perhaps empty
 */
export function wrap(words, width, size, lines) {
  const out = [''];
  for (const word of String(words).split(/\s+/)) {
    const longer = out[out.length - 1] ? `${out[out.length - 1]} ${word}` : word;
    if (textWidth(longer, size) <= width || !out[out.length - 1] || out.length === lines) out[out.length - 1] = longer;
    else out.push(word);
  }
  return Array.from({ length: lines }, (_, i) => shorten(out[i] || '', width * TOO_WIDE, size));
}

// The pull of a rope or muscle, as a factor of usual: shown by colour, width, dash, sign and number together.
/**
 * How strongly its colour is laid on: -1 for least, 1 for most.
 * @type {(factor: number) => number}
 */
export const pullShade = factor => Math.max(-1, Math.min(1, (factor - 1) / 0.6));
const SIGNS = { less: '▼', usual: '●', more: '▲' };
const INKS = { less: 'less', usual: 'ink-2', more: 'more' };
/** @type {(factor: number) => string} */
export const pullSign = factor => SIGNS[pullTone(factor)];
/** @type {(factor: number) => string} */
export const pullInk = factor => ink(INKS[pullTone(factor)]);

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeText = s => String(s).replace(/[&<>"']/g, c => ESCAPES[c]);
/**
 * A value as an attribute holds it: numbers to a hundredth, without a negative zero.
 * @type {(v: unknown) => string}
 */
export const written = v => (typeof v === 'number' ? String(Math.round(v * 100) / 100 + 0) : String(v));
/**
 * Whether an attribute is written at all.
 * @type {(v: unknown) => boolean}
 */
export const present = v => v !== undefined && v !== null && v !== false;

const channels = hex => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));
const twoDigits = v => Math.round(v).toString(16).padStart(2, '0');
/** Replaces tokens by the values of a palette, for pictures that stand alone. */
function resolve(value, colours) {
  return value
    .replace(/var\(--([\w-]+)\)/g, (all, name) => (name in colours ? colours[name] : all))
    .replace(/color-mix\(in srgb, (#\w{6}) (\d+)%, (#\w{6})\)/g, (all, a, percent, b) => {
      const ground = channels(b);
      return (
        '#' +
        channels(a)
          .map((v, i) => twoDigits((v * percent) / 100 + ground[i] * (1 - percent / 100)))
          .join('')
      );
    });
}

/**
 * The tree as text. With a palette the tokens are resolved, without one they stay for the page's style sheet.
 * @param {Tree} node
 * @param {Record<string, string> | null} [colours]
 * @returns {string}
 */
export function toText(node, colours = null) {
  let out = `<${node.t}`;
  for (const name in node.a) {
    const value = node.a[name];
    if (!present(value)) continue;
    const s = written(value);
    out += ` ${name}="${escapeText(colours && /^(var|color-mix)\(/.test(s) ? resolve(s, colours) : s)}"`;
  }
  if (node.x === undefined && !node.k.length) return `${out}/>`;
  out += '>';
  if (node.x !== undefined) out += escapeText(node.x);
  for (const kid of node.k) out += toText(kid, colours);
  return `${out}</${node.t}>`;
}

/**
 * A part is made again only when one of the facts it shows has changed, so that a patch can skip it.
 * @returns {<T>(layout: object, part: string, facts: unknown[], make: () => T) => T}
 */
export function keeper() {
  const layouts = new Map();
  return (layout, part, facts, make) => {
    let parts = layouts.get(layout);
    if (!parts) {
      parts = new Map();
      layouts.set(layout, parts);
    }
    const shows = facts.join();
    const last = parts.get(part);
    if (last?.shows === shows) return last.made;
    const made = make();
    parts.set(part, { shows, made });
    return made;
  };
}
/**
 * For all pictures: layouts are theirs alone.
 * @type {<T>(layout: object, part: string, facts: unknown[], make: () => T) => T}
 */
export const kept = keeper();
