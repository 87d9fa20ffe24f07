export {
  type AdapterLoader,
  createAdapterLoader,
  type Readiness,
} from "./adapters/adapter-loader.ts";
export {
  type AdapterServer,
  createAdapterServer,
  type ScaledAdapter,
  type ServedAdapter,
} from "./adapters/adapter-server.ts";
export { basesOf, mayBeSameModel } from "./adapters/base-models.ts";
export { type Probe, probeExpert } from "./adapters/probe-expert.ts";
export { withModel } from "./adapters/with-model.ts";
export { type ReadCode, readCode } from "./answers/read-code.ts";
export { type ReadDescription, readDescription } from "./answers/read-description.ts";
export { readProse } from "./answers/read-prose.ts";
export { renderCode } from "./answers/render-code.ts";
export { askableExpertOf, connectExpert, probing } from "./askable-expert.ts";
export { type CodeExpertOptions, createCodeExpert } from "./code/create-code-expert.ts";
export { type FimProbe, type FimVerdict, probeFim } from "./code/probe-fim.ts";
export { createExpert, type ExpertOptions } from "./create-expert.ts";
export { chooseModel } from "./discovery/choose-model.ts";
export {
  type DiscoveredExpert,
  type DiscoverOptions,
  discoverExpert,
  discoveredSettings,
} from "./discovery/discover-expert.ts";
export { type ListedModel, listModels } from "./discovery/list-models.ts";
export type { ServerKind } from "./discovery/server-window.ts";
export {
  createEndpointEmbedder,
  type EndpointEmbedder,
  type EndpointEmbedderOptions,
} from "./embeddings/create-endpoint-embedder.ts";
export { type ChosenExpert, createExpertSource, type ExpertSource } from "./expert-source.ts";
export {
  FIM_TEMPLATES,
  type FimFamily,
  type FimTemplate,
  fimFamilyOf,
  fimStops,
  isFimFamily,
} from "./fim/fim-families.ts";
export {
  FIM_LIMITS,
  type FimInput,
  readFimAnswer,
  renderFim,
  renderFimAnswer,
} from "./fim/render-fim.ts";
export { FINDING_LIMITS } from "./findings/limits.ts";
export { type CommentGradeAnswer, parseCommentGrade } from "./findings/parse-comment-grade.ts";
export { parseFindings } from "./findings/parse-findings.ts";
export { parseReply, type ReplyClass } from "./findings/parse-reply.ts";
export { parseStillStands } from "./findings/parse-still-stands.ts";
export { parseVerdict } from "./findings/parse-verdict.ts";
export { NO_FINDINGS, renderFinding, renderFindings } from "./findings/render-finding.ts";
export * from "./model.ts";
export { budgetFor, countPrompt, fitsWindow, type PromptBudget } from "./prompt-budget.ts";
export type {
  AssistMaterial,
  NumberedContext,
  ShownFile,
} from "./prompts/assist/assist-prompt.ts";
export {
  type ChangeCodePromptInput,
  documentCodePrompt,
  refactorPrompt,
} from "./prompts/assist/change-code-prompt.ts";
export { chatContextPrompt } from "./prompts/assist/chat-context-prompt.ts";
export {
  type ExplainCodePromptInput,
  explainCodePrompt,
} from "./prompts/assist/explain-code-prompt.ts";
export { INTENTS, type Intent, intentPrompt, parseIntent } from "./prompts/assist/intent-prompt.ts";
export {
  type WriteTestsPromptInput,
  writeTestsPrompt,
} from "./prompts/assist/write-tests-prompt.ts";
export {
  CATEGORIES,
  CATEGORY_NAMES,
  type FindingCategory,
  isCategory,
} from "./prompts/categories.ts";
export { cleanText } from "./prompts/clean-text.ts";
export {
  type FunctionPromptInput,
  functionPrompt,
} from "./prompts/code/function-prompt.ts";
export {
  type FunctionTestPromptInput,
  functionTestPrompt,
} from "./prompts/code/function-test-prompt.ts";
export { type AskPromptInput, askPrompt, type PromptPlace } from "./prompts/commands/ask-prompt.ts";
export {
  type DescribedFile,
  type DescribePromptInput,
  describePrompt,
} from "./prompts/commands/describe-prompt.ts";
export { type ExplainPromptInput, explainPrompt } from "./prompts/commands/explain-prompt.ts";
export type { CommandMaterial, SaidComment } from "./prompts/commands/framed-prompt.ts";
export {
  type DocsPromptInput,
  docsPrompt,
  type FixPromptInput,
  fixPrompt,
  improvePrompt,
} from "./prompts/commands/suggest-prompt.ts";
export { type TestPromptInput, testPrompt } from "./prompts/commands/test-prompt.ts";
export { digestPrompt } from "./prompts/digest-prompt.ts";
export {
  type DraftPromptInput,
  draftPrompt,
  PROMPT_LIMITS,
  type Prompt,
  type PromptContext,
  type PromptHunk,
} from "./prompts/draft-prompt.ts";
export { type HiddenCharacters, hiddenCharacters } from "./prompts/hidden-characters.ts";
export {
  type JudgeCommentPromptInput,
  judgeCommentPrompt,
} from "./prompts/judge-comment-prompt.ts";
export { lookalikeWords } from "./prompts/lookalike-words.ts";
export { type ReplyPromptInput, replyPrompt } from "./prompts/reply-prompt.ts";
export { neutralise } from "./prompts/spotlight.ts";
export { type StillStandsPromptInput, stillStandsPrompt } from "./prompts/still-stands-prompt.ts";
export { type VerifyPromptInput, verifyPrompt } from "./prompts/verify-prompt.ts";
export {
  type AssistantExperts,
  type AssistantExpertsOptions,
  createAssistantExperts,
  type RoutedExpert,
} from "./routing/assistant-experts.ts";
export {
  type ExpertChoice,
  type LiveAdapters,
  type RoutableExpert,
  type RouteInput,
  type RouteQuestion,
  type Routing,
  routeExpert,
} from "./routing/route-expert.ts";
export { createSpeaker, type Speaker, type SpokenText } from "./speech/create-speaker.ts";
export {
  createTranscriber,
  type SpokenAudio,
  type Transcriber,
} from "./speech/create-transcriber.ts";
export { estimateTokens } from "./tokens/estimate-tokens.ts";
export { withComplete } from "./with-complete.ts";
