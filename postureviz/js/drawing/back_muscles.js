// The muscles of the body from behind, on the model's own cables, and their words in the margins.
import { oncePer } from '../engine/memo.js';
import { entry, pullPercent, pullTone, pullWords, say } from '../engine/words.js';
import { SIDES_OF_BODY, armEdge, tie } from './back_anatomy.js';
import { along, clamp, corners } from './geom.js';
import { belly, centimetres, label, lengthChange, lengthWords, muscle, muscleFill, pullOf, signed } from './parts.js';
import { area, group, kept, pullInk, textWidth } from './svg.js';

const soft = belly(0.5, 0.7);
/**
 * Deep to shallow: cable without its side, width in cm, outline; lies: before the spine ('deepest'), behind it ('deep')
 * or over the shoulder blade ('shallow'); context: of no group.
 */
const MUSCLES = [
  { name: 'abductors', lies: 'deepest', width: 3.6, profile: soft, opacity: 1 },
  { name: 'oblique_inner', lies: 'deepest', width: 2.4, profile: belly(0.6, 0.6), opacity: 0.8 },
  { name: 'oblique_outer', lies: 'deepest', width: 2.6, profile: belly(0.6, 0.6), opacity: 0.8 },
  { name: 'quadratus_L3', lies: 'deep', width: 1.7, profile: soft, opacity: 1 },
  { name: 'quadratus_L1', lies: 'deep', width: 1.7, profile: soft, opacity: 1 },
  { name: 'quadratus_rib', lies: 'deep', width: 1.9, profile: soft, opacity: 1 },
  { name: 'iliocostalis_T10', lies: 'deep', width: 1.9, profile: belly(0.35, 0.5), opacity: 0.8, context: true },
  { name: 'longissimus_T5', lies: 'deep', width: 1.9, profile: belly(0.35, 0.5), opacity: 0.8, context: true },
  { name: 'rhomboid', lies: 'deep', width: 2.8, profile: belly(0.6, 0.6), opacity: 1 },
  { name: 'levator', lies: 'deep', width: 1.3, profile: belly(0.4, 0.7), opacity: 1 },
  { name: 'trapezius_low_T12', lies: 'shallow', width: 2, profile: belly(0.3, 0.6), opacity: 1 },
  { name: 'trapezius_low_T8', lies: 'shallow', width: 2.2, profile: belly(0.35, 0.6), opacity: 1 },
  { name: 'trapezius_middle', lies: 'shallow', width: 2.4, profile: belly(0.45, 0.6), opacity: 1 },
  { name: 'trapezius_neck', lies: 'shallow', width: 2.4, profile: belly(0.35, 0.7), opacity: 1 },
  { name: 'trapezius_head', lies: 'shallow', width: 2, profile: belly(0.3, 0.8), opacity: 1 },
];
const QUIET = 0.42;
/** The hip abductors have an arm at the hip and no path: they are drawn from the wing of the pelvis to the thigh. */
const ABDUCTORS = [
  [10.8, 102.2, 'pelvis'],
  [13.6, 97, 'pelvis'],
  [15.2, 90.4, 'leg'],
];
const abductorTies = oncePer(fit =>
  Object.fromEntries(SIDES_OF_BODY.map(([name, s]) => [name, ABDUCTORS.map(([x, y, to]) => tie(fit, [x, y], to, s))])),
);
const abductorLine = (body, side) => abductorTies(body.fit)[side].map(at => at(body));
const muscleLine = (body, name, side) =>
  name === 'abductors' ? abductorLine(body, side) : body.posture.paths[`${name}_${side}`].map(centimetres);
/**
 * The muscles of one depth, both sides of each.
 * @param {ScreenMap} S
 * @param {Layout} layout
 * @param {BackBody} body
 * @param {Map<string, Cable>} cables by name
 * @param {'deepest' | 'deep' | 'shallow'} where
 * @returns {Tree[]}
 */
export function muscles(S, layout, body, cables, where) {
  return MUSCLES.filter(({ lies }) => lies === where).flatMap(({ name, width, profile, opacity, context }) =>
    SIDES_OF_BODY.map(([side]) => {
      const key = `${name}_${side}`;
      const screen = muscleLine(body, name, side).map(p => S(...p));
      const factor = pullOf(cables.get(key), body.posture.factors);
      return kept(layout, key, [factor, corners(screen)], () =>
        muscle(key, screen, {
          width: width * S.k,
          factor,
          profile,
          fibres: width > 2.1 ? 3 : 2,
          quiet: context ? 0.7 * QUIET : QUIET,
          opacity,
        }),
      );
    }),
  );
}

/** The trapezius is one sheet: what lies between two of its lines, from shoulder blade to spine. */
const TRAPEZIUS_SHEETS = [
  ['trapezius_head', 'trapezius_neck'],
  ['trapezius_low_T12', 'trapezius_middle'],
];
const SHEET_SOFT = 0.5;
/**
 * Both sheets, each as an area between two of its lines and the spine.
 * @param {ScreenMap} S
 * @param {Layout} layout
 * @param {BackBody} body
 * @param {Map<string, Cable>} cables by name
 * @returns {Tree[]}
 */
export function trapezius(S, layout, body, cables) {
  const { posture } = body;
  return TRAPEZIUS_SHEETS.flatMap(names =>
    SIDES_OF_BODY.map(([side]) => {
      const own = names.map(name => cables.get(`${name}_${side}`));
      const [first, second] = own.map(cable => posture.paths[cable.name].map(centimetres));
      const [from, to] = own.map(cable =>
        posture.model.links.findIndex(row => row.name === cable.path[cable.path.length - 1].link),
      );
      const way = Math.sign(to - from);
      const spine = Array.from({ length: Math.abs(to - from) - 1 }, (_, i) =>
        centimetres(posture.points[from + way * (i + 1) + 1]),
      );
      const points = [...first, ...spine, ...second.reverse()].map(p => S(...p));
      const factor = own.reduce((sum, cable) => sum + pullOf(cable, posture.factors), 0) / own.length;
      const quiet = pullTone(factor) === 'usual' ? QUIET : 1;
      return kept(layout, `${names[0]} sheet ${side}`, [factor, corners(points)], () =>
        area(points, {
          fill: muscleFill(factor),
          'fill-opacity': quiet * SHEET_SOFT,
        }),
      );
    }),
  );
}

/** Groups from above, the muscle the leader points at, and how far along it. */
const GROUPS = [
  { group: 'neck_shoulder', foot: 'trapezius_neck', at: 0.3 },
  { group: 'mid_back', foot: 'rhomboid', at: 0.3 },
  { group: 'side_trunk', foot: 'quadratus_rib', at: 0.5 },
  { group: 'hip', foot: 'abductors', at: 0.45 },
];
const BESIDE_ARM = 5; // px between an arm and a label
const titleOfGroup = (name, brief) => (brief && entry('back_view.short')[name]) || say(`back_view.names.${name}`);
/**
 * A label for each group on each side.
 * @param {ScreenMap} S
 * @param {Layout} layout
 * @param {BackBody} body
 * @param {Map<string, Cable>} cables by name
 * @param {string[] | null} only the groups and muscles that are named; null: all
 * @returns {Tree[]}
 */
export function muscleLabels(S, layout, body, cables, only) {
  const { posture } = body;
  return GROUPS.flatMap(({ group: name, foot, at }, row) =>
    SIDES_OF_BODY.map(([side, s]) => {
      const key = `${name}_${side}`;
      const own = [...cables.values()].filter(cable => cable.group === key);
      const factors = own.map(cable => pullOf(cable, posture.factors));
      const mixed = factors.some(f => pullPercent(f) !== pullPercent(factors[0]));
      const strongest = factors.reduce((a, b) => (Math.abs(b - 1) > Math.abs(a - 1) ? b : a), 1);
      const lines = [
        titleOfGroup(name, layout.short),
        mixed ? say('back_view.mixed') : signed(factors[0] ?? 1, pullWords(factors[0] ?? 1)),
        only
          ? ''
          : lengthWords(
              lengthChange(
                posture,
                own.map(cable => cable.name),
              ),
              layout.short,
            ),
      ];
      const point = along(
        muscleLine(body, foot, side).map(p => S(...p)),
        at,
      ).point;
      // where an arm comes under them, words move out as far as they have room
      const column = layout.x + s * layout.column;
      const wide = Math.max(
        1.06 * textWidth(lines[0], layout.text[0], true),
        ...lines.map(words => textWidth(words, layout.text[1])),
      );
      const most = Math.max(0, layout.w / 2 - layout.column - wide - 3);
      const place = [
        Math.round(column + s * clamp(s * (armEdge(S, body, side, s) - column) + BESIDE_ARM, 0, most)),
        S(0, layout.rows[row])[1],
      ];
      const made = label(`${key}_label`, point, place, lines, {
        keep: (facts, make) => kept(layout, `${key} words`, facts, make),
        anchor: s > 0 ? 'start' : 'end',
        size: layout.text,
        colour: pullInk(strongest),
        handle: key,
        way: `${s} 0`,
        room: layout.w / 2 - s * (place[0] - layout.x) - 2,
      });
      return group(
        { display: !only || only.includes(key) || own.some(cable => only.includes(cable.name)) ? null : 'none' },
        made,
      );
    }),
  );
}
