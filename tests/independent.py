"""The independent check: energy from a posture's JSON alone, derivatives by numerical steps.

Nothing of the package is used. Forces are never written down: they come out as slopes of the energy.
The soft corner of the cable law is taken as what it is, the mean of the sharp law over the slack width.
"""

import numpy as np

NODES, SHARES = np.polynomial.legendre.leggauss(3)  # exact for the quadratics below


def parts(posture: dict, phi: np.ndarray) -> np.ndarray:
    """Energies (..., k) of springs, cables, weights and loads at angles (..., n), which may be complex."""
    model, cos, sin = posture["model"], np.cos(phi), np.sin(phi)
    number = {row["name"]: i for i, row in enumerate(model["links"])}
    foot = {}

    def where(link, at):
        if link is None:
            return np.broadcast_to(at[0], cos.shape[:-1]), np.broadcast_to(at[1], cos.shape[:-1])
        i, (x, y) = number[link], foot[link]
        return x + at[0] * cos[..., i] - at[1] * sin[..., i], y + at[0] * sin[..., i] + at[1] * cos[..., i]

    for row in model["links"]:
        reach = model["links"][number[row["parent"]]]["length_m"] if row["parent"] else 0
        foot[row["name"]] = where(row["parent"], (row["at_m"][0] + reach, row["at_m"][1]))

    turn = phi - np.radians([row["neutral_deg"] for row in model["links"]])
    energies = []
    for row in model["joints"]:
        parent = model["links"][number[row["link"]]]["parent"]
        bend = turn[..., number[row["link"]]] - (turn[..., number[parent]] if parent else 0)
        energies.append(row["stiffness_Nm_per_rad"] * bend**2 / 2)
    energies += [r["stiffness_Nm_per_rad"] * turn[..., number[r["link"]]] ** 2 / 2 for r in model["springs"]]
    energies += [r["weight_N"] * where(r["link"], r["at_m"])[1] for r in model["weights"]]
    for row in model["loads"]:
        (x, y), size = where(row["link"], row["at_m"]), posture["settings"][row["setting"]]
        energies.append(-size * (row["direction"][0] * x + row["direction"][1] * y))
    for row in model["cables"]:
        full = posture["factors"].get(row["name"], posture["factors"][row["group"]]) * row["law"]["tension_N"]
        ends = [where(p["link"], p["at_m"]) for p in row["path"]]
        length = 0
        for (x0, y0), (x1, y1) in zip(ends[:-1], ends[1:], strict=True):
            length = length + np.sqrt(
                (x1 - x0) ** 2 + (y1 - y0) ** 2 + model["numerics"]["smooth_length_m"] ** 2
            )
        if row["law"]["type"] == "constant":
            energies.append(full * length)
            continue
        q, rest, e = row["law"]["q"], posture["rest"][row["name"]], model["numerics"]["slack_width"]
        s = 1 + q * (length / rest - 1)
        low = np.where(s.real > e, -1, np.where(s.real < -e, 1, -s / e))  # the taut part of the mean
        mean = sum(
            w * (s + e * (low + (1 - low) * (u + 1) / 2)) ** 2 for u, w in zip(NODES, SHARES, strict=True)
        )
        energies.append(full * rest / q * mean * (1 - low) / 8)
    return np.stack(np.broadcast_arrays(*energies), -1)


def slopes(posture: dict, phi: np.ndarray) -> np.ndarray:
    """Torques (..., n, k) of every part, by the complex step: exact to rounding."""
    n = phi.shape[-1]
    return parts(posture, phi[..., None, :] + 1e-30j * np.eye(n)).imag / 1e-30


def certify(posture: dict) -> tuple[float, float]:
    """Unbalanced torque as a share of those present, and lowest curvature as a share of the highest."""
    phi = np.array(posture["angles"])
    torque = slopes(posture, phi)
    # a straight mast without ropes has no torque: what rounding leaves of its stiffness is the scale
    least = 1e-6 * max(row["stiffness_Nm_per_rad"] for row in posture["model"]["joints"])
    share = np.abs(torque.sum(-1)).max() / max(np.abs(torque).sum(-1).max(), least, 1e-300)
    step = 1e-5 * np.eye(len(phi))
    ahead, back = slopes(posture, phi + np.stack([step, -step])).sum(-1)
    hessian = (ahead - back) / 2e-5
    curve = np.linalg.eigvalsh((hessian + hessian.T) / 2)
    return float(share), float(curve[0] / np.abs(curve).max())
