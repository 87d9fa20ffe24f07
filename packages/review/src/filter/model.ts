import type { FindingSource } from "../model.ts";

/** What became of a finding that people could read, in one repository. */
export interface PastOutcome {
  source: FindingSource;
  category: string;
  path: string;
  title: string;
  body: string;
  isActedOn: boolean;
  /** 1; less where nobody said anything: an open remark on a closed pull request is a weak no. */
  weight: number;
}

/** A logistic regression over the features of `features.ts`. */
export interface FilterModel {
  kind: "prior" | "trained";
  /** Of the features: a model of another version is not used. */
  version: number;
  bias: number;
  /** One a feature, in the order of `featureNames`. */
  weights: readonly number[];
  /** Findings with a lower estimate are held. */
  threshold: number;
}

/** Turns texts into vectors whose inner product says how alike they are. */
export type EmbedTexts = (texts: readonly string[]) => Promise<Float32Array[]>;

/** The filter as a review uses it. */
export interface FilterInUse {
  /** Null: switched off. Nothing is held and nothing is scored. */
  model: FilterModel | null;
  /** What became of earlier findings in this repository, oldest first. */
  past: readonly PastOutcome[];
  /** Null: likeness is by words. */
  embed: EmbedTexts | null;
}
