import { expect, test } from "vitest";
import { mostAsked, readWriters } from "../../src/outcomes/read-writers.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 4, 1, 0, minute));
const repository = { owner: "acme", name: "shop" };

function thumb(author: string, minute: number, content = "THUMBS_UP") {
  return { id: minute, content, author, createdAt: at(minute) };
}

function threadWith(reactions: ReturnType<typeof thumb>[], repliers: string[] = []) {
  const replies = repliers.map((author, id) => ({
    ...{ id, author, body: "yes", createdAt: at(0), updatedAt: at(0) },
  }));
  return { id: "T", commentId: 1, isResolved: false, resolvedBy: null, reactions, replies };
}

function client(writers: readonly string[]) {
  const asked: string[] = [];
  return {
    asked,
    async permissionOf(_where: unknown, login: string) {
      asked.push(login);
      return writers.includes(login) ? ("write" as const) : ("read" as const);
    },
  };
}

test("who may write is asked once for each person, and for nobody who said nothing", async () => {
  const github = client(["kim"]);
  const threads = [
    threadWith([thumb("kim", 1), thumb("zoe", 2), thumb("max", 3, "ROCKET")], ["mia", "kim"]),
    threadWith([thumb("kim", 4)]),
  ];
  const writers = await readWriters(github, repository, { threads, author: "mia" });
  expect([...writers]).toEqual(["kim"]);
  expect(github.asked).toEqual(["kim", "zoe"]);
});

test("a crowd costs no more than a few requests, and does not crowd out who came before", async () => {
  const github = client(["kim"]);
  const crowd = Array.from({ length: 500 }, (_, n) => thumb(`zoe${n}`, n + 10));
  const threads = [threadWith([...crowd, thumb("kim", 1)])];
  const writers = await readWriters(github, repository, { threads, author: "mia" });
  expect([...writers]).toEqual(["kim"]);
  expect(github.asked).toHaveLength(mostAsked);
});
