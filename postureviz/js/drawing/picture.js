// Posture in, picture out: as a tree for a live figure, or as the text of a file that stands alone.
import { layersShown } from '../engine/state.js';
import { modelTitle } from '../engine/words.js';
import { LAYOUTS as BACK_LAYOUTS, glyph as backGlyph, parts as backParts } from './back_view.js';
import { LAYOUTS as ELBOW_LAYOUTS, glyph as elbowGlyph, parts as elbowParts } from './elbow_view.js';
import { LAYOUTS as SCHEMATIC_LAYOUTS, glyph as schematicGlyph, parts as schematicParts } from './schematic.js';
import { parts as shipToBodyParts } from './ship_abeam.js';
import { LAYOUTS as SHIP_LAYOUTS, glyph as shipGlyph, parts as shipParts } from './ship_astern.js';
import { LAYOUTS as SIDE_LAYOUTS, glyph as sideGlyph, parts as sideParts } from './side_view.js';
import { el, toText } from './svg.js';
import { palette } from './tokens.js';

/** The body from the side, or, as a layer of it, the ship with the same controls. */
const bodyOrShip = (posture, options) =>
  options.show?.ship ? shipToBodyParts(posture, { ...options, fade: 0 }) : sideParts(posture, options);

/** How each kind of view is laid out and drawn; a model names its view. */
const VIEWS = {
  ship: { layouts: SHIP_LAYOUTS, parts: shipParts, glyph: shipGlyph },
  body: { layouts: SIDE_LAYOUTS, parts: bodyOrShip, glyph: sideGlyph },
  back: { layouts: BACK_LAYOUTS, parts: backParts, glyph: backGlyph },
  elbow: { layouts: ELBOW_LAYOUTS, parts: elbowParts, glyph: elbowGlyph },
  schematic: { layouts: SCHEMATIC_LAYOUTS, parts: schematicParts, glyph: schematicGlyph },
};

/** A model that names no view, or one that nobody has drawn, is shown as what it is. */
const kindOf = view => VIEWS[Object.hasOwn(VIEWS, view) ? view : 'schematic'];

/** @type {() => string[]} */
export const viewNames = () => Object.keys(VIEWS);

const pick = (table, key, what) => {
  if (!Object.hasOwn(table, key))
    throw new RangeError(`${what} is "${key}"; allowed: ${Object.keys(table).join(', ')}`);
  return table[key];
};

/** @type {number} */
export const SMALLEST_TEXT_PX = 12;
/**
 * What can be read from the back of a room.
 * @type {number}
 */
export const WALL_TEXT_PX = 24;
/**
 * The first layout whose smallest text is not under 12 CSS px, or as many as are asked for, in a stage of this size,
 * else the last one.
 * @param {string} view of the model
 * @param {[number, number]} stage its width and height, CSS px
 * @param {number} [smallest] CSS px
 * @returns {'wide' | 'low' | 'compact'}
 */
export function widthFor(view, [stageWidth, stageHeight], smallest = SMALLEST_TEXT_PX) {
  const rows = Object.entries(kindOf(view).layouts);
  const fits = ([, { w, h, text }]) => Math.min(...text) * Math.min(stageWidth / w, stageHeight / h) > smallest - 0.05;
  return (rows.find(fits) ?? rows[rows.length - 1])[0];
}

/**
 * The picture of a posture; the same structure for every posture of a model, as long as the layer `ship` is on or off.
 * @param {Posture} posture
 * @param {Object} [options] and `ghost`, `only` and `tags` of PictureOptions
 * @param {'wide' | 'low' | 'compact'} [options.width]
 * @param {string} [options.id] prefix of every id
 * @param {string} [options.title]
 * @param {string} [options.sentence] the long description
 * @param {Record<string, boolean>} [options.show] layers that are on
 * @returns {Tree}
 * @throws {RangeError} when there is no such width
 */
export function scene(
  posture,
  {
    width = 'wide',
    id = 'pv-picture',
    title = '',
    sentence = '',
    show = layersShown(posture.model, null),
    ...shown
  } = {},
) {
  const kind = kindOf(posture.model.view);
  const layout = pick(kind.layouts, width, 'width');
  const name = title || modelTitle(posture.model);
  return el(
    'svg',
    {
      class: 'pv-picture',
      id,
      viewBox: `0 0 ${layout.w} ${layout.h}`,
      role: 'img',
      'aria-label': sentence ? `${name}. ${sentence}` : name,
      'font-family': 'var(--font)',
    },
    kind.parts(posture, { layout, show, ...shown }),
  );
}

/**
 * A posture in the size of a letter.
 * @type {(posture: Posture) => string} the data of a path in a box of 20 by 32
 */
export const glyphOf = posture => kindOf(posture.model.view).glyph(posture);

/** A file keeps still: what is hidden in the live tree, so that it has one structure, need not be in it. */
const seenOf = ({ k, ...node }) => ({ ...node, k: k.filter(kid => kid.a.display !== 'none').map(seenOf) });

/**
 * The picture as the text of an SVG file: colours resolved, title and description inside, nothing hidden in it and
 * nothing outside it needed.
 * @param {Posture} posture
 * @param {Object} [options] those of `scene`, and the theme
 * @param {'light' | 'dark' | 'print'} [options.theme]
 * @returns {string}
 */
export function picture(posture, { theme = 'light', ...options } = {}) {
  const colours = palette(theme);
  const { t, a, k } = scene(posture, options);
  const { 'aria-label': _, ...rest } = a;
  const [, , width, height] = a.viewBox.split(' ');
  const words = [
    { t: 'title', a: { id: `${a.id}-title` }, k: [], x: options.title || modelTitle(posture.model) },
    { t: 'desc', a: { id: `${a.id}-desc` }, k: [], x: options.sentence || '' },
  ];
  return toText(
    {
      t,
      a: {
        xmlns: 'http://www.w3.org/2000/svg',
        width,
        height,
        ...rest,
        'aria-labelledby': `${a.id}-title ${a.id}-desc`,
      },
      k: [...words, ...seenOf({ k }).k],
      x: undefined,
    },
    colours,
  );
}
