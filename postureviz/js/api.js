// What a page, a notebook or Python reaches from outside.
import { explain } from './explain.js';
import { effort } from './effort.js';
import { everyday } from './everyday.js';
import { headLoad } from './head.js';
import { loads, movement, movements } from './movement.js';
import { attention, creep, drift, practice, retrain, toneAfter } from './slow.js';
import { push } from './push.js';
import { curvature, hold, pose, valley } from './settle.js';
import { bandOf, sensitivities, spread } from './response.js';
import { palette, tokensCss } from './tokens.js';
import { toText } from './marks.js';
import { library } from './model.js';
import { solve } from './solver.js';
import { measure } from './readings.js';
import { describe } from './words.js';
import { formatState, parseState } from './state.js';
import { picture, scene, viewNames } from './picture.js';
import { stillCard } from './card.js';
import { mount } from './figure.js';

export const API = { models: library(), solve, measure, describe, sensitivities, spread, band: bandOf, explain, valley, hold, pose, curvature, effort, push, attention, drift, creep, tone: toneAfter, practice, retrain, movements, movement, loads, headLoad, everyday, parseState, formatState, picture, scene, viewNames, toText, tokensCss, palette, stillCard, mount };
