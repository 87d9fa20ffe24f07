import type { PullHandle, ReviewComment } from "@devflow/testkit";
import { beforeEach, expect, test } from "vitest";
import { handled, useWorld } from "./helpers/world.ts";

const world = useWorld();
const jobs: number[] = [];
let isWorked = false;

beforeEach(async () => {
  jobs.length = 0;
  if (isWorked) return;
  isWorked = true;
  const note = async (job: { data: { pullNumber: number } }) => void jobs.push(job.data.pullNumber);
  await world.queues.work("outcomes", note, { concurrency: 1 });
});

/** A pull request with a comment that counts as ours, and one of somebody else. */
async function openWithRemark(): Promise<{
  pull: PullHandle;
  ours: ReviewComment;
  other: ReviewComment;
}> {
  const repository = await world.github.createRepository({ files: { "a.ts": "one\n" } });
  await repository.commit({ branch: "change", files: { "a.ts": "two\nthree\n" } });
  const pull = await repository.openPullRequest({ head: "change" });
  const ours = await pull.reviewComment({
    author: "devflow[bot]",
    body: "hm",
    path: "a.ts",
    line: 1,
  });
  const other = await pull.reviewComment({ author: "lee", body: "hm", path: "a.ts", line: 2 });
  return { pull, ours, other };
}

async function deliver(webhookUrl: string, times = 1) {
  await world.github.deliverAll(webhookUrl, { times, order: "shuffled", seed: 3 });
  return await handled(world);
}

async function say(ours: ReviewComment): Promise<void> {
  await world.database.query(
    `INSERT INTO remarks (repository_id, pull_number, fingerprint, content_key, source, severity,
                          category, title, body, path, side, start_line, line, line_hashes, place,
                          github_comment_id, first_head_sha, said_at)
     SELECT id, 1, 'f', 'c', 'expert', 'high', 'correctness', 't', 'b', 'a.ts', 'RIGHT', 1, 1, '{}',
            'inline', $1, 'x', now()
       FROM repositories`,
    [ours.id],
  );
}

test("answers, clicks and the end of a pull request have its outcomes read, however often they are told", async () => {
  const { pull, ours } = await openWithRemark();
  const { webhookUrl } = await world.startBot();
  await deliver(webhookUrl);
  expect(jobs).toEqual([]);
  await say(ours);

  pull.replyTo(ours, { author: "kim", body: "Good catch" });
  await deliver(webhookUrl, 3);
  await expect.poll(() => jobs.length).toBeGreaterThan(0);
  expect(new Set(jobs)).toEqual(new Set([1]));

  for (const happen of [
    () => pull.resolveThread(ours, "kim"),
    () => pull.deleteComment(pull.replyTo(ours, { author: "kim", body: "No" }), "kim"),
    () => pull.close("kim"),
  ]) {
    const before = jobs.length;
    happen();
    await deliver(webhookUrl);
    await expect.poll(() => jobs.length).toBeGreaterThan(before);
  }
});

test("nothing is read for threads of others, nor for what bots write", async () => {
  const { pull, ours, other } = await openWithRemark();
  const { webhookUrl } = await world.startBot();
  await deliver(webhookUrl);
  await say(ours);
  pull.replyTo(other, { author: "kim", body: "Yes" });
  pull.replyTo(ours, { author: "renovate[bot]", body: "Beep" });
  const rows = await deliver(webhookUrl);
  expect(rows.filter(({ outcome }) => outcome === "an answer to a finding")).toEqual([]);
  expect(jobs).toEqual([]);
});
