/** The standard normal distribution. */

const DENSITY = 1 / Math.sqrt(2 * Math.PI);

/** Share below `x`, to the last digits: a power series near 0, a continued fraction in the tails. */
export function normalCdf(x: number): number {
  const far = Math.abs(x);
  if (far > 38) return x > 0 ? 1 : 0;
  const density = DENSITY * Math.exp((-far * far) / 2);
  if (far < 3) {
    let term = far, sum = far;
    for (let k = 3; Math.abs(term) > 1e-17 * sum; k += 2) { term *= (far * far) / k; sum += term; }
    return x < 0 ? 0.5 - density * sum : 0.5 + density * sum;
  }
  let below = far;
  for (let k = 60; k > 0; k--) below = far + k / below;
  return x < 0 ? density / below : 1 - density / below;
}
