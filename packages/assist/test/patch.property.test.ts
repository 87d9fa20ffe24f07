import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ProseGate } from "../src/change/prose-gate.ts";
import { applyEdits } from "../src/patch/apply-edits.ts";
import { parsePatchAnswer } from "../src/patch/parse-patch-answer.ts";
import { renderPatch } from "../src/patch/render-patch.ts";

const piece = fc.oneof(
  fc.constantFrom(
    "FILE: src/a.ts",
    "src/a.ts",
    "NEW FILE: b.ts",
    "<<<<<<< SEARCH",
    "=======",
    ">>>>>>> REPLACE",
    "```ts",
    "```",
    "--- a/src/a.ts",
    "+++ b/src/a.ts",
    "@@ -1,2 +1,2 @@",
    "-one",
    "+two",
    " three",
    "one",
    "",
    "<think>",
  ),
  fc.string({ maxLength: 30 }),
);

test("any answer is read without a throw, and its edits applied or refused", () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.string(), (lines, text) => {
      const file = { path: "src/a.ts", text: `${text}\none\nthree\n`, selection: null };
      const { edits } = parsePatchAnswer(lines.join("\n"), [file.path]);
      const { changes } = applyEdits([file], edits, { refuseNew: () => null });
      for (const { before, after } of changes) expect(after).not.toBe(before);
    }),
    { numRuns: 500 },
  );
});

test("a stream gives the prose that the parser gives, however it is cut into pieces", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("Words.", "More words", "", "FILE: a.ts", "```", "<<<<<<< SEARCH"), {
        maxLength: 12,
      }),
      fc.array(fc.nat(9), { minLength: 1, maxLength: 30 }),
      (lines, cuts) => {
        const text = lines.join("\n");
        const gate = new ProseGate();
        let sent = "";
        let rest = text;
        for (const cut of cuts) {
          sent += gate.push(rest.slice(0, cut));
          rest = rest.slice(cut);
        }
        sent += gate.push(rest);
        const { prose } = parsePatchAnswer(text, []);
        sent += gate.end(prose);
        expect(prose.startsWith(sent.trim()) || sent === "").toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});

let folder = "";
const git = (args: readonly string[], input = "") =>
  execFileSync("git", args, {
    cwd: folder,
    input,
    env: { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
  });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "devflow-patch-"));
  git(["init", "--quiet"]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const line = fc.oneof(
  fc.constantFrom("", "}", "  return a;", "\treturn b;", "-- x", "++ y", "\\ No newline", " "),
  fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => text.replace(/[\0\n]/g, "?")),
);
const ending = fc.constantFrom("\n", "\n", "\r\n");
const text = fc
  .tuple(fc.array(fc.tuple(line, ending), { maxLength: 25 }), fc.boolean())
  .map(([lines, isEnded]) => {
    const whole = lines.flat().join("");
    return isEnded ? whole : whole.replace(/\r?\n$/, "");
  });
const path = fc.constantFrom("a.ts", "x y/ä.ts", 'quo"te.ts', "[id]/b.ts", "-c.ts", "tab\there.ts");

test("the diff makes of the files, by git apply, what the answer says that they are", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(path, fc.option(text), text), {
        minLength: 1,
        maxLength: 3,
        selector: ([name]) => name,
      }),
      (drafts) => {
        const changes = drafts
          .map(([name, before, after]) => ({ path: name, before, after }))
          .filter(({ before, after }) => before !== after && (before !== null || after !== ""));
        if (changes.length === 0) return;
        for (const { path: name, before } of changes) {
          mkdirSync(dirname(join(folder, name)), { recursive: true });
          if (before === null) rmSync(join(folder, name), { force: true });
          else writeFileSync(join(folder, name), before);
        }
        git(["apply", "--whitespace=nowarn", "-"], renderPatch(changes));
        for (const { path: name, after } of changes) {
          expect(readFileSync(join(folder, name), "utf8")).toBe(after);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("an edit that quotes what is there changes those lines and no other, by any line ends", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.uuid(), ending), { minLength: 1, maxLength: 12 }),
      fc.nat(11),
      fc.boolean(),
      (lines, at, isEnded) => {
        const chosen = at % lines.length;
        const whole = lines.flat().join("");
        const before = isEnded ? whole : whole.replace(/\r?\n$/, "");
        const quoted = lines[chosen]?.[0] ?? "";
        const answer = `FILE: a.txt\n<<<<<<< SEARCH\n${quoted}\n=======\nnew\n>>>>>>> REPLACE`;
        const { edits } = parsePatchAnswer(answer, ["a.txt"]);
        const file = { path: "a.txt", text: before, selection: null };
        const { changes, refused } = applyEdits([file], edits, { refuseNew: () => null });
        expect(refused).toEqual([]);
        expect(changes[0]?.after).toBe(before.replace(quoted, "new"));
      },
    ),
    { numRuns: 200 },
  );
});

test("an answer of marks that never close is read in time", () => {
  const answer = "<<<<<<< SEARCH\n```ts\nFILE: a.ts\n".repeat(3_000);
  const started = process.cpuUsage();
  parsePatchAnswer(answer, ["a.ts"]);
  expect(process.cpuUsage(started).user).toBeLessThan(2_000_000);
});
