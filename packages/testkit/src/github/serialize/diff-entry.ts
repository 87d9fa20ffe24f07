import type { ChangedFile } from "../git/read-diff.ts";
import type { Limits } from "../limits.ts";
import type { JsonObject, Repository } from "../model.ts";
import type { State } from "../state.ts";
import { repositoryPage, repositoryUrl } from "./repository.ts";

function serializeFile(
  state: State,
  repository: Repository,
  head: string,
  file: ChangedFile,
  patch: string | null,
): JsonObject {
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  const page = repositoryPage(state, repository);
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${page}/blob/${head}/${path}`,
    raw_url: `${page}/raw/${head}/${path}`,
    contents_url: `${repositoryUrl(state, repository)}/contents/${path}?ref=${head}`,
    ...(patch === null ? {} : { patch }),
    ...(file.previousPath === null ? {} : { previous_filename: file.previousPath }),
  };
}

/** Keeps the patches that GitHub would send: none too long, and not too many in all. */
function withinLimits(limits: Limits, files: ChangedFile[]): (string | null)[] {
  let lines = 0;
  let bytes = 0;
  return files.map(({ patch }) => {
    if (patch === null) return null;
    const ownLines = patch.split("\n").length;
    const ownBytes = Buffer.byteLength(patch);
    if (ownLines > limits.filePatchLines || ownBytes > limits.filePatchBytes) return null;
    lines += ownLines;
    bytes += ownBytes;
    return lines > limits.totalPatchLines || bytes > limits.totalPatchBytes ? null : patch;
  });
}

/** `diff-entry` for each file. */
export function serializeFiles(
  state: State,
  repository: Repository,
  head: string,
  files: ChangedFile[],
): JsonObject[] {
  const patches = withinLimits(state.limits, files);
  return files.map((file, index) =>
    serializeFile(state, repository, head, file, patches[index] ?? null),
  );
}
