// The book's home: its figures and its activities come alive, without a kernel.
import { API } from '../../postureviz/js/api.js';
import { mount } from '../../postureviz/js/figure/figure.js';
import { mountKinds, whenReady } from '../../postureviz/js/figure/mounting.js';
import { ACTIVITIES, activityNames, activityStill } from './index.js';
import { mountActivity } from './mount.js';

const KINDS = [
  ['[data-activity]', place => mountActivity(place, ACTIVITIES)],
  ['[data-postureviz]', mount],
];

export const PostureViz = {
  ...API,
  activityNames,
  stillActivity: activityStill,
  mountAll: root => mountKinds(KINDS, root),
};
whenReady(KINDS);
