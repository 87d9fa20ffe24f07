import type { Settings } from "@devflow/config";
import type { Database } from "@devflow/database";
import type { AppClient } from "@devflow/github";
import type { Logger } from "@devflow/logging";
import { GitHubReaders } from "./access/github-readers.ts";
import { LocalFolders } from "./access/local-folders.ts";
import { createRepositoryAccess } from "./access/repository-access.ts";
import { RepositoryDirectory } from "./access/repository-directory.ts";
import { peopleChannel } from "./changes.ts";
import { admit, type LimitRefusal } from "./limits/limits.ts";
import { type QuotaSettings, Quotas } from "./limits/quotas.ts";
import {
  defaultRates,
  type RateClass,
  type RateLimitSettings,
  RateLimits,
} from "./limits/rate-limits.ts";
import type { Authentication, Caller, RepositoryAccess } from "./model.ts";
import { removeOwnerFile, writeOwnerFile } from "./owner/owner-key.ts";
import { localPerson } from "./people/local-person.ts";
import { Authenticator } from "./tokens/authenticator.ts";
import { newTokenText } from "./tokens/token-text.ts";

export interface IdentityOptions {
  database: Database;
  settings: Pick<Settings, "githubWebUrl" | "dataFolder">;
  /** The App's client; raises an ExternalError while there is no App. */
  github: () => Promise<AppClient>;
  logger: Logger;
  rates?: RateLimitSettings;
  quotas?: QuotaSettings;
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
  /** Counts one request against the limits of a person and their teams. Null: go on. */
  admit(caller: Caller, rate: RateClass): Promise<LimitRefusal | null>;
  /** Counts what an answer of a model cost, prompt and answer together. Never raises. */
  spend(caller: Caller, tokens: number): void;
  /**
   * Lets commands of this machine in by a key in the data folder, until `close`. Needed where this
   * process alone can open the database.
   */
  letOwnerIn(url: string): Promise<void>;
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
  const quotas = new Quotas({
    database,
    limits: options.quotas ?? { person: null, teams: {} },
    logger,
    now,
  });
  const rates = new RateLimits(options.rates ?? defaultRates);
  const { dataFolder } = options.settings;
  const ownerKey = newTokenText("personal");
  return {
    authenticate: (authorization) => authenticator.authenticate(authorization),
    authenticateSession: (cookie) => authenticator.authenticateSession(cookie),
    access,
    admit: (caller, rate) => admit({ rates, quotas }, caller, rate),
    spend: (caller, tokens) => quotas.spend(caller, tokens),
    async letOwnerIn(url) {
      authenticator.admitOwner(ownerKey, await localPerson(database));
      await writeOwnerFile(dataFolder, { url, key: ownerKey });
    },
    async close() {
      await removeOwnerFile(dataFolder, ownerKey);
      await quotas.flush();
      await stopListening();
    },
  };
}
