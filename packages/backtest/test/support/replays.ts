import type { BacktestRun, Comment, HumanRemark, LaterFix, Replay } from "../../src/index.ts";

export function commentAt(line: number, more: Partial<Comment> = {}): Comment {
  return {
    path: "src/a.ts",
    side: "RIGHT",
    startLine: line,
    line,
    severity: "high",
    category: "correctness",
    source: "expert",
    title: "A title",
    body: "A body.",
    suggestion: null,
    excerpt: null,
    ...more,
  };
}

export function fixAt(startLine: number, line = startLine): LaterFix {
  const commit = { sha: "f".repeat(40), subject: "Fix it", daysLater: 3 };
  return { kind: "fix", path: "src/a.ts", side: "RIGHT", startLine, line, ...commit };
}

export function remarkAt(line: number): HumanRemark {
  const words = { author: "ada", body: "This is wrong." };
  return { kind: "human", path: "src/a.ts", side: "RIGHT", startLine: line, line, ...words };
}

/** A replay of a change that adds the lines 1 to 100; one list of comments a side. */
export function replay(sides: Comment[][], more: Partial<Replay> = {}): Replay {
  return {
    change: {
      name: "#1",
      title: "A change",
      author: null,
      baseSha: "a".repeat(40),
      headSha: "b".repeat(40),
      landedSha: "c".repeat(40),
      landedAt: "2026-01-01T00:00:00.000Z",
    },
    addedLines: { "src/a.ts": [[1, 100]] },
    humans: null,
    humansOnLaterCode: 0,
    fixes: [],
    revertedBy: [],
    reviews: sides.map((comments) => ({
      comments,
      expertFailure: null,
      durationMs: 10,
      tokens: 0,
    })),
    ...more,
  };
}

export function runOf(replays: Replay[], more: Partial<BacktestRun> = {}): BacktestRun {
  return {
    repository: "acme/shop",
    tip: "d".repeat(40),
    version: "1.0.0",
    sides: Array.from({ length: replays[0]?.reviews.length ?? 1 }, (_, side) => `side ${side}`),
    settings: { near: 1, days: 90, seed: 1, since: null, until: null },
    knowsPeople: replays.some(({ humans }) => humans !== null),
    pulls: replays.length,
    chosen: replays.length,
    replays,
    notReplayed: [],
    durationMs: 1_000,
    isStopped: false,
    ...more,
  };
}
