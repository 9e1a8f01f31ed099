"""Write _build/contact/: every picture of every model side by side, to be looked at.

For each model one sheet of its starting points, settings at their ends and layers, for each theme and
size, as an SVG page and as PNG: python tools/contact_sheet.py [model ...]
"""

import html
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent))
import browser

import postureviz as pv
from postureviz.bundle import engine
from postureviz.colours import THEMES, palette
from postureviz.pictures import WIDTHS
from postureviz.state import layers, views
from postureviz.words import describe

OUT = Path(__file__).parent.parent / "_build" / "contact"
# How wide a picture stands on the sheet, px, and how many stand in a row.
SIZES = {"wide": (620, 3), "low": (620, 3), "compact": (356, 5)}
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>
body {{ margin: 0; padding: 16px; width: max-content; background: {page}; color: {ink};
  font: 14px/1.35 {font}; }}
main {{ display: grid; grid-template-columns: repeat({columns}, {px}px); gap: 20px 12px; }}
figure {{ margin: 0; }}
figcaption {{ font-weight: 700; padding: 4px 0 0; }}
small {{ display: block; font-weight: 400; }}
svg {{ display: block; width: 100%; height: auto; border: 1px solid {line}; }}
</style><h1>{title}</h1><main>{figures}</main></html>"""


def states(model):
    """Yield what to look at: a name, a posture, and the layers that are on."""
    usual = [name for name, on in layers(model).items() if on]
    for name, row in model.presets.items():
        yield name, pv.solve(model, row["factors"], row["settings"]), usual
    for name, row in model.settings.items():
        for value in sorted({row.min, row.max} - {row.normal}):
            yield f"{name} = {value:g}", pv.solve(model, {}, {name: value}), usual
    pulled = max(model.presets.values(), key=lambda row: len(row["factors"]))
    posture = pv.solve(model, pulled["factors"], pulled["settings"])
    for name, on in layers(model).items():
        if not on:
            # muscles and measures are two ways to look; everything else comes on top of what is usual
            rest = [k for k in usual if {name, k} != {"measures", "muscles"}]
            yield f"with {name}", posture, [*rest, name]


def sheet(model, theme, width):
    """Return one page of pictures."""
    px, columns = SIZES[width]
    figures = []
    for name, posture, shown in states(model):
        options = {"theme": theme, "width": width, "show": dict.fromkeys(shown, True)}
        options |= {"id": f"pv-{len(figures)}", "sentence": describe(posture)}
        svg = engine().run("picture", posture.to_dict(), options)
        caption = f"{html.escape(name)}<small>{html.escape(posture.status)}</small>"
        figures.append(f"<figure>{svg}<figcaption>{caption}</figcaption></figure>")
    title = f"{model.title}: {theme}, {width}"
    colours = palette(theme)
    return PAGE.format(**colours, title=title, columns=columns, px=px, figures="".join(figures))


def main(names):
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find())
        page = chromium.new_page(viewport={"width": 1000, "height": 800})
        for model in map(pv.load, names or pv.models()):
            if model.view not in views():
                print(f"{model.name}: no picture of view {model.view!r}")
                continue
            for theme in THEMES:
                for width in WIDTHS:
                    file = OUT / f"{model.name}-{theme}-{width}.html"
                    file.write_text(sheet(model, theme, width), "utf-8")
                    page.goto(file.as_uri())
                    page.locator("body").screenshot(path=file.with_suffix(".png"))
            print(f"{model.name}: {OUT}/{model.name}-*.png")
        chromium.close()


if __name__ == "__main__":
    main(sys.argv[1:])
