import { languageOfFile } from "./language-of.ts";
import { withTree } from "./parse-text.ts";
import type { SourceFile } from "./read-syntax.ts";
import { withoutByteOrderMark } from "./source-lines.ts";
import { syntaxErrors } from "./syntax-errors.ts";

/**
 * Error and missing nodes in a file: more after an edit than before means the edit broke it. Null
 * when the file cannot be judged: no grammar, too large, minified or too slow to parse.
 */
export async function countSyntaxErrors(file: SourceFile): Promise<number | null> {
  const language = languageOfFile(file);
  if (language === null) return null;
  return withTree(
    language,
    withoutByteOrderMark(file.text),
    ({ tree }) => syntaxErrors(tree).count,
  );
}
