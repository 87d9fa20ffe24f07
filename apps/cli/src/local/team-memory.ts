import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "@devflow/config";
import type { Database } from "@devflow/database";
import { openEmbedder } from "@devflow/engines/embedder";
import { coerceError } from "@devflow/errors";
import { type LocalRepository, WORKTREE } from "@devflow/git";
import { readGitUrl } from "@devflow/identity/git-url";
import type { History, Remark } from "@devflow/review";
import type { RecalledBranch } from "@devflow/team-memory";
import { z } from "zod";
import type { Progress } from "../progress.ts";
import { quietLogger } from "./quiet-logger.ts";

/** What the team decided about this repository when the bot reviewed it on GitHub. */
export interface TeamMemory extends Omit<RecalledBranch, "remarks" | "dismissals"> {
  /** `owner/name` */
  repository: string;
  history: History;
}

export interface MemoryQuestion {
  repository: LocalRepository;
  settings: Settings;
  /** What is reviewed: where the branch left, and its head. */
  baseSha: string;
  headSha: string;
}

/** A branch has fewer; of more, the newest are looked for. */
const mostCommits = 100;

/**
 * The memory where a database is there already, none where there is none: a review by rules makes
 * no data folder. A database that cannot be read is noted, and costs its part only.
 */
export async function readMemoryIfThere(
  question: MemoryQuestion,
  progress: Progress,
): Promise<TeamMemory | null> {
  const { databaseUrl, dataFolder } = question.settings;
  if (databaseUrl === null && !existsSync(join(dataFolder, "database"))) return null;
  // Without a remote on GitHub there is nothing to look up: no database is opened for it.
  if ((await namesOnGitHub(question)).length === 0) return null;
  progress.step("Reading the team's memory");
  try {
    // Loaded only here: most checkouts have none, and its engines load for 0.2 s.
    const { openDatabase } = await import("@devflow/database");
    const place = { databaseUrl: databaseUrl?.expose() ?? null, dataFolder, mayBeGuest: true };
    // Not migrated: whoever only looks leaves a team's database as it is.
    const database = await openDatabase(place, quietLogger(question.settings));
    try {
      return await readTeamMemory(database, question);
    } finally {
      await database.close();
    }
  } catch (thrown) {
    progress.note(`What your team dismissed is not known: ${coerceError(thrown).message}`);
    return null;
  }
}

/**
 * The same as the bot remembers of the repository that a remote of the checkout names, and of no
 * other. Null where the database does not know it. What is open or fixed on the pull request is left
 * out: here it is said again where it stands.
 */
export async function readTeamMemory(
  database: Database,
  question: MemoryQuestion,
): Promise<TeamMemory | null> {
  const known = await knownOnGitHub(database, await namesOnGitHub(question));
  if (known === null) return null;
  const { id } = known;
  const { recallBranch } = await import("@devflow/team-memory");
  const commits = await commitsOf(question);
  const embedder = await openEmbedder(question.settings, quietLogger(question.settings));
  const recalled = await recallBranch(database, id, { commits, embedder });
  const { remarks, dismissals, ...rest } = recalled;
  return {
    repository: known.name,
    history: { remarks: remarks.filter(isSettledByPeople), dismissals },
    ...rest,
  };
}

function isSettledByPeople({ state, resolution = null }: Remark): boolean {
  return state === "dismissed" || (state === "resolved" && resolution === null);
}

/** `owner/name` of the remotes that lead to the configured GitHub. */
async function namesOnGitHub({ repository, settings }: MemoryQuestion): Promise<string[]> {
  return (await repository.remoteUrls()).flatMap((url) => {
    const remote = readGitUrl(url, settings.githubWebUrl);
    return remote?.kind === "github" ? [`${remote.owner}/${remote.name}`] : [];
  });
}

const knownRow = z.object({ id: z.number(), name: z.string() });

/** The first of the names that is reviewed here. */
async function knownOnGitHub(database: Database, names: readonly string[]) {
  const [row] = await database.query(
    `SELECT repository.id, repository.owner || '/' || repository.name AS name
       FROM unnest($1::text[]) WITH ORDINALITY AS wanted (name, place)
       JOIN repositories AS repository
         ON lower(repository.owner || '/' || repository.name) = wanted.name
       JOIN installations AS installation ON installation.id = repository.installation_id
      WHERE repository.state = 'active' AND installation.state = 'active'
      ORDER BY wanted.place, repository.id DESC
      LIMIT 1`,
    [names.map((name) => name.toLowerCase())],
  );
  return row === undefined ? null : knownRow.parse(row);
}

/** Ids of the commits from the head back to the base; of none where the base is not on the way. */
async function commitsOf({ repository, baseSha, headSha }: MemoryQuestion): Promise<string[]> {
  const tip = headSha === WORKTREE ? "HEAD" : headSha;
  const line = await repository.mainline(tip, { most: mostCommits });
  const shas = line.map(({ sha }) => sha);
  const base = shas.indexOf(baseSha);
  return base === -1 ? shas.slice(0, 1) : shas.slice(0, base);
}
