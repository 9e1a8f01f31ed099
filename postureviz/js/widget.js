// The notebook's home of a figure: an anywidget whose one shared fact is the state text.
import { figure } from './figure/figure.js';

const VIEW = 'application/vnd.jupyter.widget-view+json';
const STATE = 'application/vnd.jupyter.widget-state+json';
const NOTE = 'postureviz';

/** The open notebook in JupyterLab and in Jupyter Notebook; nothing elsewhere. */
const notebookOf = model => model.widget_manager?.context?.model;

/**
 * A widget dies with its kernel, and a notebook that is opened again would show an error in its place. So what is saved
 * of a figure is its still, with a note of the widget it was, unless the notebook saves the widget itself.
 */
function saveStills(notebook) {
  if (!notebook?.toJSON || notebook[NOTE]) return;
  notebook[NOTE] = true;
  const whole = notebook.toJSON.bind(notebook);
  notebook.toJSON = () => {
    const all = whole();
    const saved = all.metadata?.widgets?.[STATE]?.state ?? {};
    const still = output => {
      const { [VIEW]: view, ...data } = output.data ?? {};
      if (!view || view.model_id in saved || !String(data['text/plain']).startsWith('Lab.from_state(')) return output;
      return { ...output, data, metadata: { ...output.metadata, [NOTE]: view } };
    };
    return { ...all, cells: all.cells.map(cell => (cell.outputs ? { ...cell, outputs: cell.outputs.map(still) } : cell)) };
  };
}

/** A notebook that is opened again while its kernel still runs: the stills of its widgets come back to life. */
function reviveStills(notebook, manager) {
  for (const cell of notebook?.cells ?? [])
    for (let i = 0; i < (cell.outputs?.length ?? 0); i++) {
      const output = cell.outputs.get(i);
      const view = output.metadata?.[NOTE];
      if (view && !output.data[VIEW] && manager.has_model(view.model_id)) cell.outputs.set(i, { ...output.toJSON(), data: { ...output.data, [VIEW]: view } });
    }
}

function initialize({ model }) {
  const manager = model.widget_manager;
  const notebook = notebookOf(model);
  saveStills(notebook);
  // While the manager still gathers the widgets of a running kernel, none of them can be shown.
  if (manager?.restoredStatus === false) manager.restored.connect(() => reviveStills(notebook, manager));
  else reviveStills(notebook, manager);
}

function render({ model, el }) {
  const root = document.createElement('figure');
  root.className = 'pv-notebook';
  el.append(root);
  const live = figure(root, {
    ...model.get('options'),
    model: Object.keys(model.get('source')).length ? model.get('source') : model.get('model'),
    state: model.get('state'),
    name: `lab-${Math.random().toString(36).slice(2, 10)}`,
    link: 'text',
    onState(text, fresh) {
      if (fresh) model.set('gestures', model.get('gestures') + 1);
      model.set('state', text);
      model.save_changes();
    },
  });
  const follow = () => live.show(model.get('state'));
  model.on('change:state', follow);
  return () => {
    model.off('change:state', follow);
    live.destroy();
    root.remove();
  };
}

export default { initialize, render };
