// The sizes that every picture is drawn in: for a page, for a low window, for a narrow column.

/**
 * What a layout has in common with the others of its format; each picture adds places of its own.
 * @typedef {{ name: string, w: number, h: number, k: number, text: [number, number] } & Record<string, any>} Layout
 *   w, h: size, px; k: px per unit of the drawing; text: sizes of headings and second lines, px
 */

/** @type {Record<'wide' | 'low' | 'compact', { name: string, w: number, h: number }>} px */
export const FORMATS = {
  wide: { name: 'wide', w: 720, h: 560 },
  low: { name: 'low', w: 720, h: 356 },
  compact: { name: 'compact', w: 356, h: 330 },
};
