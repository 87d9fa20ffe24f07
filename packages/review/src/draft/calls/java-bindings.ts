import type { CodeNode } from "@devflow/syntax";
import { nodesOfKinds } from "../checks/functions-of.ts";

/** What gives a local name its type: a written one, or, behind `var`, a value. */
export type JavaBinding =
  | { by: "type"; type: CodeNode }
  | { by: "value"; value: CodeNode }
  | { by: "unknown" };

const unknown: JavaBinding = { by: "unknown" };

/** All parameters and variables inside of a member of a class, by name. */
export function javaBindingsOf(member: CodeNode): Map<string, JavaBinding[]> {
  const bindings = new Map<string, JavaBinding[]>();
  const add = (name: CodeNode | null, binding: JavaBinding) => {
    if (name === null) return;
    bindings.set(name.text(), [...(bindings.get(name.text()) ?? []), binding]);
  };
  for (const node of nodesOfKinds(member, ["formal_parameter", "enhanced_for_statement"])) {
    add(node.field("name"), written(node, null));
  }
  for (const node of nodesOfKinds(member, ["resource"])) {
    add(node.field("name"), written(node, node.field("value")));
  }
  for (const node of nodesOfKinds(member, ["local_variable_declaration"])) {
    for (const declarator of node.fieldChildren("declarator")) {
      const isArray = declarator.field("dimensions") !== null;
      const value = declarator.field("value");
      add(declarator.field("name"), isArray ? unknown : written(node, value));
    }
  }
  for (const node of nodesOfKinds(member, ["instanceof_expression"])) {
    const type = node.field("right");
    if (type !== null) add(node.field("name"), { by: "type", type });
  }
  for (const node of nodesOfKinds(member, ["type_pattern"])) {
    const [type, name] = node.children().filter((each) => each.isNamed());
    add(name ?? null, type === undefined ? unknown : written(node, null, type));
  }
  const others = ["spread_parameter", "catch_formal_parameter", "record_pattern_component"];
  for (const node of nodesOfKinds(member, others)) {
    for (const name of nodesOfKinds(node, ["identifier"])) add(name, unknown);
  }
  for (const node of nodesOfKinds(member, ["lambda_expression"])) {
    const parameters = node.field("parameters");
    if (parameters?.kind() === "identifier") add(parameters, unknown);
    if (parameters?.kind() !== "inferred_parameters") continue;
    for (const name of nodesOfKinds(parameters, ["identifier"])) add(name, unknown);
  }
  return bindings;
}

function written(
  node: CodeNode,
  value: CodeNode | null,
  type: CodeNode | null = node.field("type"),
): JavaBinding {
  if (type === null || node.field("dimensions") !== null) return unknown;
  if (type.text() !== "var") return { by: "type", type };
  return value === null ? unknown : { by: "value", value };
}
