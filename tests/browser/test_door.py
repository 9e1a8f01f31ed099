"""The door of a notebook's figure: the shared code comes once, on whatever way the place allows."""

import gzip
import json

import pytest

from postureviz.bundle import script

CODE = """export default {
  initialize() {},
  render({ el }) { el.append('alive'); return () => el.replaceChildren(); },
};"""
CSS = ".pv { color: rgb(1, 2, 3); }"
DRIVE = """async ([door, packed, code, css, way]) => {
  const import_ = text => import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
  const figure = (await import_(door)).default;
  const bytes = new DataView(Uint8Array.from(packed).buffer);
  const asked = { parcel: 0, python: 0 };
  const get_model = async () => {
    asked.parcel += 1;
    if (way === 'unknown parcel') throw new Error('no such model');
    return { get: () => bytes };
  };
  if (way === 'old browser') delete globalThis.DecompressionStream;
  const modelOf = edition => {
    const takers = new Set();
    return {
      get: name => ({ parcel: 'IPY_MODEL_abc', edition })[name],
      on: (_, take) => takers.add(take),
      off: (_, take) => takers.delete(take),
      send: message => {
        asked.python += message.wants === 'code';
        for (const take of [...takers]) take({ code, css });
      },
      ...(way === 'no manager' ? {} : { widget_manager: { get_model } }),
    };
  };
  const outer = document.createElement('div');
  document.body.append(outer);
  const home = way === 'shadow' ? outer.attachShadow({ mode: 'open' }) : outer;
  const said = [];
  for (let i = 0; i < 3; i++) {
    const el = document.createElement('div');
    el.className = 'pv';
    home.append(el);
    const model = modelOf('one');
    await figure.initialize({ model });
    const end = await figure.render({ model, el });
    said.push(el.textContent, getComputedStyle(el).color);
    end();
    said.push(el.textContent);
  }
  const sheets = place => place.querySelectorAll('style[data-postureviz]').length;
  return [said, asked, sheets(document), way === 'shadow' ? sheets(home) : 0];
}"""


@pytest.mark.parametrize(
    ("way", "asked"),
    [
        ("manager", {"parcel": 1, "python": 0}),
        ("shadow", {"parcel": 1, "python": 0}),
        ("unknown parcel", {"parcel": 1, "python": 1}),
        ("old browser", {"parcel": 1, "python": 1}),
        ("no manager", {"parcel": 0, "python": 1}),
    ],
)
def test_the_code_is_fetched_once_for_all_figures_of_a_page(browser, way, asked):
    page = browser.new_page()
    packed = list(gzip.compress(json.dumps({"code": CODE, "css": CSS}).encode()))
    said, times, sheets, inside = page.evaluate(DRIVE, [script("door"), packed, CODE, CSS, way])
    assert said == ["alive", "rgb(1, 2, 3)", ""] * 3
    assert times == asked
    assert (sheets, inside) == (1, int(way == "shadow"))
    page.close()


def test_a_fetch_that_failed_is_tried_again(browser):
    page = browser.new_page()
    said = page.evaluate(
        """async ([door, code]) => {
          const address = URL.createObjectURL(new Blob([door], { type: 'text/javascript' }));
          const figure = (await import(address)).default;
          let broken = true;
          const takers = [];
          const model = {
            get: name => ({ parcel: 'IPY_MODEL_abc', edition: 'two' })[name],
            on: (_, take) => takers.push(take),
            off: () => {},
            send: () => takers.pop()({ code: broken ? 'this is no script' : code, css: '' }),
          };
          const el = document.createElement('div');
          const first = await figure.render({ model, el }).catch(error => error.name);
          broken = false;
          await figure.render({ model, el });
          return [first, el.textContent];
        }""",
        [script("door"), CODE],
    )
    assert said == ["SyntaxError", "alive"]
    page.close()
