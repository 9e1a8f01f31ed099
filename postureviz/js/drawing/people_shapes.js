// What people look like from the side: outlines drawn on the neutral body, and a crew who wear them.
// Centimetres, x forward from the neutral hip, y up from the floor; a point 'x y c' is a corner. Rows are
// [points, bones they follow]. Skins, clothes and hair are a range to choose from; nothing is read from them.

export const SKINS = {
  porcelain: '#f3d3bd',
  sand: '#e6b58f',
  honey: '#cf9566',
  amber: '#b3774a',
  umber: '#8a5634',
  cocoa: '#643b26',
  night: '#4a2b1f',
};
export const CLOTHS = {
  teal: '#2f8f8b',
  coral: '#e2694f',
  mustard: '#e0a526',
  navy: '#2c4a73',
  plum: '#7d4a78',
  leaf: '#5d9150',
  cream: '#efe3cd',
  slate: '#56677a',
  rose: '#d9899a',
  ink: '#364357',
  denim: '#4f77a8',
  rust: '#a8512f',
  white: '#f6f4ef',
  lilac: '#a48fc7',
};
export const HAIRS = {
  black: '#231d1e',
  brown: '#4b3022',
  chestnut: '#7a4a2b',
  copper: '#b5562a',
  grey: '#a9acb0',
  white: '#cfd4da',
};

/**
 * @typedef {object} Person
 * @property {number} [belly] how far the outline comes out from the body as drawn, cm; so are bust, chest, seat and
 *   baby, a belly with a child in it
 * @property {number} [bust]
 * @property {number} [chest]
 * @property {number} [seat]
 * @property {number} [baby]
 * @property {number} [waist] how far it goes in
 * @property {number} [thigh] as a factor of the drawn width; so are arm and neck
 * @property {number} [arm]
 * @property {number} [neck]
 * @property {number} [tall] as a factor of the body as drawn
 * @property {number} [head] the same of the head alone
 * @property {boolean} [soft] a softer face
 * @property {string} skin
 * @property {string} hair
 * @property {string} tint of the hair, or of the scarf
 * @property {string} top
 * @property {string} bottom
 * @property {string} [shoe]
 * @property {'short' | 'long'} [sleeve]
 * @property {'long' | 'short' | 'bare'} [legs]
 * @property {boolean} [dress]
 * @property {boolean} [beard]
 * @property {boolean} [glasses]
 * @property {boolean} [stick]
 * @property {boolean} [wheels] sits in a wheelchair
 */
/** A crew, called by letters; K is a child. No one of them is a before or an after. @type {Record<string, Person>} */
export const CREW = {
  A: {
    skin: 'cocoa',
    hair: 'afro',
    tint: 'black',
    top: 'mustard',
    bottom: 'denim',
    bust: 3,
    seat: 1.4,
    waist: 0.8,
    soft: true,
    tall: 0.95,
    thigh: 1.06,
  },
  B: {
    skin: 'porcelain',
    hair: 'short',
    tint: 'copper',
    beard: true,
    top: 'leaf',
    bottom: 'slate',
    belly: 6,
    chest: 1.4,
    seat: 0.6,
    arm: 1.15,
    thigh: 1.12,
    neck: 1.15,
    tall: 1.01,
  },
  C: {
    skin: 'sand',
    hair: 'bob',
    tint: 'black',
    top: 'coral',
    bottom: 'ink',
    sleeve: 'long',
    glasses: true,
    bust: 1.6,
    waist: 0.8,
    soft: true,
    tall: 0.9,
  },
  D: {
    skin: 'amber',
    hair: 'bun',
    tint: 'black',
    top: 'plum',
    bottom: 'plum',
    dress: true,
    legs: 'bare',
    baby: 11,
    bust: 3.4,
    soft: true,
    tall: 0.93,
  },
  E: {
    skin: 'honey',
    hair: 'curly',
    tint: 'brown',
    top: 'white',
    bottom: 'denim',
    sleeve: 'long',
    tall: 1.03,
    arm: 0.95,
    thigh: 0.94,
  },
  F: {
    skin: 'sand',
    hair: 'scarf',
    tint: 'lilac',
    top: 'slate',
    bottom: 'navy',
    sleeve: 'long',
    dress: true,
    bust: 2.4,
    seat: 1,
    waist: 0.8,
    soft: true,
    tall: 0.94,
  },
  G: {
    skin: 'porcelain',
    hair: 'bun',
    tint: 'white',
    top: 'rose',
    bottom: 'slate',
    sleeve: 'long',
    glasses: true,
    bust: 2.2,
    belly: 2.4,
    soft: true,
    tall: 0.88,
    thigh: 0.94,
    stick: true,
  },
  H: {
    skin: 'umber',
    hair: 'bald',
    tint: 'grey',
    beard: true,
    top: 'rust',
    bottom: 'cream',
    chest: 2,
    arm: 1.22,
    thigh: 1.1,
    neck: 1.2,
    tall: 1.02,
  },
  I: {
    skin: 'honey',
    hair: 'tail',
    tint: 'chestnut',
    top: 'teal',
    bottom: 'ink',
    wheels: true,
    bust: 2.2,
    seat: 1,
    waist: 0.8,
    soft: true,
    tall: 0.92,
  },
  J: {
    skin: 'night',
    hair: 'short',
    tint: 'black',
    top: 'teal',
    bottom: 'cream',
    chest: 1.2,
    seat: 0.8,
    arm: 1.08,
    tall: 0.97,
  },
  K: {
    skin: 'night',
    hair: 'puffs',
    tint: 'black',
    top: 'lilac',
    bottom: 'coral',
    legs: 'short',
    shoe: 'white',
    tall: 0.66,
    head: 1.3,
    soft: true,
    thigh: 1.05,
  },
};

/** From the nape over the face and round; the second has a softer nose, brow and chin. */
export const FACES = {
  plain:
    '-9 163.6, -9.6 167.4, -9.7 170.4, -8.7 174.4, -5.4 177.6, -.6 178.9, 4.6 177.9, 8.2 175, 9.8 171.7, 10.3 169.7, ' +
    '10 168.3, 10.8 166.8, 12 165.2, 12.5 164.4, 12.1 163.6, 11.2 163.3, 11.1 162.6, 11.55 161.9, 11.4 161.3, ' +
    '11 161.05, 11.4 160.5, 11 159.5, 11.3 158.2, 10.6 157, 9.2 156.3, 7 156.2',
  soft:
    '-9 163.6, -9.6 167.4, -9.7 170.4, -8.7 174.4, -5.4 177.6, -.6 178.9, 4.8 177.8, 8.6 174.9, 10 171.7, ' +
    '10.1 169.7, 9.7 168.1, 10.3 166.6, 11.6 165.2, 11.9 164.4, 11.5 163.7, 10.7 163.3, 10.7 162.6, 11.5 161.9, ' +
    '11.3 161.3, 10.8 161.05, 11.2 160.5, 10.6 159.6, 10.6 158.4, 9.8 157.4, 8.4 156.9, 6.4 157',
};
export const HAIR_SHAPES = {
  short:
    '9.8 172.6 c, 9.2 175.6, 5 179.2, -1 180.2, -6.6 178.4, -10 174.4, -10.8 169.4, -10 164.4, -8.6 162.8 c, ' +
    '-6.6 163.6, -4 165.6, -2.4 167.6, 0 168.8, 1.2 168.4, 1.6 170.4, 4.4 172.4, 8 172.2',
  curly:
    '10.4 172.4 c, 11.4 175.4, 8.8 178.4, 6.6 180.4, 3 181.6, -.6 182.2, -4.4 181.4, -8 179.4, -10.6 176.4, ' +
    '-11.8 172, -11.4 167.4, -10.4 163.6, -8.2 162.2 c, -5.4 163.4, -3.6 166, -2.4 168, .6 169, 1.8 171, ' +
    '4.6 172.8, 8 172',
  afro:
    '9.4 172.2 c, 11.6 176, 10.6 181.6, 6 185.6, -.6 187, -8 185.6, -13.6 181, -15.6 174, -14.4 167.2, ' +
    '-10.6 162.4, -6.4 162 c, -3.8 164.8, -2 167.6, .4 169, 2 171.4, 5 172.8, 8 172',
  bob:
    '10 172 c, 9.6 176, 5.4 179.8, -1 180.8, -7 179, -10.8 174.8, -11.8 168, -11.6 161, -10.4 155.6, -6 154.8, ' +
    '-1 155.4, 1 157 c, 1.6 161, 1.4 165, 1.2 168, 3.4 170.6, 7 171.6',
  bun:
    '9.8 172.4 c, 9.2 175.8, 5 179.4, -1 180.2, -6.6 178.6, -10.4 174.4, -10.6 169, -9.6 164, -8.4 162.6 c, ' +
    '-5.6 163.6, -3.4 166, -1.4 168.4, 1.4 170, 5 171.8, 8 172.2',
  tail:
    '9.8 172.4 c, 9.2 175.8, 5 179.4, -1 180.2, -6.6 178.6, -10.4 174.4, -10.6 169, -9.6 165, -8.6 163.4 c, ' +
    '-5.6 164, -3.4 166, -1.4 168.4, 1.4 170, 5 171.8, 8 172.2',
  puffs:
    '9.6 172.6 c, 9 175.6, 5 179, -1 180, -6.6 178.2, -10 174.4, -10.6 169, -9.6 164.4, -8.4 162.8 c, -5.6 164, ' +
    '-3.4 166, -1.4 168.4, 1.4 170, 5 172, 8 172.4',
  bald: '-9.9 170.6 c, -10.6 167.4, -9.8 163.6, -8.4 162.6 c, -6.4 163.4, -4 165.4, -2.2 167.6, -1 169.4 c, -3.4 169.8, -6.4 170.6',
  scarf:
    '10 171.8 c, 9.8 176, 5.6 180, -1 181.2, -7.4 179.4, -11.2 175, -12 168, -11.6 161, -13 154, -14.6 148.4 c, ' +
    '-6 146.6, 3 147, 9.4 149.6 c, 9.4 152, 8.8 154.4, 7.4 156.2 c, 5.4 158, 3.6 161, 3.4 165, 4.6 169, 7.2 171.4',
};
/** What lies behind the head. */
export const HAIR_BEHIND = {
  bun: '-9 177.6, -10.6 181, -14.2 181.4, -16 178.2, -14.6 174.8, -11 174.6',
  tail: '-8.8 174.8, -12.4 176.4, -16 173, -16.6 166, -14.6 158.6, -13.4 160.4, -13.6 166, -11.4 170.6',
  puffs: '-4.6 178.8, -5 183.6, -9.6 185.6, -13.6 182.8, -13.2 178, -9 175.8',
};
export const BEARD =
  '1.6 165.6 c, 2.4 161.6, 2.8 158.6, 5.4 156.4, 8.4 155.4, 11 156.2, 11.6 158.4, 11 159.9 c, 9 160.8, 9.2 161.9, ' +
  '10.8 162.9 c, 8.4 163.6, 5 162.6, 3.2 165.4';
export const EAR = '-.6 167.6, 1.2 168, 1.6 166, .4 163.8, -.6 164.6';
export const EYE = '8 167.2';
export const BROW = '6.4 169.4, 7.9 169.9, 9.3 169.3';
export const MOUTH = '8 161.6, 9.2 160.8, 10.8 161';
export const CHEEK = '6.4 163.6';
export const GLASSES = {
  rim: '6.2 168.4, 8.4 168.6, 9.9 167.6, 9.4 165.7, 7.4 165.4, 6.2 166.6',
  side: '6.2 167.4, .8 167',
};
export const SCARF_FOLD = '-11.4 160, -6 154, 2 152.6, 7 155';

export const NECK = [
  ['6.4 157.6', 'head'],
  ['4.6 153', 'head:.2 C6:.5 ribs:.3'],
  ['5 148.4', 'C7:.3 ribs:.5 scapula:.2'],
  ['2 144', 'ribs'],
  ['-6 146', 'T3'],
  ['-10.4 150.4', 'T1'],
  ['-10.1 153.8', 'C7:.6 T1:.4'],
  ['-9 157.6', 'C5:.6 C3:.4'],
  ['-8.6 161.4', 'head:.5 C3:.5'],
  ['-7.6 166, 2 160', 'head'],
];
/** The trunk: down the front, and up the back. */
export const CHEST_AND_BELLY = [
  ['3.7 149.4', 'C7:.4 ribs:.4 scapula:.2'],
  ['5 145.6, 8.2 141, 11 136.4, 12.6 130.6', 'ribs'],
  ['13.3 124.4', 'ribs:.5 L1:.5'],
  ['13.4 117', 'L1:.8 L2:.2'],
  ['12.5 109', 'L3'],
  ['11.4 101', 'pelvis:.45 L4:.55'],
];
export const BACK = [
  ['-13.4 101.2', 'pelvis'],
  ['-11.5 108.4', 'L4'],
  ['-10.8 114.8', 'L2'],
  ['-11.8 121', 'T12'],
  ['-13.5 127', 'T10'],
  ['-14.6 132.6', 'T8'],
  ['-14.9 139.4', 'T6'],
  ['-14.4 145', 'T4:.8 scapula:.2'],
  ['-12.8 149.8', 'T2:.85 scapula:.15'],
  ['-10.7 153.4', 'C7:.6 T1:.4'],
];
export const HEM = [
  ['10.9 95', 'pelvis:.8 L4:.2'],
  ['2 93.4, -6 93.4, -15 95', 'pelvis'],
];
export const SKIRT = [
  ['10.6 92', 'pelvis:.5 fold:.5'],
  ['10.9 76', 'fold:.3 thigh:.7'],
  ['11.8 57 c, -12.8 57 c', 'thigh'],
  ['-12.8 76', 'fold:.3 thigh:.7'],
  ['-15.2 88', 'pelvis:.5 fold:.5'],
];
export const GROIN = [
  ['9.6 99', 'pelvis'],
  ['10.2 93.6', 'pelvis:.8 fold:.2'],
  ['8.6 86.4', 'fold:.9 pelvis:.1'],
  ['3 80.6, -4 78.6', 'fold'],
];
export const SEAT = [
  ['-9.6 80.6', 'fold'],
  ['-13.8 85.6', 'pelvis:.4 fold:.6'],
  ['-14.7 93', 'pelvis:.9 fold:.1'],
  ['-11.6 99', 'pelvis'],
];
/** Down the front of the leg, under the trouser, and up its back; `knee` turns half as far as the shank does. */
export const LEG = [
  ['7.6 95', 'pelvis:.5 fold:.5'],
  ['9 86', 'fold:.5 thigh:.5'],
  ['9.2 76.8, 8.3 66, 6.9 55.8', 'thigh'],
  ['6.4 49.6', 'knee'],
  ['4.6 44', 'knee:.3 shank:.7'],
  ['3 36, 1.2 23.6, 0 13', 'shank'],
  ['-.6 8.4, -9 7.6', 'shank:.5 foot:.5'],
  ['-8.6 13, -9.8 23.6, -11 34.5', 'shank'],
  ['-9.6 42.6', 'shank:.8 knee:.2'],
  ['-8.2 48', 'knee'],
  ['-9 56.1, -10.8 68.9', 'thigh'],
  ['-11.8 78', 'thigh:.7 fold:.3'],
  ['-13.4 85.6', 'fold:.6 thigh:.4'],
  ['-12 92', 'pelvis:.6 fold:.4'],
  ['-3 97', 'pelvis:.7 fold:.3'],
];
/** Where the trousers of shorts end, in the axes of the thigh. */
export const SHORTS = {
  front: 4,
  hem: [
    [8.6, -31],
    [-8.8, -31],
  ],
  back: 18,
};
export const SHOE = [
  ['-.4 9.4, 2 7.6, 7 5.8, 13 4.2, 16.6 2.6, 16.8 .2 c, -10.6 .2 c, -11 3, -10 8.4, -8.6 10', 'foot'],
];

/** Arm and sleeves in the axes of the upper arm, of the elbow (which turns half as far) and of the forearm. */
export const ARM = [
  ['-4.6 3, -5.6 -1, -5 -8, -4.2 -18', 'arm'],
  ['-3.8 1.6, -3.7 -2.4', 'elbow'],
  [
    '-3.7 -8, -3 -15, -2.2 -22, -2.1 -25, -2.6 -28, -2.4 -32, -1.4 -36.4, -.6 -39.8, .6 -41.4, 1.6 -40.6, 2 -37, ' +
      '2.4 -34, 3.4 -34.4, 4.2 -33, 3.6 -29.8, 2.8 -26.4, 2.4 -24, 2.8 -19, 3.6 -11',
    'fore',
  ],
  ['4 -3.4, 3.6 1', 'elbow'],
  ['4.2 -18, 4.9 -8, 5 -1, 3.6 3.2', 'arm'],
];
export const SLEEVES = {
  short: [['-5 3.6, -6.2 -1, -5.7 -8, -5.4 -13.4 c, 5.4 -13 c, 5.5 -8, 5.6 -1, 4 3.8', 'arm']],
  long: [
    ['-5 3.4, -6.2 -1, -5.4 -8, -4.7 -18', 'arm'],
    ['-4.4 1.8, -4.2 -2.4', 'elbow'],
    ['-4.2 -8, -3.6 -15, -3 -23.4 c, 3.2 -23 c, 3.6 -18, 4.2 -11', 'fore'],
    ['4.5 -3.4, 4 1', 'elbow'],
    ['4.8 -18, 5.4 -8, 5.5 -1, 4 3.6', 'arm'],
  ],
};
