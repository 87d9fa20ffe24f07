import type { Installation, Repository, User } from "../model.ts";
import { serializeInstallation } from "../serialize/app.ts";
import { serializeRepositoryName } from "../serialize/repository.ts";
import { repositoriesOf, type State, timestamp } from "../state.ts";
import { queueHook } from "../webhooks/queue-hook.ts";
import type { RepositoryHandle } from "./repository.ts";

/** An installation of the App in a test's hands. */
export class InstallationHandle {
  readonly #state: State;
  readonly record: Installation;

  constructor(state: State, record: Installation) {
    this.#state = state;
    this.record = record;
  }

  get id(): number {
    return this.record.id;
  }

  /** Queues `installation` created, which a fresh installation does not do by itself. */
  announce(): void {
    const repositories = repositoriesOf(this.#state, this.record).map(serializeRepositoryName);
    this.#queue("installation", "created", { repositories });
  }

  /** Uninstalls: tokens stop working with 401, new ones are refused with 404. */
  delete(): void {
    this.record.isDeleted = true;
    const repositories = repositoriesOf(this.#state, this.record).map(serializeRepositoryName);
    this.#queue("installation", "deleted", { repositories });
  }

  suspend(): void {
    this.record.suspendedAt = timestamp(this.#state);
    this.#queue("installation", "suspend", {});
  }

  unsuspend(): void {
    this.record.suspendedAt = null;
    this.#queue("installation", "unsuspend", {});
  }

  addRepositories(repositories: RepositoryHandle[]): void {
    const records = repositories.map((each) => each.record);
    for (const record of records) this.record.repositories.add(record);
    this.#queueSelection("added", records, []);
  }

  /** Also narrows an installation on all repositories to the others. */
  removeRepositories(repositories: RepositoryHandle[]): void {
    const records = repositories.map((each) => each.record);
    const left = repositoriesOf(this.#state, this.record).filter((each) => !records.includes(each));
    this.record.selection = "selected";
    this.record.repositories = new Set(left);
    this.#queueSelection("removed", [], records);
  }

  #queueSelection(action: "added" | "removed", added: Repository[], removed: Repository[]): void {
    this.#queue("installation_repositories", action, {
      repository_selection: this.record.selection,
      repositories_added: added.map(serializeRepositoryName),
      repositories_removed: removed.map(serializeRepositoryName),
      requester: null,
    });
  }

  #queue(event: string, action: string, payload: Parameters<typeof queueHook>[1]["payload"]): void {
    const sender: User = this.record.account;
    queueHook(this.#state, {
      event,
      action,
      sender,
      installation: this.record,
      repository: null,
      payload: { installation: serializeInstallation(this.#state, this.record), ...payload },
    });
  }
}
