"""Models made for tests: plain dicts for pv.Model.from_dict, as small or as odd as a test needs."""

import math

import postureviz as pv
from postureviz.rod import on_rod


def blank(links, joints, **parts):
    """A model dict of links and joints, with whatever else is given; no cables, no ground."""
    empty = ("cables", "weights", "loads", "springs", "settings", "landmarks", "readings", "presets")
    return {
        "schema": 1,
        "name": "probe",
        "title": "A model made by a test",
        "view": "none",
        "sources": {"test": "assumed: made by a test"},
        "numerics": {"smooth_length_m": 1e-7, "slack_width": 0.02, "source": "test"},
        "ground_y_m": None,
        "links": links,
        "joints": joints,
        **{part: [] for part in empty},
        **parts,
    }


def setting(name, low, high, normal=0.0):
    return {"name": name, "unit": "N", "min": low, "max": high, "normal": normal, "source": "test"}


def cable(name, group, path, tension_N, q=None):
    law = (
        {"type": "constant", "tension_N": tension_N}
        if q is None
        else {"type": "muscle", "tension_N": tension_N, "q": q}
    )
    points = [{"link": link, "at_m": list(at)} for link, at in path]
    return {"name": name, "group": group, "path": points, "law": law, "source": "test"}


def weight(name, link, at, newtons):
    return {"name": name, "link": link, "at_m": list(at), "weight_N": newtons, "source": "test"}


def load(name, link, at, by, direction):
    return {
        "name": name,
        "link": link,
        "at_m": list(at),
        "setting": by,
        "direction": list(direction),
        "source": "test",
    }


def spring(name, link, stiffness):
    return {"name": name, "link": link, "stiffness_Nm_per_rad": stiffness, "source": "test"}


def tip_of(n):
    """Path point and landmark place at the tip of a rod of unit length."""
    return on_rod("r", n, 1.0, 1.0)


def column(n, direction, each_link=False, most=20.0):
    """A clamped rod of unit length and stiffness under a load of fixed direction, at its tip or spread."""
    links, joints = pv.rod("r", n, 1.0, 1.0, "test", limit_deg=120)
    tip = tip_of(n)
    if each_link:
        share = [d / n for d in direction]
        loads = [load(link["name"], link["name"], (0.5 / n, 0), "load_N", share) for link in links]
    else:
        loads = [load("end", tip["link"], tip["at_m"], "load_N", direction)]
    return pv.Model.from_dict(
        blank(
            links,
            joints,
            loads=loads,
            settings=[setting("load_N", 0.0, most)],
            landmarks=[{"name": "tip", **tip, "source": "test"}],
        )
    )


def guyed(n, anchors, tensions_N):
    """A rod of unit length and stiffness with one constant-tension rope from its tip to each anchor."""
    links, joints = pv.rod("r", n, 1.0, 1.0, "test")
    tip = tip_of(n)
    cables = [
        cable(f"rope{i}", f"side{i}", [(None, a), (tip["link"], tip["at_m"])], t)
        for i, (a, t) in enumerate(zip(anchors, tensions_N, strict=True))
    ]
    return pv.Model.from_dict(
        blank(links, joints, cables=cables, landmarks=[{"name": "tip", **tip, "source": "test"}])
    )


def pendulum(stiffness, weight_N, height, limit_deg=175.0):
    """One stiff upright link on a spring with a weight at a height."""
    links = [
        {
            "name": "bar",
            "parent": None,
            "at_m": [0, 0],
            "length_m": height,
            "neutral_deg": 90,
            "source": "test",
        }
    ]
    joints = [
        {
            "link": "bar",
            "stiffness_Nm_per_rad": stiffness,
            "limit_deg": [-limit_deg, limit_deg],
            "source": "test",
        }
    ]
    return pv.Model.from_dict(blank(links, joints, weights=[weight("bob", "bar", (height, 0), weight_N)]))


def random_tree(rng, links=None):
    """A random branched model: both cable laws, via points, springs to the world, weights and a wind."""
    n = links or int(rng.integers(1, 9))
    rows, joints = [], []
    for i in range(n):
        parent = int(rng.integers(-1, i)) if i else -1
        rows.append(
            {
                "name": f"l{i}",
                "parent": None if parent < 0 else f"l{parent}",
                "at_m": [float(rng.normal(0, 0.02)), float(rng.normal(0, 0.05))] if i else [0.1, -0.2],
                "length_m": float(rng.uniform(0.1, 0.5)),
                "neutral_deg": float(rng.uniform(-180, 180)),
                "source": "test",
            }
        )
        joints.append(
            {
                "link": f"l{i}",
                "stiffness_Nm_per_rad": float(rng.uniform(5, 50)),
                "limit_deg": [-170, 170],
                "source": "test",
            }
        )

    def place(ground=True):
        if ground and rng.random() < 0.4:
            return None, tuple(rng.normal(0, 0.6, 2).tolist())
        return f"l{rng.integers(n)}", tuple((rng.normal(0, 0.15, 2) + [0.15, 0]).tolist())

    cables = []
    for i in range(int(rng.integers(1, 6))):
        path = [place(ground=False), *(place() for _ in range(int(rng.integers(1, 4))))]
        q = None if rng.random() < 0.4 else float(rng.uniform(0.5, 12))
        cables.append(cable(f"c{i}", f"g{i % 3}", path, float(rng.uniform(1, 20)), q))
    return blank(
        rows,
        joints,
        cables=cables,
        weights=[weight("w", *place(ground=False), float(rng.uniform(0, 10)))],
        loads=[load("gust", *place(ground=False), "wind_N", (math.cos(n), math.sin(n)))],
        springs=[spring("gaze", f"l{rng.integers(n)}", float(rng.uniform(1, 10)))],
        settings=[setting("wind_N", -5.0, 5.0)],
        landmarks=[{"name": "head", "link": f"l{n - 1}", "at_m": [0.1, 0.02], "source": "test"}],
    )


def random_body(rng):
    """A random tree with everything a body has besides: elastic cables, arms, depth, servo, foot, seat."""
    data = random_tree(rng, links=int(rng.integers(3, 8)))
    n = len(data["links"])
    for row in data["links"]:
        row["neutral_deg"] = float(rng.uniform(40, 140))
    for row in data["joints"]:
        row["stiffening_deg"] = float(rng.uniform(10, 60))
    for row in data["cables"]:
        for point in row["path"]:
            point["out_m"] = float(rng.uniform(0, 0.1))
    data["joints"][1]["grows"] = [
        {"moment_Nm": 0.8, "per_deg": 0.02, "settings": {"bend_deg": 0.01, "seat": -0.4}},
        {"moment_Nm": -1.5, "per_deg": -0.03},
    ]
    data["cables"][0]["law"] = {"type": "elastic", "tension_N": 5.0, "stiffness_N_per_m": 200.0}
    last = data["cables"][-1]
    last["law"] = {
        "type": "muscle",
        "tension_N": 9.0,
        "q": 4.0,
        "short": [
            {"setting": "short_mm", "per_unit_m": 0.001},
            {"setting": "bend_deg", "per_unit_m": -0.0005},
        ],
    }
    law = {"type": "muscle", "tension_N": 20.0, "q": 3.0}
    arms = [{"joint": f"l{n - 1}", "arm_m": [0.03, -0.01, 0.004]}, {"joint": "l1", "arm_m": [-0.02]}]
    data["cables"].append(
        {"name": "curve", "group": "curved", "arms": arms, "rest_m": 0.3, "law": law, "source": "test"}
    )
    data["cables"].append({**cable("always", None, [(None, (0.3, 0.4)), ("l0", (0.1, 0.05))], 6.0)})
    data["weights"].append(
        {**weight("trunk", "l0", (0.2, 0.01), 40.0), "setting": "bag_kg", "per_unit_N": 9.81}
    )
    data["springs"][0]["moves"] = [
        {"setting": "lean_deg", "per_unit": math.radians(1)},
        {"setting": "bag_kg", "per_unit": 0.01},
    ]
    data["springs"].append({"name": "balance", "stiffness_N_per_m": 150.0, "source": "test"})
    chest = {"name": "chest", "links": ["l0", "l1", "l2"], "stiffness_Nm_per_rad": 12.0, "source": "test"}
    chest["attention"] = {"setting": "attention", "least": 0.2}
    law["attention"] = {"setting": "attention", "least": 0.3}
    data["weights"].append({**weight("legs", "l0", (0, 0), 15.0), "on_seat": 0.8})
    data["springs"].append(chest)
    data["settings"] += [
        setting("short_mm", -20.0, 20.0),
        setting("bag_kg", 0.0, 5.0),
        setting("lean_deg", -10.0, 10.0),
        setting("seat", 0.0, 1.0),
        setting("attention", 0.0, 1.0, 1.0),
        setting("slope_deg", -15.0, 15.0),
        setting("bend_deg", 0.0, 60.0),
        setting("bone_deg", 30.0, 70.0, 50.0),
    ]
    shape = {
        "setting": "bone_deg",
        "part": "links",
        "name": "l1",
        "entry": "neutral_deg",
        "per_unit": 0.5,
        "source": "test",
    }
    stance = {
        "foot_m": [0.08, -1.0],
        "knee_m": [0.05, -0.5],
        "ankle_m": [0.01, -0.9],
        "seat": "seat",
        "incline": "slope_deg",
        "bend": "bend_deg",
        "thigh_deg": 85.0,
        "ischium_m": [-0.04, -0.03],
        "source": "test",
    }
    return data | {"balanced": True, "stance": stance, "shape": [shape]}


def random_settings(rng, data):
    """A value of every setting, anywhere in its range."""
    return {row["name"]: float(rng.uniform(row["min"], row["max"])) for row in data["settings"]}
