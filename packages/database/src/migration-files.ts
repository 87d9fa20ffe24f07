import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "@devflow/errors";

/** The migrations of this checkout. */
export const migrationsFolder = fileURLToPath(new URL("../../../migrations", import.meta.url));

export interface MigrationFile {
  number: number;
  /** The file's name, for example `0001_core.sql`. */
  name: string;
  sql: string;
  /** SHA-256 of the text with `\n` line ends, so that a checkout on Windows has the same. */
  checksum: string;
}

const fileName = /^(\d{4})_[a-z0-9_]+\.sql$/;

/** The folder's migrations by number. Raises UsageError for a name or number that does not fit. */
export function readMigrationFiles(folder: string): MigrationFile[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".sql"));
  const files = names.map((name) => readMigrationFile(folder, name));
  files.sort((left, right) => left.number - right.number);
  for (const [index, file] of files.entries()) {
    const former = files[index - 1];
    if (former?.number !== file.number) continue;
    throw new UsageError(
      `migrations ${former.name} and ${file.name} have the same number`,
      "Give the newer one the next free number.",
    );
  }
  return files;
}

function readMigrationFile(folder: string, name: string): MigrationFile {
  const match = fileName.exec(name);
  if (!match) {
    throw new UsageError(
      `migration ${name} is not named like 0001_what_it_does.sql`,
      "Rename it: four digits, underscore, lower-case words.",
    );
  }
  const sql = readFileSync(join(folder, name), "utf8").replaceAll("\r\n", "\n");
  const checksum = createHash("sha256").update(sql).digest("hex");
  return { number: Number(match[1]), name, sql, checksum };
}
