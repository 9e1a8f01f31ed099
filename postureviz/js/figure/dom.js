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
/** Brings an element into sight by scrolling this page alone: a page that holds it in a frame stays where it is. */
export function bringIntoSight(element, { nearest = false } = {}) {
  const win = element.ownerDocument.defaultView;
  const { top, bottom } = element.getBoundingClientRect();
  const above = parseFloat(win.getComputedStyle(element).scrollMarginTop) || 0;
  const by = !nearest || top < above ? top - above : Math.max(0, Math.min(bottom - win.innerHeight, top - above));
  if (by) win.scrollTo({ top: win.scrollY + by });
}

const SVG = 'http://www.w3.org/2000/svg';
/** An attribute as this browser can show it. A picture needs no more than hundredths; a slider does. */
const textFor = ({ namespaceURI }, value) =>
  inked(namespaceURI === SVG ? written(value) : value === true ? '' : String(value));

/** The tree as elements of a document; what stands inside a picture is part of it. */
export function create(node, doc, inPicture = node.t === 'svg') {
  const made = inPicture ? doc.createElementNS(SVG, node.t) : doc.createElement(node.t);
  for (const name in node.a) if (present(node.a[name])) made.setAttribute(name, textFor(made, node.a[name]));
  if (node.x !== undefined) made.textContent = node.x;
  for (const kid of node.k) made.appendChild(create(kid, doc, inPicture || kid.t === 'svg'));
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

/** What a reader moved no longer follows its attributes. */
function follow(dom, { value, checked }) {
  if (value !== undefined && dom.type !== 'radio' && dom.value !== String(value)) dom.value = value;
  if (checked !== undefined) dom.checked = Boolean(checked);
}
/** Controls say what their tree says, whatever a browser or a finger has put into them. */
export function resetInputs({ dom, node, kids }) {
  if (node.t === 'input') follow(dom, node.a);
  kids.forEach(resetInputs);
}

const isHidden = node => node.a.display === 'none';
/**
 * Turns what stands into `after`, touching only what differs; a part of another structure is made anew. What was hidden
 * and stays hidden is left as it stands; it catches up when it is shown.
 */
export function patch(place, after) {
  const { dom, node: before, kids } = place;
  if (before === after || (isHidden(before) && isHidden(after))) return;
  if (before.t !== after.t || kids.length !== after.k.length || (before.x === undefined) !== (after.x === undefined)) {
    const made = create(after, dom.ownerDocument, dom.namespaceURI === SVG || after.t === 'svg');
    dom.replaceWith(made);
    Object.assign(place, alive(made, after));
    return;
  }
  place.node = after;
  if (before.a !== after.a) {
    for (const name in after.a) {
      const value = after.a[name];
      if (value === before.a[name]) continue;
      if (!present(value)) dom.removeAttribute(name);
      else {
        const text = textFor(dom, value);
        if (typeof value !== 'number' || text !== textFor(dom, before.a[name])) dom.setAttribute(name, text);
      }
    }
    for (const name in before.a) if (!(name in after.a)) dom.removeAttribute(name);
  }
  if (after.t === 'input') follow(dom, after.a);
  if (before.x !== after.x) dom.textContent = after.x;
  for (let i = 0; i < kids.length; i++) patch(kids[i], after.k[i]);
}

const USUAL_LETTERS_PX = 16;
/** How much larger than usual the letters of a reader are; 1 where they are smaller. */
export const letterScale = root =>
  Math.max(
    1,
    (parseFloat(root.ownerDocument.defaultView.getComputedStyle(root).fontSize) || USUAL_LETTERS_PX) / USUAL_LETTERS_PX,
  );
