// The activities of the course by name: what a page mounts and Python prints.
import { API } from './api.js';
import { stillActivity } from './activity.js';
import { BRACE } from './brace.js';
import { FADING } from './fading.js';
import { HEADLEVER } from './headlever.js';
import { HOLDING } from './holding.js';
import { LINEUP } from './lineup.js';
import { MOVING } from './moving.js';
import { PEACE } from './peace.js';
import { SITTALL } from './sittall.js';
import { TIGHTER } from './tighter.js';
import { TIMELINE } from './timeline.js';
import { TWINS } from './twins.js';
import { WORLD } from './world.js';

export const ACTIVITIES = { world: WORLD, lineup: LINEUP, peace: PEACE, tighter: TIGHTER, fading: FADING, sittall: SITTALL, valley: HOLDING, headlever: HEADLEVER, brace: BRACE, movement: MOVING, twins: TWINS, timeline: TIMELINE };

API.activityNames = () => Object.keys(ACTIVITIES);
API.stillActivity = (name, id, options) => stillActivity(name, ACTIVITIES[name], id, options);
