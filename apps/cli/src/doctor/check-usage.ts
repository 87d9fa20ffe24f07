import type { Settings } from "@devflow/config";
import type { Database } from "@devflow/database";
import { contentKeys } from "@devflow/usage";
import { z } from "zod";
import type { Finding } from "./check-everything.ts";

const rowSchema = z.object({
  contents: z.number(),
  bytes: z.number(),
  closed: z.number(),
  served: z.number(),
});

/** How long use of the assistant is kept, and whether texts are: those are worth a second look. */
export async function checkUsage(
  {
    usageRetentionDays,
    keepContentDays,
    contentKeys: secrets,
  }: Pick<Settings, "usageRetentionDays" | "keepContentDays" | "contentKeys">,
  database: Database,
): Promise<Finding> {
  const [row] = await database.query(
    `SELECT (SELECT count(*) FROM kept_contents) AS contents,
            (SELECT coalesce(sum(octet_length(content)), 0)::bigint FROM kept_contents) AS bytes,
            (SELECT count(*) FROM kept_contents WHERE key_id <> ALL ($1::text[])) AS closed,
            (SELECT count(*) FROM served_completions
              WHERE served_at > now() - interval '1 day') AS served`,
    [contentKeys(secrets).map(({ id }) => id)],
  );
  const { contents, bytes, closed, served } = rowSchema.parse(row);
  const counts = `counts for ${usageRetentionDays} days (${served} completions in the last one)`;
  if (keepContentDays === 0) {
    const left = contents === 0 ? "" : `; ${contents} of before go with the next sweep`;
    return { state: "ok", message: `${counts}, no texts${left}`, nextStep: null };
  }
  const size = `${contents} now, ${(bytes / 1_000_000).toFixed(1)} MB`;
  const lost = closed === 0 ? "" : `; ${closed} whose key is not in ASSISTANT_CONTENT_KEY`;
  return {
    state: "note",
    message: `${counts}, and texts for ${keepContentDays} days (${size}${lost})`,
    nextStep:
      "People should know that what they write is kept: docs/usage.md says what, and how they say no.",
  };
}
