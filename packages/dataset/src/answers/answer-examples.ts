import { createHash } from "node:crypto";
import { estimateTokens, neutralise, type Prompt } from "@devflow/expert";
import { languageOf } from "@devflow/syntax";
import { labelledExamples } from "../code/labelled-examples.ts";
import { expertOf } from "../code/make-example.ts";
import { leastTokens, NearDuplicates } from "../code/near-duplicates.ts";
import type { PathRules } from "../code/path-rules.ts";
import { secretSpans } from "../code/secret-spans.ts";
import { splitOfFile } from "../code/split-of-file.ts";
import type { AnswerLabel, ConversationExample, InstructionExample, Refused } from "../model.ts";
import { labelOfAnswer, type UnlabelledAnswer } from "./label-of-answer.ts";
import type { AnswerRecord } from "./model.ts";

/** Why no example came of an answer. Closed: the manifest counts by it. */
export type AnswerReason =
  | UnlabelledAnswer
  | "not ours to ask"
  | "not whole"
  | "no repository"
  | "no grammar"
  | "files of several splits"
  | "holds a credential"
  | "special token"
  | "near duplicate";

export interface AnswerExampleOptions {
  /** What of a repository may be learned from; null where it is not known or cannot be read. */
  rulesOf(repository: string): Promise<PathRules | null>;
}

/** Conversations that others lead are no prompts of ours. */
const learned: ReadonlySet<string> = new Set(["explain", "tests", "refactor", "docs", "voice"]);

type Answered = InstructionExample | ConversationExample | Refused;

/**
 * Examples of what people did with explanations and changes, for the expert of the language, in the words
 * in which it was asked: one that was applied or found helpful is right (`sft`) and wanted (`kto_chat`), one that
 * was discarded, undone or found unhelpful is unwanted.
 */
export function answerExamples(
  records: AsyncIterable<AnswerRecord>,
  options: AnswerExampleOptions,
): AsyncGenerator<Answered> {
  return labelledExamples(records, {
    labelOf: ({ outcome }) => labelOfAnswer(outcome),
    exampleOf: (record, label) => exampleOf(record, label, options),
    seen: () => new SeenAnswers(),
    formsOf: bothOf,
    refused,
  });
}

async function exampleOf(
  record: AnswerRecord,
  { decidedBy }: { decidedBy: AnswerLabel },
  { rulesOf }: AnswerExampleOptions,
): Promise<InstructionExample | Refused> {
  const { repository, paths, changed, answer, author, at, model } = record;
  const prompt = promptOf(record);
  if (prompt === null) return refused("not ours to ask");
  if (!record.isWhole) return refused("not whole");
  const [path] = paths;
  const rules = repository === null ? null : await rulesOf(repository);
  if (repository === null || path === undefined || rules === null) return refused("no repository");
  const language = languageOf(path);
  if (language === null) return refused("no grammar");
  const ruled = ruledOut(rules, [...paths, ...changed], prompt);
  if (ruled !== null) return ruled;
  // What is learnt of a file must not be measured on, so all that is written goes where its subject goes.
  const splits = new Set([path, ...changed].map((each) => splitOfFile({ repository, path: each })));
  if (splits.size > 1) return refused("files of several splits");
  for (const text of [prompt.system, prompt.user, answer]) {
    if ((await secretSpans(text)).length > 0) return refused("holds a credential");
  }
  if (neutralise(answer) !== answer) return refused("special token");
  return {
    id: `answer-${digest(record.id)}`,
    expert: expertOf(language),
    decidedBy,
    provenance: {
      ...{ repository, pullNumber: null, commitSha: "", path, language, author, at, model },
      origin: changed.length === 0 ? "explanation" : "assistant_change",
    },
    ...{ method: "sft", prompt, completion: answer },
  };
}

/** The prompt as it was sent; null for what was no prompt of the assistant's own. */
function promptOf({ feature, messages }: AnswerRecord): Prompt | null {
  const [system, user, ...others] = messages;
  const isOurs = learned.has(feature) && others.length === 0;
  return isOurs && system?.role === "system" && user?.role === "user"
    ? { system: system.content, user: user.content }
    : null;
}

/** By the path of everything that is shown or changed, and by every licence that the prompt shows. */
function ruledOut(rules: PathRules, paths: readonly string[], { user }: Prompt): Refused | null {
  const [first = ""] = paths;
  const shown = user.replace(/^ *\d+ /gm, "").split("<<<DATA");
  const found =
    paths.map((path) => rules.refusalOf(path, "")).find((each) => each !== null) ??
    shown.map((text) => rules.refusalOf(first, text)).find((each) => each !== null);
  return found ? { ...found, filter: found.filter.replace("code", "answer") } : null;
}

function* bothOf(
  example: InstructionExample,
  isWanted: boolean,
): Generator<InstructionExample | ConversationExample> {
  if (isWanted) yield example;
  yield { ...example, method: "kto_chat", isWanted };
}

/** What was answered before, of one label. */
class SeenAnswers {
  readonly #near = new NearDuplicates();
  readonly #exact = new Set<string>();

  add({ paths, answer }: AnswerRecord): boolean {
    const key = digest(`${paths[0]}\n${answer}`);
    if (this.#exact.has(key)) return true;
    this.#exact.add(key);
    return estimateTokens(answer) >= leastTokens && this.#near.add(answer);
  }
}

function refused(reason: AnswerReason): Refused {
  return { filter: "answer", reason };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 24);
}
