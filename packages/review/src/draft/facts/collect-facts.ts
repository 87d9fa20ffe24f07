import { setImmediate } from "node:timers/promises";
import { type FileDiff, textBefore } from "@devflow/diff";
import type { CodeIndex } from "@devflow/retrieval";
import { languageOf, readSyntax, type SyntaxFacts } from "@devflow/syntax";
import { limits } from "../../limits.ts";
import type { Candidate, Held } from "../../model.ts";
import type { FileTexts } from "../../scope/file-texts.ts";
import type { Calls } from "../calls/calls.ts";
import { findCallers } from "../calls/left-behind.ts";
import { type DependencyChange, dependencyChanges, dependencyFacts } from "./dependency-facts.ts";
import { byUse, type Fact, type FactFile } from "./fact.ts";
import { guardFacts } from "./guard-facts.ts";
import { isManifest } from "./read-dependencies.ts";
import { ruleFacts } from "./rule-facts.ts";
import { callerFacts, findBrokenPromises, signatureFacts } from "./signature-facts.ts";
import { testFacts } from "./test-facts.ts";
import { findUnresolvedCalls, unresolvedFacts } from "./unresolved-facts.ts";
import { unresolvedMembers } from "./unresolved-members.ts";

export interface FactsInput {
  /** The files that the expert will see. */
  files: readonly FileDiff[];
  changedFiles: readonly FileDiff[];
  texts: FileTexts;
  index: CodeIndex | null;
  /** Resolves calls over files, of Go and Java; null where nothing is known of other files. */
  calls: Calls | null;
  fromRules: { candidates: readonly Candidate[]; held: readonly Held[] };
  signal: AbortSignal | undefined;
}

/**
 * What our own tools know about each file, by its path, the most useful first. The index is asked
 * twice, whatever the number of files; without one nothing is said that only it can know.
 */
export async function collectFacts(input: FactsInput): Promise<ReadonlyMap<string, Fact[]>> {
  const { changedFiles, texts, fromRules } = input;
  const files: FactFile[] = [];
  for (const file of input.files) {
    // Parsing computes on this thread.
    await setImmediate();
    input.signal?.throwIfAborted();
    files.push(await readFactFile(file, texts));
  }
  const ofIndex = await factsOfIndex(files, input);
  const dependencies = await changedDependencies(changedFiles, texts);
  return new Map(
    files.map((each) => {
      const { file, headText, head } = each;
      const facts = [
        ...(ofIndex.get(file.path) ?? []),
        ...guardFacts(each),
        ...ruleFacts(file.path, fromRules.candidates, fromRules.held),
        ...testFacts(file, changedFiles),
        ...dependencyFacts(file.path, headText, head?.imports ?? [], dependencies),
      ];
      return [file.path, facts.sort(byUse)];
    }),
  );
}

async function readFactFile(file: FileDiff, texts: FileTexts): Promise<FactFile> {
  const text = await texts.head(file.path);
  const headText = text !== null && text.length <= limits.fileCharacters ? text : null;
  const isNew = file.status === "added";
  // By the diff, not by a second request for the file.
  const baseText = isNew || headText === null ? null : textBefore(headText, file.hunks);
  const [head, base] = await Promise.all([
    syntaxOf(file.path, headText),
    syntaxOf(file.previousPath ?? file.path, baseText),
  ]);
  return { file, headText, baseText, head, base };
}

async function syntaxOf(path: string, text: string | null): Promise<SyntaxFacts | null> {
  return text === null || languageOf(path) === null ? null : readSyntax({ path, text });
}

async function factsOfIndex(
  files: readonly FactFile[],
  { index, calls, changedFiles }: FactsInput,
): Promise<Map<string, Fact[]>> {
  if (index === null) return new Map();
  const changedPaths = new Set(
    changedFiles.flatMap(({ path, previousPath }) => [path, previousPath ?? path]),
  );
  const added = wordsOfAddedDefinitions(changedFiles);
  const read = files.map((file) => ({
    file,
    path: file.file.path,
    promises: findBrokenPromises(file),
    unresolved: findUnresolvedCalls(file),
  }));
  const [uses, known] = await Promise.all([
    index.usesOf(
      read.map(({ path, promises }) => ({ path, names: promises.map(({ name }) => name) })),
    ),
    index.knownNames(
      [...new Set(read.flatMap(({ unresolved }) => [...unresolved.keys()]))],
      [...changedPaths],
    ),
  ]);
  const facts = new Map<string, Fact[]>();
  for (const [at, { file, path, promises, unresolved }] of read.entries()) {
    const callers =
      calls === null || promises.length === 0 ? null : await findCallers(promises, file, calls);
    const signatures =
      callers === null
        ? signatureFacts(promises, uses[at] ?? [], changedPaths, added)
        : callerFacts(callers);
    // A name that another file of the change brings may be meant.
    const explained = known === null ? null : new Set([...known, ...added]);
    facts.set(path, [
      ...signatures,
      ...(explained ? unresolvedFacts(unresolved, explained) : []),
      ...(await unresolvedMembers(file, calls)),
    ]);
  }
  return facts;
}

/** Every word that stands behind a word of definition on an added line. */
function wordsOfAddedDefinitions(files: readonly FileDiff[]): Set<string> {
  const names = new Set<string>();
  const definition =
    /\b(?:function\*?|def|func|fn|class|interface|type|const|let|var|struct|enum|val|void|object)\s+(?:\([^)]*\)\s*)?([\w$]+)|\b([\w$]+)\s*(?:=|:)\s*(?:async\s*)?(?:function|\(|lambda)|\b([\w$]+)\s*\([^)]*\)[^;{]*\{/g;
  for (const { hunks } of files) {
    for (const { kind, text } of hunks.flatMap(({ lines }) => lines)) {
      if (kind !== "added" || text.length > limits.lineCharacters) continue;
      for (const match of text.matchAll(definition)) {
        const name = match[1] ?? match[2] ?? match[3];
        if (name !== undefined) names.add(name);
      }
    }
  }
  return names;
}

async function changedDependencies(
  changedFiles: readonly FileDiff[],
  texts: FileTexts,
): Promise<DependencyChange[]> {
  const manifests = changedFiles.filter(
    ({ path, status }) => status !== "deleted" && isManifest(path),
  );
  const changes = await Promise.all(
    manifests.slice(0, limits.manifestsRead).map(async (file) => {
      const { headText, baseText } = await readFactTexts(file, texts);
      return dependencyChanges(file.path, baseText, headText);
    }),
  );
  return changes.flat();
}

async function readFactTexts(file: FileDiff, texts: FileTexts) {
  const headText = await texts.head(file.path);
  const isNew = file.status === "added" || headText === null;
  return { headText, baseText: isNew ? null : textBefore(headText, file.hunks) };
}
