import { createHash } from "node:crypto";
import type { EventLog } from "./event-log.ts";
import type { Faults } from "./faults.ts";
import type { GraphqlLimit } from "./graphql/graphql-limit.ts";
import type { Limits } from "./limits.ts";
import type { AppRegistration, Installation, Pull, Repository, User } from "./model.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { RequestLog } from "./request-log.ts";
import type { SignIns } from "./sign-in/serve-sign-in.ts";
import type { Outbox } from "./webhooks/outbox.ts";

export interface Token {
  token: string;
  installation: Installation;
  expiresAt: Date;
  /** Null when the token covers everything that the installation covers. */
  repositories: Set<Repository> | null;
  /** What it was narrowed to; everything that the App may do by default. */
  permissions: Record<string, string>;
}

/** Everything the fake knows. Routes and test handles change it; serializers read it. */
export interface State {
  readonly folder: string;
  readonly limits: Limits;
  readonly app: AppRegistration;
  readonly users: Map<string, User>;
  readonly repositories: Map<string, Repository>;
  readonly installations: Map<number, Installation>;
  readonly tokens: Map<string, Token>;
  readonly events: EventLog;
  readonly outbox: Outbox;
  /** Codes of the App-creation page, each good for one conversion. */
  readonly manifestCodes: Set<string>;
  readonly signIns: SignIns;
  readonly rateLimit: RateLimit;
  readonly graphqlLimit: GraphqlLimit;
  /** Whether GitHub refuses to let the App resolve threads. */
  mayNotResolve: boolean;
  /** Suggestions of the App that were applied and parsed. */
  suggestionsChecked: number;
  readonly faults: Faults;
  readonly requests: RequestLog;
  /** Where a request or an answer broke GitHub's description, or asked for what is not served. */
  readonly violations: string[];
  /** Redeliveries that are under way; `close()` waits for them. */
  readonly redeliveries: Set<Promise<void>>;
  /** Where redeliveries go. */
  webhookUrl: string | null;
  /** `http://127.0.0.1:port`, known once the server listens. */
  url: string;
  apiUrl: string;
  nextId(): number;
  now(): Date;
  makeRepository(wanted: NewRepository): Promise<Repository>;
}

export interface NewRepository {
  owner: string;
  name: string;
  isPrivate: boolean;
  defaultBranch?: string;
}

/** GitHub's time format: whole seconds, UTC. */
export function timestamp(state: State): string {
  return `${state.now().toISOString().slice(0, 19)}Z`;
}

/** Opaque, stable, and as long as GitHub's. */
export function nodeId(kind: string, id: number): string {
  return `${kind}_${createHash("sha256").update(`${kind}:${id}`).digest("base64url").slice(0, 20)}`;
}

export function findUser(state: State, login: string): User | undefined {
  return state.users.get(login.toLowerCase());
}

/** The user of that login, made on first mention; a login that ends in `[bot]` is a bot. */
export function userOf(state: State, login: string, type?: User["type"]): User {
  const known = findUser(state, login);
  if (known !== undefined) return known;
  const user: User = {
    id: state.nextId(),
    login,
    type: type ?? (login.endsWith("[bot]") ? "Bot" : "User"),
  };
  state.users.set(login.toLowerCase(), user);
  return user;
}

export function botUser(state: State): User {
  return userOf(state, `${state.app.slug}[bot]`, "Bot");
}

export function fullName(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

export function findRepository(state: State, owner: string, name: string): Repository | undefined {
  return state.repositories.get(`${owner}/${name}`.toLowerCase());
}

export function covers(installation: Installation, repository: Repository): boolean {
  if (installation.account !== repository.owner) return false;
  return installation.selection === "all" || installation.repositories.has(repository);
}

/** The live installation that sees the repository; suspended ones count, deleted ones do not. */
export function installationOf(state: State, repository: Repository): Installation | undefined {
  for (const installation of state.installations.values()) {
    if (!installation.isDeleted && covers(installation, repository)) return installation;
  }
  return undefined;
}

export function repositoriesOf(state: State, installation: Installation): Repository[] {
  return [...state.repositories.values()].filter((each) => covers(installation, each));
}

export function allPulls(state: State): Pull[] {
  return [...state.repositories.values()].flatMap((repository) => [...repository.pulls.values()]);
}
