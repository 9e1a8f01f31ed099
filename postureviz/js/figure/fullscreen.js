// A card on a whole wall, for a room full of people: figures and activities alike.

export const onWall = root => root.ownerDocument.fullscreenElement === root;
/** Fills the screen with a card, or gives the card back to its page. */
export const turnWall = root => (onWall(root) ? root.ownerDocument.exitFullscreen() : root.requestFullscreen());
/** The button says, to eye and ear, whether it is on. */
export const tellWall = root => root.querySelector('[data-do=full]').setAttribute('aria-pressed', String(onWall(root)));
/** A browser that cannot do it gets no button for it. */
export function offerWall(root) {
  if (!root.ownerDocument.fullscreenEnabled) root.querySelector('[data-do=full]').hidden = true;
  tellWall(root);
}
