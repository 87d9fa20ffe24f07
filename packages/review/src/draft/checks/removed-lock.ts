import { isTestPath } from "../../context/test-path.ts";
import { codeOf } from "../facts/fact.ts";
import { changedFunctions, lineInPlaceOf, linesAround, linesOf } from "./changed-functions.ts";
import type { Check, CheckHit } from "./check.ts";

/** How a lock is taken, by its form; the first group is the lock. */
const takes = [
  /^\s*([\w.]+)\.(?:R?Lock|lock|acquire|writeLock\(\)\.lock|readLock\(\)\.lock)\(\s*\)\s*;?\s*$/,
  /^\s*(?:async\s+)?with\s+([\w.]*lock\w*)\s*:\s*$/i,
  /\bsynchronized\s*\(\s*([\w.]+)\s*\)/,
  /\b(synchronized)\s+[\w<>[\], ]+\(/,
];

/** The change takes a lock away and leaves what it protected. */
export const removedLock: Check = {
  id: "check-removed-lock",
  severity: "high",
  category: "concurrency",
  title: "Lock was removed from code that is still there",
  languages: ["typescript", "tsx", "javascript", "python", "go", "java"],
  find(checked) {
    const { file, headText } = checked;
    if (isTestPath(file.path)) return [];
    const removed = linesOf(file, "removed");
    const added = linesOf(file, "added").map(({ text }) => text);
    // Something else may protect it now.
    if (
      added.some((text) => /lock|mutex|atomic|synchron|semaphore|concurrent|chan\b|<-/i.test(text))
    ) {
      return [];
    }
    return changedFunctions(checked).flatMap(({ before, after, afterText }): CheckHit[] => {
      const { start, end } = linesAround(before.node);
      const inside = removed.filter(({ number }) => start <= number && number <= end);
      const taken = inside.flatMap(({ number, text }) => {
        const lock = takes.map((form) => form.exec(text)?.[1]).find((name) => name !== undefined);
        return lock === undefined ? [] : [{ number, text, lock }];
      })[0];
      if (taken === undefined || /lock/i.test(afterText.replace(/blocks?\b|\bclock\w*/gi, "")))
        return [];
      const field = taken.lock.split(".").at(-1) ?? taken.lock;
      // With the lock itself gone, the change means it.
      if (
        taken.lock !== "synchronized" &&
        taken.lock !== "this" &&
        !new RegExp(`\\b${field}\\b`).test(headText)
      )
        return [];
      const isAllNew = checked.added.size >= after.node.range().end.line - after.line;
      const line = lineInPlaceOf(file, taken.number);
      if (isAllNew || line === null) return [];
      const body = `${codeOf(taken.text)} stood here and protected what \`${after.name}\` still does; now two threads can be in it at once. Keep the lock, or say why nothing else gets here.`;
      return [{ startLine: line, endLine: line, body }];
    });
  },
};
