// What every figure of a notebook brings along: a few lines that fetch the rest, which all share, once per page.

const HOMES = Symbol.for('postureviz');

async function unpacked(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
}

/** The widget that carries the code for all figures of a kernel, where the notebook knows other widgets. */
async function fromParcel(model) {
  const parcel = await model.widget_manager.get_model(model.get('parcel').replace('IPY_MODEL_', ''));
  return unpacked(parcel.get('content'));
}

/** The same, from Python itself. */
function fromPython(model) {
  return new Promise(done => {
    const take = message => {
      if (!message?.code) return;
      model.off('msg:custom', take);
      done(message);
    };
    model.on('msg:custom', take);
    model.send({ wants: 'code' });
  });
}

async function load(model) {
  const { code, css } = await fromParcel(model).catch(() => fromPython(model));
  const address = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  try {
    return { css, ...(await import(address)).default };
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** The code of this edition; figures of all notebooks of a page share it. */
function home(model) {
  const homes = (globalThis[HOMES] ??= new Map());
  const edition = model.get('edition');
  if (!homes.has(edition)) {
    const coming = load(model);
    homes.set(edition, coming);
    coming.catch(() => homes.delete(edition));
  }
  return homes.get(edition);
}

/** The style sheet stands once in the document, and once in each shadow that holds a figure. */
function dress(el, css, edition) {
  const doc = el.ownerDocument;
  const root = el.getRootNode();
  for (const place of [doc.head, ...(root.host ? [root] : [])]) {
    if (place.querySelector(`style[data-postureviz="${edition}"]`)) continue;
    const style = doc.createElement('style');
    style.dataset.postureviz = edition;
    style.textContent = css;
    place.append(style);
  }
}

async function initialize(props) {
  const { initialize: begin } = await home(props.model);
  begin(props);
}

async function render(props) {
  const { css, render: draw } = await home(props.model);
  dress(props.el, css, props.model.get('edition'));
  return draw(props);
}

export default { initialize, render };
