/**
 * What a call calls, told by names alone.
 *
 * Properties wanted: sure or silent. A name that is bound twice, or that a parameter may hide, is
 * not resolved. What one review reads for it is bounded.
 * Design: functions of the file itself, methods of the class around the call, and names that a
 * relative import, or one from the file's own Python package, brings in. No index is needed. Go and
 * Java are resolved by types (`../calls/`) where the repository's files are known.
 */
import { type CodeNode, type ParsedCode, parseCode } from "@devflow/syntax";
import type { FileTexts } from "../../scope/file-texts.ts";
import { type Calls, isTyped } from "../calls/calls.ts";
import { onlyOne } from "../calls/lookup.ts";
import { type FunctionHead, functionAround, functionsOf, ownerOf } from "./functions-of.ts";
import { type ImportedName, importedNames } from "./imported-names.ts";

/** Files that one review reads to resolve imports; each may cost GitHub a request. */
const MOST_READS = 60;

/** Of one review: other files are read and parsed once. */
export class ImportedFiles {
  readonly #texts: FileTexts;
  readonly #files = new Map<string, Promise<ParsedFile | null>>();
  #reads = 0;

  constructor(texts: FileTexts) {
    this.#texts = texts;
  }

  /** The first of the paths that is a file. */
  async first(paths: readonly string[]): Promise<ParsedFile | null> {
    for (const path of paths) {
      const known = this.#files.get(path) ?? this.#read(path);
      this.#files.set(path, known);
      const file = await known;
      if (file !== null) return file;
    }
    return null;
  }

  async #read(path: string): Promise<ParsedFile | null> {
    if (this.#reads >= MOST_READS) return null;
    this.#reads += 1;
    const text = await this.#texts.head(path);
    const code = text === null ? null : parseCode({ path, text });
    return code === null ? null : { path, code, functions: functionsOf(code) };
  }
}

interface ParsedFile {
  path: string;
  code: ParsedCode;
  functions: readonly FunctionHead[];
}

/** A function that a call surely calls, and where it is defined. */
export interface Callee {
  path: string;
  head: FunctionHead;
}

/** Resolves the calls of one file. */
export class Callees {
  readonly #path: string;
  readonly #code: ParsedCode;
  readonly #files: ImportedFiles;
  readonly #calls: Calls | null;
  #imports: ReadonlyMap<string, ImportedName> | null = null;
  readonly #rebound = new Map<string, boolean>();

  /** @param calls those of Go and Java, over all files; null: as far as the file itself tells */
  constructor(path: string, code: ParsedCode, files: ImportedFiles, calls: Calls | null = null) {
    this.#path = path;
    this.#code = code;
    this.#files = files;
    this.#calls = isTyped(code.language) ? calls : null;
  }

  /** Functions that the file itself defines. */
  get own(): readonly FunctionHead[] {
    return functionsOf(this.#code);
  }

  /** Null where the name may mean something else. */
  async of(call: CodeNode): Promise<Callee | null> {
    if (this.#calls !== null && (await this.#calls.code.isKnown())) {
      const lookup = await this.#calls.lookUp(this.#path, this.#code, call);
      return lookup === null ? null : onlyOne(lookup, call);
    }
    const called = calledOf(call);
    const plain = /^(?:(this|self|cls)\.)?(\w+)$/.exec(called?.text() ?? "");
    const name = plain?.[2];
    if (name === undefined || called === null) return null;
    if (plain?.[1] !== undefined) return this.#method(call, name);
    const own = this.own.filter((each) => each.name === name && each.owner === null);
    const [only] = own;
    if (only !== undefined) {
      return own.length === 1 && this.#isSeen(only, call) && !this.#isRebound(name, 1)
        ? { path: this.#path, head: only }
        : null;
    }
    this.#imports ??= importedNames(this.#code, this.#path);
    const imported = this.#imports.get(name);
    return imported === undefined || this.#isRebound(name, 0) ? null : this.#imported(imported);
  }

  /** The file's only function of that name, where a call names some object: likely, not sure. */
  onlyMethod(call: CodeNode): Callee | null {
    const name = /\.(\w+)$/.exec(calledOf(call)?.text() ?? "")?.[1] ?? call.field("name")?.text();
    const [only, ...more] = this.own.filter((each) => each.name === name && each.owner !== null);
    return only === undefined || more.length > 0 ? null : { path: this.#path, head: only };
  }

  #method(call: CodeNode, name: string): Callee | null {
    const around = call
      .ancestors()
      .find((each) => ownerOf(each) !== null && functionAroundOrSelf(each, this.#code.language));
    const owner = around === undefined ? null : ownerOf(around);
    const found = this.own.filter((each) => each.name === name && each.owner === owner);
    const [only] = found;
    return owner !== null && found.length === 1 && only !== undefined
      ? { path: this.#path, head: only }
      : null;
  }

  /** A function inside of another is seen only there. */
  #isSeen({ node }: FunctionHead, call: CodeNode): boolean {
    const around = functionAround(node, this.#code.language);
    if (around === null) return true;
    const { start, end } = around.range();
    const at = call.range().start.index;
    return start.index <= at && at < end.index;
  }

  /** A parameter, a variable or an assignment of that name somewhere in the file. */
  #isRebound(name: string, allowed: number): boolean {
    const known = this.#rebound.get(name) ?? this.#findRebound(name, allowed);
    this.#rebound.set(name, known);
    return known;
  }

  #findRebound(name: string, allowed: number): boolean {
    if (this.own.some(({ parameters }) => parameters.includes(name))) return true;
    const text = this.#code.root.text();
    const bound = new RegExp(
      `\\b(?:const|let|var|for|as|catch)\\s*\\(?\\s*${name}\\b|[{,(]\\s*${name}\\s*(?:[,)}][^;\\n]*\\)?\\s*=>|[,}][^;\\n]*\\}?\\s*=[^=>])|^\\s*${name}\\s*(?::=|=(?![=>]))|\\b${name}\\s*=>`,
      "gm",
    );
    const isVariable = new RegExp(`\\b(?:const|let|var)\\s+${name}\\b`).test(text) ? 1 : 0;
    return (text.match(bound)?.length ?? 0) > Math.min(allowed, isVariable);
  }

  async #imported(imported: ImportedName): Promise<Callee | null> {
    let wanted = imported;
    // Two more, because folders hand on what their files export.
    for (let hop = 0; hop < 3; hop++) {
      const file = await this.#files.first(wanted.paths);
      if (file === null) return null;
      const found = file.functions.filter(
        (each) => each.name === wanted.name && each.owner === null && isTopLevel(each, file.code),
      );
      const [only] = found;
      if (only !== undefined) return found.length === 1 ? { path: file.path, head: only } : null;
      const next = importedNames(file.code, file.path).get(wanted.name);
      if (next === undefined) return null;
      wanted = next;
    }
    return null;
  }
}

/** The expression before the brackets; Go and JavaScript, Python and Java name it differently. */
export function calledOf(call: CodeNode): CodeNode | null {
  return call.field("function") ?? call.field("constructor") ?? null;
}

function functionAroundOrSelf(node: CodeNode, language: ParsedCode["language"]): boolean {
  const kinds = [
    "method_definition",
    "function_definition",
    "method_declaration",
    "arrow_function",
  ];
  return kinds.includes(String(node.kind())) || functionAround(node, language) === null;
}

function isTopLevel({ node }: FunctionHead, { language }: ParsedCode): boolean {
  return functionAround(node, language) === null;
}
