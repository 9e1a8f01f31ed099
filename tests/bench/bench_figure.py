"""Work of the browser's main thread per input of a live figure, and frames dropped under a steady hand.

Run: python tests/bench/bench_figure.py. The first slider of each model's figure is moved. Input is real:
mouse moves on a slider, 60 in a second for 5 s, once as the machine is and once with its processor slowed
to a quarter by the browser; beside it the same for a bare slider on an empty page, which is what the
browser itself takes.
Work of a frame is everything the main thread does for it, from the input event through script, style,
layout and paint to the hand-over: as processor time (other programs do not count, though they leave cold
caches) and as time on the clock (they do). A frame is dropped when two stand more than one and a half
beats apart. Of several rounds the one with the least work is shown: other programs only add to it.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

import postureviz as pv  # noqa: E402
from postureviz import bundle  # noqa: E402
from tools.browser import find  # noqa: E402

SECONDS, RATE, ROUNDS = 5, 60, 3
BEATS = """() => {
  const beats = window.beats = [];
  const beat = now => { beats.push(now); window.beating = requestAnimationFrame(beat); };
  requestAnimationFrame(beat);
}"""


def frames(trace):
    """Processor and clock time of every frame in which the figure drew, ms."""
    events = [e for e in trace["traceEvents"] if e.get("ph") == "X"]
    # The page's main thread is the one that laid out most.
    counts = Counter((e["pid"], e["tid"]) for e in events if e["name"] == "Layout")
    main = counts.most_common(1)[0][0]
    mine = [e for e in events if (e["pid"], e["tid"]) == main]
    layouts = [e["ts"] for e in mine if e["name"] == "Layout"]
    whole = [e for e in mine if e["name"] == "ProxyMain::BeginMainFrame"]
    drawn = [e for e in whole if any(e["ts"] <= at <= e["ts"] + e["dur"] for at in layouts)]
    return sorted(e["tdur"] / 1000 for e in drawn), sorted(e["dur"] / 1000 for e in drawn)


def at_rank(values, share):
    return values[min(int(share * len(values)), len(values) - 1)]


def sweep(i):
    """Share of the slider at input ``i``: the whole way, to and fro, through slack, even and over-tight."""
    return abs((i * 7) % 200 - 100) / 100


def measured(browser, page, slowdown):
    page.reload()
    page.wait_for_selector("[data-ready=true]")
    slider = page.locator(".pv-range").first
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    middle = box["y"] + box["height"] / 2

    def at(share):
        return {"x": box["x"] + 14 + (box["width"] - 28) * share, "y": middle, "button": "left", "buttons": 1}

    session.send("Input.dispatchMouseEvent", {"type": "mousePressed", "clickCount": 1, **at(0.5)})
    for i in range(100):  # let the compiler settle before anything is measured
        session.send("Input.dispatchMouseEvent", {"type": "mouseMoved", **at(sweep(i))})
    page.wait_for_timeout(500)
    page.evaluate(BEATS)
    browser.start_tracing(page=page, categories=["devtools.timeline", "cc"])
    begin = time.perf_counter()
    count = SECONDS * RATE
    for i in range(count):
        late = begin + i / RATE - time.perf_counter()
        if late > 0:
            time.sleep(late)
        session.send("Input.dispatchMouseEvent", {"type": "mouseMoved", **at(sweep(i))})
    took = time.perf_counter() - begin
    beats = page.evaluate("() => { cancelAnimationFrame(window.beating); return window.beats }")
    cpu, clock = frames(json.loads(browser.stop_tracing()))
    session.send("Input.dispatchMouseEvent", {"type": "mouseReleased", "clickCount": 1, **at(0.5)})
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    session.detach()
    gaps = [b - a for a, b in zip(beats, beats[1:], strict=False)]
    beat = statistics.median(gaps)
    missed = sum(round(gap / beat) - 1 for gap in gaps if gap > 1.5 * beat)
    return {
        "inputs": count,
        "inputs/s": round(count / took),
        "frames drawn": len(cpu),
        "processor, median ms": round(statistics.median(cpu), 1),
        "processor, 95 % ms": round(at_rank(cpu, 0.95), 1),
        "clock, median ms": round(statistics.median(clock), 1),
        "clock, 95 % ms": round(at_rank(clock, 0.95), 1),
        "beat ms": round(beat, 1),
        "dropped %": round(100 * missed / (missed + len(gaps)), 1),
    }


def main():
    """Print the table."""
    figures = {name: bundle.figure_html(pv.solve(pv.load(name)), name) for name in pv.models()}
    bare = (
        '<figure class="pv" data-ready="true"><input class="pv-range" type="range" '
        'min="-100" max="100"></figure>'
    )
    rows = {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        at = Path(folder)
        (at / "pv.js").write_text(bundle.script("page"), "utf-8")
        (at / "pv.css").write_text(bundle.stylesheet(), "utf-8")
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox"])
        for name, body in {"bare slider": bare, **figures}.items():
            (at / "page.html").write_text(
                '<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="pv.css">'
                '<script defer src="pv.js"></script>'
                f'<body style="max-width:720px;margin:auto">{body}',
                "utf-8",
            )
            page = browser.new_page(viewport={"width": 1280, "height": 1100})
            page.goto((at / "page.html").as_uri())
            for slowdown in (1, 4):
                rounds = [measured(browser, page, slowdown) for _ in range(ROUNDS)]
                rows[f"{name} {slowdown}x"] = min(rounds, key=lambda row: row["processor, median ms"])
            page.close()
        browser.close()
    if hasattr(os, "getloadavg"):
        print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; best of {ROUNDS} rounds")
    print(" " * 22, *(name.rjust(15) for name in rows))
    for key in next(iter(rows.values())):
        print(key.ljust(22), *(str(row[key]).rjust(15) for row in rows.values()))


if __name__ == "__main__":
    main()
