// Trees of nodes as elements of a document: made once, then patched in place.
import { present, written } from '../drawing/svg.js';

/** The tree as elements of a document. */
export function create(node, doc) {
  const made = doc.createElementNS('http://www.w3.org/2000/svg', node.t);
  for (const name in node.a) if (present(node.a[name])) made.setAttribute(name, written(node.a[name]));
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
  if (before.t !== after.t || kids.length !== after.k.length) throw new Error(`two structures: <${before.t}> with ${kids.length} children, <${after.t}> with ${after.k.length}`);
  place.node = after;
  if (before.a !== after.a) {
    for (const name in after.a) {
      const value = after.a[name];
      if (value === before.a[name]) continue;
      if (!present(value)) dom.removeAttribute(name);
      else if (typeof value !== 'number' || written(value) !== written(before.a[name])) dom.setAttribute(name, written(value));
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
  for (const [name, value] of Object.entries(node.a)) if (value !== undefined && value !== null && value !== false) made.setAttribute(name, value === true ? '' : value);
  if (node.x !== undefined) made.textContent = node.x;
  for (const kid of node.k) made.append(build(kid, doc));
  return made;
}

const USUAL_LETTERS_PX = 16;
/** How much larger than usual the letters of a reader are; 1 where they are smaller. */
export const letterScale = root => Math.max(1, (parseFloat(root.ownerDocument.defaultView.getComputedStyle(root).fontSize) || USUAL_LETTERS_PX) / USUAL_LETTERS_PX);
