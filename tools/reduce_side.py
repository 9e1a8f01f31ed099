"""Reduce published muscle lines to the side view's own few, and say what is lost.

Run: python tools/reduce_side.py FOLDER     (writes tools/side_lines.json and tools/report/side_reduction.md)

FOLDER holds muscles.csv, spine_geometry.csv, group_totals.json and neck_group_totals.json: lines
extracted from two public OpenSim models. They are not shipped; what is shipped are the merged
lines below, rounded to 1 mm and 1 N, each point stored from the joint of the bone it rides on.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
GEOMETRY = json.loads((HERE / "side_geometry.json").read_text("utf-8"))

RECIPE = json.loads((HERE / "side_recipe.json").read_text("utf-8"))


def published(folder: Path):
    """Return the points of the published lines, {name: [(x, y, z)]} in mm, and their joint centres."""
    lines: dict = {}
    for row in csv.DictReader((folder / "muscles.csv").open()):
        point = [1000 * float(row[k]) for k in ("x_m", "y_m", "z_m")]
        lines.setdefault(f"{row['model']}/{row['line']}", []).append(point)
    both = {name.split("/")[1]: points for name, points in lines.items()}
    joints = {}
    for row in csv.DictReader((folder / "spine_geometry.csv").open()):
        if row["kind"] in ("joint_centre", "landmark_joint"):
            joints[row["name"]] = np.array([1000 * float(row["x_m_forward"]), 1000 * float(row["y_m_up"]), 0])
    return lines | both, joints


def bases(joints) -> dict:
    """Return for each link where its lower joint is in the published models."""
    names = [v["name"] for v in GEOMETRY["vertebrae"]]
    centre = [k for k in joints if "_" in k]
    base = {name: joints[k] for k in centre for name in names if k.split("_")[0] == name}
    base |= {"head": joints["C0_C1"], "leg": joints["hip"], "ring": joints["hip"], "pelvis": np.zeros(3)}
    base["scapula"] = base["T6"]
    return base


def reduce_lines(folder: Path) -> list[dict]:
    """Return our own lines: every point rounded to 1 mm, from the joint of its link."""
    lines, joints = published(folder)
    base = bases(joints)

    def point(link, references):
        rows = [r if isinstance(r, list) else _find(lines, r) for r in references]
        return {"link": link, "mm": [round(float(v)) for v in np.mean(rows, axis=0) - base[link]]}

    return [{**row, "path": [point(*p) for p in row["path"]]} for row in RECIPE["lines"]]


def _find(lines, reference: str):
    name, k = reference.rsplit(":", 1)
    key = name if name in lines else name.removesuffix("_r")
    return lines[key][int(k)]


def ours(model) -> dict:
    """Return {group: {joint: (N, mm)}} of the built model, one side: crossing strength and mean lever."""
    from postureviz.mechanism import mechanism

    mech = mechanism(model)
    z = np.exp(1j * mech.neutral)
    d = mech.run.b + mech.run.m @ z
    length = np.sqrt(np.abs(d) ** 2 + mech.run.out2)
    lean = mech.gather @ -(mech.run.m * z * (np.conj(d) / length)[:, None]).imag
    # a cable that shortens when the upper part turns back (counter-clockwise) extends: + as in the data
    arms = dict(zip(model.cables, -1000 * lean @ mech.subtree.T, strict=True))
    out: dict = {}
    rows = json.loads((HERE / "side_lines.json").read_text("utf-8"))["lines"]
    for row in rows:
        groups = [row["group"] or "background"] + (
            ["psoas on the spine"] if row["name"].startswith("psoas") else []
        )
        for joint, link in RECIPE["joints"].items():
            arm = float(arms[row["name"]][model.links.index(link)])
            if abs(arm) > 0.05:
                for group in groups:
                    out.setdefault(group, {}).setdefault(joint, []).append((row["strength_N"], arm))
    return {g: {j: _mean(pairs) for j, pairs in joints.items()} for g, joints in out.items()}


def theirs(folder: Path) -> dict:
    """Return {group: {joint: (N, mm)}} of the published models, one side."""
    extra = _rows("extra")
    totals = {
        name.split(" (")[0]: {j: [tuple(v)] for j, v in joints.items()}
        for file in ("group_totals.json", "neck_group_totals.json")
        for name, _, joints in json.loads((folder / file).read_text("utf-8"))
    } | extra
    out = {
        g: {j: _mean(pairs) for j, pairs in extra[g].items()} for g in ("hip_flexors", "psoas on the spine")
    }
    for group, parts in _rows("compared").items():
        pairs: dict = {}
        for part in parts:
            for joint, found in totals[part].items():
                pairs.setdefault(joint, []).extend(found)
        out[group] = {j: _mean(found) for j, found in pairs.items()}
    return out


def _rows(part: str) -> dict:
    return {k: v for k, v in RECIPE[part].items() if k != "about"}


def _mean(pairs):
    force = sum(f for f, _ in pairs)
    return force, sum(f * a for f, a in pairs) / force


def report(folder: Path, model) -> str:
    """Return the comparison of levers as a Markdown page."""
    mine, source, lines = (
        ours(model),
        theirs(folder),
        json.loads((HERE / "side_lines.json").read_text("utf-8"))["lines"],
    )
    out = [
        "# What the reduction of muscle lines keeps and loses",
        "",
        f"{len(lines)} lines instead of several hundred; levers in mm, mean over the group weighted by",
        "strength, one side; + extends (tips the pelvis back), - flexes.",
        "Goal: within 15 %, each exception named.",
        "",
        "| group | joint | ours | published | off by | |",
        "|---|---|---|---|---|---|",
    ]
    odd = []
    for group, joints in RECIPE["main"].items():
        for joint in joints:
            a, b = mine[group][joint][1], source[group][joint][1]
            off = a / b - 1
            ok = abs(off) <= 0.15
            odd += [] if ok else [f"{group} at {joint}"]
            mark = "" if ok else "exception"
            out.append(f"| {group} | {joint} | {a:+.1f} | {b:+.1f} | {100 * off:+.0f} % | {mark} |")
    a, b = (g["psoas on the spine"]["L3_L4"][1] for g in (mine, source))
    odd_words = ", ".join(odd) or "none"
    psoas = (
        f"Psoas at L3/L4: ours {a:+.1f} mm, published {b:+.1f} mm (nearly no lever; a ratio says nothing)."
    )
    out += ["", psoas, "", f"Exceptions: {odd_words}. {RECIPE['exceptions']}", "", *RECIPE["left_out"], ""]
    return "\n".join(out)


def main() -> int:
    """Write the lines, then the report on them."""
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    folder = Path(sys.argv[1])
    rows = reduce_lines(folder)
    text = ",\n".join("    " + json.dumps(r) for r in rows)
    about = RECIPE["lines_about"]
    (HERE / "side_lines.json").write_text(
        f'{{\n  "about": {json.dumps(about)},\n  "lines": [\n{text}\n  ]\n}}\n', "utf-8"
    )
    from side_body import body, plan

    import postureviz as pv

    page = report(folder, pv.Model.from_dict(body(plan()["start"])))
    (HERE / "report" / "side_reduction.md").write_text(page, "utf-8")
    print(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
