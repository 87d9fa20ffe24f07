import { openMirror } from "@devflow/git";
import { openCodeIndex } from "@devflow/retrieval";
import {
  type FakeGitHub,
  type ModelServer,
  type PullHandle,
  type RepositoryHandle,
  startFakeGitHub,
} from "@devflow/testkit";
import { type AnswerFunction, startModelServer } from "@devflow/testkit/model-server";
import { afterAll, beforeAll, expect } from "vitest";
import { type DevFlow, startDevFlow } from "./devflow-instance.ts";
import { openPGliteStore } from "./pglite-store.ts";

/** What became of a command, as its row has it. */
export interface EndedCommand extends Record<string, unknown> {
  verb: string;
  state: string;
  outcome: string | null;
  tokens: number;
}

/** One GitHub, one DevFlow and one expert for all tests of a file; each test has its own repository. */
export interface CommandWorld {
  github: FakeGitHub;
  devflow: DevFlow;
  expert: ModelServer | null;
  /** A repository where `maintainer` may write and `reader` may read. */
  openRepository(files: Record<string, string>): Promise<RepositoryHandle>;
  /** A pull request of `octocat` that brings these files; its review has ended. */
  openPull(
    repository: RepositoryHandle,
    files: Record<string, string>,
    options?: { fork?: RepositoryHandle },
  ): Promise<PullHandle>;
  /** The same where reviews are held: its review waits for a maintainer. */
  openHeldPull(repository: RepositoryHandle, files: Record<string, string>): Promise<PullHandle>;
  /** Reads the default branch into the index. */
  index(repository: RepositoryHandle): Promise<void>;
  /** Delivers everything and waits until the command of this comment has ended. */
  answered(comment: { id: number }): Promise<EndedCommand>;
  /** Writes under the pull request, and gives what became of it. */
  say(pull: PullHandle, body: string, author?: string): Promise<EndedCommand>;
  deliver(): Promise<void>;
}

export function useCommandWorld(script: AnswerFunction | null): CommandWorld {
  let world: { github: FakeGitHub; devflow: DevFlow; expert: ModelServer | null } | undefined;
  let close = async () => {};
  let repositories = 0;
  const open = () => {
    if (world === undefined) throw new Error("the world is not open yet");
    return world;
  };

  beforeAll(async () => {
    const store = await openPGliteStore();
    const github = await startFakeGitHub();
    const expert = script === null ? null : await startModelServer({ script });
    const devflow = await startDevFlow(store, github, expert);
    world = { github, devflow, expert };
    close = async () => {
      await devflow.close();
      await expert?.close();
      await github.close();
      await store.close();
    };
  });
  afterAll(async () => {
    try {
      open().github.assertNothingLeft();
    } finally {
      await close();
    }
  });

  const deliver = async () => {
    const { github, devflow } = open();
    await github.deliverAll(devflow.webhookUrl);
  };

  async function answered(comment: { id: number }): Promise<EndedCommand> {
    await deliver();
    const read = () =>
      open().devflow.database.query<EndedCommand>(
        `SELECT verb, state, outcome, tokens FROM commands
          WHERE comment_id = $1 AND finished_at IS NOT NULL`,
        [comment.id],
      );
    await expect.poll(read, { timeout: 100_000, interval: 25 }).toHaveLength(1);
    const [row] = await read();
    await deliver();
    return row!;
  }

  async function opened(
    repository: RepositoryHandle,
    files: Record<string, string>,
    { fork }: { fork?: RepositoryHandle },
  ): Promise<PullHandle> {
    const branch = `change-${repository.pulls.length + 1}`;
    await (fork ?? repository).commit({ branch, files });
    const pull = await repository.openPullRequest({
      head: branch,
      title: "Add the average",
      ...(fork === undefined ? {} : { fork }),
    });
    await deliver();
    return pull;
  }

  return {
    get github() {
      return open().github;
    },
    get devflow() {
      return open().devflow;
    },
    get expert() {
      return open().expert;
    },
    deliver,
    answered,
    async openRepository(files) {
      repositories += 1;
      // An owner of its own, and with it an installation: what we write is paced for each.
      const owner = `acme-${repositories}`;
      const repository = await open().github.createRepository({ owner, name: "shop", files });
      repository.setPermission("maintainer", "write");
      repository.setPermission("reader", "read");
      return repository;
    },
    async openPull(repository, files, options = {}) {
      const pull = await opened(repository, files, options);
      await open().devflow.ended(pull.headSha);
      return pull;
    },
    async openHeldPull(repository, files) {
      const pull = await opened(repository, files, {});
      const read = () =>
        open().devflow.database.query("SELECT state FROM reviews WHERE head_sha = $1", [
          pull.headSha,
        ]);
      await expect.poll(read, { timeout: 100_000, interval: 25 }).toEqual([{ state: "held" }]);
      return pull;
    },
    async index(repository) {
      const { database } = open().devflow;
      const [row] = await database.query<{ id: number }>(
        "SELECT id FROM repositories WHERE github_id = $1",
        [repository.id],
      );
      const mirror = openMirror(repository.gitDirectory);
      await openCodeIndex(database, row!.id).update(await mirror.tree((await repository.tip())!));
      await mirror.close();
    },
    say: (pull, body, author = "maintainer") => answered(pull.comment({ author, body })),
  };
}
