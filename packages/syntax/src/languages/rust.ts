import type { Node } from "web-tree-sitter";
import type { ChunkKind } from "../model.ts";
import {
  bundledGrammar,
  type DefinitionSurroundings,
  type FoundDefinition,
  named,
  type Vocabulary,
} from "./vocabulary.ts";

const kindByNode: Readonly<Record<string, ChunkKind>> = {
  struct_item: "class",
  enum_item: "class",
  union_item: "class",
  trait_item: "interface",
  type_item: "type",
  mod_item: "module",
  macro_definition: "function",
  const_item: "variable",
  static_item: "variable",
};

/** `use` groups nest two or three deep; deeper ones are left out. */
const maxUseNesting = 20;

function readDefinition(
  node: Node,
  { isInsideFunction, enclosingKind }: DefinitionSurroundings,
): FoundDefinition | null {
  const name = node.childForFieldName("name");
  const body = node.childForFieldName("body");
  if (node.type === "impl_item") return readImpl(node, body);
  const kind = kindByNode[node.type];
  if (kind === undefined) {
    const isMember = enclosingKind === "class" || enclosingKind === "interface";
    return named(name, isMember ? "method" : "function", body);
  }
  // `mod store;` says that there is a file, and defines nothing.
  if (kind === "module" && body === null) return null;
  if (kind === "variable") return isInsideFunction ? null : named(name, kind, null);
  const bounds = node.childForFieldName("bounds")?.namedChildren ?? [];
  const supertypes = bounds.flatMap((bound) => (bound === null ? [] : typeName(bound)));
  return named(name, kind, body, { supertypes });
}

function readImpl(node: Node, body: Node | null): FoundDefinition | null {
  const [name] = typeName(node.childForFieldName("type"));
  if (name === undefined) return null;
  return {
    names: [name],
    kind: "class",
    body,
    extraScopes: [],
    supertypes: typeName(node.childForFieldName("trait")),
    isSecondary: true,
  };
}

/** `&a::Store<T>` is `Store`; nothing for tuples, functions and built-in types. */
function typeName(type: Node | null): string[] {
  let current = type;
  while (current !== null && current.type !== "type_identifier") {
    current = current.childForFieldName("name") ?? current.childForFieldName("type");
  }
  return current === null ? [] : [current.text];
}

function readImports(node: Node): string[] {
  const argument = node.childForFieldName("argument") ?? node.childForFieldName("name");
  return argument === null ? [] : usedPaths(argument, "", 0);
}

/** `a::{b, c::*}` is `a::b` and `a::c::*`. */
function usedPaths(node: Node, prefix: string, nesting: number): string[] {
  if (nesting > maxUseNesting) return [];
  const list = node.type === "use_list" ? node : node.childForFieldName("list");
  const path = node.childForFieldName("path");
  if (node.type === "use_as_clause") {
    return path === null ? [] : usedPaths(path, prefix, nesting + 1);
  }
  if (list === null) return [prefix + node.text.replace(/\s+/g, "")];
  const inner = path === null ? prefix : `${prefix}${path.text.replace(/\s+/g, "")}::`;
  return list.namedChildren.flatMap((child) =>
    child === null || /comment/.test(child.type) ? [] : usedPaths(child, inner, nesting + 1),
  );
}

export const rust: Vocabulary = {
  grammarFile: bundledGrammar("rust"),
  nameNodes: ["identifier", "field_identifier", "type_identifier", "shorthand_field_identifier"],
  leadingNodes: ["line_comment", "block_comment", "attribute_item"],
  scopeNodes: ["function_item", "closure_expression"],
  nameRoles: {
    block: "use",
    token_tree: "use",
    type_arguments: "use",
    use_declaration: "hidden",
    extern_crate_declaration: "hidden",
    lifetime: "name",
    label: "name",
    macro_definition: "name",
    closure_parameters: "local",
    match_pattern: "local",
    "match_pattern.condition": "use",
    "parameter.pattern": "local",
    "parameter.type": "use",
    "let_declaration.pattern": "local",
    "let_condition.pattern": "local",
    "for_expression.pattern": "local",
    "tuple_struct_pattern.type": "use",
    "struct_pattern.type": "use",
    "scoped_identifier.path": "use",
    "scoped_identifier.name": "member",
    "scoped_type_identifier.path": "use",
    "scoped_type_identifier.name": "member",
    "type_parameter.name": "local",
    "const_parameter.name": "local",
    "field_expression.field": "member",
    "field_initializer.field": "name",
    "field_declaration.name": "name",
    "enum_variant.name": "name",
    "function_item.name": "name",
    "function_signature_item.name": "name",
    "struct_item.name": "name",
    "enum_item.name": "name",
    "union_item.name": "name",
    "trait_item.name": "name",
    "type_item.name": "name",
    "associated_type.name": "name",
    "type_binding.name": "name",
    "mod_item.name": "name",
    "const_item.name": "name",
    "static_item.name": "name",
  },
  stopWords: new Set(
    `Self Some None Ok Err Option Result Vec String Box Rc Arc derive Debug Clone Copy Default Eq
     PartialEq Ord PartialOrd Hash cfg test inline allow must_use doc std core alloc unwrap expect
     clone into iter iter_mut into_iter map collect len push to_string to_owned as_ref as_mut as_str
     is_some is_none is_ok is_err unwrap_or println format vec assert assert_eq panic write writeln
     matches`.split(/\s+/),
  ),
  definitionNodes: [
    ...Object.keys(kindByNode),
    "function_item",
    "function_signature_item",
    "impl_item",
  ],
  readDefinition,
  importNodes: ["use_declaration", "extern_crate_declaration"],
  readImports,
};
