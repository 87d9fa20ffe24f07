import type { PeopleSettings, Settings } from "@devflow/config";
import type { Database } from "@devflow/database";
import type { AppClient } from "@devflow/github";
import type { Logger } from "@devflow/logging";
import { GitHubReaders } from "./access/github-readers.ts";
import { LocalFolders } from "./access/local-folders.ts";
import { type Pace, realPace } from "./access/refusal-clock.ts";
import { createRepositoryAccess } from "./access/repository-access.ts";
import { RepositoryDirectory } from "./access/repository-directory.ts";
import { createSearchBudget } from "./access/search-budget.ts";
import { peopleChannel } from "./changes.ts";
import {
  type DeviceAnswer,
  type DeviceCode,
  decideDevice,
  findDevice,
  pollDevice,
  requestDevice,
  type WaitingDevice,
} from "./device/device-grants.ts";
import {
  beginEditorSignIn,
  type DecidedEditor,
  decideEditorSignIn,
  type EditorDecision,
  type EditorRequest,
  findEditorSignIn,
  redeemEditorCode,
  type WaitingEditor,
} from "./editor/editor-sign-ins.ts";
import { admit, type LimitRefusal } from "./limits/limits.ts";
import { networkOf } from "./limits/network-of.ts";
import { type QuotaSettings, Quotas } from "./limits/quotas.ts";
import {
  defaultRates,
  limiterInMemory,
  type MakeLimiter,
  type RateClass,
  type RateLimitSettings,
  RateLimits,
} from "./limits/rate-limits.ts";
import type { Authentication, Caller, RepositoryAccess, Scope } from "./model.ts";
import { openPeopleRules, type PeopleRules } from "./people/people-rules.ts";
import { type CurrentProvider, currentProvider } from "./sign-in/current-provider.ts";
import { Rechecks } from "./sign-in/rechecks.ts";
import { createSignIn, type SignIn } from "./sign-in/sign-in.ts";
import { Authenticator } from "./tokens/authenticator.ts";
import type { NewToken } from "./tokens/create-token.ts";
import { revokeToken } from "./tokens/revoke-token.ts";
import { RunningAnswers } from "./tokens/running-answers.ts";

export interface IdentityOptions {
  database: Database;
  settings: Settings;
  /** The App's client; raises an ExternalError while there is no App. */
  github: () => Promise<AppClient>;
  logger: Logger;
  /** Told of each repository that is there and that somebody asked for who may not read it. */
  onRefused?: (caller: Caller, repository: string) => void;
  /** Where several processes count limits together; default: each counts by itself. */
  sharedLimiter?: MakeLimiter | undefined;
  /** For tests. */
  now?: () => Date;
  /** For tests: how a wait for a refusal goes by. */
  pace?: Pace;
}

/** Who asks, and what they may read. */
export interface Identity {
  /** By the `Authorization` header of a request, and where it comes from: unknown tokens are counted by that. */
  authenticate(authorization: string | undefined, address?: string): Promise<Authentication>;
  /** By the cookie of the pages; unknown ones are counted in the same way. */
  authenticateSession(cookie: string | undefined, address?: string): Promise<Authentication>;
  readonly access: RepositoryAccess;
  readonly signIn: SignIn;
  /** Ends one of the caller's own tokens or sessions; what is another's stays. */
  revokeOwn(caller: Caller, id: string): Promise<void>;
  readonly devices: Devices;
  readonly editors: Editors;
  /** Calls `end` once when a token that was good is so no more, within seconds; the result ends that. */
  whileGood(
    caller: Caller,
    request: { authorization: string | undefined; scope: Scope },
    end: () => void,
  ): () => void;
  /**
   * Counts a request of somebody who has no token yet, by address; `isBeginning`: it begins a sign-in,
   * which fewer may. Null: go on.
   */
  knock(address: string, isBeginning?: boolean): Promise<{ retryAfterMs: number } | null>;
  /** Counts a code that a person typed; false when there were too many. */
  tryCode(caller: Caller): Promise<boolean>;
  /** Counts one request against the limits of a person and their teams. Null: go on. */
  admit(caller: Caller, rate: RateClass): Promise<LimitRefusal | null>;
  /** Counts what an answer of a model cost, prompt and answer together. Never raises. */
  spend(caller: Caller, tokens: number): void;
  close(): Promise<void>;
}

/** Editors and command lines that ask to be let in. */
export interface Devices {
  request(request: {
    clientName: string;
    scopes: readonly Scope[];
    address?: string;
  }): Promise<DeviceCode>;
  find(userCode: string): Promise<WaitingDevice | null>;
  decide(decision: {
    userCode: string;
    personId: number;
    actor: string;
    isAllowed: boolean;
  }): Promise<boolean>;
  poll(deviceCode: string): Promise<DeviceAnswer>;
}

/** Editors that sign in with the browser of their own machine. */
export interface Editors {
  begin(asked: EditorRequest): Promise<{ request: string; expiresInSeconds: number }>;
  find(request: string): Promise<WaitingEditor | null>;
  decide(decision: EditorDecision): Promise<DecidedEditor | null>;
  redeem(answer: { code: string; codeVerifier: string }): Promise<NewToken | null>;
}

/** Opens the identity of one process. Close it before the database. */
export async function createIdentity(options: IdentityOptions): Promise<Identity> {
  const { database, settings, logger, sharedLimiter, now = () => new Date() } = options;
  const rates = new RateLimits(rateSettings(settings), sharedLimiter ?? limiterInMemory);
  const authenticator = new Authenticator(database, now, {
    take: async (address) => (await rates.take(networkOf(address), "guess")) === null,
    giveBack: (address) => rates.giveBack(networkOf(address), "guess"),
  });
  const running = new RunningAnswers((authorization) => authenticator.authenticate(authorization));
  const changed = (personId: number | null) => {
    authenticator.forget(personId);
    running.changed(personId);
  };
  const stopListening = await database.listen(peopleChannel, (payload) =>
    changed(/^\d+$/.test(payload) ? Number(payload) : null),
  );
  const quotas = new Quotas({
    database,
    limits: { person: null, teams: {} },
    logger,
    now,
    sharedLimiter,
  });
  const people = await openPeopleRules({
    ...{ database, settings, logger, now },
    onChange: (file) => quotas.setLimits(quotaSettings(settings, file)),
  });
  quotas.setLimits(quotaSettings(settings, people.current));
  const current = currentProvider(settings, logger, now);
  const rechecks = openRechecks(options, current, people, now);
  const seen = (answer: Authentication): Authentication => {
    if ("caller" in answer) rechecks?.seen(answer.caller.personId);
    return answer;
  };
  const { identity } = settings;
  return {
    authenticate: async (authorization, address) =>
      seen(await authenticator.authenticate(authorization, address)),
    authenticateSession: async (cookie, address) =>
      seen(await authenticator.authenticateSession(cookie, address)),
    access: openAccess(options, now),
    signIn: createSignIn({ database, people: () => people.current, current, now }),
    devices: devicesOf(database, identity.editorTokenDays, now),
    editors: editorsOf(database, identity.editorTokenDays, now),
    async revokeOwn({ personId, name }, id) {
      await revokeToken(database, { id, actor: name, personId }, now());
      changed(personId);
    },
    whileGood: ({ personId }, { authorization, scope }, end) =>
      running.watch({ personId, authorization, scope, end }),
    async knock(address, isBeginning = false) {
      const from = networkOf(address);
      return (await rates.take(from, "knock")) ?? (isBeginning ? rates.take(from, "begin") : null);
    },
    tryCode: async (caller) => (await rates.take(String(caller.personId), "code")) === null,
    admit: (caller, rate) => admit({ rates, quotas }, caller, rate),
    spend: (caller, tokens) => quotas.spend(caller, tokens),
    async close() {
      await people.close();
      await rechecks?.close();
      await quotas.flush();
      await stopListening();
    },
  };
}

function openAccess(options: IdentityOptions, now: () => Date): RepositoryAccess {
  const { database, settings, github, logger, sharedLimiter } = options;
  return createRepositoryAccess({
    directory: new RepositoryDirectory(database, now),
    readers: new GitHubReaders({ database, github, logger, now }),
    folders: new LocalFolders(),
    githubWebUrl: settings.githubWebUrl,
    onRefused: options.onRefused ?? (() => {}),
    budget: createSearchBudget(undefined, sharedLimiter),
    now,
    pace: options.pace ?? realPace,
  });
}

function devicesOf(database: Database, tokenDays: number, now: () => Date): Devices {
  return {
    request: (request) => requestDevice(database, request, now()),
    find: (userCode) => findDevice(database, userCode, now()),
    decide: (decision) => decideDevice(database, decision, now()),
    poll: (deviceCode) => pollDevice(database, { deviceCode, tokenDays }, now()),
  };
}

function editorsOf(database: Database, tokenDays: number, now: () => Date): Identity["editors"] {
  return {
    begin: (asked) => beginEditorSignIn(database, asked, now()),
    find: (request) => findEditorSignIn(database, request, now()),
    decide: (decision) => decideEditorSignIn(database, decision, now()),
    redeem: (answer) => redeemEditorCode(database, { ...answer, tokenDays }, now()),
  };
}

function openRechecks(
  { database, settings, logger }: IdentityOptions,
  current: () => Promise<CurrentProvider | null>,
  people: PeopleRules,
  now: () => Date,
): Rechecks | null {
  const { recheckMinutes: everyMinutes } = settings.identity;
  if (everyMinutes === null) return null;
  const parts = { database, current, everyMinutes, logger, now };
  return new Rechecks({ ...parts, people: () => people.current });
}

function rateSettings({ identity }: Settings): RateLimitSettings {
  return {
    ...defaultRates,
    completion: identity.completionsPerMinute,
    assist: identity.assistPerMinute,
    search: identity.searchesPerMinute,
  };
}

function quotaSettings({ identity }: Settings, { teams }: PeopleSettings): QuotaSettings {
  const limits = Object.entries(teams).flatMap(([name, { tokensPerDay }]) =>
    tokensPerDay === null ? [] : [[name, tokensPerDay] as const],
  );
  return { person: identity.personTokensPerDay, teams: Object.fromEntries(limits) };
}
