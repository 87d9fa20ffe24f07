import { setImmediate } from "node:timers/promises";
import { type FileDiff, isCommentable, textBefore } from "@devflow/diff";
import type { CodeIndex } from "@devflow/retrieval";
import { type ParsedCode, parseCode, type RuleSet, readSyntax } from "@devflow/syntax";
import { limits } from "../limits.ts";
import type { Candidate, ReviewPolicy } from "../model.ts";
import type { ReviewBounds } from "../review-bounds.ts";
import type { FileTexts } from "../scope/file-texts.ts";
import { addedLineNumbers } from "./added-lines.ts";
import { type Calls, isModule, isTyped } from "./calls/calls.ts";
import { changesOutsideBodies } from "./calls/outside-bodies.ts";
import { fileChecks } from "./checks/all-checks.ts";
import { Callees, ImportedFiles } from "./checks/callees.ts";
import {
  callersLeftBehind,
  findCallersLeftBehind,
  findCallsLeftBehind,
  findModulesLeftBehind,
} from "./checks/callers-left-behind.ts";
import type { Check, CheckedFile, CheckHit } from "./checks/check.ts";
import type { FactFile } from "./facts/fact.ts";
import { staticCandidate } from "./static-candidate.ts";

export interface ChecksInput {
  /** Files of the change whose text rules were run on. */
  files: readonly FileDiff[];
  changedFiles: readonly FileDiff[];
  texts: FileTexts;
  rules: RuleSet;
  policy: ReviewPolicy;
  bounds: ReviewBounds;
  index: CodeIndex | null;
  /** Resolves calls over files, of Go and Java; null where nothing is known of other files. */
  calls: Calls | null;
  signal: AbortSignal | undefined;
}

/** What no pattern in one file can say: from the version before, the diff, and other files. */
export async function draftWithChecks(input: ChecksInput): Promise<Candidate[]> {
  const { texts, signal } = input;
  const imported = new ImportedFiles(texts);
  const candidates: Candidate[] = [];
  const forCallers: CheckedFile[] = [];
  for (const file of input.files) {
    // Parsing computes on this thread.
    await setImmediate();
    signal?.throwIfAborted();
    if (input.bounds.isTimeUp) break;
    const checked = await readFile(file, input, imported);
    if (checked === null) continue;
    for (const check of fileChecks) {
      if (!isOn(check, checked.head, input)) continue;
      const hits = await check.find(checked);
      candidates.push(...candidatesOf(check, hits, file, checked.head, input.policy));
    }
    if (isOn(callersLeftBehind, checked.head, input)) forCallers.push(checked);
  }
  return [...candidates, ...(await draftOfCallers(forCallers, input))];
}

async function draftOfCallers(
  files: readonly CheckedFile[],
  { index, calls, changedFiles, policy }: ChecksInput,
): Promise<Candidate[]> {
  const { typed, modules, others } = await byResolution(files, { index, calls });
  const found = new Map([
    ...(calls === null ? [] : await findCallsLeftBehind(typed, calls)),
    ...(calls === null ? [] : await findModulesLeftBehind(modules, calls)),
    ...(index === null ? [] : await findCallersLeftBehind(others, changedFiles, index)),
  ]);
  return files.flatMap(({ file, head }) =>
    candidatesOf(callersLeftBehind, found.get(file.path) ?? [], file, head, policy),
  );
}

/** How the callers of a file are found: by types, by what modules give, or by names in the index. */
async function byResolution(
  files: readonly CheckedFile[],
  { calls, index }: Pick<ChecksInput, "calls" | "index">,
) {
  const typed: FactFile[] = [];
  const modules: CheckedFile[] = [];
  const others: FactFile[] = [];
  for (const each of files) {
    if (isTyped(each.head.language) || isModule(each.head)) {
      if (calls === null || !changesOutsideBodies(each)) continue;
      if (isModule(each.head)) modules.push(each);
      else typed.push(await readFactFile(each));
    } else if (index !== null) others.push(await readFactFile(each));
  }
  return { typed, modules, others };
}

type CheckWords = Omit<Check, "find">;

/** Unless settings disable it, or a rule of the team takes its place. */
function isOn(check: CheckWords, code: ParsedCode, { rules }: ChecksInput): boolean {
  return (
    check.languages.includes(code.language) &&
    !rules.rules.some(({ replaces }) => replaces?.includes(check.id))
  );
}

async function readFile(
  file: FileDiff,
  { texts, calls }: ChecksInput,
  imported: ImportedFiles,
): Promise<CheckedFile | null> {
  if (file.status === "deleted" || file.hunks.length === 0) return null;
  const headText = await texts.head(file.path);
  const head =
    headText === null || headText.length > limits.fileCharacters
      ? null
      : parseCode({ path: file.path, text: headText });
  if (headText === null || head === null) return null;
  let base: ParsedCode | null | undefined;
  return {
    file,
    head,
    headText,
    base: () => {
      base ??= parseBase(file, headText);
      return base;
    },
    added: addedLineNumbers(file),
    callees: new Callees(file.path, head, imported, calls),
  };
}

function parseBase(file: FileDiff, headText: string): ParsedCode | null {
  const text = file.status === "added" ? null : textBefore(headText, file.hunks);
  return text === null ? null : parseCode({ path: file.previousPath ?? file.path, text });
}

async function readFactFile({ file, headText }: CheckedFile): Promise<FactFile> {
  const baseText = file.status === "added" ? null : textBefore(headText, file.hunks);
  const [head, base] = await Promise.all([
    readSyntax({ path: file.path, text: headText }),
    baseText === null ? null : readSyntax({ path: file.previousPath ?? file.path, text: baseText }),
  ]);
  return { file, headText, baseText, head, base };
}

function candidatesOf(
  check: CheckWords,
  hits: readonly CheckHit[],
  file: FileDiff,
  code: ParsedCode,
  policy: ReviewPolicy,
): Candidate[] {
  const { disabledRules, ruleSeverities } = policy.forPath(file.path);
  if (disabledRules.has(check.id)) return [];
  return hits.flatMap((hit): Candidate[] => {
    const position = { side: "RIGHT", startLine: hit.startLine, line: hit.endLine } as const;
    if (!isCommentable(file, position) || code.isSilenced(hit.startLine, check.id)) return [];
    return [
      staticCandidate({
        path: file.path,
        source: `rule:${check.id}`,
        severity: ruleSeverities.get(check.id) ?? hit.severity ?? check.severity,
        category: check.category,
        title: check.title,
        body: hit.body,
        position,
      }),
    ];
  });
}
