import { UsageError } from "@devflow/errors";
import { LineCursor } from "./line-cursor.ts";
import { parseFileHeader } from "./parse-file-header.ts";

/**
 * The path in the header of one file's diff, to name a file whose diff cannot be parsed. Where the
 * path cannot be told either, what stands after `diff --git`, as git wrote it.
 */
export function pathOfDiff(text: string): string {
  const firstLine = text.slice(0, text.indexOf("\n") >>> 0);
  try {
    const header = parseFileHeader(new LineCursor(text));
    return header.to ?? header.commonPath ?? firstLine.replace(/^diff --git /, "");
  } catch (error) {
    if (error instanceof UsageError) return firstLine.replace(/^diff --git /, "");
    throw error;
  }
}
