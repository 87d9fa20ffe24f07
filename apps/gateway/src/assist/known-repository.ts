import type { RepositoryCode } from "@devflow/assist";
import { openEmbedder } from "@devflow/engines";
import type { Caller } from "@devflow/identity";
import {
  type CodeIndex,
  type EmbedderChoice,
  openCodeIndex,
  readIndexedPaths,
} from "@devflow/retrieval";
import { harmlessIndex, suspectLines } from "@devflow/review";
import type { AssistServices } from "./assist-services.ts";

export interface KnownRepository {
  id: number;
  /** `owner/name`, or a folder's name. */
  name: string;
}

/**
 * The repository that a request names, `owner/name` or a git remote's URL. Null where none is named, where
 * it is unknown, and where the caller may not read it: the last two cannot be told apart.
 */
export async function knownRepository(
  { identity, parts, repositoryNames }: AssistServices,
  caller: Caller,
  text: string | null | undefined,
  signal: AbortSignal,
): Promise<KnownRepository | null> {
  if (!text) return null;
  const isName = /^[\w.-]+\/[\w.-]+$/.test(text);
  const url = isName ? `${parts.settings.githubWebUrl}/${text}` : text;
  const id = await identity.access.findReadable(caller, url, signal);
  const name = id === null ? null : await repositoryNames.nameOf(id);
  return id === null || name === null ? null : { id, name };
}

/** What was taken out of an index for one answer, for the audit log. */
export interface Retrieved {
  repository: string;
  commit: string | null;
  /** Pieces of code that the index gave. */
  pieces: number;
}

export interface WatchedCode {
  code: RepositoryCode;
  /** The index behind it; what it gives is counted too. */
  index: CodeIndex;
  retrieved: Retrieved;
}

/** A repository's code as answers use it: what may go to a model and does not speak to it, counted. */
export async function openRepositoryCode(
  services: AssistServices,
  { id, name }: KnownRepository,
): Promise<WatchedCode> {
  const { database } = services.parts;
  const opened = openCodeIndex(database, id, { embedder: await embedderOf(services) });
  const { commitSha } = await opened.status();
  const retrieved: Retrieved = { repository: name, commit: commitSha, pieces: 0 };
  const index = harmlessIndex(opened, (piece) => {
    const may = services.mayGoAlong(piece) && suspectLines(piece).toModels.length === 0;
    if (may) retrieved.pieces += 1;
    return may;
  });
  const existing = (paths: readonly string[]) => readIndexedPaths(database, id, paths);
  return { code: { repository: name, commitSha, index, existing }, index, retrieved };
}

/** That of the settings; opened once for all processes' parts. */
export function embedderOf({ parts }: AssistServices): Promise<EmbedderChoice> {
  return openEmbedder(parts.settings, parts.logger);
}
