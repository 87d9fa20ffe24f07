import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { countSyntaxErrors } from "@devflow/syntax";
import { launchGit } from "../git/git-launcher.ts";
import { readBlob, readEntry } from "../git/read-content.ts";
import type { Pull, User } from "../model.ts";
import { botUser, type State } from "../state.ts";
import { applySuggestion, patchOf, type Replaced, suggestionsIn } from "./suggestion-patch.ts";

interface Suggesting {
  author: User;
  body: string;
  commitId: string;
  path: string;
  side: "LEFT" | "RIGHT";
  startLine: number | null;
  line: number;
}

/**
 * Somebody will press "Commit suggestion": each one that the App posts has to change the file at
 * that commit, to be accepted by `git apply`, and to parse no worse. What does not is a violation.
 */
export async function checkSuggestions(
  state: State,
  pull: Pull,
  comment: Suggesting,
): Promise<void> {
  if (comment.author !== botUser(state)) return;
  const suggestions = suggestionsIn(comment.body);
  if (suggestions.length === 0) return;
  const { path, commitId, line } = comment;
  const gitDirectory = pull.head.repository.gitDirectory;
  const entry = await readEntry(gitDirectory, commitId, path);
  const text = entry === null ? null : (await readBlob(gitDirectory, entry.sha)).toString("utf8");
  for (const suggestion of suggestions) {
    state.suggestionsChecked += 1;
    const startLine = comment.startLine ?? line;
    const problem =
      text === null || comment.side === "LEFT"
        ? "stands on a line that the commit does not have"
        : await problemOf({ path, text, startLine, line, suggestion });
    if (problem !== null) state.violations.push(`suggestion on ${path}:${line} ${problem}`);
  }
}

async function problemOf(replaced: Replaced): Promise<string | null> {
  const { path, text } = replaced;
  const after = applySuggestion(replaced);
  if (after === null) return "is beyond the end of the file";
  if (after === text) return "changes nothing";
  if (!(await appliesByGit(replaced, after))) return "is refused by git apply";
  const errors = (await countSyntaxErrors({ path, text: after })) ?? 0;
  const errorsBefore = (await countSyntaxErrors({ path, text })) ?? 0;
  return errors > errorsBefore ? "does not parse" : null;
}

async function appliesByGit(replaced: Replaced, after: string): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "devflow-suggestion-"));
  try {
    const file = join(folder, replaced.path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, replaced.text);
    const patch = Buffer.from(patchOf(replaced, after));
    const args = ["apply", "--check", "--unidiff-zero", "-"];
    return (await launchGit(folder, args, patch)).exitCode === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
