// Comparing with how a figure was: as an outline in its picture, or as a second picture beside it.
import { create } from './dom.js';
import { html } from '../drawing/html.js';
import { say } from '../engine/words.js';
import { pictureOf } from './card.js';

/**
 * Pins a posture to a figure. find(selector), stage(): elements of the figure; changed(): its picture has to be drawn
 * again.
 */
export function comparable({ view, doc, find, stage, changed }) {
  function draw() {
    if (view.pinned?.beside)
      find('.pv-pinned').replaceChildren(
        create(pictureOf(view, view.pinned.posture, { id: `${view.id}-pinned`, title: say('figure.pinned') }), doc),
        create(html('p', { class: 'pv-was-name' }, say('figure.as_it_was')), doc),
      );
  }
  function show() {
    const { pinned } = view;
    const beside = Boolean(pinned?.beside);
    find('.pv-comparing').hidden = !pinned;
    find('[data-do=compare]').setAttribute('aria-pressed', String(Boolean(pinned)));
    find('[data-do=beside]').setAttribute('aria-pressed', String(beside));
    find('.pv-card').toggleAttribute('data-beside', beside);
    find('.pv-pinned')?.remove();
    if (beside) stage().after(create(html('div', { class: 'pv-stage pv-pinned' }, []), doc));
    changed();
    draw();
  }
  return {
    draw,
    pin(posture) {
      view.pinned = { posture, beside: false };
      show();
    },
    turn() {
      view.pinned.beside = !view.pinned.beside;
      show();
    },
    stop() {
      view.pinned = null;
      show();
    },
  };
}
