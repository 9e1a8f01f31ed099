/** The sheets that every view is drawn on, by name and in px: for a page, for a low window, for a narrow column. */
export const SHEETS = {
  wide: { name: 'wide', w: 720, h: 560 },
  low: { name: 'low', w: 720, h: 356 },
  compact: { name: 'compact', w: 356, h: 330 },
};
