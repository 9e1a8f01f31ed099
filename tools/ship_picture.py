"""Write book/assets/ship.png: the picture of the README and of links to the book (1200 x 630 px).

The ship is a solved posture, drawn by the package; a browser sets the words beside it.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent))
import browser

import postureviz as pv
from postureviz.colours import palette

OUT = Path(__file__).parent.parent / "book" / "assets" / "ship.png"
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><style>
body {{ margin: 0; width: 1200px; height: 630px; display: grid; grid-template-columns: 390px 810px;
  background: {page}; color: {ink}; font-family: {font}; }}
div {{ align-self: center; padding: 0 24px 40px 48px; }}
h1 {{ font-size: 57px; line-height: 1.12; margin: 0 0 26px; letter-spacing: -.01em; }}
p {{ font-size: 27px; line-height: 1.4; margin: 0; color: {ink_2}; }}
svg {{ display: block; width: 810px; height: 630px; }}
</style><div><h1>The Pirate Ship and Your Spine</h1><p>Pull the ropes.<br>Watch the mast bend.</p></div>
{svg}</html>"""


def main():
    posture = pv.solve(pv.load("mast"), {"starboard": 1.8, "port": 0.7}, settings={"wind_N": 1.0})
    colours = palette("light")
    html = PAGE.format(**colours, ink_2=colours["ink-2"], svg=pv.picture(posture))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find())
        page = chromium.new_page(viewport={"width": 1200, "height": 630})
        page.set_content(html)
        page.screenshot(path=OUT)
        chromium.close()
    print(f"{OUT}: {OUT.stat().st_size / 1000:.0f} kB; {pv.describe(posture)}")


if __name__ == "__main__":
    main()
