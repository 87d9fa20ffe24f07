import { randomBytes } from "node:crypto";
import type { EventLog, FakeEvent } from "./event-log.ts";
import type { Injection, InjectOptions } from "./faults.ts";
import { commitFiles, type Files } from "./git/commit-files.ts";
import { InstallationHandle } from "./handles/installation.ts";
import { RepositoryHandle } from "./handles/repository.ts";
import { leftovers, type Strictness } from "./leftovers.ts";
import type { AppRegistration, CheckRun, Installation } from "./model.ts";
import type { RequestLog } from "./request-log.ts";
import { serializeCheckRun } from "./serialize/check-run.ts";
import { findRepository, installationOf, type State, timestamp, userOf } from "./state.ts";
import { type DeliverOptions, deliver } from "./webhooks/deliver.ts";
import type { Attempt, Hook } from "./webhooks/outbox.ts";
import { queueHook, queueRepositoryHook } from "./webhooks/queue-hook.ts";

export interface CreateRepositoryOptions {
  owner?: string;
  name?: string;
  files?: Files;
  isPrivate?: boolean;
  defaultBranch?: string;
  /** Whether the App is installed for the owner; yes by default, silently. */
  isInstalled?: boolean;
}

/** GitHub in a test's hands. Everything a client can see goes over real HTTP. */
export class FakeGitHub {
  readonly #state: State;
  readonly #stop: () => Promise<void>;

  constructor(state: State, stop: () => Promise<void>) {
    this.#state = state;
    this.#stop = stop;
  }

  /** `http://127.0.0.1:port`, where git clones from. */
  get url(): string {
    return this.#state.url;
  }

  /** What octokit takes as `baseUrl`; ends in `/api/v3`, as on GitHub Enterprise Server. */
  get apiUrl(): string {
    return this.#state.apiUrl;
  }

  get app(): AppRegistration {
    return this.#state.app;
  }

  /** How many suggestions of the App were applied by git and parsed; bad ones are leftovers. */
  get suggestionsChecked(): number {
    return this.#state.suggestionsChecked;
  }

  get requests(): RequestLog {
    return this.#state.requests;
  }

  get events(): EventLog {
    return this.#state.events;
  }

  /** Every webhook that happened, delivered or not. */
  get hooks(): Hook[] {
    return this.#state.outbox.hooks;
  }

  get violations(): readonly string[] {
    return this.#state.violations;
  }

  /** A repository with one commit on its default branch. Queues nothing. */
  async createRepository(options: CreateRepositoryOptions = {}): Promise<RepositoryHandle> {
    const { owner = "acme", name = "shop", isPrivate = true, defaultBranch = "main" } = options;
    const wanted = { owner, name, isPrivate, defaultBranch };
    const record = await this.#state.makeRepository(wanted);
    if (options.files !== undefined) {
      await commitFiles(record.gitDirectory, {
        branch: defaultBranch,
        parent: null,
        tree: null,
        files: options.files,
        message: "First commit",
        author: { name: owner, email: `${owner}@example.com` },
        time: Math.floor(this.#state.now().getTime() / 1000),
      });
    }
    const isSeen = installationOf(this.#state, record) !== undefined;
    if (options.isInstalled !== false && !isSeen) this.install({ account: owner });
    return new RepositoryHandle(this.#state, record);
  }

  repository(owner: string, name: string): RepositoryHandle {
    const record = findRepository(this.#state, owner, name);
    if (record === undefined) throw new Error(`no repository ${owner}/${name}`);
    return new RepositoryHandle(this.#state, record);
  }

  /** Installs the App for an account. Queues nothing; `announce()` on the result does. */
  install(options: { account: string; repositories?: RepositoryHandle[] }): InstallationHandle {
    const record: Installation = {
      id: this.#state.nextId(),
      account: userOf(this.#state, options.account, "Organization"),
      selection: options.repositories === undefined ? "all" : "selected",
      repositories: new Set(options.repositories?.map((each) => each.record)),
      suspendedAt: null,
      isDeleted: false,
      createdAt: timestamp(this.#state),
    };
    this.#state.installations.set(record.id, record);
    return new InstallationHandle(this.#state, record);
  }

  /** The installation that covers a repository, or the only one there is. */
  installation(repository?: RepositoryHandle): InstallationHandle {
    const all = [...this.#state.installations.values()];
    const record =
      repository === undefined ? all[0] : installationOf(this.#state, repository.record);
    if (record === undefined) throw new Error("the App is not installed");
    return new InstallationHandle(this.#state, record);
  }

  /** From now on GitHub does not let the App resolve threads, or does again. */
  refuseToResolve(isRefused = true): void {
    this.#state.mayNotResolve = isRefused;
  }

  /** Somebody asks for a check run to be done again: queues `check_run` rerequested. */
  rerequestCheckRun(repository: RepositoryHandle, run: CheckRun, by = "octocat"): void {
    queueRepositoryHook(this.#state, repository.record, {
      event: "check_run",
      action: "rerequested",
      sender: userOf(this.#state, by),
      payload: { check_run: serializeCheckRun(this.#state, repository.record, run) },
    });
  }

  /** What GitHub sends when the App is created. */
  ping(): void {
    const { app } = this.#state;
    queueHook(this.#state, {
      event: "ping",
      action: null,
      sender: app.owner,
      installation: null,
      repository: null,
      payload: { zen: "Speak like a human.", hook_id: app.id + 1 },
    });
  }

  /** A code as the App-creation page hands out; `POST /app-manifests/{code}/conversions` takes it. */
  createManifestCode(): string {
    const code = randomBytes(20).toString("hex");
    this.#state.manifestCodes.add(code);
    return code;
  }

  /** Who sits at the browser from now on, when somebody signs in through the App; null says no. */
  signInAs(login: string | null): void {
    this.#state.signIns.person = login;
  }

  /** Whether the App's page says that tokens of people do not expire. */
  letSignInsLast(isEndless: boolean): void {
    this.#state.signIns.isEndless = isEndless;
  }

  /** Somebody takes back on GitHub what they allowed the App: their tokens are no good any more. */
  endSignIns(): void {
    this.#state.signIns.tokens.clear();
    this.#state.signIns.refreshTokens.clear();
  }

  /** An account takes another login; whoever is named by the one before from now on is somebody else. */
  renameAccount(login: string, to: string): void {
    const { users } = this.#state;
    const account = userOf(this.#state, login);
    users.delete(login.toLowerCase());
    account.login = to;
    users.set(to.toLowerCase(), account);
  }

  /** Sends webhooks by script; see {@link DeliverOptions}. */
  deliver(options: DeliverOptions): Promise<Attempt[]> {
    return deliver(this.#state, options);
  }

  /** Sends until nothing waits, also what happens on the way. At most 1,000 rounds. */
  async deliverAll(
    to: string,
    options: Omit<DeliverOptions, "to" | "guid"> = {},
  ): Promise<Attempt[]> {
    const attempts: Attempt[] = [];
    for (let round = 0; round < 1000 && this.#state.outbox.waiting.length > 0; round += 1) {
      attempts.push(...(await deliver(this.#state, { ...options, to })));
    }
    return attempts;
  }

  /** Where redeliveries go when nothing was delivered by `deliver` yet. */
  setWebhookUrl(url: string): void {
    this.#state.webhookUrl = url;
  }

  inject(options: InjectOptions): Injection {
    return this.#state.faults.inject(options);
  }

  /** See {@link EventLog.waitFor}. */
  waitFor(
    matches: (event: FakeEvent) => boolean,
    options?: { timeoutMs?: number; from?: "start" | "now" },
  ): Promise<FakeEvent> {
    return this.#state.events.waitFor(matches, options);
  }

  /** Throws with everything that was left over or went against GitHub's description. */
  assertNothingLeft(strictness: Strictness = {}): void {
    const problems = leftovers(this.#state, strictness);
    if (problems.length > 0) throw new Error(`left over:\n${problems.join("\n")}`);
  }

  /** Stops the server and removes its folder. Throws when the description was violated. */
  async close(): Promise<void> {
    await this.#stop();
    const { violations } = this.#state;
    if (violations.length > 0) throw new Error(`against the API:\n${violations.join("\n")}`);
  }
}
