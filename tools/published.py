"""Accept what the last build printed: python tools/published.py [folder of the build].

The build stops when a number, a sentence or an answer on a page is no longer what
``book/published.json`` says. Look at the difference, mend the words around it, then run this.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "book" / "_ext"))
import pv_published  # noqa: E402


def main():
    found = Path(*sys.argv[1:2] or [ROOT / "_build"]) / pv_published.FOUND
    if not found.is_file():
        sys.exit("no build to accept: run `make book` first")
    new = found.read_text(encoding="utf8")
    old = pv_published.ACCEPTED.read_text(encoding="utf8") if pv_published.ACCEPTED.is_file() else ""
    print(pv_published.difference(old, new) or "nothing changed")
    pv_published.ACCEPTED.write_text(new, encoding="utf8")


if __name__ == "__main__":
    main()
