import { expect, test } from "vitest";
import { allReadable } from "../src/access/all-readable.ts";
import type { KnownRepository } from "../src/access/repository-directory.ts";
import { createSearchBudget } from "../src/access/search-budget.ts";

function onGitHub(id: number): KnownRepository {
  return { kind: "github", id, githubId: id, installationId: 1, owner: "acme", name: `r${id}` };
}

const repositories = Array.from({ length: 8 }, (_, id) => onGitHub(id));

test("searches ask GitHub so many questions an hour and no more, whoever searches", async () => {
  const budget = createSearchBudget(5);
  const asked: number[] = [];
  const questions = {
    remembered: () => undefined,
    couldRead: () => false,
    mayRead: async ({ id }: KnownRepository) => {
      asked.push(id);
      return true;
    },
  };
  expect(await allReadable(repositories, questions, budget)).toEqual([0, 1, 2, 3, 4]);
  expect(await allReadable(repositories, questions, budget)).toEqual([]);
  expect(asked).toHaveLength(5);
});

test("what is remembered needs no question", async () => {
  const budget = createSearchBudget(0);
  const questions = {
    remembered: ({ id }: KnownRepository) => id % 2 === 0,
    couldRead: () => false,
    mayRead: async () => true,
  };
  expect(await allReadable(repositories, questions, budget)).toEqual([0, 2, 4, 6]);
});
