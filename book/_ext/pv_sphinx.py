"""Sphinx extension of the book: live figures, page shell, MathML, a policy that lets nothing out.

What a page holds decides what it loads: the figure script goes to pages with a figure, the copy
button to pages with code, Sphinx's search to the search page.
"""

from __future__ import annotations

import base64
import hashlib
import html
import os
import shutil
from functools import lru_cache
from pathlib import Path

import activities
import latex2mathml.converter

# Where a home cannot be written, matplotlib says so on stderr and finds a folder that can. Loaded here,
# before any kernel, it speaks outside of the notebooks, and the kernels get that folder with its fonts.
import matplotlib.font_manager  # noqa: F401
import pv_card
import pv_language
import pv_published
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinx.util.math import get_node_equation_number

import postureviz as pv
from postureviz import bundle, state
from postureviz.colours import palette
from postureviz.options import OPTIONS, checked
from postureviz.words import marked, nearest

LOG = logging.getLogger(__name__)
HERE = Path(__file__).parent
THEME_SCRIPT = (HERE / "theme.js").read_text(encoding="utf8").strip()
LOST_SCRIPT = (HERE / "lost.js").read_text(encoding="utf8").strip()
# What keeps a page readable that has lost its style sheets: any rule of theirs comes first.
PLAIN_STYLE = (
    ":where(svg,img){max-width:100%}:where(.pv-stage,.pv-act-stage,.pv-gauge) svg{max-width:45em}"
    ":where(.pv-tool,.pv-chip,.pvb-menu,.pvb-search,.pvb-theme) svg"
    "{fill:none;stroke:currentColor;stroke-width:2}"
    ":where(.pv-gauge) svg{height:16px}"
)
# What the page around the figures takes of their colours and letters.
SHELL_TOKENS = (
    *("font", "page", "stage", "stage-2", "line", "ctl", "ink", "ink-2"),
    *("accent", "focus", "more", "less"),
)
# Options of a figure that are sentences, which gettext finds. What a model leaves out is told or not.
WORDS = tuple(key for key, kind in OPTIONS.items() if kind in ("words", "answers") and key != "limits")
# What no page needs: the theme's own shell and Sphinx's keyboard and highlighting helpers.
LEFT_OUT = ("scripts/", "styles/", "doctools", "sphinx_highlight", "translations", "design-tabs")
# What a page needs only if it holds a node of such a kind or class.
FOR_CODE = ("documentation_options", "clipboard", "copybutton")
FOR_CELLS = ("mystnb",)
FOR_DESIGN = ("sphinx-design",)
# Folders of the theme that nothing of ours loads; without them the book is small enough to mail.
UNUSED = ("scripts", "styles", "vendor", "images", "locales")


# Live figures ---------------------------------------------------------------------------------


class LiveFigure(nodes.General, nodes.Element):
    """A live figure. Its words are ordinary paragraphs, so that gettext finds them."""


def posture_of(text: str) -> pv.Posture:
    """Return the posture of a state text; anything wrong with the text is an error."""
    start = state.parse_state(text)
    if start.notices:
        raise ValueError(f"state {text!r}: {' '.join(start.notices)}")
    return pv.solve(pv.load(start.model), start.factors, settings=start.settings)


def names(text: str) -> list[str]:
    """Names from a comma-separated option."""
    return [part.strip() for part in text.split(",") if part.strip()]


def yes_or_no(text: str) -> bool:
    """A choice of yes or no from an option."""
    return directives.choice(text, ("yes", "no")) == "yes"


def answered(words: dict[str, str]) -> dict[str, str | list[str]]:
    """Words of a figure, with the answers to its question taken apart at the bars."""
    parts = [part.strip() for part in words.get("choices", "").split("|")]
    return words | ({"choices": [part for part in parts if part]} if "choices" in words else {})


def aim(text: str) -> list[str | float]:
    """A reading, its lowest and its highest value."""
    reading, *ends = text.split()
    return [reading, *(float(end) for end in ends)]


# How an option is read, where it is no plain text.
READ = {"names": names, "switch": yes_or_no, "aim": aim}


class PosturevizDirective(SphinxDirective):
    """A live figure of one model; the body is the caption.

    ``:limits: no`` leaves out what the model leaves out, where the page has told it already;
    ``:more: no`` keeps the other ropes folded away for good. ``show=`` in the state chooses layers.

    A question before the ropes move: ``:ask:``, ``:choices:`` in the order falls, stays, rises (or
    falls, rises), ``:then:`` the state it leads to, ``:answer:`` the reading that decides. A task:
    ``:aim:`` a reading, its lowest and its highest value, and its words as ``:goal:``, if the usual
    ones will not do.

    Example::

        :::{postureviz} mast
        :name: first-pull
        :title: Pull a rope
        :state: v1;mast;port=50
        :sliders: port, starboard
        :presets: even, port_heavy
        :readings: lean_deg, stability_ratio
        :ropes: no
        :ask: The port ropes pull more. Where does the mast lean?
        :choices: To port | It stays | To starboard
        :then: v1;mast;port=60
        :answer: lean_deg

        The mast is stiff wood and the ropes stretch a little.
        :::
    """

    required_arguments = 1
    has_content = True
    option_spec = dict.fromkeys(("name", "state"), directives.unchanged_required) | {
        key: READ.get(kind, directives.unchanged_required)
        for key, kind in OPTIONS.items()
        if key != "caption"
    }
    option_spec["limits"] = yes_or_no

    def run(self) -> list[nodes.Node]:
        try:
            figure = self.figure()
        except ValueError as problem:
            raise self.error(f"live figure: {problem}") from problem
        self.set_source_info(figure)
        posture = posture_of(figure["state"])
        pv_published.note(self.env, f"sentence: {figure['state']}", pv.describe(posture))
        written = {**self.options, "caption": " ".join(self.content)}
        for role in WORDS:
            if text := written.get(role, ""):
                children, messages = self.parse_inline(text, lineno=self.lineno)
                paragraph = nodes.paragraph(text, "", *children, classes=[f"pv-source-{role}"])
                self.set_source_info(paragraph)
                figure += [paragraph, *messages]
        return [figure]

    def figure(self) -> LiveFigure:
        name = self.options.get("name")
        if not name:
            raise ValueError("it needs a ':name:', which is part of its link")
        model = pv.load(self.arguments[0])
        text = self.options.get("state", f"v1;{model.name}")
        shown = posture_of(text).model.name
        if shown != model.name:
            raise ValueError(f"state {text!r} is for model {shown!r}, the figure shows {model.name!r}")
        settings = {"presets": [], "ropes": False}
        plain = OPTIONS.keys() - {*WORDS, "limits"}
        settings |= {key: option for key, option in self.options.items() if key in plain}
        if not self.options.get("limits", True):
            settings["limits"] = ""
        checked(model, settings | answered({key: self.options[key] for key in WORDS if key in self.options}))
        return LiveFigure(figure=name, state=text, settings=settings)


def visit_live_figure(translator, node: LiveFigure) -> None:
    """Write the still picture, its sentence and the mount point of the live figure."""
    words = {
        role: paragraph.astext()
        for paragraph in node.findall(nodes.paragraph)
        for role in WORDS
        if f"pv-source-{role}" in paragraph["classes"]
    }
    posture = posture_of(node["state"])
    options = node["settings"] | answered(words)
    show = state.parse_state(node["state"]).show
    translator.body.append(bundle.figure_html(posture, node["figure"], options, show))
    raise nodes.SkipNode


def leave_out(translator, node: LiveFigure) -> None:
    """Other builders (gettext, text) only need the words."""


# Numbers and sources from the models ----------------------------------------------------------


class ModelNumber(SphinxRole):
    """A number of a posture, worked out while the book is built, so that no page can be out of date.

    ``{pv}`tip_shift_cm @ v1;mast;port=50` `` is a reading; ``tension NAME`` and ``set NAME`` are
    the newtons a cable carries and the newtons it was set to. A minus in front turns the sign;
    a result below zero fails the build, because the sentence around it says the direction.
    """

    noted = ""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        try:
            text = self.number()
        except ValueError as problem:
            message = self.inliner.reporter.error(f"number of a model: {problem}", line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        pv_published.note(self.env, self.noted + " ".join(self.text.split()), text)
        return [nodes.Text(text)], []

    def number(self) -> str:
        value, digits = quantity(self.text)
        # rounded as the figures do it
        value = nearest(value, digits)
        if value < 0:
            raise ValueError(f"{self.text!r} is {value:g}, below zero")
        return marked(f"{value:g}")


class UsualBand(ModelNumber):
    """The usual range of a reading, printed only where the reading of that posture lies in it.

    ``{usual}`tilt_deg @ v1;side;hip_flexors=70` `` prints ``3 to 23``. A reading outside, or one without
    a range that was measured in people, fails the build: the sentence around it says that it is usual.
    """

    noted = "usual "

    def number(self) -> str:
        return usual(self.text)


def usual(text: str) -> str:
    """The ends of the range in which ``reading @ state`` lies; ValueError if it does not."""
    value, digits = quantity(text)
    what, _at, where = (part.strip() for part in text.partition("@"))
    row = next(row for row in posture_of(where).model.to_dict()["readings"] if row["name"] == what)
    if not row.get("norm"):
        raise ValueError(f"{what!r} has no range measured in people")
    low, high = row["band"]
    if not low <= nearest(value, digits) <= high:
        raise ValueError(f"{text!r} is {value:.1f}, outside the usual {low:g} to {high:g}")
    return _("%s to %s") % (marked(f"{low:g}"), marked(f"{high:g}"))


def quantity(text: str) -> tuple[float, int]:
    """Value of ``reading @ state``, ``tension CABLE @ state`` or ``set CABLE @ state``, and its digits.

    A minus in front turns the sign.
    """
    what, _, where = (part.strip() for part in text.partition("@"))
    posture = posture_of(where)
    if not posture.rests:
        raise ValueError(f"{where!r} is {posture.status}")
    sign = -1 if what.startswith("-") else 1
    kind, _, cable = what.lstrip("-").partition(" ")
    if kind == "tension" and cable in posture.model.cables:
        value = posture.tension[cable]
    elif kind == "set" and cable in posture.model.cables:
        row = next(row for row in posture.model.to_dict()["cables"] if row["name"] == cable)
        factors = posture.factors
        value = row["law"]["tension_N"] * factors.get(cable, factors[row["group"]])
    elif kind in (readings := pv.measure(posture)) and not cable:
        value = readings[kind]
    else:
        raise ValueError(f"{what!r} is no reading ({', '.join(readings)}), 'tension CABLE' or 'set CABLE'")
    return sign * value, 2 if kind.endswith("_ratio") else 0


class ModelSources(SphinxDirective):
    """The sources of a model's numbers, as its file states them."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        items = nodes.bullet_list(bullet="-")
        for name, text in pv.load(self.arguments[0]).to_dict()["sources"].items():
            told = nodes.Text(f": {_(text)}.")
            items += nodes.list_item("", nodes.paragraph("", "", nodes.strong(text=_(name)), told))
        return [items]


# Maths ----------------------------------------------------------------------------------------


def mathml(latex: str, display: str) -> str:
    """MathML of a formula; an unknown command is an error, not a picture of itself."""
    markup = latex2mathml.converter.convert(latex, display=display)
    if "\\" in markup:
        raise ExtensionError(f"formula not understood by latex2mathml: {latex!r}")
    return markup


def visit_inline_math(translator, node: nodes.math) -> None:
    translator.body.append(mathml(node.astext(), "inline"))
    raise nodes.SkipNode


def visit_display_math(translator, node: nodes.math_block) -> None:
    number = ""
    identity = ""
    if node["number"]:
        identity = f' id="{html.escape(node["ids"][0])}"' if node["ids"] else ""
        number = f'<span class="pvb-eqno">({get_node_equation_number(translator, node)})</span>'
    formula = mathml(node.astext(), "block")
    translator.body.append(
        f'<div class="pvb-math"{identity}><div class="pvb-formula">{formula}</div>{number}</div>'
    )
    raise nodes.SkipNode


# Page shell -----------------------------------------------------------------------------------


def sha256(text: str) -> str:
    """Name of an inline script in a content security policy."""
    digest = base64.b64encode(hashlib.sha256(text.encode("utf8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"


def policy() -> str:
    """The page may load its own files and nothing else, and may send nothing anywhere.

    Opened from a folder, Chromium takes 'self' as any file; other browsers give such a page no
    origin, so the scheme is named too (it has no meaning on the web). Styles may stand in the page,
    because drawings carry them.
    """
    own = "'self' file:"
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {own} {sha256(THEME_SCRIPT)}",
            f"style-src {own} 'unsafe-inline'",
            f"img-src {own} data: blob:",
            f"font-src {own}",
            "connect-src 'self'",
            f"form-action {own}",
            "base-uri 'none'",
        ]
    )


def description(doctree: nodes.document | None, metadata: dict, default: str) -> str:
    """What a search engine shows: the page's own `description`, or its first paragraph."""
    text = metadata.get("description", "")
    if not text and doctree is not None:
        lead = next(
            (p for p in doctree.findall(nodes.paragraph) if isinstance(p.parent, nodes.section)), None
        )
        text = lead.astext() if lead else ""
    text = " ".join((text or default).split())
    if len(text) <= 200:
        return text
    return text[:200].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def is_alive(node: nodes.Node) -> bool:
    """Whether a node is a live figure or an activity."""
    if isinstance(node, nodes.raw):
        return any(mark in node.astext() for mark in ("data-postureviz", "data-activity"))
    return isinstance(node, LiveFigure)


def has_figure(doctree: nodes.document | None) -> bool:
    return doctree is not None and any(map(is_alive, doctree.findall()))


def not_needed(doctree: nodes.document | None) -> tuple[str, ...]:
    """Scripts and sheets that a page does without, by what it holds."""
    elements = [] if doctree is None else list(doctree.findall(nodes.Element))
    classes = {name for element in elements for name in element.get("classes", [])}
    code = any(isinstance(element, nodes.literal_block) for element in elements)
    cells = "cell" in classes
    design = any(name.startswith("sd-") for name in classes)
    return (() if code else FOR_CODE) + (() if cells else FOR_CELLS) + (() if design else FOR_DESIGN)


def dress_page(app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None) -> None:
    """Give each page its description, picture, policy and only the scripts it needs."""
    if app.builder.format != "html":
        return
    alive = has_figure(doctree)
    if alive:
        app.add_css_file("postureviz.css")
        app.add_js_file("postureviz.js", loading_method="defer")
    dropped = LEFT_OUT + not_needed(doctree)
    for kind in ("script_files", "css_files"):
        context[kind] = [
            asset
            for asset in context[kind]
            if (name := getattr(asset, "filename", None))
            and not name.removeprefix("_static/").startswith(dropped)
        ]
    base = app.config.html_baseurl
    context["pv_policy"] = policy()
    context["pv_theme_script"] = THEME_SCRIPT
    context["pv_plain_style"] = PLAIN_STYLE + (plain_colours() if alive else "")
    context["pv_description"] = description(doctree, context.get("meta") or {}, app.config.pv_description)
    picture, alt = shared_picture(app, page, doctree)
    context["pv_picture"] = (base.rstrip("/") + "/" if base else context["pathto"]("", 1)) + picture
    context["pv_picture_alt"] = alt


@lru_cache(maxsize=1)
def plain_colours() -> str:
    """Return the colours of a picture on a light ground, for a page without its style sheets."""
    colours = "".join(f"--{name}:{value};" for name, value in palette("light").items())
    return f":where(.pv){{{colours}}}"


def shell_colours() -> str:
    """Return the colours and letters of the page around the figures, ``--b-page`` for the token ``page``."""

    def of(theme: str) -> str:
        tokens = palette(theme)
        return "".join(f"--b-{name}:{tokens[name]};" for name in SHELL_TOKENS)

    dark = ":root[data-theme=dark]"
    return (
        f":root{{{of('light')}color-scheme:light}}\n"
        f"{dark}{{{of('dark')}color-scheme:dark}}\n"
        f"@media print{{:root,{dark}{{{of('print')}color-scheme:light}}}}\n"
    )


def shared_picture(app: Sphinx, page: str, doctree: nodes.document | None) -> tuple[str, str]:
    """Address and words of the picture that stands for a page: its first figure, else the ship."""
    figure = next(doctree.findall(LiveFigure), None) if doctree is not None else None
    if figure is None or page == app.config.root_doc:
        return "_static/ship.png", _(
            "A pirate ship seen from behind; one rope pulls harder and the mast bends."
        )
    posture = posture_of(figure["state"])
    title = next(doctree.findall(nodes.title)).astext()
    name = f"_static/card-{page.replace('/', '-')}.png"
    Path(app.outdir, name).write_bytes(pv_card.card(posture, title, app.config.html_title))
    return name, pv.describe(posture)


def extra_pages(app: Sphinx):
    """The page for a wrong address; it may be shown at any depth, so it holds all it needs."""
    posture = pv.solve(pv.load("mast"), {"port": 0.0}, settings={})
    yield (
        "404",
        {
            "pv_still": pv.picture(posture),
            "pv_home": app.config.html_baseurl or app.builder.get_target_uri(app.config.root_doc),
            "pv_known": bool(app.config.html_baseurl),
            "pv_lost_script": LOST_SCRIPT,
            "pv_lost_hash": sha256(LOST_SCRIPT),
            "pv_light": palette("light"),
            "pv_dark": palette("dark"),
        },
        "404.html",
    )


def write_assets(app: Sphinx) -> None:
    """Join the figure's modules into the one script that also works from a folder."""
    if app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    (static / "postureviz.js").write_text(bundle.script("page", room=activities.room()), encoding="utf8")
    (static / "postureviz.css").write_text(activities.stylesheet(), encoding="utf8")
    (static / "pv-colours.css").write_text(shell_colours(), encoding="utf8")


def finish(app: Sphinx, problem: Exception | None) -> None:
    """Write a first page that leads on to the start page; leave out what nobody loads."""
    if problem is None and app.builder.format == "html":
        for name in UNUSED:
            shutil.rmtree(Path(app.outdir) / "_static" / name, ignore_errors=True)
        start = app.builder.get_target_uri(app.config.root_doc)
        page = app.builder.templates.render(
            "front-door.html",
            {
                "start": start,
                "policy": policy(),
                "lang": pv_language.tag(app.config.language),
                "direction": pv_language.direction(),
                "title": app.config.html_title,
                "description": app.config.pv_description,
            },
        )
        (Path(app.outdir) / "index.html").write_text(page, encoding="utf8")
        # A host that runs Jekyll leaves out folders whose names begin with a line, unless it finds this.
        (Path(app.outdir) / ".nojekyll").write_bytes(b"")


def drop_widget_state(app: Sphinx, env) -> None:
    """Saved widget state would pull in scripts from elsewhere; live figures do not need it."""
    for metadata in env.nb_metadata.values():
        metadata.get("js_files", {}).pop("ipywidgets_state", None)


def settle_address(app: Sphinx, config) -> None:
    config.html_baseurl = os.environ.get("POSTUREVIZ_BOOK_URL", config.html_baseurl or "")


def setup(app: Sphinx) -> dict:
    """Register everything with Sphinx."""
    # A kernel that runs for the book answers with HTML instead of a widget.
    os.environ["POSTUREVIZ_BOOK"] = "1"
    app.add_config_value(
        "pv_description",
        "Learn about posture by pulling ropes: a ship's mast is your spine, its ropes are your muscles.",
        "html",
    )
    app.add_node(
        LiveFigure,
        html=(visit_live_figure, None),
        **{name: (leave_out, leave_out) for name in ("latex", "text", "man", "texinfo")},
    )
    app.add_directive("postureviz", PosturevizDirective)
    app.add_directive("pv-sources", ModelSources)
    app.add_role("pv", ModelNumber())
    app.add_role("usual", UsualBand())
    app.add_html_math_renderer("mathml", (visit_inline_math, None), (visit_display_math, None))
    app.connect("config-inited", settle_address)
    app.connect("builder-inited", write_assets)
    app.connect("env-updated", drop_widget_state)
    app.connect("html-page-context", dress_page, priority=900)
    app.connect("html-collect-pages", extra_pages)
    app.connect("build-finished", finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
