/**
 * The key that people's pseudonyms are made with, in `<data>/export-key`.
 *
 * Wanted: the same person has the same pseudonym in every data set; nobody else can compute one.
 * Design: 32 random bytes, mode 600, written under a name of its own and linked into place, which
 * never replaces a key that is there: of two processes at once, both use the one that came first.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { chmod, link, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "@devflow/errors";

const KEY_BYTES = 32;

/** The key, made when there is none. Raises UsageError when others can read it or it is damaged. */
export async function pseudonymKey(dataFolder: string): Promise<Buffer> {
  const path = join(dataFolder, "export-key");
  const key = await readKey(path);
  if (key !== null) return key;
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}`;
  try {
    await writeFile(temporary, randomBytes(KEY_BYTES), { flag: "wx", mode: 0o600, flush: true });
    await chmod(temporary, 0o600);
    await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  } finally {
    await rm(temporary, { force: true });
  }
  return (await readKey(path)) ?? pseudonymKey(dataFolder);
}

async function readKey(path: string): Promise<Buffer | null> {
  try {
    const { mode } = await stat(path);
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      throw new UsageError(
        `${path} is what people's pseudonyms are made with, and is open to other users (mode ${(mode & 0o777).toString(8)})`,
        `Run: chmod 600 ${path}`,
      );
    }
    const key = await readFile(path);
    if (key.length === KEY_BYTES) return key;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  throw new UsageError(
    `${path} is damaged: it has to be ${KEY_BYTES} bytes`,
    `Restore it from a backup, or delete it: everybody gets a new pseudonym then.`,
  );
}
