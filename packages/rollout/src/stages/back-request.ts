import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "@devflow/database";
import { UsageError } from "@devflow/errors";
import { z } from "zod";
import { goBack, type WentBack } from "./go-back.ts";

const requestSchema = z.object({ expert: z.string(), actor: z.string(), reason: z.string() });

export type BackRequest = z.output<typeof requestSchema>;

/**
 * A way back while another process has the embedded database: a file in the data folder, which the
 * running DevFlow looks for before each review and each hour, and carries out.
 */
export async function requestBack(dataFolder: string, request: BackRequest): Promise<void> {
  const file = fileIn(dataFolder);
  await writeFile(`${file}.${process.pid}`, `${JSON.stringify(request)}\n`, { mode: 0o600 });
  await rename(`${file}.${process.pid}`, file);
}

/**
 * Carries a request out and forgets it; null where there is none, or nothing to go back from. Reviews
 * look for it side by side: whoever renames the file has it, so one request is one step. A step that
 * the database could not take is there for the next review. Race accepted: one of a process that is
 * killed between the two is lost, and `devflow experts list` says that nothing went back.
 */
export async function takeBackRequest(
  database: Database,
  dataFolder: string,
  now?: Date,
): Promise<WentBack | null> {
  const file = fileIn(dataFolder);
  const taken = `${file}.taken`;
  // No file, or one that another review has just taken; a folder that cannot be written stops no review.
  const text = await rename(file, taken)
    .then(() => readFile(taken, "utf8"))
    .catch(() => null);
  if (text === null) return null;
  const request = requestSchema.safeParse(parseJson(text));
  try {
    if (!request.success) return null;
    return await goBack(database, request.data.expert, {
      ...request.data,
      ...(now === undefined ? {} : { now }),
    });
  } catch (thrown) {
    if (thrown instanceof UsageError) return null;
    await rename(taken, file).catch(() => {});
    throw thrown;
  } finally {
    await rm(taken, { force: true }).catch(() => {});
  }
}

function fileIn(dataFolder: string): string {
  return join(dataFolder, "experts-back.json");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
