import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { parseUnifiedDiff } from "@devflow/diff";
import { ensureLocalRepository } from "@devflow/retrieval";
import { featureNames, type ReviewPolicy, reviewChange } from "@devflow/review";
import { bundledRules } from "@devflow/syntax";
import { loadFilter } from "@devflow/team-memory";
import { afterAll, beforeAll, expect, test } from "vitest";
import { claimReview } from "../src/store/claim-review.ts";
import { storeSettledReview } from "../src/store/store-settled-review.ts";

let database: Database;
let repositoryId: number;

beforeAll(async () => {
  database = await createTestDatabase();
  repositoryId = await ensureLocalRepository(database, import.meta.dirname);
});
afterAll(() => database.close());

const source = "export const run = (code: string) => eval(code);\n";
const diff = `diff --git a/src/run.ts b/src/run.ts
new file mode 100644
--- /dev/null
+++ b/src/run.ts
@@ -0,0 +1,1 @@
+${source}`;

const policy: ReviewPolicy = {
  forPath: () => ({
    isIgnored: false,
    minimumSeverity: "low",
    minimumConfidence: 0,
    disabledRules: new Set(),
    ruleSeverities: new Map(),
    disabledCategories: new Set(),
    instructions: "",
  }),
  maxFindings: 5,
  passes: 1,
  language: "",
  conventions: [],
};

async function review() {
  const change = {
    repository: "acme/shop",
    baseSha: "b",
    headSha: "a",
    title: "",
    description: "",
    files: parseUnifiedDiff(diff),
    unreadable: [],
  };
  return reviewChange(
    { change, policy, history: {}, rules: await bundledRules() },
    {
      readFile: async (side) => (side === "head" ? source : null),
      index: null,
      expert: null,
      filter: await loadFilter(database, repositoryId, "none"),
    },
  );
}

test("the features of a posted finding are kept, and what became of it weighs in the next score", async () => {
  const first = await review();
  expect(first.counts).toMatchObject({ "filter=prior": 1 });
  const [{ id } = { id: "" }] = await database.query<{ id: string }>(
    `INSERT INTO reviews (repository_id, pull_number, head_sha, trigger)
     VALUES ($1, 1, 'a', 'webhook') RETURNING id`,
    [repositoryId],
  );
  const row = await claimReview(database, id);
  if (row === null) throw new Error("there is a review to claim");
  await storeSettledReview(database, row, first);
  const [stored] = await database.query<{ score: number; features: Record<string, number> }>(
    "SELECT score, features FROM findings WHERE state = 'posted'",
  );
  expect(Object.keys(stored?.features ?? {}).sort()).toEqual(["version", ...featureNames].sort());
  expect(stored?.score).toBeCloseTo(first.findings[0]?.score ?? 0);

  await database.query("UPDATE remarks SET state = 'dismissed', said_at = now()");
  const second = await review();
  expect(second.findings[0]?.features).toMatchObject({ near_dismissed: 1 });
  expect(second.findings[0]?.score).toBeLessThan(first.findings[0]?.score ?? 0);
});
