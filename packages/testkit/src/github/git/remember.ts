import { gitTextOrNull } from "./run-git.ts";

/** Answers that are kept; a test asks a few dozen. */
const maximumEntries = 10_000;

const answers = new Map<string, string>();

/**
 * git's answer to a question about commits by id. Commits never change, so a found answer holds
 * for good, and a review of 20 comments does not cost 60 processes of 5-20 ms. "Not there" is not
 * remembered: the object may still come.
 */
export async function rememberGit(gitDirectory: string, args: string[]): Promise<string | null> {
  const key = `${gitDirectory}\0${args.join("\0")}`;
  const known = answers.get(key);
  if (known !== undefined) return known;
  const answer = await gitTextOrNull(gitDirectory, args);
  if (answer !== null) answers.set(key, answer);
  for (const oldest of answers.keys()) {
    if (answers.size <= maximumEntries) break;
    answers.delete(oldest);
  }
  return answer;
}
