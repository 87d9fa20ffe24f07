import { FEATURE_VERSION, featureNames } from "./features.ts";
import type { FilterModel } from "./model.ts";

/** A model as it is kept: weights by name, so that a person can read them. */
export function toStoredModel({ version, bias, threshold, weights }: FilterModel) {
  const byName = featureNames.map((name, index) => [name, weights[index] ?? 0] as const);
  return { version, bias, threshold, weights: Object.fromEntries(byName) };
}

/** The model of {@link toStoredModel}; null when it is of other features than today's. */
export function fromStoredModel(stored: unknown): FilterModel | null {
  if (!isRecord(stored) || stored.version !== FEATURE_VERSION || !isRecord(stored.weights)) {
    return null;
  }
  const { bias, threshold, weights } = stored;
  const values = featureNames.map((name) => weights[name]);
  if (!isNumber(bias) || !isNumber(threshold) || !values.every(isNumber)) return null;
  return { kind: "trained", version: FEATURE_VERSION, bias, threshold, weights: values };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
