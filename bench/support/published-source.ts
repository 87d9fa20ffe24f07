import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  downloadArchive,
  extractArchive,
  parseRelease,
  type Registry,
} from "./published-archive.ts";

/** Two releases of one package, such as `npm:zod@4.0.0..4.1.0`; without `..` the change is all of it. */
export interface Releases {
  registry: Registry;
  /** As its registry writes it; for Maven `group:artifact`. */
  name: string;
  before: string | null;
  after: string;
}

export function parseReleases(text: string): Releases {
  const { registry, name, version: versions } = parseRelease(text);
  const [first = "", second] = versions.split("..");
  const before = second === undefined ? null : first;
  return { registry, name, before, after: second ?? first };
}

/** Puts the source of one release into `folder`, fetched by the registry's own client. */
export async function fetchSource(
  { registry, name }: Pick<Releases, "registry" | "name">,
  version: string,
  folder: string,
): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "devflow-release-"));
  const release = { registry, name, version };
  try {
    await extractArchive(release, downloadArchive(release, scratch), folder);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
