"""Which pages a second build reads again, and which notebooks it runs again."""

from types import SimpleNamespace

import nbformat
import pv_changes
import pv_notebooks
import pytest


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    for name in ("postureviz/model.json", "book/_ext/part.py", "book/parts/shared.md", "book/page.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("one")
    for name in ("_config.yml", "_toc.yml", "requirements.txt"):
        (tmp_path / name).write_text("one")
    for module in (pv_changes, pv_notebooks):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    return tmp_path


def read_again(env, changed=()):
    return pv_changes.outdated(None, env, set(), set(changed), set())


@pytest.mark.parametrize(
    "name", ["postureviz/model.json", "book/_ext/part.py", "book/parts/shared.md", "_toc.yml"]
)
def test_every_page_is_read_again_when_what_all_stand_on_changes_and_once_only(checkout, name):
    env = SimpleNamespace(found_docs={"book/page", "book/other"})
    assert read_again(env) == []
    (checkout / name).write_text("two")
    assert read_again(env, changed=["book/page"]) == ["book/other"]
    assert read_again(env) == []


def test_a_changed_page_asks_for_no_other(checkout):
    env = SimpleNamespace(found_docs={"book/page", "book/other"})
    read_again(env)
    (checkout / "book/page.md").write_text("two")
    assert read_again(env, changed=["book/page"]) == []


class Answers:
    """A build's view of one notebook, with answers kept in a folder."""

    def __init__(self, folder):
        self.path = folder / "notebooks" / "sum.ipynb"
        self.path.parent.mkdir(exist_ok=True)
        self.write("1 + 1")
        config = SimpleNamespace(nb_execution_mode="cache", nb_execution_timeout=60)
        self.app = SimpleNamespace(outdir=str(folder / "_build" / "html"), config=config)
        self.env = SimpleNamespace(doc2path=lambda name: str(self.path))

    def write(self, code):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code, id="sum")])
        nbformat.write(notebook, self.path)

    def build(self, monkeypatch):
        """How many notebooks one build runs."""
        ran = []
        run = pv_notebooks.single_nb_execution
        with monkeypatch.context() as patch:
            patch.setattr(
                pv_notebooks, "single_nb_execution", lambda *args, **more: ran.append(1) or run(*args, **more)
            )
            pv_notebooks.place(self.app, self.app.config)
            pv_notebooks.run_what_is_new(self.app, self.env, ["notebooks/sum"])
        return len(ran)


def test_a_notebook_is_run_once_and_again_only_when_it_or_its_ground_changes(checkout, monkeypatch):
    answers = Answers(checkout)
    assert [answers.build(monkeypatch) for _ in range(2)] == [1, 0]
    answers.write("1 + 2")
    assert [answers.build(monkeypatch) for _ in range(2)] == [1, 0]
    (checkout / "postureviz/model.json").write_text("two")
    assert [answers.build(monkeypatch) for _ in range(2)] == [1, 0]


def test_a_notebook_that_fails_is_not_kept(checkout, monkeypatch, caplog):
    answers = Answers(checkout)
    answers.write("1 / 0")
    assert [answers.build(monkeypatch) for _ in range(2)] == [1, 1]
