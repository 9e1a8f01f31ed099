/** The sheets that every view is drawn on, in px: for a page, for a low window, for a narrow column. */
export const SHEETS = {
  wide: { w: 720, h: 560 },
  low: { w: 720, h: 356 },
  compact: { w: 356, h: 330 },
};
