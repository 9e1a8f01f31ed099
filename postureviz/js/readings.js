// Numbers read off a posture, as the model's data lists them. Mirrors postureviz/readings.py.
import { mechanism, place } from './mechanics.js';

const KINDS = {
  lean(p, row) {
    const a = p.landmarks[row.from],
      b = p.landmarks[row.to];
    return (Math.atan2(b[0] - a[0], b[1] - a[1]) * 180) / Math.PI;
  },
  shift(p, row) {
    const mech = mechanism(p.model);
    return 100 * (p.landmarks[row.to][0] - place(mech.landmarks[row.to], mech.neutral)[0]);
  },
  compression: (p, row) => p.joints.compression[p.model.links.findIndex(l => l.name === row.joint)],
  stability: p => p.stability,
};

export const measure = p => Object.fromEntries(p.model.readings.map(row => [row.name, KINDS[row.kind](p, row) + 0]));
