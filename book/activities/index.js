// The activities of the course by name: what a page mounts and Python prints.
import { stillActivity } from './mount.js';
import { BRACE } from './brace.js';
import { FADING } from './fading.js';
import { HEADLEVER } from './head_lever.js';
import { HOLDING } from './valley.js';
import { LINEUP } from './line_up.js';
import { MOVING } from './movement.js';
import { PEACE } from './peace.js';
import { SITTALL } from './sit_tall.js';
import { TIGHTER } from './tighter.js';
import { TIMELINE } from './timeline.js';
import { TWINS } from './twins.js';
import { WORLD } from './world.js';

export const ACTIVITIES = {
  world: WORLD,
  lineup: LINEUP,
  peace: PEACE,
  tighter: TIGHTER,
  fading: FADING,
  sittall: SITTALL,
  valley: HOLDING,
  headlever: HEADLEVER,
  brace: BRACE,
  movement: MOVING,
  twins: TWINS,
  timeline: TIMELINE,
};

export const activityNames = () => Object.keys(ACTIVITIES);
export const activityStill = (name, id, options) => stillActivity(name, ACTIVITIES[name], id, options);
