import { expect, test } from "vitest";
import { decideThread, type ThreadFacts } from "../src/review/decide-thread.ts";

const open: ThreadFacts = {
  state: "open",
  wasResolved: false,
  isResolved: false,
  resolvedBySelf: false,
};

test.each<[string, Partial<ThreadFacts>, string]>([
  ["an open remark in an open thread", {}, "none"],
  ["fixed: the thread follows", { state: "fixed" }, "resolve"],
  ["dismissed: the thread follows", { state: "dismissed" }, "resolve"],
  ["back again: the thread follows", { wasResolved: true, isResolved: true }, "unresolve"],
  ["a person resolved it", { isResolved: true }, "adopt_resolved"],
  ["a person opened it", { state: "fixed", wasResolved: true }, "adopt_open"],
  [
    "resolved by us, and the row was not written",
    { state: "fixed", isResolved: true, resolvedBySelf: true },
    "record",
  ],
  ["a person was faster than we", { state: "fixed", isResolved: true }, "record"],
  [
    "resolved by us before a crash, and back again since",
    { isResolved: true, resolvedBySelf: true },
    "unresolve",
  ],
  ["opened by us, and the row was not written", { wasResolved: true }, "record"],
])("%s", (_name, facts, decision) => {
  expect(decideThread({ ...open, ...facts })).toBe(decision);
});

test("every decision is at rest once it was carried out", () => {
  for (const state of ["open", "fixed", "dismissed", "resolved"] as const)
    for (const wasResolved of [true, false])
      for (const isResolved of [true, false])
        for (const resolvedBySelf of [true, false]) {
          const facts = { state, wasResolved, isResolved, resolvedBySelf };
          const decision = decideThread(facts);
          const after: ThreadFacts = {
            state:
              decision === "adopt_resolved"
                ? "resolved"
                : decision === "adopt_open"
                  ? "open"
                  : state,
            isResolved:
              decision === "resolve" ? true : decision === "unresolve" ? false : isResolved,
            wasResolved: true,
            resolvedBySelf: true,
          };
          expect(decideThread({ ...after, wasResolved: after.isResolved })).toBe("none");
        }
});
