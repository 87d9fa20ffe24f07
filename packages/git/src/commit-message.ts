import { type GitOptions, runGitOk } from "./run-git.ts";

export interface ChangeText {
  title: string;
  description: string;
}

/** Commits named in a description; more tell a reader nothing. */
const MAX_COMMITS = 20;

/** Title and description of `base..head` from the commit messages; the head's message leads. */
export async function describeCommits(
  base: string | null,
  head: string,
  options: GitOptions,
): Promise<ChangeText> {
  const range =
    base === null ? ["--max-count=1", head] : [`--max-count=${MAX_COMMITS}`, head, `^${base}`];
  const output = await runGitOk(
    ["log", "-z", "--no-color", "--format=%s%n%b", ...range, "--"],
    options,
  );
  const messages = output
    .toString("utf8")
    .split("\0")
    .filter((message) => message.trim() !== "");
  const [first = "", ...others] = messages;
  const [title = "", ...body] = first.split("\n");
  const subjects = others.map((message) => `- ${message.split("\n")[0] ?? ""}`);
  const list = subjects.length > 0 ? `Earlier commits:\n${subjects.join("\n")}` : "";
  return { title, description: [body.join("\n").trim(), list].filter(Boolean).join("\n\n") };
}
