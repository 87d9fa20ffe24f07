import { defaultExpertSettings } from "@devflow/config";
import type { FileDiff } from "@devflow/diff";
import { createExpert, digestPrompt, draftPrompt } from "@devflow/expert";
import { createLogger } from "@devflow/logging";
import { loadRules } from "@devflow/syntax";
import {
  clean,
  findings,
  garbage,
  type ModelAnswer,
  startModelServer,
  verdict,
} from "@devflow/testkit/model-server";
import { describe, expect, test } from "vitest";
import { reviewChange } from "../src/review-change.ts";
import { addedFile, changeOf, defaultPolicy } from "./builders.ts";

const rules = await loadRules(new URL("../../../rules", import.meta.url).pathname);
const text = `export function average(items: number[]): number {
  const total = items.reduce((sum, item) => sum + item, 0);
  return total / items.length;
}
`;
const byZero = {
  quote: "return total / items.length;",
  severity: "high" as const,
  title: "Division by zero for an empty cart",
  body: "items.length is 0 for a new cart, so the average is NaN.",
};

interface Setup {
  draft: () => ModelAnswer;
  passes?: number;
  file?: FileDiff;
}

async function review({ draft, passes = 1, file = addedFile("src/cart.ts", text) }: Setup) {
  await using server = await startModelServer({
    script: ({ purpose }) => (purpose === "draft" ? draft() : verdict("keep")),
  });
  const settings = { ...defaultExpertSettings(server.url, "scripted"), retries: 0 };
  const result = await reviewChange(
    { change: changeOf([file]), policy: { ...defaultPolicy, passes }, history: {}, rules },
    {
      readFile: async (side) => (side === "head" ? text : null),
      index: null,
      expert: createExpert(settings, createLogger({ level: "silent" })),
    },
  );
  return { result, drafts: server.requests.filter(({ purpose }) => purpose === "draft") };
}

describe("what the expert was asked", () => {
  test("is the first pass's prompt to the byte, with the answers of all", async () => {
    const style = { ...byZero, quote: "export function average", category: "style", title: "Name" };
    const answers = [findings([byZero, style]), clean(), findings([byZero])];
    const draft = () => answers.shift() ?? clean();
    const { result, drafts } = await review({ draft, passes: 3 });
    const [kept] = result.drafts;
    expect(result.drafts).toHaveLength(1);
    expect(drafts.map(({ system, user }) => ({ system, user }))).toContainEqual(
      draftPrompt(kept!.input),
    );
    expect(kept!.promptSha256).toBe(digestPrompt(draftPrompt(kept!.input)));
    expect(kept!.answers.map((answer) => answer.map(({ title }) => title))).toEqual([
      [byZero.title, "Name"],
      [],
      [byZero.title],
    ]);
    expect(result.findings[0]?.drafted).toEqual({
      promptSha256: kept!.promptSha256,
      quote: byZero.quote,
    });
  });

  test("is not kept where the code holds a credential, nor where nothing came back", async () => {
    const key = `const apiToken = "${"gh"}p_${"a1B2c3D4e5F6g7H8i9J0".repeat(2).slice(0, 36)}";\n`;
    const withKey = addedFile("src/cart.ts", `${text}${key}`);
    const secret = await review({ draft: () => clean(), file: withKey });
    expect(secret.result.drafts).toEqual([]);
    const unreadable = await review({ draft: () => garbage() });
    expect(unreadable.result.drafts).toEqual([]);
  });
});
