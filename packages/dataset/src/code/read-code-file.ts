import { contentSkipReason } from "@devflow/retrieval/training";
import { type CodeStructure, readStructure, type TextSpan } from "@devflow/syntax";
import type { Refused } from "../model.ts";
import type { LicenceMap } from "./licence.ts";
import type { CodeFile } from "./model.ts";
import { type CodeReason, refused } from "./refusal.ts";
import { secretSpans } from "./secret-spans.ts";

/** A file that examples may be made of, with its line ends as `\n` and no byte order mark. */
export interface ReadCodeFile {
  file: CodeFile;
  structure: CodeStructure;
  /** Lines that hold credentials: nothing that shows one of them is an example. */
  secrets: readonly TextSpan[];
}

/** Holds the content of a file against every filter that is about a file as a whole. */
export async function readCodeFile(
  raw: CodeFile,
  licences: LicenceMap,
): Promise<ReadCodeFile | Refused> {
  const skipped = contentReason(raw.text);
  if (skipped !== null) return refused("file", skipped);
  if (!licences.allows(raw.path, raw.text)) return refused("file", "licence");
  return (await parseCodeFile(raw)) ?? refused("file", "not parsed");
}

/** Brings the text into its form and parses it; null when it is not parsed. */
export async function parseCodeFile(raw: CodeFile): Promise<ReadCodeFile | null> {
  const file = { ...raw, text: raw.text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n") };
  const structure = await readStructure(file);
  if (structure === null) return null;
  return { file, structure, secrets: await secretSpans(file.text) };
}

function contentReason(text: string): CodeReason<"file"> | null {
  const reason = contentSkipReason(Buffer.from(text));
  return reason === "binary" || reason === "minified" || reason === "generated" ? reason : null;
}
