// The notebook's home of a figure: an anywidget whose one shared fact is the state text. `figure/door.js` fetches it.
import { library } from './engine/model.js';
import { solve } from './engine/solver.js';
import { parseState } from './engine/state.js';
import { describe } from './engine/words.js';
import { picture } from './drawing/picture.js';
import { pngOf } from './figure/download.js';
import { figure } from './figure/figure.js';

const VIEW = 'application/vnd.jupyter.widget-view+json';
const STATE = 'application/vnd.jupyter.widget-state+json';
const NOTE = 'postureviz';
const STILL_PX = 480;
const SHARED_AFTER_MS = 500;
// The state in what a notebook calls a figure, behind `Lab.from_state(` or, of a changed model, some other words.
const WRITTEN = /^(Lab\.from_state\(|<Lab of a changed '[^']*', state )'([^']*)'/;

/** The open notebook in JupyterLab and in Jupyter Notebook; nothing elsewhere. */
const notebookOf = model => model.widget_manager?.context?.model;

/** Model data of a figure: of the library, or a changed copy that came along. */
function modelOf(model) {
  const own = model.get('source');
  return Object.keys(own).length ? own : library()[model.get('model')];
}

/** What a notebook is told of an output, one text. */
const writtenIn = output => [output.data?.['text/plain'] ?? ''].flat().join('');

/** The still of a state, as Python makes it when a figure is shown: text, picture, and words for the picture. */
async function stillOf(data, state) {
  const { factors, settings, show } = parseState(state, data);
  const posture = solve(data, factors, settings);
  const sentence = describe(posture);
  const layers = show && { show: Object.fromEntries(show.map(name => [name, true])) };
  const svg = picture(posture, { width: 'compact', sentence, ...layers });
  const width = Number(/ width="([\d.]+)"/.exec(svg)[1]);
  const blob = await pngOf(document, svg, { sentence, theme: 'light', scale: STILL_PX / width });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return { state, sentence, png: btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join('')) };
}

/**
 * A widget dies with its kernel, and a notebook that is opened again would show an error in its place. So what is saved
 * of a figure is the still of what was last seen, with a note of the widget it was, unless the notebook saves the
 * widget itself.
 */
function saveStills(notebook, manager) {
  if (!notebook?.toJSON || notebook[NOTE]) return;
  const stills = new Map();
  const whole = notebook.toJSON.bind(notebook);
  const shownIn = output => output.data?.[VIEW] && WRITTEN.exec(writtenIn(output))?.[2];

  const withStill = saved => output => {
    if (!shownIn(output) || output.data[VIEW].model_id in saved) return output;
    const { [VIEW]: view, ...data } = output.data;
    const metadata = { ...output.metadata, [NOTE]: view };
    const now = stills.get(view.model_id);
    if (now) {
      const text = writtenIn(output).replace(WRITTEN, (_, head) => `${head}'${now.state}'`);
      Object.assign(data, { 'text/plain': text, 'image/png': now.png });
      metadata['image/png'] = { ...metadata['image/png'], alt: now.sentence };
    }
    return { ...output, data, metadata };
  };
  notebook.toJSON = () => {
    const all = whole();
    const still = withStill(all.metadata?.widgets?.[STATE]?.state ?? {});
    return { ...all, cells: all.cells.map(c => (c.outputs ? { ...c, outputs: c.outputs.map(still) } : c)) };
  };

  // A picture takes a moment, and writing a file does not wait: so the pictures are made before it begins.
  const renew = async output => {
    const state = shownIn(output);
    const id = output.data?.[VIEW]?.model_id;
    if (!state || !manager.has_model(id)) return;
    const model = await manager.get_model(id);
    const now = model.get('state');
    if (now !== (stills.get(id)?.state ?? state)) stills.set(id, await stillOf(modelOf(model), now));
  };
  const places = () =>
    [...notebook.cells].flatMap(cell =>
      Array.from({ length: cell.outputs?.length ?? 0 }, (_, i) => ({ cell, i, output: cell.outputs.get(i).toJSON() })),
    );
  // A still that cannot be made keeps nobody from saving.
  const renewAll = () => Promise.allSettled(places().map(place => renew(place.output)));
  const { context } = manager;
  const save = context.save.bind(context);
  context.save = async (...how) => {
    await renewAll();
    return save(...how);
  };

  // Where people share a notebook, a server writes the file from the shared document. There the still has to stand;
  // what stands on the screen stays alive, for a change inside an output is no change of the list of outputs.
  const share = async () => {
    await renewAll();
    for (const { cell, i, output } of places()) {
      const still = withStill({})(output);
      const shared = cell.sharedModel?.ymodel?.get('outputs')?.get(i);
      if (still === output || !shared?.set) continue;
      shared.set('data', still.data);
      shared.set('metadata', still.metadata);
    }
  };
  let waiting = 0;
  notebook[NOTE] = () => {
    if (!notebook.collaborative) return;
    clearTimeout(waiting);
    waiting = setTimeout(share, SHARED_AFTER_MS);
  };
}

/** A notebook that is opened again while its kernel still runs: the stills of its widgets come back to life. */
function reviveStills(notebook, manager) {
  for (const cell of notebook?.cells ?? [])
    for (let i = 0; i < (cell.outputs?.length ?? 0); i++) {
      const output = cell.outputs.get(i);
      const view = output.metadata?.[NOTE];
      if (!view || output.data[VIEW] || !manager.has_model(view.model_id)) continue;
      cell.outputs.set(i, { ...output.toJSON(), data: { ...output.data, [VIEW]: view } });
    }
}

function initialize({ model }) {
  const manager = model.widget_manager;
  const notebook = notebookOf(model);
  saveStills(notebook, manager);
  // While the manager still gathers the widgets of a running kernel, none of them can be shown.
  if (manager?.restoredStatus === false) manager.restored.connect(() => reviveStills(notebook, manager));
  else reviveStills(notebook, manager);
}

function render({ model, el }) {
  const root = document.createElement('figure');
  root.className = 'pv-notebook';
  el.classList.add('pv-widget');
  el.append(root);
  const live = figure(root, {
    ...model.get('options'),
    model: modelOf(model),
    state: model.get('state'),
    name: `lab-${Math.random().toString(36).slice(2, 10)}`,
    link: 'text',
    onState(text, fresh) {
      if (fresh) model.set('gestures', model.get('gestures') + 1);
      model.set('state', text);
      model.save_changes();
    },
  });
  const told = () => notebookOf(model)?.[NOTE]?.();
  const follow = () => {
    live.show(model.get('state'));
    told();
  };
  told();
  model.on('change:state', follow);
  return () => {
    model.off('change:state', follow);
    live.destroy();
    root.remove();
    el.classList.remove('pv-widget');
  };
}

export default { initialize, render };
