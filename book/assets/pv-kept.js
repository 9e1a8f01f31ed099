// What a reader writes and ticks, and the place in the book. Nothing of it leaves the device. Sheets and answers
// live as long as the tab; a sheet stays longer only if the reader asks; the place stays until a button erases it.
// Whatever was stored or is loaded may be anything, so it is checked before use.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const plain = thing => typeof thing === 'object' && thing !== null && !Array.isArray(thing);
  const own = (thing, key) => (plain(thing) && Object.hasOwn(thing, key) ? thing[key] : undefined);

  // Private windows, foreign frames and some folders bar storage: then even asking for it throws.
  const drawer = name => {
    const act = (deed, otherwise) => {
      try {
        return deed(window[name]);
      } catch {
        return otherwise;
      }
    };
    return {
      read: key => act(box => JSON.parse(box.getItem(key)), null),
      write: (key, value) =>
        act(box => {
          box.setItem(key, JSON.stringify(value));
          return true;
        }, false),
      erase: key => act(box => box.removeItem(key)),
      works: () =>
        act(box => {
          box.setItem('pv-probe', '');
          box.removeItem('pv-probe');
          return true;
        }, false),
    };
  };
  const tab = drawer('sessionStorage');
  const device = drawer('localStorage');

  const home = document.querySelector('.pvb-home');
  const root = home ? new URL('../', home.href).pathname : '/';
  const addressOf = place => (place.pathname.startsWith(root) ? place.pathname.slice(root.length) : place.pathname);
  const here = addressOf(location);

  // Worksheets
  const LONGEST = 20000;
  const LARGEST_FILE = 500000;
  // A field grows with its text. Paper has other widths and shows a copy of the text instead.
  const grow = area => {
    area.style.height = '';
    if (area.value) area.style.height = `${area.scrollHeight + 2}px`;
    area.nextElementSibling.textContent = area.value;
    area.classList.toggle('pvb-filled', area.value !== '');
  };

  for (const sheet of all('[data-sheet]')) {
    const key = `pv-sheet:${here}#${sheet.id}`;
    const tools = sheet.querySelector('.pvb-sheet-tools');
    const words = tools.dataset;
    const status = tools.querySelector('[role=status]');
    const keep = tools.querySelector('[data-keep]');
    const undo = tools.querySelector('[data-do=undo]');
    const fields = all('.pvb-field', sheet).map(field => ({
      label: field.firstElementChild.textContent.trim(),
      area: field.querySelector('textarea'),
      inputs: all('input', field),
    }));
    let before = null;
    let touched = false;

    const written = () => {
      const found = {};
      for (const { label, area, inputs } of fields) {
        const value = area ? area.value : inputs.filter(input => input.checked).map(input => input.value);
        if (value.length) found[label] = value;
      }
      return found;
    };
    const fill = data => {
      for (const { label, area, inputs } of fields) {
        const value = own(data, label);
        if (area) {
          area.value = typeof value === 'string' ? value.slice(0, LONGEST) : '';
          grow(area);
        } else for (const input of inputs) input.checked = Array.isArray(value) && value.includes(input.value);
      }
    };
    const tell = safe => {
      sheet.querySelector('.pvb-private').textContent = safe ? (keep.checked ? words.kept : words.here) : words.barred;
    };
    const store = () => {
      const asked = keep.checked;
      if (asked && !device.write(key, written())) keep.checked = false;
      if (!keep.checked) device.erase(key);
      const safe = keep.checked || tab.write(key, written());
      if (keep.checked) tab.erase(key);
      touched = true;
      tell(safe);
      if (asked && !keep.checked) status.textContent = words.unkept;
    };
    const change = (data, kept, said) => {
      before = { data: written(), kept: keep.checked };
      fill(data);
      keep.checked = kept;
      undo.hidden = false;
      status.textContent = said;
      store();
    };

    const load = async file => {
      let data = null;
      try {
        if (file.size <= LARGEST_FILE) data = JSON.parse(await file.text());
      } catch {
        data = null; // no file of ours: said below
      }
      const found = own(data, 'fields');
      const known = fields.map(field => field.label);
      if (own(data, 'sheet') !== sheet.id || !plain(found)) {
        status.textContent = words.foreign.replace('{file}', file.name);
        return;
      }
      const strange = Object.keys(found).filter(label => !known.includes(label));
      change(found, keep.checked, strange.length ? `${words.partly} ${strange.join(' · ')}` : words.loaded);
    };
    const deeds = {
      print() {
        let began = false;
        const stop = () => {
          sheet.classList.remove('pvb-printed');
          document.documentElement.classList.remove('pvb-one-sheet');
        };
        addEventListener('beforeprint', () => (began = true), { once: true });
        addEventListener('afterprint', stop, { once: true });
        document.documentElement.classList.add('pvb-one-sheet');
        sheet.classList.add('pvb-printed');
        print();
        if (began) return;
        stop();
        status.textContent = words.unprinted;
      },
      save() {
        const title = sheet.querySelector('.pvb-box-title').textContent.trim();
        const text = JSON.stringify({ sheet: sheet.id, title, fields: written() }, null, 2);
        const link = document.createElement('a');
        link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
        link.download = `${sheet.id}.json`;
        link.click();
        URL.revokeObjectURL(link.href);
        status.textContent = words.saved.replace('{file}', link.download);
      },
      load() {
        const picker = document.createElement('input');
        Object.assign(picker, { type: 'file', accept: '.json,application/json' });
        picker.addEventListener('change', () => picker.files.length && load(picker.files[0]));
        picker.click();
      },
      clear() {
        change({}, false, words.cleared);
      },
      undo() {
        fill(before.data);
        keep.checked = before.kept;
        undo.hidden = true;
        status.textContent = words.back;
        tools.querySelector('[data-do=clear]').focus();
        store();
      },
    };

    const stored = device.read(key);
    keep.checked = plain(stored);
    fill(plain(stored) ? stored : tab.read(key));
    // A page that was only opened writes nothing: what it read may be older than what is on its way into the drawer.
    tell(keep.checked || tab.works());
    addEventListener('storage', event => {
      const late = event.key === key && !touched ? device.read(key) : null;
      if (!plain(late)) return;
      keep.checked = true;
      fill(late);
      tell(true);
    });
    tools.hidden = false;
    tools.addEventListener('click', event => {
      const button = event.target.closest('[data-do]');
      if (button) deeds[button.dataset.do]();
    });
    keep.addEventListener('change', () => {
      status.textContent = keep.checked ? '' : words.released;
      store();
    });
    sheet.addEventListener('input', event => {
      if (event.target === keep) return;
      if (event.target.localName === 'textarea') grow(event.target);
      undo.hidden = true;
      status.textContent = '';
      store();
    });
  }

  // Answers to checks: kept over a link and Back, for this tab.
  const checks = all('[data-check]');
  const answers = `pv-checks:${here}`;
  const given = tab.read(answers);
  for (const check of checks) {
    const chosen = all('input', check).find(input => input.value === own(given, check.id));
    if (chosen) {
      chosen.checked = true;
      chosen.dispatchEvent(new Event('change', { bubbles: true }));
    }
  }
  for (const check of checks) {
    check.addEventListener('change', () => {
      const found = {};
      for (const input of all('[data-check] input:checked')) found[input.name] = input.value;
      tab.write(answers, found);
    });
  }

  // Your place: a chapter notes itself when you open it; the start page offers it.
  const PLACE = 'pv-place';
  if (document.querySelector('.pvb-head') && home) device.write(PLACE, { address: here });
  for (const line of all('[data-place]')) {
    const address = own(device.read(PLACE), 'address');
    const link = line.querySelector('a');
    // Only a page of this book: the contents list has to know it.
    const known = all('.pvb-toc a').find(entry => addressOf(entry) === address);
    if (!known) continue;
    link.href = known.href.split('#')[0];
    link.textContent = known.textContent.trim();
    line.hidden = false;
    line.querySelector('button').addEventListener('click', () => {
      device.erase(PLACE);
      line.hidden = true;
      document.querySelector('h1').focus();
    });
  }
})();
