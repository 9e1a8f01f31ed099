"""Languages that nobody speaks, made from the English words, to see what a translation cannot reach.

In the first every letter has an accent and each text is two fifths longer; the second is written from
right to left. Names in braces, markup, code and links stay.
"""

import json
import re
from pathlib import Path

import sphinx
from babel.messages.pofile import read_po, write_po

LEFT = "qps"  # from the codes that are kept free for private use
RIGHT = "qpr"
SPHINX = Path(sphinx.__file__).parent / "locale" / "sphinx.pot"
PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
ACCENTED = "åƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ"
HEBREW = "אבגדהוזחטיכלמנסעפצקרשתבגדה" * 2
LETTERS = {LEFT: str.maketrans(PLAIN, ACCENTED), RIGHT: str.maketrans(PLAIN, HEBREW)}
# What a translator leaves as it is.
KEPT = re.compile(
    r"""
      \{(?:term|doc|ref)\}`[^`]*`       # a link in words: see below
    | \{[\w:-]+\}`[^`]*` | :[\w:-]+:`[^`]*`  # another role with what it holds
    | `+[^`]*`+                         # code
    | \$[^$]+\$                         # a formula
    | (?<=\])\([^)]*\)                   # where a link leads
    | <[^>]+>                           # markup, an address
    | \{[^}]*\}                         # a name in braces
    | https?://\S+ | \b10\.\d+/\S+
    | %\(\w+\)s | %s | &\w+;
    | \[\^\w+\] | \[\d+\]
    """,
    re.X,
)


def pseudo(text, code=LEFT):
    """A text in one of the languages."""
    if not text.strip() or not any(letter in PLAIN for letter in KEPT.sub("", text)):
        return text
    body = text.strip()
    start = text.index(body)
    out, at = [], 0
    for match in KEPT.finditer(body):
        out += [_told(body[at : match.start()], code), _kept(match[0], code)]
        at = match.end()
    out.append(_told(body[at:], code))
    return text[:start] + "⟦" + "".join(out) + "⟧" + text[start + len(body) :]


def _told(text, code):
    longer = re.sub(r"[aeiouAEIOU]", lambda m: m[0] + m[0].lower(), text)
    return longer.translate(LETTERS[code])


def _kept(text, code):
    if link := re.fullmatch(r"\{(term|doc|ref)\}`([^`<]+?)(?: <(.*)>)?`", text):
        role, words, target = link.groups()
        return f"{{{role}}}`{_told(words, code)} <{target or words}>`"
    return text


def catalogue(words, code=LEFT):
    """A catalogue in one of the languages."""
    told = _catalogue({key: value for key, value in words.items() if key != "script"}, code)
    if "script" in words:
        direction = "rtl" if code == RIGHT else "ltr"
        told["script"] = {"direction": direction, "decimal": ",", "columns": ";"}
    return told


def _catalogue(words, code):
    if isinstance(words, str):
        return pseudo(words, code)
    if isinstance(words, dict):
        return {
            key: value if key == "reading" and "near" in words else _catalogue(value, code)
            for key, value in words.items()
        }
    return [_catalogue(value, code) for value in words] if isinstance(words, list) else words


def translate_catalogues(folder, target, code=LEFT):
    """Copy the English catalogue of a folder into another, with one of these languages beside it."""
    target.mkdir(parents=True, exist_ok=True)
    words = json.loads((folder / "en.json").read_text("utf8"))
    for name, told in (("en", words), (code, catalogue(words, code))):
        (target / f"{name}.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf8")


def translate_pages(templates, target, code=LEFT):
    """Write a gettext file for each template: ``target`` is the folder of all languages."""
    for template in templates.rglob("*.pot"):
        with template.open("rb") as file:
            messages = read_po(file)
        if template.stem == "sphinx":
            # No one has translated Sphinx's own words into these languages.
            with SPHINX.open("rb") as file:
                for message in read_po(file):
                    if message.id and message.id not in messages:
                        messages[message.id] = message
        for message in messages:
            if message.id and not message.pluralizable:
                message.string = pseudo(message.id, code)
            message.flags.discard("fuzzy")
        messages.fuzzy = False
        path = target / code / "LC_MESSAGES" / template.relative_to(templates).with_suffix(".po")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, messages)
