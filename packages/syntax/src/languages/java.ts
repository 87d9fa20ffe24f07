import type { Node } from "web-tree-sitter";
import type { ChunkKind } from "../model.ts";
import { bundledGrammar, type FoundDefinition, named, type Vocabulary } from "./vocabulary.ts";

const kindByNode: Readonly<Record<string, ChunkKind>> = {
  class_declaration: "class",
  record_declaration: "class",
  enum_declaration: "class",
  interface_declaration: "interface",
  annotation_type_declaration: "interface",
  method_declaration: "method",
  constructor_declaration: "method",
  compact_constructor_declaration: "method",
};

function readDefinition(node: Node): FoundDefinition | null {
  const kind = kindByNode[node.type];
  if (kind !== undefined) {
    return named(node.childForFieldName("name"), kind, node.childForFieldName("body"), {
      supertypes: supertypes(node),
    });
  }
  const modifiers = node.namedChild(0);
  const isConstant = modifiers?.type === "modifiers" && /\bstatic\b/.test(modifiers.text);
  const names = node
    .childrenForFieldName("declarator")
    .flatMap((declarator) => declarator.childForFieldName("name")?.text ?? []);
  if (!isConstant || names.length === 0) return null;
  return { names, kind: "variable", body: null, extraScopes: [], supertypes: [] };
}

function supertypes(node: Node): string[] {
  const clauses = node.namedChildren.filter((child) =>
    /^(superclass|super_interfaces|extends_interfaces)$/.test(child?.type ?? ""),
  );
  const types = clauses.flatMap((clause) => {
    const [first] = clause?.namedChildren ?? [];
    return first?.type === "type_list" ? first.namedChildren : (clause?.namedChildren ?? []);
  });
  return types.flatMap((type) => (type === null ? [] : typeName(type)));
}

/** `@A a.Base<T>` is `Base`. */
function typeName(type: Node): string[] {
  const name =
    type.type === "generic_type"
      ? type.namedChild(0)
      : type.type === "annotated_type"
        ? type.namedChild(type.namedChildCount - 1)
        : null;
  if (name !== null) return typeName(name);
  const text = type.text.split(".").at(-1)?.trim() ?? "";
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(text) ? [text] : [];
}

function readImports(node: Node): string[] {
  const specifier = /^import\s+(?:static\s+)?([\w.\s]+(?:\*)?)\s*;?$/.exec(node.text)?.[1];
  return specifier === undefined ? [] : [specifier.replace(/\s+/g, "")];
}

export const java: Vocabulary = {
  grammarFile: bundledGrammar("java"),
  nameNodes: ["identifier", "type_identifier"],
  leadingNodes: ["line_comment", "block_comment"],
  scopeNodes: [
    "method_declaration",
    "constructor_declaration",
    "compact_constructor_declaration",
    "lambda_expression",
    "static_initializer",
  ],
  nameRoles: {
    block: "use",
    import_declaration: "name",
    package_declaration: "name",
    inferred_parameters: "local",
    "lambda_expression.parameters": "local",
    "formal_parameter.name": "local",
    "spread_parameter.name": "local",
    "catch_formal_parameter.name": "local",
    "resource.name": "local",
    "enhanced_for_statement.name": "local",
    "variable_declarator.name": "local",
    "instanceof_expression.name": "local",
    "record_pattern_component.name": "local",
    "type_pattern.name": "local",
    "field_access.field": "member",
    "method_invocation.name": "member",
    "class_declaration.name": "name",
    "record_declaration.name": "name",
    "enum_declaration.name": "name",
    "interface_declaration.name": "name",
    "annotation_type_declaration.name": "name",
    "annotation_type_element_declaration.name": "name",
    "method_declaration.name": "name",
    "constructor_declaration.name": "name",
    "compact_constructor_declaration.name": "name",
    "enum_constant.name": "name",
    "element_value_pair.key": "name",
  },
  stopWords: new Set(
    `String Object Integer Long Boolean Double System Override List Map Set Collection Exception
     RuntimeException IllegalArgumentException IllegalStateException Class Void Deprecated
     SuppressWarnings FunctionalInterface toString equals hashCode get size`.split(/\s+/),
  ),
  definitionNodes: [...Object.keys(kindByNode), "field_declaration"],
  readDefinition,
  importNodes: ["import_declaration"],
  readImports,
};
