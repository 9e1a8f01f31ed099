// The words beside the body from the side: what each group of muscles is called, how hard it pulls and how long it is,
// with a leader to one of its muscles.
import { entry, pullPercent, pullTone, pullWords, say, titleOf } from '../engine/words.js';
import { along, clamp, put } from './geom.js';
import { BOLD, cablesOf, label, pullOf, signed } from './parts.js';
import { PALM } from './side_anatomy.js';
import { group, kept, pullInk, shorten, textWidth } from './svg.js';

const LEFT = ['upper_neck', 'levator_scapulae', 'mid_back', 'lower_back', 'glutes', 'hamstrings'];
const RIGHT = ['deep_neck_flexors', 'sternomastoid', 'chest', 'abdominals', 'hip_flexors'];
/** The groups and single muscles that have a label, with their side. */
const LABELS = [...LEFT.map(name => [name, -1]), ...RIGHT.map(name => [name, 1])];
const SINGLE_MUSCLES = ['levator_scapulae', 'sternomastoid'];
/**
 * Heights of the labels by name, from those of both columns, from above.
 * @param {number[]} left px
 * @param {number[]} right px
 * @returns {Record<string, number>}
 */
export const rowsOf = (left, right) =>
  Object.fromEntries([...LEFT.map((name, i) => [name, left[i]]), ...RIGHT.map((name, i) => [name, right[i]])]);

/** Where the leader of a label ends: on which cable, and how far along it. */
const LABEL_FEET = {
  upper_neck: ['trapezius_upper', 0.5],
  levator_scapulae: ['levator_scapulae', 0.45],
  mid_back: ['trapezius_T8', 0.55],
  lower_back: ['longissimus_T11', 0.5],
  glutes: ['gluteus_maximus_lower', 0.45],
  hamstrings: ['hamstring_line', 0.3],
  deep_neck_flexors: ['longus_colli_upper', 0.62],
  sternomastoid: ['sternomastoid', 0.35],
  chest: ['pectoralis_minor', 0.45],
  abdominals: ['rectus_abdominis', 0.55],
  hip_flexors: ['psoas_L3', 0.45],
};

const LENGTH_NOTED = 0.01; // of its length at usual pull; less is called unchanged
/** The largest change of length among cables, as a share of the length at usual pull. */
function lengthChangeOf({ posture, usual }, cables) {
  const rows = cablesOf(posture.model).named;
  // The model's leg is one straight piece: what a seat and a bent knee add to the length of a line, its law knows.
  const { seat = 0, knee_bend_deg = 0 } = posture.settings;
  const bent = { seat, knee_bend_deg: knee_bend_deg * (1 - seat) };
  const seated = name =>
    (rows.get(name).law.short ?? []).reduce((a, row) => a + row.per_unit_m * (bent[row.setting] ?? 0), 0);
  const changes = cables.map(name => (posture.length[name] + seated(name)) / usual.length[name] - 1);
  return changes.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
}
const lengthName = change => (change < -LENGTH_NOTED ? 'short' : change > LENGTH_NOTED ? 'long' : 'same');
/** How hard a group pulls and, unless that is not to be told, how long its lines have become. */
function secondLine(factor, change, pullAlone) {
  const pull = pullWords(factor);
  const length = lengthName(change);
  return pullAlone || (pullTone(factor) === 'usual' && length === 'same')
    ? pull
    : say('side_view.second', { pull, length: say(`side_view.length.${length}`) });
}

/** What the label of a muscle says in full, and how wide that is, px. */
function sayingOf(layout, name, factor, change, only) {
  const [heading, small] = layout.text;
  const plain = (layout.lines === 1 && entry('side_view.short_names')[name]) || titleOf({ name: 'side' }, name);
  const full = pullTone(factor) === 'usual' ? plain : signed(factor, plain);
  const second = layout.lines > 1 ? [secondLine(factor, change, Boolean(only))] : [];
  return {
    full,
    second,
    wide: Math.max(BOLD * textWidth(full, heading), ...second.map(said => textWidth(said, small))),
  };
}

/** px that labels in a narrow picture give way to a rucksack. */
const PACK_ROOM = { mid_back: -18, lower_back: 26 };
const [SMALL_HALF, SMALL_TALL] = [22, 190]; // half the width of the small body, and its height with what it carries, cm
const BESIDE = 8; // px between the body and a label
/** How far to one side, -1 or 1, rings of points reach between two heights, px. */
function edgeOf(rings, top, bottom, side) {
  let most = -Infinity;
  for (const ring of rings.filter(({ length }) => length)) {
    let a = ring[ring.length - 1];
    for (const b of ring) {
      const passes = Math.max(a[1], b[1]) >= top && Math.min(a[1], b[1]) <= bottom;
      if (passes && a[1] === b[1]) most = Math.max(most, side * a[0]);
      else if (passes) {
        const slope = b[1] - a[1];
        const first = (clamp(a[1], top, bottom) - a[1]) / slope;
        const last = (clamp(b[1], top, bottom) - a[1]) / slope;
        most = Math.max(most, side * (a[0] + (b[0] - a[0]) * first), side * (a[0] + (b[0] - a[0]) * last));
      }
      a = b;
    }
  }
  return side * most;
}
/** Whether a label is shown: a question names those it is about; what is no group has one only if it stands out. */
function isNamed(name, { posture }, show, only) {
  if (only) return only.includes(name);
  if (show.more) return true;
  const pull = pullNamed(name, posture);
  if (SINGLE_MUSCLES.includes(name)) return pullPercent(pull) !== pullPercent(posture.factors.upper_neck);
  return name !== 'hamstrings' || pullTone(pull) !== 'usual';
}
const pullNamed = (name, { model, factors }) =>
  SINGLE_MUSCLES.includes(name) ? pullOf(cablesOf(model).named.get(name), factors) : (factors[name] ?? 1);

const HELD_RING = 2;
/** Heights of the named labels, px: their rows, unless something of the body comes under their words. */
function heightsOf(S, layout, { posture, frames }, names, rings, whole) {
  const { settings } = posture;
  const [heading, small] = layout.text;
  const two = layout.lines > 1;
  // where the face comes under the column of words, the first of them moves up above the head
  const under = clamp((S(...put(frames.head, 13, 1))[0] - (layout.x + layout.column - 14)) / 16, 0, 1);
  const aboveHead = S(...put(frames.head, 0, 15))[1] - (two ? 26 : 10);
  const belowArm = Math.max(S(...put(frames.fore, -4, -4))[1], S(...put(frames.fore, -2, -PALM))[1]) + heading + 5;
  // what is held far out would lie under the words of the chest, which then stand below it
  const [corner, , opposite] = settings.held_kg > 0 ? rings[HELD_RING] : [];
  const isUnder =
    corner &&
    opposite[0] > layout.x + layout.column - layout.gap &&
    corner[1] < layout.rows.chest + (two ? small + 5 : 3);
  const belowHeld = isUnder ? opposite[1] + heading + 5 : 0;
  const moves = {
    deep_neck_flexors: under * Math.min(0, Math.max(16, aboveHead) - layout.rows.deep_neck_flexors),
    chest: Math.max(0, belowHeld - layout.rows.chest, (settings.reach ?? 0) * (belowArm - layout.rows.chest)),
    hip_flexors: (settings.seat ?? 0) * (layout.seated - layout.rows.hip_flexors),
    ...(!two && settings.rucksack_kg > 0 ? PACK_ROOM : {}),
  };
  const aboveSmallBody = whole.y - 7 - SMALL_TALL * whole.k - (two ? small + 4 : 4);
  const step = heading + (two ? small + 11 : 16);
  // what stands under the face begins below the chin, and every next label below the last
  let least = S(...put(frames.head, 12, -10))[1] + heading + (two ? 26 : 10) - (1 - under) * layout.h;
  const heights = {};
  for (const name of names) {
    const row = layout.rows[name] + (moves[name] ?? 0);
    heights[name] = row;
    if (!isUnderFace(name)) continue;
    const next = RIGHT.slice(RIGHT.indexOf(name) + 1);
    const most = Math.max(
      aboveSmallBody - step * next.length,
      next.length ? layout.rows[next[0]] - (heading + small + 4) : layout.rows[name],
    );
    heights[name] = Math.min(Math.max(row, least), most);
    least = heights[name] + step;
  }
  return heights;
}
const isUnderFace = name => RIGHT.includes(name) && name !== RIGHT[0];

/** The label of a group or a single muscle at a height, px. */
function muscleLabel(S, layout, body, [name, side], y, only, rings, whole, style) {
  const { posture, lines } = body;
  const [heading, small] = layout.text;
  const two = layout.lines > 1;
  const factor = pullNamed(name, posture);
  const [cable, t] = LABEL_FEET[name];
  const foot = S(...along(lines[cable], t).point);
  const beside = side > 0 && y + (two ? small + 4 : 4) > whole.y - 6 - SMALL_TALL * whole.k;
  const end = beside ? whole.x - SMALL_HALF * whole.k : layout.w;
  const column = layout.x + side * layout.column;
  const own = SINGLE_MUSCLES.includes(name) ? [name] : cablesOf(posture.model).grouped.get(name);
  const change = only ? 0 : lengthChangeOf(body, own);
  const { full, second, wide } = kept(
    layout,
    `${name} words`,
    [pullPercent(factor), lengthName(change), Boolean(only)],
    () => sayingOf(layout, name, factor, change, only),
  );
  // where the body comes under it, a label moves out as far as its words have room
  const clear =
    name === RIGHT[0] ? column : edgeOf(rings, y - heading, y + (two ? small + 5 : 3), side) + side * BESIDE;
  const x = Math.round(
    side < 0
      ? clamp(clear, Math.min(column, 3 + wide), column)
      : clamp(clear, column, Math.max(column, end - 3 - wide)),
  );
  const room = side < 0 ? x - 2 : end - x - 2;
  const title = shorten(full, room / BOLD, heading);
  const words = [title, ...second.map(said => shorten(said, room, small))];
  // a muscle at usual pull whose words would lie on the body goes without; the head has its own place
  const lost = isUnderFace(name) && !only && pullTone(factor) === 'usual' && clear - x > BESIDE;
  return group(
    { display: lost ? 'none' : null },
    label(`${name}_label`, foot, [x, Math.round(y)], words, {
      ...style,
      keep: (facts, make) => kept(layout, `${name} label`, facts, make),
    }),
  );
}
/**
 * The labels of all groups and of the single muscles that have one; those that are not shown keep their place.
 * @param {ScreenMap} S
 * @param {Layout} layout
 * @param {SideBody} body
 * @param {Record<string, boolean>} show layers that are on: `more` names every muscle that has a label
 * @param {string[] | null} only the names that a question is about; null: all
 * @param {Point[][]} rings outlines that words keep clear of, px: of skin, arm and what is held
 * @param {{ x: number, y: number, k: number }} whole where the small body stands
 * @returns {Tree[]}
 */
export function muscleLabels(S, layout, body, show, only, rings, whole) {
  const named = LABELS.map(([name]) => name).filter(name => isNamed(name, body, show, only));
  const heights = heightsOf(S, layout, body, named, rings, whole);
  return LABELS.map(([name, side]) => {
    const style = {
      anchor: side < 0 ? 'end' : 'start',
      size: layout.text,
      colour: pullInk(pullNamed(name, body.posture)),
      handle: name,
      way: `${side} 0`,
      leader: layout.leader,
      gap: layout.gap,
    };
    if (named.includes(name))
      return muscleLabel(S, layout, body, [name, side], heights[name], only, rings, whole, style);
    return kept(layout, `${name} away`, [], () =>
      group({ display: 'none' }, label(`${name}_label`, [0, 0], [0, 0], layout.lines > 1 ? ['', ''] : [''], style)),
    );
  });
}
