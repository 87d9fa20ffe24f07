import { readFolder } from "../git/read-content.ts";
import { gitTextOrNull } from "../git/run-git.ts";
import { param, type Routes } from "../http/call.ts";
import { notFound, ok } from "../http/reply.ts";
import { repositoryUrl } from "../serialize/repository.ts";
import { repositoryOf } from "./lookups.ts";

/** One folder of a commit, branch or tree, or with `recursive` (any value) all below; never truncated. */
export const gitTreeRoutes = {
  "GET /repos/{owner}/{repo}/git/trees/{tree_sha}": async (call) => {
    const repository = repositoryOf(call);
    const revision = param(call, "tree_sha");
    if (revision.startsWith("-")) throw notFound();
    const { gitDirectory } = repository;
    const args = ["rev-parse", "--verify", "--quiet", `${revision}^{tree}`];
    const sha = await gitTextOrNull(gitDirectory, args);
    if (sha === null) throw notFound();
    const url = `${repositoryUrl(call.state, repository)}/git`;
    const entries = await readFolder(gitDirectory, sha, call.query.has("recursive"));
    const tree = entries.map(({ path, mode, type, sha: id, size }) => ({
      path,
      mode,
      type,
      sha: id,
      ...(type === "blob" ? { size } : {}),
      ...(type === "commit" ? {} : { url: `${url}/${type}s/${id}` }),
    }));
    return ok({ sha, url: `${url}/trees/${sha}`, tree, truncated: false });
  },
} satisfies Routes;
