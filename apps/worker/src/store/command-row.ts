import type { Database } from "@devflow/database";
import type { CommentKind, RepositoryRef } from "@devflow/github";

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
}

/** The command if it still waits; null when it was answered before. */
export async function loadCommand(
  database: Database,
  commandId: string,
): Promise<CommandRow | null> {
  const [row] = await database.query<{
    id: string;
    repository_id: number;
    installation_id: number;
    owner: string;
    name: string;
    pull_number: number;
    comment_kind: CommentKind;
    comment_id: number;
    author: string;
    verb: string;
  }>(
    `SELECT commands.id, repository_id, installation_id, owner, name, pull_number, comment_kind,
            comment_id, author, verb
       FROM commands JOIN repositories ON repositories.id = commands.repository_id
      WHERE commands.id = $1 AND commands.state = 'queued' AND repositories.state = 'active'`,
    [commandId],
  );
  if (row === undefined) return null;
  return {
    id: row.id,
    repositoryId: row.repository_id,
    installationId: row.installation_id,
    repository: { owner: row.owner, name: row.name },
    pullNumber: row.pull_number,
    comment: { kind: row.comment_kind, commentId: row.comment_id },
    author: row.author,
    verb: row.verb,
  };
}

export async function endCommand(
  database: Database,
  commandId: string,
  state: "done" | "refused" | "failed",
  outcome: string,
): Promise<void> {
  await database.query(
    "UPDATE commands SET state = $2, outcome = $3, finished_at = now() WHERE id = $1",
    [commandId, state, outcome],
  );
}
