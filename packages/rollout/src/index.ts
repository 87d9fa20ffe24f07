export { alwaysValidInterval, type Interval } from "./evidence/always-valid-interval.ts";
export {
  type ComparedFinding,
  compareShadow,
  type ShadowComparison,
} from "./evidence/compare-shadow.ts";
export { type Decision, decide, type Measure, type Step } from "./evidence/decide.ts";
export type {
  ArmEvidence,
  Evidence,
  Failures,
  RepositoryEvidence,
  ShadowEvidence,
} from "./evidence/model.ts";
export { defaultPlan, type RolloutPlan } from "./evidence/plan.ts";
export { emptyRatio, type Ratio, withUnit } from "./evidence/ratio.ts";
export type * from "./model.ts";
export { findAdapter, listAdapters, liveAdapter, requireAdapter } from "./registry/adapter-row.ts";
export {
  type CheckedFolder,
  checkAdapterFolder,
} from "./registry/check-adapter-folder.ts";
export { folderDigest } from "./registry/folder-digest.ts";
export {
  judgeAdapter,
  type RegisterOptions,
  registerAdapter,
} from "./registry/register-adapter.ts";
export {
  type AdapterFiles,
  canarySize,
  chooseModel,
  isInCanary,
  type ModelChoice,
} from "./stages/choose-model.ts";
export { goBack, type WentBack } from "./stages/go-back.ts";
export { type AdapterChoice, createLiveAdapters } from "./stages/live-adapters.ts";
export {
  mostListedRollouts,
  openRollout,
  openRollouts,
  rolloutsOf,
} from "./stages/rollout-row.ts";
export { type StartOptions, startRollout } from "./stages/start-rollout.ts";
export {
  advanceRollout,
  promoteRollout,
  rollBack,
  type StepOptions,
  stopRollout,
} from "./stages/step-rollout.ts";
