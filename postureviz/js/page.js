// A page's home of the figures: every mount point comes alive, without a kernel.
import { API } from './api.js';
import { mount } from './figure/figure.js';
import { mountKinds, whenReady } from './figure/mounting.js';

const KINDS = [['[data-postureviz]', mount]];

export const PostureViz = { ...API, mountAll: root => mountKinds(KINDS, root) };
whenReady(KINDS);
