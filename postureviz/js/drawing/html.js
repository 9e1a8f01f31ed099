// Parts of a card as plain nodes, like those of a picture.
import { el } from './svg.js';
import { say } from '../engine/words.js';

const ICONS = {
  undo: 'M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3',
  redo: 'M15 14l5-5-5-5M20 9H10a6 6 0 0 0 0 12h3',
  reset: 'M3 12a9 9 0 1 0 3-6.7M3 4v5h5',
  play: 'M7 4l13 8-13 8z',
  pause: 'M8 4v16M16 4v16',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  show: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12ZM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z',
  full: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
};
// JupyterLab takes the arrow keys for itself unless the focused element says otherwise.
/** @type {Attributes} */
export const FOCUSABLE = { 'data-lm-suppress-shortcuts': 'true' };

/**
 * A node of a page: one string as the only child is its text.
 * @type {(t: string, a: Attributes, ...k: (Tree | Tree[] | string)[]) => Tree}
 */
export const html = (t, a, ...k) =>
  k.length === 1 && typeof k[0] === 'string'
    ? { t, a, k: [], x: k[0] }
    : { t, a, k: k.flat(), x: k.length || t === 'input' ? undefined : '' };

/**
 * The sign of a tool.
 * @type {(kind: string) => string} the data of a path in a box of 24 by 24
 */
export const iconPath = kind => ICONS[kind];
const iconPart = kind =>
  el('svg', { viewBox: '0 0 24 24', width: 20, height: 20, 'aria-hidden': 'true', focusable: 'false' }, [
    el('path', { d: ICONS[kind], 'stroke-width': kind === 'more' ? 4 : null }),
  ]);
/**
 * A button of the tool row: a sign and its word.
 * @param {string} kind what it does: its `data-do`
 * @param {boolean} live whether a script runs
 * @param {Attributes} [more]
 * @returns {Tree}
 */
export const toolPart = (kind, live, more = {}) =>
  html('button', { class: 'pv-tool', type: 'button', 'data-do': kind, disabled: !live, ...FOCUSABLE, ...more }, [
    iconPart(kind),
    html('span', {}, say(`figure.${kind}`)),
  ]);
/**
 * A button with its word alone; as `toolPart`.
 * @type {(kind: string, live: boolean, more?: Attributes) => Tree}
 */
export const buttonPart = (kind, live, more = {}) =>
  html(
    'button',
    { class: 'pv-button', type: 'button', 'data-do': kind, disabled: !live, ...FOCUSABLE, ...more },
    say(`figure.${kind}`),
  );
/**
 * A tool that opens a panel below itself.
 * @type {(kind: string, inside: Tree[]) => Tree}
 */
export const menuPart = (kind, inside) =>
  html('details', { class: 'pv-menu', 'data-menu': kind }, [
    html('summary', { class: 'pv-tool', ...FOCUSABLE }, [iconPart(kind), html('span', {}, say(`figure.${kind}`))]),
    html('div', { class: 'pv-panel', role: 'group', 'aria-label': say(`figure.${kind}`) }, inside),
  ]);
