import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of migrations by file name, removed on disposal. */
export function migrationFolder(files: Record<string, string>): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), "devflow-migrations-"));
  for (const [name, sql] of Object.entries(files)) writeFileSync(join(path, name), sql);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}
