// Trees of nodes as elements of a document: made once, then patched in place.
import { present, written } from '../drawing/svg.js';

/** The places of a page that are alive. Not marked in the page itself: a page that is saved keeps its marks. */
export const living = new WeakSet();

const mixes = globalThis.CSS?.supports?.('color', 'color-mix(in srgb, red, blue)') ?? true;
const MIX = /[a-z-]+\(in srgb, (var\([\w-]+\)) (\d+)%, (var\([\w-]+\))\)/;
/** A browser that cannot mix two colours gets the one that there is more of. */
const inked = mixes
  ? value => value
  : value => value.replace(MIX, (all, name, percent, ground) => (Number(percent) < 50 ? ground : name));
/** An attribute as this browser can show it. */
export const put = (dom, name, value) => dom.setAttribute(name, inked(written(value)));

/** Brings an element into sight by scrolling this page alone: a page that holds it in a frame stays where it is. */
export function bringIntoSight(element, { nearest = false } = {}) {
  const win = element.ownerDocument.defaultView;
  const { top, bottom } = element.getBoundingClientRect();
  const above = parseFloat(win.getComputedStyle(element).scrollMarginTop) || 0;
  const by = !nearest || top < above ? top - above : Math.max(0, Math.min(bottom - win.innerHeight, top - above));
  if (by) win.scrollTo({ top: win.scrollY + by });
}

/** The tree as elements of a document. */
export function create(node, doc) {
  const made = doc.createElementNS('http://www.w3.org/2000/svg', node.t);
  for (const name in node.a) if (present(node.a[name])) put(made, name, node.a[name]);
  if (node.x !== undefined) made.textContent = node.x;
  for (const kid of node.k) made.appendChild(create(kid, doc));
  return made;
}

/** A tree and the elements made from it, so that they can be kept up with what comes next. */
export function alive(dom, node) {
  const kids = [];
  let child = dom.firstElementChild;
  for (const kid of node.k) {
    kids.push(alive(child, kid));
    child = child.nextElementSibling;
  }
  return { dom, node, kids };
}

const isHidden = node => node.a.display === 'none';
/**
 * Turns what stands into `after`, touching only what differs. Both have one structure. What was hidden and stays
 * hidden is left as it stands; it catches up when it is shown.
 */
export function patch(place, after) {
  const { dom, node: before, kids } = place;
  if (before === after || (isHidden(before) && isHidden(after))) return;
  if (before.t !== after.t || kids.length !== after.k.length)
    throw new Error(`two structures: <${before.t}> with ${kids.length} children, <${after.t}> with ${after.k.length}`);
  place.node = after;
  if (before.a !== after.a) {
    for (const name in after.a) {
      const value = after.a[name];
      if (value === before.a[name]) continue;
      if (!present(value)) dom.removeAttribute(name);
      else if (typeof value !== 'number' || written(value) !== written(before.a[name])) put(dom, name, value);
    }
    for (const name in before.a) if (!(name in after.a)) dom.removeAttribute(name);
  }
  if (before.x !== after.x) dom.textContent = after.x;
  for (let i = 0; i < kids.length; i++) patch(kids[i], after.k[i]);
}

/** Nodes as elements of a document. */
export function build(node, doc) {
  if (node.t === 'svg') return create(node, doc);
  const made = doc.createElement(node.t);
  for (const [name, value] of Object.entries(node.a))
    if (value !== undefined && value !== null && value !== false) made.setAttribute(name, value === true ? '' : value);
  if (node.x !== undefined) made.textContent = node.x;
  for (const kid of node.k) made.append(build(kid, doc));
  return made;
}

const USUAL_LETTERS_PX = 16;
/** How much larger than usual the letters of a reader are; 1 where they are smaller. */
export const letterScale = root =>
  Math.max(
    1,
    (parseFloat(root.ownerDocument.defaultView.getComputedStyle(root).fontSize) || USUAL_LETTERS_PX) / USUAL_LETTERS_PX,
  );
