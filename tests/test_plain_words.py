"""Pull has one scale, less, as usual, more, and no text for readers speaks of it in other words."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OTHER_WORDS = re.compile(
    r"\b(?:over-?)?tight\w*|\bweak\w*|\beven(?:ly)?[ -]pull\w*|\bpulls? evenly|\bnormal pull"
    r"|\beven (?:muscle|rope|mast|body)\b|\b(?:stay|others|set|back to) even\b",
    re.I,
)
# Where such a word may stand, and why: part of the file's name, what the words around it must match.
ALLOWED = [
    (
        "imbalance.md",
        r"\"[tT]ight\b[^\"]*\"|feels? tight|tight-\w+",
        "the four meanings of the word are taught here",
    ),
    ("glossary.md", r"^tight$", "the same four meanings"),
    (
        "-cross.md",
        r"\"tight\"|\"weak\"|tight-switches-off",
        "Janda's own words, in quotes, and the id of a claim",
    ),
    ("muscles.json", r"\"word\": \"(?:tight|weak)\"|(?:listed as|call it) weak", "Janda's own words"),
    ("find-pattern.md", r"Tight hip flexors\.|feels tighter", "what an app says, and what people feel"),
    ("questions.md", r"feels tighter", "what people feel"),
    ("published.json", r"Tight hip flexors\.|feels tight|feel tight", "the same questions, as built"),
    (
        "claims.json",
        r"tight-|Tight (?:means|can)|feeling tight|feels tighter|\\\"(?:tight|weak)\\\"",
        "what is said",
    ),
    (
        "claims.json",
        r"weak(?:er|ness)? (?:hips|front|may)|[sS]mall or weak|(?:are|were|too|a) weak|With tight hip",
        "strength, studies, and the word of one of them",
    ),
    ("claims.schema.json", r"or weakly", "how well a study bears a claim"),
    ("safety.json", r"[wW]eak(?:er|ness)?\b", "warning signs"),
    ("js_engine.py", r"weakref", "a name of the language"),
    (
        "",
        r"[wW]eak (?:hips?|thighs)\b|newly weak|weakness in|or weakness",
        "measured strength, or a warning sign",
    ),
    (
        "",
        r"\btighter\b|[tT]ighter, tighter|TIGHTER|tighterStage|tightened",
        "an activity: a sailor hauls in, no word for a pull",
    ),
    (".js", r"WeakMap|WeakSet", "names of the language"),
]


def texts():
    yield ROOT / "README.md", (ROOT / "README.md").read_text("utf8")
    for pattern in (
        "book/**/*.md",
        "book/*.json",
        "book/_ext/*.py",
        "postureviz/**/*.py",
        "postureviz/**/*.js",
        "book/activities/*.js",
        "postureviz/catalogue/*.json",
        "book/activities/catalogue/*.json",
        "postureviz/library/*.json",
    ):
        for path in sorted(ROOT.glob(pattern)):
            yield path, path.read_text("utf8")
    for path in sorted(ROOT.glob("notebooks/*.ipynb")):
        cells = json.loads(path.read_text("utf8"))["cells"]
        said = ["".join(cell["source"]) for cell in cells]
        for output in (output for cell in cells for output in cell.get("outputs", ())):
            said.append("".join(output.get("text", output.get("data", {}).get("text/plain", ""))))
        yield path, "\n".join(said)


def found():
    for path, text in texts():
        for number, line in enumerate(text.splitlines(), 1):
            for hit in OTHER_WORDS.finditer(line):
                yield path.name, number, line, hit


def allowed(name, line, hit):
    return [
        i
        for i, (place, around, _) in enumerate(ALLOWED)
        if place in name
        and any(m.start() < hit.end() and hit.start() < m.end() for m in re.finditer(around, line))
    ]


def test_no_text_has_other_words_for_pull():
    other = [
        f"{name}:{number}: {hit[0]!r} in …{line[max(0, hit.start() - 50) : hit.end() + 50]}…"
        for name, number, line, hit in found()
        if not allowed(name, line, hit)
    ]
    assert not other, "say less, as usual or more:\n" + "\n".join(other)


def test_nothing_is_allowed_that_nobody_says():
    used = {i for name, _, line, hit in found() for i in allowed(name, line, hit)}
    assert not [row for i, row in enumerate(ALLOWED) if i not in used]


@pytest.mark.parametrize("page", ["lower-cross.md", "upper-cross.md"])
def test_a_cross_gives_jandas_two_words_once_in_quotes_and_says_what_the_model_makes_of_them(page):
    text = (ROOT / "book" / page).read_text("utf8")
    assert text.count('"tight"') + text.count('"weak"') in (2, 4)
    (paragraph,) = [p for p in text.split("\n\n") if '"tight"' in p]
    assert (
        "Janda" in paragraph + text
        and '"weak"' in paragraph
        and "model" in paragraph
        and "no length" in paragraph
    )
