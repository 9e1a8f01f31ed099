// What the buttons of a figure do.
import { describe, say } from '../engine/words.js';
import { textOf, valuesOf } from '../engine/state.js';
import { picture } from '../drawing/picture.js';
import { shownIn } from './card.js';
import { evenOf } from './player.js';
import { thenOf } from './question.js';
import { readingsCsv, savePng, saveTable, saveText } from './download.js';
import { openSheet } from './keys_dialog.js';
import { turnWall } from './fullscreen.js';

const COPIED_MS = 2000;

/**
 * @param {Live} live
 * @param {object} parts steps, store, telling, player and comparison of the figure; question(phase); skipQuestion();
 *   resting(): the posture of the state; linked(): what a link to the state is, in words and as text; beginning: the
 *   state that it was written with; isOver(): whether the figure has gone meanwhile
 * @returns {{ keys(): void, stop(): void }}
 */
export function actionsOf(
  { root, doc, win, model, name, view, places, on },
  { steps, store, telling, player, comparison, question, skipQuestion, resting, linked, beginning, isOver },
) {
  let copiedTimer = 0;
  let playedTo = null; // where play went last

  function play() {
    if (player.state() === 'playing') return player.pause();
    if (player.state() === 'paused') return player.resume();
    telling.notices([]);
    steps.close();
    skipQuestion();
    const even = evenOf(model, view.values);
    if (textOf(model, even) !== view.pulls) playedTo = view.values;
    player.start(playedTo ?? firstUneven(), even);
  }
  function firstUneven() {
    const presets = model.presets.map(preset => valuesOf(model, preset.factors, preset.settings));
    return [view.start, ...presets].find(values => textOf(model, values) !== view.pulls) ?? view.values;
  }

  async function copyLink(button) {
    const { kind, copy } = linked();
    let done = true;
    try {
      await win.navigator.clipboard.writeText(copy);
    } catch {
      done = false;
    }
    if (isOver()) return;
    telling.notices([say(`figure.${kind}_${done ? 'copied' : 'shown'}`, { link: copy })]);
    if (!done) return;
    const word = button.querySelector('span');
    word.textContent = say('figure.link_done');
    win.clearTimeout(copiedTimer);
    copiedTimer = win.setTimeout(() => {
      word.textContent = say('figure.link');
    }, COPIED_MS);
  }

  const theme = () => (win.getComputedStyle(root).colorScheme === 'dark' ? 'dark' : 'light');
  const savedPicture = at =>
    picture(at, {
      ...shownIn(view),
      width: 'wide',
      theme: theme(),
      id: 'pv-picture',
      title: view.options.title,
      sentence: describe(at),
    });
  /** Saves a file and says so; a frame may have forbidden it without a word. */
  async function saved(ending, save) {
    const file = `${model.name}-${name}.${ending}`;
    await save(file);
    if (!isOver()) telling.notices([say(win.parent === win ? 'figure.saved' : 'figure.saved_framed', { file })]);
  }

  const DO = {
    undo: () => store.takeBack('undo'),
    redo: () => store.takeBack('redo'),
    reset() {
      store.goTo(beginning, 'reset');
      if (view.options.ask) question('ask');
    },
    play,
    link: copyLink,
    compare: () => (view.pinned ? DO.uncompare() : comparison.pin(resting())),
    uncompare() {
      comparison.stop();
      places.more.focus({ preventScroll: true });
    },
    beside: comparison.turn,
    save_svg: () => saved('svg', file => saveText(doc, file, savedPicture(resting()), 'image/svg+xml')),
    save_png() {
      const at = resting();
      return saved('png', file =>
        savePng(doc, file, savedPicture(at), { title: view.options.title, sentence: describe(at), theme: theme() }),
      );
    },
    save_csv: () => saved('csv', file => saveTable(doc, file, readingsCsv(view, resting()))),
    full: () => turnWall(root),
    keys: () => openSheet(root, view.id),
    let_go: () => store.goTo({ values: thenOf(view) }, 'let go'),
    ask_again() {
      store.goTo(beginning, 'ask again');
      question('ask');
    },
  };
  on(root, 'click', event => {
    const button = event.target.closest('[data-do], [data-guess]');
    if (!button || button.closest('dialog')) return;
    const menu = button.closest('.pv-menu');
    if (menu) {
      menu.open = false;
      menu.querySelector('summary').focus({ preventScroll: true });
    }
    if (button.dataset.guess) {
      view.guess = Number(button.dataset.guess);
      return question('guessed');
    }
    DO[button.dataset.do](button);
  });
  return { keys: DO.keys, stop: () => win.clearTimeout(copiedTimer) };
}
