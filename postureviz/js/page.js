// The book's home of the figures: every mount point of the page comes alive, without a kernel.
import { API } from './api.js';
import { bringIntoSight, living } from './figure/dom.js';
import { mount } from './figure/figure.js';
import { placeIn } from './figure/address.js';
import { ACTIVITIES, activityNames, activityStill } from './activities/index.js';
import { mountActivity } from './activities/mount.js';

/**
 * Mounts every figure and activity under `root` that is not alive yet, one in a task of its own so that the page stays
 * quick, those
 * in sight first; returns one cleanup for all of them.
 */
export function mountAll(root = document) {
  const inSight = place => {
    const { top, bottom } = place.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  const places = [...root.querySelectorAll('[data-postureviz], [data-activity]')].filter(place => !living.has(place));
  const waiting = [...places.filter(inSight), ...places.filter(place => !inSight(place))];
  const cleanups = [];
  let timer = 0;
  const next = () => {
    const place = waiting.shift();
    // What cannot come alive stays a still, and stops no other.
    try {
      if (place?.isConnected && !living.has(place))
        cleanups.push(place.dataset.activity ? mountActivity(place, ACTIVITIES) : mount(place));
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

export const PostureViz = { ...API, activityNames, stillActivity: activityStill, mountAll };
function begin() {
  mountAll();
  toPlace();
}
if (document.readyState === 'complete') begin();
else document.addEventListener('DOMContentLoaded', begin, { once: true });
addEventListener('hashchange', toPlace);
