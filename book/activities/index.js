// The activities of the course by name: what a page mounts and Python prints.
import { stillActivity } from './mount.js';
import { BRACE } from './brace.js';
import { MAST_TO_SPINE } from './mast_to_spine.js';
import { HEAD_LEVER } from './head_lever.js';
import { VALLEY } from './valley.js';
import { LINE_UP } from './line_up.js';
import { MOVEMENT } from './movement.js';
import { BENT_AT_PEACE } from './bent_at_peace.js';
import { SIT_TALL } from './sit_tall.js';
import { TIGHTER } from './tighter.js';
import { TIMELINE } from './timeline.js';
import { MIRROR_TWINS } from './mirror_twins.js';
import { WORLD } from './world.js';

export const ACTIVITIES = {
  world: WORLD,
  lineup: LINE_UP,
  peace: BENT_AT_PEACE,
  tighter: TIGHTER,
  fading: MAST_TO_SPINE,
  sittall: SIT_TALL,
  valley: VALLEY,
  headlever: HEAD_LEVER,
  brace: BRACE,
  movement: MOVEMENT,
  twins: MIRROR_TWINS,
  timeline: TIMELINE,
};

export const activityNames = () => Object.keys(ACTIVITIES);
export const activityStill = (name, id, options) => stillActivity(name, ACTIVITIES[name], id, options);
