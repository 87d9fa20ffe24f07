import type { FileDiff } from "@devflow/diff";
import { describe, expect, test } from "vitest";
import { readChangeLines } from "../src/memory/change-lines.ts";
import { locateRemarks } from "../src/memory/locate-remarks.ts";
import { traceOf } from "../src/memory/trace-of.ts";
import type { Remark } from "../src/model.ts";
import { addedFile, remark } from "./builders.ts";

const original = `export function average(items: number[]): number {
  const total = items.reduce((sum, item) => sum + item, 0);
  return total / items.length;
}

export function last(items: number[]): number {
  const index = items.length;
  return items[index];
}
`;

async function linesOf(texts: Record<string, string>, files?: FileDiff[]) {
  const added = files ?? Object.entries(texts).map(([path, text]) => addedFile(path, text));
  const read = async (path: string) => texts[path] ?? null;
  return readChangeLines({ files: added, isUnseen: () => false }, { head: read, base: read });
}

/** A remark as it was stored when this text was reviewed. */
async function remarkAt(line: number, text = original, overrides: Partial<Remark> = {}) {
  const lines = await linesOf({ "src/a.ts": text });
  const position = { side: "RIGHT" as const, startLine: line, line };
  const trace = traceOf(lines.of("src/a.ts", "RIGHT"), position);
  return remark({ ...position, trace, ...overrides });
}

async function find(one: Remark, texts: Record<string, string>) {
  return locateRemarks([one], await linesOf(texts)).get(one);
}

describe("a remark follows its lines", () => {
  test.each([
    ["lines above", `// one\n// two\n${original}`, 5],
    ["new indentation", original.replace(/^ {2}/gm, "\t\t"), 3],
    ["Windows line ends", original.replaceAll("\n", "\r\n"), 3],
    ["a function moved below another", original.split("\n\n").reverse().join("\n"), 8],
  ])("over %s", async (_name, text, line) => {
    const found = await find(await remarkAt(3), { "src/a.ts": text });
    expect(found).toMatchObject({ kind: "same", path: "src/a.ts", position: { line } });
  });

  test("into a file of another name, though the pull request itself added it", async () => {
    const found = await find(await remarkAt(3), { "src/mean.ts": original, "src/b.ts": "x();\n" });
    expect(found).toMatchObject({ kind: "same", path: "src/mean.ts", position: { line: 3 } });
  });

  test("into another file when the function moved there", async () => {
    const [average = "", last = ""] = original.split("\n\n");
    const found = await find(await remarkAt(3), { "src/a.ts": last, "src/mean.ts": average });
    expect(found).toMatchObject({ kind: "same", path: "src/mean.ts" });
  });
});

describe("a remark whose lines are gone", () => {
  test("is not found in the line of another function that only looks alike", async () => {
    const text = "export function a() {\n  go();\n}\n\nexport function b() {\n  return 1;\n}\n";
    const brace = await remarkAt(3, text);
    const found = await find(brace, { "src/a.ts": "export function b() {\n  return 1;\n}\n" });
    expect(found?.kind).not.toBe("same");
  });

  test("has the new version of its lines where its neighbours stand", async () => {
    const fixed = original.replace("total / items.length", "total / Math.max(1, items.length)");
    const found = await find(await remarkAt(3), { "src/a.ts": fixed });
    expect(found).toMatchObject({ kind: "changed", position: { startLine: 3, line: 3 } });
  });

  test("is gone when nothing new stands there", async () => {
    const without = original.replace("  return total / items.length;\n", "");
    expect(await find(await remarkAt(3), { "src/a.ts": without })).toEqual({ kind: "gone" });
    expect(await find(await remarkAt(3), { "src/b.ts": "other();\n" })).toEqual({ kind: "gone" });
  });

  test("is unknown when its file was not read", async () => {
    const one = await remarkAt(3);
    const lines = await readChangeLines(
      { files: [], isUnseen: (path) => path === "src/a.ts" },
      {
        head: async () => null,
        base: async () => null,
      },
    );
    expect(locateRemarks([one], lines).get(one)).toEqual({ kind: "unknown" });
  });
});

test("of equal lines each keeps its remark, also when one of them goes", async () => {
  const block = (name: string) => `function ${name}() {\n  return compute(values) / divisor;\n}\n`;
  const text = [block("first"), block("second"), block("third")].join("\n");
  const remarks = await Promise.all([2, 6, 10].map((line) => remarkAt(line, text, { id: line })));
  const without = [block("second"), block("third")].join("\n");
  const found = locateRemarks(remarks, await linesOf({ "src/a.ts": without }));
  expect(remarks.map((one) => found.get(one))).toMatchObject([
    { kind: "gone" },
    { kind: "same", position: { line: 2 } },
    { kind: "same", position: { line: 6 } },
  ]);
});

test("says whether the lines next to it are as before", async () => {
  const one = await remarkAt(3);
  const edited = original.replace("sum + item, 0", "sum + item, 1");
  expect(await find(one, { "src/a.ts": original })).toMatchObject({ isAsBefore: true });
  expect(await find(one, { "src/a.ts": edited })).toMatchObject({ isAsBefore: false });
});
