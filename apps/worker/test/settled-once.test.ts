import { gunzipSync } from "node:zlib";
import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import type { DraftedFinding, DraftPromptInput } from "@devflow/expert";
import { ensureLocalRepository } from "@devflow/retrieval";
import type { AskedDraft, Finding, RemarkChange, ReviewResult } from "@devflow/review";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ClaimedReview, claimReview } from "../src/store/claim-review.ts";
import { readReadKeys } from "../src/store/read-keys.ts";
import { readRemarks } from "../src/store/remark-rows.ts";
import { requestReview } from "../src/store/request-review.ts";
import { storeSettledReview } from "../src/store/store-settled-review.ts";

const headSha = "a".repeat(40);
const command = { repositoryId: 0, pullNumber: 7 };
let database: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  command.repositoryId = await ensureLocalRepository(database, import.meta.dirname);
});
afterAll(() => database.close());
beforeEach(() => database.query("DELETE FROM reviews"));
beforeEach(() => database.query("DELETE FROM remarks"));

function finding(overrides: Partial<Finding> = {}): Finding {
  return {
    ...{ path: "src/a.ts", side: "RIGHT", startLine: 3, line: 3, severity: "high" },
    ...{ category: "correctness", title: "The title", body: "The body.", suggestion: null },
    ...{ confidence: 0.8, source: "expert", votes: 1, passes: 1, verdict: "keep", score: null },
    ...{ contentKey: "fedcba9876543210", fingerprint: "0123456789abcdef", place: "inline" },
    ...overrides,
  } as Finding;
}

function result(overrides: Partial<ReviewResult> = {}): ReviewResult {
  return {
    baseSha: "b".repeat(40),
    headSha,
    expert: { state: "used", identity: { url: "", model: "" } },
    filesReviewed: [],
    filesLeftOut: [],
    findings: [],
    excerpts: {},
    traces: {},
    held: [],
    remarkChanges: [],
    readKeys: [],
    drafts: [],
    counts: {},
    timingsMs: { context: 0, draft: 0, verify: 0, total: 0 },
    tokens: { prompt: 0, completion: 0 },
    ...overrides,
  };
}

async function asked(isFull = false): Promise<string> {
  const requested = await requestReview(database, command, headSha, { isFull });
  if (requested.state !== "queued") throw new Error("not queued");
  return requested.reviewId;
}

async function claimed(reviewId: string): Promise<ClaimedReview> {
  const row = await claimReview(database, reviewId);
  if (row === null) throw new Error("nothing to claim");
  return row;
}

const titles = () => database.query("SELECT title FROM findings ORDER BY id");

describe("what a review says is decided once", () => {
  test("of two runs of one job the later one posts what the first has settled", async () => {
    const id = await asked();
    const [first, second] = [await claimed(id), await claimed(id)];
    const words = (title: string, fingerprint: string) =>
      result({ findings: [finding({ title, fingerprint })] });
    expect(await storeSettledReview(database, first, words("one", "1"))).toBe("stored");
    expect(await storeSettledReview(database, second, words("two", "2"))).toBe("settled_before");
    expect(await titles()).toEqual([{ title: "one" }]);
  });

  test("a full review that is asked for while one runs is made", async () => {
    const id = await asked();
    const running = await claimed(id);
    await asked(true);
    expect(await storeSettledReview(database, running, result())).toBe("given_way");
    expect(await claimed(id)).toMatchObject({ isSettled: false, isFull: true });
  });

  test("also when its run has begun before the other one settles", async () => {
    const id = await asked();
    const running = await claimed(id);
    await asked(true);
    const full = await claimed(id);
    expect(await storeSettledReview(database, running, result())).toBe("given_way");
    expect(await storeSettledReview(database, full, result())).toBe("stored");
  });

  test("a plain request takes nothing away from the full one that waits", async () => {
    const id = await asked(true);
    await asked();
    expect(await claimed(id)).toMatchObject({ isFull: true });
  });
});

test("what an expert reads late of a full review is all that it did not read of this head", async () => {
  await database.query(
    `INSERT INTO reviews (repository_id, pull_number, head_sha, trigger, state, read_keys)
     VALUES ($1, 7, 'before', 'webhook', 'posted', '["old"]')`,
    [command.repositoryId],
  );
  const id = await asked(true);
  await storeSettledReview(database, await claimed(id), result({ readKeys: ["own"] }));
  await database.query(
    `UPDATE reviews SET state = 'posted', finished_at = now(), expert_state = 'unavailable'
      WHERE id = $1`,
    [id],
  );
  expect([...(await readReadKeys(database, await claimed(id))).keys()]).toEqual(["own"]);
});

test("characters that no database keeps do not cost the review", async () => {
  const row = await claimed(await asked());
  const words = { title: "a\0b", body: "half \ud800", suggestion: "x\0", category: "style" };
  const held = { line: 1, source: "expert" as const, reason: "r\0", severity: null };
  await storeSettledReview(
    database,
    row,
    result({
      findings: [finding(words)],
      held: [{ ...held, path: "p", title: "t\0", fingerprint: null }],
      filesLeftOut: [{ path: "half \ud800\0", reason: "r", kind: "missed" }],
    }),
  );
  expect(await titles()).toEqual([{ title: "ab" }, { title: "t" }]);
});

test("states and places of many remarks are stored in a bounded number of queries", async () => {
  const first = await claimed(await asked());
  const findings = Array.from({ length: 300 }, (_, at) => finding({ fingerprint: `f${at}` }));
  await storeSettledReview(database, first, result({ findings }));
  await database.query("UPDATE remarks SET said_at = now(), state = 'dismissed' WHERE id % 10 = 0");
  await database.query("UPDATE remarks SET said_at = now()");
  const before = await readRemarks(database, first);
  const trace = { lineHashes: ["h"], before: ["x", "y"], after: [] };
  const remarkChanges = before.map(
    ({ id, state }, at): RemarkChange => ({
      remarkId: id,
      state: state === "open" && at % 2 === 0 ? "fixed" : state,
      at: at % 2 === 0 ? null : { path: "src/b.ts", side: "RIGHT", startLine: at, line: at + 1 },
      lines: at % 3 === 0 ? null : { contentKey: `c${at}`, trace },
      reason: "why",
    }),
  );
  let queries = 0;
  const counting: Database = {
    ...database,
    transaction: (work) =>
      database.transaction((transaction) =>
        work({
          ...transaction,
          query: (...query) => {
            queries += 1;
            return transaction.query(...query);
          },
        } as typeof transaction),
      ),
  };
  await storeSettledReview(
    counting,
    { ...first, ...(await claimed(first.id)) },
    result({ remarkChanges }),
  );
  expect(queries).toBeLessThan(15);
  const after = await readRemarks(database, first);
  for (const [at, change] of remarkChanges.entries()) {
    const was = before[at];
    expect(after[at]).toMatchObject({
      state: change.state,
      ...(change.at ?? { path: was?.path, line: was?.line }),
      ...(change.at !== null && change.lines !== null
        ? { contentKey: change.lines.contentKey, trace }
        : { contentKey: was?.contentKey, trace: was?.trace }),
    });
  }
});

describe("what the expert was asked", () => {
  const promptSha256 = "c".repeat(64);
  const input: DraftPromptInput = {
    ...{ repository: "acme/shop", title: "Half a pair \ud83d and a NUL \0", description: "" },
    ...{ instructions: "", language: "", context: [], facts: [] },
    hunks: [{ path: "src/a.ts", language: "typescript", rendered: "3 +return \0;" }],
  };
  const said: DraftedFinding = {
    ...{ path: "src/a.ts", quote: "return;", severity: "high", category: "correctness" },
    ...{ title: "The title", body: "The body.", suggestion: null, confidence: 0.8 },
  };
  const draft: AskedDraft = {
    ...{ path: "src/a.ts", input, promptSha256, answers: [[said]], model: "review@1" },
  };
  const drafted = finding({ drafted: { promptSha256, quote: "return;" } });
  const stored = () =>
    database.query<{ input: Uint8Array; answer: Uint8Array; model: string }>(
      "SELECT input, answer, model FROM expert_drafts",
    );
  const unpacked = (bytes: Uint8Array) => JSON.parse(gunzipSync(bytes).toString("utf8"));

  test("is stored to the byte with the review, and each finding knows its prompt and line", async () => {
    await storeSettledReview(
      database,
      await claimed(await asked()),
      result({ drafts: [draft], findings: [drafted] }),
    );
    const [row] = await stored();
    expect(unpacked(row!.input)).toEqual(input);
    expect(unpacked(row!.answer)).toEqual([[said]]);
    const joined = `SELECT quote, expert_drafts.prompt_sha256 FROM findings
                      JOIN expert_drafts ON expert_drafts.id = expert_draft_id`;
    expect(await database.query(joined)).toEqual([
      { quote: "return;", prompt_sha256: promptSha256 },
    ]);
  });

  test("is stored once when the same is asked again, with the newest answer", async () => {
    const id = await asked();
    await storeSettledReview(database, await claimed(id), result({ drafts: [draft] }));
    const again = { ...draft, answers: [[]], model: "review@2" };
    await storeSettledReview(database, await claimed(id), result({ drafts: [again] }));
    const rows = await stored();
    expect(rows).toHaveLength(1);
    expect(rows[0]?.model).toBe("review@2");
    expect(unpacked(rows[0]!.answer)).toEqual([[]]);
  });

  test("is not stored where nothing is kept, nor with a review that lost its turn", async () => {
    const id = await asked();
    const [first, second] = [await claimed(id), await claimed(id)];
    const settled = result({ drafts: [draft], findings: [drafted] });
    await storeSettledReview(database, first, settled, { keepsDrafts: false });
    expect(await storeSettledReview(database, second, settled)).toBe("settled_before");
    expect(await stored()).toEqual([]);
    const rows = await database.query("SELECT quote, expert_draft_id FROM findings");
    expect(rows).toEqual([{ quote: null, expert_draft_id: null }]);
  });
});
