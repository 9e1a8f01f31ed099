// The notebook's home of a figure: an anywidget whose one shared fact is the state text.
import { figure } from './figure.js';

function render({ model, el }) {
  const root = document.createElement('figure');
  el.append(root);
  const live = figure(root, {
    ...model.get('options'),
    model: Object.keys(model.get('source')).length ? model.get('source') : model.get('model'),
    state: model.get('state'),
    name: `lab-${Math.random().toString(36).slice(2, 10)}`,
    link: 'text',
    onState(text) {
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

export default { render };
