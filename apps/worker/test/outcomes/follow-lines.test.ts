import { createHash } from "node:crypto";
import type { FileAt, PullActivity } from "@devflow/github";
import { expect, test } from "vitest";
import { followLines } from "../../src/outcomes/follow-lines.ts";
import type { OutcomeRemark } from "../../src/outcomes/outcome-pull.ts";

const at = (hour: number) => new Date(Date.UTC(2026, 4, 1, hour));
const repository = { owner: "acme", name: "shop" };
const none = { budget: null, points: 1 };

/** GitHub over some versions of files: `sha:path` to text. */
function client(files: ReadonlyMap<string, string>) {
  const questions: number[] = [];
  const blobs = new Map<string, string>();
  const shaOf = (text: string) => createHash("sha1").update(text).digest("hex");
  for (const text of files.values()) blobs.set(shaOf(text), text);
  return {
    questions,
    async findBlobs(_repository: unknown, places: readonly FileAt[]) {
      questions.push(places.length);
      const found = places.map(({ commitSha, path }) => {
        const text = files.get(`${commitSha}:${path}`);
        return text === undefined ? null : { blobSha: shaOf(text), sizeBytes: text.length };
      });
      return { blobs: found, ...none };
    },
    async readTexts(_repository: unknown, shas: readonly string[]) {
      questions.push(shas.length);
      return { texts: shas.map((sha) => blobs.get(sha) ?? null), ...none };
    },
  };
}

function remarkOn(id: number, path: string, suggestion: string | null = null): OutcomeRemark {
  return {
    ...{ id, source: "expert", category: "correctness", title: "t", body: "b", path },
    ...{ commentId: id, threadId: null, wasResolved: false, state: "open", isSwitchedOff: false },
    ...{ stateActor: null, stateReason: null, stateAt: at(0) },
    said: {
      ...{ path, side: "RIGHT", startLine: 2, line: 2, suggestion },
      ...{ headSha: "said", baseSha: "base" },
    },
  };
}

function activity(heads: string[], state: PullActivity["state"] = "merged"): PullActivity {
  const commits = ["said", ...heads].map((sha, hour) => ({ sha, committedAt: at(hour) }));
  const ended = state === "open" ? null : at(23);
  return {
    ...{ state, author: "mia", endedAt: ended, mergedAt: ended, threads: [] },
    ...{ headSha: heads.at(-1) ?? "said", commits },
  };
}

const text = (line: string) => `a\n${line}\nb\n`;

test("thirty remarks on a pull request of twenty heads are followed by a dozen questions", async () => {
  const heads = Array.from({ length: 20 }, (_, n) => `head${n}`);
  const paths = Array.from({ length: 15 }, (_, n) => `src/deep/er/file${n}.ts`);
  const files = new Map(
    ["said", ...heads].flatMap((sha) =>
      paths.map((path) => [`${sha}:${path}`, text(sha === "head7" ? "changed" : path)] as const),
    ),
  );
  const github = client(files);
  const remarks = [...paths, ...paths].map((path, id) => remarkOn(id, path));
  const fates = await followLines(github, repository, activity(heads), remarks);
  // Changed by the eighth head and taken back by the ninth.
  expect([...fates.values()]).toEqual(
    remarks.map(() => ({ now: "same", changedAt: at(8), committedAt: null, revertedAt: at(9) })),
  );
  expect(github.questions.length).toBeLessThanOrEqual(12);
  expect(Math.max(...github.questions)).toBeLessThanOrEqual(100);
});

test("a suggestion that was committed and then changed further was committed", async () => {
  const files = new Map([
    ["said:a.ts", text("before")],
    ["one:a.ts", text("suggested")],
    ["two:a.ts", text("suggested, and more")],
  ]);
  const remark = remarkOn(1, "a.ts", "suggested");
  const follow = (state: PullActivity["state"]) =>
    followLines(client(files), repository, activity(["one", "two"], state), [remark]);
  expect((await follow("merged")).get(1)).toMatchObject({ now: "changed", committedAt: at(1) });
  // While it is open, the newest head is all that is looked at.
  expect((await follow("open")).get(1)).toMatchObject({ now: "changed", committedAt: null });
});

test("what nobody can read says nothing", async () => {
  const big = new Map([
    ["said:a.ts", text("x".repeat(600_000))],
    ["one:a.ts", text("y")],
  ]);
  const unknown = { now: null, changedAt: null, committedAt: null, revertedAt: null };
  for (const files of [new Map<string, string>(), big]) {
    const github = client(files);
    const fates = await followLines(github, repository, activity(["one"]), [remarkOn(1, "a.ts")]);
    expect(fates.get(1)).toEqual(unknown);
  }
});
