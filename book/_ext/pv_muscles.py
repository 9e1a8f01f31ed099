"""Which muscles are in the models and which are not: ``book/muscles.json``, folded into both crosses.

Groups and their names come from the models. The build stops when a row names a line that is not there, or
when a model has a line without a row.
"""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from pv_course import CourseDirective, Folded
from sphinx.application import Sphinx
from sphinx.locale import _

import postureviz as pv
from postureviz.words import entry, in_sentence, title_of

SOURCE = Path(__file__).parent.parent / "muscles.json"
MODELS = ("side", "back")


def texts() -> list[str]:
    """Every text of the table that a page shows."""
    return [row[key] for row in rows() for key in ("muscle", "word", "why") if row[key]]


def rows() -> list[dict]:
    """The rows as they stand in the file."""
    return json.loads(SOURCE.read_text("utf8"))["rows"]


def plain(name: str) -> str:
    """A name without the side of the body that ends it."""
    return name.removesuffix("_left").removesuffix("_right")


def lines_of(model: str) -> dict[str, str | None]:
    """Every line of a model with its group, if it has one; both sides of a back are one."""
    groups = pv.load(model).group_of
    return {plain(name): group and plain(group) for name, group in groups.items()}


def read() -> list[dict]:
    """The rows, each with ``in``: by model, the groups of its lines, None for a line without a slider.

    Raises
    ------
    ValueError
        If a row names a line that is in no model, or if a line is in no row or in two.
    """
    table = rows()
    for model in MODELS:
        left = lines_of(model)
        for row in table:
            found = {}
            for pattern in row.get(model, []):
                own = {name: group for name, group in left.items() if fnmatchcase(name, pattern)}
                if not own:
                    raise ValueError(
                        f"{SOURCE.name}: {row['muscle']!r} names {pattern!r}, which is no line of {model!r} "
                        "or has a row already"
                    )
                found |= own
            for name in found:
                del left[name]
            row.setdefault("in", {})[model] = sorted(set(found.values()), key=str)
        if left:
            raise ValueError(f"{SOURCE.name} has no row for these lines of {model!r}: {', '.join(left)}")
    return table


def called(model: str, group: str) -> str:
    """What the pictures call a group, whichever side it is on."""
    both = entry("back_view.names") if model == "back" else {}
    return in_sentence(both.get(group) or title_of(pv.load(model), group))


def placed(row: dict) -> str:
    """Where a muscle is in the models, in words; nothing where it is in none."""
    views = {"side": _("side view"), "back": _("back view")}
    told = []
    for model, groups in row["in"].items():
        for group in groups:
            told.append(f"{views[model]}, {called(model, group) if group else _('no slider')}")
    return "; ".join(told)


def kind_of(row: dict) -> str:
    """Whether a muscle has a slider, is there without one, or is left out."""
    groups = [group for own in row["in"].values() for group in own]
    return "out" if not groups else "slider" if any(groups) else "still"


class Muscles(CourseDirective):
    """The muscles of one cross, ``lower`` or ``upper``: in the models or not, and why."""

    has_content = False
    required_arguments = 1

    def run(self):
        cross = directives.choice(self.arguments[0], ("lower", "upper"))
        self.env.note_dependency(str(SOURCE))
        try:
            chosen = [row for row in read() if row["cross"] == cross]
        except ValueError as problem:
            raise self.error(str(problem)) from problem
        note = Folded("", kind="muscles", title=_("Which muscles are in, which are out, and why"))
        note += self.said(
            _(
                "The figure is a cross of the model’s own groups, not anyone’s list. Behind each muscle "
                "stands Janda’s word for it. Lists differ; these come from textbooks, and no anatomist "
                "has signed them."
            )
        )
        for kind, title in {
            "slider": _("In the model, with a slider"),
            "still": _("In the model, without a slider"),
            "out": _("Left out, and not because they do not matter"),
        }.items():
            items = nodes.bullet_list(bullet="-")
            items += [self.item(row) for row in chosen if kind_of(row) == kind]
            note += [self.said(title, strong=True), items] if items.children else []
        self.set_source_info(note)
        return [note]

    def item(self, row: dict) -> nodes.list_item:
        word = row["word"] and _(row["word"])
        if word and row.get("some"):
            word = _("%s in some lists") % word
        rest = f" ({word})" if word else ""
        rest += f": {place}." if (place := placed(row)) else "."
        paragraph = self.said(_(row["muscle"]), strong=True)
        why = row["why"] and _(row["why"])
        paragraph += nodes.Text(f"{rest} {why}".rstrip())
        return nodes.list_item("", paragraph)

    def said(self, text: str, strong: bool = False) -> nodes.paragraph:
        inner = nodes.strong(text, text) if strong else nodes.Text(text)
        paragraph = nodes.paragraph(text, "", inner, translatable=False)
        paragraph.source, paragraph.line = self.get_source_info()
        return paragraph


def setup(app: Sphinx) -> dict:
    app.setup_extension("pv_course")
    app.add_directive("muscles", Muscles)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
