// The book's home of the figures: every mount point of the page comes alive, without a kernel.
import { API } from './api.js';
import { mount } from './figure.js';

/** Mounts every figure under `root` that is not alive yet; returns one cleanup for all of them. */
export function mountAll(root = document) {
  const cleanups = [...root.querySelectorAll('[data-postureviz]:not([data-ready])')].map(place => mount(place));
  return () => cleanups.forEach(cleanup => cleanup());
}

API.mountAll = mountAll;
if (document.readyState === 'complete') mountAll();
else document.addEventListener('DOMContentLoaded', () => mountAll(), { once: true });
