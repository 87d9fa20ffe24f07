import { readAudit } from "@devflow/audit";
import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { ExternalError } from "@devflow/errors";
import { askableExpertOf, type CompletionRequest, type Expert } from "@devflow/expert";
import { type CodeIndex, type SearchHit, watchIndex } from "@devflow/retrieval";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditedExpert } from "../../src/experts/audited-expert.ts";

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
}, 60_000);
afterAll(() => database?.close());

const server: Expert = {
  identity: { url: "http://model", model: "review@1" },
  windowTokens: 4_096,
  maxOutputTokens: 512,
  countTokens: async (text) => text.length,
  async complete({ user, signal }: CompletionRequest) {
    signal?.throwIfAborted();
    if (user === "bad") throw new ExternalError("no", { service: "expert", retryable: false });
    return { text: user, finishReason: "stop", promptTokens: 12, completionTokens: 3 };
  },
};
const hit = {} as SearchHit;
const asker = { actor: "kim", repository: { owner: "acme", name: "shop" }, pullNumber: 7 };

test("every question is told with who, which pull request and how it ended, and without a word of it", async () => {
  const expert = auditedExpert(askableExpertOf(server), database, asker, null);
  const ask = (request: Partial<CompletionRequest>) =>
    expert.complete({ system: "s", user: "u", maxOutputTokens: 9, purpose: "command", ...request });
  await ask({ user: "Why this?" });
  await expect(ask({ user: "bad", model: "shadow@2" })).rejects.toThrow("no");
  await expect(ask({ signal: AbortSignal.abort() })).rejects.toThrow("aborted");
  const rows = await readAudit(database, { limit: 9, action: "model.called" });
  const of = { repository: "acme/shop", pull: 7, purpose: "command" };
  expect(rows.map(({ actor, subject, details }) => [actor, subject, details])).toEqual([
    ["kim", "review@1", { ...of, outcome: "cancelled" }],
    ["kim", "shadow@2", { ...of, outcome: "failed" }],
    ["kim", "review@1", { ...of, outcome: "answered", promptTokens: 12, completionTokens: 3 }],
  ]);
  expect(JSON.stringify(rows)).not.toContain("Why this?");
});

test("code of the index that the model was shown is told with the question, once", async () => {
  const index = { search: async () => [hit, hit], status: async () => ({ commitSha: "c0ffee" }) };
  const code = watchIndex(index as unknown as CodeIndex);
  const expert = auditedExpert(askableExpertOf(server), database, asker, code);
  await code.index.search("shop", { limit: 2 });
  for (const user of ["one", "two"]) {
    await expert.complete({ system: "s", user, maxOutputTokens: 9, purpose: "draft" });
  }
  const rows = await readAudit(database, { limit: 3 });
  expect(rows.map(({ action, subject }) => [action, subject])).toEqual([
    ["model.called", "review@1"],
    ["model.called", "review@1"],
    ["code.retrieved", "acme/shop"],
  ]);
  expect(rows[2]?.details).toEqual({
    ...{ repository: "acme/shop", pull: 7, commit: "c0ffee", pieces: 2 },
  });
});
