import type { CodeTarget } from "./code-under-cursor.ts";
import { fileName } from "./file-name.ts";

/** For example `parse() in server.ts`. */
export function wordsFor({ name, file, selection }: CodeTarget): string {
  const where = fileName(file.path);
  if (name) return `${name} in ${where}`;
  return selection ? `lines ${selection.startLine}-${selection.endLine} of ${where}` : where;
}
