// Python's home of the drawings: figures and activities as text, without a document.
import { API } from './api.js';
import { activityNames, activityStill } from './activities/index.js';

export const PostureViz = { ...API, activityNames, stillActivity: activityStill };
