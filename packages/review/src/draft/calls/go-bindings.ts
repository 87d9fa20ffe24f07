import type { CodeNode } from "@devflow/syntax";
import { nodesOfKinds } from "../checks/functions-of.ts";
import { namesOf } from "./go-files.ts";

/** What gives a local name its type. */
export type GoBinding =
  | { by: "type"; type: CodeNode }
  /** The `index`th of the values that the expression gives. */
  | { by: "value"; value: CodeNode; index: number; count: number }
  | { by: "range"; value: CodeNode; index: number }
  | { by: "unknown" };

const unknown: GoBinding = { by: "unknown" };

/** All that is declared inside of a function or method, its own parameters included, by name. */
export function goBindingsOf(declaration: CodeNode): Map<string, GoBinding[]> {
  const bindings = new Map<string, GoBinding[]>();
  const add = (name: string, binding: GoBinding) => {
    bindings.set(name, [...(bindings.get(name) ?? []), binding]);
  };
  for (const node of nodesOfKinds(declaration, ["parameter_declaration"])) {
    const type = node.field("type");
    for (const name of namesOf(node)) add(name, type === null ? unknown : { by: "type", type });
  }
  for (const node of nodesOfKinds(declaration, ["variadic_parameter_declaration"])) {
    for (const name of namesOf(node)) add(name, unknown);
  }
  for (const node of nodesOfKinds(declaration, ["var_spec", "const_spec"])) {
    const type = node.field("type");
    const values = named(node.field("value"));
    for (const [index, name] of namesOf(node).entries()) {
      add(
        name,
        type !== null ? { by: "type", type } : valueAt(values, index, namesOf(node).length),
      );
    }
  }
  for (const node of nodesOfKinds(declaration, ["short_var_declaration"])) {
    const left = named(node.field("left"));
    const values = named(node.field("right"));
    for (const [index, name] of left.entries())
      add(name.text(), valueAt(values, index, left.length));
  }
  for (const node of nodesOfKinds(declaration, ["range_clause"])) {
    const value = node.field("right");
    for (const [index, name] of named(node.field("left")).entries()) {
      add(name.text(), value === null ? unknown : { by: "range", value, index });
    }
  }
  for (const node of nodesOfKinds(declaration, ["type_switch_statement", "receive_statement"])) {
    for (const name of named(node.field("alias") ?? node.field("left"))) add(name.text(), unknown);
  }
  return bindings;
}

function valueAt(values: readonly CodeNode[], index: number, count: number): GoBinding {
  const value = values.length === 1 ? values[0] : values[index];
  if (value === undefined) return unknown;
  const isSpread = values.length === 1 && count > 1;
  return { by: "value", value, index: isSpread ? index : 0, count: isSpread ? count : 1 };
}

function named(node: CodeNode | null): CodeNode[] {
  return node?.children().filter((each) => each.isNamed()) ?? [];
}
