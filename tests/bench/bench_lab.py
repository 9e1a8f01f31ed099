"""From a key to the painted frame in JupyterLab: the live figure beside a slider of ipywidgets.

Run: python tests/bench/bench_lab.py. The peer is what a notebook offers without us: `interact` over
`pv.draw`, solved and drawn by Python. Both stand in one notebook, in one JupyterLab, in this run.
Alone: 25 keys, each after the picture of the one before. Fast: 25 keys in a second; pictures counts how
many of their states were painted, lag is the time from the last key to the last picture. A time ends
after the frame that shows a new picture; one to two beats (17 to 33 ms) are the floor of the method.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tools import env, lab  # noqa: E402
from tools.browser import find  # noqa: E402

KEYS, FAST_S, PATIENCE_MS = 25, 0.04, 60_000
CELLS = (
    "import ipywidgets, matplotlib.pyplot as plt, postureviz as pv\npv.Lab('mast')",
    "@ipywidgets.interact(port=(0, 2, 0.02))\n"
    "def show(port=1.0):\n    pv.draw(pv.solve(pv.load('mast'), {'port': port}))\n    plt.show()",
)
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
# Who takes the keys, and what changes in the page when a picture is new.
ROWS = {
    "live figure": (
        ".pv input[type=range]",
        "document.querySelector('.pv [data-part=mast] path').getAttribute('d')",
    ),
    "interact + pv.draw": (
        ".widget-slider .noUi-handle",
        "document.querySelector('.jp-OutputArea .widget-output img')?.src",
    ),
}
IDLE = (
    "globalThis.jupyterapp?.shell.currentWidget?.context?.sessionContext.session?.kernel?.status === 'idle'"
)
WATCH = """picture => {
  const look = new Function(`return ${picture}`), pictures = globalThis.pictures = [];
  globalThis.keys = [];
  let last = look();
  if (!globalThis.listens) addEventListener('keydown', event => globalThis.keys.push(event.timeStamp), true);
  globalThis.listens = true;
  const beat = () => {
    if (globalThis.pictures !== pictures) return;
    const now = look();
    if (now && now !== last) {
      last = now;
      const painted = new MessageChannel();               // its message comes after this frame
      painted.port1.onmessage = () => pictures.push(performance.now());
      painted.port2.postMessage(0);
    }
    requestAnimationFrame(beat);
  };
  requestAnimationFrame(beat);
}"""
QUIET = """async () => {
  for (let count = -1; count !== pictures.length; ) {
    count = pictures.length;
    await new Promise(done => setTimeout(done, 1500));
  }
}"""


def measured(page, focusable, picture):
    """Press keys and return one row of the table."""
    handle = page.locator(focusable).first
    handle.scroll_into_view_if_needed()
    handle.focus()
    for key in ["ArrowRight", "ArrowLeft"] * 3 + ["Home"]:  # warm up, and make room for 25 steps
        page.keyboard.press(key)
    page.evaluate("globalThis.pictures = []")
    page.evaluate(QUIET)

    page.evaluate(WATCH, picture)
    for i in range(KEYS):
        page.keyboard.press("ArrowRight")
        page.wait_for_function("count => pictures.length >= count", arg=i + 1, timeout=PATIENCE_MS)
    alone = sorted(page.evaluate("keys.map((at, i) => pictures[i] - at)"))

    page.evaluate(QUIET)
    page.evaluate(WATCH, picture)
    begin = time.perf_counter()
    for i in range(KEYS):
        time.sleep(max(begin + i * FAST_S - time.perf_counter(), 0))
        page.keyboard.press("ArrowLeft")
    page.evaluate(QUIET)
    painted, lag = page.evaluate("[pictures.length, pictures.at(-1) - keys.at(-1)]")
    return statistics.median(alone), alone[int(0.95 * KEYS)], painted, lag


def main():
    """Print the table."""
    cells = [nbformat.v4.new_code_cell(text) for text in CELLS]
    with tempfile.TemporaryDirectory() as top, sync_playwright() as playwright:
        folder, home = Path(top) / "notebooks", Path(top) / "home"
        folder.mkdir()
        home.mkdir()
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=KERNEL), folder / "bench.ipynb")
        arguments = ["--no-sandbox"] if sys.platform == "linux" else []
        browser = playwright.chromium.launch(executable_path=find(), args=arguments)
        with lab.private(folder, home, env.python_of(ROOT / ".venv")) as address:
            page = browser.new_page(viewport={"width": 1280, "height": 2400})
            page.goto(f"{address}/lab/tree/bench.ipynb")
            page.wait_for_function(IDLE)
            page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells').then(() => null)")
            page.wait_for_selector(".pv[data-ready=true]")
            page.wait_for_selector(".widget-output img")
            rows = {name: measured(page, *how) for name, how in ROWS.items()}
            browser.close()
    print(f"{'':20} {'median ms':>10} {'p95 ms':>8} {'pictures':>9} {'lag ms':>8}")
    for name, (median, late, painted, lag) in rows.items():
        print(f"{name:20} {median:10.0f} {late:8.0f} {painted:6d}/{KEYS} {lag:8.0f}")
    median, late, _, lag = (peer / ours for ours, peer in zip(*rows.values(), strict=True))
    print(f"{'peer / ours':20} {median:10.1f} {late:8.1f} {'':9} {lag:8.1f}")


if __name__ == "__main__":
    main()
