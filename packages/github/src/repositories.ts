import { ExternalError } from "@devflow/errors";
import type { z } from "zod";
import { type Context, inRepository } from "./context.ts";
import type { RepositoryRef } from "./model.ts";
import { pagesOf } from "./pages.ts";
import { permissionSchema, repositoriesPage, repositorySchema } from "./schemas.ts";

export type Permission = "admin" | "write" | "read" | "none";

export interface InstalledRepository extends RepositoryRef {
  id: number;
  defaultBranch: string;
  isPrivate: boolean;
}

/** Every repository that the installation may read. */
export async function* listRepositories(context: Context): AsyncGenerator<InstalledRepository> {
  const route = "GET /installation/repositories";
  for await (const repository of pagesOf(context.session, repositoriesPage, route, {})) {
    yield toInstalled(repository);
  }
}

function toInstalled(repository: z.output<typeof repositorySchema>): InstalledRepository {
  return {
    id: repository.id,
    owner: repository.owner.login,
    name: repository.name,
    defaultBranch: repository.default_branch,
    isPrivate: repository.private,
  };
}

/** A stranger, and anything that GitHub may add later, is `none`. */
export async function permissionOf(
  context: Context,
  repository: RepositoryRef,
  login: string,
): Promise<Permission> {
  return (await accessOf(context, repository, login)).permission;
}

/** What an account may do there, with the account's id; null where there is no such account. */
export async function accessOf(
  context: Context,
  repository: RepositoryRef,
  login: string,
): Promise<{ permission: Permission; userId: number | null }> {
  const route = "GET /repos/{owner}/{repo}/collaborators/{username}/permission";
  const where = { ...inRepository(repository), username: login };
  try {
    const { permission, user } = await context.session.read(permissionSchema, route, where);
    const isKnown = permission === "admin" || permission === "write" || permission === "read";
    return { permission: isKnown ? permission : "none", userId: user?.id ?? null };
  } catch (failure) {
    if (isMissing(failure)) return { permission: "none", userId: null };
    throw failure;
  }
}

/** The repository that a name leads to now, also after a rename; null where it leads to nothing. */
export async function readRepository(
  context: Context,
  repository: RepositoryRef,
): Promise<InstalledRepository | null> {
  const route = "GET /repos/{owner}/{repo}";
  try {
    const where = inRepository(repository);
    return toInstalled(await context.session.read(repositorySchema, route, where));
  } catch (failure) {
    if (isMissing(failure)) return null;
    throw failure;
  }
}

function isMissing(failure: unknown): boolean {
  return failure instanceof ExternalError && failure.status === 404;
}

/** `https://github.com/…`, or on the host of GitHub Enterprise Server: the API's without its own parts. */
export function pageOf({ apiUrl }: Context, { owner, name }: RepositoryRef): string {
  const { protocol, host } = new URL(apiUrl);
  const path = `${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
  return `${protocol}//${host.replace(/^api\./, "")}/${path}`;
}

/** GitHub's own clone URL, checked to be plain HTTP(S) on the API's host or that without `api.`. */
export async function readCloneUrl(context: Context, repository: RepositoryRef): Promise<string> {
  const route = "GET /repos/{owner}/{repo}";
  const { clone_url } = await context.session.read(
    repositorySchema,
    route,
    inRepository(repository),
  );
  const url = new URL(clone_url);
  const apiHost = new URL(context.apiUrl).hostname;
  const isKnownHost = [apiHost, apiHost.replace(/^api\./, "")].includes(url.hostname);
  const isPlain = /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
  if (isKnownHost && isPlain) return clone_url;
  throw new ExternalError("GitHub named a clone URL on another host; no token goes there", {
    service: "github",
    retryable: false,
    code: "foreign_host",
  });
}
