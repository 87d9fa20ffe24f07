import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { getCACertificates } from "node:tls";

function mirrorsFolder(dataFolder: string): string {
  return join(dataFolder, "mirrors");
}

/** Where the bare clone of a repository is kept. */
export function mirrorFolder(dataFolder: string, repositoryId: number): string {
  return join(mirrorsFolder(dataFolder), String(repositoryId));
}

/**
 * git takes certificates as a file only, and that file instead of its own: so it holds the usual
 * authorities too. Gives its path, undefined when there are none of ours.
 */
export async function writeCaFile(
  dataFolder: string,
  certificates: string | null,
): Promise<string | undefined> {
  if (certificates === null) return undefined;
  await mkdir(mirrorsFolder(dataFolder), { recursive: true });
  const file = join(mirrorsFolder(dataFolder), "github-ca.pem");
  await writeFile(file, [...getCACertificates("default"), certificates].join("\n"));
  return file;
}
