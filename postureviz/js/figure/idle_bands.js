// How sure the readings of any state are, worked out in quiet moments: a little at a time, and for one figure at a
// time.
import { band, spreadSteps } from '../engine/response.js';

const SLICE_MS = 8; // half a frame, so that a page stays quick while it works
const LATEST_MS = 500; // so long a busy page may keep us waiting for the next slice
const KEPT_BANDS = 32; // states whose bands a figure remembers

const stateOf = p => JSON.stringify([p.factors, p.settings]);
/** The bands of a posture as far as a figure knows them: from the table, or worked out before; null if they are not. */
export const knownBand = (view, p) => band(p) ?? view.bands.get(stateOf(p)) ?? null;
/** Do readings of this model hang on anything that is only assumed? */
export const isUnsure = model => Boolean(model.unsure?.length);

const queue = []; // what the figures of a page would like to know, in turn
let askedFor = null;

function goOn(win) {
  if (askedFor || !queue.length) return;
  if (win.requestIdleCallback) {
    const id = win.requestIdleCallback(idle => workSlice(win, idle.timeRemaining()), { timeout: LATEST_MS });
    askedFor = () => win.cancelIdleCallback(id);
  } else {
    const id = win.setTimeout(() => workSlice(win, SLICE_MS), 2 * SLICE_MS);
    askedFor = () => win.clearTimeout(id);
  }
}
function workSlice(win, spare_ms) {
  askedFor = null;
  const [job] = queue;
  const until = win.performance.now() + Math.min(spare_ms, SLICE_MS);
  let step;
  do step = job.steps.next();
  while (!step.done && win.performance.now() < until);
  if (step.done) {
    queue.shift();
    job.found(step.value);
  }
  goOn(win);
}
function leaveQueue(job) {
  if (queue.includes(job)) queue.splice(queue.indexOf(job), 1);
  if (queue.length) return;
  askedFor?.();
  askedFor = null;
}

/** The bands of one figure; found() is called when those of its posture are there. */
export function bandsOf({ win, view, after_ms, found }) {
  let job = null; // kept while the figure is out of sight, and taken up again if it still stands as it did
  let timer = 0;
  function stop() {
    if (timer) win.clearTimeout(timer);
    timer = 0;
    if (job) leaveQueue(job);
  }
  return {
    stop,
    /** The figure rests in this posture and shows its readings: its bands are wanted, if it stays so for a while. */
    rest(p) {
      stop();
      if (!isUnsure(p.model) || knownBand(view, p)) return;
      timer = win.setTimeout(() => {
        timer = 0;
        const state = stateOf(p);
        if (job?.state !== state) {
          job = {
            state,
            steps: spreadSteps(p),
            found(bands) {
              job = null;
              if (view.bands.size >= KEPT_BANDS) view.bands.clear();
              view.bands.set(state, bands);
              found();
            },
          };
        }
        queue.push(job);
        goOn(win);
      }, after_ms);
    },
  };
}
