// The sheet that lists the keys, in the browser's own dialogue.
import { create } from './dom.js';
import { FOCUSABLE, html } from '../drawing/html.js';
import { entry, say } from '../engine/words.js';

/** Opens the sheet over its figure; it goes from the page when it is closed. */
export function openSheet(root, id) {
  const doc = root.ownerDocument;
  const rows = entry('figure.key_rows').map(([keys, does]) =>
    html('div', {}, [
      html(
        'dt',
        {},
        keys.map(key => html('kbd', {}, key)),
      ),
      html('dd', {}, does),
    ]),
  );
  const sheet = create(
    html('dialog', { class: 'pv-sheet', 'aria-labelledby': `${id}-sheet` }, [
      html('p', { class: 'pv-heading', id: `${id}-sheet` }, say('figure.keys_title')),
      html('dl', {}, rows),
      // No form: a frame that forbids them would leave the sheet open.
      html('div', {}, [
        html('button', { class: 'pv-button pv-main', type: 'button', ...FOCUSABLE }, say('figure.close')),
      ]),
    ]),
    doc,
  );
  root.append(sheet);
  sheet.querySelector('button').addEventListener('click', () => sheet.close());
  sheet.addEventListener('close', () => sheet.remove());
  sheet.showModal();
}
