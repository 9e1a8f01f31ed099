"""The independent check: energy from a posture's JSON alone, derivatives by numerical steps.

Nothing of the package is used. Forces are never written down: they come out as slopes of the energy.
The soft corner of the cable law is taken as what it is, the mean of the sharp law over the slack width.
"""

import json

import numpy as np

NODES, SHARES = np.polynomial.legendre.leggauss(3)  # exact for the quadratics below


def table(rows, *keys):
    """One array per key, 0 where a row has none."""
    return [np.array([row.get(key, 0) for row in rows], float) for key in keys]


class Body:
    """A posture's model with its shape settings built in, and what acts on it."""

    def __init__(self, posture: dict):
        self.model, self.settings = json.loads(json.dumps(posture["model"])), posture["settings"]
        normal = {row["name"]: row["normal"] for row in self.model["settings"]}
        for row in self.model.get("shape", ()):
            (part,) = (p for p in self.model[row["part"]] if p.get("name", p.get("link")) == row["name"])
            part[row["entry"]] += row["per_unit"] * (self.settings[row["setting"]] - normal[row["setting"]])
        links, given = self.model["links"], posture["factors"]
        self.number = {None: -1} | {row["name"]: i for i, row in enumerate(links)}  # -1: the ground
        self.parent = [self.number[row["parent"]] for row in links]
        self.joint = {row["link"]: row for row in self.model["joints"]}
        self.factors = [
            1.0 if c["group"] is None else given.get(c["name"], given[c["group"]])
            for c in self.model["cables"]
        ]
        self.neutral = np.radians([row["neutral_deg"] for row in links])
        given_settings = self.settings
        self.settings = given_settings | {self.model.get("stance", {}).get("seat"): 0.0}  # as it stands
        self.rest, *self.centre = (np.array(v) for v in self.lay(self.neutral)[:3])
        self.settings = given_settings
        self.still = np.zeros(len(links))  # torques that hold neutral at even pull
        if self.model.get("balanced"):
            now = self.factors, self.settings
            self.factors, self.settings = [1.0] * len(self.factors), normal
            self.still = slopes(self, self.neutral).sum(-1)
            self.factors, self.settings = now

    def lay(self, phi):
        """Lengths of all cables, x and y of the centre of mass, bends of the joints, and where a point is."""
        links, cables = self.model["links"], self.model["cables"]
        ground = np.zeros((*phi.shape[:-1], 1))
        stance, seat = self.model.get("stance", {}), self.stand()[2]
        hip, (ix, iy) = links[0]["at_m"], stance.get("ischium_m", [0, 0])
        cos, sin = (np.concatenate([v, ground + g], -1) for v, g in ((np.cos(phi), 1), (np.sin(phi), 0)))
        x, y = 0 * cos, 0 * sin
        # on a seat the hip goes round the sitting bones, and takes what is on the ground along
        c, s = np.cos(phi[..., 0] - self.neutral[0]), np.sin(phi[..., 0] - self.neutral[0])
        x[..., -1], y[..., -1] = seat * (ix - c * ix + s * iy), seat * (iy - s * ix - c * iy)
        raised = np.radians(stance.get("thigh_deg", 0)) * seat
        c, s = np.cos(raised), np.sin(raised)

        def on_thigh(link, at):
            if link is not None:
                return at
            dx, dy = at[0] - hip[0], at[1] - hip[1]
            return [hip[0] + c * dx - s * dy, hip[1] + s * dx + c * dy]

        def where(link, at):
            k, at = np.array([self.number[v] for v in link], int), np.reshape(at, (-1, 2))
            return (
                x[..., k] + at[:, 0] * cos[..., k] - at[:, 1] * sin[..., k],
                y[..., k] + at[:, 0] * sin[..., k] + at[:, 1] * cos[..., k],
            )

        for i, (row, up) in enumerate(zip(links, self.parent, strict=True)):
            reach = links[up]["length_m"] if up >= 0 else 0
            (px, py) = where([row["parent"]], [row["at_m"][0] + reach, row["at_m"][1]])
            x[..., i], y[..., i] = px[..., 0], py[..., 0]
        turn = phi - self.neutral
        bend = turn - np.concatenate([turn, ground], -1)[..., self.parent]
        points = [(c, p) for c, row in enumerate(cables) for p in row.get("path", ())]
        px, py = where([p["link"] for _, p in points], [on_thigh(p["link"], p["at_m"]) for _, p in points])
        owner = np.array([c for c, _ in points], int)
        first = np.flatnonzero(np.diff(owner) == 0)  # a run goes from here to the next point
        runs = [v[..., first + 1] - v[..., first] for v in (px, py, *table([p for _, p in points], "out_m"))]
        run = np.sqrt(sum(v**2 for v in runs) + self.model["numerics"]["smooth_length_m"] ** 2)
        gather = (owner[first][:, None] == np.arange(len(cables))).astype(float)
        length = run @ gather + table(cables, "rest_m")[0]
        for c, row in enumerate(cables):
            for arm in row.get("arms", ()):
                q = bend[..., self.number[arm["joint"]]]
                low, high = np.radians(self.joint[arm["joint"]]["limit_deg"])
                inside = np.where(q.real < low, low, np.where(q.real > high, high, q))
                for k, a in enumerate(arm["arm_m"]):  # beyond the limits the arm stays
                    length[..., c] -= a * (inside ** (k + 1) / (k + 1) + inside**k * (q - inside))
        heavy = self.model["weights"]
        own, carried = table(heavy, "weight_N", "on_seat")
        own = own * (1 - seat * carried)
        px, py = where([w["link"] for w in heavy], [w["at_m"] for w in heavy])
        # from where each branch stands, and on a seat from the sitting bones
        ahead, above = (
            (own * (v - root)).sum(-1) / max(own.sum(), 1e-300) - seat * bone
            for v, root, bone in zip((px, py), self.roots(), (ix, iy), strict=True)
        )
        return length, ahead, above, bend, where

    def roots(self):
        """Where the branch that carries each weight stands on the ground."""
        found = []
        for row in self.model["weights"]:
            i = self.number[row["link"]]
            while self.parent[i] >= 0:
                i = self.parent[i]
            found.append(self.model["links"][i]["at_m"])
        return np.array(found).reshape(-1, 2).T

    def set(self, name):
        """Value of a setting; 0 where there is none. What a seat bears, the knee does not."""
        stance = self.model.get("stance", {})
        share = 1 - self.set(stance.get("seat")) if name and name == stance.get("bend") else 1
        return share * self.settings.get(name, 0)

    def left(self, row):
        """Share of a tension or stiffness that attention leaves."""
        if "attention" not in row:
            return 1.0
        least = row["attention"]["least"]
        return least + (1 - least) * self.settings[row["attention"]["setting"]]

    def stand(self):
        """The foot as the thigh sees it, how far the thigh is turned in the world (rad), share of a seat.

        Found by folding the leg in the world, with the hip straight above where it was, and looking from the
        thigh: two circles, one about the ankle and one about the hip, meet in the knee.
        """
        stance = self.model.get("stance", {})
        tip = np.radians(self.set(stance.get("incline")))
        if "foot_m" not in stance:
            return [0, 0], tip, 1
        foot, seat = np.array(stance["foot_m"], float), self.set(stance.get("seat"))
        if "bend" not in stance:
            return foot, seat * tip, seat
        hip, knee, ankle = (
            np.array(v) for v in (self.model["links"][0]["at_m"], stance["knee_m"], stance["ankle_m"])
        )
        upper, lower = np.hypot(*(hip - knee)), np.hypot(*(knee - ankle))
        # the inner angle of the knee gives the distance of hip and ankle
        a, b = hip - knee, ankle - knee
        inner = np.arctan2(a[0] * b[1] - a[1] * b[0], a @ b) - np.radians(self.set(stance["bend"]))
        far = np.sqrt(upper**2 + lower**2 - 2 * upper * lower * np.cos(inner))
        low = np.array([hip[0], ankle[1] + np.sqrt(far**2 - (hip[0] - ankle[0]) ** 2)])
        # from the hip down to the ankle, then turned by the angle at the hip, lies the knee
        corner = np.arctan2(lower * np.sin(inner), upper - lower * np.cos(inner))
        way = np.arctan2(*(ankle - low)[::-1]) + corner
        turn = way - np.arctan2(*(knee - hip)[::-1])
        turn = (turn + np.pi) % (2 * np.pi) - np.pi
        c, s = np.cos(turn), np.sin(turn)
        dx, dy = foot - low
        return hip + [c * dx + s * dy, c * dy - s * dx], (1 - seat) * turn + seat * tip, seat

    def down(self, where):
        """Newtons and places of all weights, how far their base is turned, share of a seat, and the foot."""
        heavy = self.model["weights"]
        own, more = table(heavy, "weight_N", "per_unit_N")
        newtons = own + more * [self.settings.get(w.get("setting"), 0) for w in heavy]
        newtons = newtons * (1 - self.stand()[2] * table(heavy, "on_seat")[0])
        x, y = where([w["link"] for w in heavy], [w["at_m"] for w in heavy])
        foot, turn, seat = self.stand()
        return newtons, x, y, turn, seat, foot


def parts(body: Body, phi: np.ndarray) -> np.ndarray:
    """Energies (..., k) of springs, cables, weights and loads at angles (..., n), which may be complex."""
    model, value = body.model, body.settings
    length, ahead, above, bend, where = body.lay(phi)
    joints = [body.joint[row["name"]] for row in model["links"]]
    (firm,) = table(joints, "stiffness_Nm_per_rad")
    rising = np.radians([row.get("stiffening_deg", np.inf) for row in joints]) ** -2
    turn = phi - body.neutral
    energies = [firm * (bend**2 / 2 + rising * bend**4 / 4), -body.still * turn]
    for name, row in ((k["link"], row) for k in model["joints"] for row in k.get("grows", ())):
        added = sum(per * body.set(setting) for setting, per in row.get("settings", {}).items())
        rate = np.degrees(row["per_deg"])
        grown = np.exp(rate * bend[..., body.number[name]] + added) / rate
        energies.append((row["moment_Nm"] * grown)[..., None])
    tip = body.stand()[1]
    level = ahead * np.cos(tip) - above * np.sin(tip)  # as seen in the world
    share = 1 - body.stand()[2] * ("ischium_m" in model.get("stance", {}))
    for row in model["springs"]:
        moved = sum(m["per_unit"] * value[m["setting"]] for m in row.get("moves", ()))
        felt = [body.number[name] for name in row.get("links", [row["link"]] if "link" in row else [])]
        off = turn[..., felt].mean(-1) + tip if felt else level - share * body.centre[0]
        firm = (row["stiffness_Nm_per_rad"] if felt else row["stiffness_N_per_m"]) * body.left(row)
        energies.append((firm * (off - moved) ** 2 / 2)[..., None])
    newtons, x, y, _, seat, (fx, fy) = body.down(where)
    energies.append(seat * newtons * (y * np.cos(tip) + x * np.sin(tip)))
    d = model["numerics"]["smooth_length_m"] * newtons.sum()
    east, north = (newtons * (x - fx)).sum(-1), (newtons * (y - fy)).sum(-1)
    if seat < 1:
        energies.append((1 - seat) * np.sqrt(east**2 + north**2 + d**2)[..., None])
    for row in model["loads"]:
        (x, y), (dx, dy) = where([row["link"]], row["at_m"]), row["direction"]
        dx, dy = dx * np.cos(tip) + dy * np.sin(tip), dy * np.cos(tip) - dx * np.sin(tip)
        energies.append(-value[row["setting"]] * (dx * x + dy * y))
    laws = [row["law"] for row in model["cables"]]
    full, q, firm = table(laws, "tension_N", "q", "stiffness_N_per_m")
    full, kind = (
        full * body.factors * [body.left(law) for law in laws],
        np.array([law["type"] for law in laws]),
    )
    shorter = [law.get("short", []) for law in laws]
    length = length + [sum(s["per_unit_m"] * body.set(s["setting"]) for s in rows) for rows in shorter]
    size = np.where(kind == "elastic", firm * body.rest, full)
    begin = np.where(kind == "elastic", full / np.where(size > 0, size, 1), 1)
    q = np.where(kind == "muscle", q, 1)
    e = model["numerics"]["slack_width"]
    s = begin + q * (length / body.rest - 1)
    low = np.where(s.real > e, -1, np.where(s.real < -e, 1, -s / e))  # the taut part of the mean
    mean = sum(w * (s + e * (low + (1 - low) * (u + 1) / 2)) ** 2 for u, w in zip(NODES, SHARES, strict=True))
    energies.append(np.where(kind == "constant", full * length, size * body.rest / q * mean * (1 - low) / 8))
    return np.concatenate(energies, -1)


def slopes(body: Body, phi: np.ndarray) -> np.ndarray:
    """Torques (..., n, k) of every part, by the complex step: exact to rounding."""
    n = phi.shape[-1]
    return parts(body, phi[..., None, :] + 1e-30j * np.eye(n)).imag / 1e-30


def certify(posture: dict) -> tuple[float, float]:
    """Unbalanced torque as a share of those present, and lowest curvature as a share of the highest.

    Where the body leans over its foot, a lean that is off (rad) counts as unbalanced.
    """
    body = Body(posture)
    phi = np.array(posture["angles"]) - posture["lean"]
    torque = slopes(body, phi)
    # a straight mast without ropes has no torque: what rounding leaves of its stiffness is the scale
    least = 1e-6 * max(row["stiffness_Nm_per_rad"] for row in body.model["joints"])
    share = np.abs(torque.sum(-1)).max() / max(np.abs(torque).sum(-1).max(), least, 1e-300)
    newtons, x, y, tip, seat, (fx, fy) = body.down(body.lay(phi)[4])
    east, north = (newtons * (x - fx)).sum(), (newtons * (y - fy)).sum()
    on_feet = "foot_m" in body.model.get("stance", {})
    lean = tip + (1 - seat) * (np.arctan2(east, north) - tip) if on_feet else 0.0
    n, h = len(phi), 1e-5
    j, k = np.tril_indices(n)
    way = 1e-30j * np.eye(n)[j]
    ahead, back = (parts(body, phi + way + s * h * np.eye(n)[k]).sum(-1).imag / 1e-30 for s in (1, -1))
    hessian = np.zeros((n, n))
    hessian[j, k] = hessian[k, j] = (ahead - back) / (2 * h)
    curve = np.linalg.eigvalsh(hessian)
    return float(max(share, abs(lean - posture["lean"]))), float(curve[0] / np.abs(curve).max())
