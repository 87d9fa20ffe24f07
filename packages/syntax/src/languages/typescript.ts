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
  function_declaration: "function",
  generator_function_declaration: "function",
  function_signature: "function",
  method_definition: "method",
  abstract_method_signature: "method",
  class_declaration: "class",
  abstract_class_declaration: "class",
  interface_declaration: "interface",
  type_alias_declaration: "type",
  enum_declaration: "type",
  internal_module: "module",
  module: "module",
};

const functionValues = new Set([
  "arrow_function",
  "function_expression",
  "generator_function",
  "class",
]);

/** The function or class that a declarator, property or assignment gives a name to. */
function functionValue(node: Node): Node | null {
  const value = node.childForFieldName("value") ?? node.childForFieldName("right");
  return value !== null && functionValues.has(value.type) ? value : null;
}

function assignedName(node: Node): Node | null {
  const target =
    node.childForFieldName("name") ??
    node.childForFieldName("key") ??
    node.childForFieldName("property") ??
    node.childForFieldName("left");
  if (target?.type === "member_expression") return target.childForFieldName("property");
  return target !== null && /identifier$/.test(target.type) ? target : null;
}

function readDefinition(
  node: Node,
  { isInsideFunction }: DefinitionSurroundings,
): FoundDefinition | null {
  const kind = kindByNode[node.type];
  if (kind !== undefined) {
    return named(node.childForFieldName("name"), kind, node.childForFieldName("body"), {
      supertypes: supertypes(node),
    });
  }
  const value = functionValue(node);
  if (value !== null) {
    const isMember = /^(pair|field_definition|public_field_definition)$/.test(node.type);
    const valueKind = value.type === "class" ? "class" : isMember ? "method" : "function";
    return named(assignedName(node), valueKind, value.childForFieldName("body"), {
      supertypes: supertypes(value),
    });
  }
  if (node.type === "variable_declarator" && !isInsideFunction) {
    return named(assignedName(node), "variable", null);
  }
  return null;
}

const heritage = new Set([
  "class_heritage",
  "extends_clause",
  "implements_clause",
  "extends_type_clause",
]);

/** JavaScript has the base right below `class_heritage`, TypeScript one clause further down. */
function supertypes(node: Node): string[] {
  if (!/class|interface/.test(node.type)) return [];
  const below = (parent: Node): string[] =>
    parent.namedChildren.flatMap((child) => {
      if (child === null) return [];
      return heritage.has(child.type) ? below(child) : typeName(child);
    });
  return node.namedChildren.flatMap((child) =>
    child !== null && heritage.has(child.type) ? below(child) : [],
  );
}

/** `a.Base<T>` is `Base`; calls such as `mixin(Base)` have no name. */
function typeName(type: Node): string[] {
  switch (type.type) {
    case "identifier":
    case "type_identifier":
      return [type.text];
    case "generic_type":
    case "nested_type_identifier": {
      const name = type.childForFieldName("name");
      return name === null ? [] : typeName(name);
    }
    case "member_expression":
      return type.childForFieldName("property")?.text.split(/\s+/) ?? [];
    default:
      return [];
  }
}

function readImports(node: Node): string[] {
  if (node.type !== "call_expression") {
    const source = node.childForFieldName("source") ?? requireClause(node);
    return source === null ? [] : [unquote(source.text)];
  }
  const called = node.childForFieldName("function");
  if (called?.type !== "import" && called?.text !== "require") return [];
  const argument = node.childForFieldName("arguments")?.namedChild(0);
  return argument?.type === "string" ? [unquote(argument.text)] : [];
}

function requireClause(node: Node): Node | null {
  const clause = node.namedChild(0);
  if (clause?.type !== "import_require_clause") return null;
  return clause.childForFieldName("source");
}

const vocabulary: Omit<Vocabulary, "grammarFile"> = {
  nameNodes: [
    "identifier",
    "property_identifier",
    "private_property_identifier",
    "type_identifier",
    "shorthand_property_identifier",
    "shorthand_property_identifier_pattern",
  ],
  leadingNodes: ["comment", "decorator"],
  scopeNodes: [
    "function_declaration",
    "generator_function_declaration",
    "function_expression",
    "generator_function",
    "arrow_function",
    "method_definition",
    "class_static_block",
  ],
  nameRoles: {
    formal_parameters: "local",
    type_annotation: "use",
    computed_property_name: "use",
    jsx_expression: "use",
    decorator: "use",
    import_statement: "name",
    export_clause: "name",
    statement_block: "use",
    "arrow_function.parameter": "local",
    "required_parameter.value": "use",
    "optional_parameter.value": "use",
    "assignment_pattern.right": "use",
    "object_assignment_pattern.right": "use",
    "pair_pattern.key": "member",
    "variable_declarator.name": "local",
    "for_in_statement.left": "local",
    "catch_clause.parameter": "local",
    "type_parameter.name": "local",
    "member_expression.property": "member",
    "function_declaration.name": "name",
    "generator_function_declaration.name": "name",
    "function_expression.name": "name",
    "function_signature.name": "name",
    "method_definition.name": "name",
    "method_signature.name": "name",
    "abstract_method_signature.name": "name",
    "property_signature.name": "name",
    "public_field_definition.name": "name",
    "field_definition.property": "name",
    "class_declaration.name": "name",
    "abstract_class_declaration.name": "name",
    "class.name": "name",
    "interface_declaration.name": "name",
    "type_alias_declaration.name": "name",
    "enum_declaration.name": "name",
    "enum_body.name": "name",
    "enum_assignment.name": "name",
    "internal_module.name": "name",
    "module.name": "name",
    "pair.key": "name",
    jsx_attribute: "name",
  },
  stopWords: new Set(
    `undefined console Object Array String Number Boolean Promise Error Map Set Date JSON Math Record
     Partial Readonly Buffer process require module exports length push prototype constructor
     toString then`.split(/\s+/),
  ),
  definitionNodes: [
    ...Object.keys(kindByNode),
    "variable_declarator",
    "pair",
    "field_definition",
    "public_field_definition",
    "assignment_expression",
  ],
  readDefinition,
  importNodes: ["import_statement", "export_statement", "call_expression"],
  readImports,
};

export const typescript: Vocabulary = {
  ...vocabulary,
  grammarFile: bundledGrammar("typescript"),
};

export const tsx: Vocabulary = { ...vocabulary, grammarFile: bundledGrammar("tsx") };

/** The JavaScript grammar uses the same node names; those that only TypeScript has do no harm. */
export const javascript: Vocabulary = {
  ...vocabulary,
  grammarFile: bundledGrammar("javascript"),
};
