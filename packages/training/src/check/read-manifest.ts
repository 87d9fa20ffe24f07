import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "@devflow/errors";
import { z } from "zod";

const quantilesSchema = z.object({
  p50: z.number(),
  p90: z.number(),
  p99: z.number(),
  max: z.number(),
});

/** Tokens of prompt and answer together: so many examples have at most so many. */
export type TokenLengths = z.output<typeof quantilesSchema>;

export interface ExportManifest {
  id: string;
  /** Hex SHA-256 of manifest.json, which names the hash of every file. */
  sha256: string;
  content: z.output<typeof manifestSchema>;
}

const partSchema = z.looseObject({
  tokens: z.looseObject({ total: quantilesSchema }).optional(),
});

const manifestSchema = z.looseObject({
  id: z.string(),
  /** By expert, then by method. */
  experts: z.record(z.string(), z.record(z.string(), partSchema)).optional(),
});

/** The manifest of an export's folder. Raises UsageError when there is none. */
export async function readManifest(folder: string): Promise<ExportManifest> {
  const text = await readFile(join(folder, "manifest.json"), "utf8").catch(() => null);
  const content = text === null ? undefined : manifestSchema.safeParse(parseJson(text)).data;
  if (text === null || content === undefined) {
    throw new UsageError(
      `${folder} has no manifest.json of an export`,
      "`devflow export` writes one; name its folder with --data.",
    );
  }
  return {
    id: content.id,
    sha256: createHash("sha256").update(text).digest("hex"),
    content,
  };
}

/** The token lengths that the export counted; null: it counted none. */
export function lengthsOf(
  { content }: ExportManifest,
  expert: string,
  method: string,
): TokenLengths | null {
  return content.experts?.[expert]?.[method]?.tokens?.total ?? null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
