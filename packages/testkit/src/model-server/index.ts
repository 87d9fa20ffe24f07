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
  type ServerAnswer,
  type StreamedPiece,
  slow,
  status,
  streamed,
  text,
  truncated,
  verdict,
} from "./model-answer.ts";
export type { Endpoint, ModelRequest, RecordedRequest, RequestOutcome } from "./model-request.ts";
export {
  type AnswerFunction,
  byPrompt,
  byPurpose,
  type ModelScript,
  type PromptRule,
  type ScriptOption,
} from "./model-script.ts";
export { reportBugs } from "./report-bugs.ts";
export type { SpeechOptions, SpeechRequest } from "./speech.ts";
export {
  type ModelServer,
  type ModelServerOptions,
  startModelServer,
} from "./start-model-server.ts";
