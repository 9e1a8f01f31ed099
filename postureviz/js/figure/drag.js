// Pulling in the picture itself: a tag or a label by its handle, or the top by a nudge. A slider can do all a handle
// can.
const START_PX = 4;
const PER_CENT_PER_PX = 0.8;
const NUDGE_PX = 420; // so many pixels push the top aside by the height of the figure
const LARGEST_SHARE = 0.12; // of that height, unless the picture says less

/**
 * Listens on a figure. on(type, handle); stage(): the element with the picture; value(name); set(name, value);
 * begin(name), end(), cancel(): a gesture; tap(name): a handle touched and not moved; nudge(landmark, share),
 * letGo(): the push on a landmark, in shares of the figure's height.
 */
export function draggable({ on, stage, value, set, begin, end, cancel, tap, nudge, letGo }) {
  let hold = null;
  const drop = how => {
    if (!hold) return;
    const { kind, name, moved } = hold;
    hold = null;
    if (kind === 'nudge') letGo();
    else if (!moved) tap(name);
    else if (how === 'cancel') cancel();
    else end();
  };
  on('pointerdown', event => {
    // One hand at a time: a second finger takes nothing over and leaves nothing behind.
    if (hold || event.button || !stage().contains(event.target)) return;
    const handle = event.target.closest('[data-handle]');
    const top = event.target.closest('[data-nudge]');
    if (!handle && !top) return;
    event.preventDefault();
    const box = stage().getBoundingClientRect();
    // Away from the figure is harder, unless the picture knows better.
    const outward = event.clientX < box.left + box.width / 2 ? '-1 0' : '1 0';
    const [dx, dy] = (handle?.dataset.pull ?? outward).split(' ').map(Number);
    hold = {
      kind: handle ? 'pull' : 'nudge',
      name: handle ? handle.dataset.handle : top.dataset.nudge,
      id: event.pointerId,
      x: event.clientX,
      y: event.clientY,
      dx,
      dy,
      most: Number(top?.dataset.nudgeMost ?? LARGEST_SHARE),
      from: handle ? value(handle.dataset.handle) : 0,
      moved: false,
    };
    stage().setPointerCapture(event.pointerId);
  });
  on('pointermove', event => {
    if (!hold || event.pointerId !== hold.id) return;
    // Let go where nobody told us of it, such as outside the window.
    if (event.buttons === 0) return drop('end');
    const [x, y] = [event.clientX - hold.x, event.clientY - hold.y];
    if (!hold.moved && Math.hypot(x, y) < START_PX) return;
    if (!hold.moved && hold.kind === 'pull') begin(hold.name);
    hold.moved = true;
    if (hold.kind === 'pull') set(hold.name, Math.round(hold.from + (x * hold.dx + y * hold.dy) * PER_CENT_PER_PX));
    else
      nudge(hold.name, (hold.most * Math.min(Math.max(x / NUDGE_PX, -LARGEST_SHARE), LARGEST_SHARE)) / LARGEST_SHARE);
  });
  on('pointerup', event => hold?.id === event.pointerId && drop('end'));
  // A finger that starts upwards scrolls the page: the browser takes the gesture, and the rope goes back.
  on('pointercancel', event => hold?.id === event.pointerId && drop('cancel'));
  return {
    /** Gives back what is held; whether anything was. */
    cancel() {
      const held = Boolean(hold);
      if (held) drop('cancel');
      return held;
    },
  };
}
