// The shell's three small helpers: colours, the phone's menu, and where you are on the page.
// Without this script the page still reads, links and prints.
(() => {
  const root = document.documentElement;
  const one = selector => document.querySelector(selector);

  const theme = one('.pvb-theme');
  const night = matchMedia('(prefers-color-scheme: dark)');
  const paint = () => {
    const mode = root.dataset.mode;
    const wanted = mode === 'dark' || (mode === 'auto' && night.matches) ? 'dark' : 'light';
    if (root.dataset.theme !== wanted) root.dataset.theme = wanted;
    theme.querySelector('b').textContent = theme.dataset[mode];
  };
  if (theme) {
    theme.hidden = false;
    paint();
    night.addEventListener('change', paint);
    theme.addEventListener('click', () => {
      const order = night.matches ? ['auto', 'light', 'dark'] : ['auto', 'dark', 'light'];
      root.dataset.mode = order[(order.indexOf(root.dataset.mode) + 1) % order.length];
      try {
        localStorage.setItem('pv-theme', root.dataset.mode);
      } catch {
        // A page without storage keeps the choice until it is left.
      }
      paint();
    });
    // What is chosen in one tab holds in all of them; and where the next page was opened before the browser had
    // handed the choice on, it arrives this way.
    addEventListener('storage', event => {
      if (event.key !== 'pv-theme' && event.key !== null) return;
      root.dataset.mode = Object.hasOwn(theme.dataset, event.newValue ?? '') ? event.newValue : 'auto';
      paint();
    });
  }

  const link = one('.pvb-menu');
  const side = one('.pvb-side');
  if (link) {
    // A page that was saved holds the button already, without what made it work.
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'pvb-menu';
    button.append(...link.childNodes);
    button.setAttribute('aria-controls', 'pvb-contents');
    const open = wanted => {
      side.classList.toggle('pvb-open', wanted);
      button.setAttribute('aria-expanded', String(wanted));
    };
    link.replaceWith(button);
    open(false);
    button.addEventListener('click', () => open(!side.classList.contains('pvb-open')));
    side.addEventListener('keydown', event => {
      if (event.key === 'Escape' && side.classList.contains('pvb-open')) {
        open(false);
        button.focus();
      }
    });
    side.addEventListener('focusout', event => {
      if (event.relatedTarget && !side.contains(event.relatedTarget)) open(false);
    });
  }

  if (parent !== window) {
    // Inside a frame, such as a course platform's: other sites open in a tab of their own, and searching needs no form.
    for (const a of document.querySelectorAll('a[href^="http"]')) {
      if (a.origin === location.origin) continue;
      a.target = '_blank';
      a.rel = 'noopener noreferrer';
    }
    for (const form of document.querySelectorAll('form[role=search]')) {
      const field = form.querySelector('input');
      const search = event => {
        event.preventDefault();
        location.href = `${form.action}?q=${encodeURIComponent(field.value)}`;
      };
      form.querySelector('button').addEventListener('click', search);
      field.addEventListener('keydown', event => event.key === 'Enter' && search(event));
    }
  }

  // Keyboard readers must be able to scroll what is wider than the page.
  const scrollable = () => {
    for (const box of document.querySelectorAll('.pvb-main pre, .pvb-formula, .pst-scrollable-table-container')) {
      if (box.scrollWidth > box.clientWidth) {
        box.tabIndex = 0;
        if (!box.matches('pre') && !box.hasAttribute('role')) {
          box.setAttribute('role', 'group');
          box.setAttribute('aria-label', box.dataset.label || document.body.dataset.scrolls);
        }
      } else box.removeAttribute('tabindex');
    }
  };
  scrollable();
  addEventListener('resize', scrollable);

  const places = [...document.querySelectorAll('.pvb-sections a')]
    .map(a => [a, document.getElementById(decodeURIComponent(a.hash.slice(1)))])
    .filter(([, section]) => section);
  if (places.length) {
    const here = () => {
      let current = null;
      for (const [a, section] of places) if (section.getBoundingClientRect().top < innerHeight / 3) current = a;
      for (const [a] of places) {
        if (a === current) a.setAttribute('aria-current', 'true');
        else a.removeAttribute('aria-current');
      }
    };
    let waiting = 0;
    const soon = () => {
      if (waiting) return;
      waiting = requestAnimationFrame(() => {
        waiting = 0;
        here();
      });
    };
    addEventListener('scroll', soon, { passive: true });
    addEventListener('resize', soon);
    here();
  }
})();
