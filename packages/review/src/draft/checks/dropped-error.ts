import type { CodeNode, ParsedCode } from "@devflow/syntax";
import { isTestPath } from "../../context/test-path.ts";
import { codeOf } from "../facts/fact.ts";
import type { Check, CheckedFile, CheckHit } from "./check.ts";
import { nodesOfKinds } from "./functions-of.ts";

/** Errors that people drop on purpose: of clean-up and of writing to what cannot fail. */
const droppedByHabit =
  /(?:^|\.)(?:Close|Flush|Sync|Write\w*|Fprint\w*|Print\w*|Remove\w*|Unlock|Kill|Shutdown|Stop|Rollback|Setenv|Unsetenv|Set\w*Deadline|Read|ReadAll|Copy\w*|Signal|Wait)$/;

/** Go's `v, _ := f()` on an added line, where before, or elsewhere in the file, f's error is looked at. */
export const droppedError: Check = {
  id: "check-dropped-error",
  severity: "high",
  category: "error_handling",
  title: "Error is dropped that is checked elsewhere",
  languages: ["go"],
  find(file) {
    if (isTestPath(file.file.path)) return [];
    const assignments = assignmentsIn(file.head);
    const added = assignments.filter(({ line, last }) => last === "_" && file.added.has(line));
    return added.flatMap((dropped): CheckHit[] => {
      const reason = reasonFor(dropped, assignments, file);
      if (reason === null) return [];
      const body = `The error of ${codeOf(dropped.called)} is thrown away here, and ${reason}. When it fails, the code goes on with a zero value. Check the error, or say in a comment why it cannot fail.`;
      return [{ startLine: dropped.line, endLine: dropped.line, body }];
    });
  },
};

interface Assignment {
  /** Names on the left; the error is the last. */
  last: string;
  count: number;
  called: string;
  line: number;
  hasComment: boolean;
}

const isComment = /^\s*\/\//;

function assignmentsIn({ root, lines }: ParsedCode): Assignment[] {
  return nodesOfKinds(root, ["short_var_declaration", "assignment_statement"]).flatMap((node) => {
    const left = namedChildren(node.field("left"));
    const right = namedChildren(node.field("right"));
    const [call] = right;
    const last = left.at(-1)?.text();
    if (right.length !== 1 || call?.kind() !== "call_expression" || last === undefined) return [];
    const called = call.field("function")?.text() ?? "";
    if (!/^[\w.]+$/.test(called)) return [];
    // Such a value is asked about at once, and its zero is an answer.
    if (node.parent()?.kind() === "if_statement") return [];
    const line = node.range().start.line + 1;
    const hasComment =
      isComment.test(lines[line - 2] ?? "") || (lines[line - 1] ?? "").includes("//");
    return [{ last, count: left.length, called, line, hasComment }];
  });
}

function namedChildren(node: CodeNode | null): CodeNode[] {
  return node?.children().filter((child) => child.isNamed()) ?? [];
}

function reasonFor(
  dropped: Assignment,
  assignments: readonly Assignment[],
  file: CheckedFile,
): string | null {
  if (dropped.hasComment || droppedByHabit.test(dropped.called)) return null;
  const isSame = (each: Assignment) =>
    each.called === dropped.called && each.count === dropped.count;
  const base = file.base();
  const before = base === null ? [] : assignmentsIn(base).filter(isSame);
  const now = assignments.filter(isSame);
  const droppedBefore = before.filter(({ last }) => last === "_").length;
  const checked = now.filter(({ last }) => isError(last));
  const checkedBefore = before.filter(({ last }) => isError(last));
  // Where the file drops it as a habit, one more says nothing.
  if (droppedBefore > 0 || now.length - checked.length > 1) return null;
  if (checked[0] !== undefined) return `line ${checked[0].line} checks it`;
  if (checkedBefore.length === 0) return null;
  return "before this change it was checked";
}

function isError(name: string): boolean {
  return /^(?:err|\w*[eE]rr(?:or)?\d?)$/.test(name);
}
