import type { FileDiff } from "@devflow/diff";
import { garbage, status, verdict } from "@devflow/testkit/model-server";
import { describe, expect, test } from "vitest";
import { priorFilter } from "../src/filter/prior.ts";
import type { Candidate, PathPolicy } from "../src/model.ts";
import { dropReasons } from "../src/verify/stages.ts";
import { addedFile, changedFile } from "./builders.ts";
import { candidate, rule, source, verify, verifyWith } from "./support/verifying.ts";

describe("before the expert is asked", () => {
  test.each<[string, Partial<Candidate>, Partial<PathPolicy>]>([
    ["anchor: the quoted line is not in the diff", { quote: "return sum / count;" }, {}],
    ["policy: below the minimum severity", { severity: "low" }, { minimumSeverity: "high" }],
    ["policy: its category is switched off", {}, { disabledCategories: new Set(["correctness"]) }],
    ["facts: it says nothing that is wrong", { title: "Consider a helper", body: "" }, {}],
    ...[
      ["Why is `items` needed here?", "Could you explain why `items` was introduced?"],
      ["`average` is now handled correctly", "This avoids the earlier crash."],
      ["No issues found", "I found nothing wrong with `average`."],
      ["Introduces `average`", "The code now calls `reduce` instead of the previous loop."],
      ["Dated idiom", "`reduce` was fine as of my knowledge cutoff."],
    ].map(([title = "", body = ""]): [string, Partial<Candidate>, Partial<PathPolicy>] => [
      "facts: it says nothing that is wrong",
      { title, body },
      {},
    ]),
    [
      "facts: it says nothing of this code",
      { title: "Missing error handling", body: "Errors are not handled here." },
      {},
    ],
    ["facts: it calls undefined what is there", { title: "`items` is not defined", body: "" }, {}],
    ["facts: it names what is not there", { body: "`countItems()` gives 0 here." }, {}],
    ["facts: it names a file that is not there", { body: "As done in lib/other/cart.ts." }, {}],
    ["facts: it names a line that is not there", { body: "It breaks line 99." }, {}],
  ])("%s", async (reason, overrides, path) => {
    const { findings, held, counts, requests } = await verifyWith([], [candidate(overrides)], {
      path,
    });
    expect(findings).toEqual([]);
    expect(counts).toEqual({ [reason]: 1 });
    expect(held[0]?.reason.startsWith(reason.split(": ")[1]!)).toBe(true);
    expect(requests).toEqual([]);
  });

  test("names in the file, the context, the suggestion or the index are there", async () => {
    const context = [
      {
        kind: "definition",
        path: "lib/tax.ts",
        startLine: 1,
        endLine: 1,
        symbol: "addTax",
        reason: "",
        tokens: 9,
        text: "function addTax() {}",
      },
    ] as const;
    const { findings } = await verifyWith(
      () => verdict("keep"),
      [
        candidate({ body: "`items.reduce` gives 0 and `addTax()` hides it, as in lib/tax.ts." }),
        candidate({
          category: "performance",
          body: "`safeRatio()` is 0.",
          suggestion: "  return safeRatio(total);",
        }),
      ],
      { contextOf: () => context, texts_: { "src/cart.ts": source, "lib/tax.ts": "" } },
    );
    expect(findings).toHaveLength(2);
  });

  test("one unknown name beside a known one is left to the second look", async () => {
    const body = "`items.reduce` is fine but `someLibraryThing.doIt` is not.";
    const { findings } = await verifyWith([verdict("keep")], [candidate({ body })]);
    expect(findings).toHaveLength(1);
  });
});

describe("the second look", () => {
  test("an answer without a verdict is asked for once more", async () => {
    const { findings, requests } = await verifyWith([garbage(), verdict("keep")], [candidate()]);
    expect(findings).toMatchObject([{ verdict: "keep" }]);
    expect(requests).toHaveLength(2);
  });

  test("two without a verdict drop the finding, unless a rule stands on the same lines", async () => {
    const script = () => garbage();
    const alone = await verifyWith(script, [candidate()]);
    expect(alone.counts).toEqual({ "second look: no verdict on second look": 1 });
    const backed = await verifyWith(script, [candidate(), rule()]);
    expect(backed.findings.map(({ source, verdict }) => [source, verdict])).toEqual([
      ["rule:js-division", null],
      ["expert", "none"],
    ]);
  });

  test("shows the code around, the facts, and the suggestion as it will be posted", async () => {
    const head = Array.from({ length: 60 }, (_, index) => `const v${index} = ${index};`);
    head[30] = "const v30 = load(v29);";
    const file = changedFile("src/v.ts", [` ${head[29]}`, `+${head[30]}`, ` ${head[31]}`], 30);
    const text = `${head.join("\n")}\n`;
    const { requests } = await verifyWith(
      [verdict("keep")],
      [
        candidate({
          path: "src/v.ts",
          quote: head[30]!,
          body: "It fails.",
          facts: ["load returns a promise now"],
          suggestion: `${head[30]!.replace("load", "await load")}`,
        }),
      ],
      { files: [file], texts_: { "src/v.ts": text } },
    );
    const prompt = requests[0]!.user;
    expect(prompt).toContain("- load returns a promise now");
    expect(prompt).toContain("fix:\nconst v30 = await load(v29);");
    expect(prompt).toMatch(/^31 \+const v30 = load\(v29\);$/m);
    expect(prompt).toMatch(/^10 {2}const v9 = 9;$/m);
    expect(prompt).toMatch(/^50 {2}const v49 = 49;$/m);
  });

  test("fits the window, whatever is around and was retrieved", async () => {
    const wide = Array.from(
      { length: 200 },
      (_, index) => `const value${index} = ${"f(1) + ".repeat(60)}0;`,
    );
    const text = `${wide.join("\n")}\n`;
    const context = Array.from({ length: 20 }, (_, index) => ({
      kind: "similar" as const,
      path: `lib/${index}.ts`,
      startLine: 1,
      endLine: 40,
      symbol: null,
      reason: "",
      tokens: 800,
      text: wide.slice(0, 12).join("\n"),
    }));
    const { findings, requests } = await verifyWith(
      [verdict("keep")],
      [candidate({ path: "src/w.ts", quote: wide[100]!, body: "It fails." })],
      {
        files: [addedFile("src/w.ts", text)],
        texts_: { "src/w.ts": text },
        contextOf: () => context,
      },
    );
    expect(findings).toHaveLength(1);
    expect(requests[0]!.user).toContain("const value100 = ");
  });

  test("a line of many thousand characters beside it is shown by its beginning", async () => {
    const text = `const a = 1;\nconst data = "${"x".repeat(100_000)}";\nconst b = load();\n`;
    const { findings } = await verifyWith(
      [verdict("keep")],
      [candidate({ path: "src/w.ts", quote: "const b = load();", body: "It fails." })],
      { files: [addedFile("src/w.ts", text)], texts_: { "src/w.ts": text } },
    );
    expect(findings).toHaveLength(1);
  });

  test("without an expert that answers it names the files that were not looked at again", async () => {
    const { leftOut, held } = await verifyWith(() => status(500), [candidate()]);
    const reason = "no second look: the expert was unavailable";
    expect(leftOut).toEqual([{ path: "src/cart.ts", reason, kind: "missed" }]);
    expect(held[0]?.reason).toBe(reason);
  });

  test("the worst are asked about first, and what is over the budget is named", async () => {
    const many = Array.from({ length: 42 }, (_, index) =>
      candidate({ title: `Finding ${index}`, severity: index === 41 ? "critical" : "low" }),
    );
    const { leftOut, counts, requests } = await verifyWith(() => verdict("drop"), many);
    expect(requests).toHaveLength(40);
    expect(requests.some(({ user }) => user.includes("Finding 41"))).toBe(true);
    expect(counts).toMatchObject({ "second look: no second look: over the budget": 2 });
    expect(leftOut).toHaveLength(2);
  });
});

describe("after it", () => {
  test("the filter holds what people would hardly act on", async () => {
    const weak = {
      votes: 1,
      passes: 8,
      confidence: 0.05,
      severity: "low",
      category: "style",
    } as const;
    const { findings, counts } = await verifyWith([verdict("keep")], [candidate(weak)], {
      filter: { ...priorFilter, model: { ...priorFilter.model!, threshold: 0.5 } },
    });
    expect(findings).toEqual([]);
    expect(counts).toEqual({ "filter: people would hardly act on it": 1, "filter=prior": 1 });
  });

  test("policy is asked again: by the score, or by the confidence without a filter", async () => {
    const off = { model: null, past: [], embed: null };
    const path = { minimumConfidence: 0.95 };
    const { counts } = await verifyWith([verdict("keep")], [candidate()], { path, filter: off });
    expect(counts).toEqual({ "policy: below the minimum confidence": 1, "filter=off": 1 });
    const scored = await verifyWith([verdict("keep")], [candidate()], {
      path: { minimumConfidence: 0.5 },
    });
    expect(scored.findings[0]?.score).toBeGreaterThan(0.5);
  });
});

test("a minimum of 0.5 is the filter's own bound, however rarely a team acts on anything", async () => {
  // Nothing of it is estimated above 0.3.
  const model = { ...priorFilter.model!, bias: -4, threshold: 0.1 };
  const held = async (minimumConfidence: number) => {
    const { findings } = await verifyWith([verdict("keep")], [candidate()], {
      path: { minimumConfidence },
      filter: { ...priorFilter, model },
    });
    return findings.length === 0 ? "held" : findings[0]!.score! < 0.5;
  };
  expect([await held(0.3), await held(0.5), await held(0.9)]).toEqual([true, true, "held"]);
});

describe("what a trained filter says against its own estimate", () => {
  // Estimates next to nothing for everything.
  const model = { ...priorFilter.model!, kind: "trained" as const, bias: -20, threshold: 0.5 };
  const filter = { ...priorFilter, model };
  const many = Array.from(
    { length: 200 },
    (_, index) => `export const value${index} = run(${index});`,
  );
  const files = [addedFile("src/many.ts", `${many.join("\n")}\n`)];
  const hit = (line: number, source: "rule:js-division" | "secret:github") =>
    rule({ path: "src/many.ts", source, position: { side: "RIGHT", startLine: line, line } });
  const saidOf = async (
    source: "rule:js-division" | "secret:github",
    minimumConfidence: number,
  ) => {
    const candidates = many.map((_, index) => hit(index + 1, source));
    const { findings } = await verify(candidates, { files, filter, path: { minimumConfidence } });
    return findings.length;
  };

  test("is heard by the default minimum, credentials by any", async () => {
    expect(await saidOf("rule:js-division", 0.5)).toBe(await saidOf("rule:js-division", 0));
    expect(await saidOf("rule:js-division", 0.5)).toBeGreaterThan(0);
    expect(await saidOf("rule:js-division", 0.7)).toBe(0);
    expect(await saidOf("secret:github", 1)).toBe(200);
  });
});

describe("suggestions", () => {
  const wrong = (suggestion: string) => verify([rule({ suggestion })]);

  test.each([
    ["changes nothing", "  return total / items.length;"],
    ["changes white space or comments only", "  return total / items.length; // never 0"],
    ["does not parse", "  return (total / items.length;"],
    ["holds or replaces invisible characters", "  return total / items.\u200blength;"],
    ["too long", "a\n".repeat(61)],
  ])("one that %s is dropped, the finding stays", async (reason, suggestion) => {
    const { findings, counts } = await wrong(suggestion);
    expect(findings).toMatchObject([{ suggestion: null }]);
    expect(counts).toMatchObject({ [`suggestion: ${reason}`]: 1 });
  });

  test("one that brings in a credential is dropped, and the credential is nowhere", async () => {
    const token = ["ghp_", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"].join("");
    const verified = await wrong(`  return fetch("${token}");`);
    expect(verified.counts).toMatchObject({ "suggestion: holds a credential": 1 });
    expect(JSON.stringify(verified)).not.toContain(token);
  });

  test("gets the indentation of its lines and stands only on those that it changes", async () => {
    const wide = rule({
      position: { side: "RIGHT", startLine: 2, line: 3 },
      suggestion:
        "const total = items.reduce((sum, item) => sum + item, 0);\nreturn items.length === 0 ? 0 : total / items.length;",
    });
    const { findings } = await verify([wide, rule()]);
    expect(findings[0]).toMatchObject({
      startLine: 3,
      line: 3,
      suggestion: "  return items.length === 0 ? 0 : total / items.length;",
    });
  });

  test("those of many rule hits leave room for the expert's", async () => {
    const many = Array.from({ length: 201 }, (_, index) =>
      rule({ source: `rule:js-${index}`, suggestion: "  return 0;" }),
    );
    const one = candidate({
      suggestion: "  return items.length === 0 ? 0 : total / items.length;",
    });
    const { findings, counts } = await verifyWith([verdict("keep")], [...many, one]);
    expect(counts).toMatchObject({ "suggestion: over the budget of checks": 1 });
    expect(findings.at(-1)).toMatchObject({ source: "expert", suggestion: one.suggestion });
  });

  test("the fingerprint is of what was drafted, whatever the suggestion cuts off", async () => {
    const position = { side: "RIGHT", startLine: 2, line: 3 } as const;
    const cut = rule({
      position,
      suggestion: "  const total = items.reduce((sum, item) => sum + item, 0);\n  return 0;",
    });
    const [withIt, without] = [await verify([cut]), await verify([rule({ position })])];
    expect(withIt.findings[0]!.startLine).toBe(3);
    expect(withIt.findings[0]!.fingerprint).toBe(without.findings[0]!.fingerprint);
  });
});

test("every reason that is counted is out of the closed set", async () => {
  const known = new Set(
    Object.entries(dropReasons).flatMap(([stage, reasons]) =>
      reasons.map((reason) => `${stage}: ${reason}`),
    ),
  );
  const file: FileDiff = addedFile("src/cart.ts", source);
  const { counts } = await verifyWith(
    () => verdict("drop"),
    [
      candidate({ quote: "nowhere to be found" }),
      candidate(),
      rule({ suggestion: "(" }),
      rule({ position: { side: "RIGHT", startLine: 90, line: 90 } }),
    ],
    { files: [file] },
  );
  expect(Object.keys(counts).filter((key) => !known.has(key))).toEqual(["filter=prior"]);
  expect(Object.keys(counts)).toHaveLength(5);
});
