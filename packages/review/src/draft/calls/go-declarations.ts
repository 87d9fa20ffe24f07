import type { CodeNode } from "@devflow/syntax";

/** The function or method of the file around a node; null at the top of the file. */
export function goDeclarationAround(node: CodeNode): CodeNode | null {
  const kinds = ["function_declaration", "method_declaration"];
  return node.ancestors().find((each) => kinds.includes(String(each.kind()))) ?? null;
}

/** Names that stand for any type around a node: of functions, types and generic receivers. */
export function goTypeParametersAround(node: CodeNode): ReadonlySet<string> {
  const names = new Set<string>();
  for (const each of node.ancestors()) {
    const own = each.field("type_parameters")?.text() ?? "";
    const ofReceiver = /\[(.*)\]/s.exec(each.field("receiver")?.text() ?? "")?.[1] ?? "";
    for (const [name] of `${own} ${ofReceiver}`.matchAll(/\w+/g)) names.add(name);
  }
  return names;
}

/** What a function gives, one node a value. */
export function goResultsOf(declaration: CodeNode): CodeNode[] {
  const result = declaration.field("result");
  if (result === null) return [];
  if (result.kind() !== "parameter_list") return [result];
  return result.children().flatMap((each) => {
    const type = each.field("type");
    if (each.kind() !== "parameter_declaration" || type === null) return [];
    const names = each.fieldChildren("name").filter((name) => name.isNamed()).length;
    return Array.from({ length: Math.max(1, names) }, () => type);
  });
}

/** Fields of a struct's declaration; an embedded one has no name. */
export function goFieldsOf(spec: CodeNode): { names: string[]; type: CodeNode }[] {
  const struct = spec.field("type");
  if (struct?.kind() !== "struct_type") return [];
  const list = struct.children().find((each) => each.kind() === "field_declaration_list");
  return (list?.children() ?? []).flatMap((each) => {
    const type = each.field("type");
    if (each.kind() !== "field_declaration" || type === null) return [];
    const names = each.fieldChildren("name").filter((name) => name.isNamed());
    return [{ names: names.map((name) => name.text()), type }];
  });
}

/** Of a slice, an array or a map's values. */
export function goElementOf(type: CodeNode): CodeNode | null {
  const kinds = ["slice_type", "array_type", "implicit_length_array_type", "map_type"];
  if (!kinds.includes(String(type.kind()))) return null;
  return type.field("element") ?? type.field("value");
}
