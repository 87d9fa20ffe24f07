import { gzipSync } from "node:zlib";
import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import type { Example, Refused } from "@devflow/dataset";
import { type DraftPromptInput, digestPrompt, draftPrompt } from "@devflow/expert";
import { ensureLocalRepository } from "@devflow/retrieval";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readFirstFinal } from "../../src/export/first-final.ts";
import { forgetOldDrafts } from "../../src/export/forget-old-drafts.ts";
import { type ReviewExampleOptions, readReviewExamples } from "../../src/export/index.ts";

let database: Database;
let repositoryId = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  repositoryId = await ensureLocalRepository(database, import.meta.dirname);
});
afterAll(() => database.close());
beforeEach(async () => {
  for (const table of [
    "reviews",
    "remarks",
    "pull_requests",
    "past_pulls",
    "human_comments",
    "backfills",
  ]) {
    await database.query(`DELETE FROM ${table}`);
  }
});

const said = {
  ...{ path: "src/a.ts", quote: "return sum / count;", severity: "high", category: "correctness" },
  ...{ title: "Division by zero", body: "It may be empty.", suggestion: null, confidence: 0.8 },
};

interface Given {
  pullNumber?: number;
  path?: string;
  /** Days ago. */
  age?: number;
  isMerged?: boolean;
  label?: "wanted" | "unwanted" | null;
  isFinal?: boolean;
  isSilent?: boolean;
  expertState?: "used" | "unavailable";
}

/** A review with one prompt, and one finding with an outcome unless it is silent. */
async function reviewed({ pullNumber = 1, path = "src/a.ts", age = 9, ...given }: Given = {}) {
  const { isMerged = true, label = "wanted", isFinal = true, isSilent = false } = given;
  const { expertState = "used" } = given;
  const [counted] = await database.query<{ count: number }>("SELECT count(*) FROM reviews");
  const sha = `sha${counted!.count}`;
  const input: DraftPromptInput = {
    ...{ repository: "acme/shop", title: `Change ${sha}`, description: "", instructions: "" },
    ...{ language: "", context: [], facts: [] },
    hunks: [{ path, language: "typescript", rendered: "3 +return sum / count;" }],
  };
  const [review] = await database.query<{ id: string }>(
    `INSERT INTO reviews (repository_id, pull_number, head_sha, trigger, state, expert_state)
     VALUES ($1, $2, $3, 'webhook', 'posted', $4) RETURNING id`,
    [repositoryId, pullNumber, sha, expertState],
  );
  const pack = (value: unknown) => gzipSync(JSON.stringify(value));
  const [draft] = await database.query<{ id: number }>(
    `INSERT INTO expert_drafts (repository_id, review_id, prompt_sha256, path, input, answer, model,
                                created_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'review@1', now() - $7 * interval '1 day') RETURNING id`,
    [
      ...[repositoryId, review!.id, digestPrompt(draftPrompt(input)), path, pack(input)],
      ...[pack([isSilent ? [] : [said]]), age],
    ],
  );
  await database.query(
    `INSERT INTO pull_requests (repository_id, number, merged_at)
     VALUES ($1, $2, CASE WHEN $3 THEN now() - interval '8 days' END)
     ON CONFLICT DO NOTHING`,
    [repositoryId, pullNumber, isMerged],
  );
  await database.query(
    `INSERT INTO past_pulls (repository_id, number, title, description, base_sha, head_sha,
                             created_at, merged_at)
     VALUES ($1, $2, '', '', 'b', $3, now(), CASE WHEN $4 THEN now() - interval '8 days' END)
     ON CONFLICT (repository_id, number) DO UPDATE SET head_sha = $3`,
    [repositoryId, pullNumber, sha, isMerged],
  );
  if (!isSilent)
    await postFinding(review!.id, draft!.id, { pullNumber, path, sha, label, isFinal });
  return { draftId: draft!.id, input };
}

async function postFinding(
  reviewId: string,
  draftId: number,
  given: { pullNumber: number; path: string; sha: string; label: string | null; isFinal: boolean },
) {
  const [remark] = await database.query<{ id: number }>(
    `INSERT INTO remarks (repository_id, pull_number, fingerprint, content_key, source, severity,
                          category, title, body, path, side, start_line, line, line_hashes, place,
                          first_head_sha)
     VALUES ($1, $2, $3, 'k', 'expert', 'high', 'correctness', $4, $5, $6, 'RIGHT', 3, 3, '{}',
             'inline', $3) RETURNING id`,
    [repositoryId, given.pullNumber, given.sha, said.title, said.body, given.path],
  );
  await database.query(
    `INSERT INTO findings (review_id, state, path, side, start_line, line, severity, category, title,
                           body, confidence, source, remark_id, expert_draft_id, quote)
     VALUES ($1, 'posted', $2, 'RIGHT', 3, 3, 'high', 'correctness', $3, $4, 0.8, 'expert', $5, $6,
             $7)`,
    [reviewId, given.path, said.title, said.body, remark!.id, draftId, said.quote],
  );
  await database.query(
    `INSERT INTO remark_outcomes (remark_id, repository_id, label, decided_by, strength,
                                  is_addressed, is_final, decided_at)
     VALUES ($1, $2, $3, 'lines_changed', 0.9, true, $4, now())`,
    [remark!.id, repositoryId, given.label, given.isFinal],
  );
  await database.query(
    `INSERT INTO outcome_signals (repository_id, remark_id, kind, actor, strength, happened_at)
     VALUES ($1, $2, 'lines_changed', 'mia', 0.9, now())`,
    [repositoryId, remark!.id],
  );
}

async function commented(
  id: number,
  changes: { body?: string; author?: string; pull?: number } = {},
) {
  const {
    body = `Please handle case ${"x".repeat(id)} here.`,
    author = "kim",
    pull = 50,
  } = changes;
  await database.query(
    `INSERT INTO past_pulls (repository_id, number, title, description, base_sha, head_sha,
                             created_at, merged_at)
     VALUES ($1, $2, 'Average', '', 'b', 'h', now(), now()) ON CONFLICT DO NOTHING`,
    [repositoryId, pull],
  );
  await database.query(
    `INSERT INTO human_comments (repository_id, pull_number, github_comment_id, author, is_bot,
                                 author_association, body, path, side, start_line, line, commit_sha,
                                 hunk, is_resolved, lines_changed, is_by_pull_author, created_at)
     VALUES ($1, $2, $3, $4, false, 'MEMBER', $5, 'src/b.ts', 'RIGHT', 1, 1, 'h',
             '@@ -0,0 +1 @@
+export const price = total / count;', false, true, false, now())`,
    [repositoryId, pull, id, author, body],
  );
}

/** A pass over the history that began now, and ended. */
async function readHistory() {
  await database.query(
    `INSERT INTO backfills (repository_id, state, covered_to) VALUES ($1, 'done', now())
     ON CONFLICT DO NOTHING`,
    [repositoryId],
  );
}

async function read(options: ReviewExampleOptions = {}) {
  const examples: Example[] = [];
  const refused: Refused[] = [];
  for await (const each of readReviewExamples(database, options)) {
    if ("method" in each) examples.push(each);
    else refused.push(each);
  }
  return { examples, refused };
}

const methods = (examples: readonly Example[]) => examples.map(({ method }) => method);

describe("what reviews teach", () => {
  test("comes from findings with a final outcome, with who decided", async () => {
    const { input } = await reviewed();
    await reviewed({ label: "unwanted" });
    await reviewed({ isFinal: false });
    const { examples, refused } = await read();
    expect(methods(examples)).toEqual(["kto", "sft", "kto"]);
    expect(examples[1]).toMatchObject({
      prompt: draftPrompt(input),
      decidedBy: "lines_changed",
      provenance: { author: "mia", model: "review@1", pullNumber: 1 },
    });
    expect(refused).toEqual([{ filter: "outcomes", reason: "not final yet" }]);
  });

  test("waits for findings that are not final: the first is three days after the end", async () => {
    await reviewed({ isFinal: false, pullNumber: 2 });
    await reviewed({ isFinal: false, pullNumber: 3 });
    expect(await readFirstFinal(database, null)).toBeNull();
    const close = (at: string, number: number) =>
      database.query("UPDATE pull_requests SET closed_at = $1 WHERE number = $2", [at, number]);
    await close("2026-05-03T10:00:00Z", 2);
    await close("2026-05-02T10:00:00Z", 3);
    expect(await readFirstFinal(database, [repositoryId])).toEqual(
      new Date("2026-05-05T10:00:00Z"),
    );
    expect(await readFirstFinal(database, [repositoryId + 1])).toBeNull();
  });

  test("silence is for lines that were merged as they were read, and left alone", async () => {
    await reviewed({ pullNumber: 9, path: "src/wanted.ts" });
    await reviewed({ isSilent: true, path: "src/good.ts" });
    await reviewed({ isSilent: true, path: "src/open.ts", pullNumber: 2, isMerged: false });
    await reviewed({ isSilent: true, path: "src/again.ts" });
    await reviewed({ isSilent: true, path: "src/again.ts", age: 8.5, pullNumber: 1 });
    await reviewed({ isSilent: true, path: "src/fixed.ts" });
    await reviewed({ isSilent: true, path: "src/fixed.ts", age: 6, pullNumber: 3 });
    await readHistory();
    const { examples, refused } = await read({ silenceRatio: 99 });
    const silent = examples.filter(({ provenance }) => provenance.origin === "silence");
    expect(silent.map(({ provenance }) => provenance.path)).toEqual([
      ...["src/good.ts", "src/again.ts", "src/fixed.ts"],
    ]);
    expect(refused.map(({ reason }) => reason)).toEqual([
      ...["not merged", "not merged"],
      "people commented on its lines or touched them soon after",
    ]);
  });

  test("silence is none where the newest head was not read, or not by the expert", async () => {
    await reviewed({ pullNumber: 9, path: "src/wanted.ts" });
    await reviewed({ isSilent: true, path: "src/pushed.ts", pullNumber: 2 });
    await database.query("UPDATE past_pulls SET head_sha = 'newer' WHERE number = 2");
    await reviewed({ isSilent: true, path: "src/early.ts", pullNumber: 3 });
    await reviewed({ path: "src/other.ts", pullNumber: 3, expertState: "unavailable" });
    await reviewed({ isSilent: true, path: "src/missed.ts", pullNumber: 4 });
    await reviewed({ path: "src/other.ts", pullNumber: 4 });
    const missed = JSON.stringify([{ path: "src/missed.ts", reason: "no answer", kind: "missed" }]);
    await database.query(
      `UPDATE reviews SET files_left_out = $1::jsonb
        WHERE head_sha = (SELECT head_sha FROM past_pulls WHERE number = 4)`,
      [missed],
    );
    await reviewed({ isSilent: true, path: "src/good.ts", pullNumber: 5 });
    await readHistory();
    const { examples } = await read({ silenceRatio: 99 });
    const silent = examples.filter(({ provenance }) => provenance.origin === "silence");
    expect(silent.map(({ provenance }) => provenance.path)).toEqual(["src/good.ts"]);
  });

  test("silence is none while nobody has read what people said, or the merge is too new", async () => {
    await reviewed({ pullNumber: 9, path: "src/wanted.ts" });
    await reviewed({ isSilent: true, path: "src/good.ts" });
    const silentOf = ({ examples }: { examples: readonly Example[] }) =>
      examples.filter(({ provenance }) => provenance.origin === "silence").length;
    const unknown = { filter: "silence", reason: expect.stringMatching(/^not known/) };
    expect((await read({ silenceRatio: 99 })).refused).toContainEqual(unknown);
    // What people wrote was read when it ended, and again three days later.
    const readAfter = (hours: number | null) =>
      database.query(
        `UPDATE pull_requests SET comments_read_at = merged_at + $1 * interval '1 hour'`,
        [hours],
      );
    await readAfter(71);
    expect(silentOf(await read({ silenceRatio: 99 }))).toBe(0);
    await readAfter(73);
    expect(silentOf(await read({ silenceRatio: 99 }))).toBe(1);
    await readAfter(null);
    // A draft of three days after the merge says as much as a later reading of the history.
    await reviewed({ path: "src/later.ts", pullNumber: 8, age: 4 });
    expect(silentOf(await read({ silenceRatio: 99 }))).toBe(1);
    await database.query("DELETE FROM past_pulls WHERE number = 1");
    await readHistory();
    expect(silentOf(await read({ silenceRatio: 99 }))).toBe(0);
  });

  test("silence keeps to its ratio", async () => {
    await reviewed({ path: "src/wanted.ts" });
    for (let index = 0; index < 40; index++) {
      await reviewed({ isSilent: true, path: `src/silent${index}.ts`, pullNumber: index + 10 });
    }
    await readHistory();
    const silentOf = ({ examples }: { examples: readonly Example[] }) =>
      examples.filter(({ provenance }) => provenance.origin === "silence").length;
    expect(silentOf(await read({ silenceRatio: 0 }))).toBe(0);
    expect(silentOf(await read({ silenceRatio: 40 }))).toBe(40);
    const some = silentOf(await read({ silenceRatio: 20 }));
    expect(some).toBeGreaterThan(10);
    expect(some).toBeLessThan(30);
  });

  test("comments of people come after, capped by author", async () => {
    for (const id of [1, 2, 3, 4]) await commented(id);
    await commented(5, { author: "mia", body: "Nice!" });
    await commented(6, { author: "lou", pull: 51, body: "Round `price`, it must be whole cents." });
    const { examples, refused } = await read({ mostPerAuthor: 2 });
    const authors = examples.map(({ provenance }) => provenance.author);
    expect(authors.at(-1)).toBe("lou");
    expect(authors.filter((author) => author === "kim").length).toBeLessThanOrEqual(2);
    expect(refused.filter(({ filter }) => filter === "caps").length).toBeGreaterThanOrEqual(2);
    expect(refused).toContainEqual({ filter: "trivial", reason: "too few words" });
  });

  test("pairs are of edited words, and of what a person said where the model was wrong", async () => {
    await reviewed();
    await database.query(
      `UPDATE findings SET drafted_title = title, drafted_body = body, edited_by = 'mia',
                           title = 'NaN for an empty cart'`,
    );
    const { draftId } = await reviewed({ pullNumber: 50, label: "unwanted", path: "src/b.ts" });
    await commented(1);
    await database.query(
      `UPDATE human_comments SET start_line = 3, line = 3, commit_sha = reviews.head_sha
         FROM expert_drafts JOIN reviews ON reviews.id = expert_drafts.review_id
        WHERE expert_drafts.id = $1`,
      [draftId],
    );
    const pairs = (await read()).examples.flatMap((each) => (each.method === "dpo" ? [each] : []));
    expect(pairs.map(({ provenance }) => provenance.author)).toEqual(["mia", "kim"]);
    expect(pairs[0]?.chosen).toContain("title: NaN for an empty cart");
    expect(pairs[0]?.rejected).toContain("title: Division by zero");
    expect(pairs[1]?.chosen).toContain("Please handle case x here");
    expect(pairs[1]?.rejected).toContain("title: Division by zero");
  });

  test("is nothing that a stranger wrote", async () => {
    await reviewed({ pullNumber: 50, label: "unwanted", path: "src/b.ts" });
    await commented(1);
    expect((await read()).examples.map(({ provenance }) => provenance.author)).toContain("kim");
    await database.query("UPDATE human_comments SET author_association = 'NONE'");
    const { examples, refused } = await read();
    expect(examples.map(({ provenance }) => provenance.author)).not.toContain("kim");
    expect(refused.map(({ reason }) => reason)).toContain("written by a stranger");
  });

  test("is the same each time, and in pages the same as in one", async () => {
    for (let index = 0; index < 230; index++) {
      await reviewed({ path: `src/f${index}.ts`, label: index % 3 === 0 ? "unwanted" : "wanted" });
    }
    await commented(1);
    const once = await read();
    expect(once.examples).toHaveLength(230 + 153 + 1);
    expect(await read()).toEqual(once);
    const ids = once.examples.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("leaves out what is not asked for", async () => {
    await reviewed();
    expect(await read({ repositoryIds: [] })).toEqual({ examples: [], refused: [] });
    expect((await read({ repositoryIds: [repositoryId] })).examples).toHaveLength(2);
  });
});

test("old drafts are forgotten; with 0 days all of them, and findings stay", async () => {
  await reviewed({ age: 200 });
  await reviewed({ age: 10 });
  expect(await forgetOldDrafts(database, 180)).toBe(1);
  expect(await forgetOldDrafts(database, 180)).toBe(0);
  expect(await forgetOldDrafts(database, 0)).toBe(1);
  const rows = await database.query("SELECT expert_draft_id, quote FROM findings");
  expect(rows).toEqual([
    { expert_draft_id: null, quote: said.quote },
    { expert_draft_id: null, quote: said.quote },
  ]);
});
