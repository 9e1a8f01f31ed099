"""Sphinx extension of the book: the small activities of the course, which are no plain figure of a model.

Without a script an activity is its question, its picture and its answer in print; with one it comes alive.
"""

from __future__ import annotations

import html
import re

import activities
import pv_published
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


def start_of(text: str) -> dict[str, str | float]:
    """Options such as ``percent=85, course=stretch``; what reads as a number is one."""
    start: dict[str, str | float] = {}
    for row in text.split(","):
        key, sign, value = (part.strip() for part in row.partition("="))
        if not (key and sign and value):
            raise ValueError(f"start {row.strip()!r} is no name=value")
        try:
            start[key] = float(value)
        except ValueError:
            start[key] = value
    return start


def words_of(text: str) -> str:
    """The words of an HTML text, without those inside its pictures."""
    text = re.sub(r"<svg.*?</svg>", " ", text, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


class ActivityDirective(SphinxDirective):
    """One activity of the course by name; ``:name:`` is its place on the page, else its own name.

    Example::

        :::{activity} timeline
        :name: one-stretch
        :start: course=stretch
        :::
    """

    required_arguments = 1
    option_spec = {"name": directives.unchanged_required, "start": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        try:
            start = start_of(self.options["start"]) if "start" in self.options else {}
            text = activities.activity_html(name, self.options.get("name", name), start)
        except ValueError as problem:
            raise self.error(f"activity: {problem}") from problem
        pv_published.note(self.env, f"activity: {self.options.get('name', name)}", words_of(text))
        activity = nodes.raw("", text, format="html")
        self.set_source_info(activity)
        return [activity]


def setup(app: Sphinx) -> dict:
    """Register the directive with Sphinx."""
    app.add_directive("activity", ActivityDirective)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
