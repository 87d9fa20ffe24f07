import type { CodeNode } from "@devflow/syntax";
import type { FunctionHead } from "../checks/functions-of.ts";
import type { JavaClass, JavaFile, JavaFiles } from "./java-files.ts";
import { placeOf } from "./lookup.ts";

/** A class with all that it extends and implements, as far as this repository has it. */
export interface JavaHierarchy {
  /** The class itself first. */
  classes: readonly JavaClass[];
  /** False where a library's class may bring members that nobody here sees. */
  isComplete: boolean;
}

/** Types of the library that bring no members but these, nor does `Object`. */
const knownMembers: Readonly<Record<string, string>> = {
  Object: "",
  Serializable: "",
  Cloneable: "",
  Comparable: "compareTo",
  Runnable: "run",
  Callable: "call",
  Closeable: "close",
  AutoCloseable: "close",
  Flushable: "flush",
};
const ofEverything = new Set(
  "toString equals hashCode getClass clone finalize notify notifyAll wait name ordinal compareTo valueOf values describeConstable getDeclaringClass".split(
    " ",
  ),
);
const MOST_CLASSES = 40;

/** Which classes the names of types mean. */
export class JavaTypes {
  readonly #files: JavaFiles;
  readonly #hierarchies = new Map<JavaClass, Promise<JavaHierarchy>>();

  constructor(files: JavaFiles) {
    this.#files = files;
  }

  /** The class of a written type; null for arrays, type parameters and what libraries bring. */
  async classOf(type: CodeNode, file: JavaFile): Promise<JavaClass | null> {
    const kind = String(type.kind());
    if (kind === "generic_type" || kind === "annotated_type") {
      const inner = type
        .children()
        .findLast((each) => /type_identifier$/.test(String(each.kind())));
      return inner === undefined ? null : this.classOf(inner, file);
    }
    if (kind !== "type_identifier" && kind !== "scoped_type_identifier" && kind !== "identifier") {
      return null;
    }
    return this.classCalled(type.text().replace(/\s+/g, ""), type, file);
  }

  /** The class that a name, with dots perhaps, means at a place. */
  async classCalled(name: string, at: CodeNode, file: JavaFile): Promise<JavaClass | null> {
    if (!/^[\w$.]+$/.test(name)) return null;
    const [first = "", ...rest] = name.split(".");
    if (rest.length > 0 && /^[a-z]/.test(first)) return this.#files.classNamed(name, file.path);
    if (typeParametersAround(at).has(first)) return null;
    let found = await this.#simple(first, at, file);
    for (const inner of rest) found = found === null ? null : await this.#inner(found, inner);
    return found;
  }

  hierarchy(of: JavaClass): Promise<JavaHierarchy> {
    const known = this.#hierarchies.get(of) ?? this.#readHierarchy(of);
    this.#hierarchies.set(of, known);
    return known;
  }

  /** Whether the class may have a member of that name that nobody here sees: inherited or made. */
  mayInherit({ classes, isComplete }: JavaHierarchy, name: string): boolean {
    const isKnown = Object.values(knownMembers).includes(name);
    const isMade = classes.some(
      ({ kind, file }) =>
        kind === "record_declaration" ||
        file.wildcards.some((each) => each.startsWith("lombok")) ||
        [...file.imports.values()].some((each) => each.startsWith("lombok.")),
    );
    return !isComplete || isMade || isKnown || ofEverything.has(name);
  }

  async #simple(name: string, at: CodeNode, file: JavaFile): Promise<JavaClass | null> {
    for (const node of at.ancestors()) {
      const around = file.classOfNode.get(node.id());
      if (isLocalClass(node, name)) return null;
      if (around === undefined) continue;
      if (around.names.at(-1) === name) return around;
      const inner = await this.#inner(around, name);
      if (inner !== null) return inner;
    }
    const top = file.classes.find(({ names }) => names.length === 1 && names[0] === name);
    if (top !== undefined) return top;
    const imported = file.imports.get(name);
    if (imported !== undefined) return this.#files.classNamed(imported, file.path);
    const inPackage = [file.packageName, name].filter((part) => part !== "").join(".");
    const own = await this.#files.classNamed(inPackage, file.path);
    if (own !== null) return own;
    const byWildcard = await Promise.all(
      file.wildcards.map((each) => this.#files.classNamed(`${each}.${name}`, file.path)),
    );
    const [only, ...more] = byWildcard.filter((each) => each !== null);
    return only === undefined || more.length > 0 ? null : only;
  }

  /** A class in the body of another, or of what that one extends. */
  async #inner(of: JavaClass, name: string): Promise<JavaClass | null> {
    const names = [...of.names, name].join(".");
    const own = of.file.classes.find((each) => each.names.join(".") === names);
    if (own !== undefined || of.supertypes.length === 0) return own ?? null;
    const { classes } = await this.hierarchy(of);
    for (const each of classes.slice(1)) {
      const inherited = [...each.names, name].join(".");
      const found = each.file.classes.find((other) => other.names.join(".") === inherited);
      if (found !== undefined) return found;
    }
    return null;
  }

  async #readHierarchy(of: JavaClass): Promise<JavaHierarchy> {
    const classes = [of];
    let isComplete = true;
    for (let at = 0; at < classes.length && classes.length < MOST_CLASSES; at++) {
      const each = classes[at];
      for (const type of each?.supertypes ?? []) {
        const name = type.text().replace(/<.*$/s, "").split(".").at(-1) ?? "";
        const found = each === undefined ? null : await this.#supertype(type, each);
        if (found === null) isComplete &&= Object.hasOwn(knownMembers, name);
        else if (!classes.includes(found)) classes.push(found);
      }
    }
    return { classes, isComplete: isComplete && classes.length < MOST_CLASSES };
  }

  /** Seen from outside of the class: its own inner classes are no supertypes of it. */
  async #supertype(type: CodeNode, of: JavaClass): Promise<JavaClass | null> {
    const bare = type.kind() === "generic_type" ? type.children()[0] : type;
    const name = bare?.text() ?? "";
    const around = of.node.parent();
    if (around === null || !/^[\w$.]+$/.test(name)) return null;
    const found = await this.classCalled(name, around, of.file);
    return found === of ? null : found;
  }
}

/** A class or interface that a function's body declares. */
function isLocalClass(node: CodeNode, name: string): boolean {
  if (node.kind() !== "block") return false;
  return node
    .children()
    .some(
      (each) =>
        /^(?:class|record|interface|enum)_declaration$/.test(String(each.kind())) &&
        each.field("name")?.text() === name,
    );
}

/** Names that stand for any type: of the classes and functions around. */
function typeParametersAround(at: CodeNode): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of at.ancestors()) {
    const parameters = node.field("type_parameters")?.children() ?? [];
    for (const each of parameters) {
      const name = each.children().find((child) => /identifier$/.test(String(child.kind())));
      if (name !== undefined) names.add(name.text());
    }
  }
  return names;
}

/** Where members of a class are defined. */
export function placeOfClass({ file, names }: JavaClass): string {
  return placeOf(file.path, names);
}

/** Functions of that name, those left out that a class before theirs overrides. */
export function methodsCalled(classes: readonly JavaClass[], name: string) {
  const found: { path: string; head: FunctionHead }[] = [];
  for (const { file, functions } of classes) {
    const own = functions.filter(
      (head) => head.name === name && head.node.kind() === "method_declaration",
    );
    const inherited = own.filter((head) => !found.some((each) => overrides(each.head, head, own)));
    found.push(...inherited.map((head) => ({ path: file.path, head })));
  }
  return found;
}

/** By the types as written; where those are type parameters, `@Override` tells, if one may be meant. */
function overrides(
  head: FunctionHead,
  other: FunctionHead,
  overloads: readonly FunctionHead[],
): boolean {
  const types = typesOf(other.node);
  if (typesOf(head.node).join() === types.join()) return true;
  const alike = overloads.filter(({ node }) => typesOf(node).length === types.length);
  const isMarked = /@Override\b/.test(modifiersOf(head.node));
  return isMarked && alike.length === 1 && typesOf(head.node).length === types.length;
}

/** `@Override public static`. */
export function modifiersOf(node: CodeNode): string {
  const modifiers = node.children().find((each) => each.kind() === "modifiers");
  return modifiers?.text() ?? "";
}

function typesOf(node: CodeNode): string[] {
  const parameters = node.field("parameters")?.children() ?? [];
  return parameters
    .filter((each) => /^(?:formal|spread)_parameter$/.test(String(each.kind())))
    .map((each) => (each.field("type")?.text() ?? "").replace(/\s+/g, ""));
}
