import { parseRepositoryConfig } from "@devflow/config";
import type { PullRequest } from "@devflow/github";
import { describe, expect, test } from "vitest";
import { skipReason } from "../src/review/skip-reason.ts";

const pull: PullRequest = {
  number: 1,
  title: "Add sums",
  body: "",
  state: "open",
  isDraft: false,
  author: { login: "ada", isBot: false },
  labels: [],
  headSha: "a".repeat(40),
  headRef: "feature/sums",
  baseSha: "b".repeat(40),
  baseRef: "main",
  updatedAt: new Date(0),
};
const robot = { login: "dependabot[bot]", isBot: true };

function reasonFor(review: string, change: Partial<PullRequest>, trigger = "webhook") {
  const { config, problems } = parseRepositoryConfig(`review: ${review}\n`, ".devflow.yml");
  expect(problems).toEqual([]);
  return skipReason({ ...pull, ...change }, config, trigger);
}

describe("a pull request is reviewed", () => {
  const reviewed: [string, string, Partial<PullRequest>][] = [
    ["by default", "{}", {}],
    ["when drafts are", "{drafts: true}", { isDraft: true }],
    ["when bots are", "{bots: true}", { author: robot }],
    ["when its label only resembles one", "{skip_labels: [wip]}", { labels: ["wip-not"] }],
    ["when its author only begins like one", "{skip_authors: [ad]}", {}],
    ["when its base is named", '{base_branches: [main, "release/*"]}', { baseRef: "release/1" }],
    ["when another base is left out", '{base_branches: ["!legacy"]}', {}],
    ["when another branch is left out", '{head_branches: ["!renovate/**"]}', {}],
    ["when its branch is named", '{head_branches: ["feature/*"]}', {}],
  ];
  test.each(reviewed)("%s", (_case, review, change) => {
    expect(reasonFor(review, change)).toBeNull();
  });

  test("when somebody asks, whatever the configuration says", () => {
    const all = '{enabled: false, skip_labels: [wip], skip_authors: ["*"], base_branches: [x]}';
    const change = { isDraft: true, labels: ["wip"], author: robot };
    expect(reasonFor(all, change, "command")).toBeNull();
  });
});

describe("a pull request is skipped, and the reason says why", () => {
  const skipped: [string, string, Partial<PullRequest>, string][] = [
    ["when it is closed", "{}", { state: "closed" }, "the pull request is closed"],
    ["when reviews are off", "{enabled: false}", {}, "reviews are switched off in .devflow.yml"],
    ["when it is a draft", "{}", { isDraft: true }, "the pull request is a draft"],
    ["when a bot opened it", "{}", { author: robot }, "a bot opened the pull request"],
    ["by a label", "{skip_labels: [wip]}", { labels: ["x", "wip"] }, "it carries the label wip"],
    ["by a standard label", "{}", { labels: ["no-review"] }, "it carries the label no-review"],
    ["by a title", "{skip_titles: [SUMS]}", {}, 'its title contains "SUMS"'],
    ["by an author", "{skip_authors: [Ada]}", {}, "pull requests of ada are not reviewed"],
    [
      "by a pattern for authors",
      '{bots: true, skip_authors: ["dependa*[bot]"]}',
      { author: robot },
      "pull requests of dependabot[bot] are not reviewed",
    ],
    ["by its base", "{base_branches: [next]}", {}, "its base branch main is not reviewed"],
    [
      "by a base left out",
      '{base_branches: ["*", "!main"]}',
      {},
      "its base branch main is not reviewed",
    ],
    [
      "by a branch left out",
      '{head_branches: ["!renovate/**"]}',
      { headRef: "renovate/npm/x" },
      "its branch renovate/npm/x is not reviewed",
    ],
  ];
  test.each(skipped)("%s", (_case, review, change, reason) => {
    expect(reasonFor(review, change)).toBe(reason);
  });

  test("when it is closed, even when somebody asks", () => {
    expect(reasonFor("{}", { state: "closed" }, "command")).toBe("the pull request is closed");
  });
});

test("an author's pattern with many stars is decided at once", () => {
  const glob = `${"*a".repeat(30)}b`;
  expect(
    reasonFor(`{skip_authors: ["${glob}"]}`, { author: { login: "a".repeat(39), isBot: false } }),
  ).toBeNull();
});
