import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { downloadArchive, extractArchive, parseRelease } from "../support/published-archive.ts";

/** One entry of `repositories.json`. */
export interface PublishedRepository {
  name: string;
  /** Such as `npm:zod@4.1.5`. */
  package: string;
  /** Of the archive as its registry serves it. */
  sha256: string;
  root: string;
}

/**
 * The folder of a package's source, from the cache or from its registry. An archive that is not
 * the declared one is refused. A build that was interrupted leaves nothing that a later one takes.
 */
export async function buildRepository(
  { name, package: text, sha256 }: PublishedRepository,
  cache: string,
): Promise<string> {
  const folder = join(cache, `${name}-${sha256.slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const scratch = mkdtempSync(join(cache, "building-"));
  try {
    const release = parseRelease(text);
    const archive = downloadArchive(release, scratch);
    const digest = createHash("sha256").update(readFileSync(archive)).digest("hex");
    if (digest !== sha256) throw new Error(`${text} has the sha256 ${digest}, not ${sha256}`);
    const extracted = join(scratch, "source");
    await extractArchive(release, archive, extracted);
    renameSync(extracted, folder);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return folder;
}
