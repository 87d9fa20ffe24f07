import type { Database } from "@devflow/database";

/** Keeps since when a pull request is closed or merged; an open one is neither. */
export async function noteClosed(
  database: Database,
  repositoryId: number,
  pull: { number: number; state: "open" | "closed" },
): Promise<void> {
  if (pull.state === "closed") {
    await database.query(
      `INSERT INTO pull_requests (repository_id, number, closed_at) VALUES ($1, $2, now())
       ON CONFLICT (repository_id, number) DO UPDATE
          SET closed_at = coalesce(pull_requests.closed_at, now())`,
      [repositoryId, pull.number],
    );
    return;
  }
  await database.query(
    `UPDATE pull_requests SET closed_at = NULL
      WHERE repository_id = $1 AND number = $2 AND closed_at IS NOT NULL`,
    [repositoryId, pull.number],
  );
}
