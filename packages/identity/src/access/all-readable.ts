import pLimit from "p-limit";
import type { KnownRepository } from "./repository-directory.ts";
import type { SearchBudget } from "./search-budget.ts";

/**
 * All that a person may read, without asking GitHub about a thousand repositories for one search.
 *
 * What is remembered costs nothing. Of the rest, at most `maxChecks` are asked: first those that the
 * person could read when it was asked last, then those that were indexed most recently. Whoever
 * searches again a little later is asked about the next ones, so that a person with a few hundred
 * repositories finds them all within some searches. A repository that was not asked about is not readable.
 *
 * Cost: a public repository costs one request in five minutes, whoever asks; a private one another
 * for each person. 1,000 private repositories are 100 questions a search; {@link SearchBudget} ends
 * it for the hour before reviews feel it, and then a search goes with what is remembered.
 */
const maxChecks = 100;
const concurrency = 20;
/** A search waits this long, then goes with what is known. */
const patienceMs = 2_000;

interface Questions {
  remembered(repository: KnownRepository): boolean | undefined;
  couldRead(repository: KnownRepository): boolean;
  mayRead(repository: KnownRepository, signal: AbortSignal): Promise<boolean>;
}

export async function allReadable(
  all: readonly KnownRepository[],
  questions: Questions,
  budget: SearchBudget,
  signal?: AbortSignal,
): Promise<number[]> {
  const readable: number[] = [];
  const open: KnownRepository[] = [];
  for (const repository of all) {
    const known = questions.remembered(repository);
    if (known === undefined) open.push(repository);
    else if (known) readable.push(repository.id);
  }
  const ended = AbortSignal.any([AbortSignal.timeout(patienceMs), ...(signal ? [signal] : [])]);
  const limit = pLimit(concurrency);
  const first = open.filter((each) => questions.couldRead(each));
  const next = [...new Set([...first, ...open])].slice(0, maxChecks);
  // Folders of this machine cost GitHub nothing.
  const folders = next.filter(({ kind }) => kind === "folder");
  const atGitHub = next.filter(({ kind }) => kind === "github");
  const asked = [...folders, ...atGitHub.slice(0, await budget.take(atGitHub.length))];
  const answers = await Promise.all(
    asked.map((each) => limit(async () => !ended.aborted && questions.mayRead(each, ended))),
  );
  return [...readable, ...asked.filter((_, at) => answers[at]).map(({ id }) => id)].sort(
    (a, b) => a - b,
  );
}
