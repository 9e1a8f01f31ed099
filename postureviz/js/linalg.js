// Small dense linear algebra: what numpy.linalg does for the Python side. Matrices are arrays of rows.

export const dot = (a, b) => {
  let s = 0;
  for (let i = 0; i < a.length; i++) s += a[i] * b[i];
  return s;
};
export const maxAbs = a => {
  let m = 0;
  for (const v of a) if (Math.abs(v) > m) m = Math.abs(v);
  return m;
};
export const matrix = n => Array.from({ length: n }, () => new Float64Array(n));

// Lower factor of a positive definite matrix, else null.
export function cholesky(a) {
  const n = a.length,
    l = matrix(n);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let s = a[i][j];
      for (let k = 0; k < j; k++) s -= l[i][k] * l[j][k];
      if (i > j) l[i][j] = s / l[j][j];
      else if (s > 0) l[j][j] = Math.sqrt(s);
      else return null;
    }
  }
  return l;
}

// x with l x = b, and x with l' x = b.
export function solveLower(l, b) {
  const x = Float64Array.from(b);
  for (let i = 0; i < x.length; i++) {
    for (let k = 0; k < i; k++) x[i] -= l[i][k] * x[k];
    x[i] /= l[i][i];
  }
  return x;
}
export function solveUpper(l, b) {
  const x = Float64Array.from(b);
  for (let i = x.length - 1; i >= 0; i--) {
    for (let k = i + 1; k < x.length; k++) x[i] -= l[k][i] * x[k];
    x[i] /= l[i][i];
  }
  return x;
}
export const solveCholesky = (l, b) => solveUpper(l, solveLower(l, b));

// Eigenvalues (rising) and eigenvectors (row i belongs to value i) of a symmetric matrix, by Jacobi rotations.
export function eigh(symmetric) {
  const n = symmetric.length,
    a = symmetric.map(row => Float64Array.from(row)),
    v = matrix(n);
  for (let i = 0; i < n; i++) v[i][i] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0,
      all = 0;
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) (i === j ? (all += a[i][i] ** 2) : (off += a[i][j] ** 2));
    if (off <= 1e-28 * all) break;
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) {
        const apq = a[p][q];
        if (apq === 0) continue;
        const theta = (a[q][q] - a[p][p]) / (2 * apq),
          t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1)),
          c = 1 / Math.sqrt(t * t + 1),
          s = t * c;
        for (let k = 0; k < n; k++) {
          const x = a[k][p],
            y = a[k][q];
          a[k][p] = c * x - s * y;
          a[k][q] = s * x + c * y;
        }
        rotate(a[p], a[q], c, s);
        rotate(v[p], v[q], c, s);
      }
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[i][i] - a[j][j]);
  return { values: order.map(i => a[i][i]), vectors: order.map(i => v[i]) };
}
const rotate = (x, y, c, s) => {
  for (let k = 0; k < x.length; k++) {
    const u = x[k];
    x[k] = c * u - s * y[k];
    y[k] = s * u + c * y[k];
  }
};

// Lowest eigenvalue of a symmetric matrix: made tridiagonal by reflections, then enclosed by counting signs.
export function lowest(symmetric) {
  const n = symmetric.length,
    a = symmetric.map(row => Float64Array.from(row)),
    beside = new Float64Array(n); // squares of what stands beside the diagonal
  for (let k = 0; k < n - 1; k++) {
    const v = Float64Array.from(a, (row, i) => (i > k ? row[k] : 0)),
      size = Math.sqrt(dot(v, v));
    beside[k + 1] = size * size;
    v[k + 1] += v[k + 1] < 0 ? -size : size;
    const half = dot(v, v) / 2;
    if (half === 0) continue;
    const p = a.map((row, i) => (i > k ? dot(row, v) / half : 0)),
      share = dot(p, v) / (2 * half);
    for (let i = k + 1; i < n; i++) for (let j = k + 1; j < n; j++) a[i][j] -= v[i] * (p[j] - share * v[j]) + (p[i] - share * v[i]) * v[j];
  }
  const anyBelow = x => {
    let q = 1;
    for (let i = 0; i < n; i++) {
      q = a[i][i] - x - (i ? beside[i] / q : 0);
      if (q <= 0) return true;
    }
    return false;
  };
  const radius = i => Math.sqrt(beside[i]) + Math.sqrt(beside[i + 1] ?? 0);
  let low = Math.min(...a.map((row, i) => row[i] - radius(i))),
    high = Math.min(...a.map((row, i) => row[i]));
  for (let middle = (low + high) / 2; low < middle && middle < high; middle = (low + high) / 2) {
    if (anyBelow(middle)) high = middle;
    else low = middle;
  }
  return high;
}
