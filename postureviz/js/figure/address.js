// The part of a page's address that holds the state of one figure: #pv-name=state, several joined by &.
import { plain, unescaped } from '../engine/state.js';

const FOLLOWED = 'postureviz'; // what a step of the browser's history has already told the figures
const ENTITIES = [
  [/&(?:amp|#38|#x26);/gi, '&'],
  [/&(?:equals|#61|#x3d);/gi, '='],
  [/&(?:quot|gt|lt|apos|nbsp|#39|#34);/gi, ' '],
];
const STATE = /^pv-([^=:/;\s]+)\s*(?:[=:/]|\s(?=v[0-9]))\s*(.*)$/is;

function lineOf(hash) {
  const sent = unescaped(hash);
  let line = plain(sent);
  for (let i = 0; i < 2; i++) for (const [sign, meant] of ENTITIES) line = line.replace(sign, meant);
  return { line, mended: line !== sent };
}
/** The parts of an address that mean a figure, as [name, state text], whatever carriers did to what joins them. */
function statesIn(hash) {
  return lineOf(hash)
    .line.split(/[#&?]/)
    .map(part => part.replace(/^[\s<([{"'‘“„«*~`]+/, ''))
    .filter(part => STATE.test(part) || /^pv-[^;]*;/i.test(part))
    .map(part => STATE.exec(part) ?? [part, part.slice('pv-'.length), ''])
    .map(([, name, text]) => [name.toLowerCase(), text]);
}

/** The element of a page that an address means, though signs were added behind its name or its letters changed. */
export function placeIn(doc, hash) {
  const sent = unescaped(hash.replace(/^#/, ''));
  const name = plain(sent).trim();
  if (!name || doc.getElementById(sent)) return null; // the browser finds it by itself
  const kept = name.replace(/[.,:;!>)\]}"'’”»*~`/|]+$/, '').split(/[?&]/)[0];
  return kept ? (doc.getElementById(kept) ?? doc.getElementById(kept.toLowerCase())) : null;
}

const figuresOf = win =>
  [...win.document.querySelectorAll('[data-figure]')].map(figure => figure.dataset.figure.toLowerCase());

/**
 * read(): the figure's state text, undefined if the address has none; write(text): puts it there; isFirst(): it leads;
 * isNew(): this step of the browser's history has not been followed before, and from now on it has; isMended(): it was
 * changed on its way; lost(): its parts that mean no figure of this page, told by the first that it means, or the
 * first.
 */
export function addressOf(win, name) {
  const own = name.toLowerCase();
  const all = () => statesIn(win.location.hash);
  const isMine = ([other]) => other === own;
  const read = () => all().filter(isMine).pop()?.[1];
  const followed = () => win.history.state?.[FOLLOWED] ?? {};
  function keep(text, hash) {
    try {
      win.history.replaceState({ ...win.history.state, [FOLLOWED]: { ...followed(), [own]: text } }, '', hash);
    } catch {
      // A frame without an address of its own keeps none.
    }
  }
  return {
    read,
    isNew() {
      const text = read();
      if (text === undefined || followed()[own] === text) return false;
      keep(text, win.location.hash);
      return true;
    },
    write(text) {
      const others = all()
        .filter(row => !isMine(row) && row[1])
        .map(([other, state]) => `pv-${other}=${state}`);
      keep(text, `#${[...others, `pv-${name}=${text}`].join('&')}`);
    },
    isFirst() {
      const here = figuresOf(win);
      const first = all().find(([other]) => here.includes(other));
      return Boolean(first && isMine(first));
    },
    isMended: () => lineOf(win.location.hash).mended,
    lost() {
      const figures = figuresOf(win);
      const teller = all().find(([other]) => figures.includes(other))?.[0] ?? figures[0];
      return teller === own
        ? all()
            .filter(([other]) => !figures.includes(other))
            .map(([other]) => `pv-${other}`)
        : [];
    },
  };
}
