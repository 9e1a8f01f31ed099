(() => {
  // A link whose # was sent as %23 is no page of its own.
  const whole = /^(.*?\.html)%(?:25)?23(.*)$/i.exec(location.pathname);
  if (whole) return location.replace(`${whole[1]}#${whole[2]}`);
  // The book may stand in any folder of a site: its start is where one of the folders above has it.
  const home = document.querySelector('a');
  const folders = location.pathname.split('/').slice(0, -1);
  const look = async () => {
    for (; folders.length; folders.pop()) {
      const start = `${folders.join('/')}/${home.getAttribute('href')}`;
      if ((await fetch(start, { method: 'HEAD' })).ok) {
        home.href = start;
        return;
      }
    }
  };
  // A folder on the reader's own disk has nobody to ask, and never shows this page by itself.
  if (location.protocol !== 'file:' && !('known' in home.dataset)) look().catch(() => {});
})();
