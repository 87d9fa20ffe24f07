import { parseRepositoryConfig } from "@devflow/config";
import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { openRepository } from "@devflow/git";
import { ensureLocalRepository, openCodeIndex } from "@devflow/retrieval";
import { policyOf, type ReviewResult, reviewChange } from "@devflow/review";
import { bundledRules } from "@devflow/syntax";
import { type ModelServer, startModelServer } from "@devflow/testkit/model-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chooseExpert } from "../../apps/cli/src/local/choose-expert.ts";
import { loadCliSettings } from "../../apps/cli/src/local/cli-settings.ts";
import { readLocalChange } from "../../apps/cli/src/local/local-change.ts";
import { reviewLocally } from "../../apps/cli/src/local/review-locally.ts";
import { Checkout } from "../../apps/cli/test/support/checkout.ts";
import { expectWhole } from "./expect-whole.ts";
import { dangerous, everythingOdd, type OddChange, oddChanges } from "./odd-changes.ts";
import { madeUp, recklessExpert } from "./reckless-expert.ts";

const silent = { step() {}, note() {}, stop() {} };

/** A checkout with the change committed on top of what was there before. */
function build(odd: OddChange): Checkout {
  const checkout = prepare(odd);
  odd.change(checkout);
  checkout.commit("After");
  return checkout;
}

function prepare({ before }: OddChange): Checkout {
  const checkout = new Checkout();
  checkout.write("shop.ts", "export const shop = 1;\n");
  before?.(checkout);
  checkout.commit("Before");
  return checkout;
}

async function reviewFromRules(checkout: Checkout, head?: string): Promise<ReviewResult> {
  const { result } = await reviewLocally(
    { repo: checkout.folder, expert: "none", format: "json", ...(head && { head }) },
    silent,
    new AbortController().signal,
  );
  return result;
}

describe("a review from rules", () => {
  test.each(oddChanges)("of $name", async (odd) => {
    using checkout = build(odd);
    expectWhole(checkout, await reviewFromRules(checkout));
  });

  test("of everything odd before it is committed", async () => {
    using checkout = prepare(everythingOdd);
    const base = checkout.git("rev-parse", "HEAD");
    everythingOdd.change(checkout);
    const result = await reviewFromRules(checkout, "worktree");
    // git finds renames among what it tracks; the new names are untracked yet.
    const head = checkout.commit("After");
    expectWhole(checkout, result, { base, head, renames: "--no-renames" });
  });

  test("of a root commit", async () => {
    using checkout = new Checkout();
    checkout.write("a.ts", dangerous);
    checkout.commit("Begin");
    const result = await reviewFromRules(checkout);
    expectWhole(checkout, result);
    expect(result.findings.map(({ path, line }) => `${path}:${line}`)).toEqual(["a.ts:1"]);
  });

  test("of a merge commit: what it brought to its branch, its own resolution included", async () => {
    using checkout = new Checkout();
    checkout.write("a.ts", "export const a = 1;\n");
    checkout.commit("Begin");
    checkout.git("checkout", "-q", "-b", "topic");
    checkout.write("a.ts", "export const a = 2;\n");
    checkout.write("topic.ts", dangerous);
    checkout.commit("Topic");
    checkout.git("checkout", "-q", "main");
    checkout.write("a.ts", "export const a = 3;\n");
    const main = checkout.commit("Main");
    expect(() => checkout.git("merge", "-q", "topic")).toThrow();
    checkout.write("a.ts", `export const a = 4;\n${dangerous}`);
    checkout.commit("Merge topic");
    const result = await reviewFromRules(checkout);
    expect(result.baseSha).toBe(main);
    expectWhole(checkout, result);
    expect(result.findings.map(({ path, line }) => `${path}:${line}`)).toEqual([
      "a.ts:2",
      "topic.ts:1",
    ]);
  });
});

describe("a review with an expert that says too much", () => {
  let database: Database;
  let server: ModelServer;
  beforeAll(async () => {
    database = await createTestDatabase();
    server = await startModelServer({ script: recklessExpert });
  });
  afterAll(async () => {
    await database.close();
    await server.close();
  });

  // What is large beside an expert is in huge-change.slow.test.ts.
  test("of everything odd at once", async () => {
    using checkout = build(everythingOdd);
    const result = await reviewWithExpert(checkout, database, server);
    expectWhole(checkout, result);
    expect(result.expert.state).toBe("used");
    const titles = result.findings.map(({ title }) => title);
    expect(titles).not.toContain(madeUp);
  });
});

/** The main job of the command line, on a database that is opened once for all changes. */
async function reviewWithExpert(
  { folder }: Checkout,
  database: Database,
  { url }: ModelServer,
): Promise<ReviewResult> {
  await using repository = await openRepository(folder);
  const { change, readFile } = await readLocalChange(repository, {});
  const index = openCodeIndex(database, await ensureLocalRepository(database, folder));
  await index.update(await repository.tree(change.headSha));
  const settings = loadCliSettings({ expert: url, model: "scripted-reviewer" });
  const chosen = await chooseExpert(settings, folder, silent);
  const expert = chosen?.askedBy(async () => {}) ?? null;
  return await reviewChange(
    {
      change,
      policy: policyOf(parseRepositoryConfig("", ".devflow.yml")),
      history: {},
      rules: await bundledRules(),
    },
    { readFile, index, expert },
  );
}
