import { randomUUID } from "node:crypto";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { type Environment, readEnvironment } from "@devflow/config";
import { UsageError } from "@devflow/errors";
import { z } from "zod";

const fileSchema = z.object({
  /** The one that is meant where none is named. */
  last: z.string().nullable(),
  tokens: z.record(z.string(), z.string()),
});

export type SignIns = z.output<typeof fileSchema>;

/** Where a user's own settings live: XDG's folder, on Windows APPDATA. */
export function signInPath(environment: Environment = readEnvironment()): string {
  const { XDG_CONFIG_HOME, APPDATA } = environment;
  const folder = process.platform === "win32" ? APPDATA : XDG_CONFIG_HOME;
  return join(folder || join(homedir(), ".config"), "devflow", "sign-ins.json");
}

/** Empty where nobody signed in. Raises UsageError for a file that is damaged. */
export async function readSignIns(path: string): Promise<SignIns> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (isMissing) return { last: null, tokens: {} };
    throw error;
  }
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch {
    // What a parser says quotes the text, which holds tokens.
    throw new UsageError(`${path} is damaged`, "Delete it and sign in again: devflow login.");
  }
}

/** Replaces the file as a whole; only its owner may read it. */
export async function writeSignIns(path: string, content: SignIns): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}`;
  await writeFile(temporary, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  // A umask may take bits away, and never adds any.
  await chmod(temporary, 0o600);
  await rename(temporary, path);
}
