import { estimateTokens, functionTestPrompt, renderCode, testPrompt } from "@devflow/expert";
import type { CodeFunction } from "@devflow/syntax";
import type { InstructionExample, Refused } from "../model.ts";
import { codeOf } from "./documented-functions.ts";
import { mostFunctionTokens } from "./function-reason.ts";
import { instructionExample, languageWord } from "./make-example.ts";
import type { ReadCodeFile } from "./read-code-file.ts";
import { refused } from "./refusal.ts";
import { showsSecret } from "./secret-spans.ts";
import type { TestPair, WaitingTest } from "./tests-with-functions.ts";

/** As many as `/test` asks about. */
const mostSymbols = 8;

/** The example of a test, in the file that holds what it tests. */
export function exampleOfTest(
  read: ReadCodeFile,
  repository: string,
  { waiting, tested }: TestPair,
): InstructionExample | Refused {
  const { functions } = read.structure;
  if (tested === null) return wholeFile(read, repository, waiting);
  const scopes = tested.scopes.join(".");
  const found = functions.find(
    (each) => each.name === tested.name && each.scopes.join(".") === scopes && !each.hasErrors,
  );
  if (found === undefined) return refused("test", "no tested function");
  if (showsSecret(read.secrets, found.start, found.end)) {
    return refused("test", "holds a credential");
  }
  const code = codeOf(read.file.text, found);
  if (estimateTokens(code) > mostFunctionTokens) return refused("test", "too long");
  const { language, file, test } = waiting;
  const prompt = functionTestPrompt({
    ...{ path: read.file.path, language: languageWord(language), scopes: found.scopes },
    ...{ name: found.name, code, testPath: file.path, testName: test?.name ?? "" },
  });
  return example(waiting, repository, prompt);
}

/** A test file that is short enough to be written at once: what `/test` is asked for. */
function wholeFile(
  { file, structure, secrets }: ReadCodeFile,
  repository: string,
  waiting: WaitingTest,
): InstructionExample | Refused {
  const tested = structure.functions
    .filter(({ name, isInner, hasErrors }) => waiting.called.has(name) && !isInner && !hasErrors)
    .slice(0, mostSymbols);
  if (tested.length === 0) return refused("test", "no tested function");
  if (tested.some((each) => showsSecret(secrets, lineStartOf(file.text, each), each.end))) {
    return refused("test", "holds a credential");
  }
  const shown = tested.map((each) => wholeLines(file.text, each));
  if (estimateTokens(shown.join("\n")) > mostFunctionTokens) return refused("test", "too long");
  const { language } = structure;
  const prompt = testPrompt({
    ...{ repository: "", title: "", description: "", instructions: "", language: "" },
    hunks: shown.map((rendered) => ({ path: file.path, language, rendered })),
    ...{ context: [], testPath: waiting.file.path, path: file.path },
    symbols: tested.map(({ name }) => name),
    ...{ framework: "", neighbour: null, complaint: "" },
  });
  return example(waiting, repository, prompt);
}

function wholeLines(text: string, each: CodeFunction): string {
  return text.slice(lineStartOf(text, each), each.end);
}

function lineStartOf(text: string, { start }: CodeFunction): number {
  return text.lastIndexOf("\n", start - 1) + 1;
}

function example(
  { file, language, test, code }: WaitingTest,
  repository: string,
  prompt: InstructionExample["prompt"],
): InstructionExample {
  const origin = { repository, file, language, start: test?.start ?? 0 };
  return instructionExample(
    { ...origin, origin: "test_of_function" },
    prompt,
    renderCode(language, code),
  );
}
