import {
  buildFill,
  type CompletionInput,
  type ReadCompletion,
  readCompletion,
  readingRulesOf,
} from "@devflow/completion";
import type { FillPiece } from "@devflow/expert";
import type { GivenAnswer } from "./answers.ts";
import type { PlacedMiddle } from "./choose-places.ts";

export interface Judged {
  place: PlacedMiddle;
  answer: string;
  given: GivenAnswer;
  read: ReadCompletion;
  extent: string;
  verdict: "right" | "short" | "long" | "dropped" | "other";
  /** Of our own work for the completion; the stream is there at once. */
  ms: number;
}

/** Tokens of code are three to four characters long. */
const pieceCharacters = 4;

async function* streamed({ raw, finishReason }: GivenAnswer): AsyncGenerator<FillPiece> {
  for (let at = 0; at < raw.length; at += pieceCharacters) {
    yield { text: raw.slice(at, at + pieceCharacters), finishReason: null };
  }
  yield { text: "", finishReason };
}

export async function judge(
  place: PlacedMiddle,
  answer: string,
  given: GivenAnswer,
): Promise<Judged> {
  const { prefix, suffix } = given;
  const { language, path } = place;
  const input: CompletionInput = {
    ...{ language, path, prefix, suffix },
    ...{ repositoryId: null, snippets: [], trigger: "automatic" },
  };
  const startedAt = performance.now();
  const rules = readingRulesOf(input, "qwen-coder");
  buildFill(input, { windowTokens: 8_192, maxOutputTokens: 256, family: "qwen-coder" }, rules);
  const read = await readCompletion(streamed(given), rules);
  const ms = performance.now() - startedAt;
  const verdict = verdictOf(given, read.text);
  return { place, answer, given, read, extent: rules.extent.kind, verdict, ms };
}

function verdictOf({ wanted, accepts }: GivenAnswer, shown: string): Judged["verdict"] {
  if (wanted === null) return shown === "" ? "right" : "other";
  if (shown === wanted.trimEnd()) return "right";
  const isBeginning = wanted.startsWith(shown);
  if (accepts === "prefix" && isBeginning) return "right";
  if (shown === "") return "dropped";
  if (isBeginning) return "short";
  return shown.startsWith(wanted.trimEnd()) ? "long" : "other";
}
