import { describe, expect, test } from "vitest";
import {
  applySuggestion,
  patchOf,
  suggestionsIn,
} from "../src/github/suggestions/suggestion-patch.ts";
import { startFakeGitHub } from "../src/index.ts";
import { installationClient } from "./octokit.ts";

const file = { path: "src/a.ts", text: "one\ntwo\nthree\n", startLine: 2, line: 2 };

test("finds suggestion blocks with fences of any length, and no other code", () => {
  const body = "Text\n\n```ts\nx\n```\n\n````suggestion\na ``` b\n````\n<sub>high</sub>";
  expect(suggestionsIn(body)).toEqual(["a ``` b\n"]);
  expect(suggestionsIn("```suggestion\n```")).toEqual([""]);
});

test("replaces whole lines, in the line ends of the file", () => {
  expect(applySuggestion({ ...file, suggestion: "2a\n2b\n" })).toBe("one\n2a\n2b\nthree\n");
  expect(applySuggestion({ ...file, suggestion: "" })).toBe("one\nthree\n");
  const windows = { ...file, text: "one\r\ntwo\r\n", suggestion: "2\n" };
  expect(applySuggestion(windows)).toBe("one\r\n2\r\n");
  expect(applySuggestion({ ...file, text: "one\ntwo", suggestion: "2\n" })).toBe("one\n2");
  expect(applySuggestion({ ...file, line: 4, suggestion: "4\n" })).toBeNull();
});

test("writes the patch that git would", () => {
  const replaced = { ...file, suggestion: "2a\n2b\n" };
  const after = applySuggestion(replaced) ?? "";
  expect(patchOf(replaced, after)).toBe(
    "--- a/src/a.ts\n+++ b/src/a.ts\n@@ -2,1 +2,2 @@\n-two\n+2a\n+2b\n",
  );
});

describe("a suggestion of the App", () => {
  const comment = (line: number, suggestion: string) => ({
    path: "src/a.ts",
    line,
    side: "RIGHT" as const,
    body: `Better:\n\n\`\`\`suggestion\n${suggestion}\n\`\`\``,
  });

  async function posted(line: number, suggestion: string) {
    const github = await startFakeGitHub();
    const repo = await github.createRepository({ files: { "src/a.ts": "export {};\n" } });
    const files = { "src/a.ts": "export const a = [1];\nexport const b = 2;\n" };
    await repo.commit({ branch: "topic", files });
    const pull = await repo.openPullRequest({ head: "topic", author: "ada" });
    const client = installationClient(github, github.installation().id);
    await client.request("POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews", {
      ...{ owner: "acme", repo: "shop", pull_number: pull.number, event: "COMMENT" as const },
      comments: [comment(line, suggestion)],
    });
    const { suggestionsChecked } = github;
    return { suggestionsChecked, closed: github.close() };
  }

  test("that applies and parses is counted", async () => {
    const { suggestionsChecked, closed } = await posted(2, "export const b = 3;");
    expect(suggestionsChecked).toBe(1);
    await closed;
  });

  test.each([
    ["changes nothing", "export const b = 2;"],
    ["does not parse", "export const b = (2;"],
  ])("that %s is a violation", async (problem, suggestion) => {
    const { closed } = await posted(2, suggestion);
    await expect(closed).rejects.toThrow(`suggestion on src/a.ts:2 ${problem}`);
  });
});
