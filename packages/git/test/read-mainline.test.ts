import { afterAll, expect, test } from "vitest";
import { openRepository } from "../src/index.ts";
import { Checkout } from "./support/checkout.ts";

const checkout = new Checkout();
afterAll(() => checkout.remove());

test("the main line is merges and commits of the branch itself, newest first, with their files", async () => {
  checkout.write("a.txt", "one\n");
  const first = checkout.commit("Begin");
  checkout.git("checkout", "-q", "-b", "topic");
  checkout.write("b ä.txt", "two\n");
  checkout.commit("On the branch");
  checkout.git("mv", "a.txt", "c.txt");
  const head = checkout.commit("Rename");
  checkout.git("checkout", "-q", "main");
  checkout.git(
    "merge",
    "-q",
    "--no-ff",
    "-m",
    "Merge pull request #7 from topic\n\nTitle of it",
    "topic",
  );
  const merge = checkout.git("rev-parse", "HEAD");

  await using repository = await openRepository(checkout.folder);
  expect(await repository.defaultTip()).toBe(merge);
  const commits = await repository.mainline("main");
  expect(commits).toEqual([
    {
      sha: merge,
      parents: [first, head],
      author: "A",
      landedAt: expect.any(Date),
      subject: "Merge pull request #7 from topic",
      body: "Title of it",
      paths: ["a.txt", "b ä.txt", "c.txt"],
    },
    expect.objectContaining({ sha: first, parents: [], subject: "Begin" }),
  ]);
  expect(await repository.mainline("main", { most: 1 })).toHaveLength(1);
  const tomorrow = new Date(Date.now() + 86_400_000);
  expect(await repository.mainline("main", { since: tomorrow })).toEqual([]);

  const { files } = await repository.diff(first, merge);
  expect(files.map(({ path, previousPath }) => [path, previousPath])).toEqual([
    ["b ä.txt", null],
    ["c.txt", "a.txt"],
  ]);
});
