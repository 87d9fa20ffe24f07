import { rm } from "node:fs/promises";
import { removeCodeIndex } from "@devflow/retrieval";
import { z } from "zod";
import type { IndexerParts } from "./indexer-parts.ts";
import { mirrorFolder } from "./mirror-folder.ts";

const idRow = z.object({ id: z.number() });

/** Deletes index and mirror of every repository that was removed since. */
export async function sweepRemoved({ database, settings, logger }: IndexerParts): Promise<void> {
  const rows = await database.query(
    `SELECT r.id FROM repositories r JOIN index_states s ON s.repository_id = r.id
      WHERE r.state = 'removed'`,
  );
  for (const row of rows) {
    const { id: repositoryId } = idRow.parse(row);
    const folder = mirrorFolder(settings.dataFolder, repositoryId);
    await rm(folder, { recursive: true, force: true });
    // Last: as long as its state is there, the sweep comes back to it.
    await removeCodeIndex(database, repositoryId);
    logger.info({ repositoryId }, "index of a removed repository deleted");
  }
}
