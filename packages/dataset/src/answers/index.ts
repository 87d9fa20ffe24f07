export { type AnswerExampleOptions, type AnswerReason, answerExamples } from "./answer-examples.ts";
export type { AnswerRecord } from "./model.ts";
