export { type LookOptions, lookAtRollouts, type RolloutLook } from "./look-at-rollouts.ts";
export { readEvidence } from "./read-evidence.ts";
