import { describe, expect, test } from "vitest";
import { readChangeLines } from "../src/memory/change-lines.ts";
import { recall, type ToRecall } from "../src/memory/recall.ts";
import { traceOf } from "../src/memory/trace-of.ts";
import type { Finding, Remark } from "../src/model.ts";
import { addedFile, finding, remark } from "./builders.ts";

const path = "src/a.ts";
const text = `export function average(items: number[]): number {
  const total = items.reduce((sum, item) => sum + item, 0);
  return total / items.length;
}
`;
const changed = text.replace("total / items.length", "total / Math.max(1, items.length)");
const edited = text.replace("total / items.length", "(total * 1) / items.length");

async function linesOf(texts: Record<string, string>) {
  const files = Object.entries(texts).map(([name, each]) => addedFile(name, each));
  const read = async (name: string) => texts[name] ?? null;
  return readChangeLines({ files, isUnseen: () => false }, { head: read, base: read });
}

async function remarkOn(overrides: Partial<Remark> = {}): Promise<Remark> {
  const lines = await linesOf({ [path]: text });
  const position = { side: "RIGHT" as const, startLine: 3, line: 3 };
  const trace = traceOf(lines.of(path, "RIGHT"), position);
  return remark({ id: 1, path, ...position, trace, ...overrides });
}

async function at(head: string, one: Remark, setup: Partial<ToRecall> = {}) {
  return recall({
    remarks: [one],
    findings: [],
    lines: await linesOf({ [path]: head }),
    hits: [],
    isScanned: () => true,
    isSwitchedOff: () => false,
    stillStands: async () => null,
    ...setup,
  });
}

describe("a remark of the expert", () => {
  test("stands as long as its lines do, though the expert does not name it again", async () => {
    const { remarkChanges } = await at(`// new\n${text}`, await remarkOn());
    expect(remarkChanges).toMatchObject([{ state: "open", at: { line: 4 } }]);
  });

  test.each([
    [true, "open"],
    [false, "fixed"],
    [null, "fixed"],
  ])("in changed lines it is asked about: %s gives %s", async (answer, state) => {
    const { remarkChanges } = await at(changed, await remarkOn(), {
      stillStands: async () => answer,
    });
    expect(remarkChanges).toMatchObject([{ remarkId: 1, state }]);
  });

  test("that a person opened again is not closed by the same look", async () => {
    const opened = await remarkOn({ state: "open", stateActor: "kim" });
    const asked = { stillStands: async () => false };
    expect((await at(changed, opened, asked)).remarkChanges).toMatchObject([
      { state: "open", at: { line: 3 } },
    ]);
    expect((await at("export {};\n", opened, asked)).remarkChanges).toEqual([]);
    const ofRule = await remarkOn({ source: "rule:x", stateActor: "kim" });
    expect((await at(text, ofRule)).remarkChanges).toEqual([]);
  });

  const german = { title: "Division durch null", body: "Der Warenkorb kann leer sein." };
  const named = { title: "Teilt durch `items.length`", body: "Die Liste kann leer sein." };
  const others = { title: "Prices of guests are skipped", body: "Nobody is billed for them." };
  const unlike = { title: "`sum` verliert Cent", body: "Die Werte sind nicht gerundet." };
  const [next, twoOn] = [
    { startLine: 4, line: 4 },
    { startLine: 5, line: 5 },
  ];
  const slow = { ...next, category: "performance" };
  const hole = { ...next, category: "security", severity: "critical" } as const;
  const english = { title: "Average of nothing", body: "An empty list makes this NaN." };
  test.each<[string, Partial<Finding>, boolean]>([
    ["in another language, category and degree", { ...german, severity: "critical" }, true],
    ["graver by more than a degree", { ...german, severity: "critical", line: 3 }, false],
    ["on the line before, in like words", { ...english, startLine: 2, line: 2 }, true],
    ["on the next line in another language", { ...german, startLine: 4, line: 4 }, true],
    ["on the line before, about something else", { ...others, startLine: 2, line: 2 }, false],
    ["two lines on, in another language and by the same name", { ...named, ...twoOn }, true],
    ["two lines on, in another language", { ...german, ...twoOn }, false],
    ["on the next line in another language, of another name", { ...unlike, ...next }, false],
    ["on the next line in another language, of another kind", { ...german, ...slow }, false],
    ["on the next line in another language, and far worse", { ...german, ...hole }, false],
    [
      "another kind of thing, and worse",
      { title: "Prices leak", body: "To others.", severity: "critical", category: "security" },
      false,
    ],
  ])("is what the expert says again: %s", async (name, more, isSaid) => {
    const one = await remarkOn({
      ...{ title: "Division by zero for an empty cart", category: "correctness" },
      body: "`items.length` is 0 for a new cart, so this gives NaN.",
      severity: name.includes("more than") ? "medium" : "high",
    });
    const on = { path, startLine: 3, line: 3, contentKey: "c9", fingerprint: "f9" } as const;
    const again = finding({ ...on, category: "error_handling", severity: "high", ...more });
    const { said } = await at(text, one, { findings: [again] });
    expect(said.has(again)).toBe(isSaid);
  });

  test("is open again when its lines come back", async () => {
    const { remarkChanges } = await at(text, await remarkOn({ state: "fixed" }));
    expect(remarkChanges).toMatchObject([{ state: "open", at: { path, line: 3 } }]);
  });

  test("stays fixed where the line next to it was what had to change", async () => {
    const beside = text.replace("sum + item, 0", "sum + item, 1");
    const fixed = await remarkOn({ state: "fixed" });
    expect((await at(beside, fixed)).remarkChanges.every(({ state }) => state === "fixed")).toBe(
      true,
    );
  });

  test("follows into changed lines, and what the expert says there is no new finding", async () => {
    const again = finding({
      title: "Other words altogether",
      category: "performance",
      fingerprint: "new",
      contentKey: "new",
    });
    const { said, remarkChanges } = await at(edited, await remarkOn(), {
      findings: [again],
      stillStands: async () => true,
    });
    expect([...said.keys()]).toEqual([again]);
    expect(remarkChanges).toMatchObject([{ state: "open", lines: { trace: {} } }]);
  });

  test("a fix that brings another problem: the remark is fixed, the finding is new", async () => {
    const other = finding({ title: "Rounds to whole cents", fingerprint: "n", contentKey: "n" });
    const { said, remarkChanges } = await at(changed, await remarkOn(), {
      findings: [other],
      stillStands: async () => false,
    });
    expect([...said.keys()]).toEqual([]);
    expect(remarkChanges).toMatchObject([{ state: "fixed" }]);
  });
});

describe("a remark of a rule", () => {
  const position = { side: "RIGHT" as const, startLine: 3, line: 3 };

  test("is fixed when the rule no longer hits there, though its lines stand", async () => {
    const { remarkChanges } = await at(text, await remarkOn({ source: "rule:x" }));
    expect(remarkChanges).toMatchObject([{ state: "fixed" }]);
  });

  test("stands when the filter or the settings now hold its hit back", async () => {
    const { remarkChanges } = await at(text, await remarkOn({ source: "rule:x" }), {
      hits: [{ path, source: "rule:x", position }],
    });
    expect(remarkChanges).toMatchObject([{ state: "open" }]);
  });

  test("nothing is known about it when the rules did not see the file", async () => {
    const { remarkChanges } = await at(text, await remarkOn({ source: "rule:x" }), {
      isScanned: () => false,
    });
    expect(remarkChanges).toEqual([]);
  });
});

describe("a remark of a rule that is switched off", () => {
  const off = { isSwitchedOff: () => true };

  test.each([
    ["its lines stand", text],
    ["its lines changed", changed],
  ])("is closed for that reason where %s", async (_name, head) => {
    const { remarkChanges } = await at(head, await remarkOn({ source: "rule:x" }), off);
    const reason = "no longer reported: the rule is switched off";
    expect(remarkChanges).toMatchObject([{ state: "resolved", isSwitchedOff: true, reason }]);
  });

  test("is fixed where its lines are gone, and left alone where it was settled before", async () => {
    const gone = await at("other();\n", await remarkOn({ source: "rule:x" }), off);
    expect(gone.remarkChanges).toMatchObject([{ state: "fixed" }]);
    for (const state of ["fixed", "dismissed", "resolved"] as const) {
      const { remarkChanges } = await at(text, await remarkOn({ source: "rule:x", state }), off);
      expect(remarkChanges).toEqual([]);
    }
  });

  test("is open again once the rule is on again and hits", async () => {
    const one = await remarkOn({
      ...{ source: "rule:x", state: "resolved", resolution: "switched_off" },
    });
    const position = { side: "RIGHT" as const, startLine: 3, line: 3 };
    const { remarkChanges } = await at(text, one, { hits: [{ path, source: "rule:x", position }] });
    expect(remarkChanges).toMatchObject([{ state: "open" }]);
  });
});

describe("a remark that somebody resolved who may not", () => {
  const unsettled = { state: "resolved", resolution: "without_permission" } as const;

  test.each(["expert", "rule:x"] as const)("stays so while it stands: %s", async (source) => {
    const position = { side: "RIGHT" as const, startLine: 3, line: 3 };
    const hits = [{ path, source, position }];
    const { remarkChanges } = await at(text, await remarkOn({ source, ...unsettled }), { hits });
    expect(remarkChanges).toMatchObject([{ state: "resolved", at: { line: 3 } }]);
  });

  test("is fixed like an open one: for the expert, if it says so", async () => {
    const byRule = await at(text, await remarkOn({ source: "rule:x", ...unsettled }));
    expect(byRule.remarkChanges).toMatchObject([{ state: "fixed" }]);
    for (const [answer, state] of [
      [true, "resolved"],
      [false, "fixed"],
    ] as const) {
      const { remarkChanges } = await at(edited, await remarkOn(unsettled), {
        stillStands: async () => answer,
      });
      expect(remarkChanges).toMatchObject([{ state }]);
    }
  });
});

test.each(["dismissed", "resolved"] as const)("what a person decided stays: %s", async (state) => {
  const one = await remarkOn({ state });
  const again = finding({ contentKey: one.contentKey });
  for (const head of [text, changed, "other();\n"]) {
    const { remarkChanges } = await at(head, one);
    expect(remarkChanges.every((change) => change.state === state)).toBe(true);
  }
  expect((await at(text, one, { findings: [again] })).said.get(again)).toBe(one);
});

test.each([
  ["the expert", "expert", "rule:x"],
  ["a rule", "rule:x", "expert"],
] as const)(
  "what was said already %s does not say again of the same lines",
  async (_who, source, said) => {
    const again = finding({
      source,
      title: "Quite other words",
      fingerprint: "n",
      contentKey: "n",
    });
    const one = await remarkOn({ source: said });
    const { said: known } = await at(text, one, { findings: [again] });
    expect([...known.values()]).toEqual([one]);
    const another = { title: "Guests see prices of others", body: "Nobody asks whose it is." };
    const other = finding({
      source,
      ...another,
      severity: "critical",
      category: "security",
      fingerprint: "o",
      contentKey: "o",
    });
    expect((await at(text, one, { findings: [other] })).said.size).toBe(0);
    const otherwise = finding({ source, category: "style", fingerprint: "p", contentKey: "p" });
    expect((await at(text, one, { findings: [otherwise] })).said.size).toBe(1);
  },
);

test("of a rule's remark whose row was lost, and whose file was renamed, the words are enough", async () => {
  const trace = { lineHashes: [], before: [], after: [] };
  const lost = await remarkOn({ source: "rule:x", path: "src/old.ts", trace, contentKey: "lost" });
  const hit = finding({ source: "rule:x", fingerprint: "n", contentKey: "n" });
  const { said, remarkChanges } = await at(text, lost, { findings: [hit] });
  expect([...said.values()]).toEqual([lost]);
  expect(remarkChanges).toMatchObject([{ state: "open", at: { path } }]);
});

test.each([
  ["is not there any more", false, []],
  ["is there again", true, [{ remarkId: 1, state: "open" }]],
])(
  "of a fixed remark whose row was lost, its place says nothing: it %s",
  async (_as, answer, changes) => {
    const trace = { lineHashes: [], before: [], after: [] };
    const lost = await remarkOn({ state: "fixed", trace });
    const { remarkChanges } = await at(text, lost, { stillStands: async () => answer });
    expect(remarkChanges).toMatchObject(changes);
    expect(remarkChanges).toHaveLength(changes.length);
  },
);
