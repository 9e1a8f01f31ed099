// Back pain in the world, as a picture: few numbers, each with its source.
import { DATA } from '../../postureviz/js/engine/data.js';
import { circle, el, group, ink, line, path, shorten, text, wrap } from '../../postureviz/js/drawing/svg.js';
import { fixed, say } from '../../postureviz/js/engine/words.js';
import { drawing, staged, sourcesPart } from './mount.js';

const LAYOUTS = {
  wide: {
    w: 720,
    h: 470,
    text: [16, 13],
    columns: [
      [30, 40],
      [380, 40],
      [30, 268],
      [380, 268],
    ],
    column: 310,
  },
  compact: {
    w: 356,
    h: 860,
    text: [15, 12],
    columns: [
      [18, 30],
      [18, 240],
      [18, 450],
      [18, 660],
    ],
    column: 320,
  },
};
/** A person in the size of a letter. */
function personMark([x, y], size, colour, filled) {
  const tone = { fill: filled ? ink(colour) : 'none', stroke: ink(colour), 'stroke-width': 1.6 };
  const [left, right] = [x - size * 0.24, x + size * 0.24];
  const [arms, neck] = [y - size * 0.38, y - size * 0.54];
  return group(
    {},
    circle([x, y - size * 0.78], size * 0.2, tone),
    path(`M${left} ${y}V${arms}Q${left} ${neck} ${x} ${neck}Q${right} ${neck} ${right} ${arms}V${y}Z`, tone),
  );
}

const PANELS = {
  now([x, y], wide, { one_in }) {
    return Array.from({ length: one_in.value }, (_, i) =>
      personMark(
        [x + 14 + (i % 7) * (wide / 7.2), y + 62 + Math.floor(i / 7) * 58],
        46,
        i === 4 ? 'more' : 'ink-2',
        i === 4,
      ),
    );
  },
  cause([x, y], wide, { no_single_cause_pct }) {
    return Array.from({ length: 100 }, (_, i) =>
      circle(
        [x + 8 + (i % 20) * (wide / 20.4), y + 30 + Math.floor(i / 20) * 20],
        5.5,
        i < no_single_cause_pct.value
          ? { fill: 'none', stroke: ink('ink-2'), 'stroke-width': 1.4 }
          : { fill: ink('accent') },
      ),
    );
  },
  lived([x, y], wide, { disability_share_pct }) {
    const share = disability_share_pct.value / 100;
    return [
      el('rect', {
        x,
        y: y + 34,
        width: wide - 10,
        height: 30,
        rx: 4,
        fill: ink('stage-2'),
        stroke: ink('ctl'),
        'stroke-width': 1,
      }),
      el('rect', { x, y: y + 34, width: (wide - 10) * share, height: 30, rx: 4, fill: ink('more-fill') }),
      line(
        [
          [x + (wide - 10) * share, y + 30],
          [x + (wide - 10) * share, y + 72],
        ],
        { stroke: ink('ink'), 'stroke-width': 1.4 },
      ),
    ];
  },
  growth([x, y], wide, { people_2020_million, people_2050_million }, small) {
    const most = people_2050_million.high;
    return [people_2020_million, people_2050_million].flatMap(({ value, low, high }, i) => {
      const row = y + 30 + i * 44;
      const to = v => x + 46 + (wide - 60) * (v / most);
      return [
        text([x, row + 19], say(`activities.world.year_${i}`), { 'font-size': small, fill: ink('ink') }),
        el('rect', {
          x: x + 46,
          y: row,
          width: to(value) - x - 46,
          height: 28,
          rx: 3,
          fill: i ? 'none' : ink('less-fill'),
          stroke: ink('less'),
          'stroke-width': 1.4,
          'stroke-dasharray': i ? '5 4' : null,
        }),
        line(
          [
            [to(low), row + 14],
            [to(high), row + 14],
          ],
          { stroke: ink('ink'), 'stroke-width': 1.6 },
        ),
        ...[low, high].map(v =>
          line(
            [
              [to(v), row + 9],
              [to(v), row + 19],
            ],
            { stroke: ink('ink'), 'stroke-width': 1.6 },
          ),
        ),
      ];
    });
  },
};

/** The numbers of the table as sentences name them. */
function numbers() {
  const facts = DATA.tables.activities.world;
  return {
    one_in: fixed(facts.one_in.value, 0),
    unnamed: fixed(facts.no_single_cause_pct.value, 0),
    named: fixed(100 - facts.no_single_cause_pct.value, 0),
    share: fixed(facts.disability_share_pct.value, 0),
    now: fixed(facts.people_2020_million.value, 0),
    later: fixed(facts.people_2050_million.value, 0),
    rarer: fixed(-facts.rate_change_pct.value, 0),
  };
}
const told = key => say(`activities.world.${key}`, numbers());

function picture(width) {
  const {
    w,
    h,
    text: [heading, small],
    columns,
    column,
  } = LAYOUTS[width];
  const facts = DATA.tables.activities.world;
  return drawing(width, { w, h }, told('picture'), [
    el('rect', { x: 0, y: 0, width: w, height: h, fill: ink('stage') }),
    ...Object.entries(PANELS).flatMap(([name, draw], i) => {
      const [x, y] = columns[i];
      const deep = { now: 124, cause: 126, lived: 80, growth: 122 }[name];
      return [
        text([x, y], shorten(told(`${name}.heading`), column, heading), {
          'font-size': heading,
          'font-weight': 700,
          fill: ink('ink'),
        }),
        ...draw([x, y], column, facts, small),
        ...wrap(told(`${name}.told`), column, small, 3).map((row, k) =>
          text([x, y + deep + 14 + k * (small + 5)], row, { 'font-size': small, fill: ink('ink-2') }),
        ),
      ];
    }),
  ]);
}

/** @type {Activity} */
export const WORLD = {
  start: () => ({}),
  act: state => state,
  body(state, view) {
    return [
      staged(view, picture),
      sourcesPart(
        view,
        Object.values(DATA.tables.activities.world).map(({ source }) => source),
      ),
    ];
  },
  words: () => told('told'),
};
