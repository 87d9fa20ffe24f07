import type { CodeNode } from "@devflow/syntax";
import { codeOf } from "../facts/fact.ts";
import { type Callee, calledOf } from "./callees.ts";
import type { Check, CheckedFile, CheckHit } from "./check.ts";
import { functionAround, isAsync, nodesOfKinds } from "./functions-of.ts";
import { useOfValue, type ValueUse } from "./value-use.ts";

/**
 * An added call of a function that is defined `async`, or that everything else in the file awaits,
 * where nothing waits for the result and the code shows that it should.
 */
export const missingAwait: Check = {
  id: "check-missing-await",
  severity: "high",
  category: "concurrency",
  title: "Nobody waits for this call",
  languages: ["typescript", "tsx", "javascript", "python"],
  async find(file) {
    const calls = nodesOfKinds(file.head.root, ["call_expression", "call"]);
    const habits = new Habits(calls, file);
    const hits: CheckHit[] = [];
    for (const call of calls) {
      if (!file.added.has(call.range().start.line + 1)) continue;
      const use = useOfValue(call, file.head.language);
      if (use !== "dropped" && use !== "tested" && use !== "used") continue;
      const reason = await whyAwaited(call, use, file, habits);
      if (reason !== null) hits.push(hit(call, use, reason, file));
    }
    return hits;
  },
};

/** How else the file treats calls of the same name; looked at only where the text has an `await` of it. */
class Habits {
  readonly #calls: readonly CodeNode[];
  readonly #file: CheckedFile;
  #byName: Map<string, CodeNode[]> | null = null;

  constructor(calls: readonly CodeNode[], file: CheckedFile) {
    this.#calls = calls;
    this.#file = file;
  }

  of(name: string): { awaited: number; bare: number; firstAwaited: number } {
    const habit = { awaited: 0, bare: 0, firstAwaited: 0 };
    if (!/^[\w$.]+$/.test(name) || !this.#file.headText.includes(`await ${name}(`)) return habit;
    this.#byName ??= Map.groupBy(this.#calls, (call) => calledOf(call)?.text() ?? "");
    for (const call of this.#byName.get(name) ?? []) {
      const use = useOfValue(call, this.#file.head.language);
      if (use === "awaited") {
        habit.awaited += 1;
        habit.firstAwaited ||= call.range().start.line + 1;
      } else if (use !== "kept") habit.bare += 1;
    }
    return habit;
  }
}

async function whyAwaited(
  call: CodeNode,
  use: ValueUse,
  file: CheckedFile,
  habits: Habits,
): Promise<string | null> {
  const name = calledOf(call)?.text() ?? "";
  if (!/^[\w$.]+$/.test(name)) return null;
  const isPython = file.head.language === "python";
  if (use === "used" && !isPython && /^Promise\.(?:all|allSettled|any|race)$/.test(name)) {
    return `\`${name}\` gives a promise`;
  }
  const callee = await file.callees.of(call);
  if (callee !== null) {
    const { head } = callee;
    if (!head.isAsync || head.isDecorated || head.isGenerator) return null;
    // A promise that is dropped may be meant to run beside the rest.
    if (!isPython && use === "dropped" && (!canWait(call, file) || catchesAll(callee))) return null;
    if (!isPython && use === "dropped" && isOftenDropped(name, file)) return null;
    return `\`${head.name}\` is async (${callee.path}:${head.line})`;
  }
  const { awaited, bare, firstAwaited } = habits.of(name);
  if (awaited === 0 || bare > 1 || !canWait(call, file)) return null;
  if (awaited >= 2)
    return `every other call of ${codeOf(name)} in this file is awaited, for example on line ${firstAwaited}`;
  if (awaited >= 1 && isAwaitRemoved(call, file))
    return `the change took the \`await\` away here, and line ${firstAwaited} still has it`;
  return null;
}

/** In an async function, or in a module whose top level waits elsewhere. */
function canWait(call: CodeNode, { head, headText }: CheckedFile): boolean {
  const around = functionAround(call, head.language);
  return around === null ? /^(?:export\s.*=\s*)?await\b/m.test(headText) : isAsync(around);
}

/** Then it is a habit, and one more says nothing. */
function isOftenDropped(name: string, { headText }: CheckedFile): boolean {
  const statement = new RegExp(`^\\s*${name.replace(/[$.]/g, "\\$&")}\\(`, "gm");
  return (headText.match(statement)?.length ?? 0) > 1;
}

/** Such a function cannot reject, so it is often started and left alone. */
function catchesAll({ head }: Callee): boolean {
  const statements =
    head.node
      .field("body")
      ?.children()
      .filter((child) => child.isNamed()) ?? [];
  const last = statements.at(-1);
  return (
    statements.length <= 2 && last?.kind() === "try_statement" && last.field("handler") !== null
  );
}

/** The same line stood there with `await`. */
function isAwaitRemoved(call: CodeNode, { file, head }: CheckedFile): boolean {
  const line = squeezed(head.lines[call.range().start.line] ?? "");
  return file.hunks.some(({ lines }) =>
    lines.some(
      ({ kind, text }) =>
        kind === "removed" &&
        /\bawait\b/.test(text) &&
        squeezed(text.replace(/\bawait\s+/g, "")) === line,
    ),
  );
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, "");
}

function hit(call: CodeNode, use: ValueUse, reason: string, { head }: CheckedFile): CheckHit {
  const line = call.range().start.line + 1;
  const isPython = head.language === "python";
  const what = isPython ? "a coroutine" : "a promise";
  const effect = {
    dropped: isPython
      ? "Called like this it never runs."
      : "What follows runs before it is done, and when it fails nobody hears of it.",
    tested: `The condition sees ${what}, which is always true.`,
    used: `What is used here is ${what}, not its result.`,
  }[use as "dropped" | "tested" | "used"];
  const body = `Here ${reason}. ${effect} Put \`await\` in front.`;
  return {
    startLine: line,
    endLine: line,
    body,
    ...(use === "dropped" && !isPython ? { severity: "medium" } : {}),
  };
}
