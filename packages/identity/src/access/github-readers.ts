import type { Database } from "@devflow/database";
import { coerceError, ExternalError } from "@devflow/errors";
import type { AppClient } from "@devflow/github";
import type { Logger } from "@devflow/logging";
import { LRUCache } from "lru-cache";
import type { Caller } from "../model.ts";
import { holdLogin } from "../people/github-logins.ts";
import { LiveChecks } from "./live-checks.ts";
import type { KnownRepository } from "./repository-directory.ts";

export type GitHubRepository = Extract<KnownRepository, { kind: "github" }>;

/** What a repository is on GitHub now; null where its name leads to nothing, or to another one. */
type RepositoryNow = { owner: string; name: string; isPrivate: boolean } | null;

/**
 * Who may read a repository on GitHub, asked by the App's installation.
 *
 * The repository is found by its name and held to its id: after a rename GitHub leads on, and a
 * name that somebody else took since opens nothing. So one request a repository in five minutes,
 * whoever asks, and for a private one another for every person. The login is held to its account's
 * id too: that of the sign-in with GitHub, else the one that the login had at its first use. A public repository may be read by everybody with a login.
 */
export class GitHubReaders {
  readonly #database: Database;
  readonly #github: () => Promise<AppClient>;
  readonly #now: () => Date;
  /** Logins that are whose they were: one look serves all repositories of a search. */
  readonly #held: LRUCache<string, Promise<boolean>>;
  readonly #repositories: LiveChecks<RepositoryNow>;
  readonly #permissions: LiveChecks<boolean>;

  constructor(options: {
    database: Database;
    github: () => Promise<AppClient>;
    logger: Logger;
    now: () => Date;
  }) {
    const { now, logger } = options;
    this.#database = options.database;
    this.#github = options.github;
    this.#now = now;
    this.#held = new LRUCache({
      max: 10_000,
      ttl: heldForMs,
      ttlResolution: 0,
      perf: { now: () => now().getTime() },
    });
    const onFailure = (failure: unknown) => {
      const err = coerceError(failure);
      const level = failure instanceof ExternalError ? "info" : "error";
      logger[level]({ err }, "what a person may read could not be asked; it is not readable");
    };
    this.#repositories = new LiveChecks({ now, onFailure });
    this.#permissions = new LiveChecks({ now, onFailure });
  }

  async mayRead(caller: Caller, asked: GitHubRepository, signal?: AbortSignal): Promise<boolean> {
    const { githubLogin: login } = caller;
    if (login === null) return false;
    const place = await this.#repositories.check(
      String(asked.githubId),
      () => this.#repositoryNow(asked),
      signal,
    );
    if (!place.isKnown || place.value === null) return false;
    const repository = place.value;
    if (!repository.isPrivate) return true;
    const permission = await this.#permissions.check(
      permissionKey(caller, asked),
      () => this.#hasPermission(asked.installationId, repository, login, caller.githubId),
      signal,
    );
    return permission.isKnown && permission.value;
  }

  /** What is known without a request; undefined where GitHub would have to be asked. */
  remembered(caller: Caller, asked: GitHubRepository): boolean | undefined {
    if (caller.githubLogin === null) return false;
    const place = this.#repositories.remembered(String(asked.githubId));
    if (place === undefined) return undefined;
    if (!place.isKnown || place.value === null) return false;
    if (!place.value.isPrivate) return true;
    const permission = this.#permissions.remembered(permissionKey(caller, asked));
    return permission === undefined ? undefined : permission.isKnown && permission.value;
  }

  /** Whether the person could read it when it was asked last, however long ago: what to ask first. */
  couldRead(caller: Caller, asked: GitHubRepository): boolean {
    return this.#permissions.lastSaid(permissionKey(caller, asked)) === true;
  }

  async #repositoryNow(asked: GitHubRepository): Promise<RepositoryNow> {
    const client = (await this.#github()).forInstallation(asked.installationId);
    const found = await client.readRepository(asked);
    return found?.id === asked.githubId ? found : null;
  }

  async #hasPermission(
    installationId: number,
    repository: { owner: string; name: string },
    login: string,
    githubId: number | null,
  ): Promise<boolean> {
    const client = (await this.#github()).forInstallation(installationId);
    const { permission, userId } = await client.accessOf(repository, login);
    if (userId === null) return false;
    const isTheirs = githubId === null ? await this.#holds(login, userId) : githubId === userId;
    return isTheirs && permission !== "none";
  }

  #holds(login: string, githubId: number): Promise<boolean> {
    const key = `${githubId} ${login.toLowerCase()}`;
    const known = this.#held.get(key);
    if (known !== undefined) return known;
    const asked = holdLogin(this.#database, { login, githubId }, this.#now());
    this.#held.set(key, asked);
    // Only what is as it was is remembered: an administrator's word counts with the next question.
    const forget = () => this.#held.delete(key);
    asked.then((isSame) => isSame || forget(), forget);
    return asked;
  }
}

const heldForMs = 60_000;

/** By what is asked about, not by the row: a person whose login was changed is somebody else. */
function permissionKey({ githubLogin, githubId }: Caller, { githubId: id }: GitHubRepository) {
  return `${id} ${githubId ?? ""} ${githubLogin?.toLowerCase()}`;
}
