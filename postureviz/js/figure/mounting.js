// Brings everything on a page to life, a kind at a time: figures, and what a book adds to them.
import { bringIntoSight, living } from './dom.js';
import { placeIn } from './address.js';

/**
 * Mounts every place under `root` that is not alive yet, one in a task of its own so that the page stays quick, those
 * in sight first; returns one cleanup for all of them.
 *
 * @param {[string, (place: HTMLElement) => () => void][]} kinds a selector of places, and how one of them comes alive
 * @param {ParentNode} root
 * @returns {() => void}
 */
export function mountKinds(kinds, root = document) {
  const inSight = place => {
    const { top, bottom } = place.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  const selectors = kinds.map(([selector]) => selector).join();
  const places = [...root.querySelectorAll(selectors)].filter(place => !living.has(place));
  const waiting = [...places.filter(inSight), ...places.filter(place => !inSight(place))];
  const cleanups = [];
  let timer = 0;
  const next = () => {
    const place = waiting.shift();
    // What cannot come alive stays a still, and stops no other.
    try {
      if (place?.isConnected && !living.has(place)) {
        const [, mount] = kinds.find(([selector]) => place.matches(selector));
        cleanups.push(mount(place));
      }
    } catch (problem) {
      console.error(problem);
    }
    if (waiting.length) timer = setTimeout(next);
  };
  next();
  return () => {
    clearTimeout(timer);
    cleanups.forEach(cleanup => cleanup());
  };
}

/** A link to a place of the page that was changed a little on its way still leads there. */
function toPlace() {
  const place = placeIn(document, location.hash);
  if (place) bringIntoSight(place);
}

/** Mounts all kinds of places once the page stands, and follows its links. */
export function whenReady(kinds) {
  const begin = () => {
    mountKinds(kinds);
    toPlace();
  };
  if (document.readyState === 'complete') begin();
  else document.addEventListener('DOMContentLoaded', begin, { once: true });
  addEventListener('hashchange', toPlace);
}
