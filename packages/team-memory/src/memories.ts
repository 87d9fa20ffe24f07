import type { Database } from "@devflow/database";
import { z } from "zod";

/** What people asked to remember, in their own words. */
export interface Memory {
  text: string;
  /** In gitignore's syntax; empty: everywhere. */
  paths: string[];
}

/** Rules of one repository: more would not be read, and every one costs room in each prompt. */
export const memoryLimits = { rules: 100, characters: 500, paths: 10 } as const;

const memorySchema = z.object({ text: z.string(), paths: z.array(z.string()) });

/** Newest first: where the room in a prompt ends, the oldest are left out. */
export async function readMemories(database: Database, repositoryId: number): Promise<Memory[]> {
  const rows = await database.query(
    `SELECT text, paths FROM memories
      WHERE repository_id = $1 AND forgotten_at IS NULL
      ORDER BY id DESC LIMIT $2`,
    [repositoryId, memoryLimits.rules],
  );
  return rows.map((row) => memorySchema.parse(row));
}

export interface NewMemory extends Memory {
  repositoryId: number;
  pullNumber: number;
  actor: string;
}

/** `known`: the same words are remembered already. `full`: something has to be forgotten first. */
export async function rememberRule(
  database: Database,
  memory: NewMemory,
): Promise<"remembered" | "known" | "full"> {
  const { repositoryId, text, paths } = memory;
  const live = await readMemories(database, repositoryId);
  const isSame = (other: Memory) => other.text === text && other.paths.join() === paths.join();
  if (live.some(isSame)) return "known";
  if (live.length >= memoryLimits.rules) return "full";
  await database.query(
    `INSERT INTO memories (repository_id, text, paths, actor, pull_number)
     VALUES ($1, $2, $3, $4, $5)`,
    [repositoryId, text, paths, memory.actor, memory.pullNumber],
  );
  return "remembered";
}
