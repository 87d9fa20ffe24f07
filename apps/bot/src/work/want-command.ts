import type { Database } from "@devflow/database";
import type { CommentKind } from "@devflow/github";
import type { Queues } from "@devflow/queue";
import { z } from "zod";
import type { SlashCommand } from "./read-slash-command.ts";

export interface WantedCommand extends SlashCommand {
  repositoryId: number;
  pullNumber: number;
  commentKind: CommentKind;
  commentId: number;
  author: string;
}

const idSchema = z.object({ id: z.string() });

/** One row per comment; gives its id when it needs a job, null when it was answered before. */
export async function wantCommand(
  database: Database,
  queues: Queues,
  wanted: WantedCommand,
): Promise<string | null> {
  const [row] = await database.query(
    `INSERT INTO commands
       (repository_id, pull_number, comment_kind, comment_id, author, verb, argument)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (comment_kind, comment_id) DO UPDATE SET state = 'queued'
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
    ],
  );
  if (row === undefined) return null;
  const { id } = idSchema.parse(row);
  await enqueueCommand(queues, id);
  return id;
}

export async function enqueueCommand(queues: Queues, commandId: string): Promise<void> {
  await queues.enqueue("command", { commandId }, { deduplicationKey: `command-${commandId}` });
}
