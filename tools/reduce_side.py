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

# A point is (link, references); a reference "line:k" is the k-th point of a published line, a triple is
# [forward, up, out] in mm from L5/S1, assumed. "leg" is the thigh; "ring" is the pelvis for lines that
# cross only the hip (moved with it); "pelvis" is the pelvis for lines that cross L5/S1.
BACK, LEG, NECK, GIRDLE, ASSUMED = "lines_back", "lines_leg", "lines_neck", "lines_shoulder", "lines_assumed"
RECIPE = [
    # name, group, region, N on one side, source, path
    ("psoas_L1", "hip_flexors", "trunk", 305, LEG, [("L1", ["Ps_L1_VB_r:0"]), ("pelvis", ["Ps_L1_VB_r:1"]),
     ("ring", ["psoas_r:3"]), ("leg", ["psoas_r:4"]), ("leg", ["psoas_r:5"])]),
    ("psoas_L3", "hip_flexors", "trunk", 444, LEG, [("L3", ["Ps_L3_TP_r:0"]), ("pelvis", ["Ps_L1_VB_r:1"]),
     ("ring", ["psoas_r:3"]), ("leg", ["psoas_r:4"]), ("leg", ["psoas_r:5"])]),
    ("psoas_L5", "hip_flexors", "trunk", 678, LEG, [("L5", ["Ps_L5_VB_r:0"]), ("pelvis", ["Ps_L1_VB_r:1"]),
     ("ring", ["psoas_r:3"]), ("leg", ["psoas_r:4"]), ("leg", ["psoas_r:5"])]),
    ("iliacus", "hip_flexors", "trunk", 1021, LEG, [("ring", ["iliacus_r:0"]), ("ring", ["iliacus_r:2"]),
     ("ring", ["iliacus_r:3"]), ("leg", ["iliacus_r:4"]), ("leg", ["iliacus_r:5"])]),
    ("rectus_femoris", "hip_flexors", "trunk", 2192, LEG, [("ring", ["recfem_r:0"]), ("leg", ["recfem_r:1"])]),
    ("tensor_fasciae_latae", "hip_flexors", "trunk", 411, LEG, [("ring", ["tfl_r:0"]), ("leg", ["tfl_r:1"]),
     ("leg", ["tfl_r:2"])]),
    ("gluteus_maximus_upper", "glutes", "trunk", 984, LEG, [("ring", ["glmax1_r:0"]), ("ring", ["glmax1_r:1"]),
     ("leg", ["glmax1_r:2"]), ("leg", ["glmax1_r:3"])]),
    ("gluteus_maximus_lower", "glutes", "trunk", 2354, LEG, [("ring", ["glmax2_r:0", "glmax3_r:0"]),
     ("ring", ["glmax2_r:1", "glmax3_r:1"]), ("leg", ["glmax2_r:2", "glmax3_r:2"]),
     ("leg", ["glmax2_r:3", "glmax3_r:3"])]),
    ("gluteus_medius_front", "glutes", "trunk", 1093, LEG, [("ring", ["glmed1_r:0"]), ("leg", ["glmed1_r:1"])]),
    ("gluteus_medius_back", "glutes", "trunk", 1637, LEG, [("ring", ["glmed2_r:0", "glmed3_r:0"]),
     ("leg", ["glmed2_r:1", "glmed3_r:1"])]),
    ("hamstring_line", "hamstrings", "trunk", 4105, LEG, [("ring", ["bflh140_r:0", "semimem_r:0", "semimem_r:0"]),
     ("leg", ["bflh140_r:1", "semimem_r:1", "semimem_r:1"])]),
    ("rectus_abdominis", "abdominals", "trunk", 706, BACK, [("pelvis", ["rect_abd_r:0"]), ("L3", ["rect_abd_r:1"]),
     ("L1", ["rect_abd_r:2"]), ("T6", ["rect_abd_r:3"])]),
    ("obliques_sheath", "abdominals", "trunk", 1034, BACK, [("pelvis", ["IO1_r:1", "IO3_r:1"]),
     ("L2", ["IO1_r:0", "IO3_r:0"])]),
    ("internal_oblique", "abdominals", "trunk", 1079, BACK, [("pelvis", ["IO5_r:1"]), ("T10", ["IO5_r:0"])]),
    ("external_oblique_low", "abdominals", "trunk", 982, BACK, [("pelvis", ["E0_R10_r:0"]), ("T10", ["E0_R10_r:1"])]),
    ("external_oblique_high", "abdominals", "trunk", 1347, BACK, [("L2", [[105, 140, 60]]), ("T8", [[45, 240, 130]])]),
    ("longissimus_T11", "lower_back", "trunk", 1182, BACK, [("pelvis", ["LTpT_T11_r:0"]), ("L4", ["LTpT_T11_r:1"]),
     ("L2", ["LTpT_T11_r:3"]), ("T11", ["LTpT_T11_r:4"])]),
    ("longissimus_L1", "lower_back", "trunk", 217, BACK, [("pelvis", ["LTpL_L1_r:0"]), ("L1", ["LTpL_L1_r:1"])]),
    ("longissimus_L3", "lower_back", "trunk", 833, BACK, [("pelvis", ["LTpL_L3_r:0"]), ("L3", ["LTpL_L3_r:1"])]),
    ("longissimus_L4", "lower_back", "trunk", 698, BACK, [("pelvis", ["LTpL_L3_r:0", "LTpL_L5_r:0"]), ("L4", [[-36, 58, 38]])]),
    ("longissimus_L5", "lower_back", "trunk", 514, BACK, [("pelvis", ["LTpL_L5_r:0"]), ("L5", ["LTpL_L5_r:1"])]),
    ("iliocostalis_rib6", "lower_back", "trunk", 155, BACK, [("pelvis", ["IL_R6_r:0"]), ("L2", ["IL_R6_r:1"]),
     ("T10", ["IL_R6_r:2"]), ("T8", ["IL_R6_r:4"]), ("T6", ["IL_R6_r:6"])]),
    ("iliocostalis_rib10", "lower_back", "trunk", 1258, BACK, [("pelvis", ["IL_R10_r:0"]), ("L2", ["IL_R10_r:1"]),
     ("T10", ["IL_R10_r:2"])]),
    ("iliocostalis_L2", "lower_back", "trunk", 1428, BACK, [("pelvis", ["IL_L2_r:0"]), ("L2", ["IL_L2_r:1"])]),
    ("iliocostalis_L4", "lower_back", "trunk", 1988, BACK, [("pelvis", [[-36, -20, 60]]), ("L4", [[-22, 55, 35]])]),
    ("multifidus_L1", "lower_back", "trunk", 218, BACK, [("pelvis", ["MF_m1t_3_r:0"]), ("L1", ["MF_m1t_3_r:1"])]),
    ("multifidus_L3", "lower_back", "trunk", 751, BACK, [("pelvis", ["MF_m2t_2_r:0", "MF_m4t_1_r:0"]),
     ("L3", ["MF_m2t_2_r:1", "MF_m3t_1_r:1"])]),
    ("multifidus_L4", "lower_back", "trunk", 457, BACK, [("pelvis", ["MF_m4t_1_r:0"]), ("L4", ["MF_m4t_1_r:1"])]),
    ("longissimus_T8", None, "thorax", 444, BACK, [("pelvis", ["LTpT_T8_r:0"]), ("L4", ["LTpT_T8_r:1"]),
     ("L2", ["LTpT_T8_r:3"]), ("T8", ["LTpT_T8_r:4"])]),
    ("longissimus_T5", None, "thorax", 300, BACK, [("L4", ["LTpT_T5_r:0"]), ("L2", ["LTpT_T5_r:1"]),
     ("T11", ["LTpT_T5_r:3"]), ("T8", ["LTpT_T5_r:6"]), ("T5", ["LTpT_T5_r:8"])]),
    ("spinalis", None, "thorax", 200, ASSUMED, [("T11", [[-64, 226, 10]]), ("T8", [[-78, 300, 10]]), ("T4", [[-73, 395, 8]])]),
    ("semispinalis_thoracis", None, "thorax", 200, ASSUMED, [("T9", [[-72, 282, 20]]), ("T6", [[-76, 352, 18]]),
     ("T2", [[-52, 440, 8]]), ("C7", [[-40, 484, 5]])]),
    ("pectoralis_minor", "chest", "girdle", 430, ASSUMED, [("T4", [[105, 325, 90]]), ("scapula", [[42, 420, 140]])]),
    ("pectoralis_major", "chest", "girdle", 709, GIRDLE, [("T5", ["PECM2_r:4", "PECM3_r:4"]),
     ("scapula", ["PECM2_r:0", "PECM3_r:0"])]),
    ("trapezius_C7", "mid_back", "girdle", 528, NECK, [("C7", ["trap_acr:1"]), ("scapula", ["trap_acr_T2:0"])]),
    ("trapezius_T2", "mid_back", "girdle", 133, GIRDLE, [("T2", ["trap_acr_T2:2"]), ("scapula", ["trap_acr_T2:0"])]),
    ("trapezius_T8", "mid_back", "girdle", 143, GIRDLE, [("T8", ["trap_inf_T8:0"]), ("scapula", ["trap_inf_T8:2"])]),
    ("rhomboids", "mid_back", "girdle", 607, ASSUMED, [("T3", [[-61, 423, 0]]), ("scapula", [[-45, 432, 95]])]),
    ("trapezius_upper", "upper_neck", "neck", 109, NECK, [("scapula", ["B/trap_cl:0"]), ("head", ["B/trap_cl:1"])]),
    ("levator_scapulae", "upper_neck", "neck", 107, NECK, [("scapula", ["B/levator_scap:0"]), ("C2", ["B/levator_scap:1"])]),
    ("suboccipitals_C2", "upper_neck", "neck", 109, NECK, [("C2", ["rectcap_post_maj:0"]), ("head", ["rectcap_post_maj:1"])]),
    ("suboccipitals_C1", "upper_neck", "neck", 76, NECK, [("C1", ["rectcap_post_min:0", "obl_cap_sup:0"]),
     ("head", ["rectcap_post_min:1", "obl_cap_sup:1"])]),
    ("sternomastoid", "upper_neck", "neck", 372, NECK, [("T3", ["B/stern_mast:0", "B/cleid_mast:0"]),
     ("head", ["B/stern_mast:1", "cleid_occ:1"])]),
    ("longus_colli_upper", "deep_neck_flexors", "neck", 65, NECK, [("T3", ["long_col_c1thx:0"]), ("C7", ["long_col_c1thx:1"]),
     ("C5", ["long_col_c1thx:3"]), ("C3", ["long_col_c1thx:5"]), ("C1", ["long_col_c1thx:7"])]),
    ("longus_colli_lower", "deep_neck_flexors", "neck", 32, NECK, [("T3", ["long_col_c5thx:0"]), ("T1", ["long_col_c5thx:3"]),
     ("C7", ["long_col_c5thx:5"]), ("C5", ["long_col_c5thx:7"])]),
    ("longus_capitis", "deep_neck_flexors", "neck", 90, NECK, [("C4", ["long_cap_sklc4:0"]), ("C2", ["long_cap_sklc4:2"]),
     ("C1", ["long_cap_sklc4:3"]), ("head", ["long_cap_sklc4:4"])]),
    ("splenius_capitis", None, "nape", 139, NECK, [("T3", ["splen_cap_sklthx:0"]), ("head", ["splen_cap_sklthx:1"])]),
    ("splenius_cervicis", None, "nape", 69, NECK, [("T5", ["splen_cerv_c3thx:0"]), ("C3", ["splen_cerv_c3thx:1"])]),
    ("semispinalis_capitis", None, "nape", 179, NECK, [("T1", ["semi_cap_sklthx:0"]), ("head", ["semi_cap_sklthx:1"])]),
    ("semispinalis_cervicis", None, "nape", 90, NECK, [("T1", ["semi_cerv_c3thx:0"]), ("C3", ["semi_cerv_c3thx:1"])]),
]  # fmt: skip
# Whole groups of the published models that make up ours, for the comparison of levers.
PARTS = {
    "lower_back": ["LTpT", "LTpL", "IL", "MF lumbar multifidus"],
    "abdominals": ["rectus abd", "ext oblique", "int oblique"],
    "glutes": ["glut max", "glut med"],
    "hamstrings": ["hamstrings"],
    "upper_neck": ["SCM", "suboccipitals", "levator scap", "upper trap (clavicular)"],
    "deep_neck_flexors": ["longus capitis", "longus colli"],
}
# What the totals do not list as a group of their own (N, mm), from the same extraction.
EXTRA = {
    "hip_flexors": {"hip": [(1021, -34.6), (1427, -24.0), (2192, -34.3), (411, -27.0)]},
    "psoas on the spine": {"L5_S1": [(2235, -27.3)], "L3_L4": [(1172, 1.2)], "L1_L2": [(477, 7.4)]},
    "upper trap (clavicular)": {"C7_T1": [(109, -13.0)], "C0_C1": [(109, 52.3)]},
}
JOINTS = {"hip": "pelvis", "L5_S1": "L5", "L3_L4": "L3", "T12_L1": "T12", "C7_T1": "C7", "C0_C1": "head"}
MAIN = {
    "hip_flexors": ["hip"], "glutes": ["hip"], "hamstrings": ["hip"],
    "lower_back": ["L5_S1", "L3_L4", "T12_L1"], "abdominals": ["L5_S1", "L3_L4", "T12_L1"],
    "psoas on the spine": ["L5_S1"], "upper_neck": ["C7_T1", "C0_C1"], "deep_neck_flexors": ["C7_T1", "C0_C1"],
}  # fmt: skip


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

    return [
        {"name": name, "group": group, "region": region, "strength_N": force, "source": source,
         "path": [point(*p) for p in path]}
        for name, group, region, force, source, path in RECIPE
    ]  # fmt: skip


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
        groups = [row["group"] or "background"] + (["psoas on the spine"] if row["name"].startswith("psoas") else [])
        for joint, link in JOINTS.items():
            arm = float(arms[row["name"]][model.links.index(link)])
            if abs(arm) > 0.05:
                for group in groups:
                    out.setdefault(group, {}).setdefault(joint, []).append((row["strength_N"], arm))
    return {g: {j: _mean(pairs) for j, pairs in joints.items()} for g, joints in out.items()}


def theirs(folder: Path) -> dict:
    """Return {group: {joint: (N, mm)}} of the published models, one side."""
    totals = {
        name.split(" (")[0]: {j: [tuple(v)] for j, v in joints.items()}
        for file in ("group_totals.json", "neck_group_totals.json")
        for name, _, joints in json.loads((folder / file).read_text("utf-8"))
    } | EXTRA
    out = {g: {j: _mean(pairs) for j, pairs in EXTRA[g].items()} for g in ("hip_flexors", "psoas on the spine")}
    for group, parts in PARTS.items():
        pairs: dict = {}
        for part in parts:
            for joint, found in totals[part].items():
                pairs.setdefault(joint, []).extend(found)
        out[group] = {j: _mean(found) for j, found in pairs.items()}
    return out


def _mean(pairs):
    force = sum(f for f, _ in pairs)
    return force, sum(f * a for f, a in pairs) / force


def report(folder: Path, model) -> str:
    """Return the comparison of levers as a Markdown page."""
    mine, source, lines = ours(model), theirs(folder), json.loads((HERE / "side_lines.json").read_text("utf-8"))["lines"]
    out = [
        "# What the reduction of muscle lines keeps and loses", "",
        f"{len(lines)} lines instead of several hundred; levers in mm, mean over the group weighted by strength, one side;",
        "+ extends (tips the pelvis back), - flexes. Goal: within 15 %, each exception named.", "",
        "| group | joint | ours | published | off by | |", "|---|---|---|---|---|---|",
    ]  # fmt: skip
    odd = []
    for group, joints in MAIN.items():
        for joint in joints:
            a, b = mine[group][joint][1], source[group][joint][1]
            off = a / b - 1
            ok = abs(off) <= 0.15
            odd += [] if ok else [f"{group} at {joint}"]
            out.append(f"| {group} | {joint} | {a:+.1f} | {b:+.1f} | {100 * off:+.0f} % | {'' if ok else 'exception'} |")
    a, b = mine["psoas on the spine"]["L3_L4"][1], source["psoas on the spine"]["L3_L4"][1]
    out += ["", f"Psoas at L3/L4: ours {a:+.1f} mm, published {b:+.1f} mm (nearly no lever there; a ratio says nothing).", ""]
    out += [f"Exceptions: {', '.join(odd) or 'none'}.", ""]
    out += [
        "Left out: quadratus lumborum (lever 1 mm at L5/S1; it belongs to the back view), latissimus dorsi, sartorius,",
        "adductors, scalenes, and serratus anterior (it pulls the shoulder blade forward, as the chest does, yet counts as",
        "weak in the upper pattern; counted with mid-back it would cancel it). Rhomboids and pectoralis minor have no",
        "published line with a clear licence: their ends and depths are assumed, their strengths (607 and 430 N) remembered",
        "from a shoulder model. The psoas counts with its 1427 N at the hip, not the 2235 N of its parts at the spine.",
        "The middle trapezius fibres to C7 (528 N) count as mid-back: they run across and pull the shoulder blade back.", "",
    ]  # fmt: skip
    return "\n".join(out)


def main() -> int:
    """Write the lines, then the report on them."""
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    folder = Path(sys.argv[1])
    rows = reduce_lines(folder)
    text = ",\n".join("    " + json.dumps(r) for r in rows)
    about = (
        "Own reduced lines of the side view, written by reduce_side.py. A point is [forward, up, out of the midplane] in mm "
        "from the lower joint of its link, neutral standing; 'leg' and 'ring' from the hip, 'pelvis' from L5/S1, 'scapula' "
        "from the lower joint of T6. strength_N is one side."
    )
    (HERE / "side_lines.json").write_text(f'{{\n  "about": {json.dumps(about)},\n  "lines": [\n{text}\n  ]\n}}\n', "utf-8")
    import postureviz as pv
    from side_body import body, plan

    page = report(folder, pv.Model.from_dict(body(plan()["start"])))
    (HERE / "report" / "side_reduction.md").write_text(page, "utf-8")
    print(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
