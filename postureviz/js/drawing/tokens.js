// Design tokens: every colour of a drawing, by role, for three grounds. Nothing else may name a colour.

/**
 * role: what the colour is for; then its value on paper-light, night-dark and printed grounds. forced: where a reader has
 * chosen the colours (high contrast), one of theirs, or so many per cent of their text on their ground.
 */
export const COLOURS = {
  page: { role: 'ground of the page', light: '#ffffff', dark: '#14181e', print: '#ffffff', forced: 0 },
  stage: { role: 'ground of a figure', light: '#f7f4ed', dark: '#16212b', print: '#ffffff', forced: 0 },
  'stage-2': { role: 'second ground: predict strip, tracks', light: '#ece6d8', dark: '#1f2d39', print: '#ffffff', forced: 12 },
  card: { role: 'ground of cards and tags', light: '#ffffff', dark: '#1b232c', print: '#ffffff', forced: 0 },
  line: { role: 'hairlines between parts', light: '#cfc8ba', dark: '#3a4a57', print: '#999999', forced: 'CanvasText' },
  ctl: { role: 'edge of a control', light: '#7c8790', dark: '#8496a4', print: '#444444', forced: 'CanvasText' },
  ink: { role: 'text', light: '#1c2933', dark: '#edf2f5', print: '#000000', forced: 'CanvasText' },
  'ink-2': { role: 'second text, leaders, plumb line', light: '#4b5a66', dark: '#b3c0ca', print: '#333333', forced: 'CanvasText' },
  accent: { role: 'action and measuring, never a muscle', light: '#0c6670', dark: '#6fd0cf', print: '#000000', forced: 'LinkText' },
  'on-accent': { role: 'text on the accent', light: '#ffffff', dark: '#0c2226', print: '#ffffff', forced: 'Canvas' },
  focus: { role: 'focus ring', light: '#5a2fd0', dark: '#ffd166', print: '#000000', forced: 'Highlight' },
  more: { role: 'pulls more than usual: text and ropes', light: '#b5400a', dark: '#ffa069', print: '#000000', forced: 'Highlight' },
  'more-fill': { role: 'pulls more than usual: areas', light: '#d9622b', dark: '#e8743a', print: '#444444', forced: 'Highlight' },
  less: { role: 'pulls less than usual: text and ropes', light: '#15609c', dark: '#86c3f7', print: '#000000', forced: 'CanvasText' },
  'less-fill': { role: 'pulls less than usual: areas', light: '#8fbbe0', dark: '#4c86b8', print: '#ffffff', forced: 0 },
  usual: { role: 'muscle at usual pull, edge', light: '#8d7f86', dark: '#b5a7ab', print: '#777777', forced: 60 },
  'usual-fill': { role: 'muscle at usual pull, area', light: '#c9b8b6', dark: '#7d6f74', print: '#dddddd', forced: 25 },
  bone: { role: 'bone and sailcloth', light: '#f6eedd', dark: '#e4d8c1', print: '#ffffff', forced: 15 },
  'bone-2': { role: 'bone, back parts', light: '#e3d5ba', dark: '#bfae90', print: '#eeeeee', forced: 10 },
  'bone-edge': { role: 'bone, line', light: '#76664c', dark: '#4a3f2e', print: '#444444', forced: 60 },
  disc: { role: 'disc between two bones', light: '#a7bfcb', dark: '#7391a1', print: '#bbbbbb', forced: 40 },
  skin: { role: "skin, paper-toned, no one's own", light: '#e9dfd2', dark: '#2c3b47', print: '#f4f4f4', forced: 6 },
  'skin-edge': { role: 'skin, line', light: '#b3a493', dark: '#63798a', print: '#999999', forced: 75 },
  'skin-2': { role: 'skin, second part', light: '#dfd2c2', dark: '#364854', print: '#ececec', forced: 10 },
  sea: { role: 'far sea', light: '#c4dce3', dark: '#1d4150', print: '#eeeeee', forced: 12 },
  'sea-2': { role: 'near sea', light: '#9fc4d1', dark: '#27586b', print: '#dddddd', forced: 22 },
  'sea-edge': { role: 'crests', light: '#5e93a5', dark: '#4f8ba1', print: '#888888', forced: 60 },
  hull: { role: 'hull planks', light: '#8c5b35', dark: '#7a5232', print: '#cccccc', forced: 25 },
  'hull-2': { role: 'hull seams and name board', light: '#6d4425', dark: '#56371f', print: '#777777', forced: 75 },
  'hull-3': { role: "stern panel and crow's nest", light: '#a97448', dark: '#94683f', print: '#dddddd', forced: 35 },
  board: { role: 'ground of the name board', light: '#56341a', dark: '#40270f', print: '#ffffff', forced: 0 },
  trim: { role: 'gilding, the name', light: '#e0b45a', dark: '#e0b45a', print: '#000000', forced: 'CanvasText' },
  glass: { role: 'windows and lanterns', light: '#f3dc9c', dark: '#ffdf8a', print: '#ffffff', forced: 80 },
  rope: { role: 'rope at usual pull', light: '#8a7454', dark: '#b59c76', print: '#777777', forced: 75 },
  wood: { role: 'mast and yard', light: '#9c6c42', dark: '#a87a4e', print: '#bbbbbb', forced: 40 },
  'wood-edge': { role: 'mast and yard, line', light: '#5a3a20', dark: '#33210f', print: '#333333', forced: 90 },
  flag: { role: 'flag', light: '#26323c', dark: '#0b1117', print: '#222222', forced: 0 },
  'flag-ink': { role: 'skull and bones', light: '#f7f4ed', dark: '#edf2f5', print: '#ffffff', forced: 'CanvasText' },
  ghost: { role: 'where something was before', light: '#9aa3a9', dark: '#74828c', print: '#aaaaaa', forced: 60 },
  well: { role: 'ground of the energy valley', light: '#dbe6e6', dark: '#1e3a40', print: '#eeeeee', forced: 12 },
  'well-edge': { role: 'edge of the energy valley', light: '#0c6670', dark: '#6fd0cf', print: '#000000', forced: 'LinkText' },
};

/** Sizes that do not change with the theme. */
export const SIZES = {
  font: '-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,system-ui,sans-serif',
  serif: 'Georgia,"DejaVu Serif",serif',
  'r-1': '6px', 'r-2': '12px', touch: '44px',
};

/** How strongly bones show under the skin. */
const FAINT = { light: 0.36, dark: 0.24, print: 0.36, forced: 0.5 };

export const THEMES = ['light', 'dark', 'print'];

/** Text on its grounds. Each pair meets WCAG 2.2 AA (4.5 : 1) in every theme. */
export const TEXT_PAIRS = [
  ...['ink', 'ink-2', 'accent', 'more', 'less'].flatMap(text => ['page', 'stage', 'stage-2', 'card'].map(ground => [text, ground])),
  ['on-accent', 'accent'],
  ['trim', 'board'],
];
/** Marks that carry meaning, on their grounds: 3 : 1 in every theme. */
export const MARK_PAIRS = [
  ['focus', 'page'], ['focus', 'stage'], ['focus', 'card'],
  ['ctl', 'card'], ['ctl', 'stage'],
  ['rope', 'stage'], ['more', 'stage'], ['less', 'stage'],
];

/** {token: colour} of one theme; fonts and sizes included, so that a picture needs no style sheet. */
export function palette(theme = 'light') {
  if (!THEMES.includes(theme)) throw new RangeError(`theme is "${theme}"; allowed: ${THEMES.join(', ')}`);
  const out = { ...SIZES, faint: FAINT[theme] };
  for (const name in COLOURS) out[name] = COLOURS[name][theme];
  return out;
}

const declare = values => Object.entries(values).map(([name, value]) => `--${name}:${value}`).join(';');
const coloursOf = theme => declare({ ...Object.fromEntries(Object.entries(COLOURS).map(([name, c]) => [name, c[theme]])), faint: FAINT[theme] });

const theirs = forced => (typeof forced === 'string' ? forced : forced ? `color-mix(in srgb, CanvasText ${forced}%, Canvas)` : 'Canvas');
const forcedColours = () => declare({ ...Object.fromEntries(Object.entries(COLOURS).map(([name, c]) => [name, theirs(c.forced)])), faint: FAINT.forced });

/** The style sheet of the tokens, all of it inside `.pv`: light, dark where the host says so, colours that are the reader's own, print. */
export function tokensCss() {
  // The book, JupyterLab, VS Code (two dark themes), Colab, and a figure of its own mind.
  const hosts = ['[data-theme=dark]', '[data-jp-theme-light=false]', '.vscode-dark', '.vscode-high-contrast:not(.vscode-high-contrast-light)', '[theme=dark]'];
  const dark = [...hosts.map(host => `${host} .pv`), '.pv[data-theme=dark]'].join(',');
  return [
    `.pv{${declare(SIZES)};${coloursOf('light')};color-scheme:light}`,
    `${dark}{${coloursOf('dark')};color-scheme:dark}`,
    `@media (forced-colors:active){.pv,${dark}{${forcedColours()}}}`,
    `@media print{.pv,${dark}{${coloursOf('print')};color-scheme:light;print-color-adjust:exact;-webkit-print-color-adjust:exact}}`,
    '',
  ].join('\n');
}
