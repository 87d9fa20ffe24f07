import { ownArgument, type VerbName } from "@devflow/commands";
import type { Database } from "@devflow/database";
import type { CommentKind, RepositoryRef } from "@devflow/github";
import { z } from "zod";

/** A slash-command that waits for its answer. */
export interface CommandRow {
  id: string;
  repositoryId: number;
  installationId: number;
  repository: RepositoryRef;
  pullNumber: number;
  comment: { kind: CommentKind; commentId: number };
  author: string;
  verb: string;
  argument: string;
  /** Verbs of further commands in the same comment, which has one answer. */
  others: readonly VerbName[];
  /** Found by a run before this one, which did not get to post it. */
  answer: StoredAnswer | null;
}

const answerSchema = z.object({
  state: z.enum(["done", "refused", "failed"]),
  /** For the log and the row, in a few words. */
  outcome: z.string(),
  /** What is written in the thread; null: a reaction is the answer. */
  text: z.string().nullable(),
  reaction: z.enum(["+1", "confused"]).nullable(),
  /** Suggestions on other lines than the thread's. */
  suggestions: z.array(
    z.object({
      path: z.string(),
      side: z.enum(["LEFT", "RIGHT"]),
      startLine: z.number(),
      line: z.number(),
      body: z.string(),
      headSha: z.string(),
    }),
  ),
});

/** All that will be posted for a command. */
export type StoredAnswer = z.output<typeof answerSchema>;

const rowSchema = z.object({
  id: z.string(),
  repository_id: z.number(),
  installation_id: z.number(),
  owner: z.string(),
  name: z.string(),
  pull_number: z.number(),
  comment_kind: z.enum(["issue_comment", "review_comment"]),
  comment_id: z.number(),
  author: z.string(),
  verb: z.string(),
  argument: z.string(),
  answer: answerSchema.nullable(),
});

/** The command if it still waits; null when it was answered before. */
export async function loadCommand(
  database: Database,
  commandId: string,
): Promise<CommandRow | null> {
  const [found] = await database.query(
    `SELECT commands.id, repository_id, installation_id, owner, name, pull_number, comment_kind,
            comment_id, author, verb, argument, answer
       FROM commands JOIN repositories ON repositories.id = commands.repository_id
      WHERE commands.id = $1 AND commands.state = 'queued' AND repositories.state = 'active'`,
    [commandId],
  );
  if (found === undefined) return null;
  const row = rowSchema.parse(found);
  const { own, others } = ownArgument(row.argument);
  return {
    id: row.id,
    repositoryId: row.repository_id,
    installationId: row.installation_id,
    repository: { owner: row.owner, name: row.name },
    pullNumber: row.pull_number,
    comment: { kind: row.comment_kind, commentId: row.comment_id },
    author: row.author,
    verb: row.verb,
    argument: own,
    others,
    answer: row.answer,
  };
}

/**
 * What was found is kept before it is posted; a later run posts it and asks nobody again. Of two
 * runs side by side the first one's counts: gives what is to be posted.
 */
export async function storeAnswer(
  database: Database,
  commandId: string,
  answer: StoredAnswer,
  tokens: number,
): Promise<StoredAnswer> {
  const [row] = await database.query(
    `UPDATE commands SET answer = coalesce(answer, $2), tokens = tokens + $3
      WHERE id = $1 RETURNING answer`,
    [commandId, JSON.stringify(answer), tokens],
  );
  return row === undefined
    ? answer
    : (rowSchema.pick({ answer: true }).parse(row).answer ?? answer);
}

export async function endCommand(
  database: Database,
  commandId: string,
  state: "done" | "refused" | "failed",
  outcome: string,
): Promise<void> {
  await database.query(
    "UPDATE commands SET state = $2, outcome = $3, finished_at = now() WHERE id = $1 AND state = 'queued'",
    [commandId, state, outcome],
  );
}
