import type { RepositoryIndexStatus } from "@devflow/retrieval";
import { expect, test } from "vitest";
import { indexStatusToText } from "../src/formats/index-status-to-text.ts";

const now = new Date("2026-03-10T12:00:00Z");
const ready: RepositoryIndexStatus = {
  repositoryId: 1,
  name: "acme/shop",
  localPath: null,
  state: "ready",
  commitSha: "0123456789abcdef0123456789abcdef01234567",
  files: 1200,
  chunks: 9800,
  languages: [
    { language: "typescript", files: 1000, lines: 90_000 },
    { language: "markdown", files: 200, lines: 4_000 },
  ],
  embedder: "static-1",
  progress: null,
  lastError: null,
  startedAt: new Date("2026-03-10T11:58:55Z"),
  updatedAt: new Date("2026-03-10T11:59:00Z"),
  rebuiltAt: new Date("2026-03-07T10:00:00Z"),
  durationMs: 5_230,
};
const none = { commitSha: null, files: 0, chunks: 0, languages: [], embedder: null };
const never = { ...none, startedAt: null, updatedAt: null, rebuiltAt: null, durationMs: null };

test("one repository is shown with its languages", () => {
  expect(indexStatusToText([ready], now)).toMatchInlineSnapshot(`
    "repository  state  commit   files  chunks  updated    rebuilt  took
    acme/shop   ready  0123456  1200   9800    1 min ago  3 d ago  5.2 s

    Languages: typescript 1000 files, 90000 lines; markdown 200 files, 4000 lines
    Vectors: static-1
    "
  `);
});

test("many are a table, and what needs somebody says what to do", () => {
  const statuses: RepositoryIndexStatus[] = [
    ready,
    { ...ready, name: "acme/api", state: "indexing", progress: { done: 30, total: 90 } },
    { ...ready, name: "acme/old", state: "failed", lastError: "git fetch failed with 128" },
    { ...ready, ...never, name: "lib", localPath: "/src/lib", state: "not_indexed" },
    {
      ...ready,
      name: "tool",
      localPath: "/src/tool",
      state: "interrupted",
      progress: { done: 1, total: 8 },
    },
  ];
  expect(indexStatusToText(statuses, now)).toMatchInlineSnapshot(`
    "repository  state             commit   files  chunks  updated    rebuilt  took
    acme/shop   ready             0123456  1200   9800    1 min ago  3 d ago  5.2 s
    acme/api    indexing 33 %     0123456  1200   9800    1 min ago  3 d ago  5.2 s
    acme/old    failed            0123456  1200   9800    1 min ago  3 d ago  5.2 s
    lib         not indexed       -        0      0       -          -        -
    tool        interrupted 12 %  0123456  1200   9800    1 min ago  3 d ago  5.2 s

    acme/old failed: git fetch failed with 128. Searches use the index of before. The indexer tries again within the hour; a push makes it try at once.
    lib is not indexed. Run \`devflow index --repo /src/lib\`: what was read already is not read again.
    tool was interrupted. Searches use the index of before. Run \`devflow index --repo /src/tool\`: what was read already is not read again.
    "
  `);
});

test("no repository at all is said", () => {
  expect(indexStatusToText([], now)).toBe("No repository is known here.\n");
});
