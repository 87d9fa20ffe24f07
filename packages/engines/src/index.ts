export { answerHealth, type HealthAnswer, type HealthSource } from "./answer-health.ts";
export { checkReadiness, type Readiness } from "./check-readiness.ts";
export { HEALTH_PATHS } from "./health-paths.ts";
export { openEmbedder } from "./open-embedder.ts";
export { type Engines, openEngines } from "./open-engines.ts";
export { openEnginesPatiently } from "./open-engines-patiently.ts";
export { type AppProcess, runApp } from "./run-app.ts";
export { type RunOptions, runUntilSignal } from "./run-until-signal.ts";
export {
  type HealthServer,
  type HealthServerOptions,
  startHealthServer,
} from "./start-health-server.ts";
export { tellConfiguration } from "./tell-configuration.ts";
