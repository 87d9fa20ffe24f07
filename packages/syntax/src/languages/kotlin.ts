import type { Node } from "web-tree-sitter";
import { blank } from "./blank.ts";
import {
  type DefinitionSurroundings,
  type FoundDefinition,
  named,
  type Vocabulary,
} from "./vocabulary.ts";

/** This grammar has no fields: children are known by their kind and place. */
function child(node: Node, types: RegExp): Node | null {
  return node.namedChildren.find((each) => each !== null && types.test(each.type)) ?? null;
}

const bodies = /^(class_body|enum_class_body|function_body)$/;

function readDefinition(
  node: Node,
  { isInsideFunction, enclosingKind }: DefinitionSurroundings,
): FoundDefinition | null {
  const name = child(node, /^(type_identifier|simple_identifier)$/);
  const body = child(node, bodies);
  const isMember = enclosingKind === "class" || enclosingKind === "interface";
  switch (node.type) {
    case "class_declaration":
      return named(name, isInterface(node) ? "interface" : "class", body, {
        supertypes: supertypes(node),
      });
    case "object_declaration":
      return named(name, "class", body, { supertypes: supertypes(node) });
    case "function_declaration":
      return named(name, isMember ? "method" : "function", body, {
        extraScopes: isMember ? [] : receiver(node, name),
      });
    case "type_alias":
      return named(name, "type", null);
    default:
      return isInsideFunction ? null : readProperty(node);
  }
}

function readProperty(node: Node): FoundDefinition | null {
  const variable = child(node, /^variable_declaration$/);
  const name = variable === null ? null : child(variable, /^simple_identifier$/);
  return named(name, "variable", child(node, /^(getter|property_delegate)$/));
}

function isInterface(node: Node): boolean {
  return node.children.some((each) => each?.type === "interface");
}

/** `fun String.shorten()` is shorten, in String. */
function receiver(node: Node, name: Node | null): string[] {
  const type = child(node, /^(user_type|nullable_type)$/);
  if (type === null || name === null || type.startIndex > name.startIndex) return [];
  const user = type.type === "nullable_type" ? child(type, /^user_type$/) : type;
  return user === null ? [] : lastName(user);
}

/** `a.Base<T>` is `Base`. */
function lastName(userType: Node): string[] {
  const names = userType.namedChildren.filter((each) => each?.type === "type_identifier");
  return names.slice(-1).flatMap((name) => name?.text ?? []);
}

function supertypes(node: Node): string[] {
  return node.namedChildren.flatMap((specifier) => {
    if (specifier?.type !== "delegation_specifier") return [];
    const wrapped = child(specifier, /^(constructor_invocation|explicit_delegation)$/);
    const type = child(wrapped ?? specifier, /^user_type$/);
    return type === null ? [] : lastName(type);
  });
}

function readImports(node: Node): string[] {
  const path = child(node, /^identifier$/);
  if (path === null) return [];
  const all = child(node, /^wildcard_import$/) === null ? "" : ".*";
  return [path.text.replace(/\s+/g, "") + all];
}

/** `class A(b: B) : B by b {`, but no `val a by lazy {`: the grammar takes the body for a lambda. */
const delegation = /(?<!\b(?:val|var)\b[^()\n]{0,300})[ \t]by[ \t]+(?!lazy\b)\w+(?=\s*\{)/g;

/** `fun interface` is newer than the grammar. */
const functionalInterface = /\bfun(?=[ \t]+interface\b)/g;

/** `is A if b -> c` of Kotlin 2.1. */
const guard = /^([ \t]*[\w.<>*?, ]{1,120}[ \t])(if\b[^\n]{0,300}?)(?=[ \t]*->)/gm;

/** `A.B.() -> C` is a function type of B to the grammar. */
const receiverPath = /(?<![\w.])(?:\w+\.)+(?=\w+\.\([^()\n]{0,300}\)[ \t]*->)/g;

/**
 * What is newer than the grammar, or what it reads wrongly. Every repetition above is bounded: a
 * line may be 20,000 characters long.
 */
function prepare(text: string): string {
  return text
    .replace(functionalInterface, blank)
    .replace(delegation, blank)
    .replace(guard, (_, condition: string, rest: string) => condition + blank(rest))
    .replace(receiverPath, blank)
    .replaceAll("..<", ".. ");
}

export const kotlin: Vocabulary = {
  prepare,
  grammarFile: "@lumis-sh/wasm-kotlin/tree-sitter-kotlin.wasm",
  nameNodes: ["simple_identifier", "type_identifier"],
  leadingNodes: ["line_comment", "multiline_comment"],
  scopeNodes: [
    "function_declaration",
    "anonymous_function",
    "lambda_literal",
    "secondary_constructor",
    "anonymous_initializer",
    "getter",
    "setter",
  ],
  nameRoles: {
    import_header: "hidden",
    package_header: "hidden",
    modifiers: "use",
    statements: "use",
    class_declaration: "name",
    object_declaration: "name",
    companion_object: "name",
    function_declaration: "name",
    type_alias: "name",
    enum_entry: "name",
    class_body: "use",
    enum_class_body: "use",
    class_parameter: "name",
    user_type: "use",
    value_arguments: "use",
    function_body: "use",
    control_structure_body: "use",
    function_value_parameters: "use",
    parameter: "local",
    parameter_with_optional_type: "local",
    variable_declaration: "local",
    catch_block: "local",
    setter: "local",
    lambda_parameters: "local",
    type_parameter: "local",
    type_constraint: "use",
    delegation_specifier: "use",
    property_delegate: "use",
    navigation_suffix: "member",
  },
  stopWords: new Set(
    `String Int Long Boolean Double Float Any Unit Nothing List Map Set MutableList MutableMap Array
     Exception IllegalArgumentException IllegalStateException RuntimeException Throwable Override
     Suppress JvmStatic JvmField JvmName Deprecated it field listOf mapOf setOf mutableListOf emptyList
     println require check error let also apply run with to size isEmpty toString hashCode equals
     map filter forEach first`.split(/\s+/),
  ),
  definitionNodes: [
    "class_declaration",
    "object_declaration",
    "function_declaration",
    "type_alias",
    "property_declaration",
  ],
  readDefinition,
  importNodes: ["import_header"],
  readImports,
};
