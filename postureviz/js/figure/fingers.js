// Fingers on sliders: a touch that turns into scrolling or pinching gives the value back.

/**
 * on(type, handle): listens on a card. isSlider(target); giveBack(): undoes what the touch has set. Returns
 * {spoiled()}: whether what sliders say now is of a touch that was given back.
 */
export function fingersOf({ on, isSlider, giveBack, begin = () => {} }) {
  const down = new Set();
  let sliding = false;
  let spoiled = false;
  const undo = () => {
    if (!sliding) return;
    sliding = false;
    spoiled = down.size > 0;
    giveBack();
  };
  on('pointerdown', event => {
    if (event.pointerType !== 'touch') {
      sliding = false;
      return;
    }
    if (event.isPrimary) {
      down.clear();
      spoiled = false;
    }
    down.add(event.pointerId);
    if (down.size > 1) return undo();
    sliding = isSlider(event.target);
    if (sliding) begin(event.target);
  });
  const up = event => {
    down.delete(event.pointerId);
    if (!down.size) spoiled = false;
  };
  on('pointercancel', event => {
    down.delete(event.pointerId);
    undo();
    if (!down.size) spoiled = false;
  });
  on('pointerup', up);
  return { spoiled: () => spoiled };
}
