import type { CodeNode, ParsedCode } from "@devflow/syntax";
import { escaped } from "./escaped.ts";
import type { ScriptCallable } from "./script-callables.ts";

/** Whether a name means one thing in the whole file: `declared` times it is declared, and never hidden. */
export function isBoundOnly(
  name: string,
  { root, language }: ParsedCode,
  declared: number,
): boolean {
  const regex = `^${escaped(name)}$`;
  const any = [
    { kind: "identifier" },
    { kind: "shorthand_property_identifier_pattern" },
    // A class's; JavaScript's grammar has none.
    ...(language === "javascript" ? [] : [{ kind: "type_identifier" }]),
  ];
  return root.findAll({ rule: { regex, any } }).filter(binds).length === declared;
}

/** The field of a node that binds a name. */
const binding: Readonly<Record<string, readonly string[]>> = {
  variable_declarator: ["name"],
  required_parameter: ["pattern"],
  optional_parameter: ["pattern"],
  pair_pattern: ["value"],
  assignment_pattern: ["left"],
  object_assignment_pattern: ["left"],
  function_declaration: ["name"],
  generator_function_declaration: ["name"],
  function_expression: ["name"],
  function_signature: ["name"],
  class_declaration: ["name"],
  abstract_class_declaration: ["name"],
  class: ["name"],
  enum_declaration: ["name"],
  internal_module: ["name"],
  catch_clause: ["parameter"],
  arrow_function: ["parameter"],
  for_in_statement: ["left"],
  assignment_expression: ["left"],
  augmented_assignment_expression: ["left"],
  update_expression: ["argument"],
};
const bindingWhole = ["formal_parameters", "rest_pattern", "array_pattern", "import_alias"];

function binds(node: CodeNode): boolean {
  if (node.kind() === "shorthand_property_identifier_pattern") return true;
  const parent = node.parent();
  const kind = String(parent?.kind());
  if (bindingWhole.includes(kind)) return true;
  return (binding[kind] ?? []).some((field) => parent?.field(field)?.id() === node.id());
}

/** Calls of a name, `module.name` for one of a whole module; `new` of a class. */
export function callsOfName(
  called: string,
  { isClass }: Pick<ScriptCallable, "isClass">,
  { root }: ParsedCode,
): CodeNode[] {
  const regex = `^${escaped(called)}$`;
  return isClass
    ? root.findAll({ rule: { kind: "new_expression", has: { field: "constructor", regex } } })
    : root.findAll({ rule: { kind: "call_expression", has: { field: "function", regex } } });
}

/** `module.name` where it is read. */
export function membersOf(module: string, name: string, { root }: ParsedCode): CodeNode[] {
  const regex = `^${escaped(module)}\\.${escaped(name)}$`;
  return root.findAll({ rule: { kind: "member_expression", regex } });
}

/** Null where some are spread, and of a tagged template. */
export function argumentsOf(call: CodeNode): CodeNode[] | null {
  const list = call.field("arguments");
  if (list === null) return call.kind() === "new_expression" ? [] : null;
  if (list.kind() !== "arguments") return null;
  const given = list.children().filter((each) => each.isNamed() && each.kind() !== "comment");
  return given.some((each) => each.kind() === "spread_element") ? null : given;
}

/** Whether a comment tells the compiler to look away there. */
export function isExcused({ lines }: ParsedCode, line: number): boolean {
  return lines
    .slice(Math.max(0, line - 4), line)
    .some((text) => /@ts-(?:ignore|expect)/.test(text));
}
