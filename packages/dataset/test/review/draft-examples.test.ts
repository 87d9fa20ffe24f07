import { draftPrompt, parseFindings } from "@devflow/expert";
import { describe, expect, test } from "vitest";
import {
  Cap,
  type Example,
  examplesOfDraft,
  pairsOfPull,
  type Refused,
  type ReviewedDraft,
} from "../../src/index.ts";
import { answered, comment, draft, hunk, input, judged } from "./builders.ts";

const fresh = () => ({ prompts: new Set<string>(), perCategory: new Cap(9) });

async function teach(given: ReviewedDraft, silenceShare = 1, seen = fresh(), more = {}) {
  const all: (Example | Refused)[] = [];
  for await (const each of examplesOfDraft(given, { silenceShare, ...more }, seen)) all.push(each);
  return all;
}

async function pairs(drafts: ReviewedDraft[], comments = [comment]) {
  const all: (Example | Refused)[] = [];
  for await (const each of pairsOfPull(drafts, comments, { language: "" })) all.push(each);
  return all;
}

const titlesOf = (completion: string) =>
  parseFindings(completion, { finishReason: "stop" }).findings.map(({ title }) => title);
const only = (all: (Example | Refused)[], method: string) =>
  all.filter((each) => "method" in each && each.method === method) as Extract<
    Example,
    { method: "sft" }
  >[];

describe("a prompt of production", () => {
  test("teaches all of its wanted findings, the worst first, and each by itself", async () => {
    const findings = [
      judged({ id: 1, severity: "low", title: "Mild" }),
      judged({ id: 2, severity: "critical", title: "Grave", decidedBy: "suggestion_committed" }),
      judged({ id: 3, label: "unwanted", title: "Wrong", decidedBy: "dismissed" }),
      judged({ id: 4, label: null, title: "Never answered", decidedBy: null }),
      judged({ id: 5, label: null, isPending: true, title: "Open still", decidedBy: null }),
    ];
    const all = await teach(draft({ findings }));
    const [sft] = only(all, "sft");
    expect(titlesOf(sft!.completion)).toEqual(["Grave", "Mild"]);
    expect(sft).toMatchObject({ prompt: draftPrompt(input), decidedBy: "suggestion_committed" });
    const kto = all.flatMap((each) =>
      "isWanted" in each ? [[titlesOf(each.completion)[0], each.isWanted, each.decidedBy]] : [],
    );
    expect(kto).toEqual([
      ["Mild", true, "lines_changed"],
      ["Grave", true, "suggestion_committed"],
      ["Wrong", false, "dismissed"],
    ]);
    expect(all).toContainEqual({ filter: "outcomes", reason: "nothing is known of it" });
    expect(all).toContainEqual({ filter: "outcomes", reason: "not final yet" });
    expect(sft?.provenance.repository).toBe("acme/shop");
    const ids = all.flatMap((each) => ("id" in each ? [each.id] : []));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("asks for at most five", async () => {
    const findings = Array.from({ length: 7 }, (_, id) => judged({ id, title: `Problem ${id}` }));
    const [sft] = only(await teach(draft({ findings })), "sft");
    expect(titlesOf(sft!.completion)).toHaveLength(5);
  });

  test("has the suggestion that the model gave for the line that it quoted, not the cut one", async () => {
    const posted = judged({ suggestion: "count === 0 ? 0", confidence: 0.4 });
    const none = judged({ id: 12, suggestion: null });
    const all = await teach(draft({ findings: [posted, none] }));
    const [withFix, without] = only(all, "kto").map(
      ({ completion }) => parseFindings(completion, { finishReason: "stop" }).findings[0],
    );
    expect(withFix).toEqual(answered);
    expect(without?.suggestion).toBeNull();
  });

  test("teaches nothing where everything that was said is unwanted, or was never said", async () => {
    expect(only(await teach(draft({ findings: [judged({ label: "unwanted" })] })), "sft")).toEqual(
      [],
    );
    expect(await teach(draft({ findings: [] }))).toEqual([
      { filter: "outcomes", reason: "nothing of it was said" },
    ]);
  });

  test("is taken once", async () => {
    const seen = fresh();
    const given = draft({ findings: [judged()] });
    expect(only(await teach(given, 1, seen), "sft")).toHaveLength(1);
    expect(await teach({ ...given, id: 22 }, 1, seen)).toEqual([
      { filter: "duplicates", reason: "the same prompt as before" },
    ]);
  });

  test("is taken of the head that taught something, where others were asked the same", async () => {
    const seen = fresh();
    const unsaid = draft({ findings: [] });
    expect(only(await teach(unsaid, 1, seen), "sft")).toEqual([]);
    const posted = draft({ id: 22, findings: [judged()] });
    expect(only(await teach(posted, 1, seen), "sft")).toHaveLength(1);
    const other = fresh();
    const silent = draft({ answers: [[]], isMerged: false });
    expect(only(await teach(silent, 1, other), "sft")).toEqual([]);
    expect(only(await teach({ ...silent, id: 22, isMerged: true }, 1, other), "sft")).toHaveLength(
      1,
    );
  });

  test("says when the prompt function gives other bytes now", async () => {
    const all = await teach(draft({ findings: [judged()], promptSha256: "0".repeat(64) }));
    expect(only(all, "sft")[0]).toMatchObject({ isRerendered: true });
    expect(only(await teach(draft({ findings: [judged()] })), "sft")[0]).not.toHaveProperty(
      "isRerendered",
    );
  });

  test("is refused when it holds a credential", async () => {
    const rendered = `13 +token = "${"gh"}p_${"a1B2c3D4e5".repeat(4).slice(0, 36)}"`;
    const hunks = [{ path: "src/cart.ts", language: "typescript", rendered }];
    expect(await teach(draft({ input: { ...input, hunks }, findings: [judged()] }))).toEqual([
      { filter: "secrets", reason: "holds a credential" },
    ]);
    const ofSecrets = [{ path: ".env", language: "", rendered: "13 +NAME=value" }];
    const shown = draft({ input: { ...input, hunks: ofSecrets }, findings: [judged()] });
    expect(await teach(shown)).toMatchObject([{ filter: "secrets" }]);
    const plain = draft({ findings: [judged()] });
    const operators = { isSecretFile: (path: string) => path === plain.path };
    expect(await teach(plain, 1, fresh(), operators)).toMatchObject([{ filter: "secrets" }]);
  });

  test("has a cap on one topic", async () => {
    const findings = Array.from({ length: 12 }, (_, id) => judged({ id, title: `Problem ${id}` }));
    const all = await teach(draft({ findings }));
    expect(only(all, "kto")).toHaveLength(9);
    expect(all).toContainEqual({ filter: "caps", reason: "over the cap of its topic" });
  });
});

describe("silence", () => {
  const silent = draft({ answers: [[], []] });

  test("teaches NO FINDINGS where the lines were merged and nothing came up", async () => {
    expect(await teach(silent)).toMatchObject([
      { method: "sft", completion: "NO FINDINGS", provenance: { origin: "silence", author: null } },
    ]);
  });

  test.each([
    [{ isMerged: false }, "not merged"],
    [{ isFollowed: false }, "not known what came of it: its history was not read"],
    [{ isUndisturbed: false }, "people commented on its lines or touched them soon after"],
    [{ answers: [[], [answered]] }, "nothing of it was said"],
  ])("is none with %j", async (changes, reason) => {
    expect(await teach({ ...silent, ...changes })).toMatchObject([{ reason }]);
  });

  test("is sampled by id, the same ones each time", async () => {
    const all = await Promise.all(
      Array.from({ length: 400 }, (_, id) => teach({ ...silent, id }, 0.25)),
    );
    const taken = all.flat().filter((each) => "method" in each);
    expect(taken.length).toBeGreaterThan(70);
    expect(taken.length).toBeLessThan(130);
    expect(all.flat()).toContainEqual({ filter: "silence", reason: "over the share of silence" });
  });
});

describe("pairs", () => {
  const edited = judged({
    title: "The average of an empty cart is NaN",
    drafted: { title: answered.title, body: answered.body, editedBy: "kim" },
  });

  test("of edited words and the model's", async () => {
    const [pair] = (await teach(draft({ findings: [edited] }))).filter((each) => "chosen" in each);
    expect(titlesOf(pair!.chosen)).toEqual(["The average of an empty cart is NaN"]);
    expect(titlesOf(pair!.rejected)).toEqual([answered.title]);
    expect(pair).toMatchObject({ prompt: draftPrompt(input), provenance: { author: "kim" } });
  });

  test("none of edited words that people did not want either, or that are the same", async () => {
    const unwanted = { ...edited, label: "unwanted" as const };
    const same = judged({ drafted: { title: answered.title, body: answered.body, editedBy: "k" } });
    const all = await teach(draft({ findings: [unwanted, same] }));
    expect(all.filter((each) => "chosen" in each)).toEqual([]);
  });

  const dismissed = draft({
    ...{ id: 20, headSha: "0ld" },
    findings: [judged({ id: 10, label: "unwanted", title: "Use a loop", body: "Loops are fast." })],
  });

  test("of what was accepted after something else was dismissed on the same line", async () => {
    const later = draft({ findings: [judged()] });
    const [pair, ...more] = await pairs([dismissed, later], []);
    expect(more).toEqual([]);
    expect(pair).toMatchObject({ method: "dpo", decidedBy: "lines_changed" });
    expect(
      "chosen" in pair! && [pair.chosen, pair.rejected].map((each) => titlesOf(each)[0]),
    ).toEqual(["Division by zero", "Use a loop"]);
    expect(await pairs([dismissed, { ...later, path: "src/b.ts" }], [])).toEqual([]);
    const elsewhere = draft({ findings: [judged({ quote: "return 1;" })] });
    expect(await pairs([dismissed, elsewhere], [])).toEqual([]);
    expect(await pairs([later, dismissed], [])).toEqual([]);
  });

  test("none of a prompt that holds a credential, and its rendering is told", async () => {
    const rendered = `13 +token = "${"gh"}p_${"a1B2c3D4e5".repeat(4).slice(0, 36)}"`;
    const hunks = [{ path: "src/cart.ts", language: "typescript", rendered }];
    const secret = { ...input, hunks };
    const unwanted = [judged({ label: "unwanted" })];
    expect(await pairs([draft({ input: secret, findings: unwanted })])).toEqual([]);
    expect(await pairs([dismissed, draft({ input: secret, findings: [judged()] })], [])).toEqual(
      [],
    );
    const old = draft({ findings: unwanted, promptSha256: "0".repeat(64) });
    expect(await pairs([old])).toMatchObject([{ isRerendered: true }]);
  });

  test("of what a person said on the same lines at the same head, if it led to a change", async () => {
    const unwanted = draft({ findings: [judged({ label: "unwanted" })] });
    const [pair] = await pairs([unwanted]);
    expect(
      "chosen" in pair! && [pair.chosen, pair.rejected].map((each) => titlesOf(each)[0]),
    ).toEqual(["Please handle the empty cart, this gives `NaN`", "Division by zero"]);
    expect(pair).toMatchObject({ provenance: { author: "kim" } });
    for (const changes of [
      { commitSha: "other" },
      { startLine: 12, line: 12 },
      { path: "src/b.ts" },
      { linesChanged: false },
      { body: "Nice!" },
      { side: "LEFT" as const },
    ]) {
      expect(await pairs([unwanted], [{ ...comment, ...changes, hunk }])).toEqual([]);
    }
  });
});
