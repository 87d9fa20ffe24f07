import { branchTip, resolveCommit } from "../git/bare-repository.ts";
import { readCommit } from "../git/read-commit.ts";
import { param, type Routes } from "../http/call.ts";
import { HttpError, notFound, ok } from "../http/reply.ts";
import { serializeCommit } from "../serialize/commit.ts";
import { repositoryPage, repositoryUrl, serializeFullRepository } from "../serialize/repository.ts";
import { serializePublicUser, serializeUser } from "../serialize/user.ts";
import { findUser } from "../state.ts";
import { repositoryOf } from "./lookups.ts";

export const repositoryRoutes = {
  "GET /repos/{owner}/{repo}": (call) =>
    ok(serializeFullRepository(call.state, repositoryOf(call))),

  "GET /repos/{owner}/{repo}/branches/{branch}": async (call) => {
    const { state } = call;
    const repository = repositoryOf(call);
    const name = param(call, "branch");
    const tip = await branchTip(repository.gitDirectory, name);
    if (tip === null) throw new HttpError(404, "Branch not found");
    const commit = await readCommit(repository.gitDirectory, tip);
    const url = `${repositoryUrl(state, repository)}/branches/${name}`;
    return ok({
      name,
      commit: serializeCommit(state, repository, commit),
      _links: { self: url, html: `${repositoryPage(state, repository)}/tree/${name}` },
      protected: false,
      protection: { enabled: false },
      protection_url: `${url}/protection`,
    });
  },

  "GET /repos/{owner}/{repo}/commits/{ref}": async (call) => {
    const repository = repositoryOf(call);
    const ref = param(call, "ref");
    const sha = await resolveCommit(repository.gitDirectory, ref);
    if (sha === null) throw new HttpError(422, `No commit found for SHA: ${ref}`);
    const commit = await readCommit(repository.gitDirectory, sha);
    return ok(serializeCommit(call.state, repository, commit));
  },

  "GET /repos/{owner}/{repo}/collaborators/{username}/permission": (call) => {
    const repository = repositoryOf(call);
    const user = findUser(call.state, param(call, "username"));
    if (user === undefined) throw notFound();
    const isOwner = repository.owner === user;
    const known = repository.permissions.get(user.login.toLowerCase());
    const permission = isOwner ? "admin" : (known ?? (repository.isPrivate ? "none" : "read"));
    return ok({
      permission,
      role_name: permission,
      user: {
        ...serializeUser(call.state, user),
        permissions: {
          admin: permission === "admin",
          maintain: permission === "admin",
          push: permission === "admin" || permission === "write",
          triage: permission === "admin" || permission === "write",
          pull: permission !== "none",
        },
        role_name: permission,
      },
    });
  },

  "GET /users/{username}": (call) => {
    const user = findUser(call.state, param(call, "username"));
    if (user === undefined) throw notFound();
    return ok(serializePublicUser(call.state, user));
  },
} satisfies Routes;
