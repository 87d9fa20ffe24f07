import type { CodeNode } from "@devflow/syntax";
import type { Callee } from "../checks/callees.ts";

/** Where a call surely looks for its function. */
export interface Lookup {
  /** What is there under the name: several are overloads, none is an error of the code. */
  found: readonly Callee[];
  /** All types and packages that were looked into; see {@link placeOf}. */
  places: readonly string[];
}

/** A package's folder and a receiver's type in Go, a file and a class in Java. */
export function placeOf(container: string, scopes: readonly string[]): string {
  return `${container}#${scopes.join(".")}`;
}

/** How many arguments a function takes. */
export interface Arity {
  least: number;
  most: number;
}

/** Null where the number cannot be told: arguments that are spread, or several values of one call. */
export function countArguments(call: CodeNode): number | null {
  const list = call.field("arguments");
  const given = list?.children().filter((each) => each.isNamed() && !isComment(each)) ?? [];
  const kinds = given.map((each) => String(each.kind()));
  if (kinds.includes("variadic_argument")) return null;
  // Go: `f(g())` hands on all that g gives.
  if (kinds.length === 1 && kinds[0] === "call_expression") return null;
  return given.length;
}

/** Of a Go or Java declaration. */
export function arityOf(declaration: CodeNode): Arity {
  let least = 0;
  let isVariadic = false;
  for (const each of declaration.field("parameters")?.children() ?? []) {
    const kind = String(each.kind());
    if (!each.isNamed() || isComment(each) || kind === "receiver_parameter") continue;
    if (kind === "variadic_parameter_declaration" || kind === "spread_parameter") isVariadic = true;
    else if (kind === "parameter_declaration") {
      least += Math.max(1, each.fieldChildren("name").filter((name) => name.isNamed()).length);
    } else least += 1;
  }
  return { least, most: isVariadic ? Number.POSITIVE_INFINITY : least };
}

/** Also where the number of arguments cannot be told. */
export function takes({ least, most }: Arity, given: number | null): boolean {
  return given === null || (least <= given && given <= most);
}

/** The one that is surely called; null where none, or several, take so many arguments. */
export function onlyOne({ found }: Lookup, call: CodeNode): Callee | null {
  const given = countArguments(call);
  const [only, ...more] = found.filter(({ head }) => takes(arityOf(head.node), given));
  return only === undefined || more.length > 0 ? null : only;
}

function isComment(node: CodeNode): boolean {
  return String(node.kind()).includes("comment");
}
