import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "@devflow/errors";
import { z } from "zod";

export interface TokenLengths {
  rows: number;
  longest: number;
  /** How many rows have more tokens than this. */
  over(maxLength: number): number;
}

export interface ExportManifest {
  id: string;
  /** Hex SHA-256 of manifest.json, which names the hash of every file. */
  sha256: string;
  content: Readonly<Record<string, unknown>>;
}

const manifestSchema = z.looseObject({
  id: z.string().optional(),
  export_id: z.string().optional(),
});

/** The manifest of an export's folder. Raises UsageError when there is none. */
export async function readManifest(folder: string): Promise<ExportManifest> {
  const text = await readFile(join(folder, "manifest.json"), "utf8").catch(() => null);
  const content = text === null ? null : manifestSchema.safeParse(JSON.parse(text)).data;
  if (text === null || content === null || content === undefined) {
    throw new UsageError(
      `${folder} has no manifest.json, so it is no export`,
      "`devflow export` writes one; name its folder with --data.",
    );
  }
  return {
    id: content.id ?? content.export_id ?? "",
    sha256: createHash("sha256").update(text).digest("hex"),
    content,
  };
}

/** The token lengths that the export counted for the training rows; null: it counted none. */
export function lengthsOf(
  _manifest: ExportManifest,
  _expert: string,
  _method: string,
): TokenLengths | null {
  return null;
}
