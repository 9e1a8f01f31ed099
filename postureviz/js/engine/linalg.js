// Small dense linear algebra: what numpy.linalg does for the Python side. A matrix is one array, row after row.

/**
 * The scalar product.
 * @param {ArrayLike<number>} a
 * @param {ArrayLike<number>} b
 * @returns {number}
 */
export const dot = (a, b) => {
  let s = 0;
  for (let i = 0; i < a.length; i++) s += a[i] * b[i];
  return s;
};
/**
 * The largest size.
 * @param {ArrayLike<number>} a
 * @returns {number}
 */
export const maxAbs = a => {
  let m = 0;
  for (let i = 0; i < a.length; i++) {
    const v = Math.abs(a[i]);
    if (v > m) m = v;
  }
  return m;
};
/**
 * A square matrix of zeros, row after row.
 * @param {number} n
 * @returns {Float64Array}
 */
export const matrix = n => new Float64Array(n * n);
const sizeOf = a => Math.sqrt(a.length);
const rowOf = (a, n, i) => a.subarray(i * n, (i + 1) * n);

/**
 * The product of a square matrix and a vector.
 * @param {Float64Array} a
 * @param {Float64Array} x
 * @returns {Float64Array}
 */
export function times(a, x) {
  const n = x.length;
  return x.map((_, i) => dot(rowOf(a, n, i), x));
}

/**
 * Lower factor of a positive definite matrix, else null; above the diagonal nothing is read or written.
 * @param {Float64Array} a
 * @param {Float64Array} [l]
 * @returns {?Float64Array}
 */
export function cholesky(a, l = new Float64Array(a.length)) {
  const n = sizeOf(a);
  for (let i = 0, at = 0; i < n; i++, at += n) {
    for (let j = 0, to = 0; j <= i; j++, to += n) {
      let s = a[at + j];
      for (let k = 0; k < j; k++) s -= l[at + k] * l[to + k];
      if (i > j) l[at + j] = s / l[to + j];
      else if (s > 0) l[at + j] = Math.sqrt(s);
      else return null;
    }
  }
  return l;
}

// x with l x = b, and x with l' x = b.
const solveLower = (l, b) => lowerInto(l, b.slice(), 0, b.length);
function lowerInto(l, x, from, n) {
  for (let i = 0, at = 0; i < n; i++, at += n) {
    let s = x[from + i];
    for (let k = 0; k < i; k++) s -= l[at + k] * x[from + k];
    x[from + i] = s / l[at + i];
  }
  return x;
}
function solveUpper(l, b) {
  const n = b.length;
  const x = b.slice();
  for (let i = n - 1, at = i * n; i >= 0; i--, at -= n) {
    const v = (x[i] /= l[at + i]);
    for (let k = 0; k < i; k++) x[k] -= l[at + k] * v;
  }
  return x;
}
/**
 * x with l l' x = b.
 * @param {Float64Array} l
 * @param {Float64Array} b
 * @returns {Float64Array}
 */
export const solveCholesky = (l, b) => solveUpper(l, solveLower(l, b));

/**
 * inv(l) a inv(l)' of a symmetric matrix.
 * @param {Float64Array} l
 * @param {Float64Array} a
 * @returns {Float64Array}
 */
export function reduced(l, a) {
  const n = sizeOf(a);
  const half = a.slice();
  for (let i = 0, at = 0; i < n; i++, at += n) {
    for (let k = 0, from = 0; k < i; k++, from += n) {
      const s = l[at + k];
      if (s !== 0) for (let j = 0; j < n; j++) half[at + j] -= s * half[from + j];
    }
    for (let j = 0; j < n; j++) half[at + j] /= l[at + i];
  }
  for (let i = 0; i < n; i++) lowerInto(l, half, i * n, n);
  return half;
}

/**
 * Eigenvalues (rising) and eigenvectors (vectors[i] belongs to values[i]) of a symmetric matrix: Householder's
 * reduction to three diagonals, then implicit QL steps (Golub & Van Loan, Matrix Computations, 8.3).
 * @param {Float64Array} symmetric
 * @param {boolean} [vectors]
 * @returns {{ values: Float64Array, vectors: Float64Array[] }}
 */
export function eigh(symmetric, vectors = true) {
  const n = sizeOf(symmetric);
  const { d, e, q } = tridiagonal(symmetric, vectors);
  implicitQL(d, e, q);
  const order = Array.from(d, (_, i) => i).sort((i, j) => d[i] - d[j]);
  return { values: order.map(i => d[i]), vectors: q && order.map(i => rowOf(q, n, i)) };
}

// d, e and the rows of q with q a q' = (e, d, e) on three diagonals.
function tridiagonal(symmetric, vectors) {
  const n = sizeOf(symmetric);
  const a = symmetric.slice();
  const d = new Float64Array(n);
  const e = new Float64Array(n);
  const v = new Float64Array(n);
  const p = new Float64Array(n);
  const mirrors = [];
  for (let k = 0; k < n - 1; k++) {
    let below = 0;
    for (let i = k + 2; i < n; i++) below += a[i * n + k] ** 2;
    const first = a[(k + 1) * n + k];
    if (below === 0) {
      e[k] = first;
      mirrors.push(null);
      continue;
    }
    const length = Math.sqrt(first * first + below);
    e[k] = first > 0 ? -length : length;
    for (let i = k + 1; i < n; i++) v[i] = a[i * n + k];
    v[k + 1] -= e[k];
    const twice = 2 / (v[k + 1] * v[k + 1] + below);
    p.fill(0);
    for (let i = k + 1; i < n; i++) {
      const at = i * n;
      const vi = v[i];
      let s = a[at + i] * vi;
      for (let j = k + 1; j < i; j++) {
        s += a[at + j] * v[j];
        p[j] += a[at + j] * vi;
      }
      p[i] += s;
    }
    let both = 0;
    for (let i = k + 1; i < n; i++) {
      p[i] *= twice;
      both += p[i] * v[i];
    }
    both *= twice / 2;
    for (let i = k + 1; i < n; i++) {
      const at = i * n;
      const vi = v[i];
      const wi = (p[i] -= both * vi);
      for (let j = k + 1; j <= i; j++) a[at + j] -= vi * p[j] + wi * v[j];
    }
    if (vectors) mirrors.push({ v: v.slice(), twice });
  }
  for (let i = 0; i < n; i++) d[i] = a[i * n + i];
  return { d, e, q: vectors ? rotation(mirrors, n) : null };
}

// The rows of the product of all mirrors, last one first.
function rotation(mirrors, n) {
  const q = matrix(n);
  for (let i = 0; i < n; i++) q[i * n + i] = 1;
  for (let k = mirrors.length - 1; k >= 0; k--) {
    if (!mirrors[k]) continue;
    const { v, twice } = mirrors[k];
    for (let i = k + 1; i < n; i++) {
      let s = 0;
      for (let j = k + 1; j < n; j++) s += q[i * n + j] * v[j];
      s *= twice;
      for (let j = k + 1; j < n; j++) q[i * n + j] -= s * v[j];
    }
  }
  return q;
}

function implicitQL(d, e, q) {
  const n = d.length;
  for (let low = 0; low < n; low++) {
    for (let step = 0; step < 60; step++) {
      let high = low;
      while (high < n - 1 && Math.abs(e[high]) > Number.EPSILON * (Math.abs(d[high]) + Math.abs(d[high + 1]))) high++;
      if (high === low) break;
      let g = (d[low + 1] - d[low]) / (2 * e[low]);
      let r = Math.sqrt(g * g + 1);
      let s = 1;
      let c = 1;
      let p = 0;
      let i = high - 1;
      g = d[high] - d[low] + e[low] / (g + (g < 0 ? -r : r));
      for (; i >= low; i--) {
        const f = s * e[i];
        const b = c * e[i];
        r = Math.sqrt(f * f + g * g);
        e[i + 1] = r;
        if (r === 0) break;
        s = f / r;
        c = g / r;
        g = d[i + 1] - p;
        r = (d[i] - g) * s + 2 * c * b;
        p = s * r;
        d[i + 1] = g + p;
        g = c * r - b;
        if (q) rotate(q, i * n, (i + 1) * n, c, s, n);
      }
      if (i >= low) d[i + 1] -= p;
      else {
        d[low] -= p;
        e[low] = g;
      }
      e[high] = 0;
    }
  }
}
function rotate(q, x, y, c, s, n) {
  for (let k = 0; k < n; k++) {
    const u = q[x + k];
    const w = q[y + k];
    q[x + k] = c * u - s * w;
    q[y + k] = s * u + c * w;
  }
}
