"""Work of the browser's main thread per input of a live figure, and frames dropped under a steady hand.

Run: python tests/bench/figure_speed.py. Input is real: mouse moves on a slider, 60 in a second for 5 s,
once as the machine is and once with its processor slowed to a quarter by the browser.
Work of a frame is everything the main thread does for it, from the input event through script, style,
layout and paint to the hand-over: as processor time (other programs do not count) and as time on the
clock (they do). A frame is dropped when two stand more than one and a half beats apart.
"""

import json
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

SECONDS, RATE = 5, 60
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


def measured(browser, page, slowdown):
    page.reload()
    page.wait_for_selector("[data-ready=true]")
    slider = page.locator("#pv-ship-port")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    middle = box["y"] + box["height"] / 2

    def at(share):
        return {"x": box["x"] + 14 + (box["width"] - 28) * share, "y": middle, "button": "left", "buttons": 1}

    session.send("Input.dispatchMouseEvent", {"type": "mousePressed", "clickCount": 1, **at(0.5)})
    for i in range(30):  # let the compiler settle before anything is measured
        session.send("Input.dispatchMouseEvent", {"type": "mouseMoved", **at(0.5 + 0.01 * i)})
    page.wait_for_timeout(500)
    page.evaluate(BEATS)
    browser.start_tracing(page=page, categories=["devtools.timeline", "cc"])
    begin = time.perf_counter()
    count = SECONDS * RATE
    for i in range(count):
        late = begin + i / RATE - time.perf_counter()
        if late > 0:
            time.sleep(late)
        share = (
            abs((i * 7) % 200 - 100) / 100
        )  # the whole way, to and fro, through slack, even and over-tight
        session.send("Input.dispatchMouseEvent", {"type": "mouseMoved", **at(share)})
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
        "slowed": f"{slowdown}x",
        "inputs": count,
        "inputs/s": f"{count / took:.0f}",
        "frames drawn": len(cpu),
        "processor, median ms": f"{statistics.median(cpu):.1f}",
        "processor, 95 % ms": f"{cpu[int(0.95 * len(cpu))]:.1f}",
        "clock, median ms": f"{statistics.median(clock):.1f}",
        "clock, 95 % ms": f"{clock[int(0.95 * len(clock))]:.1f}",
        "beat ms": f"{beat:.1f}",
        "dropped %": f"{100 * missed / (missed + len(gaps)):.1f}",
    }


def main():
    figure = bundle.figure_html(pv.solve(pv.load("mast")), "ship")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        at = Path(folder)
        (at / "pv.js").write_text(bundle.script("page"), "utf-8")
        (at / "pv.css").write_text(bundle.stylesheet(), "utf-8")
        (at / "page.html").write_text(
            '<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="pv.css">'
            '<script defer src="pv.js"></script>'
            f'<body style="max-width:720px;margin:auto">{figure}',
            "utf-8",
        )
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 1100})
        page.goto((at / "page.html").as_uri())
        rows = [measured(browser, page, slowdown) for slowdown in (1, 4)]
        browser.close()
    width = max(map(len, rows[0]))
    for key in rows[0]:
        print(key.ljust(width), *(str(row[key]).rjust(10) for row in rows))


if __name__ == "__main__":
    main()
