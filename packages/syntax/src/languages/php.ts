import type { Node } from "web-tree-sitter";
import type { ChunkKind } from "../model.ts";
import {
  bundledGrammar,
  type DefinitionSurroundings,
  type FoundDefinition,
  named,
  unquote,
  type Vocabulary,
} from "./vocabulary.ts";

const kindByNode: Readonly<Record<string, ChunkKind>> = {
  class_declaration: "class",
  trait_declaration: "class",
  enum_declaration: "class",
  interface_declaration: "interface",
  method_declaration: "method",
  function_definition: "function",
};

function readDefinition(node: Node, around: DefinitionSurroundings): FoundDefinition | null {
  const name = node.childForFieldName("name");
  const body = node.childForFieldName("body");
  const kind = kindByNode[node.type];
  if (kind !== undefined) return named(name, kind, body, { supertypes: supertypes(node, body) });
  if (node.type === "namespace_definition") return readNamespace(name, body);
  return around.isInsideFunction ? null : readConstants(node);
}

/** Without braces it holds what follows. */
function readNamespace(name: Node | null, body: Node | null): FoundDefinition | null {
  const parts = name?.text.replace(/\s+/g, "").split("\\") ?? [];
  const more = { extraScopes: parts.slice(0, -1), holdsRest: body === null };
  const found = named(name, "module", body, more);
  return found && { ...found, names: parts.slice(-1) };
}

/** Class constants, global ones and static properties. */
function readConstants(node: Node): FoundDefinition | null {
  const isProperty = node.type === "property_declaration";
  if (isProperty && !node.namedChildren.some((child) => child?.type === "static_modifier")) {
    return null;
  }
  const names = node.namedChildren.flatMap((child) => {
    if (child?.type === "const_element") return child.namedChild(0)?.text ?? [];
    if (child?.type !== "property_element") return [];
    return child.childForFieldName("name")?.text.replace(/^\$/, "") ?? [];
  });
  if (names.length === 0) return null;
  const nameOffset = node.namedChildren
    .find((child) => child?.type === "const_element")
    ?.namedChild(0)?.startIndex;
  return {
    names,
    kind: "variable",
    body: null,
    extraScopes: [],
    supertypes: [],
    ...(nameOffset === undefined ? {} : { nameOffset }),
  };
}

/** Parents, interfaces and traits used in the body. */
function supertypes(node: Node, body: Node | null): string[] {
  const clauses = node.namedChildren.filter((child) =>
    /^(base_clause|class_interface_clause)$/.test(child?.type ?? ""),
  );
  const uses =
    node.type in kindByNode && body !== null && body.type !== "compound_statement"
      ? body.namedChildren.filter((child) => child?.type === "use_declaration")
      : [];
  return [...clauses, ...uses].flatMap((clause) =>
    (clause?.namedChildren ?? []).flatMap((type) => {
      if (type?.type === "name") return [type.text];
      return type?.type === "qualified_name" ? (type.text.split("\\").at(-1) ?? []) : [];
    }),
  );
}

function readImports(node: Node): string[] {
  if (node.type !== "namespace_use_declaration") {
    const path = node.descendantsOfType("string").at(-1);
    return path === undefined ? [] : [unquote(path?.text ?? "")];
  }
  const group = node.childForFieldName("body");
  const prefix = group === null ? "" : `${node.namedChild(0)?.text ?? ""}\\`;
  const clauses = (group ?? node).namedChildren;
  return clauses.flatMap((clause) => {
    if (clause?.type !== "namespace_use_clause") return [];
    const name = clause.namedChildren.find((child) =>
      /^(qualified_)?name$/.test(child?.type ?? ""),
    );
    return name == null ? [] : [prefix + name.text.replace(/^\\/, "")];
  });
}

export const php: Vocabulary = {
  grammarFile: bundledGrammar("php"),
  nameNodes: ["name"],
  leadingNodes: ["comment"],
  scopeNodes: ["method_declaration", "function_definition", "anonymous_function", "arrow_function"],
  nameRoles: {
    compound_statement: "use",
    arguments: "use",
    // `$name` is always a variable: never a function, class or constant.
    variable_name: "name",
    namespace_use_declaration: "hidden",
    namespace_definition: "use",
    "namespace_definition.name": "hidden",
    "member_access_expression.name": "member",
    "nullsafe_member_access_expression.name": "member",
    "member_call_expression.name": "member",
    "nullsafe_member_call_expression.name": "member",
    "scoped_call_expression.name": "member",
    "argument.name": "name",
    const_element: "use",
    "class_declaration.name": "name",
    "trait_declaration.name": "name",
    "enum_declaration.name": "name",
    "enum_case.name": "name",
    "interface_declaration.name": "name",
    "method_declaration.name": "name",
    "function_definition.name": "name",
  },
  stopWords: new Set(
    `self static parent __construct __DIR__ __FILE__ __CLASS__ __METHOD__ PHP_EOL count isset empty
     array_map array_filter array_merge array_keys array_values in_array implode explode sprintf
     strlen str_replace substr trim is_array is_string is_null null true false Exception
     InvalidArgumentException RuntimeException Closure string int bool`.split(/\s+/),
  ),
  definitionNodes: [
    ...Object.keys(kindByNode),
    "namespace_definition",
    "const_declaration",
    "property_declaration",
  ],
  readDefinition,
  importNodes: [
    "namespace_use_declaration",
    "require_expression",
    "require_once_expression",
    "include_expression",
    "include_once_expression",
  ],
  readImports,
};
