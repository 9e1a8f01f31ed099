// What a page, a notebook or Python reaches of figures from outside.
import { explain } from './engine/explain.js';
import { effort } from './engine/effort.js';
import { everyday } from './engine/everyday.js';
import { headLoad } from './engine/head.js';
import { loads, movement, movements } from './engine/movement.js';
import { attention, creep, drift, practice, retrain, tone } from './engine/slow.js';
import { push } from './engine/push.js';
import { curvature, hold, pose, valley } from './engine/valley.js';
import { band, sensitivities, spread } from './engine/response.js';
import { toText } from './drawing/svg.js';
import { library } from './engine/model.js';
import { solve } from './engine/solver.js';
import { measure } from './engine/readings.js';
import { describe } from './engine/words.js';
import { formatState, parseState } from './engine/state.js';
import { picture, scene, viewNames } from './drawing/picture.js';
import { stillCard } from './figure/card.js';
import { mount } from './figure/figure.js';

export const API = {
  models: library(),
  solve,
  measure,
  describe,
  sensitivities,
  spread,
  band,
  explain,
  valley,
  hold,
  pose,
  curvature,
  effort,
  push,
  attention,
  drift,
  creep,
  tone,
  practice,
  retrain,
  movements,
  movement,
  loads,
  headLoad,
  everyday,
  parseState,
  formatState,
  picture,
  scene,
  viewNames,
  toText,
  stillCard,
  mount,
};
