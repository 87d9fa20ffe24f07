/**
 * What a Go call calls: functions of the package or of an imported one of the same module, and
 * methods where the receiver's type is plain.
 *
 * Properties wanted: sure or silent. A name with two meanings in a function, a type that another
 * module brings, an interface, and type parameters are not resolved.
 * Design: a variable's type is that of all declarations of its name within the function around the
 * call; they must agree. Types follow fields, results, elements and embedded structs.
 */
import type { CodeNode, ParsedCode } from "@devflow/syntax";
import type { CodeFiles } from "./code-files.ts";
import { type GoBinding, goBindingsOf } from "./go-bindings.ts";
import {
  goDeclarationAround,
  goElementOf,
  goFieldsOf,
  goResultsOf,
  goTypeParametersAround,
} from "./go-declarations.ts";
import { type GoFile, GoFiles, type GoPackage, ownPackage } from "./go-files.ts";
import { type Lookup, onlyOne, placeOf } from "./lookup.ts";

/** As deep as types are followed: `a.b.c().d`. */
const MOST_STEPS = 8;

/** Functions and types that every file has. */
const builtIn = new Set(
  `append cap clear close complex copy delete imag len make max min new panic print println real
   recover any bool byte complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune
   string uint uint8 uint16 uint32 uint64 uintptr`.split(/\s+/),
);

/** Says what names mean. */
interface Where {
  file: GoFile;
  view: GoPackage;
}

/** A type as it is written. */
interface WrittenType extends Where {
  node: CodeNode;
}

/** A type that a package defines. */
interface DefinedType extends Where {
  name: string;
  spec: CodeNode;
}

export class GoCalls {
  readonly #files: GoFiles;
  readonly #bindings = new WeakMap<GoFile, Map<number, Map<string, GoBinding[]>>>();

  constructor(code: CodeFiles) {
    this.#files = new GoFiles(code);
  }

  /** Null where it is not sure. */
  async lookUp(path: string, code: ParsedCode, call: CodeNode): Promise<Lookup | null> {
    const file = this.#files.of(path, code);
    return this.#lookUp(call, { file, view: ownPackage(file) }, MOST_STEPS);
  }

  async #lookUp(call: CodeNode, where: Where, steps: number): Promise<Lookup | null> {
    const called = call.field("function");
    if (called === null || steps === 0) return null;
    if (called.kind() === "identifier") {
      const name = called.text();
      const { hasDotImport, innerTypes } = where.file;
      const isHidden =
        hasDotImport || innerTypes.has(name) || this.#localsOf(called, where.file).has(name);
      return isHidden ? null : this.#function(where.view, name);
    }
    if (called.kind() !== "selector_expression") return null;
    const name = called.field("field")?.text();
    const operand = called.field("operand");
    if (name === undefined || operand === null) return null;
    const imported = await this.#importOf(operand, where);
    if (imported !== null) return imported === "unknown" ? null : this.#function(imported, name);
    const type = await this.#typeOf(operand, where, steps - 1);
    return type === null ? null : this.#method(type, name, steps - 1);
  }

  async #function(view: GoPackage, name: string): Promise<Lookup | null> {
    const files = await this.#files.defining(view, name);
    if (files === null) return null;
    const functions = files.flatMap(({ path, functions: all }) =>
      all
        .filter((head) => head.owner === null && head.name === name)
        .map((head) => ({ path, head })),
    );
    const isElse = files.some(
      ({ types, variables }) =>
        types.some((type) => type.name === name) ||
        variables.some(({ names }) => names.includes(name)),
    );
    // Several files define it for one system each.
    if (isElse || functions.length > 1) return null;
    if (functions.length === 0 && builtIn.has(name)) return null;
    return { found: functions, places: [placeOf(view.folder, [])] };
  }

  /** The package that a name stands for; `unknown` for one of another module. */
  async #importOf(operand: CodeNode, { file }: Where): Promise<GoPackage | "unknown" | null> {
    const name = operand.text();
    if (operand.kind() !== "identifier" || this.#localsOf(operand, file).has(name)) return null;
    for (const { alias, specifier } of file.imports) {
      if ((alias ?? lastNameOf(specifier)) !== name) continue;
      const folder = await this.#files.folderOfImport(specifier);
      return folder === null ? "unknown" : { folder, name: null, withTests: false };
    }
    return null;
  }

  /** Null where the type is not plain. */
  async #typeOf(value: CodeNode, where: Where, steps: number): Promise<WrittenType | null> {
    if (steps <= 0) return null;
    const written = (node: CodeNode | null) => (node === null ? null : { node, ...where });
    const typeOf = (node: CodeNode | null) =>
      node === null ? null : this.#typeOf(node, where, steps - 1);
    switch (String(value.kind())) {
      case "identifier":
        return this.#typeOfName(value, where, steps);
      case "parenthesized_expression":
        return typeOf(value.children().find((each) => each.isNamed()) ?? null);
      case "unary_expression":
        return /^[&*]/.test(value.text()) ? typeOf(value.field("operand")) : null;
      case "composite_literal":
      case "type_assertion_expression":
      case "type_conversion_expression":
        return written(value.field("type"));
      case "slice_expression":
        return typeOf(value.field("operand"));
      case "index_expression":
        return elementOf(await typeOf(value.field("operand")));
      case "selector_expression":
        return this.#typeOfField(value, where, steps);
      case "call_expression":
        return this.#resultOf(value, 0, 1, where, steps);
      default:
        return null;
    }
  }

  async #typeOfName(name: CodeNode, where: Where, steps: number): Promise<WrittenType | null> {
    const bindings = this.#localsOf(name, where.file).get(name.text());
    if (bindings === undefined) return this.#typeOfVariable(name.text(), where.view, steps);
    const types = await Promise.all(
      bindings.map((binding) => this.#typeOfBinding(binding, where, steps - 1)),
    );
    const [first] = types;
    if (first == null) return null;
    return types.every((type) => type !== null && isSameType(type, first)) ? first : null;
  }

  async #typeOfBinding(
    binding: GoBinding,
    where: Where,
    steps: number,
  ): Promise<WrittenType | null> {
    switch (binding.by) {
      case "type":
        return { node: binding.type, ...where };
      case "value":
        return binding.count === 1
          ? this.#typeOf(binding.value, where, steps)
          : this.#typeOfPart(binding, where, steps);
      case "range": {
        const type = await this.#typeOf(binding.value, where, steps);
        return binding.index === 1 ? elementOf(type) : null;
      }
      default:
        return null;
    }
  }

  /** Of `a, b := f()` and `a, ok := m[k]`. */
  async #typeOfPart(
    { value, index, count }: Extract<GoBinding, { by: "value" }>,
    where: Where,
    steps: number,
  ): Promise<WrittenType | null> {
    if (value.kind() === "call_expression") {
      return this.#resultOf(value, index, count, where, steps);
    }
    return index === 0 ? this.#typeOf(value, where, steps) : null;
  }

  async #typeOfVariable(name: string, view: GoPackage, steps: number): Promise<WrittenType | null> {
    const files = await this.#files.defining(view, name);
    const found = files?.flatMap((file) =>
      file.variables.filter(({ names }) => names.includes(name)).map((each) => ({ ...each, file })),
    );
    const [only, ...more] = found ?? [];
    if (only === undefined || more.length > 0) return null;
    const { node, names, file } = only;
    const type = node.field("type");
    if (type !== null) return { node: type, file, view };
    const values =
      node
        .field("value")
        ?.children()
        .filter((each) => each.isNamed()) ?? [];
    const value = names.length === values.length ? values[names.indexOf(name)] : undefined;
    return value === undefined ? null : this.#typeOf(value, { file, view }, steps - 1);
  }

  async #typeOfField(selector: CodeNode, where: Where, steps: number): Promise<WrittenType | null> {
    const operand = selector.field("operand");
    const name = selector.field("field")?.text() ?? "";
    if (operand === null) return null;
    const imported = await this.#importOf(operand, where);
    if (imported === "unknown") return null;
    if (imported !== null) return this.#typeOfVariable(name, imported, steps - 1);
    const type = await this.#typeOf(operand, where, steps - 1);
    const defined = type === null ? null : await this.#defined(type);
    return defined === null ? null : this.#fieldOf(defined, name, steps - 1);
  }

  /** Also one of an embedded struct. */
  async #fieldOf(type: DefinedType, name: string, steps: number): Promise<WrittenType | null> {
    if (steps <= 0) return null;
    const { file, view } = type;
    for (const field of goFieldsOf(type.spec)) {
      if (field.names.includes(name)) return { node: field.type, file, view };
    }
    for (const field of goFieldsOf(type.spec)) {
      if (field.names.length > 0) continue;
      const embedded = await this.#defined({ node: field.type, file, view });
      if (embedded === null) return null;
      if (embedded.name === name) return { node: field.type, file, view };
      const found = await this.#fieldOf(embedded, name, steps - 1);
      if (found !== null) return found;
    }
    return null;
  }

  /** Type of one of a call's results, where it gives `count`. */
  async #resultOf(
    call: CodeNode,
    index: number,
    count: number,
    where: Where,
    steps: number,
  ): Promise<WrittenType | null> {
    const called = call.field("function");
    if (called?.kind() === "identifier" && called.text() === "new" && count === 1) {
      const type =
        call
          .field("arguments")
          ?.children()
          .find((each) => each.isNamed()) ?? null;
      return type === null ? null : { node: type, ...where };
    }
    const lookup = await this.#lookUp(call, where, steps - 1);
    const callee = lookup === null ? null : onlyOne(lookup, call);
    if (callee === null || callee.head.node.field("type_parameters") !== null) return null;
    const results = goResultsOf(callee.head.node);
    const node = results.length === count ? results[index] : undefined;
    const file = node === undefined ? null : await this.#files.byPath(callee.path);
    if (node === undefined || file === null) return null;
    const { folder, name } = where.view;
    const isOwn = file.folder === folder && file.packageName === name;
    const view = isOwn ? where.view : { ...ownPackage(file), withTests: false };
    return { node, file, view };
  }

  async #method(type: WrittenType, name: string, steps: number): Promise<Lookup | null> {
    const defined = await this.#defined(type);
    return defined === null ? null : this.#methodOf(defined, name, steps);
  }

  async #methodOf(type: DefinedType, name: string, steps: number): Promise<Lookup | null> {
    if (steps <= 0) return null;
    const fields = goFieldsOf(type.spec);
    // A type made of another one has none of its methods, but its fields.
    const written = String(type.spec.field("type")?.kind());
    if (/interface_type|type_identifier|qualified_type|generic_type/.test(written)) return null;
    if (type.spec.kind() === "type_alias") return null;
    const files = await this.#files.defining(type.view, name);
    if (files === null || fields.some(({ names }) => names.includes(name))) return null;
    const found = files.flatMap(({ path, functions }) =>
      functions
        .filter((head) => head.owner === type.name && head.name === name)
        .map((head) => ({ path, head })),
    );
    const places = [placeOf(type.view.folder, [type.name])];
    if (found.length > 1) return null;
    if (found.length === 1) return { found, places };
    const promoted: Lookup[] = [];
    for (const { names, type: node } of fields) {
      if (names.length > 0) continue;
      const inner = await this.#method({ node, file: type.file, view: type.view }, name, steps - 1);
      if (inner === null) return null;
      promoted.push(inner);
    }
    const all = promoted.flatMap((each) => each.found);
    if (all.length > 1) return null;
    return { found: all, places: [...places, ...promoted.flatMap((each) => each.places)] };
  }

  /** The package's type behind pointers; null for what is none. */
  async #defined({ node, file, view }: WrittenType): Promise<DefinedType | null> {
    const kind = String(node.kind());
    if (kind === "pointer_type" || kind === "parenthesized_type") {
      const inner = node.children().find((each) => each.isNamed());
      return inner === undefined ? null : this.#defined({ node: inner, file, view });
    }
    if (kind === "generic_type") {
      const inner = node.field("type");
      return inner === null ? null : this.#defined({ node: inner, file, view });
    }
    if (kind === "qualified_type") {
      const alias = node.field("package")?.text();
      const name = node.field("name")?.text() ?? "";
      const of = file.imports.find((each) => (each.alias ?? lastNameOf(each.specifier)) === alias);
      const folder = of === undefined ? null : await this.#files.folderOfImport(of.specifier);
      return folder === null
        ? null
        : this.#typeNamed(name, { folder, name: null, withTests: false });
    }
    if (kind !== "type_identifier" && kind !== "identifier") return null;
    const name = node.text();
    const isParameter = goTypeParametersAround(node).has(name);
    return isParameter || file.innerTypes.has(name) ? null : this.#typeNamed(name, view);
  }

  async #typeNamed(name: string, view: GoPackage): Promise<DefinedType | null> {
    const files = await this.#files.defining(view, name);
    const found = files?.flatMap((file) =>
      file.types.filter((type) => type.name === name).map(({ node }) => ({ file, node })),
    );
    const [only, ...more] = found ?? [];
    if (only === undefined || more.length > 0) return null;
    return { name, spec: only.node, file: only.file, view };
  }

  /** What is declared in the function around a node; nothing at the top of a file. */
  #localsOf(node: CodeNode, file: GoFile): Map<string, GoBinding[]> {
    const around = goDeclarationAround(node);
    if (around === null) return new Map();
    const ofFile = this.#bindings.get(file) ?? new Map<number, Map<string, GoBinding[]>>();
    this.#bindings.set(file, ofFile);
    const known = ofFile.get(around.id()) ?? goBindingsOf(around);
    ofFile.set(around.id(), known);
    return known;
  }
}

function elementOf(type: WrittenType | null): WrittenType | null {
  const node = type === null ? null : goElementOf(type.node);
  return type === null || node === null ? null : { ...type, node };
}

function isSameType(one: WrittenType, other: WrittenType): boolean {
  const plain = ({ node }: WrittenType) => node.text().replace(/^\*/, "");
  return plain(one) === plain(other) && one.file.path === other.file.path;
}

/** The name by which a package is used, where nothing else is said: `v2` is no name. */
function lastNameOf(specifier: string): string {
  const parts = specifier.split("/");
  const last = parts.at(-1) ?? "";
  return /^v\d+$/.test(last) ? (parts.at(-2) ?? last) : last.replace(/\.v\d+$/, "");
}
