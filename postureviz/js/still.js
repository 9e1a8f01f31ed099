// Python's home of the drawings: figures as text, without a document.
import { API } from './api.js';

export const PostureViz = API;
