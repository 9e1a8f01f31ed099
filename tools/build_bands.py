"""Work out the bands of all presets, which pages and notebooks show at once.

Run: python tools/build_bands.py [MODEL ...]     (all models unless told; writes postureviz/tables/bands.json)
"""

import json
import sys
from pathlib import Path

import postureviz as pv

TARGET = Path(__file__).resolve().parent.parent / "postureviz" / "tables" / "bands.json"
ABOUT = (
    "Bands of all readings at every preset: 5 to 95 % of 200 seeded models in which every assumed number was "
    "drawn from half to one and a half times its value (pv.spread). tools/build_bands.py writes this."
)


def bands(model: pv.Model) -> dict:
    """Return the bands of one model, six digits."""
    out = {}
    for name, preset in model.presets.items():
        found = pv.spread(pv.solve(model, preset["factors"], preset["settings"]))
        out[name] = {k: [float(f"{x:.6g}") for x in ends] for k, ends in found.items()}
    return out


def main(*names: str) -> None:
    """Write the table; models that are not named keep what was written."""
    old = json.loads(TARGET.read_text("utf-8"))["models"] if TARGET.exists() else {}
    found = old | {name: bands(pv.load(name)) for name in names or pv.models()}
    rows = [
        f'    "{model}": {{\n'
        + ",\n".join(f"      {json.dumps(k)}: {json.dumps(v)}" for k, v in presets.items())
        + "\n    }"
        for model, presets in found.items()
    ]
    head = f'{{\n  "about": {json.dumps(ABOUT)},\n  "models": {{\n'
    TARGET.write_text(head + ",\n".join(rows) + "\n  }\n}\n", "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
