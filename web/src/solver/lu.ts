/** Dense LU for the small matrices of a model: row-major, in place, nothing allocated. */

/**
 * Factor `a` (n * n, row-major) with partial pivoting, in place.
 *
 * `pivots[k]` is the row swapped with row k. The diagonal of `a` ends up inverted, so that solving needs
 * no division. Returns the sign of the determinant: 1 or -1, or 0 if the matrix is singular (then `a` is spoilt).
 */
export function factor(a: Float64Array, n: number, pivots: Int32Array): number {
  let sign = 1;
  for (let k = 0; k < n; k++) {
    const rowK = k * n;
    let best = k;
    let size = Math.abs(a[rowK + k]!);
    for (let i = k + 1; i < n; i++) {
      const other = Math.abs(a[i * n + k]!);
      if (other > size) {
        size = other;
        best = i;
      }
    }
    if (!(size > 0)) return 0;
    pivots[k] = best;
    if (best !== k) {
      sign = -sign;
      const rowB = best * n;
      for (let j = 0; j < n; j++) {
        const kept = a[rowK + j]!;
        a[rowK + j] = a[rowB + j]!;
        a[rowB + j] = kept;
      }
    }
    const pivot = a[rowK + k]!;
    if (pivot < 0) sign = -sign;
    const inverse = 1 / pivot;
    a[rowK + k] = inverse;
    for (let i = k + 1; i < n; i++) {
      const rowI = i * n;
      const below = a[rowI + k]!;
      if (below === 0) continue; // models are sparse: most rows need nothing
      const multiplier = below * inverse;
      a[rowI + k] = multiplier;
      for (let j = k + 1; j < n; j++) a[rowI + j] = a[rowI + j]! - multiplier * a[rowK + j]!;
    }
  }
  return sign;
}

/** Solve A x = b with the result of `factor`; `b` (length n) becomes x. */
export function solve(a: Float64Array, n: number, pivots: Int32Array, b: Float64Array): void {
  for (let k = 0; k < n; k++) {
    const row = pivots[k]!;
    if (row !== k) {
      const kept = b[k]!;
      b[k] = b[row]!;
      b[row] = kept;
    }
  }
  // By columns: the updates of one column do not wait for each other, unlike the sum of a row.
  for (let j = 0; j < n - 1; j++) {
    const x = b[j]!;
    for (let i = j + 1, at = i * n + j; i < n; i++, at += n) b[i] = b[i]! - a[at]! * x;
  }
  for (let j = n - 1; j >= 0; j--) {
    const x = b[j]! * a[j * n + j]!;
    b[j] = x;
    for (let i = 0, at = j; i < j; i++, at += n) b[i] = b[i]! - a[at]! * x;
  }
}
