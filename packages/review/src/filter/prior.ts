import { FEATURE_VERSION, vectorOf } from "./features.ts";
import type { FilterInUse, FilterModel } from "./model.ts";

/**
 * What is assumed before any outcome, by hand. The weights are log-odds; their reasons:
 *
 * - `source_rule`, `source_secret`: a rule has its tests and hits exactly what it says; a credential
 *   is nearly never a matter of taste. Both pass alone.
 * - `verdict_keep`, `vote_share`, `confidence`: the expert is believed as far as it agrees with
 *   itself, the second look most: verifiers took the resolved share from 52 to 78 % elsewhere.
 *   What it says of its own confidence is worth least of the three.
 * - `category_*`: remarks on style and upkeep are what reviewers are switched off for; functional
 *   ones are what people act on.
 * - `has_suggestion`, `body_length`: short remarks with code are acted on more often (22,000 comments
 *   of 178 repositories, arXiv 2508.18771).
 * - `severity`: what is worse is acted on more, if it is true.
 * - `path_*`: in tests, documentation and configuration people act on less.
 * - `near_*`, `past_*`: what this team made of the like, strong enough that ten dismissals of one
 *   kind without any that was acted on outweigh a kept verdict, not a rule.
 */
const weights: Readonly<Record<string, number>> = {
  source_rule: 2.2,
  source_secret: 4,
  category_correctness: 0.2,
  category_security: 0.3,
  category_maintainability: -0.4,
  category_style: -0.8,
  severity: 0.8,
  body_length: -0.2,
  has_suggestion: 0.3,
  vote_share: 0.6,
  verdict_keep: 1.4,
  confidence: 1.2,
  near_acted_on: 0.6,
  near_dismissed: -0.8,
  past_source: 0.8,
  past_category: 0.6,
  past_folder: 0.2,
  path_test: -0.3,
  path_docs: -0.5,
  path_config: -0.1,
};

/**
 * The model before any training. A rule's finding starts at 0.81, a kept one of the expert at 0.7
 * or more; one with a third of the votes, no verdict and a confidence of 0.3 has 0.26 and is held.
 */
export const priorModel: FilterModel = {
  kind: "prior",
  version: FEATURE_VERSION,
  bias: -1.4,
  weights: vectorOf(weights),
  threshold: 0.35,
};

/** The filter of a review that knows nothing of earlier ones, as on the command line. */
export const priorFilter: FilterInUse = { model: priorModel, past: [], embed: null };
