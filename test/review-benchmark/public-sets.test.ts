import { defaultExpertSettings } from "@devflow/config";
import { createExpert } from "@devflow/expert";
import { createLogger } from "@devflow/logging";
import type { Finding } from "@devflow/review";
import { type ModelRequest, startModelServer, text } from "@devflow/testkit/model-server";
import { describe, expect, test } from "vitest";
import { Checkout } from "../../apps/cli/test/support/checkout.ts";
import { GitObjects } from "../../bench/review/git-objects.ts";
import { readAacr } from "../../bench/review/public-sets/aacr.ts";
import { matchFindings } from "../../bench/review/public-sets/judge.ts";
import { readMartian } from "../../bench/review/public-sets/martian.ts";
import { pullOf } from "../../bench/review/public-sets/model.ts";
import { commitsOf } from "../../bench/review/public-sets/pull-commits.ts";
import { finding } from "../../packages/review/test/builders.ts";

/** Laid out as the published set is, with words of our own. */
function martianFolder(): Checkout {
  const folder = new Checkout();
  const golden = { comment: "The lock is lost", severity: "High" };
  folder.write(
    "offline/golden_comments/shop.json",
    JSON.stringify([{ url: "https://github.com/acme/shop/pull/7", comments: [golden] }]),
  );
  folder.write(
    "offline/code_review_benchmark/step3_judge_comments.py",
    'JUDGE_PROMPT = """Same?\n{golden_comment}\n{candidate}\n{{"match": true/false}}"""\n' +
      '"role": "system",\n    "content": "You compare.",\n',
  );
  return folder;
}

function aacrFolder(): Checkout {
  const folder = new Checkout();
  const place = { path: "src/a.ts", side: "right", from_line: 9, to_line: 4 };
  const comment = { note: "The lock is lost", category: "Code Defect", ...place };
  const pull = {
    githubPrUrl: "https://github.com/acme/shop/pull/7",
    source_commit: "b",
    target_commit: "a",
  };
  folder.write("dataset/positive_samples.json", JSON.stringify([{ ...pull, comments: [comment] }]));
  folder.write(
    "evaluator_runner/core/match_base.py",
    'SEMANTIC_COMPARISON_PROMPT_TEMPLATE = """\nSame?\n{comment1}\n{comment2}\n"""\n',
  );
  return folder;
}

async function judged(
  script: (request: ModelRequest) => string,
  findings: Finding[],
  folder = martianFolder(),
  read = readMartian,
) {
  using checkout = folder;
  const set = read(checkout.folder);
  await using server = await startModelServer({ script: (request) => text(script(request)) });
  const judge = createExpert(
    defaultExpertSettings(server.url, "judge"),
    createLogger({ level: "silent" }),
  );
  return await matchFindings(set, set.pulls[0]?.golden ?? [], findings, judge);
}

describe("Martian's set", () => {
  test("asks with the words of its own judge", () => {
    using folder = martianFolder();
    const { pulls, judgePrompt } = readMartian(folder.folder);
    expect(pulls).toMatchObject([{ owner: "acme", name: "shop", number: 7, commits: null }]);
    expect(judgePrompt("the golden $& one", "ours")).toEqual({
      system: "You compare.",
      user: 'Same?\nthe golden $& one\nours\n{"match": true/false}',
    });
  });

  test("matches what the judge calls the same, wherever it stands", async () => {
    const findings = [finding({ title: "Nobody holds the lock" }), finding({ title: "A typo" })];
    const matches = await judged(
      ({ user }) => `{"match": ${user.includes("Nobody")}, "confidence": 1}`,
      findings,
    );
    expect([...matches.candidates]).toEqual([0]);
    expect([...matches.golden]).toEqual([0]);
  });

  test("counts an answer without a verdict", async () => {
    const matches = await judged(() => "Both are about locks.", [finding()]);
    expect(matches).toMatchObject({ unread: 1, candidates: new Set() });
  });
});

describe("AACR-Bench", () => {
  test("matches only what stands within a line of the golden place", async () => {
    const findings = [
      finding({ startLine: 10, line: 10 }),
      finding({ startLine: 11, line: 12 }),
      finding({ path: "src/b.ts", startLine: 5, line: 5 }),
    ];
    const matches = await judged(() => "Yes, the same.", findings, aacrFolder(), readAacr);
    expect([...matches.candidates]).toEqual([0]);
    expect([...matches.placed]).toEqual([0]);
  });
});

describe("the commits of a pull request", () => {
  test("are a commit and its parent where the set names a commit", () => {
    using checkout = new Checkout();
    const base = checkout.commit("Start");
    const head = checkout.commit("Later");
    using objects = new GitObjects(checkout.folder);
    const named = pullOf(`https://github.com/acme/shop/commit/${head}`);
    expect(commitsOf(objects, { ...named, golden: [] })).toEqual({ base, head });
  });

  const pull = { url: "", owner: "acme", name: "shop", number: 7, commits: null, golden: [] };

  test("are those before its merge, also when it was merged long ago", () => {
    using checkout = new Checkout();
    const base = checkout.commit("Start");
    checkout.git("checkout", "-q", "-b", "topic");
    checkout.write("a.ts", "a();\n");
    const head = checkout.commit("Topic");
    checkout.git("checkout", "-q", "main");
    checkout.git("merge", "-q", "--no-ff", "-m", "Merge", "topic");
    checkout.commit("Later");
    checkout.git("update-ref", "refs/pull/7/head", head);
    using objects = new GitObjects(checkout.folder);
    expect(commitsOf(objects, pull)).toEqual({ base, head });
  });

  test("are asked for with the command that fetches them", () => {
    using checkout = new Checkout();
    checkout.commit("Start");
    using objects = new GitObjects(checkout.folder);
    expect(commitsOf(objects, pull)).toEqual({
      missing: "git fetch origin refs/pull/7/head:refs/pull/7/head",
    });
  });
});
