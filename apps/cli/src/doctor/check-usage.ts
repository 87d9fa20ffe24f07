import type { Settings } from "@devflow/config";
import type { Database } from "@devflow/database";
import { z } from "zod";
import type { Finding } from "./check-everything.ts";

const rowSchema = z.object({ contents: z.number(), bytes: z.number(), served: z.number() });

/** How long use of the assistant is kept, and whether texts are: those are worth a second look. */
export async function checkUsage(
  { usageRetentionDays, keepContentDays }: Pick<Settings, "usageRetentionDays" | "keepContentDays">,
  database: Database,
): Promise<Finding> {
  const [row] = await database.query(
    `SELECT (SELECT count(*) FROM kept_contents) AS contents,
            (SELECT coalesce(sum(octet_length(content)), 0)::bigint FROM kept_contents) AS bytes,
            (SELECT count(*) FROM served_completions
              WHERE served_at > now() - interval '1 day') AS served`,
  );
  const { contents, bytes, served } = rowSchema.parse(row);
  const counts = `counts for ${usageRetentionDays} days (${served} completions in the last one)`;
  if (keepContentDays === 0) {
    const left = contents === 0 ? "" : `; ${contents} of before go with the next sweep`;
    return { state: "ok", message: `${counts}, no texts${left}`, nextStep: null };
  }
  const size = `${contents} now, ${(bytes / 1_000_000).toFixed(1)} MB`;
  return {
    state: "note",
    message: `${counts}, and texts for ${keepContentDays} days (${size})`,
    nextStep:
      "People should know that what they write is kept: docs/usage.md says what, and how they say no.",
  };
}
