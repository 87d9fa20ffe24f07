export { chunkPlainText, type PlainFile } from "./chunk-plain-text.ts";
export { countSyntaxErrors } from "./count-syntax-errors.ts";
export { enclosingDefinition } from "./enclosing-definition.ts";
export { languageOf } from "./language-of.ts";
export * from "./model.ts";
export { readSyntax, type SourceFile } from "./read-syntax.ts";
