"""Real gestures on sliders and ropes, in figures and in activities: what a finger meant, and nothing more."""

import activities
import pytest
from playwright.sync_api import expect

import postureviz as pv
from postureviz import bundle

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.fixture(scope="module")
def sliding():
    """The cards of all activities that have a slider, by their name."""
    cards = {name: activities.activity_html(name, name) for name in activities.engine().run("activityNames")}
    return {name: card for name, card in cards.items() if 'type="range"' in card}


@pytest.fixture(scope="module")
def site(tmp_path_factory, served, sliding):
    folder = tmp_path_factory.mktemp("hands")
    (folder / "pv.css").write_text(activities.stylesheet(), "utf-8")
    (folder / "pv.js").write_text(bundle.script("page", room=activities.room()), "utf-8")
    figure = bundle.figure_html(pv.solve(pv.load("mast")), "ship", {})
    task = {"aim": ["lean_deg", -1, 1], "sliders": ["port", "starboard"]}
    asked = {
        "sliders": ["port", "starboard"],
        "ask": "Where does the mast lean?",
        "choices": ["To port", "It stays", "To starboard"],
        "then": "v1;mast;port=60",
        "answer": "lean_deg",
    }
    bodies = {
        "ship": figure,
        "task": bundle.figure_html(pv.solve(pv.load("mast"), {"port": 1.6}), "task", task),
        "asked": bundle.figure_html(pv.solve(pv.load("mast")), "asked", asked),
        "side": bundle.figure_html(pv.solve(pv.load("side")), "side", {}),
        "sittall": activities.activity_html("sittall", "sittall"),
        "activities": "".join(sliding.values()),
        "broken": activities.activity_html("tighter", "tighter").replace(
            "<figure ", '<figure data-options="{&quot;percent&quot;: &quot;much&quot;}" ', 1
        )
        + figure,
    }
    for name, body in bodies.items():
        (folder / f"{name}.html").write_text(
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Hands</title>'
            '<link rel="icon" href="data:,">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<link rel="stylesheet" href="pv.css"><script defer src="pv.js"></script></head>'
            f'<body><h1>Hands</h1><p><a id="away" href="other.html">Away</a> <a href="#later">Later</a></p>'
            f"{body}"
            f'<h2 id="later">Later</h2><p>{"Words to scroll past. " * 900}</p></body></html>',
            "utf-8",
        )
    (folder / "other.html").write_text("<!doctype html><title>Other</title><p>Elsewhere", "utf-8")
    return folder, served(folder)


@pytest.fixture
def open_page(browser, site):
    contexts = []

    def opened(name, hash="", **options):
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{site[1]}/{name}.html{hash}")
        alive(page)
        return page

    yield opened
    for context in contexts:
        context.close()


def alive(page, but=0):
    page.wait_for_function(
        "but => [...document.querySelectorAll('[data-postureviz],[data-activity]')]"
        ".filter(x => !x.dataset.ready).length === but",
        arg=but,
    )


def touching(page):
    """Fingers of this page: touch(kind, (id, x, y), ...)."""
    session = page.context.new_cdp_session(page)
    return lambda kind, *fingers: session.send(
        "Input.dispatchTouchEvent",
        {"type": kind, "touchPoints": [{"id": i, "x": x, "y": y} for i, x, y in fingers]},
    )


def middle(page, selector, share=0.5):
    page.evaluate(
        "s => document.querySelector(s).scrollIntoView({block: 'center', behavior: 'instant'})", selector
    )
    box = page.locator(selector).first.bounding_box()
    return box["x"] + share * box["width"], box["y"] + box["height"] / 2


def state(page, name):
    return page.get_attribute(f"#pv-{name}", "data-state")


def settle(page, name):
    page.wait_for_function("n => document.querySelector('#pv-' + n).dataset.settled === 'true'", arg=name)


def swipe_up(page, touch, x, y):
    before = page.evaluate("scrollY")
    touch("touchStart", (0, x, y))
    for k in range(1, 12):
        touch("touchMove", (0, x, y - 14 * k))
    page.wait_for_function("y => scrollY > y + 40", arg=before)
    touch("touchEnd")


# ---- scrolling and pinching ----


def test_a_scroll_that_begins_on_a_slider_of_an_activity_leaves_it_as_it_was(open_page, sliding):
    page = open_page("activities", **PHONE)
    touch = touching(page)
    sliders = page.locator(".pv-act-range").evaluate_all("all => all.map(one => one.id)")
    for name in sliding:
        assert any(slider.startswith(f"pv-{name}-") for slider in sliders), name
    for slider in sliders:
        read = "s => { const e = document.getElementById(s); return e.value + e.ariaValueText }"
        before = page.evaluate(read, slider)
        x, y = middle(page, f"#{slider}", 0.4)
        swipe_up(page, touch, x, y)
        page.wait_for_function(f"([s, was]) => ({read})(s) === was", arg=[slider, before])


@pytest.mark.parametrize("place", [".pv-stage", ".pv-readings", "[data-nudge]"])
def test_two_fingers_enlarge_the_page_on_any_part_of_a_figure(open_page, place):
    page = open_page("ship", **PHONE)
    touch = touching(page)
    x, y = middle(page, f"#pv-ship {place}")
    touch("touchStart", (0, x - 20, y))
    touch("touchStart", (0, x - 20, y), (1, x + 20, y))
    for k in range(1, 14):
        touch("touchMove", (0, x - 20 - 7 * k, y), (1, x + 20 + 7 * k, y))
    page.wait_for_function("visualViewport.scale > 1.2")
    touch("touchEnd")
    settle(page, "ship")
    assert state(page, "ship") == "v1;mast"


@pytest.mark.parametrize(("name", "slider"), [("ship", "#pv-ship-port"), ("activities", "#pv-tighter-knob")])
def test_a_second_finger_on_a_slider_gives_its_value_back(open_page, name, slider):
    page = open_page(name, **PHONE)
    touch = touching(page)
    before = page.input_value(slider)
    x, y = middle(page, slider, 0.3)
    touch("touchStart", (0, x, y))
    page.wait_for_function("([s, v]) => document.querySelector(s).value !== v", arg=[slider, before])
    touch("touchStart", (0, x, y), (1, x + 60, y))
    for k in range(1, 6):
        touch("touchMove", (0, x - 8 * k, y), (1, x + 60 + 8 * k, y))
    touch("touchEnd")
    page.wait_for_function("([s, v]) => document.querySelector(s).value === v", arg=[slider, before])
    if name == "ship":
        assert state(page, "ship") == "v1;mast"
        assert page.input_value("#pv-ship [data-entry=port]") == "0"


@pytest.mark.parametrize("first_up", [0, 1])
def test_a_second_finger_on_a_rope_leaves_nothing_bent_behind(open_page, first_up):
    page = open_page("ship", **PHONE | {"viewport": {"width": 1024, "height": 768}})
    touch = touching(page)
    x, y = middle(page, "#pv-ship [data-nudge]")
    rope = page.locator("#pv-ship [data-handle=starboard_mid]").bounding_box()
    other = (rope["x"] + rope["width"] / 2, rope["y"] + rope["height"] / 2)
    upright = page.locator("#pv-ship [data-part=masthead]").bounding_box()["x"]
    touch("touchStart", (0, x, y))
    for k in range(1, 8):
        touch("touchMove", (0, x - 6 * k, y))
    touch("touchStart", (0, x - 42, y), (1, *other))
    fingers = [(0, x - 42, y), (1, *other)]
    touch("touchEnd", fingers[1 - first_up])
    touch("touchEnd")
    settle(page, "ship")
    assert page.locator("#pv-ship [data-part=masthead]").bounding_box()["x"] == pytest.approx(
        upright, abs=0.5
    )
    assert state(page, "ship") == "v1;mast"


def test_a_swipe_that_begins_on_the_mast_top_lets_the_figure_rest(open_page):
    page = open_page("ship", **PHONE)
    x, y = middle(page, "#pv-ship [data-nudge]")
    swipe_up(page, touching(page), x, y)
    settle(page, "ship")


def test_a_pull_ends_where_the_button_was_let_go_unseen(open_page):
    page = open_page("ship")
    x, y = middle(page, "#pv-ship [data-handle=port_mid]")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 30, y, steps=3)
    pulled = state(page, "ship")
    assert "port_mid" in pulled
    page.evaluate(
        "x => document.querySelector('#pv-ship .pv-stage').dispatchEvent(new PointerEvent('pointermove',"
        " {bubbles: true, pointerId: 1, clientX: x, buttons: 0}))",
        x - 30,
    )
    page.mouse.move(x - 90, y, steps=3)
    assert state(page, "ship") == pulled
    page.mouse.up()


# ---- Back, undo, words that hold ----


@pytest.mark.parametrize("where", ["http", "file"])
def test_after_back_the_controls_say_what_the_figure_shows(browser, site, where):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    folder, address = site
    base = address if where == "http" else folder.as_uri()
    page.goto(f"{base}/ship.html")
    alive(page)
    page.locator("#pv-ship-port").fill("60")
    page.locator("#pv-ship [data-menu=show] summary").click()
    page.locator("#pv-ship [data-layer=tensions]").click()
    page.locator("#away").click()
    page.wait_for_url("**/other.html")
    page.go_back()
    alive(page)
    wrong = page.evaluate(
        """() => {
        const figure = document.querySelector('#pv-ship');
        const parts = figure.dataset.state.split(';').slice(2);
        const said = Object.fromEntries(parts.map(part => part.split('=')));
        const shown = (said.show ?? '').split('+');
        const wrong = [...figure.querySelectorAll('[data-range]')]
          .filter(range => Number(range.value) !== Number(said[range.dataset.range] ?? range.min * 0))
          .map(range => range.dataset.range);
        for (const box of figure.querySelectorAll('[data-layer]'))
          if (box.checked !== shown.includes(box.dataset.layer)) wrong.push(box.dataset.layer);
        return wrong }"""
    )
    context.close()
    assert wrong == []


def test_back_over_a_link_takes_nothing_away_that_was_done_since(open_page):
    page = open_page("ship", "#pv-ship=v1;mast;port=40")
    page.locator("#pv-ship [data-entry=port]").fill("-70")
    page.locator("#pv-ship [data-entry=port]").press("Enter")
    settle(page, "ship")
    page.locator('a[href="#later"]').click()
    page.wait_for_function("location.hash === '#later'")
    page.go_back()
    page.wait_for_function("location.hash.startsWith('#pv-ship')")
    settle(page, "ship")
    assert state(page, "ship") == "v1;mast;port=-70"
    page.evaluate("location.hash = '#pv-ship=v1;mast;port=10'")
    page.wait_for_function("document.querySelector('#pv-ship').dataset.state === 'v1;mast;port=10'")


def test_undo_says_where_it_ends_and_reset_comes_back_exactly(open_page):
    page = open_page("ship", reduced_motion="reduce")
    begun = state(page, "ship")
    page.evaluate(
        """() => { const [entry] = document.querySelectorAll('#pv-ship [data-entry=port]');
        for (let i = 1; i <= 230; i++) {
          entry.value = String((i % 90) + 1);
          entry.dispatchEvent(new Event('change', {bubbles: true}));
        } }"""
    )
    page.evaluate(
        "() => { const undo = document.querySelector('#pv-ship [data-do=undo]');"
        " for (let i = 0; i < 260; i++) undo.click() }"
    )
    expect(page.locator("#pv-ship .pv-notice")).to_contain_text("200 steps")
    assert state(page, "ship") != begun
    page.locator("#pv-ship [data-do=reset]").click()
    assert state(page, "ship") == begun


def test_a_new_move_leaves_nothing_to_redo(open_page):
    page = open_page("ship")
    port = page.locator("#pv-ship [data-entry=port]")
    for typed in ("30", "60"):
        port.fill(typed)
        port.press("Enter")
    page.locator("#pv-ship [data-do=undo]").click()
    assert page.locator("#pv-ship [data-do=redo]").get_attribute("aria-disabled") == "false"
    port.fill("-20")
    port.press("Enter")
    assert page.locator("#pv-ship [data-do=redo]").get_attribute("aria-disabled") == "true"
    page.locator("#pv-ship [data-do=redo]").click(force=True)
    assert state(page, "ship") == "v1;mast;port=-20"


def test_the_numbers_of_an_answer_go_when_the_figure_moves_on(open_page):
    page = open_page("asked")
    page.locator("[data-guess='0']").click()
    page.locator("[data-do=let_go]").click()
    told = page.locator(".pv-predict p")
    expect(told).to_contain_text("now.")
    page.locator("#pv-asked [data-preset]").last.click(force=True)
    expect(told).to_contain_text("moved on")
    expect(told).not_to_contain_text("now.")


def test_reaching_a_goal_moves_nothing(open_page):
    page = open_page("task", **PHONE)
    top = page.locator("#pv-task .pv-stage").bounding_box()["y"]
    page.locator("#pv-task-port").fill("0")
    expect(page.locator("#pv-task .pv-reached")).not_to_be_empty()
    assert page.locator("#pv-task .pv-stage").bounding_box()["y"] == top


@pytest.mark.parametrize(
    ("typed", "value"),
    [("40 %", 40), ("４０", 40), ("–40", -40), ("−40", -40), ("40,5", 40.5), ("+ 40 %", 40)],
)
def test_a_number_is_taken_as_people_write_it(open_page, typed, value):
    page = open_page("ship")
    entry = page.locator("#pv-ship [data-entry=port]")
    entry.fill(typed)
    entry.press("Enter")
    assert state(page, "ship") == f"v1;mast;port={value:g}"
    assert entry.get_attribute("aria-invalid") is None


def test_on_a_wall_page_keys_walk_through_the_starts_and_move_no_slider(open_page):
    page = open_page("ship")
    page.locator("#pv-ship [data-menu=more] summary").click()
    page.locator("#pv-ship [data-do=full]").click()
    page.wait_for_function("document.fullscreenElement?.id === 'pv-ship'")
    page.locator("#pv-ship-port").focus()
    names = page.locator("#pv-ship [data-preset]").evaluate_all("all => all.map(one => one.value)")
    chosen = "document.querySelector('#pv-ship [data-preset]:checked')?.value"
    at = names.index(page.evaluate(chosen))
    page.keyboard.press("PageDown")
    assert page.evaluate(chosen) == names[(at + 1) % len(names)]
    page.keyboard.press("PageUp")
    page.keyboard.press("PageUp")
    assert page.evaluate(chosen) == names[at - 1]


# ---- links ----

SIDE = "v1;side;abdominals=-50;hip_flexors=70;show=bones+loads"
CARRIED = {
    "as copied": f"#pv-side={SIDE}",
    "all escaped": "#pv-side%3D" + SIDE.replace("=", "%3D").replace(";", "%3B"),
    "escaped twice": "#pv-side%253D" + SIDE.replace("=", "%253D"),
    "small escapes": "#pv-side%3d" + SIDE.replace("=", "%3d"),
    "capitals": f"#PV-SIDE={SIDE.upper()}",
    "dashes of a word processor": f"#pv–side={SIDE.replace('-', '–')}",
    "hyphen that does not break": f"#pv‑side={SIDE}",
    "quoted-printable": f"#pv-side=3D{SIDE.replace('=', '=3D')}",
    "soft line end": f"#pv-side={SIDE.replace(';hip', '=%0D%0A;hip')}",
    "full stop": f"#pv-side={SIDE}.",
    "bracket": f"#pv-side={SIDE})",
    "markdown": f"#pv-side={SIDE})**",
    "quote": f"#pv-side={SIDE}’",
    "angle bracket": f"#pv-side={SIDE}>",
    "slash": f"#pv-side={SIDE}/",
    "plus as blank": f"#pv-side={SIDE.replace('+', '%20')}",
    "true minus": f"#pv-side={SIDE.replace('-', '−')}",
    "no-break blank behind": f"#pv-side={SIDE}%C2%A0",
    "no width in front": f"#%E2%80%8Bpv-side={SIDE}",
    "campaign after it": f"#pv-side={SIDE}?utm_source=mail&fbclid=x",
    "campaign joined to it": f"#pv-side={SIDE}&utm_source=mail",
    "another figure in front": f"#pv-other=v1;mast&amp;pv-side={SIDE}",
    "a second number sign": f"##pv-side={SIDE}",
    "a blank in front": f"#%20pv-side={SIDE}",
    "colon for equals": f"#pv-side:{SIDE}",
    "entity for equals": f"#pv-side&#61;{SIDE}",
    "quotes as entities": f"#pv-side={SIDE}&quot;",
    "semicolon behind": f"#pv-side={SIDE};",
}


@pytest.mark.parametrize("way", CARRIED)
def test_a_link_that_was_changed_on_its_way_leads_to_the_state_it_was_made_of(open_page, way):
    page = open_page("side", CARRIED[way])
    assert state(page, "side") == SIDE
    page.wait_for_function("scrollY > 20")
    told = [line for line in page.locator(".pv-notice p").all_inner_texts() if "pv-other" not in line]
    assert len(told) <= 1
    assert all("changed a little" in line for line in told)


@pytest.mark.parametrize("tail", [".", ")", ",", "?utm_source=x", "%20", "&fbclid=1", "’", ":"])
def test_a_link_to_an_activity_that_was_changed_on_its_way_leads_there(open_page, sliding, tail):
    *_, name = sliding
    page = open_page("activities", f"#pv-{name}{tail}")
    page.wait_for_function(
        "id => Math.abs(document.getElementById(id).getBoundingClientRect().top) < innerHeight / 2"
        " || scrollY + innerHeight >= document.documentElement.scrollHeight - 2",
        arg=f"pv-{name}",
    )
    assert page.evaluate("scrollY") > 100


@pytest.mark.parametrize("hash", ["#pv-gone=v1;side;hip_flexors=70", "#pv-side→v1;side;hip_flexors=70"])
def test_no_state_is_lost_without_a_word(open_page, hash):
    page = open_page("side", hash)
    expect(page.locator("#pv-side .pv-notice")).to_contain_text("could not be read")


# ---- frames, saved pages, sit tall, hostile data ----


def test_a_figure_in_a_frame_never_scrolls_the_page_around_it(browser, site):
    context = browser.new_context(viewport={"width": 1100, "height": 800})
    page = context.new_page()
    page.goto(f"{site[1]}/other.html")
    page.set_content(
        '<div style="height:1600px"></div><iframe src="ship.html#pv-ship=v1;mast;port=40"'
        ' style="width:100%;height:700px"></iframe><div style="height:1500px"></div>'
    )
    frame = page.frame_locator("iframe")
    frame.locator("#pv-ship[data-ready]").wait_for()
    inner = page.frames[1]
    inner.wait_for_function("scrollY > 0")
    assert page.evaluate("scrollY") == 0
    context.close()


def test_in_a_frame_that_forbids_forms_the_keys_close_and_saving_says_what_happened(browser, site):
    context = browser.new_context(viewport={"width": 1100, "height": 800})
    page = context.new_page()
    page.goto(f"{site[1]}/other.html")
    page.set_content(
        '<iframe sandbox="allow-scripts allow-same-origin" src="ship.html"'
        ' style="width:100%;height:700px"></iframe>'
    )
    frame = page.frame_locator("iframe")
    frame.locator("#pv-ship[data-ready]").wait_for()
    frame.locator("[data-menu=more] summary").click()
    frame.locator("[data-do=save_csv]").click()
    expect(frame.locator(".pv-notice")).to_contain_text("tab of its own")
    frame.locator("[data-menu=more] summary").click()
    frame.locator("[data-do=keys]").click()
    frame.locator("dialog button").click()
    expect(frame.locator("dialog")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("name", ["ship", "activities"])
def test_a_page_that_was_saved_from_the_browser_is_alive(open_page, site, name):
    page = open_page(name)
    (site[0] / f"saved-{name}.html").write_text(
        page.evaluate("'<!DOCTYPE html>' + document.documentElement.outerHTML"), "utf-8"
    )
    saved = open_page(f"saved-{name}")
    if name == "ship":
        saved.locator("#pv-ship [data-entry=port]").fill("40")
        saved.locator("#pv-ship [data-entry=port]").press("Enter")
        settle(saved, "ship")
        assert state(saved, "ship") == "v1;mast;port=40"
        assert saved.locator("#pv-ship .pv-card").count() == 1
    else:
        said = saved.locator("#pv-tighter [role=status]").inner_text()
        saved.locator("#pv-tighter-knob").fill("80")
        expect(saved.locator("#pv-tighter [role=status]")).not_to_have_text(said)


def test_the_words_of_sit_tall_keep_up_with_it_and_answer_what_was_ticked(open_page):
    page = open_page("sittall")
    said = page.locator("#pv-sittall [role=status]")
    page.locator("[data-act=go]").click()
    expect(said).to_have_text("Counting.")
    expect(page.locator(".pv-act-body .pv-ask")).to_contain_text("Sit tall")
    page.locator("[data-act=skip]").click()
    answers = []
    for where in ("tall", "little", "well", "moved"):
        page.locator(f"[data-act=where][value={where}]").check()
        expect(said).not_to_contain_text("Don't move")
        answers.append(page.locator(".pv-act-body > p").nth(1).inner_text())
    assert len(set(answers)) == 4
    assert "it has slid" not in answers[0]


def test_data_of_an_activity_that_are_no_numbers_stop_nothing_else(browser, site):
    context = browser.new_context()
    page = context.new_page()
    errors = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(f"{site[1]}/broken.html")
    page.locator("#pv-ship[data-ready]").wait_for()
    assert "NaN" not in page.locator("#pv-tighter").evaluate("e => e.outerHTML")
    assert len(errors) == 1 and "percent" in errors[0] and "0 to 100" in errors[0]
    context.close()


# ---- what is left when a card goes ----


def test_an_activity_that_goes_leaves_no_listener_and_no_timer(open_page):
    page = open_page("ship")
    left = page.evaluate(
        """html => {
        const added = [], timers = new Set();
        const add = EventTarget.prototype.addEventListener;
        EventTarget.prototype.addEventListener = function (type, handle, more) {
          if (!more?.signal) added.push(type);
          return add.call(this, type, handle, more);
        };
        const [set, clear] = [window.setTimeout, window.clearTimeout];
        window.setTimeout = (...row) => { const id = set(...row); timers.add(id); return id };
        window.clearTimeout = id => { timers.delete(id); clear(id) };
        const place = document.createElement('div');
        place.innerHTML = html;
        document.body.append(place);
        const stop = PostureViz.mountAll(place);
        const knob = place.querySelector('.pv-act-range');
        knob.value = 80;
        knob.dispatchEvent(new Event('input', {bubbles: true}));
        const waiting = timers.size;
        stop();
        return {added, waiting, left: timers.size, ready: place.firstElementChild.dataset.ready ?? null} }""",
        activities.activity_html("tighter", "extra"),
    )
    assert left == {"added": [], "waiting": left["waiting"], "left": left["waiting"] - 1, "ready": None}


def test_a_figure_that_goes_works_no_more_bands_out(open_page):
    page = open_page("ship")
    left = page.evaluate(
        """async html => {
        let asked = 0;
        const idle = window.requestIdleCallback;
        window.requestIdleCallback = (...row) => { asked++; return idle(...row) };
        document.querySelector('#pv-ship').remove();
        const place = document.createElement('div');
        place.innerHTML = html;
        document.body.prepend(place);
        scrollTo(0, 0);
        const stop = PostureViz.mountAll(place);
        const entry = place.querySelector('[data-entry]');
        entry.value = '33';
        entry.dispatchEvent(new Event('change', {bubbles: true}));
        const calm = () => new Promise(done => requestAnimationFrame(done));
        while (!asked) await calm();
        stop();
        const then = asked;
        for (let i = 0; i < 90; i++) await calm();
        return asked - then }""",
        bundle.figure_html(pv.solve(pv.load("side")), "extra", {}),
    )
    assert left == 0
