// What can be shown over the body from the side: crosses, stay-points, angles, loads and the posture reflex.
import { usualPosture } from '../engine/usual.js';
import { clamp, put, get, spline, strokes } from './geom.js';
import { el, path, line, circle, group, text, shownIf, ink, shorten, wrap } from './svg.js';
import { centimetres, label, arrow, BOLD } from './parts.js';
import { evenBody, VERTEBRAE } from './side_anatomy.js';
import { everyday } from '../engine/everyday.js';
import { say, fixed, pullTone } from '../engine/words.js';
import { isLaden } from '../engine/movement.js';
import { measure } from '../engine/readings.js';

/** Crosses: the two groups that pull hard on a solid line, the two that pull little on a dashed one. */
export const CROSSES = {
  lower: {
    more: ['lower_back', 'hip_flexors'],
    less: ['abdominals', 'glutes'],
    ends: f => [put(f.L2, -16, 2), put(f.thigh, 16, -7), put(f.L3, 18, 3), put(f.pelvis, -17, 2)],
  },
  upper: {
    more: ['upper_neck', 'chest'],
    less: ['deep_neck_flexors', 'mid_back'],
    ends: f => [put(f.C5, -16, 3), put(f.ribs, 25, -2), put(f.head, 14, -11), put(f.T8, -17, -1)],
  },
};
/**
 * Where the signs of both crosses stand: beside the columns of words, and apart when a bent body brings them together.
 */
function crossSigns(S, layout, frames, r) {
  const room = layout.column - r - 6;
  const signs = Object.values(CROSSES).flatMap(({ ends }) => ends(frames).map(p => S(...p)));
  const [low, high] = [12, layout.h - 12];
  const at = signs.map(([x, y]) => [clamp(x, layout.x - room, layout.x + room), clamp(y, low, high)]);
  const need = 2 * r + 2;
  for (let round = 0; round < 6; round++)
    at.forEach((p, i) =>
      at.slice(0, i).forEach(q => {
        const [dx, dy] = [Math.abs(p[0] - q[0]), Math.abs(p[1] - q[1])];
        if (dx >= need || dy >= need) return;
        const by = ((need - dy) / 2) * (p[1] < q[1] ? -1 : 1);
        p[1] = clamp(p[1] + by, low, high);
        q[1] = clamp(q[1] - by, low, high);
      }),
    );
  return Object.fromEntries(Object.keys(CROSSES).map((name, i) => [name, at.slice(4 * i, 4 * i + 4)]));
}
export function crossMark(S, layout, { at: { factors }, frames }, name, on) {
  const { more, less } = CROSSES[name];
  const called =
    on &&
    [...more.map(g => pullTone(factors[g]) === 'more'), ...less.map(g => pullTone(factors[g]) === 'less')].filter(
      Boolean,
    ).length >= 2;
  const width = Math.max(2.4, S.k * 0.55);
  const r = layout.lines > 1 ? 9 : 7.5;
  const [a, b, c, d] = crossSigns(S, layout, frames, r)[name];
  const bar = (p, q, colour, dash, sign) =>
    group(
      {},
      line([p, q], { stroke: ink('stage'), 'stroke-width': width + 4, 'stroke-opacity': 0.85 }),
      line([p, q], { stroke: ink(colour), 'stroke-width': width, 'stroke-dasharray': dash }),
      ...[p, q].flatMap(end => [
        circle(end, r, { fill: ink(colour), stroke: ink('stage'), 'stroke-width': 2 }),
        text([end[0], end[1] + r * 0.42], sign, {
          'text-anchor': 'middle',
          fill: ink('stage'),
          'font-size': r * 1.2,
          'font-weight': 700,
        }),
      ]),
    );
  return group(
    { 'data-part': `${name}_cross`, ...shownIf(called) },
    bar(c, d, 'less', '7 6', '▼'),
    bar(a, b, 'more', null, '▲'),
  );
}

/** Three stay-points: pelvis, ribs, head. Rings only; how they stack is for the eye to judge. */
export function stayPoints(S, { frames }, on) {
  const up = evenBody().frames;
  const rings = [
    ['pelvis', [-1.5, 93], 9.5],
    ['ribs', [-0.6, 131.5], 10.5],
    ['head', [0.8, 171], 8.2],
  ];
  return group(
    { 'data-part': 'stay_points', ...shownIf(on) },
    ...rings.flatMap(([bone, place, r], i) => {
      const c = S(...put(frames[bone], ...get(up[bone], place)));
      return [
        circle(c, r * S.k, { fill: ink('accent'), 'fill-opacity': 0.1, stroke: ink('accent'), 'stroke-width': 2.4 }),
        circle(c, 11, { fill: ink('accent') }),
        text([c[0], c[1] + 4.8], String(i + 1), {
          'text-anchor': 'middle',
          fill: ink('on-accent'),
          'font-size': 14,
          'font-weight': 700,
        }),
      ];
    }),
  );
}

/** Measures: each angle between the very places that its reading uses, with its value now and at usual pull. */
const MEASURES = [
  ['craniovertebral_deg', 1],
  ['kyphosis_deg', -1],
  ['lordosis_deg', 1],
  ['tilt_deg', 1],
];
const MEASURE_ROWS = {
  craniovertebral_deg: 'deep_neck_flexors',
  kyphosis_deg: 'mid_back',
  lordosis_deg: 'abdominals',
  tilt_deg: 'hip_flexors',
};
function arcOf(c, from, to, r) {
  return Array.from({ length: 13 }, (_, i) => {
    const a = from + ((to - from) * i) / 12;
    return [c[0] + r * Math.cos(a), c[1] - r * Math.sin(a)];
  });
}
/**
 * beside: bars of load stand on the left, so that all words stand on the right; crossed: the signs of a cross need
 * room.
 */
export function measuresMark(S, layout, { at: posture, frames }, on, beside, crossed) {
  const accent = { stroke: ink('accent'), 'stroke-width': 2 };
  const at = name => S(...centimetres(posture.landmarks[name]));
  const values = measure(
    posture,
    MEASURES.map(([name]) => name),
  );
  const usual = measure(
    usualPosture(posture),
    MEASURES.map(([name]) => name),
  );
  // the angle of a line from level, with a dot at both ends
  const slope = (from, to, reach, r) => {
    const [a, b] = [at(from), at(to)];
    const angle = Math.atan2(a[1] - b[1], b[0] - a[0]);
    const end = [a[0] + reach * Math.cos(angle), a[1] - reach * Math.sin(angle)];
    return group(
      {},
      line([a, [a[0] + reach, a[1]]], { ...accent, 'stroke-width': 1.4, 'stroke-dasharray': '4 4' }),
      line([a, end], accent),
      line(arcOf(a, 0, angle, r), accent),
      circle(a, 3.6, { fill: ink('accent') }),
      circle(b, 3.6, { fill: ink('accent') }),
    );
  };
  // a curve beside the spine with a tick where its end plates are
  const bracket = (names, off) => {
    const places = names.map(name => S(...put(frames[name], off, 0)));
    const tick = name => [S(...put(frames[name], off * 0.78, 0)), S(...put(frames[name], off * 1.2, 0))];
    return group(
      {},
      path(spline(places), { ...accent, 'stroke-width': 2.4 }),
      path(strokes([tick(names[0]), tick(names[names.length - 1])]), accent),
    );
  };
  const chest = VERTEBRAE.filter(name => name[0] === 'T');
  const loin = VERTEBRAE.filter(name => name[0] === 'L');
  const feet = {
    craniovertebral_deg: at('tragus'),
    kyphosis_deg: S(...put(frames.T6, -11, 0)),
    lordosis_deg: S(...put(frames.L3, 6, 0)),
    tilt_deg: at('asis'),
  };
  const words = MEASURES.map(([name, own]) => {
    const side = beside ? 1 : own;
    const value = fixed(values[name], 0);
    const even = fixed(usual[name], 0);
    const wide = layout.lines > 1;
    const x = layout.x + side * (layout.column - (crossed ? 0 : wide ? 28 : 9));
    const room = side < 0 ? x - 2 : layout.w - x - 2;
    const title = say('side_view.measured', {
      name: say(wide ? `readings.${name}.name` : `side_view.short_measures.${name}`),
      value,
    });
    const second = wide
      ? say('side_view.measured_second', { clinical: say(`side_view.clinical_measures.${name}`), value: even })
      : say('side_view.measured_short', { value: even });
    return label(
      `${name}_label`,
      feet[name],
      [x, layout.rows[own === side ? MEASURE_ROWS[name] : 'chest']],
      [shorten(title, room / BOLD, layout.text[0]), shorten(second, room, layout.text[1])],
      {
        anchor: side < 0 ? 'end' : 'start',
        size: layout.text,
        colour: ink('accent'),
        leader: layout.leader,
        gap: layout.gap,
      },
    );
  });
  return group(
    { 'data-part': 'measures', ...shownIf(on) },
    slope('psis', 'asis', 26 * S.k, 17 * S.k),
    slope('c7_skin', 'tragus', 16 * S.k, 8 * S.k),
    bracket(loin, 6),
    bracket(chest, -11),
    ...words,
  );
}

/** Loads: the compression at every level as a bar, in per cent of this body's own quiet standing. */
const NAMED_LEVELS = ['L5', 'T12', 'C7'];
const LOAD_ROWS = { L5: 'hip_flexors', T12: 'abdominals', C7: 'deep_neck_flexors' };
const MOST_PCT = 300;
/** brief: what is measured takes the place of its words, which then stand at the bars themselves. */
export function loadsMark(S, layout, { at: posture, frames }, on, brief) {
  const now = posture.joints.compression;
  const laden = isLaden(posture);
  const usual = usualPosture(posture).joints.compression;
  const links = posture.model.links.map(link => link.name);
  const zero = layout.x - layout.column + (layout.lines > 1 ? 60 : 8);
  const px = layout.bar;
  const [heading, small] = layout.text;
  const bars = VERTEBRAE.map(name => {
    const i = links.indexOf(name);
    const percent = usual[i] > 1 ? (100 * now[i]) / usual[i] : 100;
    return { name, percent, newtons: now[i], at: S(...put(frames[name], 0, -50 * posture.model.links[i].length_m)) };
  });
  const long = percent => clamp(percent, 0, MOST_PCT) * px;
  const thick = Math.max(2.4, S.k * 1.1);
  const [lowest, highest] = [bars[0].at[1], bars[bars.length - 1].at[1]];
  const x = layout.x + layout.column;
  const room = layout.w - x - 6;
  return group(
    { 'data-part': 'loads', ...shownIf(on) },
    path(strokes(bars.map(({ at }) => [[zero, at[1]], at])), {
      stroke: ink('accent'),
      'stroke-width': 0.7,
      'stroke-opacity': 0.4,
    }),
    ...bars.map(({ name, percent, at }) =>
      el('rect', {
        'data-part': `${name}_load`,
        x: zero - long(percent),
        y: at[1] - thick / 2,
        width: long(percent),
        height: thick,
        rx: 1,
        fill: ink('accent'),
        'fill-opacity': NAMED_LEVELS.includes(name) ? 1 : 0.6,
      }),
    ),
    line(
      [
        [zero - 100 * px, highest - 8],
        [zero - 100 * px, lowest + 8],
      ],
      { stroke: ink('ink'), 'stroke-width': 1.4, 'stroke-dasharray': '4 3' },
    ),
    text([zero - 100 * px, lowest + 10 + small], say('side_view.percent', { percent: 100 }), {
      'text-anchor': 'middle',
      fill: ink('ink'),
      'font-size': small,
      'font-weight': 700,
    }),
    text(
      [zero - 100 * px, lowest + 12 + 2 * small],
      shorten(say('side_view.load_means'), 2 * (zero - 100 * px) - 8, small),
      { 'text-anchor': 'middle', fill: ink('ink-2'), 'font-size': small },
    ),
    ...bars
      .filter(({ name }) => NAMED_LEVELS.includes(name))
      .map(({ name, percent, at, newtons }) => {
        const said = say(laden ? 'side_view.load_laden' : 'side_view.load', {
          level: say(`side_view.levels.${name}`),
          percent: fixed(Math.max(0, percent), 0),
        });
        const words = laden ? say('side_view.laden') : everyday(Math.max(0, newtons)).words;
        const like = layout.lines > 1 ? wrap(words, room, small, 2) : [];
        if (brief) {
          const told =
            layout.lines > 1 || laden ? said : say('side_view.percent', { percent: fixed(Math.max(0, percent), 0) });
          const far = zero - Math.max(long(percent), 100 * px) - 6;
          return label(
            `${name}_load_label`,
            at,
            [far, at[1] + small * 0.35],
            [shorten(told, far - 4, small), ...like.map(() => '')],
            { anchor: 'end', size: [small, small], colour: ink('accent'), leader: 0, gap: 0 },
          );
        }
        return label(
          `${name}_load_label`,
          at,
          [x, layout.rows[LOAD_ROWS[name]]],
          [shorten(said, room / BOLD, heading), ...like.map(words => shorten(words, room, small))],
          { anchor: 'start', size: layout.text, colour: ink('accent'), leader: layout.leader, gap: layout.gap },
        );
      }),
  );
}

/** The posture reflex: the torque of each of its springs as a bent arrow. Counter-clockwise leans the body back. */
const REFLEXES = [
  ['gaze', 'head', 'deep_neck_flexors', f => put(f.head, 2, 6), 11],
  ['trunk', 'pelvis', 'abdominals', f => put(f.T11, 3, 0), 13],
  ['balance', 'pelvis', 'hip_flexors', f => f.pelvis.point, 12],
];
/** brief: where words of other layers stand in the margin, the number stands at its arrow. */
export function reflexMark(S, layout, { at: posture, frames }, on, brief) {
  const links = posture.model.links.map(link => link.name);
  return group(
    { 'data-part': 'reflex', ...shownIf(on) },
    ...REFLEXES.map(([name, joint, row, where, radius]) => {
      const torque_Nm = posture.servo[name]?.[links.indexOf(joint)] ?? 0;
      const c = S(...where(frames));
      const r = radius * S.k;
      const swing = Math.sign(torque_Nm) * clamp(0.7 + Math.abs(torque_Nm) * 0.05, 0.7, 2.2);
      const start = Math.PI / 2 - swing / 2;
      const points = arcOf(c, start, start + swing, r);
      const tip = points[12];
      const back = points[10];
      const rests = Math.abs(torque_Nm) < 0.05;
      const x = layout.x + layout.column;
      const room = layout.w - x - 4;
      const words = [
        shorten(say('side_view.torque', { value: fixed(Math.abs(torque_Nm), 1) }), room / BOLD, layout.text[0]),
        ...wrap(say(`side_view.reflex.${name}`), room, layout.text[1], layout.lines > 1 ? 1 : 2).map(row =>
          shorten(row, room, layout.text[1]),
        ),
      ];
      return group(
        { 'data-part': `${name}_reflex` },
        group(
          { display: rests ? 'none' : null },
          line(points, { stroke: ink('stage'), 'stroke-width': 7, 'stroke-opacity': 0.8 }),
          line(points, { stroke: ink('accent'), 'stroke-width': 3.4 }),
          arrow(`${name}_arrow`, back, [tip[0] + (tip[0] - back[0]) * 0.5, tip[1] + (tip[1] - back[1]) * 0.5], {
            colour: ink('accent'),
            width: 3.4,
            head: 11,
          }),
        ),
        brief
          ? label(
              `${name}_reflex_label`,
              points[6],
              [points[6][0] + 6, Math.max(points[6][1] - 6, layout.text[1] + 2)],
              [rests ? '' : words[0], ...words.slice(1).map(() => '')],
              { anchor: 'start', size: [layout.text[1], layout.text[1]], colour: ink('accent'), leader: 0, gap: 0 },
            )
          : label(`${name}_reflex_label`, points[6], [x, layout.rows[row] - (layout.lines > 1 ? 44 : 26)], words, {
              anchor: 'start',
              size: layout.text,
              colour: ink('accent'),
              leader: layout.leader,
              gap: layout.gap,
            }),
      );
    }),
  );
}
