(root => {
  root.classList.add('pvb-live');
  let mode = 'auto';
  try {
    const kept = localStorage.getItem('pv-theme');
    if (kept === 'light' || kept === 'dark') mode = kept;
  } catch {}
  const dark = mode === 'dark' || (mode === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.mode = mode;
  root.dataset.theme = dark ? 'dark' : 'light';
})(document.documentElement);
