"""Begin a language, or bring one up to date with the English words: python tools/language.py <code>.

Nothing that is translated already is lost. The catalogues of figures and activities get what they lack in
English, to be translated there; what English no longer has goes. The pages get a file of gettext each.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ("postureviz/catalogue", "book/activities/catalogue")
PAGES = "book/locale/{code}/LC_MESSAGES"
# Words do not depend on what notebooks print, so none is run.
RUN, DO_NOT_RUN = "execute_notebooks: cache", 'execute_notebooks: "off"'


def completed(words, source):
    """A catalogue with the keys of the English one: what it lacks is there in English."""
    if isinstance(source, dict):
        had = words if isinstance(words, dict) else {}
        return {key: completed(had.get(key), value) for key, value in source.items()}
    if isinstance(source, list) and (not isinstance(words, list) or len(words) != len(source)):
        return source
    if isinstance(source, list):
        return [completed(*pair) for pair in zip(words, source, strict=True)]
    return words if type(words) is type(source) else source


def texts(words):
    """Every text of a catalogue."""
    if isinstance(words, str):
        return [words]
    rows = words.values() if isinstance(words, dict) else words if isinstance(words, list) else ()
    return [text for row in rows for text in texts(row)]


def renew_catalogue(folder, code):
    """Write the catalogue of a language; how many of its texts are as in English, and how many there are."""
    source = json.loads((folder / "en.json").read_text("utf8"))
    path = folder / f"{code}.json"
    words = completed(json.loads(path.read_text("utf8")) if path.is_file() else {}, source)
    path.write_text(json.dumps(words, indent=2, ensure_ascii=False) + "\n", encoding="utf8")
    told = texts(words)
    return sum(a == b for a, b in zip(told, texts(source), strict=True)), len(told)


def templates(folder, root=ROOT):
    """Collect the words of all pages in a folder; return the folder of the templates."""
    config = (root / "_config.yml").read_text(encoding="utf8")
    if RUN not in config:
        sys.exit(f"_config.yml has no line {RUN!r}, which this tool turns off")
    config = config.replace(RUN, DO_NOT_RUN).replace(": book/_ext", f": {root}/book/_ext")
    settings = Path(folder) / "config.yml"
    settings.write_text(config, encoding="utf8")
    command = [Path(sys.executable).with_name("jupyter-book"), "build", root, "--path-output", folder]
    command += ["--config", settings, "--builder", "custom", "--custom-builder", "gettext"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root)
    if done.returncode:
        sys.exit(done.stdout[-2000:] + done.stderr[-2000:])
    return Path(folder) / "_build" / "gettext"


def renew_page(template, path):
    """Write the gettext file of a page; how many messages it lacks, and how many there are."""
    with template.open("rb") as file:
        fresh = read_po(file)
    wanted = fresh
    if path.is_file():
        with path.open("rb") as file:
            wanted = read_po(file)
        wanted.update(fresh, no_fuzzy_matching=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, wanted, width=110, ignore_obsolete=True)
    rows = [message for message in wanted if message.id]
    return sum(not message.string for message in rows), len(rows)


def renew(code, root=ROOT):
    """Write all files of a language; yield each with what is left to do."""
    for name in CATALOGUES:
        yield (f"{name}/{code}.json", *renew_catalogue(root / name, code))
    with tempfile.TemporaryDirectory() as folder:
        found = templates(folder, root)
        pages = root / PAGES.format(code=code)
        for template in sorted(found.rglob("*.pot")):
            name = template.relative_to(found).with_suffix(".po")
            yield (f"{PAGES.format(code=code)}/{name}", *renew_page(template, pages / name))


def main():
    """Write the files and say what is left."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    left = total = 0
    for name, lacking, of in renew(sys.argv[1]):
        print(f"{lacking:6} of {of:5} to do  {name}")
        left, total = left + lacking, total + of
    print(f"{left:6} of {total:5} to do")


if __name__ == "__main__":
    main()
