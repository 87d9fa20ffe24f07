import { describe, expect, test } from "vitest";
import { tellsNoProblem } from "../src/verify/no-problem.ts";

/** What reviewers write in the words of praise, of a question, or of what the change does. */
const findings: readonly [title: string, body: string][] = [
  ["Introduces an N+1 query", "One query per row of `users`; load them with a join."],
  ["Changes the default timeout from 30 s to 30 ms", "Every upload is cut off after that."],
  ["Renames a public field of the JSON API", "Clients read `user_id` from it."],
  ["Moves the read onto the event loop", "`readFileSync` takes 40 ms for each request."],
  ["Changed operator precedence", "`a || b && c` groups the other way round now."],
  ["Introduces infinite recursion", ""],
  [
    "Changes the order of middleware",
    "Auth runs after the handler, so everybody reaches `/admin`.",
  ],
  ["Updates all rows", "The `WHERE` clause is gone."],
  ["Adds secret to log", "`logger.info(token)` prints it."],
  ["Field order is changed", "Positional arguments of `Point(x, y)` are swapped for all users."],
  ["Moves cleanup after the return", "It is unreachable."],
  ["Session is closed properly on success, leaks on error", "`defer` comes after the return."],
  ["The header is right aligned in RTL locales", "`text-align: right` is physical."],
  ["Off-by-one?", "`i <= len(items)` reads one past the end."],
  ["Is the lock held here?", "`close` is called by two goroutines, both write `conns`."],
  ["No error", "`Close` returns nil for a broken pipe."],
];

/** The same beginnings, of which no more comes. */
const noFindings: readonly [title: string, body: string][] = [
  ["Introduces `average`", "This change adds a helper. It improves readability."],
  ["The field `name` was added", ""],
  ["Adds a cache", "The code now uses `Map`. This reduces the time for a lookup."],
  ["Errors are handled correctly", "No resource leaks, and nothing is lost."],
  ["Why is `items` needed?", "I'd like to understand the reason."],
  ["What does `mode` do?", "Could you explain? It was added in this change."],
  ["No issues found", "I looked at `average`."],
];

describe("by its words a text says that something is wrong", () => {
  test.each(findings)("%s: %s", (title, body) => {
    expect(tellsNoProblem(title, body)).toBe(false);
  });
});

describe("or that nothing is", () => {
  test.each(noFindings)("%s: %s", (title, body) => {
    expect(tellsNoProblem(title, body)).toBe(true);
  });
});
