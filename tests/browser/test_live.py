"""A page of `make serve` in a real browser: it shows what was saved, by itself."""

import threading

import pytest
from playwright.sync_api import expect

from tools.serve import Changes, server, sources, watch

# A policy as strict as that of the book.
POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"


@pytest.fixture
def project(tmp_path):
    """A project with one chapter; build() makes its page."""
    chapter, page = tmp_path / "book" / "chapter.md", tmp_path / "html" / "chapter.html"
    for path in (chapter, page):
        path.parent.mkdir()
    chapter.write_text("The mast stands.", "utf8")

    def build():
        page.write_text(
            f'<!doctype html><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
            f"<title>Trial</title><p>{chapter.read_text('utf8')}</p>",
            "utf8",
        )

    build()
    return chapter, page, build


def test_an_open_page_shows_a_chapter_that_was_saved_and_its_file_holds_no_script(browser, project):
    chapter, file, build = project
    changes, stopped, root = Changes(), threading.Event(), chapter.parent.parent
    with server(file.parent, changes=changes) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        watching = threading.Thread(
            target=watch, args=(root, sources(root), build, changes, stopped), daemon=True
        )
        page = browser.new_page()
        with page.expect_request("**/-changes*"):
            page.goto(f"http://127.0.0.1:{running.server_port}/chapter.html")
        watching.start()
        for words in ("The mast leans.", "The mast leans far."):
            chapter.write_text(words, "utf8")
            expect(page.locator("p")).to_have_text(words)
        page.close()
        stopped.set()
        watching.join()
        running.shutdown()
    assert "script src" not in file.read_text("utf8")
