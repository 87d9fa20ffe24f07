import type { FileDiff } from "@devflow/diff";
import { ExternalError } from "@devflow/errors";
import { z } from "zod";
import { type ChangedFile, diffFromPatch, mayBeSymlink, withoutHunks } from "./changed-file.ts";
import { type Context, inRepository } from "./context.ts";
import { DiffFetcher } from "./diff-fetcher.ts";
import { limits } from "./limits.ts";
import type { PullRequest, ReadChange, RepositoryRef } from "./model.ts";
import { readRawPullRequest } from "./pull-requests.ts";
import { changedFileSchema, comparisonSchema } from "./schemas.ts";
import type { TreeReader } from "./trees.ts";

/**
 * The whole change of a pull request at `pull.headSha`, against the merge base.
 *
 * Race: GitHub lists the files of the newest head, whichever that is. So the head is read again
 * after the last page; when it moved, `head_moved` is raised (retryable: the next try sees the new
 * head and can stop).
 */
export async function readChange(
  context: Context,
  trees: TreeReader,
  repository: RepositoryRef,
  pull: PullRequest,
): Promise<ReadChange> {
  const baseSha = await readMergeBase(context, repository, pull);
  const listed = await listFiles(context, repository, pull.number);
  const after = await readRawPullRequest(context, repository, pull.number);
  if (after.head.sha !== pull.headSha) throw headMoved();
  const fetcher = new DiffFetcher(trees, repository, baseSha, pull.headSha);
  const missing = (after.changed_files ?? listed.length) - listed.length;
  const isPartial = missing > 0;
  const change: ReadChange = {
    ...{ baseSha, headSha: pull.headSha, isPartial },
    files: [],
    unreadable: [],
  };
  for (const file of listed) {
    const outcome = await readChangedFile(fetcher, file);
    if ("reason" in outcome) change.unreadable.push({ path: file.filename, ...outcome });
    else change.files.push(outcome);
  }
  if (isPartial) change.unreadable.push(beyondTheList(listed.length, missing));
  return change;
}

async function readMergeBase(
  context: Context,
  repository: RepositoryRef,
  pull: PullRequest,
): Promise<string> {
  const comparison = await context.session.read(
    comparisonSchema,
    "GET /repos/{owner}/{repo}/compare/{basehead}",
    // One commit per page: only the merge base is wanted.
    { ...inRepository(repository), basehead: `${pull.baseSha}...${pull.headSha}`, per_page: 1 },
  );
  return comparison.merge_base_commit.sha;
}

async function listFiles(
  context: Context,
  repository: RepositoryRef,
  number: number,
): Promise<ChangedFile[]> {
  const route = "GET /repos/{owner}/{repo}/pulls/{pull_number}/files";
  const query = { ...inRepository(repository), pull_number: number, per_page: limits.pageSize };
  const schema = z.array(changedFileSchema);
  let answer = await context.session.readAnswer(schema, route, query);
  const files = [...answer.data];
  for (let page = 2; answer.nextUrl !== null && page <= limits.maxFilePages; page++) {
    answer = await context.session.readAnswer(schema, `GET ${answer.nextUrl}`);
    files.push(...answer.data);
  }
  return files;
}

async function readChangedFile(
  fetcher: DiffFetcher,
  file: ChangedFile,
): Promise<FileDiff | { reason: string }> {
  const diff = diffFromPatch(file);
  if (diff === null) return await fetcher.fetch(file);
  const isSymlink = mayBeSymlink(diff) && (await fetcher.isSymlink(file));
  return isSymlink ? { ...withoutHunks(file, { isSymlink }), hunks: diff.hunks } : diff;
}

function beyondTheList(listed: number, missing: number): { path: string; reason: string } {
  return {
    path: `(${missing} more files)`,
    reason: `GitHub lists only the first ${listed} files of this pull request`,
  };
}

function headMoved(): ExternalError {
  return new ExternalError("The pull request got a new head while it was read", {
    service: "github",
    retryable: true,
    code: "head_moved",
  });
}
