import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "@devflow/errors";

/**
 * The folder of one export: the one that is named, or the newest of a folder of exports, which the file
 * `latest` there names. Raises UsageError when there is none.
 */
export function findExport(folder: string): string {
  if (existsSync(join(folder, "manifest.json"))) return folder;
  const pointer = join(folder, "latest");
  const id = existsSync(pointer) ? readFileSync(pointer, "utf8").trim() : "";
  const newest = join(folder, id);
  if (id !== "" && existsSync(join(newest, "manifest.json"))) return newest;
  throw new UsageError(
    `${folder} holds no export`,
    "Run `devflow export` first, or name an export's folder with --export.",
  );
}
