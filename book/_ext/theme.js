(root => {
  root.classList.add('pvb-live');
  let mode = 'auto';
  try {
    mode = localStorage.getItem('pv-theme') || 'auto';
  } catch {}
  const dark = mode === 'dark' || (mode === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.mode = mode;
  root.dataset.theme = dark ? 'dark' : 'light';
})(document.documentElement);
