import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  commentFilters,
  type PersonComment,
  readComment,
  refuseComment,
} from "../../src/review/index.ts";
import { Cap, unitOf } from "../../src/review/sampling.ts";
import { commentTable } from "./comment-table.ts";

const comment: PersonComment = {
  ...{ id: 1, author: "kim", isBot: false, isByPullAuthor: false, replyToId: null },
  ...{ body: "Please round here.", path: "src/a.ts", side: "RIGHT", startLine: 1, line: 1 },
  ...{ commitSha: "c0ffee", hunk: "@@ -0,0 +1 @@\n+const a = 1;", linesChanged: true },
  createdAt: new Date("2026-05-01"),
};
const refuse = (changes: Partial<PersonComment>, language = "") =>
  refuseComment(readComment({ ...comment, ...changes }), { language });

test("the table has at least 120 comments, each once", () => {
  expect(new Set(commentTable.map(([body]) => body)).size).toBe(commentTable.length);
  expect(commentTable.length).toBeGreaterThanOrEqual(120);
});

test.each(commentTable)("%j is refused by %j", async (body, filter) => {
  expect((await refuse({ body }))?.filter ?? null).toBe(filter);
});

test.each([
  [{ isBot: true }, "written by a bot"],
  [{ isByStranger: true }, "written by a stranger"],
  [{ author: "renovate[bot]" }, "written by a bot"],
  [{ author: "acme-bot" }, "written by a bot"],
  [{ body: "Please round. <!-- devflow:finding ab12 -->" }, "written by DevFlow"],
  [{ isByPullAuthor: true }, "written by the author of the change"],
  [{ replyToId: 7 }, "a reply"],
  [{ linesChanged: false }, "its lines were not changed"],
  [{ linesChanged: null }, "not known whether its lines were changed"],
  [{ body: `Please round. ${"It is long. ".repeat(100)}` }, "too long"],
  [{ body: `Please use ${"gh"}p_${"a1B2c3D4e5".repeat(4).slice(0, 36)}` }, "holds a credential"],
  [
    { hunk: `@@ -0,0 +1 @@\n+key = "${"gh"}p_${"a1B2c3D4e5".repeat(4).slice(0, 36)}"` },
    "holds a credential",
  ],
  [{ path: "config/.env.production" }, "holds a credential"],
])("%j: %s", async (changes, reason) => {
  expect((await refuse(changes))?.reason).toBe(reason);
});

test("what the operator names as a file of secrets is refused as one", async () => {
  const isSecretFile = (path: string) => path === comment.path;
  const refused = await refuseComment(readComment(comment), { language: "", isSecretFile });
  expect(refused?.reason).toBe("holds a credential");
});

test.each([
  ["Please round here.", "German", null],
  ["Hier bitte runden.", "German", null],
  ["这里应该四舍五入", "English", "language"],
  ["这里应该四舍五入 `toCents`", "Chinese", null],
  ["Please round here.", "Chinese", "language"],
  ["Здесь нужно округлить", "Russian", null],
  ["Здесь нужно округлить", "", null],
])("%j for a team that writes %j", async (body, language, filter) => {
  expect((await refuse({ body }, language))?.filter ?? null).toBe(filter);
});

test("whatever somebody writes is kept or refused for a reason of the closed set", async () => {
  const reasons = new Map(commentFilters.map(({ name, reasons }) => [name, reasons]));
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", maxLength: 300 }), async (body) => {
      const refused = await refuse({ body });
      if (refused !== null) expect(reasons.get(refused.filter)).toContain(refused.reason);
    }),
  );
});

test("white space and case around a comment change nothing", async () => {
  const bodies = fc.constantFrom(...commentTable.map(([body]) => body));
  await fc.assert(
    fc.asyncProperty(bodies, async (body) => {
      const isPlain = !/[`>[<s]\W|\n/.test(body);
      fc.pre(isPlain);
      const loud = `  ${body}\r\n\r\n`;
      expect(await refuse({ body: loud })).toEqual(await refuse({ body }));
    }),
  );
});

describe("caps and samples", () => {
  test("a cap is never exceeded, nearly used up, and takes from all over", () => {
    const totals = new Map([["kim", 10_000]]);
    const take = () => {
      const cap = new Cap(500, totals);
      return Array.from({ length: 10_000 }, (_, id) => id).filter((id) => cap.take("kim", `${id}`));
    };
    const taken = take();
    expect(taken.length).toBeLessThanOrEqual(500);
    expect(taken.length).toBeGreaterThan(420);
    expect(taken.at(-1)).toBeGreaterThan(8_000);
    expect(take()).toEqual(taken);
  });

  test("few are all taken, and more than were counted are still capped", () => {
    const cap = new Cap(3);
    expect([1, 2, 3, 4].map((id) => cap.take("mia", `${id}`))).toEqual([true, true, true, false]);
  });

  test("numbers of ids lie evenly between 0 and 1", () => {
    const units = Array.from({ length: 5_000 }, (_, id) => unitOf(`${id}`));
    expect(Math.min(...units)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...units)).toBeLessThan(1);
    expect(units.filter((unit) => unit < 0.25).length / 5_000).toBeCloseTo(0.25, 1);
  });
});
