import type { Node } from "web-tree-sitter";
import {
  bundledGrammar,
  type DefinitionSurroundings,
  type FoundDefinition,
  named,
  type Vocabulary,
} from "./vocabulary.ts";

function readDefinition(
  node: Node,
  { isInsideFunction, enclosingKind }: DefinitionSurroundings,
): FoundDefinition | null {
  const body = node.childForFieldName("body");
  if (node.type === "class_definition") {
    return named(node.childForFieldName("name"), "class", body, { supertypes: baseNames(node) });
  }
  if (node.type === "function_definition") {
    const kind = enclosingKind === "class" ? "method" : "function";
    return named(node.childForFieldName("name"), kind, body);
  }
  const left = node.childForFieldName("left");
  if (node.type === "type_alias_statement") return named(left, "type", null);
  const isModuleLevel = !isInsideFunction && enclosingKind === null;
  return isModuleLevel && left?.type === "identifier" ? named(left, "variable", null) : null;
}

/** `class A(b.Base[T], metaclass=M)` has the base `Base`. */
function baseNames(node: Node): string[] {
  const bases = node.childForFieldName("superclasses")?.namedChildren ?? [];
  return bases.flatMap((base) => {
    const type = base?.type === "subscript" ? base.childForFieldName("value") : base;
    if (type?.type === "identifier") return [type.text];
    return type?.type === "attribute" ? (type.childForFieldName("attribute")?.text ?? []) : [];
  });
}

function readImports(node: Node): string[] {
  if (node.type === "import_from_statement") {
    const module = node.childForFieldName("module_name");
    return module === null ? [] : [module.text];
  }
  return node
    .childrenForFieldName("name")
    .map((name) => (name.childForFieldName("name") ?? name).text);
}

export const python: Vocabulary = {
  grammarFile: bundledGrammar("python"),
  nameNodes: ["identifier"],
  leadingNodes: ["comment", "decorator"],
  scopeNodes: [
    "function_definition",
    "lambda",
    "list_comprehension",
    "set_comprehension",
    "dictionary_comprehension",
    "generator_expression",
  ],
  nameRoles: {
    parameters: "local",
    lambda_parameters: "local",
    block: "use",
    type: "use",
    attribute: "use",
    subscript: "use",
    import_statement: "name",
    import_from_statement: "name",
    global_statement: "name",
    nonlocal_statement: "name",
    as_pattern_target: "local",
    "assignment.left": "local",
    "assignment.right": "use",
    "for_statement.left": "local",
    "for_in_clause.left": "local",
    "named_expression.name": "local",
    "named_expression.value": "use",
    "default_parameter.value": "use",
    "typed_default_parameter.value": "use",
    "attribute.attribute": "member",
    "keyword_argument.name": "name",
    "function_definition.name": "name",
    "class_definition.name": "name",
    "type_alias_statement.left": "name",
  },
  stopWords: new Set(
    `self cls print len str int float bool bytes list dict set tuple object type isinstance super range
     enumerate zip open repr getattr setattr hasattr property staticmethod classmethod Exception
     ValueError TypeError KeyError Any Optional Union List Dict Callable append items keys values
     join format get __init__ __name__`.split(/\s+/),
  ),
  definitionNodes: [
    "function_definition",
    "class_definition",
    "type_alias_statement",
    "assignment",
  ],
  readDefinition,
  importNodes: ["import_statement", "import_from_statement"],
  readImports,
};
