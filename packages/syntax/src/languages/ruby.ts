import type { Node } from "web-tree-sitter";
import {
  bundledGrammar,
  type DefinitionSurroundings,
  type FoundDefinition,
  named,
  type Vocabulary,
} from "./vocabulary.ts";

const mixins = /^(include|extend|prepend)$/;
const accessors = /^(attr_reader|attr_writer|attr_accessor|define_method)$/;

/** `Point = Struct.new(:x) do … end` is a class. */
const classMakers = /^(Struct\.new|Class\.new|Data\.define|Module\.new)$/;

function readDefinition(node: Node, around: DefinitionSurroundings): FoundDefinition | null {
  const name = node.childForFieldName("name");
  const body = node.childForFieldName("body");
  switch (node.type) {
    case "class":
    case "module":
      return readType(node, name, body);
    case "assignment":
      return around.isInsideFunction ? null : readConstant(node);
    case "call":
      return around.isInsideFunction ? null : readAccessors(node);
    default:
      return named(name, around.enclosingKind === null ? "function" : "method", body);
  }
}

/** A module of methods alone is one thing, as a class is; with classes inside it is a namespace. */
function readType(node: Node, name: Node | null, body: Node | null): FoundDefinition | null {
  const members = body?.namedChildren ?? [];
  const hasTypes = members.some((member) => /^(class|module)$/.test(member?.type ?? ""));
  const superclass = node.childForFieldName("superclass")?.namedChild(0) ?? null;
  const supertypes = [
    ...(superclass === null ? [] : lastName(superclass)),
    ...members.flatMap((member) => (member === null ? [] : mixedIn(member))),
  ];
  const parts = name?.text.replace(/\s+/g, "").split("::") ?? [];
  const kind = node.type === "module" && hasTypes ? "module" : "class";
  const found = named(name, kind, body, { supertypes, extraScopes: parts.slice(0, -1) });
  return found && { ...found, names: parts.slice(-1) };
}

function mixedIn(call: Node): string[] {
  if (call.type !== "call" || call.childForFieldName("receiver") !== null) return [];
  if (!mixins.test(call.childForFieldName("method")?.text ?? "")) return [];
  const modules = call.childForFieldName("arguments")?.namedChildren ?? [];
  return modules.flatMap((module) => (module === null ? [] : lastName(module)));
}

/** `A::Base` is `Base`. */
function lastName(node: Node): string[] {
  const name = node.type === "scope_resolution" ? node.childForFieldName("name") : node;
  return name?.type === "constant" ? [name.text] : [];
}

function readConstant(node: Node): FoundDefinition | null {
  const left = node.childForFieldName("left");
  const right = node.childForFieldName("right");
  if (left?.type !== "constant") return null;
  const maker = right?.type === "call" ? right : null;
  const called = ["receiver", "method"].map((field) => maker?.childForFieldName(field)?.text);
  if (!classMakers.test(called.join("."))) return named(left, "variable", null);
  return named(left, "class", maker?.childForFieldName("block") ?? null);
}

function readAccessors(node: Node): FoundDefinition | null {
  const method = node.childForFieldName("method")?.text ?? "";
  if (!accessors.test(method) || node.childForFieldName("receiver") !== null) return null;
  const given = node.childForFieldName("arguments")?.namedChildren ?? [];
  const names = given.flatMap((each) =>
    each?.type === "simple_symbol" ? [each.text.replace(/^:/, "")] : [],
  );
  if (names.length === 0) return null;
  const kind = method === "define_method" ? "method" : "variable";
  const body = node.childForFieldName("block");
  return { names, kind, body, extraScopes: [], supertypes: [] };
}

function readImports(node: Node): string[] {
  const method = node.childForFieldName("method")?.text ?? "";
  if (!/^(require|require_relative|load|autoload)$/.test(method)) return [];
  if (node.childForFieldName("receiver") !== null) return [];
  const given = node.childForFieldName("arguments")?.namedChildren ?? [];
  const path = given.findLast((each) => each?.type === "string")?.namedChild(0);
  return path?.type === "string_content" ? [path.text] : [];
}

export const ruby: Vocabulary = {
  grammarFile: bundledGrammar("ruby"),
  nameNodes: ["identifier", "constant"],
  leadingNodes: ["comment"],
  scopeNodes: ["method", "singleton_method", "block", "do_block", "lambda"],
  nameRoles: {
    body_statement: "use",
    block_body: "use",
    method_parameters: "local",
    block_parameters: "local",
    lambda_parameters: "local",
    exception_variable: "local",
    "keyword_parameter.value": "use",
    "optional_parameter.value": "use",
    "assignment.left": "local",
    "assignment.right": "use",
    "operator_assignment.left": "local",
    left_assignment_list: "local",
    "for.pattern": "local",
    element_reference: "use",
    "call.receiver": "use",
    "call.method": "member",
    "scope_resolution.name": "member",
    "class.name": "name",
    "module.name": "name",
    "method.name": "name",
    "singleton_method.name": "name",
    alias: "name",
    undef: "name",
  },
  stopWords: new Set(
    `self super initialize new nil true false puts print p require require_relative load autoload
     include extend prepend attr_reader attr_writer attr_accessor private public protected
     module_function raise lambda proc loop freeze frozen dup to_s to_sym to_a to_i to_h inspect
     class nil? empty? is_a? respond_to? send each map select reject join length size key? first
     last String Array Hash Integer Symbol StandardError ArgumentError Struct Object`.split(/\s+/),
  ),
  definitionNodes: ["class", "module", "method", "singleton_method", "assignment", "call"],
  readDefinition,
  importNodes: ["call"],
  readImports,
};
