import { randomBytes } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newApp } from "./auth/new-app.ts";
import { EventLog } from "./event-log.ts";
import { Faults } from "./faults.ts";
import { createBareRepository } from "./git/bare-repository.ts";
import { GraphqlLimit } from "./graphql/graphql-limit.ts";
import { githubLimits, type Limits } from "./limits.ts";
import type { Repository, User } from "./model.ts";
import { RateLimit } from "./rate-limit.ts";
import { RequestLog } from "./request-log.ts";
import { newSignIns } from "./sign-in/serve-sign-in.ts";
import { fullName, type NewRepository, type State, timestamp, userOf } from "./state.ts";
import { Outbox } from "./webhooks/outbox.ts";

export interface StateOptions {
  slug?: string;
  webhookSecret?: string;
  webhookUrl?: string;
  limits?: Partial<Limits>;
  /** The fake's clock; the machine's by default. */
  now?: () => Date;
}

async function makeRepository(state: State, wanted: NewRepository): Promise<Repository> {
  const repository: Repository = {
    id: state.nextId(),
    owner: userOf(state, wanted.owner, "Organization"),
    name: wanted.name,
    isPrivate: wanted.isPrivate,
    defaultBranch: wanted.defaultBranch ?? "main",
    gitDirectory: join(state.folder, "repositories", wanted.owner, `${wanted.name}.git`),
    parent: null,
    permissions: new Map(),
    pulls: new Map(),
    lostCommits: new Set(),
    checkRuns: [],
    createdAt: timestamp(state),
  };
  const key = fullName(repository).toLowerCase();
  if (state.repositories.has(key)) throw new Error(`repository ${key} exists`);
  state.repositories.set(key, repository);
  await createBareRepository(repository.gitDirectory, repository.defaultBranch);
  return repository;
}

/** An empty GitHub with one registered App. */
export async function newState(options: StateOptions): Promise<State> {
  let lastId = 1_000_000 + randomBytes(2).readUInt16BE();
  const nextId = () => {
    lastId += 1;
    return lastId;
  };
  const now = options.now ?? (() => new Date());
  const owner: User = { id: nextId(), login: "devflow-owner", type: "Organization" };
  const createdAt = `${now().toISOString().slice(0, 19)}Z`;
  const app = await newApp({ id: nextId(), slug: options.slug ?? "devflow", owner, createdAt });
  const state: State = {
    folder: await mkdtemp(join(tmpdir(), "devflow-github-")),
    limits: { ...githubLimits, ...options.limits },
    app: { ...app, webhookSecret: options.webhookSecret ?? app.webhookSecret },
    users: new Map([[owner.login, owner]]),
    repositories: new Map(),
    installations: new Map(),
    tokens: new Map(),
    events: new EventLog(),
    outbox: new Outbox(),
    signIns: newSignIns(),
    rateLimit: new RateLimit(),
    graphqlLimit: new GraphqlLimit(),
    mayNotResolve: false,
    suggestionsChecked: 0,
    faults: new Faults(),
    requests: new RequestLog(),
    violations: [],
    manifestCodes: new Set(),
    redeliveries: new Set(),
    webhookUrl: options.webhookUrl ?? null,
    url: "",
    apiUrl: "",
    nextId,
    now,
    makeRepository: (wanted) => makeRepository(state, wanted),
  };
  return state;
}
