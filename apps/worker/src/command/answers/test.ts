import { frameworkOf, isTestPath, problemWithTest, testPathFor } from "@devflow/assist";
import type { FileDiff } from "@devflow/diff";
import { readCode, testPrompt } from "@devflow/expert";
import { safeCode } from "@devflow/review";
import { languageOf, readSyntax, type SymbolDefinition } from "@devflow/syntax";
import { type Answer, type ExpertRun, refused, said } from "../command-run.ts";
import { filesOf } from "../files-of.ts";
import { contextOf, type Material, materialOf, type Piece, readMaterial } from "../material.ts";
import { findNeighbour, type NeighbourTest } from "../neighbour-test.ts";
import { renderFile } from "../render-answer.ts";

const contextShare = 0.15;
/** A second try is told why the first could not be taken; a third is as bad as the second. */
const tries = 2;
const maxSymbols = 8;

/** `/test [PATH]`: a whole test file for the changed code of one file. */
export async function writeTests(run: ExpertRun): Promise<Answer> {
  const material = await readMaterial(run);
  const files = filesOf(run, material);
  if (!Array.isArray(files)) return files;
  for (const file of files) {
    if (isTestPath(file.path) || languageOf(file.path) === null) continue;
    const subject = await readSubject(material, file);
    if (subject !== null) return await testFile(run, material, subject);
  }
  return refused(
    "nothing to test",
    "No function or class of a file that I could test was changed here.",
  );
}

interface Subject {
  file: FileDiff;
  definitions: SymbolDefinition[];
  names: Set<string>;
  code: Piece[];
}

/** The changed functions and classes of a file, with their code; null when there are none. */
async function readSubject({ readHead }: Material, file: FileDiff): Promise<Subject | null> {
  const text = await readHead(file.path);
  const facts = text === null ? null : await readSyntax({ path: file.path, text });
  if (text === null || facts === null) return null;
  const added = file.hunks
    .flatMap(({ lines }) => lines)
    .flatMap(({ kind, newLine }) => (kind === "added" && newLine !== null ? [newLine] : []));
  const definitions = facts.definitions
    .filter(({ kind }) => kind === "function" || kind === "method" || kind === "class")
    .filter(({ startLine, endLine }) => added.some((line) => line >= startLine && line <= endLine))
    .slice(0, maxSymbols);
  if (definitions.length === 0) return null;
  const lines = text.split(/\r?\n/);
  const outer = definitions.filter((each) => !definitions.some((other) => holds(other, each)));
  const code = outer.map(({ startLine, endLine }): Piece => {
    const rendered = lines.slice(startLine - 1, endLine).join("\n");
    const hunk = { path: file.path, language: facts.language, rendered };
    return { kind: "hunk", file, hunkIndex: 0, hunk };
  });
  return { file, definitions, names: new Set(facts.definitions.map(({ name }) => name)), code };
}

function holds(outer: SymbolDefinition, inner: SymbolDefinition): boolean {
  return outer !== inner && outer.startLine <= inner.startLine && outer.endLine >= inner.endLine;
}

async function testFile(run: ExpertRun, material: Material, subject: Subject): Promise<Answer> {
  const { file, definitions, names, code } = subject;
  const { expert } = run;
  const { path } = file;
  const maxTokens = Math.floor(expert.expert.windowTokens * contextShare);
  const hunkIndexes = file.hunks.map((_, index) => index);
  const around = await contextOf(material, file, hunkIndexes, maxTokens);
  const neighbour = await findNeighbour(material, path, around);
  const testPath = testPathFor(path, neighbour?.path ?? null);
  const symbols = definitions.map(({ name }) => name);
  const framework = neighbour === null ? "" : frameworkOf(neighbour.text);
  const pieces: (Piece | NeighbourTest)[] = [
    ...code.slice(0, 1),
    ...(neighbour === null ? [] : [neighbour]),
    ...code.slice(1),
    ...around,
  ];
  let complaint = "the answer holds no whole file";
  for (let asked = 0; asked < tries; asked += 1) {
    const { prompt } = await expert.fit(pieces, (kept) =>
      testPrompt({
        ...materialOf(
          material,
          path,
          kept.filter((piece) => piece.kind !== "neighbour"),
        ),
        ...{ testPath, path, symbols, framework, complaint: asked === 0 ? "" : complaint },
        neighbour: kept.find((piece) => piece.kind === "neighbour") ?? null,
      }),
    );
    const written = readCode((await expert.ask(prompt)).text);
    if (written === null) continue;
    const test = { testPath, code: written.code, path, names, symbols };
    const problem = await problemWithTest(test);
    if (problem === null) return await show(material, test, neighbour, written.language);
    complaint = problem;
  }
  return refused(
    "no usable test",
    `No usable test of ${safeCode(path)} came of it: ${complaint}. Write \`/test\` again in a new comment to ask once more.`,
  );
}

async function show(
  material: Material,
  { testPath, code }: { testPath: string; code: string },
  neighbour: NeighbourTest | null,
  language: string,
): Promise<Answer> {
  const like =
    neighbour === null ? "by the custom of the language" : `like ${safeCode(neighbour.path)}`;
  const isThere = (await material.readHead(testPath)) !== null;
  const note = isThere ? " That file exists: take over what is missing there." : "";
  const words = `Tests, ${like}; nobody has run them.${note}`;
  return said("test written", `${words}\n\n${renderFile(testPath, language, code)}`);
}
