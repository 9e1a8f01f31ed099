"""Write tests/slow.txt, the tests that `make quick` leaves out, from the times of the last `make test`.

python tools/slow_tests.py [junit.xml]      _build/tests.xml unless told
"""

import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "tests" / "slow.txt"
QUICK_S = 15  # what all tests that stay may take together
# Their tests share what is costly to make, which would fall on whichever came first.
FILES = ("tests/test_activities.py", "tests/test_course.py")


def times(path):
    """Seconds of each test function, with its fixtures and all its cases; none that needs a browser."""
    seconds = Counter()
    for case in ElementTree.parse(path).iter("testcase"):
        file = case.get("classname").replace(".", "/")
        if file.startswith("tests/") and not file.startswith("tests/browser/"):
            seconds[f"{file}.py::{case.get('name').partition('[')[0]}"] += float(case.get("time"))
    return seconds


def slow(seconds):
    """The most costly tests, so many that the others fit into QUICK_S."""
    seconds = Counter({name: cost for name, cost in seconds.items() if not name.startswith(FILES)})
    rest, left_out = sum(seconds.values()), list(FILES)
    for name, cost in seconds.most_common():
        if rest <= QUICK_S:
            break
        left_out.append(name)
        rest -= cost
    return sorted(left_out)


if __name__ == "__main__":
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "_build" / "tests.xml"
    if not path.is_file():
        sys.exit(f"There is no {path}: `make test` writes it")
    found = slow(times(path))
    TABLE.write_text("\n".join(found) + "\n", "utf-8")
    print(f"{len(found)} tests are slow: {TABLE}")
