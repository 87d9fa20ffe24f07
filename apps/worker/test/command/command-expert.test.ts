import { countPrompt, type Expert, estimateTokens, explainPrompt } from "@devflow/expert";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CommandExpert } from "../../src/command/command-expert.ts";

const expert: Expert = {
  identity: { url: "http://127.0.0.1:1", model: "none" },
  windowTokens: 4_096,
  maxOutputTokens: 1_024,
  countTokens: async (text) => estimateTokens(text),
  complete: async () => {
    throw new Error("nobody asks here");
  },
};

const build = (kept: readonly string[]) =>
  explainPrompt({
    repository: "acme/shop",
    title: "A change",
    description: "",
    instructions: "",
    language: "",
    hunks: kept.map((rendered) => ({ path: "src/a.ts", language: "typescript", rendered })),
    context: [],
    place: null,
    conversation: [],
  });

test("where people's words alone are too long, the shorter prompt is taken", async () => {
  const command = new CommandExpert(expert, new AbortController().signal);
  const long = (kept: readonly string[]) => ({ ...build(kept), user: "日本語".repeat(3_000) });
  const { prompt } = await command.fit(["const a = 1;"], long, build);
  expect(prompt).toEqual(build(["const a = 1;"]));
});

test("a prompt leaves room for the longest answer, and takes what fits in its order", async () => {
  const command = new CommandExpert(expert, new AbortController().signal);
  const piece = fc
    .tuple(fc.constantFrom("const a = 1;\n", "日本語の文\n", "}\n", "x".repeat(40)), fc.nat(400))
    .map(([text, times]) => text.repeat(times));
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
      const { prompt, kept } = await command.fit(pieces, build);
      expect(await countPrompt(expert, prompt)).toBeLessThanOrEqual(4_096 - 1_024);
      expect(prompt).toEqual(build(kept));
      expect(kept.every((each) => pieces.includes(each))).toBe(true);
      const all = await countPrompt(expert, build(pieces));
      if (all <= 4_096 - 1_024) expect(kept).toEqual(pieces);
    }),
    { numRuns: 40 },
  );
});
