"""What a reader writes and ticks, and the place in the book: kept, given back, erased, never trusted."""

import json

import pytest
import small_book
from playwright.sync_api import expect

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


def expect_written(sheet):
    expect(sheet.get_by_label("When does it come?")).to_have_value("in the morning")
    expect(sheet.get_by_label("neck")).to_be_checked()
    expect(sheet.get_by_label("reaching")).to_be_checked()
    expect(sheet.get_by_label("sitting")).not_to_be_checked()


def expect_empty(sheet):
    expect(sheet.get_by_label("When does it come?")).to_have_value("")
    expect(sheet.locator(".pvb-field input:checked")).to_have_count(0)


def stored(page, box):
    return page.evaluate(f"Object.keys({box}).filter(key => key.startsWith('pv-sheet')).join()")


def test_what_was_written_and_ticked_outlives_a_link_back_and_a_reload(context, trial):
    page = opened(context, f"{trial}/trial.html")
    write(sheet_of(page))
    page.locator("#one label").last.click()
    page.locator(".pvb-next").click()
    page.wait_for_url("**/second.html")
    expect_empty(page.locator("#second-what-i-notice"))
    expect(page.locator("#second-one input:checked")).to_have_count(0)
    page.go_back()
    expect_written(sheet_of(page))
    expect(page.locator("#one [role=status]")).to_contain_text("This is it.")
    expect(page.locator("#one input").last).to_be_checked()
    page.reload()
    expect_written(sheet_of(page))
    expect(page.locator("#two input:checked")).to_have_count(0)
    assert stored(page, "localStorage") == ""
    expect(sheet_of(page).locator(".pvb-private")).to_contain_text("leaves this device")
    assert page.complaints == []


def test_one_tick_keeps_a_sheet_for_other_days_and_taking_it_away_erases_it(context, trial):
    page = opened(context, f"{trial}/trial.html")
    write(sheet_of(page))
    other = opened(context, f"{trial}/trial.html")
    expect_empty(sheet_of(other))
    sheet_of(page).get_by_label("Keep on this device").check()
    expect(sheet_of(page).locator(".pvb-private")).to_contain_text("is kept on it until")
    page.close()
    other.reload()
    expect_written(sheet_of(other))
    keep = sheet_of(other).get_by_label("Keep on this device")
    expect(keep).to_be_checked()
    keep.uncheck()
    assert stored(other, "localStorage") == ""
    expect(sheet_of(other).locator("[role=status]")).to_contain_text("Erased")
    expect_written(sheet_of(other))
    other.reload()
    expect_written(sheet_of(other))
    expect(keep).not_to_be_checked()
    expect_empty(sheet_of(opened(context, f"{trial}/trial.html")))


def test_a_page_that_was_only_opened_writes_nothing_and_shows_what_arrives_late(context, folder, served):
    # From a server: between files in a folder browsers do not always hand such news on.
    page, other = (opened(context, f"{served(folder)}/book/trial.html") for _ in range(2))
    assert stored(other, "sessionStorage") == ""
    write(sheet_of(page))
    sheet_of(page).get_by_label("Keep on this device").check()
    # the other tab stands for a page that was opened before the browser had handed the words on
    expect_written(sheet_of(other))
    expect(sheet_of(other).get_by_label("Keep on this device")).to_be_checked()
    # but what someone has begun to write stays
    sheet_of(other).get_by_label("When does it come?").fill("at night")
    sheet_of(page).get_by_label("sitting").check()
    expect(sheet_of(page).get_by_label("sitting")).to_be_checked()
    expect(sheet_of(other).get_by_label("When does it come?")).to_have_value("at night")


def test_erasing_leaves_nothing_and_can_be_taken_back(context, trial):
    page = opened(context, f"{trial}/trial.html")
    sheet = sheet_of(page)
    write(sheet)
    sheet.get_by_label("Keep on this device").check()
    sheet.get_by_role("button", name="Clear it").click()
    expect_empty(sheet)
    expect(sheet.get_by_label("Keep on this device")).not_to_be_checked()
    assert "in the morning" not in page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    sheet.get_by_role("button", name="Take it back").click()
    expect_written(sheet)
    expect(sheet.get_by_label("Keep on this device")).to_be_checked()
    sheet.get_by_role("button", name="Clear it").click()
    page.reload()
    expect_empty(sheet)
    expect(sheet.get_by_role("button", name="Take it back")).to_be_hidden()


def test_a_sheet_saved_as_a_file_comes_back_from_it(context, trial, tmp_path):
    page = opened(context, f"{trial}/trial.html")
    sheet = sheet_of(page)
    write(sheet)
    with page.expect_download() as download:
        sheet.get_by_role("button", name="Save as a file").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name == "what-i-notice.json"
    expect(sheet.locator("[role=status]")).to_contain_text(path.name)
    assert json.loads(path.read_text("utf8"))["fields"] == {
        "When does it come?": "in the morning",
        "Where?": ["neck"],
        "I will try": ["reaching"],
    }
    sheet.get_by_role("button", name="Clear it").click()
    loaded(page, path)
    sheet.get_by_text("The file is on the sheet.").wait_for()
    expect_written(sheet)
    page.reload()
    expect_written(sheet)


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
    expect_written(sheet_of(page))
    assert page.complaints == []


def test_a_file_with_lines_of_an_older_sheet_names_what_found_no_place(context, folder, tmp_path):
    page = opened(context, f"{folder.as_uri()}/book/trial.html")
    path = tmp_path / "old.json"
    fields = {"When does it come?": "at night", "Shoe size": "40"}
    path.write_text(json.dumps({"sheet": "what-i-notice", "fields": fields}), encoding="utf8")
    loaded(page, path)
    sheet_of(page).get_by_text("has no place for: Shoe size").wait_for()
    expect(sheet_of(page).get_by_label("When does it come?")).to_have_value("at night")


@pytest.mark.parametrize("value", HOSTILE)
def test_whatever_was_stored_a_page_opens_and_can_be_written_in(context, folder, value):
    page = opened(context, f"{folder.as_uri()}/book/sources.html")
    page.evaluate(
        "([keys, value]) => { for (const box of [localStorage, sessionStorage])"
        "  for (const key of keys) box.setItem(key, value); }",
        [[KEY, "pv-place", "pv-checks:book/trial.html", "pv-theme"], value],
    )
    page.goto(f"{folder.as_uri()}/book/index.html")
    expect(page.locator("[data-place]")).to_be_hidden()
    page.goto(f"{folder.as_uri()}/book/trial.html")
    expect(page.locator(".pvb-check input:checked")).to_have_count(0)
    expect(sheet_of(page).locator("textarea")).to_have_value("")
    write(sheet_of(page))
    page.reload()
    expect_written(sheet_of(page))
    page.goto(f"{folder.as_uri()}/book/index.html")
    expect(page.locator("[data-place] a")).to_have_text("A trial")
    assert page.complaints == []


def test_in_a_frame_that_bars_storage_the_sheet_works_and_says_what_it_cannot(context, folder, served):
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{served(folder)}/frame.html")
    frame = page.frame_locator("iframe")
    sheet = frame.locator("#what-i-notice")
    write(sheet)
    expect_written(sheet)
    expect(sheet.locator(".pvb-private")).to_contain_text("keep nothing")
    keep = sheet.get_by_label("Keep on this device")
    keep.click()
    expect(keep).not_to_be_checked()
    expect(sheet.locator("[role=status]")).to_contain_text("would not keep it")
    sheet.get_by_role("button", name="Save as a file").click()
    expect(sheet.locator("[role=status]")).to_contain_text("If no file came")
    sheet.get_by_role("button", name="Print this sheet").click()
    expect(sheet.locator("[role=status]")).to_contain_text("If nothing was printed")
    frame.locator("#one input").first.click()
    expect(frame.locator("#one [role=status]")).to_contain_text("Not this one.")
    sheet.get_by_role("button", name="Clear it").click()
    expect_empty(sheet)
    assert errors == []


def test_a_device_that_is_full_says_that_it_keeps_nothing(context, folder):
    context.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); };"
    )
    page = opened(context, f"{folder.as_uri()}/book/trial.html")
    write(sheet_of(page))
    expect_written(sheet_of(page))
    expect(sheet_of(page).locator(".pvb-private")).to_contain_text("keep nothing")
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
    expect(sheet.locator(".pvb-private")).to_be_hidden()
    assert "this page" not in sheet.locator(".pvb-paper").inner_text()
    expect(page.locator(".pvb-check").first).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".pvb-check").first.is_visible()


def test_without_a_script_the_sheet_says_that_it_keeps_nothing(browser, folder):
    context = browser.new_context(java_script_enabled=False)
    page = opened(context, f"{folder.as_uri()}/book/trial.html")
    expect(sheet_of(page).locator(".pvb-private")).to_contain_text("gone when you leave")
    expect(sheet_of(page).get_by_role("button").first).to_be_hidden()
    context.close()
