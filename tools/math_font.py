"""Cut the book's font for formulas out of a full one: python tools/math_font.py stix-two-math.woff2.

Browsers draw MathML with whatever maths font a machine has; phones have none, and then sums and
brackets stay small. STIX Two Math (SIL Open Font License 1.1, https://github.com/stipub/stixfonts)
holds thousands of signs; the book needs Latin, Greek, arrows and operators. Needs fonttools and brotli.
"""

import sys
from pathlib import Path

from fontTools import subset

SIGNS = (
    "U+20-7E,U+A0-FF,U+131,U+237,U+370-3FF,U+2010-2022,U+2032-2034,U+2061-2064,U+210E,U+2113,U+2190-2195,"
    "U+2200-22FF,U+2308-230B,U+23DE-23DF,U+27E8-27E9,U+1D434-1D467,U+1D6A4-1D6A5,U+1D6E2-1D71B"
)
TARGET = Path(__file__).resolve().parent.parent / "book" / "assets" / "stix-two-math.woff2"

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Name the full font: python tools/math_font.py stix-two-math.woff2")
    subset.main(
        [
            sys.argv[1],
            f"--unicodes={SIGNS}",
            "--flavor=woff2",
            "--layout-features=*",
            "--no-hinting",
            f"--output-file={TARGET}",
        ]
    )
