"""Check form and faults of all JavaScript with Biome, part of `make lint`; --write mends what can be mended.

Biome's wheel on PyPI is for Linux on x86-64; on other machines this says what was not checked.
"""

import subprocess
import sys
from pathlib import Path

BIOME = Path(sys.executable).parent / "biome"

if BIOME.exists():
    mend = ["--write"] if "--write" in sys.argv[1:] else ["--error-on-warnings"]
    sys.exit(subprocess.run([str(BIOME), "check", *mend], check=False).returncode)
print("Not checked here: JavaScript. There is no Biome for this machine; CI has one.", file=sys.stderr)
