import type { Node } from "web-tree-sitter";
import type { ChunkKind } from "../model.ts";
import { blank, withoutOtherBranches } from "./blank.ts";
import {
  bundledGrammar,
  type DefinitionSurroundings,
  type FoundDefinition,
  named,
  type Vocabulary,
} from "./vocabulary.ts";

const kindByNode: Readonly<Record<string, ChunkKind>> = {
  class_declaration: "class",
  struct_declaration: "class",
  record_declaration: "class",
  enum_declaration: "class",
  interface_declaration: "interface",
  delegate_declaration: "type",
  method_declaration: "method",
  constructor_declaration: "method",
  local_function_statement: "function",
  property_declaration: "variable",
  event_declaration: "variable",
};

function readDefinition(node: Node, around: DefinitionSurroundings): FoundDefinition | null {
  const name = node.childForFieldName("name");
  const body = node.childForFieldName("body") ?? node.childForFieldName("accessors");
  const kind = kindByNode[node.type];
  if (kind !== undefined) return named(name, kind, body, { supertypes: supertypes(node) });
  switch (node.type) {
    case "operator_declaration": {
      const found = named(node.childForFieldName("operator"), "method", body);
      return found && { ...found, names: found.names.map((operator) => `operator ${operator}`) };
    }
    case "namespace_declaration":
    case "file_scoped_namespace_declaration":
      return readNamespace(node, name, body);
    default:
      return around.isInsideFunction ? null : readField(node);
  }
}

/** `namespace A.B` is B in A, as if they were written one in the other. */
function readNamespace(node: Node, name: Node | null, body: Node | null): FoundDefinition | null {
  const parts = name?.text.replace(/\s+/g, "").split(".") ?? [];
  const holdsRest = node.type === "file_scoped_namespace_declaration";
  const found = named(name, "module", body, { extraScopes: parts.slice(0, -1), holdsRest });
  return found && { ...found, names: parts.slice(-1) };
}

/** Constants, static fields and events; plain fields are the class's own business. */
function readField(node: Node): FoundDefinition | null {
  const isFound =
    node.type === "event_field_declaration" ||
    node.namedChildren.some(
      (child) => child?.type === "modifier" && /^(const|static)$/.test(child.text),
    );
  if (!isFound) return null;
  const declaration = node.namedChildren.find((child) => child?.type === "variable_declaration");
  const names = (declaration?.namedChildren ?? []).flatMap(
    (child) => child?.childForFieldName("name")?.text ?? [],
  );
  if (names.length === 0) return null;
  return { names, kind: "variable", body: null, extraScopes: [], supertypes: [] };
}

function supertypes(node: Node): string[] {
  const list = node.namedChildren.find((child) => child?.type === "base_list");
  return (list?.namedChildren ?? []).flatMap((base) => (base === null ? [] : typeName(base)));
}

/** `A.Base<T>` is `Base`. */
function typeName(type: Node): string[] {
  if (type.type === "identifier") return [type.text];
  if (type.type === "generic_name") return type.namedChild(0) === null ? [] : [firstText(type)];
  const inner = type.childForFieldName("name") ?? type.childForFieldName("type");
  return inner === null ? [] : typeName(inner);
}

function firstText(node: Node): string {
  return node.namedChild(0)?.text ?? "";
}

function readImports(node: Node): string[] {
  const using = /^(?:global\s+)?using\s+(?:static\s+|unsafe\s+)*(?:\w+\s*=\s*)?([^;]+);?$/;
  const specifier = node.text.match(using)?.[1];
  return specifier === undefined ? [] : [specifier.replace(/\s+/g, "")];
}

/** `ref struct` is known to the grammar, `ref partial struct` is not. */
function prepare(text: string): string {
  return text.replace(/\bref(?=[ \t]+partial[ \t]+struct\b)/g, blank);
}

export const csharp: Vocabulary = {
  prepare,
  grammarFile: bundledGrammar("c-sharp"),
  simplify: withoutOtherBranches,
  nameNodes: ["identifier", "implicit_parameter"],
  leadingNodes: ["comment"],
  scopeNodes: [
    "method_declaration",
    "constructor_declaration",
    "destructor_declaration",
    "operator_declaration",
    "conversion_operator_declaration",
    "indexer_declaration",
    "accessor_declaration",
    "local_function_statement",
    "lambda_expression",
    "anonymous_method_expression",
  ],
  nameRoles: {
    block: "use",
    attribute_list: "use",
    type_argument_list: "use",
    using_directive: "hidden",
    var_pattern: "local",
    parenthesized_variable_designation: "local",
    explicit_interface_specifier: "use",
    labeled_statement: "use",
    "namespace_declaration.name": "hidden",
    "file_scoped_namespace_declaration.name": "hidden",
    "lambda_expression.parameters": "local",
    "lambda_expression.body": "use",
    "parameter_list.name": "local",
    "parameter_list.type": "use",
    "parameter.name": "local",
    "parameter.type": "use",
    "variable_declarator.name": "local",
    "foreach_statement.left": "local",
    "declaration_pattern.name": "local",
    "recursive_pattern.name": "local",
    "declaration_expression.name": "local",
    "catch_declaration.name": "local",
    "from_clause.name": "local",
    "type_parameter.name": "local",
    "member_access_expression.name": "member",
    "member_binding_expression.name": "member",
    "qualified_name.name": "member",
    "argument.name": "name",
    "class_declaration.name": "name",
    "struct_declaration.name": "name",
    "record_declaration.name": "name",
    "enum_declaration.name": "name",
    "interface_declaration.name": "name",
    "delegate_declaration.name": "name",
    "method_declaration.name": "name",
    "constructor_declaration.name": "name",
    "destructor_declaration.name": "name",
    "property_declaration.name": "name",
    "event_declaration.name": "name",
    "local_function_statement.name": "name",
    "enum_member_declaration.name": "name",
  },
  stopWords: new Set(
    `String Object Int32 Int64 Boolean Console Exception ArgumentException ArgumentNullException
     InvalidOperationException NotImplementedException Task ValueTask List Dictionary IEnumerable
     IList Func Action nameof var get set value System Obsolete Equals GetHashCode ToString
     ConfigureAwait Count Length Add Where Select ToList ToArray FirstOrDefault Any
     notnull unmanaged`.split(/\s+/),
  ),
  definitionNodes: [
    ...Object.keys(kindByNode),
    "operator_declaration",
    "namespace_declaration",
    "file_scoped_namespace_declaration",
    "field_declaration",
    "event_field_declaration",
  ],
  readDefinition,
  importNodes: ["using_directive"],
  readImports,
};
