import type { Node } from "web-tree-sitter";
import type { ChunkKind } from "../model.ts";
import { blank, withoutOtherBranches } from "./blank.ts";
import { readDeclarator, withoutArguments } from "./c-declarator.ts";
import {
  bundledGrammar,
  type DefinitionSurroundings,
  type FoundDefinition,
  named,
  unquote,
  type Vocabulary,
} from "./vocabulary.ts";

const kindByNode: Readonly<Record<string, ChunkKind>> = {
  class_specifier: "class",
  struct_specifier: "class",
  union_specifier: "class",
  enum_specifier: "type",
};

/** What these wrap is read with them, so that its rows and signature begin with `template <…>`. */
const wrappers = new Set(["template_declaration", "type_definition"]);

function readDefinition(node: Node, around: DefinitionSurroundings): FoundDefinition | null {
  if (wrappers.has(node.parent?.type ?? "")) return null;
  if (node.type !== "template_declaration") return readDeclaration(node, around);
  const inner = node.namedChild(node.namedChildCount - 1);
  return inner === null ? null : readDeclaration(inner, around);
}

function readDeclaration(node: Node, around: DefinitionSurroundings): FoundDefinition | null {
  const name = node.childForFieldName("name");
  const body = node.childForFieldName("body");
  if (node.type in kindByNode) return readType(node);
  switch (node.type) {
    case "namespace_definition":
      return readNamespace(name, body);
    case "alias_declaration":
    case "concept_definition":
      return named(name, "type", null);
    case "type_definition":
      return readTypedef(node);
    case "preproc_function_def":
      return named(name, "function", null);
    case "preproc_def":
      // Without a value it guards a header.
      return node.childForFieldName("value") === null ? null : named(name, "variable", null);
    case "function_definition":
      return readFunction(node, body, around);
    default:
      return around.isInsideFunction ? null : readVariables(node, around);
  }
}

/** Without a body it is a use of the type. */
function readType(node: Node): FoundDefinition | null {
  const name = node.childForFieldName("name");
  const body = node.childForFieldName("body");
  if (name === null || body === null) return null;
  const bases = node.namedChildren.find((child) => child?.type === "base_class_clause");
  const supertypes = (bases?.namedChildren ?? []).flatMap((base) =>
    base !== null && /type|identifier/.test(base.type) && base.type !== "type_qualifier"
      ? [withoutArguments(base)]
      : [],
  );
  const found = named(name, kindByNode[node.type] ?? "class", body, { supertypes });
  return found && { ...found, names: [withoutArguments(name)], nameOffset: name.startIndex };
}

function readNamespace(name: Node | null, body: Node | null): FoundDefinition | null {
  const parts = name?.text.replace(/\s+|\binline\b/g, "").split("::") ?? [];
  const found = named(name, "module", body, { extraScopes: parts.slice(0, -1) });
  return found && { ...found, names: parts.slice(-1) };
}

/** `typedef struct row { … } row_t` defines both names. */
function readTypedef(node: Node): FoundDefinition | null {
  const aliases = node
    .childrenForFieldName("declarator")
    .flatMap((declarator) => readDeclarator(declarator)?.name ?? []);
  const type = node.childForFieldName("type");
  const inner = type === null ? null : readType(type);
  const names = [...new Set([...aliases, ...(inner?.names ?? [])])];
  if (names.length === 0) return null;
  const body = type?.childForFieldName("body") ?? null;
  const kind = body === null ? "type" : (kindByNode[type?.type ?? ""] ?? "type");
  const own = inner?.nameOffset === undefined ? {} : { nameOffset: inner.nameOffset };
  return { names, kind, body, extraScopes: [], supertypes: [], ...own };
}

function readFunction(
  node: Node,
  body: Node | null,
  { enclosingKind }: DefinitionSurroundings,
): FoundDefinition | null {
  const declarator = node.childForFieldName("declarator");
  const declared = readDeclarator(declarator);
  if (declared === null) return null;
  const isMember = enclosingKind === "class" || declared.scopes.length > 0;
  const test = declared.name.startsWith("TEST") || declared.name === "TYPED_TEST";
  const [suite, name] = test && declarator !== null ? testNames(declarator) : [];
  const found = {
    names: [name ?? declared.name],
    body,
    extraScopes: suite === undefined ? declared.scopes : [suite],
  };
  return { ...found, kind: isMember ? "method" : "function", supertypes: [] };
}

/** `TEST(Suite, Name)` of GoogleTest parses as a function of two unnamed parameters. */
function testNames(declarator: Node): string[] {
  const parameters = declarator.childForFieldName("parameters")?.namedChildren ?? [];
  return parameters.length === 2 ? parameters.map((parameter) => parameter?.text ?? "") : [];
}

function readVariables(
  node: Node,
  { enclosingKind }: DefinitionSurroundings,
): FoundDefinition | null {
  if (node.parent?.type === "friend_declaration") return null;
  const declared = node
    .childrenForFieldName("declarator")
    .flatMap((declarator) => readDeclarator(declarator) ?? []);
  const [first] = declared;
  if (first === undefined) return null;
  const more = { body: null, extraScopes: first.scopes, supertypes: [] };
  if (first.isFunction) {
    const kind = enclosingKind === "class" ? "method" : "function";
    return { ...more, names: [first.name], kind, isSecondary: true };
  }
  const isStatic = /^(?:\w+\s+){0,3}static\b/.test(node.text.slice(0, 60));
  if (enclosingKind === "class" && !isStatic) return null;
  return { ...more, names: declared.map(({ name }) => name), kind: "variable" };
}

function readImports(node: Node): string[] {
  const path = node.childForFieldName("path");
  return path === null ? [] : [unquote(path.text).replace(/^<|>$/g, "")];
}

/** Macros between `class` and its name. */
const classMacros =
  /(\b(?:class|struct|union)[ \t]+)((?:[A-Z][A-Z0-9_]{0,80}(?:\([^()\n]{0,200}\))?[ \t]+){1,5})(?=[A-Za-z_]\w*(?:<[^<>\n]{0,200}>)?\s*(?:final\s*)?[:{])/g;

/** A line of one macro at the margin, as `ABSL_NAMESPACE_BEGIN`; with a block it is a function. */
const lineMacro = /^[A-Z][A-Z0-9_]{3,}(?:\([^()\n]{0,200}\))?[ \t]*$(?!\s*\{)/gm;

/** Attributes under another name, as `REDISMODULE_API` and `ABSL_GUARDED_BY(mutex)`. */
const attributeMacro =
  /^[ \t]*#.*$|\b(?:absl|_)_?[Nn](?:onnull|ullable)\b|\b[A-Z][A-Z0-9_]*_(?:API|INLINE|NOINLINE|EXPORT|CONSTEXPR\d*|NODISCARD|DEPRECATED|UNUSED|NORETURN|DLL|CONST_INIT|ATTRIBUTE_[A-Z_]+|GUARDED_BY|LOCKS_EXCLUDED|EXCLUSIVE_LOCKS?[A-Z_]*|SHARED_LOCKS?[A-Z_]*|UNLOCK_FUNCTION|LIFETIME_BOUND)\b(?:\([^()\n]{0,200}\))?/gm;

function prepare(text: string): string {
  return text
    .replace(classMacros, (_, start: string, macros: string) => start + blank(macros))
    .replace(lineMacro, blank)
    .replace(attributeMacro, (match) => (/^\s*#/.test(match) ? match : blank(match)));
}

const vocabulary: Omit<Vocabulary, "grammarFile"> = {
  prepare,
  simplify: withoutOtherBranches,
  nameNodes: ["identifier", "field_identifier", "type_identifier", "namespace_identifier"],
  leadingNodes: ["comment"],
  scopeNodes: ["function_definition", "lambda_expression"],
  nameRoles: {
    parameter_list: "use",
    argument_list: "use",
    template_argument_list: "use",
    compound_statement: "use",
    preproc_params: "name",
    using_declaration: "name",
    attribute: "name",
    field_designator: "name",
    type_parameter_declaration: "local",
    variadic_type_parameter_declaration: "local",
    "optional_type_parameter_declaration.name": "local",
    "parameter_declaration.declarator": "local",
    "optional_parameter_declaration.declarator": "local",
    "variadic_parameter_declaration.declarator": "local",
    "declaration.declarator": "local",
    "init_declarator.declarator": "local",
    "init_declarator.value": "use",
    "array_declarator.size": "use",
    "for_range_loop.declarator": "local",
    "lambda_capture_initializer.left": "local",
    "function_declarator.declarator": "name",
    "field_declaration.declarator": "name",
    "field_declaration.default_value": "use",
    "type_definition.declarator": "name",
    "qualified_identifier.scope": "use",
    "field_expression.field": "member",
    "preproc_def.name": "name",
    "preproc_function_def.name": "name",
    "enumerator.name": "name",
    "namespace_definition.name": "name",
    "namespace_alias_definition.name": "name",
    "alias_declaration.name": "name",
    "concept_definition.name": "name",
  },
  stopWords: new Set(
    `std string size_t ssize_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t
     uintptr_t intptr_t ptrdiff_t bool FILE NULL nullptr true false va_list vector map set unique_ptr
     shared_ptr make_unique make_shared move forward pair begin end size data push_back emplace_back
     static_cast reinterpret_cast const_cast dynamic_cast printf fprintf sprintf snprintf malloc free
     memcpy memset strlen strcmp sizeof assert defined override final`.split(/\s+/),
  ),
  definitionNodes: [
    ...Object.keys(kindByNode),
    "template_declaration",
    "namespace_definition",
    "alias_declaration",
    "concept_definition",
    "type_definition",
    "preproc_def",
    "preproc_function_def",
    "function_definition",
    "declaration",
    "field_declaration",
  ],
  readDefinition,
  importNodes: ["preproc_include"],
  readImports,
};

export const cpp: Vocabulary = { ...vocabulary, grammarFile: bundledGrammar("cpp") };

/** The C grammar uses the same node names; those that only C++ has do no harm. */
export const c: Vocabulary = {
  ...vocabulary,
  grammarFile: "tree-sitter-c/tree-sitter-c.wasm",
};
