// The course's own helpers: checks, the table of evidence, notes for teachers.
// Nothing here is sent, counted or kept; what is kept is the matter of pv-kept.js.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // Checks. Arrow keys walk along the options, Space or a click chooses; nothing has to be answered.
  const explain = (check, letter) => {
    const why = document.querySelector(`.pvb-answers [data-answers="${check.id}"] [data-option="${letter}"]`);
    const said = check.querySelector('.pvb-said');
    said.replaceChildren(...[...why.childNodes].map(node => node.cloneNode(true)));
    for (const copy of all('[id]', said)) copy.removeAttribute('id');
    for (const option of all('.pvb-option', check)) {
      option.classList.toggle('pvb-chosen', option.querySelector('input').checked);
    }
  };
  for (const check of all('[data-check]')) {
    const inputs = all('input', check);
    // What a browser kept of an answer, or a saved page of its explanation: both or neither.
    addEventListener('pageshow', () => {
      const chosen = inputs.find(input => input.checked);
      if (chosen) explain(check, chosen.value);
      else {
        check.querySelector('.pvb-said').replaceChildren();
        for (const option of all('.pvb-option', check)) option.classList.remove('pvb-chosen');
      }
    });
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

  // The table of evidence: choose a verdict or a chapter.
  for (const place of all('[data-evidence]')) {
    const rows = all('tbody tr', place);
    // A page that was saved holds a bar already, without what made it work.
    for (const old of all('.pvb-filter', place)) old.remove();
    const bar = document.createElement('p');
    bar.className = 'pvb-filter';
    const count = document.createElement('span');
    count.setAttribute('role', 'status');
    const menu = (label, names) => {
      const holder = document.createElement('label');
      const select = document.createElement('select');
      select.autocomplete = 'off';
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
      count.textContent = place.dataset.shown.replace('%s', shown);
    }
    show();
    addEventListener('pageshow', show);
    // A link to a row shows it, whatever was chosen.
    addEventListener('hashchange', () => {
      const row = document.getElementById(location.hash.slice(1));
      if (row?.hidden) {
        verdict.value = chapter.value = '';
        show();
        // By its own page alone: one that holds it in a frame stays where it is.
        scrollTo({ top: scrollY + row.getBoundingClientRect().top });
      }
    });
  }

  // Paper has nothing to unfold; teachers may ask for open notes with #teach.
  const folds = all('.pvb-aims, .pvb-instructor, .pvb-muscles, .pvb-safety');
  const notes = folds.filter(fold => !fold.matches('.pvb-safety'));
  if (location.hash === '#teach') for (const note of notes) note.open = true;
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = folds.filter(fold => !fold.open);
    for (const fold of opened) fold.open = true;
  });
  addEventListener('afterprint', () => {
    for (const fold of opened) fold.open = false;
  });
})();
