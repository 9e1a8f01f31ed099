// Draws a figure frame by frame: its picture, then its readings and ropes, until both show where it stands.
import { alive, create, patch } from './dom.js';
import { isDrawn } from '../drawing/parts.js';
import { controlsOf } from '../engine/state.js';
import { valueIn } from './controls.js';
import { pictureOf } from './card.js';

const MOTION_MS = 420;
const TEXTS_AFTER_MS = 100;

// One small overshoot, as a mast has when it comes to rest (a choice of ours); and a calm walk without one.
const settling = t => (t >= 1 ? 1 : 1 - Math.exp(-6 * t) * Math.cos(5.2 * t) * (1 - t));
export const walking = t => (t >= 1 ? 1 : t * t * (3 - 2 * t));

/** Values a share of the way from some to others, each within its range. */
function between(model, from, to, t) {
  const { ranges } = controlsOf(model);
  const values = new Map();
  for (const key of new Set([...from.keys(), ...to.keys()])) {
    const [a, b] = [valueIn(model, from, key), valueIn(model, to, key)];
    values.set(key, Math.min(Math.max(a + (b - a) * t, ranges.get(key).min), ranges.get(key).max));
  }
  return values;
}

/** A motion from some values to others, as long as told and at that pace; it begins with its first frame. */
function glide(model, from, to, ms, pace) {
  let began = null;
  return now => {
    began ??= now;
    const t = ms ? (now - began) / ms : 1;
    return t < 1 ? { values: between(model, from, to, pace(t)), more: 'on' } : { values: to, more: 'done' };
  };
}

const isFolded = element => Boolean(element.closest('details:not([open])'));

/**
 * Paints one figure. view: its card, with the values it goes to; calm: a media query, whether motion is unwelcome;
 * settled(values, push): the posture there; rested(): called whenever picture and texts stand as the values say.
 */
export function painterOf({ win, view, calm, settled, rested }) {
  let shown = view.values; // what the picture shows; view.values is where it is going
  let motion = null; // what moves the picture: (now) => {values, push, more: 'on', 'held' or 'done'}
  let stale = false; // the picture has to be drawn again, though no value has changed
  let arrived = null; // to be called once the figure is at rest
  let frameAsked = 0;
  let frameAt = -Infinity; // when the last frame was
  let posture;
  let stage;
  let standsInStage; // the picture that stands in the stage
  let texts = []; // readings and ropes: how each is made, what stands of it, the posture it tells, and since when

  function setStage(drawn) {
    stage.replaceChildren(create(drawn, stage.ownerDocument));
    standsInStage = alive(stage.firstElementChild, drawn);
  }
  function draw(values, push = null) {
    shown = values;
    stale = false;
    const next = settled(values, push);
    // A push too far for the model leaves the picture where it is.
    if (push && !isDrawn(next)) return;
    posture = next;
    const stood = standsInStage.dom;
    patch(standsInStage, pictureOf(view, posture));
    // A body that turns into a ship is another picture.
    if (standsInStage.dom !== stood && !calm.matches) standsInStage.dom.animate({ opacity: [0, 1] }, MOTION_MS);
  }
  /**
   * Numbers that change sixty times a second cannot be read, and each asks for a new layout of the page. So while
   * things move, readings and ropes take turns, each ten times a second; what comes after a rest is told at once.
   */
  function tellTexts(now) {
    const afterRest = now - frameAt > TEXTS_AFTER_MS;
    const late = texts.filter(text => text.told !== posture && !isFolded(text.place.dom)).sort((a, b) => a.at - b.at);
    const due = late.filter(text => now - text.at >= TEXTS_AFTER_MS);
    const told = afterRest ? late : due.slice(0, 1);
    for (const text of told) {
      patch(text.place, text.make(view, posture));
      Object.assign(text, { told: posture, at: now });
    }
    return told.length === late.length;
  }
  function ask() {
    if (!frameAsked) frameAsked = win.requestAnimationFrame(frame);
  }
  function frame(now) {
    frameAsked = 0;
    if (motion) {
      const { values, push = null, more } = motion(now);
      draw(values, push);
      if (more === 'on') ask();
      if (more === 'done') motion = null;
    } else if (stale || shown !== view.values) draw(view.values);
    const told = tellTexts(now);
    frameAt = now;
    if (!told) return ask();
    if (motion) return;
    rested();
    const call = arrived;
    arrived = null;
    call?.();
  }

  return {
    /** Takes over a card that shows `at`: its stage, and its texts as [how it is made, its element]. */
    begin(at, element, rows) {
      posture = at;
      stage = element;
      standsInStage = alive(stage.firstElementChild, pictureOf(view, posture));
      texts = rows.map(([make, place]) => ({
        make,
        place: alive(place, make(view, posture)),
        told: posture,
        at: -Infinity,
      }));
    },
    /** The posture of the picture, and the values it was drawn from: on the way these are not those of the figure. */
    posture: () => posture,
    shown: () => shown,
    isBusy: () => Boolean(frameAsked || motion),
    /** Whether anybody sees readings. */
    isRead: () => texts.some(({ place: { dom } }) => dom.matches('.pv-readings:not(:empty)') && !isFolded(dom)),
    ask,
    redraw() {
      stale = true;
      ask();
    },
    retell() {
      for (const text of texts) text.told = null;
      ask();
    },
    /** To the values of the figure: by a glide of so long, or in one step. then(): once it is at rest. */
    go({ moving = false, ms = MOTION_MS, pace = settling, then = null } = {}) {
      motion = moving && !calm.matches ? glide(view.model, shown, view.values, ms, pace) : null;
      arrived = then;
      stale = true;
      ask();
    },
    /** Frames as a motion says; null for none. */
    follow(next) {
      motion = next;
      ask();
    },
    /** The picture anew, in another layout. */
    resize: () => setStage(pictureOf(view, settled(shown))),
    stop: () => win.cancelAnimationFrame(frameAsked),
  };
}
