"""What one step of a slider walks through in the page: modules, functions and calls, counted by Chromium.

Run: python tests/bench/bench_walk.py [--functions]. Each model's figure is at rest, and what is made once
has been made; then one slider goes 20 up by one input event, and everything that runs until the picture and
the numbers stand again is counted: not the sentence and bands that follow when it has been quiet for a while.
With --functions the most called ones are listed.
"""

import re
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

import postureviz as pv  # noqa: E402
from postureviz import bundle  # noqa: E402
from tools.browser import find  # noqa: E402
from tools.serve import server  # noqa: E402

SLIDERS = {"mast": "port", "side": "lower_back"}
# The step, and the frame after it; the numbers follow in the frames after that one, the words much later.
STEP = """([name, by]) => new Promise(done => {
  const slider = document.getElementById(name);
  slider.value = Number(slider.value) + by;
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  const wait = () => (document.querySelector('[data-settled=true]') ? done() : requestAnimationFrame(wait));
  requestAnimationFrame(() => requestAnimationFrame(wait));
})"""
BANNER = re.compile(r"^// ([\w/]+)\.js$", re.M)


def walked(page, slider):
    """Module, function and number of calls of everything that one step runs."""
    session = page.context.new_cdp_session(page)
    session.send("Profiler.enable")
    for _ in range(3):  # what is made once has been made
        page.evaluate(STEP, [slider, 20])
        page.wait_for_function("document.querySelector('[data-settled=true]')")
        page.evaluate(STEP, [slider, -20])
        page.wait_for_function("document.querySelector('[data-settled=true]')")
    session.send("Profiler.startPreciseCoverage", {"callCount": True, "detailed": False})
    page.evaluate(STEP, [slider, 20])
    found = session.send("Profiler.takePreciseCoverage")["result"]
    session.send("Profiler.stopPreciseCoverage")
    script = next(row for row in found if row["url"].endswith("pv.js"))
    text = page.evaluate("() => fetch('pv.js').then(file => file.text())")
    starts = [(m.start(), m[1]) for m in BANNER.finditer(text)]
    calls = Counter()
    for function in script["functions"]:
        place = function["ranges"][0]
        at = place["startOffset"]
        module = [(begin, name) for begin, name in starts if begin <= at][-1:]
        if module and place["count"]:
            [(begin, name)] = module
            line = text.count("\n", begin, at) - 1
            calls[name, f"{function['functionName'] or '?'} (line {line})"] += place["count"]
    return calls


def main():
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        at = Path(folder)
        (at / "pv.js").write_text(bundle.script("page"), "utf-8")
        (at / "pv.css").write_text(bundle.stylesheet(), "utf-8")
        for name in SLIDERS:
            figure = bundle.figure_html(pv.solve(pv.load(name)), "f")
            (at / f"{name}.html").write_text(
                '<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="pv.css">'
                f'<script defer src="pv.js"></script>{figure}',
                "utf-8",
            )
        running = server(at)
        threading.Thread(target=running.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox"])
        for name, slider in SLIDERS.items():
            page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
            page.goto(f"http://127.0.0.1:{running.server_port}/{name}.html")
            page.wait_for_selector("[data-ready=true]")
            page.wait_for_function("document.querySelector('[data-settled=true]')")
            calls = walked(page, f"pv-f-{slider}")
            nodes = page.evaluate("() => document.querySelectorAll('.pv-stage svg *').length")
            modules = Counter()
            for (module, _), count in calls.items():
                modules[module] += count
            print(
                f"{name}, {slider}: {len(modules)} modules, {len(calls)} functions, "
                f"{sum(calls.values())} calls, {nodes} nodes of SVG"
            )
            print("  " + ", ".join(f"{module} {count}" for module, count in modules.most_common()))
            if "--functions" in sys.argv:
                for (module, function), count in calls.most_common(40):
                    print(f"  {count:7d} {module} {function}")
        browser.close()
        running.shutdown()


if __name__ == "__main__":
    main()
