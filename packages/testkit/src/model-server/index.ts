export type { AdapterOptions } from "./adapters.ts";
export { type EmbeddingsOptions, type EmbeddingsRequest, wordVector } from "./embeddings.ts";
export {
  clean,
  completeFinding,
  cutConnection,
  findings,
  garbage,
  type ModelAnswer,
  raw,
  slow,
  status,
  text,
  truncated,
  verdict,
} from "./model-answer.ts";
export type { ModelRequest, RecordedRequest, RequestOutcome } from "./model-request.ts";
export {
  type AnswerFunction,
  byPurpose,
  type ModelScript,
  type ScriptOption,
} from "./model-script.ts";
export { reportBugs } from "./report-bugs.ts";
export {
  type ModelServer,
  type ModelServerOptions,
  startModelServer,
} from "./start-model-server.ts";
