import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "@devflow/errors";
import { z } from "zod";
import { type PublicSet, pullOf } from "./model.ts";

const goldenFile = z.array(
  z.object({
    url: z.string(),
    original_url: z.string().optional(),
    comments: z.array(z.object({ comment: z.string(), severity: z.string() })),
  }),
);

const verdict = z.object({ match: z.boolean() });

/**
 * Martian's Code Review Bench, offline half (github.com/withmartian/code-review-benchmark, MIT): 50
 * pull requests with golden comments. Precision and recall as its third step defines them: matched
 * candidates of all, golden comments found of all. Its judge's words are read from the checkout.
 */
export function readMartian(folder: string): PublicSet {
  const files = globSync("offline/golden_comments/*.json", { cwd: folder }).sort();
  if (files.length === 0) {
    throw new UsageError(
      `${folder} holds no offline/golden_comments/*.json`,
      "Clone https://github.com/withmartian/code-review-benchmark and name its folder.",
    );
  }
  const script = readFileSync(
    join(folder, "offline/code_review_benchmark/step3_judge_comments.py"),
    "utf8",
  );
  const question = /^JUDGE_PROMPT = """([\s\S]*?)"""/m.exec(script)?.[1];
  const system = /"role": "system",\s*"content": "((?:[^"\\]|\\.)*)"/.exec(script)?.[1];
  if (question === undefined || system === undefined) {
    throw new UsageError(
      "The judge's prompt is not where it was",
      "Use commit 012d682 of the set.",
    );
  }
  const rows = files.flatMap((file) =>
    goldenFile.parse(JSON.parse(readFileSync(join(folder, file), "utf8"))),
  );
  return {
    pulls: rows.map(({ url, original_url: original, comments }) => ({
      ...pullOf(original ?? url),
      golden: comments.map(({ comment, severity }) => ({ text: comment, severity, place: null })),
    })),
    judgePrompt: (golden, candidate) => ({
      system,
      // Python's str.format: doubled braces are single ones.
      user: question
        .replaceAll("{{", "{")
        .replaceAll("}}", "}")
        .replace("{golden_comment}", () => golden)
        .replace("{candidate}", () => candidate),
    }),
    readVerdict(answer) {
      const json = /\{[\s\S]*\}/.exec(answer)?.[0];
      if (json === undefined) return null;
      try {
        return verdict.parse(JSON.parse(json)).match;
      } catch {
        return null;
      }
    },
    maxLineDistance: null,
  };
}
