"""Fit the side view's free numbers to the F rows of side_plan.json, write the model and the report.

Run: python tools/fit_side.py            (fits, writes postureviz/library/side.json and the calibration report)
     python tools/fit_side.py --check    (says whether the written model is what the written numbers give)
     python tools/fit_side.py --scan     (also scans the structural choices, each with a fit of its own: minutes)
     python tools/fit_side.py --bands    (also varies every assumed number by half, 200 seeds: minutes)
"""

from __future__ import annotations

import json
import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import side_body
from fit_mast import text
from scipy.optimize import least_squares, lsq_linear
from side_body import body, lines, plan

import postureviz as pv
from postureviz.mechanics import drive, evaluate, joint_forces, prepare, spring_hessian

HERE = Path(__file__).parent
TARGET = HERE.parent / "postureviz" / "library" / "side.json"
BANDS = HERE.parent / "postureviz" / "library" / "side_bands.json"
REPORT, SCAN = HERE / "report" / "side_calibration.md", HERE / "report" / "side_scan.json"
FITTED = HERE / "report" / "side_fitted.json"
PLAN = plan()
FREE = PLAN["free"]
INNER = 0.9  # a row is aimed at the inner nine tenths of its range
FREE_WEIGHT, TONE_GOAL = 0.03, 0.05  # a gentle pull of girdle and neck tones towards 5 % of strength
LEVELS = np.linspace(0, 2, 21)


def build(p: dict, change=None) -> pv.Model:
    """Return the model for parameters."""
    return pv.Model.from_dict(body(p, change))


def look(model: pv.Model, row: dict) -> float:
    """Return what a row of the plan asks of a model: a reading, or its change from even pull at the same shape."""
    preset = model.presets.get(row.get("preset"), {"factors": {}, "settings": {}})
    settings = {**preset["settings"], **row.get("settings", {})}
    p = pv.solve(model, {**preset["factors"], **row.get("factors", {})}, settings)
    value = pv.measure(p)[row["reading"]]
    if row.get("absolute"):
        return value
    shape = {k: v for k, v in settings.items() if k in model.shapes}
    return value - pv.measure(pv.solve(model, None, shape))[row["reading"]]


def hits(row: dict, value: float) -> bool:
    """Return whether a value lies in the range of its row."""
    return row["range"][0] <= value <= row["range"][1]


def fit(change=None, chosen: dict | None = None, evaluations: int = 20) -> dict:
    """Return all parameters, the free ones fitted to the F rows."""
    names = [k for k in FREE if not (chosen and k in chosen)]
    fixed = {**PLAN["start"], **(chosen or {})}
    rows = [r for r in PLAN["rows"] if r["kind"] == "F"]

    def full(x):
        return fixed | dict(zip(names, np.exp(x), strict=True))

    def miss(x):
        p = full(x)
        try:
            model = build(p, change)
            off = []
            for row in rows:
                low, high = row["range"]
                away = abs(look(model, row) - (low + high) / 2) / ((high - low) / 2)
                off.append(max(0.0, away - INNER))
        except (np.linalg.LinAlgError, ValueError):
            off = [10.0] * len(rows)
        ease = [FREE_WEIGHT * math.log(p[k] / TONE_GOAL) for k in ("tone_girdle", "tone_neck")]
        stay = [
            FREE_WEIGHT * (math.log(p[k] / FREE[k]["start"]))
            for k in names
            if k not in ("tone_girdle", "tone_neck")
        ]
        return np.array([*off, *ease, *stay])

    bounds = np.log([FREE[k]["bounds"] for k in names]).T
    start = np.log([FREE[k]["start"] for k in names])
    found = least_squares(miss, start, bounds=tuple(bounds), diff_step=0.02, max_nfev=evaluations)
    return full(found.x) | {k: float(f"{math.exp(v):.3g}") for k, v in zip(names, found.x, strict=True)}


def singles(model: pv.Model) -> list[dict]:
    """Return for every claimed single-group effect: change at both ends, monotone, sign and size."""
    readings = {r["name"]: r for r in model.to_dict()["readings"]}
    even, out, seen = pv.measure(pv.solve(model)), [], {}
    for row in PLAN["single_groups"]["rows"]:
        if row["group"] not in seen:
            many = pv.solve_many(model, {row["group"]: LEVELS})
            seen[row["group"]] = (
                pv.measure(many) if set(np.unique(many.status)) <= {"settled", "buckled"} else None
            )
        values = seen[row["group"]]
        curve = (
            np.full(len(LEVELS), np.nan) if values is None else values[row["reading"]] - even[row["reading"]]
        )
        step = np.diff(curve) * row["sign"]
        smallest = readings[row["reading"]]["smallest"]
        out.append({
            **row, "ends": [float(curve[0]), float(curve[-1])], "right": bool(step.sum() > 0), "monotone": bool((step > 0).all()),
            "enough": bool(abs(curve[-1] - curve[0]) >= smallest) if row["size"] else None, "smallest": smallest,
        })  # fmt: skip
    return out


def softest(model: pv.Model, yardstick, factors: dict | None = None) -> float:
    """Return the lowest eigenvalue of the Hessian at neutral against a given spring Hessian."""
    mech = prepare(model)
    p = pv.solve(model)
    full = {g: 1.0 for g in model.groups} | (factors or {})
    pulls = [1.0 if g is None else full[g] for g in model.group_of.values()]
    hessian = evaluate(mech, mech.neutral, drive(mech, pulls, p.settings))[2]
    inverse = np.linalg.inv(np.linalg.cholesky(yardstick))
    return float(np.linalg.eigvalsh(inverse @ hessian @ inverse.T)[0])


def removed(model: pv.Model) -> list[dict]:
    """Return what is left of stability when groups are taken away, with the reflex and without."""
    rules, even = PLAN["expected_before_looking"]["removed"], pv.solve(model).stability
    data = model.to_dict()
    for row in data["springs"]:
        row["stiffness_Nm_per_rad" if "link" in row else "stiffness_N_per_m"] = 0
    bare, yardstick = pv.Model.from_dict(data), spring_hessian(prepare(model))
    out = [{"groups": [], "ratio": 1.0, "status": "settled", "right": True, "bare": softest(bare, yardstick)}]
    for groups in [*([g] for g in model.groups), *rules["pairs"]]:
        factors = dict.fromkeys(groups, 0.0)
        p = pv.solve(model, factors)
        loss = rules["single_loss" if len(groups) == 1 else "pair_loss"]
        ratio = p.stability / even
        out.append({"groups": groups, "ratio": ratio, "status": p.status, "right": p.status == "settled" and ratio >= 1 - loss,
                    "bare": softest(bare, yardstick, factors)})  # fmt: skip
    return out


def prescribed(model: pv.Model) -> list[dict]:
    """Return L5/S1 compression at prescribed postures by static optimisation, as multiples of standing.

    Tensions between 0 and full strength minimise the sum of squared shares of strength plus squared
    unbalanced joint moments over a tolerance (0.3, 1 and 3 N m: the band). Moments are balanced at the hip and
    from L5/S1 to T12/L1; thorax and neck count as rigid, as in lumbar models, and on a seat the hip is left
    out, because the seat carries the pelvis. Passive joints act, the reflex does not.
    """
    strength = {r["name"]: 2.0 * r["strength_N"] for r in lines()}
    data, thorax = model.to_dict(), model.links.index("T6")
    angle = data["links"][thorax]["neutral_deg"]
    for row in data["weights"]:
        if (
            row["name"] == "bag"
        ):  # arms that reach forward are held by muscles that are not in the model: it hangs on the thorax
            z = 0.30 * np.exp(-1j * math.radians(angle))
            row |= {"link": "T6", "at_m": [z.real, z.imag]}
    held = pv.Model.from_dict(data)

    def turned(pelvis=0.0, lumbar=0.0):
        """Turn pelvis, and share out the bend of the lumbar spine over six joints; degrees forward."""
        phi, total = prepare(model).neutral.copy(), pelvis
        for i, name in enumerate(model.links):
            total += lumbar / 6 if name[0] == "L" or name == "T12" else 0
            phi[i] -= math.radians(total)
        return phi

    def compression(m, phi, settings, tolerance):
        mech, settings = prepare(m), {k: s.normal for k, s in m.settings.items()} | settings
        on = drive(mech, np.zeros(len(mech.cables)), settings)
        still = evaluate(
            replace(mech, spring=replace(mech.spring, stiffness=0 * mech.spring.stiffness)), phi, on
        )[1]
        z = np.exp(1j * phi)
        d = mech.run.b + mech.run.m @ z
        length = np.sqrt(np.abs(d) ** 2 + mech.run.out2)
        lean = mech.gather @ -(mech.run.m * z * (np.conj(d) / length)[:, None]).imag
        most = np.array([strength[c] for c in mech.cables])
        kept = [
            i
            for i, k in enumerate(m.links)
            if k[0] == "L" or k == "T12" or (k == "pelvis" and not settings["seat"])
        ]
        a = (mech.subtree @ (lean * most[:, None]).T)[kept] / tolerance
        b = -(mech.subtree @ still)[kept] / tolerance
        x = lsq_linear(np.vstack([a, np.eye(len(most))]), np.concatenate([b, np.zeros(len(most))]), (0, 1)).x
        return joint_forces(mech, phi, x * most, on, settings)[0][m.links.index("L5")]

    cases = {
        "forward lean 30 deg": [(model, turned(24, 6), {}), (model, turned(15, 15), {})],
        "5 kg held 30 cm in front": [(held, turned(), {"bag_kg": 5})],
        "sitting upright": [(model, turned(-8, 8), {"seat": 1})],
        "sitting slumped": [(model, turned(-20, 30), {"seat": 1})],
    }
    out = []
    for row in PLAN["expected_before_looking"]["prescribed"]["rows"]:
        found = [
            compression(m, phi, s, tolerance) / compression(model, turned(), {}, tolerance)
            for m, phi, s in cases[row["id"]]
            for tolerance in (0.3, 1.0, 3.0)
        ]
        middle = float(np.median(found))
        right = row["range"][0] <= middle <= row["range"][1]
        out.append({**row, "found": [float(min(found)), float(max(found))], "middle": middle, "right": right})
    return out


def varied(p: dict, seeds: int = 200) -> dict:
    """Return bands of all readings when every assumed number varies by half, and how often each sign holds."""
    rng = np.random.default_rng(2026)
    names = [*FREE, *(k for k, v in PLAN["chosen"].items() if v["vary"])]
    model = build(p)
    presets = [k for k in model.presets if k != "even"]
    changes: dict = {k: [] for k in ("even", *presets)}
    signs: dict = {f"{r['group']}: {r['reading']}": [] for r in PLAN["single_groups"]["rows"]}
    size: dict = {k: [] for k in signs}
    rows: dict = {r["id"]: [] for r in PLAN["rows"] if r["kind"] != "geometry"}
    stable = 0
    for _ in range(seeds):
        q = p | {k: p[k] * rng.uniform(0.5, 1.5) for k in names}
        other = build(q)
        even = pv.solve(other)
        if even.status != "settled":
            continue
        stable += 1
        at = pv.measure(even)
        changes["even"].append(at)
        for name in presets:
            there = pv.solve(other, other.presets[name]["factors"])
            if there.status in ("settled", "buckled"):
                changes[name].append({k: v - at[k] for k, v in pv.measure(there).items()})
        for row in singles(other):
            key = f"{row['group']}: {row['reading']}"
            signs[key].append(row["right"])
            size[key].append(abs(row["ends"][1] - row["ends"][0]) * (1 if row["right"] else -1))
        for row in PLAN["rows"]:
            if row["id"] in rows:
                rows[row["id"]].append(hits(row, look(other, row)))
    band = lambda values: [float(f"{x:.3g}") for x in np.percentile(values, [5, 95])]  # noqa: E731
    readings = changes["even"][0]
    return {
        "about": "5 to 95 % of seeded models in which every assumed number was drawn from half to one and a half times its value, with neutral in balance again each time. 'even' holds readings, every other preset the change of readings from even pull; 'signs' the share of models in which a single group works in the expected sense.",
        "seeds": seeds,
        "stable": stable,
        "presets": {k: {r: band([v[r] for v in rows_]) for r in readings} for k, rows_ in changes.items()},
        "signs": {k: float(np.mean(v)) for k, v in signs.items()},
        "sizes": {k: band(v) for k, v in size.items()},
        "rows": {k: float(np.mean(v)) for k, v in rows.items()},
    }


def text_bands(data: dict) -> str:
    """Return the bands as JSON with one preset a line."""

    def block(value):
        if isinstance(value, dict):
            inner = ",\n".join(f"    {json.dumps(k)}: {json.dumps(v)}" for k, v in value.items())
            return "{\n" + inner + "\n  }"
        return json.dumps(value)

    return "{\n" + ",\n".join(f"  {json.dumps(k)}: {block(v)}" for k, v in data.items()) + "\n}\n"


# --- structural choices, each scanned with a fit of its own ---


def _springs(**values):
    def change(data):
        for row in data["springs"]:
            if row["name"] in values:
                row["stiffness_Nm_per_rad" if "link" in row else "stiffness_N_per_m"] *= values[row["name"]]

    return change


def _trunk_at(link):
    def change(data):
        next(r for r in data["springs"] if r["name"] == "trunk")["link"] = link

    return change


def _group(name, group):
    def change(data):
        next(c for c in data["cables"] if c["name"] == name)["group"] = group

    return change


def _without(*names):
    def change(data):
        data["cables"] = [c for c in data["cables"] if c["name"] not in names]

    return change


def _planar(data):
    for cable in data["cables"]:
        for point in cable["path"]:
            point.pop("out_m")


def _straight_belly(data):
    cable = next(c for c in data["cables"] if c["name"] == "rectus_abdominis")
    cable["path"] = [cable["path"][0], cable["path"][-1]]


SCANS = {
    "as chosen": {},
    "balance x 2": {"chosen": {"balance_mgh": 1.4}},
    "balance x 0.5": {"chosen": {"balance_mgh": 0.35}},
    "no balance": {"change": _springs(balance=0)},
    "trunk x 2": {"chosen": {"trunk_mgh": 2.0}},
    "trunk x 0.5": {"chosen": {"trunk_mgh": 0.5}},
    "no trunk spring": {"change": _springs(trunk=0)},
    "trunk spring at T2": {"change": _trunk_at("T2")},
    "trunk spring at T6": {"change": _trunk_at("T6")},
    "trunk spring at T8": {"change": _trunk_at("T8")},
    "gaze x 2": {"chosen": {"gaze_mgh": 1.0}},
    "gaze x 0.2": {"chosen": {"gaze_mgh": 0.1}},
    "no gaze": {"change": _springs(gaze=0)},
    "hip 50 N m/rad": {"chosen": {"hip_Nm_per_rad": 50}},
    "hip 200 N m/rad": {"chosen": {"hip_Nm_per_rad": 200}},
    "thorax x 0.67": {"chosen": {"thoracic_Nm_per_deg": 2.2}},
    "thorax x 1.5": {"chosen": {"thoracic_Nm_per_deg": 5.0}},
    "lumbar x 1.5": {"chosen": {"lumbar_Nm_per_deg": 3.0}},
    "neck 0.6 N m/deg": {"chosen": {"cervical_Nm_per_deg": 0.6}},
    "no stiffening": {
        "chosen": {"stiffening_spine_deg": 1000, "stiffening_neck_deg": 1000, "stiffening_hip_deg": 1000}
    },
    "q 3 everywhere": {"chosen": {"q_trunk": 3.0, "q_girdle": 3.0}},
    "q 10 everywhere": {"chosen": {"q_trunk": 10.0, "q_girdle": 10.0}},
    "q 20 everywhere": {"chosen": {"q_trunk": 20.0, "q_girdle": 20.0}},
    "q 40 everywhere": {"chosen": {"q_trunk": 40.0, "q_girdle": 40.0}},
    "constant tension": {"chosen": {"q_trunk": 0.05, "q_girdle": 0.05}},
    "tones without optimisation": {"chosen": {"multiplier": [0.9999, 1.0001]}},
    "planar lengths": {"change": _planar},
    "C7 trapezius in upper neck": {"change": _group("trapezius_C7", "upper_neck")},
    "longissimus T8 in lower back": {"change": _group("longissimus_T8", "lower_back")},
    "no psoas on the spine": {"change": _without("psoas_L1", "psoas_L3", "psoas_L5")},
    "no sternomastoid": {"change": _without("sternomastoid")},
    "straight rectus abdominis": {"change": _straight_belly},
    "scapula 1.5 N m/rad": {"chosen": {"scapula_Nm_per_rad": 1.5}},
    "scapula 6 N m/rad": {"chosen": {"scapula_Nm_per_rad": 6}},
    "hip not moved": {"geometry": {"hip_from_L5S1_mm": [62, -150]}},
    "pivot of the scapula 30 mm forward": {"pivot": 30},
    "pivot of the scapula 30 mm back": {"pivot": -30},
}


def scan() -> dict:
    """Return for every structural choice: fitted free numbers, F rows and signs that come out right."""
    out, usual = {}, side_body.geometry
    for name, case in SCANS.items():
        data = usual()
        data.update(case.get("geometry", {}))
        data["scapula"]["pivot_from_T6_mm"][0] += case.get("pivot", 0)
        side_body.geometry = lambda data=data: json.loads(json.dumps(data))
        try:
            p = fit(case.get("change"), case.get("chosen"), evaluations=8)
            model = build(p, case.get("change"))
            fitted = [(r["id"], look(model, r), r) for r in PLAN["rows"] if r["kind"] == "F"]
            marks = singles(model)
            out[name] = {
                "fitted": sum(hits(r, v) for _, v, r in fitted), "of": len(fitted), "signs": sum(m["right"] for m in marks),
                "missed": {i: round(v, 1) for i, v, r in fitted if not hits(r, v)},
                "wrong": [f"{m['group']}: {m['reading']}" for m in marks if not m["right"]],
                "stability": round(pv.solve(model).stability, 2), "status": pv.solve(model).status,
                "free": {k: float(f"{p[k]:.3g}") for k in FREE},
            }  # fmt: skip
        except (np.linalg.LinAlgError, ValueError, KeyError) as problem:
            out[name] = {"failed": str(problem)[:80]}
        print(name, out[name], flush=True)
    side_body.geometry = usual
    return out


# --- the report ---


def report(p: dict, model: pv.Model) -> str:
    """Return the calibration report as a Markdown page."""
    even = pv.solve(model)
    mech = prepare(model)
    out = [
        "# Calibration of the side view",
        "",
        "Written by tools/fit_side.py from tools/side_plan.json.",
        "",
    ]
    out += ["## Free numbers", "", "| number | fitted | bounds | source of the bounds |", "|---|---|---|---|"]
    for k, v in FREE.items():
        edge = " (at the bound)" if min(abs(math.log(p[k] / b)) for b in v["bounds"]) < 0.02 else ""
        out.append(f"| {k} | {p[k]:.3g}{edge} | {v['bounds'][0]:g} to {v['bounds'][1]:g} | {v['source']} |")
    out += [
        "",
        "Chosen by hand: "
        + "; ".join(f"{k} {v['value']} ({v['source']})" for k, v in PLAN["chosen"].items())
        + ".",
        "",
    ]
    score = {}

    def table(rows, bands):
        out.extend(
            [
                "| kind | setting | reading | found | should be | | holds in seeds |",
                "|---|---|---|---|---|---|---|",
            ]
        )
        for row in rows:
            value = look(model, row)
            ok = hits(row, value)
            score.setdefault(row["kind"], []).append(ok)
            low, high = row["range"]
            held = f"{100 * bands['rows'][row['id']]:.0f} %" if bands and row["id"] in bands["rows"] else ""
            sign = "" if row.get("absolute") else "+"
            out.append(
                f"| {row['kind']} | {row['id']} | {row['reading']} | {value:{sign}.1f} | {low:g} to {high:g} | {'yes' if ok else '**no**'} | {held} |"
            )
        out.append("")

    bands = json.loads(BANDS.read_text("utf-8")) if BANDS.exists() else None
    out += ["## Rows of the plan", ""]
    table(PLAN["rows"], bands)
    out += ["## Each group alone, factor 0 to 2", "", "| group | reading | at 0 | at 2 | sign | monotone | smallest measurable change | sign holds in seeds |",
            "|---|---|---|---|---|---|---|---|"]  # fmt: skip
    marks = singles(model)
    for m in marks:
        held = f"{100 * bands['signs'][m['group'] + ': ' + m['reading']]:.0f} %" if bands else ""
        enough = {True: "reached", False: "**not reached**", None: "not asked"}[m["enough"]]
        out.append(f"| {m['group']} | {m['reading']} | {m['ends'][0]:+.1f} | {m['ends'][1]:+.1f} | {'right' if m['right'] else '**wrong**'} | "
                   f"{'yes' if m['monotone'] else '**no**'} | {m['smallest']:g}: {enough} | {held} |")  # fmt: skip
    asked = [m["enough"] for m in marks if m["enough"] is not None]
    out += ["", f"Signs right: {sum(m['right'] for m in marks)} of {len(marks)}; monotone: {sum(m['monotone'] for m in marks)} of {len(marks)}; "
            f"large enough to measure: {sum(asked)} of {len(asked)}.", ""]  # fmt: skip
    out += ["## Written down before looking", "", PLAN["expected_before_looking"]["about"], ""]
    table(PLAN["expected_before_looking"]["rows"], None)
    out += [
        "## Compression at a prescribed posture (static optimisation)",
        "",
        "| posture | times standing, middle (range of rules) | expected | |",
        "|---|---|---|---|",
    ]
    still = prescribed(model)
    for row in still:
        out.append(
            f"| {row['id']} | {row['middle']:.2f} ({row['found'][0]:.2f} to {row['found'][1]:.2f}) | {row['range'][0]:g} to {row['range'][1]:g} | {'yes' if row['right'] else '**no**'} |"
        )
    out += ["", "The rule was changed once after a look: with thorax, neck and hip balanced too, and the load on the shoulder blade, the same rows",
            "gave 2.7, 2.9, 2.4 and 5.3. The solved postures of the model itself do not recruit muscles, so their load says nothing here.", ""]  # fmt: skip
    out += ["## Groups taken away, with the reflex and without", "",
            "Stability of the resting posture against even pull; and the lowest stability number of neutral with the reflex off (below 0: does not stand).", "",
            "| taken away | stability, times even | | reflex off |", "|---|---|---|---|"]  # fmt: skip
    gone = removed(model)
    for row in gone:
        out.append(
            f"| {' + '.join(row['groups']) or 'nothing'} | {row['ratio']:.2f} ({row['status']}) | {'as expected' if row['right'] else '**not as expected**'} | {row['bare']:.2f} |"
        )
    out += ["", "The sliders steer, the reflex holds.", "", "## Resting state", ""]
    offset = np.degrees(mech.bias / mech.stiffness)
    large = [f"{name} {o:+.1f}°" for name, o in zip(model.links, offset, strict=True) if abs(o) > 3.5]
    out += [f"What passive joints carry at even pull, as a rest angle: at most {np.abs(offset).max():.1f}°; above 3.5°: {', '.join(large) or 'none'}.", "",
            "| group | tension, both sides, N | share of strength |", "|---|---|---|"]  # fmt: skip
    groups: dict = {}
    for row in lines():
        pair = groups.setdefault(row["group"] or f"background: {row['region']}", [0.0, 0.0])
        pair[0] += even.tension[row["name"]]
        pair[1] += 2 * row["strength_N"]
    out += [f"| {k} | {t:.0f} | {100 * t / s:.1f} % |" for k, (t, s) in groups.items()]
    out += [
        "",
        "## What the reflex does",
        "",
        "| preset | largest torque of balance, trunk, gaze at any joint, N m |",
        "|---|---|",
    ]
    for name, preset in model.presets.items():
        servo = pv.solve(model, preset["factors"], preset["settings"]).servo
        out.append(f"| {name} | {', '.join(f'{np.abs(v).max():.1f}' for v in servo.values())} |")
    if SCAN.exists():
        out += [
            "",
            "## Structural choices scanned, each with a fit of its own",
            "",
            "| choice | F rows | signs | stability | missed, wrong |",
            "|---|---|---|---|---|",
        ]
        for name, row in json.loads(SCAN.read_text("utf-8")).items():
            if "failed" in row:
                out.append(f"| {name} | failed | | | {row['failed']} |")
                continue
            bad = ", ".join([f"{k} {v:+g}" for k, v in row["missed"].items()] + row["wrong"])
            out.append(
                f"| {name} | {row['fitted']}/{row['of']} | {row['signs']}/{len(marks)} | {row['stability']} ({row['status']}) | {bad} |"
            )
    if bands:
        out += ["", f"## Every assumed number from half to one and a half: {bands['stable']} of {bands['seeds']} models stand", "",
                "5 to 95 %, change from even pull:", "", "| preset | " + " | ".join(SHOWN) + " |", "|---" * (len(SHOWN) + 1) + "|"]  # fmt: skip
        for name, values in bands["presets"].items():
            out.append(
                f"| {name} | " + " | ".join(f"{values[r][0]:g} to {values[r][1]:g}" for r in SHOWN) + " |"
            )
    count = lambda kinds: [ok for k in kinds for ok in score.get(k, [])]  # noqa: E731
    held, seen, new = count(["P"]) + [m["right"] for m in marks], count(["P seen"]), count(["P new"])
    out[3:3] = [
        "## Score", "",
        f"- Fitted rows in range: {sum(count(['F']))} of {len(count(['F']))}.",
        f"- Predictions that come out right unasked: {sum(held)} of {len(held)} (presets and signs of single groups).",
        f"- Written down before looking: {sum(new)} of {len(new)}. Expected, but computed once before the freeze: {sum(seen)} of {len(seen)}.",
        f"- Compression at prescribed postures: {sum(r['right'] for r in still)} of {len(still)}.",
        f"- Groups taken away: {sum(r['right'] for r in gone[1:])} of {len(gone) - 1}, but trivially: with less pull there is less to hold, and the reflex holds it.",
        "- An earlier prototype of the same kind had 11 of 13 signs at its first scored look. This body was built with its recipe at hand,",
        "  so its own 13 of 13 at the first look, before any fit, is no blind test either. Between that look and the freeze three things",
        "  changed: the psoas kept its place on the pelvic brim (lever at L5/S1), the weight of effort went from 0.1 to 0.3 (lines of one",
        "  region stay closer to one tone; before, the glutes worked below the smallest measurable change), and the fit aims at 0.9 of a row.", "",
    ]  # fmt: skip
    return "\n".join(out) + "\n"


SHOWN = (
    "tilt_deg",
    "lordosis_deg",
    "kyphosis_deg",
    "craniovertebral_deg",
    "protraction_cm",
    "c0c2_deg",
    "l5s1_compression_N",
    "stability_ratio",
)


def main() -> int:
    """Fit and write, or check."""
    if "--check" in sys.argv:
        p = json.loads(FITTED.read_text("utf-8"))
        same = json.loads(TARGET.read_text("utf-8")) == json.loads(json.dumps(body(PLAN["start"] | p)))
        print(
            "the written model is what the numbers give"
            if same
            else "the written model differs: run tools/fit_side.py"
        )
        return 0 if same else 1
    if "--keep" in sys.argv:
        p = PLAN["start"] | json.loads(FITTED.read_text("utf-8"))
    else:
        p = fit()
        FITTED.write_text(json.dumps({k: p[k] for k in FREE}, indent=2) + "\n", "utf-8")
    data = body(p)
    model = pv.Model.from_dict(data)
    TARGET.write_text(text(data), "utf-8")
    if "--scan" in sys.argv:
        rows = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in scan().items())
        SCAN.write_text("{\n" + rows + "\n}\n", "utf-8")
    if "--bands" in sys.argv:
        BANDS.write_text(text_bands(varied(p)), "utf-8")
    page = report(p, model)
    REPORT.write_text(page, "utf-8")
    print(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
