import { expect, test } from "vitest";
import { openRepository, type SourceTree } from "../src/index.ts";
import type { Checkout } from "./support/checkout.ts";
import { useCheckout } from "./support/use-checkout.ts";

async function historyOf(checkout: Checkout, since: string | null = null) {
  await using repository = await openRepository(checkout.folder);
  const tree: SourceTree = await repository.tree("HEAD");
  return tree.history!(since);
}

function write(checkout: Checkout, ...paths: string[]): string {
  for (const path of paths) checkout.write(path, `${Math.random()}\n`);
  return checkout.commit("change");
}

test("what commits changed together, newest first, whatever the files are called", async () => {
  const checkout = useCheckout();
  const first = write(checkout, "src/a.ts", "test/a.test.ts");
  write(checkout, "src/a.ts");
  const odd = write(checkout, "src/a.ts", ' odd "ä"\n name .ts');
  write(checkout, ...Array.from({ length: 31 }, (_, index) => `bulk/${index}.ts`));
  expect(await historyOf(checkout)).toEqual({
    isContinued: false,
    commits: [
      { sha: odd, paths: [' odd "ä"\n name .ts', "src/a.ts"] },
      { sha: first, paths: ["src/a.ts", "test/a.test.ts"] },
    ],
  });
});

test("only what came since a commit, and everything again when that was rewritten", async () => {
  const checkout = useCheckout();
  const first = write(checkout, "a.ts", "b.ts");
  const second = write(checkout, "b.ts", "c.ts");
  expect(await historyOf(checkout, first)).toEqual({
    isContinued: true,
    commits: [{ sha: second, paths: ["b.ts", "c.ts"] }],
  });
  checkout.git("reset", "-q", "--hard", first);
  const third = write(checkout, "a.ts", "c.ts");
  const again = await historyOf(checkout, second);
  expect(again.isContinued).toBe(false);
  expect(again.commits.map(({ sha }) => sha)).toEqual([third, first]);
  expect((await historyOf(checkout, "0".repeat(40))).isContinued).toBe(false);
});

test("merges are left out: what they bring was changed by their commits", async () => {
  const checkout = useCheckout();
  write(checkout, "a.ts", "b.ts");
  checkout.git("checkout", "-q", "-b", "topic");
  const topic = write(checkout, "c.ts", "d.ts");
  checkout.git("checkout", "-q", "main");
  write(checkout, "e.ts", "f.ts");
  checkout.git("merge", "-q", "--no-ff", "-m", "merge", "topic");
  const { commits } = await historyOf(checkout);
  expect(commits).toHaveLength(3);
  expect(commits.map(({ sha }) => sha)).toContain(topic);
});
