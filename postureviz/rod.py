"""An elastic rod as a chain of links: the one place where a continuous beam becomes a model."""

from __future__ import annotations

from .checks import BOUND, number, quoted, whole

LEAST = 1e-6


def rod(
    prefix: str, links: int, length_m: float, bending_Nm2: float, source: str, limit_deg: float = 90.0
) -> tuple[list[dict], list[dict]]:
    """Return the links and joints of an upright elastic rod, clamped at its foot, for a model's JSON.

    Parameters
    ----------
    prefix : str
        Links are named prefix01, prefix02, ... from the foot.
    links : int
        Number of equal links n.
    length_m, bending_Nm2 : float
        Length H (m) and bending stiffness EI (N m²).
    source : str
        Key of the model's ``sources``.
    limit_deg : float
        Bend of one joint beyond which the rod counts as fallen.

    Returns
    -------
    (list of dict, list of dict)
        ``links`` and ``joints``.

    Raises
    ------
    ValueError
        When a size is not a number above 0.

    Notes
    -----
    With h = H/n each joint has stiffness EI/h. The clamp is half a link away from the first
    joint's neighbour, so the base joint has 2 EI/h (the half cell): the error then falls with
    n², against n for a base joint of EI/h. Any text on finite differences for rods has this.
    """
    for what, text in (("prefix", prefix), ("source", source)):
        if not isinstance(text, str):
            raise ValueError(f"{what} is {quoted(text)}; it must be a text")
    links = whole("links", links, 1, 10_000)
    length_m = number("length_m", length_m, LEAST, BOUND, "m")
    bending_Nm2 = number("bending_Nm2", bending_Nm2, LEAST, BOUND, "N m²")
    limit_deg = number("limit_deg", limit_deg, LEAST, 360, "degrees")
    h = length_m / links
    names = [f"{prefix}{i + 1:02d}" for i in range(links)]
    chain = [
        {
            "name": name,
            "parent": names[i - 1] if i else None,
            "at_m": [0, 0],
            "length_m": h,
            "neutral_deg": 90,
            "source": source,
        }
        for i, name in enumerate(names)
    ]
    joints = [
        {
            "link": name,
            "stiffness_Nm_per_rad": (1 if i else 2) * bending_Nm2 / h,
            "limit_deg": [-limit_deg, limit_deg],
            "source": source,
        }
        for i, name in enumerate(names)
    ]
    return chain, joints


def on_rod(prefix: str, links: int, length_m: float, height_m: float, across_m: float = 0.0) -> dict:
    """Return the path point (``link`` and ``at_m``) at a height on a rod made by :func:`rod`.

    Raises
    ------
    ValueError
        When the height is not on the rod.
    """
    height_m = number("height_m", height_m, 0, length_m, "on the rod, m")
    h = length_m / links
    i = min(int(height_m / h * (1 + 1e-12)), links - 1)
    return {"link": f"{prefix}{i + 1:02d}", "at_m": [round(height_m - i * h, 12), across_m]}
