// The part of a page's address that holds the state of one figure: #pv-name=state, several joined by &.

/** read(): the figure's state text, undefined if the address has none; write(text): puts it there; isFirst(): it leads. */
export function addressOf(win, name) {
  const mine = `pv-${name}=`;
  const parts = () => win.location.hash.slice(1).split('&').filter(part => /^pv-[^=]+=/.test(part));
  return {
    read() {
      const text = parts().filter(part => part.startsWith(mine)).pop()?.slice(mine.length);
      try {
        return text && decodeURIComponent(text);
      } catch {
        // A broken escape is read as it stands; parseState names what it cannot use.
        return text;
      }
    },
    write(text) {
      const hash = [...parts().filter(part => !part.startsWith(mine)), mine + text].join('&');
      win.history.replaceState(win.history.state, '', `#${hash}`);
    },
    isFirst: () => Boolean(parts()[0]?.startsWith(mine)),
  };
}
