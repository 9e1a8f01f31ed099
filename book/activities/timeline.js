// How fast things change: measured points as dots with their bands, what is assumed as a dotted line with a name.
import { DATA } from '../../postureviz/js/engine/data.js';
import { circle, el, group, ink, shownIf, stacked, textWidth, wrap } from '../../postureviz/js/drawing/svg.js';
import { fixed, say } from '../../postureviz/js/engine/words.js';
import { html } from '../../postureviz/js/drawing/html.js';
import { creep, practice } from '../../postureviz/js/engine/slow.js';
import { choosing, drawing, livePart, paperPart, sourceOf, staged } from './mount.js';
import { RING_GAP, assumed, band, chart, dots, note, whiskers } from './chart.js';

const LAYOUTS = {
  wide: { w: 720, h: 400, box: { x: 58, y: 64, w: 630, h: 260 }, text: [14, 13] },
  compact: { w: 356, h: 360, box: { x: 38, y: 70, w: 302, h: 214 }, text: [13, 12] },
};
const WEEKS = [0, 6, 12, 26, 39, 52];
const MINUTES = [0, 5, 10, 15, 20];
const TICKS_UP = 4;

/** Measured courses: those of the course's own table, and what the engine's slow states are fitted to. */
function allCourses() {
  const { creep: bend, tone } = DATA.tables.slow;
  const [trial] = tone.measured.filter(row => row.reading === 'kyphosis_deg');
  return [
    ...DATA.tables.activities.courses.map(row => ({ ...row, source: sourceOf(row.source) })),
    {
      name: 'creep',
      unit: '°',
      scale: [0, 8],
      minutes: [0, bend.after_minutes],
      mean: [0, bend.deg],
      way: t => creep(t),
      source: sourceOf(bend.source),
    },
    {
      name: 'kyphosis',
      unit: '°',
      scale: [0, 12],
      days: [0, 7 * trial.weeks],
      mean: [0, -trial.change],
      low: [0, -trial.high],
      high: [0, -trial.low],
      way: t => -practice('kyphosis_deg', t).change,
      source: sourceOf(trial.source),
    },
  ];
}
const courseNamed = name => allCourses().find(row => row.name === name);
/** Times in the unit of the axis: weeks or minutes. */
const timesOf = row => (row.days ? row.days.map(day => day / 7) : row.minutes);
const lengthOf = row => Math.max(...timesOf(row));
function ticksOf(row) {
  const last = lengthOf(row);
  const places = row.days
    ? last > 20
      ? WEEKS
      : last > 9
        ? [0, 3, 6, 9, 12]
        : [0, 1, 2, 3, 4, 5, 6, 7, 8]
    : last > 10
      ? MINUTES
      : [0, 1, 2, 3, 4, 5, 6];
  return places.filter(v => v <= last).map(v => [v, String(v)]);
}
/** Every number that a course's sentence may name: as it is, and rounded for "about". */
function numbersOf(row) {
  const digits = row.unit === '°' ? 1 : 0;
  const rows = Object.entries({ mean: row.mean, low: row.low ?? [], high: row.high ?? [] });
  const both = (key, i, v) => [
    [`${key}_${i}`, fixed(v, digits)],
    [`about_${key}_${i}`, fixed(v, 0)],
  ];
  const named = rows.flatMap(([key, values]) => values.flatMap((v, i) => both(key, i, v)));
  const marks = (row.marks ?? []).map(({ word, value }) => [word, fixed(Math.abs(value), 1)]);
  return Object.fromEntries([['people', row.people ?? ''], ...named, ...marks]);
}
const toldOf = row => say(`activities.timeline.${row.name}.told`, numbersOf(row));
/** The dotted line: as the engine's slow states have it, else straight between the points. */
function assumption(row) {
  const times = timesOf(row);
  if (!row.way) return row.mean.map((v, i) => [times[i], v]);
  return Array.from({ length: 41 }, (_, i) => (lengthOf(row) * i) / 40).map(t => [t, row.way(t)]);
}

/** Where one thing hands over to another, without numbers: the weeks between which it happens. */
function turnOf({ name, turn }, X, box, small, w) {
  if (!turn) return group({});
  const middle = box.y + box.h / 2;
  const words = (from, to, key) =>
    wrap(say(`activities.timeline.${name}.${key}`), X(to) - X(from) - 16, small, 4).map((line, i) =>
      note([(X(from) + X(to)) / 2, middle - small + i * (small + 4)], line, {
        size: small,
        w,
        anchor: 'middle',
        bold: true,
      }),
    );
  return group(
    {},
    el('rect', {
      x: X(turn.from),
      y: box.y,
      width: X(turn.to) - X(turn.from),
      height: box.h,
      fill: ink('accent'),
      opacity: 0.16,
    }),
    ...words(0, turn.from, 'before'),
    ...words(turn.to, 8, 'after'),
    ...words(turn.from, turn.to, 'between'),
  );
}

/** The chart of a course, and the numbers on its upright axis. */
function chartOf(row, box, small) {
  const [low, high] = row.scale;
  const steps = Array.from({ length: TICKS_UP + 1 }, (_, i) => low + ((high - low) * i) / TICKS_UP);
  const up = row.turn ? [] : steps.map(v => [v, fixed(v, 0).replace('-', '−')]);
  const across = {
    from: 0,
    to: lengthOf(row),
    ticks: ticksOf(row),
    title: say(`activities.timeline.${row.days ? 'weeks' : 'minutes'}`),
  };
  const upright = { from: low, to: high, ticks: up, title: say(`activities.timeline.${row.name}.up`) };
  return { ...chart(box, across, upright, small, row.low ? RING_GAP : undefined), levels: up.map(([v]) => v) };
}
/** Single measured values with their words, which keep off the level lines of the chart. */
function marksOf(row, { Y, levels }, small) {
  return (row.marks ?? []).map(mark => {
    const at = Y(mark.value);
    const near = levels.map(Y).find(line => Math.abs(line - at) < 0.75 * small);
    const level = near === undefined ? at : near + Math.sign(at - near || 1) * 0.75 * small;
    return { ...mark, words: say(`activities.timeline.${row.name}.${mark.word}`), level };
  });
}
function markParts({ week, value, word, words, level }, { X, Y }, small, w) {
  const place = [X(week), Y(value)];
  return [
    word === 'none'
      ? circle(place, 5.5, { fill: ink('stage'), stroke: ink('accent'), 'stroke-width': 2.4 })
      : dots([place], 'accent'),
    note([place[0] - 12, level + small * 0.35], words, { size: small, w, anchor: 'end' }),
  ];
}
/** The first week, with its words to the right of it as far as others leave them room, else below the dotted key. */
function firstWeek(row, box, { X }, marks, dotted, small, w) {
  const fits = Boolean(row.days) && lengthOf(row) > 4;
  const first = X(1);
  const beside = marks
    .filter(({ level }) => level < box.y + 3 * small)
    .map(({ week, words }) => X(week) - 12 - textWidth(words, small));
  const least = 4 * small;
  const key = dotted ? box.x + box.w - 38 - textWidth(dotted, small) : Infinity;
  const below = key - first - 12 < least;
  const free = Math.min(row.turn ? X(row.turn.from) : Infinity, below ? Infinity : key, ...beside, w);
  const top = box.y + small + (below ? small + 5 : 0);
  const words = fits
    ? wrap(say('activities.timeline.first_week'), Math.max(free - first - 12, least), small * 1.12, 2)
    : ['', ''];
  return group(
    shownIf(fits),
    el('rect', { x: X(0), y: box.y, width: first - X(0), height: box.h, fill: ink('accent'), opacity: 0.22 }),
    ...words.map((line, i) =>
      note([first + 6, top + i * (small + 3)], line, { size: small, w, colour: 'accent', bold: true }),
    ),
  );
}
/** What the dotted line is, in the upper right corner. */
function keyOfDots(box, dotted, small, w) {
  const sample = [
    [box.x + box.w - 30, box.y + 10],
    [box.x + box.w, box.y + 10],
  ];
  return [
    group(shownIf(dotted), assumed(sample, 'ink-2')),
    note([box.x + box.w - 38, box.y + 14], dotted, { size: small, w, colour: 'ink-2', anchor: 'end' }),
  ];
}

function picture(width, row) {
  const {
    w,
    h,
    box,
    text: [heading, small],
  } = LAYOUTS[width];
  const scale = chartOf(row, box, small);
  const { X, Y, axes } = scale;
  const times = timesOf(row);
  const at = values => values.map((v, i) => [X(times[i]), Y(v)]);
  const ranges = row.low
    ? times.map((t, i) => [X(t), Y(row.low[i]), Y(row.high[i])]).filter(([, a, b]) => a !== b)
    : [];
  const dotted = say(`activities.timeline.${row.name}.dotted`);
  const marks = marksOf(row, scale, small);
  const title = wrap(say(`activities.timeline.${row.name}.heading`), w - 24, heading * 1.08, 2);
  const label = say('activities.timeline.picture', { course: say(`activities.timeline.${row.name}.name`) });
  const layers = {
    stage: el('rect', { x: 0, y: 0, width: w, height: h, fill: ink('stage') }),
    firstWeek: firstWeek(row, box, scale, marks, dotted, small, w),
    axes,
    band: row.low ? band(at(row.low), at(row.high), 'accent') : group({}),
    assumed: assumed(
      assumption(row).map(([t, v]) => [X(t), Y(v)]),
      'ink-2',
    ),
    whiskers: row.low ? whiskers(ranges, 'accent') : group({}),
    dots: dots(at(row.mean), 'accent'),
    turn: turnOf(row, X, box, small, w),
    marks: marks.flatMap(mark => markParts(mark, scale, small, w)),
    key: keyOfDots(box, dotted, small, w),
    title: title.map((line, i) => note([box.x - 24, 22 + i * (heading + 4)], line, { size: heading, w, bold: true })),
  };
  return drawing(width, { w, h }, label, stacked(layers));
}

function table(row) {
  const unit = say(`activities.timeline.${row.days ? 'week' : 'minute'}`);
  const ranged = Boolean(row.low);
  const cell = (v, t = 'td') => html(t, t === 'th' ? { scope: 'row' } : {}, v);
  return html('details', { class: 'pv-more' }, [
    html('summary', {}, say('activities.timeline.table')),
    html('table', { class: 'pv-table' }, [
      html(
        'thead',
        {},
        html(
          'tr',
          {},
          [unit, say('activities.timeline.mean'), ...(ranged ? [say('activities.timeline.range')] : [])].map(head =>
            html('th', { scope: 'col' }, head),
          ),
        ),
      ),
      html(
        'tbody',
        {},
        timesOf(row).map((t, i) =>
          html('tr', {}, [
            cell(fixed(t, 0), 'th'),
            cell(`${fixed(row.mean[i], row.unit === '°' ? 1 : 0)} ${say(`activities.timeline.unit.${row.name}`)}`),
            ...(ranged
              ? [
                  cell(
                    say('activities.timeline.from_to', {
                      low: fixed(row.low[i], row.unit === '°' ? 1 : 0),
                      high: fixed(row.high[i], row.unit === '°' ? 1 : 0),
                    }),
                  ),
                ]
              : []),
          ]),
        ),
      ),
    ]),
  ]);
}

/** @type {Activity} */
export const TIMELINE = {
  takes: { course: () => allCourses().map(({ name }) => name) },
  start: ({ course }) => ({ course: courseNamed(course ?? 'episode').name }),
  act: (state, act, value) => ({ course: value }),
  body(state, view) {
    const row = courseNamed(state.course);
    return [
      livePart(
        choosing(
          view,
          'course',
          say('activities.timeline.choose'),
          allCourses().map(({ name }) => [name, say(`activities.timeline.${name}.name`)]),
          state.course,
        ),
      ),
      staged(view, width => picture(width, row)),
      html('p', { class: 'pv-small' }, say('activities.timeline.source', { source: row.source })),
      row.mean.length > 1 ? table(row) : [],
      paperPart(
        view,
        ...allCourses()
          .filter(({ name }) => name !== state.course)
          .map(toldOf),
      ),
    ].flat();
  },
  words: state => toldOf(courseNamed(state.course)),
};
