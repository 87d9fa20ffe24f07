import { posix } from "node:path";
import { resolveCommit } from "../git/bare-repository.ts";
import { blobSize, readBlob, readEntry, readFolder, type TreeEntry } from "../git/read-content.ts";
import { gitTextOrNull } from "../git/run-git.ts";
import { type Call, param, type Routes } from "../http/call.ts";
import { HttpError, notFound, ok, type Reply } from "../http/reply.ts";
import type { JsonObject, Repository } from "../model.ts";
import { repositoryPage, repositoryUrl } from "../serialize/repository.ts";
import { nodeId } from "../state.ts";
import { repositoryOf } from "./lookups.ts";

const rawType = /application\/vnd\.github(\.v3)?\.raw/;
const maximumFolderEntries = 1000;

interface Place {
  repository: Repository;
  ref: string;
  path: string;
}

function shared(call: Call, { repository, ref, path }: Place, entry: TreeEntry): JsonObject {
  const url = repositoryUrl(call.state, repository);
  const page = repositoryPage(call.state, repository);
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  const self = `${url}/contents/${encoded}?ref=${encodeURIComponent(ref)}`;
  const git = `${url}/git/${entry.type === "tree" ? "trees" : "blobs"}/${entry.sha}`;
  const html = `${page}/${entry.type === "tree" ? "tree" : "blob"}/${ref}/${encoded}`;
  return {
    name: path.split("/").at(-1) ?? path,
    path,
    sha: entry.sha,
    size: entry.size,
    url: self,
    html_url: html,
    git_url: git,
    download_url: entry.type === "blob" ? `${page}/raw/${ref}/${encoded}` : null,
    _links: { self, git, html },
  };
}

/** An entry of a folder. GitHub lists submodules there as files, for history's sake. */
function listed(call: Call, place: Place, entry: TreeEntry): JsonObject {
  const kinds = { tree: "dir", commit: "file", blob: "file" };
  const type = entry.mode === "120000" ? "symlink" : kinds[entry.type];
  return { ...shared(call, place, entry), type };
}

async function folder(call: Call, place: Place, tree: string): Promise<Reply> {
  const entries = await readFolder(place.repository.gitDirectory, tree);
  const prefix = place.path === "" ? "" : `${place.path}/`;
  const items = entries.slice(0, maximumFolderEntries).map((entry) => {
    const path = `${prefix}${entry.path}`;
    return listed(call, { ...place, path }, entry);
  });
  return ok(items);
}

/** GitHub follows a symlink to a file of the repository, and describes any other. */
async function symlink(call: Call, place: Place, commit: string, entry: TreeEntry): Promise<Reply> {
  const { gitDirectory } = place.repository;
  const target = (await readBlob(gitDirectory, entry.sha)).toString("utf8");
  const resolved = posix.join(posix.dirname(place.path), target);
  const isInside = !posix.isAbsolute(target) && !resolved.startsWith("..");
  const found = isInside ? await readEntry(gitDirectory, commit, resolved) : null;
  if (found?.type === "blob" && found.mode !== "120000") {
    return file(call, { ...place, path: resolved }, found);
  }
  if (rawType.test(call.accept)) return ok(Buffer.from(target));
  return ok({ ...shared(call, place, entry), type: "symlink", target });
}

/** Its address as `.gitmodules` has it; a made-up one where that file says nothing. */
async function submodule(call: Call, place: Place, commit: string, entry: TreeEntry) {
  const { repository, path } = place;
  const args = ["config", "--blob", `${commit}:.gitmodules`, "--get", `submodule.${path}.url`];
  const configured = await gitTextOrNull(repository.gitDirectory, args);
  const url = configured ?? `${call.state.url}/unknown/${entry.sha}.git`;
  return ok({ ...shared(call, place, entry), type: "submodule", submodule_git_url: url });
}

async function file(call: Call, place: Place, entry: TreeEntry): Promise<Reply> {
  const { limits } = call.state;
  const { gitDirectory } = place.repository;
  if (entry.size > limits.contentBytes) {
    throw new HttpError(403, "This API returns blobs up to 100 MB in size.", {
      errors: [{ resource: "Blob", field: "data", code: "too_large" }],
    });
  }
  if (rawType.test(call.accept)) return ok(await readBlob(gitDirectory, entry.sha));
  const isShown = entry.size <= limits.contentJsonBytes;
  const content = isShown ? (await readBlob(gitDirectory, entry.sha)).toString("base64") : "";
  return ok({
    ...shared(call, place, entry),
    type: "file",
    content: wrapped(content),
    encoding: isShown ? "base64" : "none",
  });
}

/** Base64 in lines of 60, as GitHub sends it. */
function wrapped(base64: string): string {
  return base64.replaceAll(/.{1,60}/g, "$&\n");
}

export const contentsRoutes = {
  "GET /repos/{owner}/{repo}/contents/{path}": async (call) => {
    const repository = repositoryOf(call);
    const ref = call.query.get("ref") ?? repository.defaultBranch;
    const path = param(call, "path").replace(/^\/+|\/+$/g, "");
    const commit = await resolveCommit(repository.gitDirectory, ref);
    if (commit === null) throw new HttpError(404, `No commit found for the ref ${ref}`);
    const place = { repository, ref, path };
    if (path === "") return folder(call, place, commit);
    const entry = await readEntry(repository.gitDirectory, commit, path);
    if (entry === null) throw notFound();
    if (entry.type === "tree") return folder(call, place, entry.sha);
    if (entry.mode === "120000") return symlink(call, place, commit, entry);
    if (entry.type === "commit") return submodule(call, place, commit, entry);
    return file(call, place, entry);
  },

  "GET /repos/{owner}/{repo}/git/blobs/{file_sha}": async (call) => {
    const repository = repositoryOf(call);
    const sha = param(call, "file_sha");
    const size = await blobSize(repository.gitDirectory, sha);
    if (size === null) throw notFound();
    if (size > call.state.limits.contentBytes) {
      throw new HttpError(403, "The blob you requested is too large.");
    }
    const bytes = await readBlob(repository.gitDirectory, sha);
    if (rawType.test(call.accept)) return ok(bytes);
    return ok({
      sha,
      node_id: nodeId(`B_${sha}`, repository.id),
      size,
      url: `${repositoryUrl(call.state, repository)}/git/blobs/${sha}`,
      content: wrapped(bytes.toString("base64")),
      encoding: "base64",
    });
  },
} satisfies Routes;
