import { expect, test } from "vitest";
import { startFakeGitHub } from "../src/index.ts";

test("makes merged pull requests out of a history, with comments on what their first commit added", async () => {
  const github = await startFakeGitHub();
  try {
    const repository = await github.createRepository({ files: { "a.ts": "one\n" } });
    for (const text of ["two", "three", "four", "five"]) {
      await repository.commit({ files: { "a.ts": `one\n${text}\n` }, message: `Say ${text}` });
    }
    const pulls = await repository.seedHistory({
      pulls: 2,
      comments: ({ addedLines, number }) =>
        addedLines.map(({ path, line }) => ({
          ...{ path, line, author: "kim", body: `number ${number}` },
          replies: [{ author: "mia", body: "done" }],
          isResolved: number === 2,
        })),
    });
    expect(pulls.map(({ record }) => [record.number, record.title])).toEqual([
      [1, "Say two"],
      [2, "Say four"],
    ]);
    expect(pulls[1]!.record).toMatchObject({
      state: "closed",
      mergedAt: expect.any(String),
      mergeCommitSha: await repository.tip(),
    });
    const [comment, reply] = pulls[1]!.reviewComments;
    expect(comment).toMatchObject({
      body: "number 2",
      originalLine: 2,
      diffHunk: expect.stringMatching(/\+four$/),
      thread: { resolvedBy: { login: "acme" } },
    });
    expect(reply).toMatchObject({ inReplyToId: comment!.id, body: "done" });
    expect(github.hooks.map(({ event }) => event)).toEqual(["push", "push", "push", "push"]);
  } finally {
    await github.close();
  }
});
