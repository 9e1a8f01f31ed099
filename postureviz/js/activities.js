// The activities of the course by name: what a page mounts and Python prints.
import { API } from './api.js';
import { stillActivity } from './activity.js';
import { HEADLEVER } from './headlever.js';
import { PEACE } from './peace.js';
import { SITTALL } from './sittall.js';
import { TIGHTER } from './tighter.js';
import { TIMELINE } from './timeline.js';
import { WORLD } from './world.js';

export const ACTIVITIES = { world: WORLD, peace: PEACE, tighter: TIGHTER, sittall: SITTALL, headlever: HEADLEVER, timeline: TIMELINE };

API.activityNames = () => Object.keys(ACTIVITIES);
API.stillActivity = (name, id, options) => stillActivity(name, ACTIVITIES[name], id, options);
