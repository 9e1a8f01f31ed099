// Design tokens: every colour of a drawing, by role, for three grounds. Nothing else may name a colour.
// The values stand in `colours.json`, where Python finds them too.
import { DATA } from '../engine/data.js';

/** @type {Record<string, { role: string, light: string, dark: string, print: string, forced: string }>} by token */
export const COLOURS = DATA.colours.colours;

/**
 * Sizes that do not change with the theme.
 * @type {Record<string, string>}
 */
export const SIZES = DATA.colours.sizes;

/** @type {string[]} */
export const THEMES = ['light', 'dark', 'print'];

/**
 * Text on its grounds. Each pair meets WCAG 2.2 AA (4.5 : 1) in every theme.
 * @type {[string, string][]} tokens of the text and of its ground
 */
export const TEXT_PAIRS = [
  ...['ink', 'ink-2', 'accent', 'more', 'less'].flatMap(text =>
    ['page', 'stage', 'stage-2', 'card'].map(ground => [text, ground]),
  ),
  ['on-accent', 'accent'],
  ['trim', 'board'],
];
/**
 * Marks that carry meaning, on their grounds: 3 : 1 in every theme.
 * @type {[string, string][]} tokens of the mark and of its ground
 */
export const MARK_PAIRS = [
  ['focus', 'page'],
  ['focus', 'stage'],
  ['focus', 'card'],
  ['ctl', 'card'],
  ['ctl', 'stage'],
  ['rope', 'stage'],
  ['more', 'stage'],
  ['less', 'stage'],
];

/**
 * Every token of one theme; fonts and sizes included, so that a picture needs no style sheet.
 * @param {'light' | 'dark' | 'print'} [theme]
 * @returns {Record<string, string>}
 * @throws {RangeError} when there is no such theme
 */
export function palette(theme = 'light') {
  if (!THEMES.includes(theme)) throw new RangeError(`theme is "${theme}"; allowed: ${THEMES.join(', ')}`);
  const out = { ...SIZES, faint: DATA.colours.faint[theme] };
  for (const name in COLOURS) out[name] = COLOURS[name][theme];
  return out;
}
