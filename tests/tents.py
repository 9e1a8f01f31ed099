"""A model that the catalogue does not know: a tent pole with two guys, in a few lines."""

import postureviz as pv
from postureviz.rod import on_rod


def guy(name, group, foot, tension_N=20.0):
    """A rope from the pole's top to the ground, at a constant pull."""
    top = on_rod("pole", 12, 2.0, 1.9)
    path = [{"link": None, "at_m": foot}, top]
    return {
        "name": name,
        "group": group,
        "path": path,
        "law": {"type": "muscle", "tension_N": tension_N, "q": 5.0},
    }


def tent_pole(**parts):
    links, joints = pv.rod("pole", 12, 2.0, 40.0, "own")
    given = {
        "ground_y_m": -0.001,
        "cables": [guy("left_guy_1", "left_guys", [-1.2, 0.0]), guy("right_guy_1", "right_guys", [1.2, 0.0])],
        "weights": [{"name": "canvas", "link": "pole12", "at_m": [0.1, 0.0], "weight_N": 3.0}],
        "loads": [
            {
                "name": "gust",
                "link": "pole12",
                "at_m": [0.1, 0.0],
                "setting": "gust_N",
                "direction": [1.0, 0.0],
            }
        ],
        "settings": [{"name": "gust_N", "unit": "N", "min": 0.0, "max": 5.0, "normal": 0.0}],
        "landmarks": [
            {"name": "foot", "link": None, "at_m": [0.0, 0.0]},
            {"name": "top_2", "link": "pole12", "at_m": [0.1, 0.0]},
        ],
        "readings": [
            {
                "name": "top_shift_cm",
                "kind": "shift",
                "to": "top_2",
                "band": [-5.0, 5.0],
                "show": [-50.0, 50.0],
            }
        ],
        "presets": [{"name": "left_more", "factors": {"left_guys": 1.5}, "settings": {}}],
    }
    return pv.blank("tent_pole_2", links, joints, **(given | parts))
