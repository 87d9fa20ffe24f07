import type { CodeNode, ParsedCode, RuleLanguage } from "@devflow/syntax";

/** What calls can know of a function without its types. */
export interface FunctionHead {
  name: string;
  /** The class, or Go's receiver type, that it is a method of. */
  owner: string | null;
  isAsync: boolean;
  /** A decorator may make something else of it. */
  isDecorated: boolean;
  isGenerator: boolean;
  /** Those that callers give by position, receiver left out; null where one has no plain name. */
  parameters: readonly (string | null)[];
  node: CodeNode;
  line: number;
}

const functionKinds: Readonly<Record<RuleLanguage, readonly string[]>> = {
  typescript: typescriptKinds(),
  tsx: typescriptKinds(),
  javascript: typescriptKinds(),
  python: ["function_definition"],
  go: ["function_declaration", "method_declaration"],
  java: ["method_declaration", "constructor_declaration"],
};

function typescriptKinds(): string[] {
  return [
    "function_declaration",
    "generator_function_declaration",
    "method_definition",
    "arrow_function",
    "function_expression",
  ];
}

/** Nodes of these kinds; a grammar that lacks a kind has none of it. */
export function nodesOfKinds(root: CodeNode, kinds: readonly string[]): CodeNode[] {
  return kinds.flatMap((kind) => {
    try {
      return root.findAll({ rule: { kind } });
    } catch {
      return [];
    }
  });
}

/** Half a dozen checks ask, and each question crosses into the parser for every function. */
const known = new WeakMap<ParsedCode, readonly FunctionHead[]>();

/** Every function of the file that has a name. */
export function functionsOf(code: ParsedCode): readonly FunctionHead[] {
  const functions = known.get(code) ?? readFunctions(code);
  known.set(code, functions);
  return functions;
}

function readFunctions({ root, language }: ParsedCode): FunctionHead[] {
  return nodesOfKinds(root, functionKinds[language]).flatMap((node) => {
    const name = nameOf(node);
    return name === null ? [] : [headOf(node, name)];
  });
}

/** The innermost function around a node, named or not. */
export function functionAround(node: CodeNode, language: RuleLanguage): CodeNode | null {
  const kinds = [...functionKinds[language], "lambda", "func_literal", "lambda_expression"];
  return node.ancestors().find((each) => kinds.includes(String(each.kind()))) ?? null;
}

/** Told by the keyword, or by a declared promise. */
export function isAsync(node: CodeNode): boolean {
  return (
    node.children().some((child) => child.kind() === "async") ||
    /^:\s*Promise</.test(node.field("return_type")?.text() ?? "")
  );
}

/** Also for functions without one of their own: `const name = () => …`, `name = () => …` in a class. */
export function nameOf(node: CodeNode): string | null {
  const own = node.field("name")?.text();
  const parent = node.parent();
  if (own !== undefined && String(node.kind()) !== "function_expression") return own;
  const holders = ["variable_declarator", "public_field_definition", "field_definition"];
  if (parent === null || !holders.includes(String(parent.kind()))) return null;
  return (parent.field("name") ?? parent.field("property"))?.text() ?? null;
}

function headOf(node: CodeNode, name: string): FunctionHead {
  return {
    name,
    owner: ownerOf(node),
    isAsync: isAsync(node),
    isDecorated:
      node.parent()?.kind() === "decorated_definition" ||
      node.prev()?.kind() === "decorator" ||
      node.children().some((child) => child.kind() === "decorator"),
    isGenerator: isGenerator(node),
    parameters: parametersOf(node),
    node,
    line: node.range().start.line + 1,
  };
}

/** By the star of JavaScript, or by what Python has in the body. */
function isGenerator(node: CodeNode): boolean {
  return node.kind() === "function_definition"
    ? node.find({ rule: { kind: "yield" } }) !== null
    : node.children().some((child) => child.kind() === "*");
}

/** Null for a function that is no method of a class itself. */
export function ownerOf(node: CodeNode): string | null {
  const receiver = node.field("receiver")?.text();
  if (receiver !== undefined) return /(\w+)(?:\[.*\])?\s*\)$/s.exec(receiver)?.[1] ?? null;
  let above = node.parent();
  const between = ["decorated_definition", "block", "public_field_definition", "field_definition"];
  while (above !== null && between.includes(String(above.kind()))) above = above.parent();
  if (above !== null && /^(?:class|interface|enum)_body$/.test(String(above.kind()))) {
    above = above.parent();
  }
  const isClass = /^(?:abstract_)?class|^record_|^enum_/.test(String(above?.kind() ?? ""));
  return isClass ? (above?.field("name")?.text() ?? null) : null;
}

const receivers = new Set(["self", "cls"]);

/** Names in order; after `*` and rest parameters nothing is given by position. */
function parametersOf(node: CodeNode): (string | null)[] {
  const single = node.field("parameter");
  if (single !== null) return [single.text()];
  const names: (string | null)[] = [];
  for (const each of node.field("parameters")?.children() ?? []) {
    const kind = String(each.kind());
    if (!each.isNamed() || kind === "comment") continue;
    if (/separator|splat|spread|variadic|rest/.test(kind)) break;
    if (kind === "receiver_parameter" || each.text().startsWith("...")) break;
    if (kind === "parameter_declaration") {
      const given = each.fieldChildren("name").map((name) => name.text());
      names.push(...(given.length === 0 ? [null] : given));
    } else names.push(nameOfParameter(each));
  }
  return names[0] !== null && receivers.has(names[0] ?? "") ? names.slice(1) : names;
}

function nameOfParameter(node: CodeNode): string | null {
  if (node.kind() === "identifier") return node.text();
  const named =
    node.field("pattern") ?? node.field("name") ?? node.field("left") ?? node.children()[0] ?? null;
  return named?.kind() === "identifier" ? named.text() : null;
}
