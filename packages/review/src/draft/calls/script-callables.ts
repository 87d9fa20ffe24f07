import type { CodeNode } from "@devflow/syntax";
import type { Parameter } from "../facts/read-signature.ts";
import { escaped } from "./escaped.ts";
import type { Arity } from "./lookup.ts";
import { isUntyped, type ScriptFile } from "./script-file.ts";

/** A function at the top of a module, or a class by its constructor, as callers see it. */
export interface ScriptCallable extends Arity {
  name: string;
  parameters: readonly Parameter[];
  isClass: boolean;
  startLine: number;
  /** Where its parameters end. */
  endLine: number;
}

const FUNCTIONS = ["function_declaration", "generator_function_declaration"];
const CLASSES = ["class_declaration", "abstract_class_declaration"];

/** Those whose head says for sure what may be given: no overloads, no type beside the function's own. */
export function callablesOf(file: ScriptFile): Map<string, ScriptCallable> {
  const untyped = isUntyped(file);
  const found = new Map<string, ScriptCallable[]>();
  for (const { name, node } of topDeclarations(file.code.root)) {
    const callable = CLASSES.includes(String(node.kind()))
      ? classOf(name, node, untyped)
      : functionOf(name, node, node, untyped);
    // What is no function, or has several heads, leaves the name out.
    const all = found.get(name) ?? [];
    found.set(name, callable === null ? [...all, unsure, unsure] : [...all, callable]);
  }
  return new Map(
    [...found].flatMap(([name, [only, ...more]]) =>
      only === undefined || more.length > 0 ? [] : [[name, only]],
    ),
  );
}

const unsure: ScriptCallable = {
  ...{ name: "", parameters: [], isClass: false, startLine: 0, endLine: 0 },
  ...{ least: 0, most: 0 },
};

function topDeclarations(root: CodeNode): { name: string; node: CodeNode }[] {
  return root.children().flatMap((statement) => {
    const node =
      statement.kind() === "export_statement" ? statement.field("declaration") : statement;
    if (node === null) return [];
    if (node.kind() === "lexical_declaration" || node.kind() === "variable_declaration") {
      return node.children().flatMap((each) => {
        const name = each.kind() === "variable_declarator" ? each.field("name") : null;
        return name === null ? [] : [{ name: name.text(), node: each }];
      });
    }
    const name = node.field("name")?.text();
    return name === undefined ? [] : [{ name, node }];
  });
}

function functionOf(
  name: string,
  node: CodeNode,
  whole: CodeNode,
  untyped: boolean,
): ScriptCallable | null {
  const kind = String(node.kind());
  if (kind === "variable_declarator") {
    const value = node.field("value");
    const isFunction = /^(?:arrow_function|function_expression|generator_function)$/;
    const isConstant = node.parent()?.children()[0]?.kind() === "const";
    // A variable's own type, not the function's, says what callers may give.
    if (value === null || node.field("type") !== null || !isConstant) return null;
    return isFunction.test(String(value.kind())) ? headOf(name, value, whole, untyped) : null;
  }
  return FUNCTIONS.includes(kind) ? headOf(name, node, whole, untyped) : null;
}

function classOf(name: string, node: CodeNode, untyped: boolean): ScriptCallable | null {
  const members = node.field("body")?.children() ?? [];
  const constructors = members.filter((each) => each.field("name")?.text() === "constructor");
  const [only, ...more] = constructors;
  if (only === undefined) {
    const inherits = node.children().some((each) => each.kind() === "class_heritage");
    const line = node.range().start.line + 1;
    return inherits && /\bextends\b/.test(node.text().slice(0, node.text().indexOf("{")))
      ? null
      : {
          ...{ name, parameters: [], isClass: true, startLine: line, endLine: line },
          ...{ least: 0, most: untyped ? Number.POSITIVE_INFINITY : 0 },
        };
  }
  if (more.length > 0 || only.kind() !== "method_definition") return null;
  const head = headOf(name, only, only, untyped);
  return head === null ? null : { ...head, isClass: true };
}

function headOf(
  name: string,
  node: CodeNode,
  whole: CodeNode,
  untyped: boolean,
): ScriptCallable | null {
  const body = node.field("body")?.text() ?? "";
  const single = node.field("parameter");
  const list = node.field("parameters");
  const written = single !== null ? [single] : (list?.children() ?? []);
  const parameters: Parameter[] = [];
  let most = 0;
  for (const each of written) {
    if (!each.isNamed() || each.kind() === "comment") continue;
    const pattern = each.field("pattern") ?? each.field("left") ?? each;
    if (pattern.kind() === "this") continue;
    if (pattern.kind() === "rest_pattern") most = Number.POSITIVE_INFINITY;
    else {
      parameters.push(parameterOf(each, pattern, untyped, body));
      most += 1;
    }
  }
  const least = parameters.findLastIndex(({ isOptional }) => !isOptional) + 1;
  const isOpen = untyped || /\barguments\b/.test(body);
  return {
    ...{ name, parameters, isClass: false, least },
    most: isOpen ? Number.POSITIVE_INFINITY : most,
    startLine: whole.range().start.line + 1,
    endLine: (list ?? single ?? node).range().end.line + 1,
  };
}

function parameterOf(node: CodeNode, pattern: CodeNode, untyped: boolean, body: string): Parameter {
  const type = (node.field("type")?.text() ?? "").replace(/^:\s*/, "").replace(/\s+/g, "");
  const name = pattern.text().replace(/\s+/g, " ");
  const isOptional =
    node.kind() === "optional_parameter" ||
    node.kind() === "assignment_pattern" ||
    node.field("value") !== null ||
    // What may be nothing at all need not be given.
    /\bvoid\b/.test(type) ||
    (untyped && expectsNothing(pattern, body));
  return { name, type, isOptional };
}

/** Without types every parameter may be missing, unless the body takes it apart and never asks. */
function expectsNothing(pattern: CodeNode, body: string): boolean {
  if (pattern.kind() !== "identifier") return false;
  const name = escaped(pattern.text());
  // Also by a function that tells what it is: `if (isFunction(done))`, `isFunction(done) && done()`.
  const isAsked = new RegExp(
    `\\b${name}[\\s)]*(?:\\?|\\|\\||&&|[!=]=|=[^>]|instanceof\\b)|!\\s*${name}\\b|typeof\\s+${name}\\b|(?:if|while)\\s*\\([^{;]*\\b${name}\\s*\\)|\\barguments\\b|\\btry\\b`,
  );
  return isAsked.test(body) || !new RegExp(`\\b${name}\\s*[.[(]`).test(body);
}
