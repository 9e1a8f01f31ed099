"""What a reader writes and ticks, and the place in the book: kept, given back, erased, never trusted."""

import json

import pytest
import small_book

KEY = "pv-sheet:book/trial.html#what-i-notice"
HOSTILE = [
    "null",
    "{broken",
    '{"address": {"toString": 1}}',
    '{"address": ["book/trial.html"]}',
    '{"address": "javascript:alert(1)"}',
    '{"When does it come?": {"toString": 1}, "Where?": {"length": 2}, "I will try": "reaching"}',
    '{"When does it come?": ["a"], "Where?": [1, null], "I will try": [{"toString": 1}]}',
    '{"__proto__": {"When does it come?": "x"}, "constructor": 1, "one": {"toString": 1}, "two": "Z"}',
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A small book with a start page, a chapter with a sheet and two checks, and a second chapter."""
    second = small_book.GOOD.replace(":name: ", ":name: second-").replace("# A trial", "# A second trial")
    pages = {
        "index": f"# A small book\n\n{small_book.FLAGS}\n:::{{place}}\n:::\n",
        "trial": small_book.GOOD,
        "second": second,
        "evidence": small_book.EVIDENCE,
        "sources": small_book.SOURCES,
    }
    out, _ = small_book.build(tmp_path_factory.mktemp("kept"), pages, voyage=["trial", "second"])
    (out / "frame.html").write_text(
        '<!doctype html><title>Course</title><iframe title="book" width="800" height="900" '
        'sandbox="allow-scripts" src="book/trial.html"></iframe>',
        encoding="utf8",
    )
    return out


@pytest.fixture(params=["http", "file"])
def trial(request, folder, served):
    """Where the small book stands: on a server of this machine, or in a folder."""
    return f"{served(folder) if request.param == 'http' else folder.as_uri()}/book"


@pytest.fixture
def context(browser):
    made = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    yield made
    made.close()


def opened(context, address):
    page = context.new_page()
    page.complaints = []
    # a small book has no icon, which a server reports
    page.on(
        "console",
        lambda message: "favicon" in message.location["url"] or page.complaints.append(message.text),
    )
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(address)
    return page


def sheet_of(page):
    return page.locator("#what-i-notice")


def write(sheet):
    sheet.get_by_label("When does it come?").fill("in the morning")
    sheet.get_by_label("neck").check()
    sheet.get_by_label("reaching").check()


def is_written(sheet):
    return (
        sheet.get_by_label("When does it come?").input_value(),
        sheet.get_by_label("neck").is_checked(),
        sheet.get_by_label("reaching").is_checked(),
        sheet.get_by_label("sitting").is_checked(),
    ) == ("in the morning", True, True, False)


def is_empty(sheet):
    ticked = [box.is_checked() for box in sheet.locator(".pvb-field input").all()]
    return sheet.get_by_label("When does it come?").input_value() == "" and not any(ticked)


def stored(page, box):
    return page.evaluate(f"Object.keys({box}).filter(key => key.startsWith('pv-sheet')).join()")


def test_what_was_written_and_ticked_outlives_a_link_back_and_a_reload(context, trial):
    page = opened(context, f"{trial}/trial.html")
    write(sheet_of(page))
    page.locator("#one label").last.click()
    page.locator(".pvb-next").click()
    page.wait_for_url("**/second.html")
    assert is_empty(page.locator("#second-what-i-notice"))
    assert page.locator("#second-one input:checked").count() == 0
    page.go_back()
    assert is_written(sheet_of(page))
    assert "This is it." in page.locator("#one [role=status]").inner_text()
    assert page.locator("#one input").last.is_checked()
    page.reload()
    assert is_written(sheet_of(page))
    assert page.locator("#two input:checked").count() == 0
    assert stored(page, "localStorage") == ""
    assert "leaves this device" in sheet_of(page).locator(".pvb-private").inner_text()
    assert page.complaints == []


def test_one_tick_keeps_a_sheet_for_other_days_and_taking_it_away_erases_it(context, trial):
    page = opened(context, f"{trial}/trial.html")
    write(sheet_of(page))
    other = opened(context, f"{trial}/trial.html")
    assert is_empty(sheet_of(other))
    sheet_of(page).get_by_label("Keep on this device").check()
    assert "is kept on it until" in sheet_of(page).locator(".pvb-private").inner_text()
    page.close()
    other.reload()
    assert is_written(sheet_of(other))
    keep = sheet_of(other).get_by_label("Keep on this device")
    assert keep.is_checked()
    keep.uncheck()
    assert stored(other, "localStorage") == ""
    assert "Erased" in sheet_of(other).locator("[role=status]").inner_text()
    assert is_written(sheet_of(other))
    other.reload()
    assert is_written(sheet_of(other)) and not keep.is_checked()
    assert is_empty(sheet_of(opened(context, f"{trial}/trial.html")))


def test_erasing_leaves_nothing_and_can_be_taken_back(context, trial):
    page = opened(context, f"{trial}/trial.html")
    sheet = sheet_of(page)
    write(sheet)
    sheet.get_by_label("Keep on this device").check()
    sheet.get_by_role("button", name="Clear it").click()
    assert is_empty(sheet) and not sheet.get_by_label("Keep on this device").is_checked()
    assert "in the morning" not in page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    sheet.get_by_role("button", name="Take it back").click()
    assert is_written(sheet) and sheet.get_by_label("Keep on this device").is_checked()
    sheet.get_by_role("button", name="Clear it").click()
    page.reload()
    assert is_empty(sheet)
    assert not sheet.get_by_role("button", name="Take it back").is_visible()


def test_a_sheet_saved_as_a_file_comes_back_from_it(context, trial, tmp_path):
    page = opened(context, f"{trial}/trial.html")
    sheet = sheet_of(page)
    write(sheet)
    with page.expect_download() as download:
        sheet.get_by_role("button", name="Save as a file").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name == "what-i-notice.json"
    assert path.name in sheet.locator("[role=status]").inner_text()
    assert json.loads(path.read_text("utf8"))["fields"] == {
        "When does it come?": "in the morning",
        "Where?": ["neck"],
        "I will try": ["reaching"],
    }
    sheet.get_by_role("button", name="Clear it").click()
    loaded(page, path)
    sheet.get_by_text("The file is on the sheet.").wait_for()
    assert is_written(sheet)
    page.reload()
    assert is_written(sheet)


def loaded(page, path):
    with page.expect_file_chooser() as chooser:
        sheet_of(page).get_by_role("button", name="Load a file").click()
    chooser.value.set_files(path)


@pytest.mark.parametrize(
    "text",
    [
        "no file of ours",
        "null",
        '{"sheet": "my-log", "fields": {}}',
        '{"sheet": "what-i-notice", "fields": 3}',
    ],
)
def test_a_file_that_holds_another_thing_changes_nothing_and_says_so(context, folder, tmp_path, text):
    page = opened(context, f"{folder.as_uri()}/book/trial.html")
    write(sheet_of(page))
    path = tmp_path / "letter.json"
    path.write_text(text, encoding="utf8")
    loaded(page, path)
    sheet_of(page).get_by_text("letter.json holds no copy of this sheet").wait_for()
    assert is_written(sheet_of(page))
    assert page.complaints == []


def test_a_file_with_lines_of_an_older_sheet_names_what_found_no_place(context, folder, tmp_path):
    page = opened(context, f"{folder.as_uri()}/book/trial.html")
    path = tmp_path / "old.json"
    fields = {"When does it come?": "at night", "Shoe size": "40"}
    path.write_text(json.dumps({"sheet": "what-i-notice", "fields": fields}), encoding="utf8")
    loaded(page, path)
    sheet_of(page).get_by_text("has no place for: Shoe size").wait_for()
    assert sheet_of(page).get_by_label("When does it come?").input_value() == "at night"


@pytest.mark.parametrize("value", HOSTILE)
def test_whatever_was_stored_a_page_opens_and_can_be_written_in(context, folder, value):
    page = opened(context, f"{folder.as_uri()}/book/sources.html")
    page.evaluate(
        "([keys, value]) => { for (const box of [localStorage, sessionStorage])"
        "  for (const key of keys) box.setItem(key, value); }",
        [[KEY, "pv-place", "pv-checks:book/trial.html", "pv-theme"], value],
    )
    page.goto(f"{folder.as_uri()}/book/index.html")
    assert not page.locator("[data-place]").is_visible()
    page.goto(f"{folder.as_uri()}/book/trial.html")
    assert page.locator(".pvb-check input:checked").count() == 0
    assert sheet_of(page).locator("textarea").input_value() == ""
    write(sheet_of(page))
    page.reload()
    assert is_written(sheet_of(page))
    page.goto(f"{folder.as_uri()}/book/index.html")
    assert page.locator("[data-place] a").inner_text().strip() == "A trial"
    assert page.complaints == []


def test_in_a_frame_that_bars_storage_the_sheet_works_and_says_what_it_cannot(context, folder, served):
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{served(folder)}/frame.html")
    frame = page.frame_locator("iframe")
    sheet = frame.locator("#what-i-notice")
    write(sheet)
    assert is_written(sheet)
    assert "keep nothing" in sheet.locator(".pvb-private").inner_text()
    keep = sheet.get_by_label("Keep on this device")
    keep.click()
    assert not keep.is_checked()
    assert "would not keep it" in sheet.locator("[role=status]").inner_text()
    sheet.get_by_role("button", name="Save as a file").click()
    assert "If no file came" in sheet.locator("[role=status]").inner_text()
    sheet.get_by_role("button", name="Print this sheet").click()
    assert "If nothing was printed" in sheet.locator("[role=status]").inner_text()
    frame.locator("#one input").first.click()
    assert "Not this one." in frame.locator("#one [role=status]").inner_text()
    sheet.get_by_role("button", name="Clear it").click()
    assert is_empty(sheet)
    assert errors == []


def test_a_device_that_is_full_says_that_it_keeps_nothing(context, folder):
    context.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); };"
    )
    page = opened(context, f"{folder.as_uri()}/book/trial.html")
    write(sheet_of(page))
    assert is_written(sheet_of(page))
    assert "keep nothing" in sheet_of(page).locator(".pvb-private").inner_text()
    assert page.complaints == []


def test_paper_shows_the_sheet_alone_all_that_was_written_and_words_for_paper(context, folder):
    page = opened(context, f"{folder.as_uri()}/book/trial.html")
    sheet = sheet_of(page)
    long = "a line without an end that wraps on narrow paper " * 12
    sheet.get_by_label("When does it come?").fill(long)
    page.evaluate("window.print = () => dispatchEvent(new Event('beforeprint'))")
    sheet.get_by_role("button", name="Print this sheet").click()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 600, "height": 900})
    copy = sheet.locator(".pvb-written")
    assert copy.is_visible() and copy.inner_text().strip() == long.strip()
    assert copy.evaluate("c => c.scrollHeight <= c.clientHeight + 1 && c.scrollWidth <= c.clientWidth")
    assert sheet.locator(".pvb-paper").is_visible()
    assert not sheet.locator(".pvb-private").is_visible()
    assert "this page" not in sheet.locator(".pvb-paper").inner_text()
    assert not page.locator(".pvb-check").first.is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".pvb-check").first.is_visible()


def test_without_a_script_the_sheet_says_that_it_keeps_nothing(browser, folder):
    context = browser.new_context(java_script_enabled=False)
    page = opened(context, f"{folder.as_uri()}/book/trial.html")
    assert "gone when you leave" in sheet_of(page).locator(".pvb-private").inner_text()
    assert not sheet_of(page).get_by_role("button").first.is_visible()
    context.close()
