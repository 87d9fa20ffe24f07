import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { dirname, isAbsolute } from "node:path";
import type { Settings } from "@devflow/config";
import type { Database } from "@devflow/database";
import type { Destination } from "@devflow/dataset/write";
import { destinationOf } from "@devflow/indexer/export";
import type { Finding } from "./check-everything.ts";

/** Reaches the place that data sets go to, as far as that writes nothing, and says how the last one went. */
export async function checkTrainingData(settings: Settings, database: Database): Promise<Finding> {
  const destination = await destinationOf(settings, null);
  try {
    const refused = await whyNotWritable(destination);
    if (refused !== null) {
      const nextStep = "Let the user that runs DevFlow write there, or set EXPORT_DESTINATION.";
      return { state: "problem", message: `${destination.name}: ${refused}`, nextStep };
    }
    const latest = await destination.latest();
    const [last] = await database.query<{ id: string; state: string; last_error: string | null }>(
      "SELECT id, state, last_error FROM exports ORDER BY started_at DESC, id DESC LIMIT 1",
    );
    if (last?.state === "failed") {
      const message = `the last export, ${last.id}, failed: ${last.last_error ?? "no reason is known"}`;
      return { state: "note", message, nextStep: "`devflow export` tries it again." };
    }
    const when = settings.export.isNightly ? "every night" : "by `devflow export` only";
    const newest = latest === null ? "none is there yet" : `the newest is ${latest}`;
    return { state: "ok", message: `to ${destination.name}, ${when}; ${newest}`, nextStep: null };
  } finally {
    destination.close();
  }
}

/** The nearest folder that exists has to be writable; a bucket shows by its answer to the next question. */
async function whyNotWritable({ name }: Destination): Promise<string | null> {
  if (!isAbsolute(name)) return null;
  for (let folder = name; ; folder = dirname(folder)) {
    try {
      await access(folder, constants.W_OK | constants.X_OK);
      return null;
    } catch (error) {
      const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
      if (!isMissing || folder === dirname(folder)) return `${folder} cannot be written`;
    }
  }
}
