"""Fit the side view's free numbers to the F rows of side_plan.json, write the model and the report.

Run: python tools/fit_side.py            (fits, writes postureviz/library/side.json and the report)
     python tools/fit_side.py --check    (says whether the written model is what the numbers give)
     python tools/fit_side.py --keep     (does not fit again: keeps the written numbers)
     python tools/fit_side.py --scan     (also scans the structural choices, each with its own fit: minutes)
     python tools/fit_side.py --bands    (also varies every assumed number by half, 200 seeds: minutes)
"""

from __future__ import annotations

import json
import math
import sys
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import numpy as np
import side_body
from fit_mast import text
from scipy.optimize import least_squares, lsq_linear
from side_body import body, lines, plan
from side_report import report

import postureviz as pv
from postureviz.mechanics import evaluate, inputs, joint_forces, prepare, spring_hessian
from postureviz.response import varied as one_of_many

HERE = Path(__file__).parent
TARGET = HERE.parent / "postureviz" / "library" / "side.json"
BANDS = HERE / "side_bands.json"
REPORT = HERE / "report" / "side_calibration.md"
SCAN = HERE / "report" / "side_scan.json"
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
    """Return what a row of the plan asks: a reading, or its change from usual pull, same shape and stance."""
    preset = model.presets.get(row.get("preset"), {"factors": {}, "settings": {}})
    settings = {**preset["settings"], **row.get("settings", {})}
    p = pv.solve(model, {**preset["factors"], **row.get("factors", {})}, settings)
    value = pv.measure(p)[row["reading"]]
    if row.get("absolute"):
        return value
    shape = {k: v for k, v in settings.items() if k in model.shapes}
    return value - pv.measure(pv.solve(model, None, shape | row.get("from", {})))[row["reading"]]


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
        out.append(
            {
                **row,
                "ends": [float(curve[0]), float(curve[-1])],
                "right": bool(step.sum() > 0),
                "monotone": bool((step > 0).all()),
                "enough": bool(abs(curve[-1] - curve[0]) >= smallest) if row["size"] else None,
                "smallest": smallest,
            }
        )
    return out


def without_reflex(model: pv.Model) -> pv.Model:
    """Return the model with the posture reflex switched off."""
    data = model.to_dict()
    for row in data["springs"]:
        row["stiffness_Nm_per_rad" if "link" in row else "stiffness_N_per_m"] = 0
    return pv.Model.from_dict(data)


def softest(model: pv.Model, yardstick, factors: dict | None = None) -> float:
    """Return the lowest eigenvalue of the Hessian at neutral against a given spring Hessian."""
    mech = prepare(model)
    p = pv.solve(model)
    full = {g: 1.0 for g in model.groups} | (factors or {})
    pulls = [1.0 if g is None else full[g] for g in model.group_of.values()]
    hessian = evaluate(mech, mech.neutral, inputs(mech, pulls, p.settings))[2]
    inverse = np.linalg.inv(np.linalg.cholesky(yardstick))
    return float(np.linalg.eigvalsh(inverse @ hessian @ inverse.T)[0])


def removed(model: pv.Model) -> list[dict]:
    """Return what is left of stability when groups are taken away, with the reflex and without."""
    rules, even = PLAN["expected_before_looking"]["removed"], pv.solve(model).stability
    bare, yardstick = without_reflex(model), spring_hessian(prepare(model))
    out = [{"groups": [], "ratio": 1.0, "status": "settled", "right": True, "bare": softest(bare, yardstick)}]
    for groups in [*([g] for g in model.groups), *rules["pairs"]]:
        factors = dict.fromkeys(groups, 0.0)
        p = pv.solve(model, factors)
        loss = rules["single_loss" if len(groups) == 1 else "pair_loss"]
        ratio = p.stability / even
        right = p.status == "settled" and ratio >= 1 - loss
        bare_ratio = softest(bare, yardstick, factors)
        out.append({"groups": groups, "ratio": ratio, "status": p.status, "right": right, "bare": bare_ratio})
    return out


def prescribed(model: pv.Model) -> list[dict]:
    """Return L5/S1 compression at prescribed postures by static optimisation, as multiples of standing.

    Tensions between 0 and full strength minimise the sum of squared shares of strength plus squared
    unbalanced joint moments over a tolerance (0.3, 1 and 3 N m: the band). Moments are balanced at the hip
    and from L5/S1 to T12/L1; thorax and neck count as rigid, as in lumbar models, and on a seat the hip is
    left out, because the seat carries the pelvis. Passive joints act, the reflex does not.
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
        u = inputs(mech, np.zeros(len(mech.cables)), settings)
        still = evaluate(
            replace(mech, spring=replace(mech.spring, stiffness=0 * mech.spring.stiffness)), phi, u
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
        return joint_forces(mech, phi, x * most, u, settings)[0][m.links.index("L5")]

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


def with_reflex(model: pv.Model) -> list[dict]:
    """Return L5/S1 compression in per cent of usual pull, as solved and with the reflex carried by muscle.

    The reflex is a set of springs without lines, so its torque presses no joint. In a body muscles carry
    it: torque over the mean lever of our own back lines (turning back) or belly lines (turning forward).
    """
    at, even = model.links.index("L5"), pv.measure(pv.solve(model))["l5s1_compression_N"]
    lever = {1: PLAN["reflex_lever_m"]["back"], -1: PLAN["reflex_lever_m"]["front"]}
    cases = [(k, v["factors"], v["settings"]) for k, v in model.presets.items() if k != "even"]
    cases += [(f"{k} {s.max:g}", {}, {k: s.max}) for k, s in model.settings.items() if k not in model.shapes]
    out = []
    for name, factors, settings in cases:
        p = pv.solve(model, factors, settings)
        torque = float(sum(v[at] for v in p.servo.values()))
        plain = pv.measure(p)["l5s1_compression_N"]
        more = abs(torque) / lever[1 if torque > 0 else -1]
        out.append(
            {
                "id": name,
                "torque": torque,
                "plain": 100 * plain / even,
                "carried": 100 * (plain + more) / even,
            }
        )
    return out


def varied(p: dict, seeds: int = 200) -> dict:
    """Return bands of all readings when every assumed number varies by half, and how often signs hold."""
    model = build(p)
    presets = [k for k in model.presets if k != "even"]
    changes: dict = {k: [] for k in ("even", *presets)}
    signs: dict = {f"{r['group']}: {r['reading']}": [] for r in PLAN["single_groups"]["rows"]}
    size: dict = {k: [] for k in signs}
    rows: dict = {r["id"]: [] for r in PLAN["rows"] if r["kind"] != "geometry"}
    stable = 0
    for seed in range(seeds):
        other = one_of_many(model, seed)  # the sets that pv.spread draws
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
    band = lambda values: [round(float(f"{x:.3g}"), 9) + 0.0 for x in np.percentile(values, [5, 95])]  # noqa: E731
    readings = changes["even"][0]
    return {
        "about": PLAN["bands_about"],
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


# --- structural choices of the plan, each scanned with a fit of its own ---


def changed(case: dict):
    """Return the function that makes one structural choice in a model dict."""

    def change(data: dict) -> None:
        for row in data["springs"]:
            key = "stiffness_Nm_per_rad" if "link" in row else "stiffness_N_per_m"
            row[key] *= case.get("springs", {}).get(row["name"], 1)
            if row["name"] == "trunk":
                row["link"] = case.get("trunk_at", row["link"])
        data["cables"] = [c for c in data["cables"] if c["name"] not in case.get("without", ())]
        for row in data["unsure"]:
            row["names"] = [k for k in row["names"] if k not in case.get("without", ())]
        for cable in data["cables"]:
            cable["group"] = case.get("group", {}).get(cable["name"], cable["group"])
            if cable["name"] in case.get("straight", ()):
                cable["path"] = [cable["path"][0], cable["path"][-1]]
            if case.get("planar"):
                cable["path"] = [{k: p[k] for k in ("link", "at_m")} for p in cable["path"]]

    return change


def scan() -> dict:
    """Return for every structural choice: fitted free numbers, F rows and signs that come out right."""
    out, usual = {}, side_body.geometry
    for case in PLAN["scans"]:
        bones = usual()
        bones["hip_from_L5S1_mm"] = case.get("hip_mm", bones["hip_from_L5S1_mm"])
        bones["scapula"]["pivot_from_T6_mm"][0] += case.get("pivot_mm", 0)
        side_body.geometry = lambda bones=bones: deepcopy(bones)
        try:
            out[case["name"]] = scanned(case)
        except (np.linalg.LinAlgError, ValueError, KeyError) as problem:
            out[case["name"]] = {"failed": str(problem)[:80]}
    side_body.geometry = usual
    return out


def scanned(case: dict) -> dict:
    """Return what one structural choice gives after a fit of its own."""
    p = fit(changed(case), case.get("chosen"), evaluations=8)
    model = build(p, changed(case))
    rows = [(r, look(model, r)) for r in PLAN["rows"] if r["kind"] == "F"]
    marks, even = singles(model), pv.solve(model)
    return {
        "fitted": sum(hits(r, v) for r, v in rows),
        "of": len(rows),
        "signs": sum(m["right"] for m in marks),
        "missed": {r["id"]: round(v, 1) for r, v in rows if not hits(r, v)},
        "wrong": [f"{m['group']}: {m['reading']}" for m in marks if not m["right"]],
        "stability": round(even.stability, 2),
        "status": even.status,
        "reflex off": round(softest(without_reflex(model), spring_hessian(prepare(model))), 2),
        "free": {k: float(f"{p[k]:.3g}") for k in FREE},
    }


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
    facts = {
        "rows": {r["id"]: look(model, r) for r in (*PLAN["rows"], *PLAN["expected_before_looking"]["rows"])},
        "singles": singles(model),
        "prescribed": prescribed(model),
        "removed": removed(model),
        "reflex_load": with_reflex(model),
        "scan": json.loads(SCAN.read_text("utf-8")) if SCAN.exists() else {},
        "bands": json.loads(BANDS.read_text("utf-8")) if BANDS.exists() else None,
    }
    page = report(p, model, facts)
    REPORT.write_text(page, "utf-8")
    print(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
