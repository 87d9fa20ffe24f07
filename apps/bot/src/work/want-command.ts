import type { ReadCommand } from "@devflow/commands";
import type { Database } from "@devflow/database";
import type { CommentKind } from "@devflow/github";
import type { Queues } from "@devflow/queue";
import { z } from "zod";

/** A comment as some event had it. */
export interface CommentVersion {
  commentKind: CommentKind;
  commentId: number;
  /** When it was last written, by GitHub's clock, to the second. */
  writtenAt: Date;
}

export interface WantedCommand extends ReadCommand, CommentVersion {
  repositoryId: number;
  pullNumber: number;
  author: string;
}

const idSchema = z.object({ id: z.string() });

/**
 * One row per comment; gives its id when it needs a job, null when it was answered before. Until
 * then the newest words count, in whatever order the events of an edited comment come.
 */
export async function wantCommand(
  database: Database,
  queues: Queues,
  wanted: WantedCommand,
): Promise<string | null> {
  const [row] = await database.query(
    `INSERT INTO commands
       (repository_id, pull_number, comment_kind, comment_id, author, verb, argument, written_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (comment_kind, comment_id) DO UPDATE SET
       verb = CASE WHEN commands.written_at > excluded.written_at
                   THEN commands.verb ELSE excluded.verb END,
       argument = CASE WHEN commands.written_at > excluded.written_at
                       THEN commands.argument ELSE excluded.argument END,
       written_at = greatest(commands.written_at, excluded.written_at)
     WHERE commands.state = 'queued'
     RETURNING id`,
    [
      wanted.repositoryId,
      wanted.pullNumber,
      wanted.commentKind,
      wanted.commentId,
      wanted.author,
      wanted.verb,
      wanted.argument,
      wanted.writtenAt,
    ],
  );
  if (row === undefined) return null;
  const { id } = idSchema.parse(row);
  await enqueueCommand(queues, id);
  return id;
}

/** An edit took the command out of its comment before it was answered. False: there was none. */
export async function withdrawCommand(
  database: Database,
  { commentKind, commentId, writtenAt }: CommentVersion,
): Promise<boolean> {
  const rows = await database.query(
    `UPDATE commands SET state = 'refused', outcome = 'taken back', finished_at = now()
      WHERE comment_kind = $1 AND comment_id = $2 AND state = 'queued'
        AND (written_at IS NULL OR written_at <= $3)
      RETURNING id`,
    [commentKind, commentId, writtenAt],
  );
  return rows.length > 0;
}

export async function enqueueCommand(queues: Queues, commandId: string): Promise<void> {
  await queues.enqueue("command", { commandId }, { deduplicationKey: `command-${commandId}` });
}
