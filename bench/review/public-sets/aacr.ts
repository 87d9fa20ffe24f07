import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "@devflow/errors";
import { z } from "zod";
import { type PublicSet, pullOf } from "./model.ts";

const samples = z.array(
  z.object({
    githubPrUrl: z.string(),
    source_commit: z.string(),
    target_commit: z.string(),
    comments: z.array(
      z.object({
        note: z.string(),
        path: z.string().nullable(),
        side: z.string().nullable(),
        from_line: z.number().nullable(),
        to_line: z.number().nullable(),
        category: z.string(),
      }),
    ),
  }),
);

/**
 * AACR-Bench (github.com/alibaba/aacr-bench, Apache-2.0): 196 pull requests with comments that
 * people checked. A comment of ours counts when it stands within one line of a golden one and the
 * judge calls both the same. The judge's words are read from the checkout.
 */
export function readAacr(folder: string): PublicSet {
  const rows = samples.parse(JSON.parse(read(folder, "dataset/positive_samples.json")));
  const script = read(folder, "evaluator_runner/core/match_base.py");
  const question = /^SEMANTIC_COMPARISON_PROMPT_TEMPLATE = """([\s\S]*?)"""/m.exec(script)?.[1];
  if (question === undefined) {
    throw new UsageError(
      "The judge's prompt is not where it was",
      "Use commit 540dd9b of the set.",
    );
  }
  return {
    pulls: rows.map(({ githubPrUrl, source_commit: head, target_commit: base, comments }) => ({
      ...pullOf(githubPrUrl),
      commits: { base, head },
      golden: comments.map(({ note, path, side, from_line: from, to_line: to, category }) => ({
        text: note,
        severity: category,
        place:
          path === null || from === null || to === null
            ? null
            : {
                path,
                startLine: Math.min(from, to),
                endLine: Math.max(from, to),
                side: side === "left" ? "LEFT" : "RIGHT",
              },
      })),
    })),
    judgePrompt: (golden, candidate) => ({
      system: "",
      user: question.replace("{comment1}", () => golden).replace("{comment2}", () => candidate),
    }),
    readVerdict(answer) {
      const word = /\b(yes|no)\b/i.exec(answer)?.[1]?.toLowerCase();
      return word === undefined ? null : word === "yes";
    },
    maxLineDistance: 1,
  };
}

function read(folder: string, file: string): string {
  try {
    return readFileSync(join(folder, file), "utf8");
  } catch (error) {
    throw new UsageError(
      `${folder} holds no ${file}`,
      "Clone https://github.com/alibaba/aacr-bench and name its folder.",
      { cause: error },
    );
  }
}
