// The course's own helpers: checks, worksheets, the table of evidence, notes for teachers, your place.
// Nothing here is sent or counted. Only your place is kept, on this device, and a button erases it.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // Checks. Arrow keys walk along the options, Space or a click chooses; nothing has to be answered.
  const explain = (check, letter) => {
    const why = document.querySelector(
      `.pvb-answers [data-answers="${check.id}"] [data-option="${letter}"]`,
    );
    const said = check.querySelector('.pvb-said');
    said.replaceChildren(...[...why.childNodes].map(node => node.cloneNode(true)));
    for (const copy of all('[id]', said)) copy.removeAttribute('id');
    for (const option of all('.pvb-option', check)) {
      option.classList.toggle('pvb-chosen', option.querySelector('input').checked);
    }
  };
  for (const check of all('[data-check]')) {
    const inputs = all('input', check);
    check.addEventListener('change', event => explain(check, event.target.value));
    check.addEventListener('keydown', event => {
      const at = inputs.indexOf(event.target);
      const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
      if (at < 0) return;
      if (step) {
        event.preventDefault();
        inputs[(at + step + inputs.length) % inputs.length].focus();
      } else if (event.key === 'Enter') {
        event.preventDefault();
        inputs[at].click();
      }
    });
  }

  // Worksheets: print this sheet alone, or clear it. A reload clears it too.
  for (const sheet of all('[data-sheet]')) {
    const tools = sheet.querySelector('.pvb-sheet-tools');
    const status = tools.querySelector('[role=status]');
    tools.hidden = false;
    const clear = () => {
      for (const field of all('textarea', sheet)) field.value = '';
      for (const field of all('input', sheet)) field.checked = false;
    };
    addEventListener('pageshow', clear);
    tools.addEventListener('click', event => {
      const wanted = event.target.dataset.do;
      if (wanted === 'clear') {
        clear();
        status.textContent = tools.dataset.cleared;
      } else if (wanted === 'print') {
        document.documentElement.classList.add('pvb-one-sheet');
        sheet.classList.add('pvb-printed');
        print();
        sheet.classList.remove('pvb-printed');
        document.documentElement.classList.remove('pvb-one-sheet');
      }
    });
    // Paper shows all that was written.
    sheet.addEventListener('input', event => {
      const field = event.target;
      if (field.localName !== 'textarea') return;
      status.textContent = '';
      field.style.height = 'auto';
      field.style.height = `${field.scrollHeight + 2}px`;
    });
  }

  // The table of evidence: choose a verdict or a chapter.
  for (const place of all('[data-evidence]')) {
    const rows = all('tbody tr', place);
    const bar = document.createElement('p');
    bar.className = 'pvb-filter';
    const count = document.createElement('span');
    count.setAttribute('role', 'status');
    const menu = (label, names) => {
      const holder = document.createElement('label');
      const select = document.createElement('select');
      select.append(new Option(place.dataset.all, ''), ...names.map(name => new Option(name, name)));
      select.addEventListener('change', show);
      holder.append(`${label} `, select);
      bar.append(holder);
      return select;
    };
    const unique = list => [...new Set(list)].filter(Boolean);
    const chapters = row => row.dataset.chapters.split('|');
    const verdict = menu(place.dataset.verdict, unique(rows.map(row => row.dataset.verdict)));
    const chapter = menu(place.dataset.chapter, unique(rows.flatMap(chapters)));
    bar.append(count);
    place.prepend(bar);
    function show() {
      let shown = 0;
      for (const row of rows) {
        row.hidden =
          (verdict.value !== '' && row.dataset.verdict !== verdict.value) ||
          (chapter.value !== '' && !chapters(row).includes(chapter.value));
        shown += !row.hidden;
      }
      count.textContent = `${shown} ${place.dataset.shown}`;
    }
    show();
    // A link to a row shows it, whatever was chosen.
    addEventListener('hashchange', () => {
      const row = document.getElementById(location.hash.slice(1));
      if (row && row.hidden) {
        verdict.value = chapter.value = '';
        show();
        row.scrollIntoView();
      }
    });
  }

  // Paper has nothing to unfold; teachers may ask for open notes with #teach.
  const folds = all('.pvb-aims, .pvb-instructor, .pvb-muscles');
  if (location.hash === '#teach') for (const fold of folds) fold.open = true;
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = folds.filter(fold => !fold.open);
    for (const fold of opened) fold.open = true;
  });
  addEventListener('afterprint', () => {
    for (const fold of opened) fold.open = false;
  });

  // Your place: a chapter notes itself when you open it; the start page offers it.
  const KEY = 'pv-place';
  const store = (act, fallback) => {
    try {
      return act(localStorage);
    } catch {
      return fallback; // private windows and some folders keep nothing
    }
  };
  const home = document.querySelector('.pvb-home');
  if (document.querySelector('.pvb-head') && home) {
    const root = new URL('../', home.href).pathname;
    const title = document.querySelector('h1').firstChild.textContent.trim();
    const address = location.pathname.slice(root.length);
    store(box => box.setItem(KEY, JSON.stringify({ address, title })));
  }
  for (const line of all('[data-place]')) {
    const kept = store(box => JSON.parse(box.getItem(KEY)), null);
    const link = line.querySelector('a');
    // Only a page of this book: the contents list has to know it.
    const known = kept && all('.pvb-toc a').find(a => a.href.split('#')[0].endsWith(`/${kept.address}`));
    if (!known) continue;
    link.href = known.href;
    link.textContent = known.textContent.trim();
    line.hidden = false;
    line.querySelector('button').addEventListener('click', () => {
      store(box => box.removeItem(KEY));
      line.hidden = true;
      document.querySelector('h1').focus?.();
    });
  }
})();
