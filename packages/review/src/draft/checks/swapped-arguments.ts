import type { CodeNode } from "@devflow/syntax";
import { calledOf } from "./callees.ts";
import type { Check, CheckedFile, CheckHit } from "./check.ts";
import { functionAround, nodesOfKinds } from "./functions-of.ts";
import { libraryOrders } from "./library-orders.ts";

/** Functions for which both orders have a meaning. */
const bothWays =
  /swap|revers|invert|flip|compare|cmp|equal|min|max|less|sort|diff|between|merge|union|intersect|distance|gcd|mirror|transpose|log|print|debug|format|assert|expect|concat|join|push|append|add|union|zip|and$|or$/i;

/** An added call that gives two arguments under the very names of the parameters, in the other order. */
export const swappedArguments: Check = {
  id: "check-swapped-arguments",
  severity: "high",
  category: "api_misuse",
  title: "Arguments in the wrong order",
  languages: ["typescript", "tsx", "javascript", "python", "go", "java"],
  async find(file) {
    const hits: CheckHit[] = [];
    const calls = nodesOfKinds(file.head.root, [
      "call_expression",
      "call",
      "method_invocation",
      "new_expression",
    ]);
    const orders = new Orders(calls, file.headText);
    for (const call of calls) {
      if (!file.added.has(call.range().start.line + 1)) continue;
      const names = namesOf(call);
      if (names.filter((name) => name !== null).length < 2) continue;
      const reason = (await byParameters(call, names, file)) ?? orders.against(call, names);
      const line = call.range().start.line + 1;
      if (reason !== null) hits.push({ startLine: line, endLine: line, body: reason });
    }
    return hits;
  },
};

async function byParameters(
  call: CodeNode,
  names: readonly (string | null)[],
  file: CheckedFile,
): Promise<string | null> {
  const called = calledOf(call)?.text() ?? call.field("name")?.text() ?? "";
  const library = libraryOrders(file.head.language).get(called);
  if (library !== undefined) {
    const swapped = swappedPair(names, library) ?? misplaced(names, library);
    return swapped === null ? null : words(called, library, swapped, null);
  }
  const callee = (await file.callees.of(call)) ?? file.callees.onlyMethod(call);
  const around = functionAround(call, file.head.language);
  if (callee === null) {
    return around === null || isOfAnother(call) ? null : byDelegation(called, names, around, file);
  }
  const { head, path } = callee;
  // A function that calls itself with its parameters swapped means it.
  if (bothWays.test(head.name) || around?.id() === head.node.id()) return null;
  const swapped = swappedPair(names, head.parameters);
  return swapped === null
    ? null
    : words(head.name, head.parameters, swapped, `${path}:${head.line}`);
}

/** `Adapters.JSON.write(writer, value)`: a type or an object's object, with an order of its own. */
function isOfAnother(call: CodeNode): boolean {
  const receiver =
    call.field("object")?.text() ?? /^(.*)\.\w+$/s.exec(calledOf(call)?.text() ?? "")?.[1] ?? "";
  return /^[A-Z]/.test(receiver) || (receiver.includes(".") && !/^(?:this|self)\./.test(receiver));
}

/** `Handle(method, path)` that hands both on to `handle(path, method)`. */
function byDelegation(
  called: string,
  names: readonly (string | null)[],
  around: CodeNode,
  { callees }: CheckedFile,
): string | null {
  const own = callees.own.find(({ node }) => node.id() === around.id());
  const [name, outer] = [plain(called.split(".").at(-1) ?? ""), plain(own?.name ?? "")];
  if (own === undefined || !name || !outer || name.length < 4 || outer.length < 4) return null;
  if (bothWays.test(called) || bothWays.test(own.name)) return null;
  if (name !== outer) return null;
  const swapped = swappedPair(names, own.parameters);
  if (swapped === null) return null;
  const [first, second] = swapped;
  return `\`${own.name}\` takes \`${first}\` before \`${second}\` and hands them on to \`${called}\` the other way round. Swap the two, if that one takes them in the same order.`;
}

function words(
  name: string,
  parameters: readonly (string | null)[],
  [first, second]: readonly [string, string],
  place: string | null,
): string {
  const takes = parameters.map((each) => each ?? "…").join(", ");
  const where = place === null ? "" : ` (${place})`;
  return `\`${name}\` takes \`${takes}\`${where}, and here \`${second}\` stands where \`${first}\` belongs. Swap the two, or rename them where the order is meant.`;
}

/** Two arguments with each other's parameter's name. */
function swappedPair(
  names: readonly (string | null)[],
  parameters: readonly (string | null)[],
): [string, string] | null {
  const given = names.map(plain);
  const taken = parameters.map(plain);
  for (let at = 0; at < given.length; at++) {
    for (let other = at + 1; other < given.length; other++) {
      const [one, two] = [given[at], given[other]];
      if (one == null || two == null || one === two) continue;
      if (taken[at] === two && taken[other] === one)
        return [parameters[at] ?? "", parameters[other] ?? ""];
    }
  }
  return null;
}

/** Names that say which of the two they are. */
const telling = /^(?:prefix|suffix|sep|substr|pattern|dst|src|target|oldpath|newpath)$/;

/** One argument under a telling name of the other's parameter; nobody calls a text `prefix`. */
function misplaced(
  names: readonly (string | null)[],
  parameters: readonly string[],
): [string, string] | null {
  const [one, two] = names.map(plain);
  const [first, second] = parameters;
  if (first === undefined || second === undefined || one === two) return null;
  const isFirst = one === second && telling.test(second) && two !== second && two != null;
  const isSecond = two === first && telling.test(first) && one !== first && one != null;
  return isFirst || isSecond ? [first, second] : null;
}

function plain(name: string | null): string | null {
  return name === null ? null : name.replace(/_/g, "").toLowerCase();
}

/** Names of the arguments in order: of a variable its name, of `this.limit` its last part. */
function namesOf(call: CodeNode): (string | null)[] {
  const given = call.field("arguments")?.children() ?? [];
  return given
    .filter((child) => child.isNamed() && child.kind() !== "comment")
    .map((child) => {
      const isName =
        /^(?:identifier|member_expression|attribute|selector_expression|field_access)$/;
      const text = child.text();
      return isName.test(String(child.kind())) && /^[\w$.]+$/.test(text)
        ? (text.split(".").at(-1) ?? null)
        : null;
    });
}

/** In which order the file gives the same two names to the same function elsewhere. */
class Orders {
  readonly #calls: readonly CodeNode[];
  readonly #text: string;
  #lines: Map<string, number[]> | null = null;

  constructor(calls: readonly CodeNode[], text: string) {
    this.#calls = calls;
    this.#text = text;
  }

  against(call: CodeNode, names: readonly (string | null)[]): string | null {
    const [first, second, ...rest] = names;
    const own = keyOf(call, names);
    const other = keyOf(call, [second ?? null, first ?? null, ...rest]);
    if (own === null || other === null || own === other) return null;
    // Reading every call's arguments takes 9 ms for a large file; a look at the text takes none.
    if (!new RegExp(`${second}\\s*,\\s*(?:[\\w$.]+\\.)?${first}\\b`).test(this.#text)) return null;
    this.#lines ??= this.#read();
    const [line, ...more] = this.#lines.get(other) ?? [];
    if (line === undefined || more.length === 0) return null;
    if ((this.#lines.get(own)?.length ?? 0) > 1) return null;
    return `${more.length + 1} other calls in this file, the first on line ${line}, give \`${second}\` before \`${first}\`. Swap the two, or rename them where the order is meant.`;
  }

  #read(): Map<string, number[]> {
    const lines = new Map<string, number[]>();
    for (const call of this.#calls) {
      const key = keyOf(call, namesOf(call));
      if (key === null) continue;
      const known = lines.get(key) ?? [];
      lines.set(key, [...known, call.range().start.line + 1]);
    }
    return lines;
  }
}

/** Null for calls without two leading names, and where both orders have a meaning. */
function keyOf(call: CodeNode, names: readonly (string | null)[]): string | null {
  const called = calledOf(call)?.text() ?? call.field("name")?.text() ?? "";
  if (!/^[\w$.]+$/.test(called) || bothWays.test(called)) return null;
  const [first, second] = names;
  if (first == null || second == null) return null;
  return [called, names.length, first, second].join(" ");
}
