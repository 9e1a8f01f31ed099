"""The calibration report of the side view, as a Markdown page."""

from __future__ import annotations

import math

import numpy as np
from side_body import lines, plan

import postureviz as pv
from postureviz.mechanics import prepare

PLAN = plan()
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
YES = {True: "yes", False: "**no**"}


def report(p: dict, model: pv.Model, facts: dict) -> str:
    """Return the page: score first, then every row behind it."""
    parts = [
        ["# Calibration of the side view", "", "Written by tools/fit_side.py from tools/side_plan.json.", ""],
        score(facts),
        numbers(p),
        rows("Rows of the plan", PLAN["rows"], facts),
        alone(facts),
        rows("Written down before looking", PLAN["expected_before_looking"]["rows"], facts),
        [PLAN["expected_before_looking"]["about"], "", PLAN["notes"]["stance"], ""],
        prescribed(facts),
        removed(facts),
        resting(model),
        reflex(model, facts),
        scanned(facts),
        spread(facts),
    ]
    return "\n".join(line for part in parts for line in part) + "\n"


def table(head: list[str], body: list[list]) -> list[str]:
    """Return a Markdown table."""
    out = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    return [*out, *("| " + " | ".join(map(str, row)) + " |" for row in body), ""]


def met(row: dict, facts: dict) -> bool:
    """Return whether the value of a row lies in its range."""
    return row["range"][0] <= facts["rows"][row["id"]] <= row["range"][1]


def score(facts: dict) -> list[str]:
    """Return how many rows of each kind come out right."""

    def count(kind, marks=()):
        all_rows = (*PLAN["rows"], *PLAN["expected_before_looking"]["rows"])
        right = [met(r, facts) for r in all_rows if r["kind"] == kind] + list(marks)
        return f"{sum(right)} of {len(right)}"

    still, gone = ([r["right"] for r in facts[k]] for k in ("prescribed", "removed"))
    return [
        "## Score",
        "",
        f"- Fitted rows in range: {count('F')}.",
        "- Predictions that come out right unasked: "
        f"{count('P', [m['right'] for m in facts['singles']])} (presets, and signs of single groups).",
        f"- Written down before the frozen model was run: {count('P new')}.",
        f"- Expected beforehand, but computed once before the freeze: {count('P seen')}.",
        f"- Compression at prescribed postures: {sum(still)} of {len(still)}.",
        f"- Groups taken away: {sum(gone[1:])} of {len(gone) - 1}. {PLAN['notes']['removed']}",
        *PLAN["notes"]["score"],
        "",
    ]


def numbers(p: dict) -> list[str]:
    """Return the free and the chosen numbers."""
    body = []
    for name, row in PLAN["free"].items():
        edge = " (at the bound)" if min(abs(math.log(p[name] / b)) for b in row["bounds"]) < 0.02 else ""
        low, high = row["bounds"]
        body.append([name, f"{p[name]:.3g}{edge}", f"{low:g} to {high:g}", row["source"]])
    chosen = [[name, row["value"], row["source"]] for name, row in PLAN["chosen"].items()]
    return [
        "## Free numbers",
        "",
        *table(["number", "fitted", "bounds", "source of the bounds"], body),
        "## Chosen by hand, free in spirit",
        "",
        *table(["number", "value", "source"], chosen),
    ]


def rows(title: str, plan_rows: list[dict], facts: dict) -> list[str]:
    """Return rows of the plan with what the model gives."""
    body, seeds = [], facts["bands"]["rows"] if facts["bands"] else {}
    for row in plan_rows:
        low, high = row["range"]
        value = format(facts["rows"][row["id"]], ".1f" if row.get("absolute") else "+.1f")
        held = f"{100 * seeds[row['id']]:.0f} %" if row["id"] in seeds else ""
        mark = YES[met(row, facts)]
        body.append([row["kind"], row["id"], row["reading"], value, f"{low:g} to {high:g}", mark, held])
    head = ["kind", "setting", "reading", "found", "should be", "as expected", "holds in seeds"]
    return [f"## {title}", "", *table(head, body)]


def alone(facts: dict) -> list[str]:
    """Return what each group does alone."""
    body, marks = [], facts["singles"]
    seeds = facts["bands"]["signs"] if facts["bands"] else {}
    words = {True: "reached", False: "**not reached**", None: "not asked"}
    for m in marks:
        held = seeds.get(f"{m['group']}: {m['reading']}")
        ends = [f"{v:+.1f}" for v in m["ends"]]
        small = f"{m['smallest']:g}: {words[m['enough']]}"
        share = "" if held is None else f"{100 * held:.0f} %"
        body.append([m["group"], m["reading"], *ends, YES[m["right"]], YES[m["monotone"]], small, share])
    head = ["group", "reading", "at 0", "at 2", "sign right", "monotone", "smallest change", "sign in seeds"]
    asked = [m["enough"] for m in marks if m["enough"] is not None]
    return [
        "## Each group alone, factor 0 to 2",
        "",
        *table(head, body),
        f"Signs right: {sum(m['right'] for m in marks)} of {len(marks)}; "
        f"monotone: {sum(m['monotone'] for m in marks)} of {len(marks)}; "
        f"large enough to measure: {sum(asked)} of {len(asked)}.",
        "",
    ]


def prescribed(facts: dict) -> list[str]:
    """Return compression at prescribed postures."""
    body = [
        [
            r["id"],
            f"{r['middle']:.2f}",
            "{:.2f} to {:.2f}".format(*r["found"]),
            "{:g} to {:g}".format(*r["range"]),
        ]
        + [YES[r["right"]], r["source"]]
        for r in facts["prescribed"]
    ]
    return [
        "## Compression at a prescribed posture (static optimisation), times standing",
        "",
        *table(["posture", "middle", "range of rules", "expected", "as expected", "source"], body),
        PLAN["notes"]["prescribed"],
        "",
    ]


def removed(facts: dict) -> list[str]:
    """Return stability without groups, with the reflex and without."""
    body = [
        [
            " + ".join(r["groups"]) or "nothing",
            f"{r['ratio']:.2f} ({r['status']})",
            YES[r["right"]],
            f"{r['bare']:.2f}",
        ]
        for r in facts["removed"]
    ]
    return [
        "## Groups taken away, with the reflex and without",
        "",
        PLAN["notes"]["stability"],
        "",
        *table(["taken away", "stability, times usual", "as expected", "reflex off"], body),
        "The sliders steer, the reflex holds.",
        "",
    ]


def resting(model: pv.Model) -> list[str]:
    """Return tensions and what passive joints carry at usual pull."""
    mech, even = prepare(model), pv.solve(model)
    offset = np.degrees(mech.bias / mech.stiffness)
    large = [f"{k} {o:+.1f}°" for k, o in zip(model.links, offset, strict=True) if abs(o) > 3.5]
    groups: dict = {}
    for row in lines():
        pair = groups.setdefault(row["group"] or f"background: {row['region']}", [0.0, 0.0])
        pair[0] += even.tension[row["name"]]
        pair[1] += 2 * row["strength_N"]
    return [
        "## Resting state",
        "",
        f"What passive joints carry at usual pull, as a rest angle: at most {np.abs(offset).max():.1f}°; "
        f"above 3.5°: {', '.join(large) or 'none'}.",
        "",
        *table(
            ["group", "tension, both sides, N", "share of strength"],
            [[k, f"{t:.0f}", f"{100 * t / s:.1f} %"] for k, (t, s) in groups.items()],
        ),
        PLAN["notes"]["resting"],
        "",
    ]


def reflex(model: pv.Model, facts: dict) -> list[str]:
    """Return the largest torque of each reflex spring in every preset."""
    body = []
    for name, preset in model.presets.items():
        servo = pv.solve(model, preset["factors"], preset["settings"]).servo
        body.append([name, *(f"{np.abs(v).max():.1f}" for v in servo.values())])
    load = [
        [r["id"], f"{r['torque']:+.1f}", f"{r['plain']:.0f} %", f"{r['carried']:.0f} %"]
        for r in facts["reflex_load"]
    ]
    return [
        "## What the reflex does, largest torque at any joint, N m",
        "",
        *table(["preset", *servo], body),
        "Compression at L5/S1 against usual pull, without and with the reflex's torque as muscle force:",
        "",
        *table(["setting", "torque at L5/S1, N m, + back", "as solved", "carried by muscle"], load),
        PLAN["notes"]["reflex"],
        "",
    ]


def scanned(facts: dict) -> list[str]:
    """Return the structural choices that were scanned."""
    body = []
    for name, row in facts["scan"].items():
        if "failed" in row:
            body.append([name, "failed", "", "", "", row["failed"]])
            continue
        bad = ", ".join([*(f"{k} {v:+g}" for k, v in row["missed"].items()), *row["wrong"]])
        state = f"{row['stability']} ({row['status']})"
        body.append(
            [
                name,
                f"{row['fitted']}/{row['of']}",
                f"{row['signs']}/{len(facts['singles'])}",
                state,
                row["reflex off"],
                bad,
            ]
        )
    head = ["choice", "F rows", "signs", "stability", "reflex off", "missed, wrong"]
    return (
        ["## Structural choices scanned, each with a fit of its own", "", *table(head, body)] if body else []
    )


def spread(facts: dict) -> list[str]:
    """Return the bands of all presets when every assumed number varies by half."""
    bands = facts["bands"]
    if not bands:
        return []
    body = [[name, *("{:g} to {:g}".format(*v[r]) for r in SHOWN)] for name, v in bands["presets"].items()]
    return [
        f"## Every assumed number from 0.5 to 1.5 times: {bands['stable']} of {bands['seeds']} models stand",
        "",
        "5 to 95 %; change from usual pull, and for usual pull the reading itself:",
        "",
        *table(["preset", *SHOWN], body),
    ]
