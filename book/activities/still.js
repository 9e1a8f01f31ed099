// Python's home of the book's drawings: figures and activities as text, without a document.
import { API } from '../../postureviz/js/api.js';
import { activityNames, activityStill } from './index.js';

export const PostureViz = { ...API, activityNames, stillActivity: activityStill };
