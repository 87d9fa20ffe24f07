import { UsageError } from "@devflow/errors";
import { readCode, writeTestsPrompt } from "@devflow/expert";
import { languageOf, readSyntax } from "@devflow/syntax";
import { askForChange } from "../change/ask-for-change.ts";
import type { AssistEvent, ChangeAnswer, EditedFile } from "../model.ts";
import type { DraftedEdit, DraftedPatch, Refusal } from "../patch/model.ts";
import type { AssistPorts } from "../ports.ts";
import { bySelection } from "../prompt/citations.ts";
import { findNeighbour } from "./find-neighbour.ts";
import { problemWithTest } from "./problem-with-test.ts";
import {
  besideTaken,
  frameworkOf,
  frameworkOfManifest,
  isTestFile,
  testPathFor,
} from "./test-path.ts";

export interface TestsTask {
  files: readonly EditedFile[];
  instruction: string;
  /** Null: that of the tests beside the code. */
  framework: string | null;
  /** Null: by the project's custom. */
  testPath: string | null;
  /** Output of a run that failed, of the test file that was sent; empty the first time. */
  failure: string;
  answerLanguage: string;
}

const maxSymbols = 8;

/**
 * Writes a file of tests beside the code, or corrects the one that was sent after a run. Nothing but
 * tests is changed. Raises UsageError when no file under test was sent.
 */
export async function* writeTests(
  task: TestsTask,
  ports: AssistPorts,
): AsyncGenerator<AssistEvent, ChangeAnswer> {
  const files = bySelection(task.files);
  const subject = await findSubject(files);
  const place = await findPlace(task, files, subject, ports);
  const { testPath, framework, neighbour } = place;
  const isThere = files.some(({ path }) => path === testPath);
  const { instruction, failure, answerLanguage: language } = task;
  const { path, symbols, names } = subject;
  const repository = ports.code?.repository ?? "";
  const answer = yield* askForChange(
    {
      ...{ files, words: "", output: failure },
      build: (material, complaint) =>
        writeTestsPrompt({
          ...{ repository, instruction, language, failure, complaint, framework },
          ...{ path, symbols, testPath, isThere, neighbour },
          ...material,
        }),
      read: (drafted, text) => readTests(drafted, text, testPath, isThere),
      sift: async (edits) => onlyTests(edits, testPath),
      refuseNew: () => null,
      check: ({ path: changed, after: code }) =>
        changed === testPath && symbols.length > 0
          ? problemWithTest({ testPath, code, path, names, symbols })
          : Promise.resolve(null),
      isUsefulInPart: false,
    },
    ports,
  );
  return { ...answer, tests: { path: testPath, framework } };
}

interface Subject {
  path: string;
  /** What shall be tested; empty where nothing is known of the language. */
  symbols: string[];
  /** Every name that the file has. */
  names: Set<string>;
}

/** The file under test, with what is selected of it. */
async function findSubject(files: readonly EditedFile[]): Promise<Subject> {
  const codes = files.filter(({ path }) => !isTestFile(path));
  const file = codes.find(({ path }) => languageOf(path) !== null) ?? codes[0];
  if (file === undefined) {
    throw new UsageError("There is no file to test.", "Send the code under test among the files.");
  }
  const { path, text, selection } = file;
  const facts = await readSyntax({ path, text });
  if (facts === null) return { path, symbols: [], names: new Set() };
  const names = new Set(facts.definitions.map(({ name }) => name));
  const callable = facts.definitions.filter(
    ({ kind }) => kind === "function" || kind === "method" || kind === "class",
  );
  const selected = callable.filter(
    ({ startLine, endLine }) =>
      selection !== null && startLine <= selection.endLine && endLine >= selection.startLine,
  );
  const meant =
    selected.length > 0 ? selected : callable.filter(({ scopes }) => scopes.length === 0);
  return { path, symbols: [...new Set(meant.map(({ name }) => name))].slice(0, maxSymbols), names };
}

interface TestPlace {
  testPath: string;
  framework: string;
  neighbour: { path: string; text: string } | null;
}

async function findPlace(
  task: TestsTask,
  files: readonly EditedFile[],
  { path }: Subject,
  { code }: AssistPorts,
): Promise<TestPlace> {
  const found = await findNeighbour(code, files, path);
  const byCustom = testPathFor(path, found?.path ?? null);
  // A run that failed is about the test file that was sent with it.
  const ran = task.failure === "" ? undefined : files.find((file) => isTestFile(file.path))?.path;
  const wanted = task.testPath ?? ran ?? byCustom;
  const testPath = await freePath(wanted, path, files, code);
  const manifest = files
    .map((file) => frameworkOfManifest(file.path, file.text))
    .find((name) => name !== "");
  const framework = task.framework ?? (frameworkOf(found?.text ?? "") || (manifest ?? ""));
  // What stands among the files of the prompt need not be shown again.
  const neighbour = files.some((file) => file.path === found?.path) ? null : found;
  return { testPath, framework, neighbour };
}

/** The wanted path, or the next one beside it where the repository has a file that was not sent. */
async function freePath(
  wanted: string,
  subject: string,
  files: readonly EditedFile[],
  code: AssistPorts["code"],
): Promise<string> {
  if (code === null || files.some(({ path }) => path === wanted)) return wanted;
  const others = [2, 3, 4, 5].map((number) => besideTaken(wanted, subject, number));
  const taken = await code.existing([wanted, ...others]);
  return [wanted, ...others].find((path) => !taken.has(path)) ?? wanted;
}

/** A block of code alone is the test file; so is one new file under another name than was asked for. */
function readTests(
  drafted: DraftedPatch,
  text: string,
  testPath: string,
  isThere: boolean,
): DraftedPatch {
  const { edits } = drafted;
  const [only] = edits;
  if (only === undefined && drafted.problems.length === 0 && !isThere) {
    const written = readCode(text);
    if (written === null) return drafted;
    const lines = written.code.split("\n");
    const prose = drafted.prose.slice(0, Math.max(0, drafted.prose.indexOf("```"))).trim();
    return { ...drafted, prose, edits: [{ kind: "whole_file", path: testPath, lines }] };
  }
  const isRenamed = edits.length === 1 && only?.kind === "whole_file" && isTestFile(only.path);
  return isRenamed && !isThere ? { ...drafted, edits: [{ ...only, path: testPath }] } : drafted;
}

function onlyTests(
  edits: readonly DraftedEdit[],
  testPath: string,
): { kept: DraftedEdit[]; refused: Refusal[] } {
  const isTest = ({ path }: DraftedEdit) => path === testPath;
  return {
    kept: edits.filter(isTest),
    refused: edits
      .filter((edit) => !isTest(edit))
      .map(({ path }) => ({ path, reason: `only ${testPath} is written here` })),
  };
}
