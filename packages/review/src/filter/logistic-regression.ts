import { Matrix, solve } from "ml-matrix";

export interface Example {
  features: readonly number[];
  label: 0 | 1;
  weight: number;
}

export interface LinearModel {
  bias: number;
  weights: readonly number[];
}

/** Newton's steps end when no weight moves by more than this, or after `maxSteps`. */
const tolerance = 1e-6;
const maxSteps = 30;

/** The bias is drawn to its centre a hundred times less than the weights: it is the base rate. */
const biasShare = 0.01;

/**
 * Logistic regression with an L2 penalty, by Newton's method (iteratively reweighted least
 * squares; Bishop, Pattern Recognition and Machine Learning, 4.3.3, with the Gaussian prior of
 * 4.5.1). The penalty draws the weights to `centre` and not to zero: with few examples the model
 * stays near what is known before any. Deterministic. Own code: ml-logistic-regression, the only
 * library at hand, is plain gradient descent without a penalty and was last changed in 2019;
 * the linear system is solved by ml-matrix.
 *
 * @param strength how many examples the penalty weighs against
 */
export function fitLogisticRegression(
  examples: readonly Example[],
  centre: LinearModel,
  strength: number,
): LinearModel {
  const start = [centre.bias, ...centre.weights];
  const penalties = start.map((_, index) => (index === 0 ? strength * biasShare : strength));
  const rows = examples.map(({ features, label, weight }) => ({
    x: [1, ...features],
    label,
    weight,
  }));
  let current = start;
  for (let step = 0; step < maxSteps; step += 1) {
    const move = newtonStep(rows, current, start, penalties);
    current = current.map((value, index) => value + (move[index] ?? 0));
    if (Math.max(...move.map(Math.abs)) < tolerance) break;
  }
  const [bias = 0, ...weights] = current;
  return { bias, weights };
}

/** The estimate, 0..1. */
export function estimate({ bias, weights }: LinearModel, features: readonly number[]): number {
  const sum = weights.reduce(
    (total, weight, index) => total + weight * (features[index] ?? 0),
    bias,
  );
  return 1 / (1 + Math.exp(-sum));
}

function newtonStep(
  rows: readonly { x: readonly number[]; label: number; weight: number }[],
  current: readonly number[],
  centre: readonly number[],
  penalties: readonly number[],
): number[] {
  const size = current.length;
  const gradient = penalties.map((penalty, i) => -penalty * ((current[i] ?? 0) - (centre[i] ?? 0)));
  const hessian = Matrix.diag([...penalties]);
  const [bias = 0, ...weights] = current;
  for (const { x, label, weight } of rows) {
    const p = estimate({ bias, weights }, x.slice(1));
    const curve = weight * p * (1 - p);
    for (let i = 0; i < size; i += 1) {
      const xi = x[i] ?? 0;
      if (xi === 0) continue;
      gradient[i] = (gradient[i] ?? 0) + weight * (label - p) * xi;
      for (let j = 0; j < size; j += 1) {
        hessian.set(i, j, hessian.get(i, j) + curve * xi * (x[j] ?? 0));
      }
    }
  }
  return solve(hessian, Matrix.columnVector(gradient)).to1DArray();
}
