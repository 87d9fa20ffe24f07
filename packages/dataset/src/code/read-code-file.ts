import { contentSkipReason } from "@devflow/retrieval/training";
import { findSecrets, saysItIsGenerated } from "@devflow/review";
import { type CodeStructure, readStructure } from "@devflow/syntax";
import type { Refused } from "../model.ts";
import type { LicenceMap } from "./licence.ts";
import type { CodeFile } from "./model.ts";
import { type CodeReason, refused } from "./refusal.ts";

/** A file that examples may be made of, with its line ends as `\n` and no byte order mark. */
export interface ReadCodeFile {
  file: CodeFile;
  structure: CodeStructure;
}

/** Holds the content of a file against every filter that is about a file as a whole. */
export async function readCodeFile(
  raw: CodeFile,
  licences: LicenceMap,
): Promise<ReadCodeFile | Refused> {
  const skipped = contentReason(raw.text);
  if (skipped !== null) return refused("file", skipped);
  if (!licences.allows(raw.path, raw.text)) return refused("file", "licence");
  const parsed = await parseCodeFile(raw);
  if (parsed === null) return refused("file", "not parsed");
  const hasSecret = (await findSecrets(parsed.file.text)).length > 0;
  return hasSecret ? refused("file", "holds a credential") : parsed;
}

/** Brings the text into its form and parses it; null when it is not parsed. */
export async function parseCodeFile(raw: CodeFile): Promise<ReadCodeFile | null> {
  const file = { ...raw, text: raw.text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n") };
  const structure = await readStructure(file);
  return structure === null ? null : { file, structure };
}

function contentReason(text: string): CodeReason<"file"> | null {
  const reason = contentSkipReason(Buffer.from(text));
  if (reason === "binary" || reason === "minified" || reason === "generated") return reason;
  return saysItIsGenerated(text) ? "generated" : null;
}
