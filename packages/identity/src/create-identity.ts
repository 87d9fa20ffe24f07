import type { Settings } from "@devflow/config";
import type { Database } from "@devflow/database";
import type { AppClient } from "@devflow/github";
import type { Logger } from "@devflow/logging";
import { GitHubReaders } from "./access/github-readers.ts";
import { LocalFolders } from "./access/local-folders.ts";
import { createRepositoryAccess } from "./access/repository-access.ts";
import { RepositoryDirectory } from "./access/repository-directory.ts";
import { peopleChannel } from "./changes.ts";
import type { Authentication, RepositoryAccess } from "./model.ts";
import { Authenticator } from "./tokens/authenticator.ts";

export interface IdentityOptions {
  database: Database;
  settings: Pick<Settings, "githubWebUrl">;
  /** The App's client; raises an ExternalError while there is no App. */
  github: () => Promise<AppClient>;
  logger: Logger;
  /** For tests. */
  now?: () => Date;
}

/** Who asks, and what they may read. */
export interface Identity {
  /** By the `Authorization` header of a request. */
  authenticate(authorization: string | undefined): Promise<Authentication>;
  /** By the cookie of the pages. */
  authenticateSession(cookie: string | undefined): Promise<Authentication>;
  readonly access: RepositoryAccess;
  close(): Promise<void>;
}

/** Opens the identity of one process. Close it before the database. */
export async function createIdentity(options: IdentityOptions): Promise<Identity> {
  const { database, logger, github, now = () => new Date() } = options;
  const authenticator = new Authenticator(database, now);
  const stopListening = await database.listen(peopleChannel, (payload) =>
    authenticator.forget(/^\d+$/.test(payload) ? Number(payload) : null),
  );
  const access = createRepositoryAccess({
    directory: new RepositoryDirectory(database, now),
    readers: new GitHubReaders({ github, logger, now }),
    folders: new LocalFolders(),
    githubWebUrl: options.settings.githubWebUrl,
    now,
  });
  return {
    authenticate: (authorization) => authenticator.authenticate(authorization),
    authenticateSession: (cookie) => authenticator.authenticateSession(cookie),
    access,
    close: stopListening,
  };
}
