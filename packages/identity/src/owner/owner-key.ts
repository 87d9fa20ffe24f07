/**
 * How commands of this machine reach a running gateway that has the embedded database, which only
 * one process can open.
 *
 * Wanted: whoever may read the data folder is an administrator, as they are while nothing runs, and
 * nobody else; a key that lies around after a crash opens nothing.
 * Design: each start makes a key that lives in the process and in `<data>/gateway.json` (mode 600,
 * renamed into place). It is a token that is in no table. It ends with the process.
 * Race accepted: a command that reads the file of a gateway that is just gone is told to try again.
 */
import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const fileSchema = z.object({ url: z.url(), key: z.string() });

export type OwnerFile = z.output<typeof fileSchema>;

const pathOf = (dataFolder: string) => join(dataFolder, "gateway.json");

export async function writeOwnerFile(dataFolder: string, content: OwnerFile): Promise<void> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const temporary = `${pathOf(dataFolder)}.${randomUUID()}`;
  await writeFile(temporary, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: "wx" });
  await rename(temporary, pathOf(dataFolder));
}

/** Null where no gateway left one, or what is there cannot be read. */
export async function readOwnerFile(dataFolder: string): Promise<OwnerFile | null> {
  try {
    return fileSchema.parse(JSON.parse(await readFile(pathOf(dataFolder), "utf8")));
  } catch {
    return null;
  }
}

/** Takes the file away unless another gateway has put its own there since. */
export async function removeOwnerFile(dataFolder: string, key: string): Promise<void> {
  if ((await readOwnerFile(dataFolder))?.key === key) await rm(pathOf(dataFolder), { force: true });
}
