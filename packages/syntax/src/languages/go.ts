import type { Node } from "web-tree-sitter";
import {
  bundledGrammar,
  type DefinitionSurroundings,
  type FoundDefinition,
  named,
  unquote,
  type Vocabulary,
} from "./vocabulary.ts";

/** `func (s *Store[T]) Get()` has the receiver type `Store`. */
function receiverType(node: Node): string[] {
  const type = node.childForFieldName("receiver")?.descendantsOfType("type_identifier")[0];
  return type === undefined ? [] : [type.text];
}

function readDefinition(
  node: Node,
  { isInsideFunction }: DefinitionSurroundings,
): FoundDefinition | null {
  const name = node.childForFieldName("name");
  const body = node.childForFieldName("body");
  switch (node.type) {
    case "function_declaration":
      return named(name, "function", body);
    case "method_declaration": {
      const found = named(name, "method", body);
      return found === null ? null : { ...found, extraScopes: receiverType(node) };
    }
    case "type_spec":
    case "type_alias": {
      const type = node.childForFieldName("type");
      const kind = type?.type === "interface_type" ? "interface" : "type";
      return named(name, kind, null, { supertypes: embeddedTypes(type) });
    }
    default: {
      const names = node
        .childrenForFieldName("name")
        .filter(({ isNamed }) => isNamed)
        .map(({ text }) => text);
      if (isInsideFunction || names.length === 0) return null;
      return { names, kind: "variable", body: null, extraScopes: [], supertypes: [] };
    }
  }
}

/** Fields without name, and interfaces named in an interface. */
function embeddedTypes(type: Node | null): string[] {
  const list = type?.type === "struct_type" ? type.namedChild(0) : type;
  return (list?.namedChildren ?? []).flatMap((member) => {
    if (member?.type === "type_elem") return member.namedChildCount === 1 ? typeName(member) : [];
    const isEmbedded =
      member?.type === "field_declaration" && member.childForFieldName("name") === null;
    return isEmbedded ? typeName(member.childForFieldName("type")) : [];
  });
}

/** `*a.Base[T]` is `Base`. */
function typeName(type: Node | null): string[] {
  const name = /^[*\s]*(?:\w+\s*\.\s*)?(\w+)\s*(?:\[|$)/.exec(type?.text ?? "")?.[1];
  return name === undefined ? [] : [name];
}

function readImports(node: Node): string[] {
  const path = node.childForFieldName("path");
  return path === null ? [] : [unquote(path.text)];
}

export const go: Vocabulary = {
  grammarFile: bundledGrammar("go"),
  nameNodes: ["identifier", "field_identifier", "type_identifier"],
  leadingNodes: ["comment"],
  scopeNodes: ["function_declaration", "method_declaration", "func_literal"],
  nameRoles: {
    block: "use",
    import_spec: "name",
    "short_var_declaration.left": "local",
    "range_clause.left": "local",
    "type_switch_statement.alias": "local",
    "parameter_declaration.name": "local",
    "variadic_parameter_declaration.name": "local",
    "type_parameter_declaration.name": "local",
    "var_spec.name": "local",
    "const_spec.name": "local",
    "receive_statement.left": "local",
    "selector_expression.field": "member",
    "function_declaration.name": "name",
    "method_declaration.name": "name",
    "method_elem.name": "name",
    "type_spec.name": "name",
    "type_alias.name": "name",
    "field_declaration.name": "name",
    "keyed_element.key": "name",
  },
  stopWords: new Set(
    `nil err error string int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 uintptr byte rune
     bool float32 float64 any true false iota append cap close copy delete len make new panic print
     println recover min max clear Error String`.split(/\s+/),
  ),
  definitionNodes: [
    "function_declaration",
    "method_declaration",
    "type_spec",
    "type_alias",
    "const_spec",
    "var_spec",
  ],
  readDefinition,
  importNodes: ["import_spec"],
  readImports,
};
