import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { trustedCertificates } from "@devflow/http";

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
  certificates: readonly (string | null)[],
): Promise<string | undefined> {
  const ours = certificates.filter((each) => each !== null);
  if (ours.length === 0) return undefined;
  await mkdir(mirrorsFolder(dataFolder), { recursive: true });
  const file = join(mirrorsFolder(dataFolder), "github-ca.pem");
  await writeFile(file, [...trustedCertificates(null), ...ours].join("\n"));
  return file;
}
