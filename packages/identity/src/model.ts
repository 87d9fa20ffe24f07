/** What a token may do. `admin` is only for people with that role, as it is now. */
export type Scope = "complete" | "assist" | "search" | "usage" | "admin";

export const scopes: readonly Scope[] = ["complete", "assist", "search", "usage", "admin"];

export type Role = "developer" | "lead" | "admin";

export const roles: readonly Role[] = ["developer", "lead", "admin"];

/** Who asks: known from a token, and nothing else of a request is believed about them. */
export interface Caller {
  personId: number;
  /** For the audit log: a GitHub login, else an e-mail address, else the identity provider's subject. */
  name: string;
  githubLogin: string | null;
  /** Of that account; null where only its login is known. A login may change hands, this does not. */
  githubId: number | null;
  /** Their login is another account's by now: it opens nothing until an administrator links it anew. */
  isLoginLost?: boolean;
  /** Whoever runs the machine: may read the folders that were indexed on it. */
  isLocal: boolean;
  role: Role;
  /** From the identity provider's groups, as the settings map them; sorted. */
  teams: readonly string[];
  tokenId: string;
  scopes: ReadonlySet<Scope>;
}

/** Whether somebody may see code of a repository: asked live, remembered for at most five minutes. */
export interface RepositoryAccess {
  /** Repositories of these that the caller may read. What cannot be found out is not readable. */
  readable(
    caller: Caller,
    repositoryIds: readonly number[],
    signal?: AbortSignal,
  ): Promise<ReadonlySet<number>>;
  /** The repository of a git remote, for example https://github.com/acme/shop.git; null where it is unknown or not readable: the two look the same. */
  findReadable(caller: Caller, gitUrl: string, signal?: AbortSignal): Promise<number | null>;
  /** All that the caller may read, for a search without a repository. Bounded: see `all-readable.ts`. */
  allReadable(caller: Caller, signal?: AbortSignal): Promise<readonly number[]>;
}

/** Why a request has no caller. What is told about an unknown token is told about a foreign one. */
export type TokenRefusal =
  | "missing"
  | "malformed"
  | "unknown"
  | "expired"
  | "revoked"
  | "disabled"
  /** So many unknown ones came from there that it was not looked up. */
  | "too_many";

export type Authentication = { caller: Caller } | { refusal: TokenRefusal };
