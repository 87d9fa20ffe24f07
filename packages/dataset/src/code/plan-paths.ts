import { pathSkipReason } from "@devflow/retrieval/training";
import { languageOf } from "@devflow/syntax";
import type { Refused, Split } from "../model.ts";
import { isLicencePath, LicenceMap } from "./licence.ts";
import { markedPaths } from "./marked-paths.ts";
import type { CodeOptions, CodeSource } from "./model.ts";
import { type CodeReason, refused } from "./refusal.ts";
import { splitOfFile } from "./split-of-file.ts";

export interface PlannedPaths {
  /** Files of the split that may be read. */
  wanted: Set<string>;
  refused: Refused[];
  licences: LicenceMap;
}

const largestNotice = 200_000;

/** Which files of a repository one split is made of, judged by their paths alone. */
export async function planPaths(
  source: CodeSource,
  split: Split,
  { allowedLicences }: Pick<CodeOptions, "allowedLicences">,
): Promise<PlannedPaths> {
  const files: { path: string; sizeBytes: number }[] = [];
  const notices = new Set<string>();
  for await (const file of source.paths()) {
    const { path, sizeBytes } = file;
    const isNotice = isLicencePath(path) || /(^|\/)\.gitattributes$/.test(path);
    if (isNotice && sizeBytes <= largestNotice) notices.add(path);
    else if (splitOfFile({ repository: source.repository, path }) === split) files.push(file);
  }
  const licences = new LicenceMap(allowedLicences);
  const attributes: { path: string; text: string }[] = [];
  for await (const { path, text } of source.files(notices)) {
    if (isLicencePath(path)) licences.note(path, text);
    else attributes.push({ path, text });
  }
  const isMarked = markedPaths(attributes);
  const planned: PlannedPaths = { wanted: new Set(), refused: [], licences };
  for (const file of files) {
    const reason = pathReason(file, source.ignorePaths, isMarked);
    if (reason === null) planned.wanted.add(file.path);
    else planned.refused.push(refused("path", reason));
  }
  return planned;
}

/**
 * By the list of the index, which has that of reviews in it: what it leaves out is nothing to learn
 * from. Files of no language are not told apart.
 */
function pathReason(
  file: { path: string; sizeBytes: number },
  ignorePaths: readonly string[],
  isMarked: (path: string) => boolean,
): CodeReason<"path"> | null {
  const reason = pathSkipReason(file, ignorePaths);
  if (reason === null) {
    if (isMarked(file.path)) return "generated";
    return languageOf(file.path) === null ? "no grammar" : null;
  }
  return (
    pathReasons.find((each) => each === reason) ??
    (reason.startsWith("ignored") ? "ignored by settings" : "too large")
  );
}

const pathReasons = [
  ...(["vendored", "build output", "lock file", "minified"] as const),
  ...(["generated", "binary", "may hold secrets"] as const),
];
