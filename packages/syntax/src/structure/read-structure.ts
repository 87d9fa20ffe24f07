import { languageOfFile } from "../language-of.ts";
import { withTree } from "../parse-text.ts";
import type { SourceFile } from "../read-syntax.ts";
import { SourceLines, withoutByteOrderMark } from "../source-lines.ts";
import { visitTree } from "../visit-tree.ts";
import type { CodeStructure } from "./model.ts";
import { StructureCollector } from "./structure-collector.ts";

/**
 * Functions with their documentation, and the places where code can be cut out, of a file. Offsets
 * are those of the text without a byte order mark. Null where there is no grammar, and for a text
 * that is not parsed: too large, minified, too slow.
 */
export async function readStructure(file: SourceFile): Promise<CodeStructure | null> {
  const language = languageOfFile(file);
  if (language === null) return null;
  const text = withoutByteOrderMark(file.text);
  return withTree(language, text, ({ grammar, tree }) => {
    const source = new SourceLines(text);
    const { hasError } = tree.rootNode;
    const collector = new StructureCollector({ grammar, source, text, language, hasError });
    visitTree(tree, collector);
    const { functions, cuts, imports } = collector;
    return { language, functions, cuts, imports: [...imports], hasErrors: hasError };
  });
}
