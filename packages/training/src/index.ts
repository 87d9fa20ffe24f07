export { type Launch, oneProcess } from "./compile/launch-command.ts";
export { loadTrainingConfig } from "./config/load-training-config.ts";
export {
  type MethodVerdict,
  type PromotionOptions,
  type PromotionVerdict,
  promotionTest,
} from "./evaluate/promotion-test.ts";
export {
  type EvaluatedExample,
  type Evaluation,
  readEvaluation,
} from "./evaluate/read-evaluation.ts";
export * from "./model.ts";
export type { PythonFacts } from "./python/probe.ts";
export { defaultVenv, hasGpu, isSetUp, setUpEnvironment } from "./python/set-up-environment.ts";
export { trainingEnvironment } from "./python/training-environment.ts";
export { clearWork, type Unfinished, unfinishedText } from "./run/clear-work.ts";
export { type PlannedStep, planTraining, type TrainingPlan } from "./run/plan-training.ts";
export type { StepProgress } from "./run/progress-line.ts";
export { type PythonCall, type PythonResult, runPython } from "./run/python-process.ts";
export type { TrainedAdapter, TrainingRun } from "./run/train-expert.ts";
export { versionName, workFolder } from "./run/version-name.ts";
export {
  type PreparedTraining,
  prepareTraining,
  type TrainingRequest,
  type TrainingWorld,
  trainPrepared,
} from "./train-from-export.ts";
export { defaultConfigFile, trainingFolder } from "./training-folder.ts";
