/**
 * Solves a system of equations with a symmetric, positive definite matrix by Cholesky's decomposition (Press et al., "Numerical Recipes",
 * 2.9). The matrix is row by row; only its lower half is read.
 * @throws RangeError when the matrix is not positive definite
 */
export const solvePositive = (matrix: Float64Array, right: Float64Array): Float64Array => {
  const n = right.length;
  const lower = Float64Array.from(matrix);
  for (let row = 0; row < n; row++)
    for (let column = 0; column <= row; column++) {
      let sum = lower[row * n + column]!;
      for (let k = 0; k < column; k++) sum -= lower[row * n + k]! * lower[column * n + k]!;
      if (row === column && !(sum > 0)) throw new RangeError('the matrix is not positive definite');
      lower[row * n + column] = row === column ? Math.sqrt(sum) : sum / lower[column * n + column]!;
    }
  const solution = Float64Array.from(right);
  for (let row = 0; row < n; row++) {
    for (let k = 0; k < row; k++) solution[row]! -= lower[row * n + k]! * solution[k]!;
    solution[row]! /= lower[row * n + row]!;
  }
  for (let row = n - 1; row >= 0; row--) {
    for (let k = row + 1; k < n; k++) solution[row]! -= lower[k * n + row]! * solution[k]!;
    solution[row]! /= lower[row * n + row]!;
  }
  return solution;
};
