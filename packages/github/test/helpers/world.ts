import { Writable } from "node:stream";
import { createLogger } from "@devflow/logging";
import {
  type FakeGitHub,
  type FakeGitHubOptions,
  type Files,
  type PullHandle,
  type RepositoryHandle,
  startFakeGitHub,
} from "@devflow/testkit";
import { type AppClient, createAppClient, type InstallationClient } from "../../src/index.ts";

/** Short enough for tests, long enough to tell the order of things. */
export const quickRetries = { delaysMs: [1, 1], maxRateWaitMs: 1_500 };

export interface World extends AsyncDisposable {
  fake: FakeGitHub;
  app: AppClient;
  repository: RepositoryHandle;
  ref: { owner: string; name: string };
  client: InstallationClient;
  /** Everything that was logged. */
  logText(): string;
}

/** A fake GitHub with the repository acme/shop, and our client on it. Left-overs fail the test. */
export async function openWorld(
  options: { files?: Files; github?: FakeGitHubOptions; timeoutMs?: number } = {},
): Promise<World> {
  const fake = await startFakeGitHub(options.github);
  const files = options.files ?? { "a.ts": "one\ntwo\nthree\n" };
  const repository = await fake.createRepository({ files });
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const { timeoutMs } = options;
  const app = createAppClient({
    apiUrl: fake.apiUrl,
    appId: fake.app.id,
    privateKey: fake.app.privateKey,
    logger: createLogger({ level: "trace", destination, pretty: false }),
    retryPolicy: quickRetries,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  return {
    fake,
    app,
    repository,
    ref: { owner: "acme", name: "shop" },
    client: app.forInstallation(fake.installation().id),
    logText: () => lines.join(""),
    async [Symbol.asyncDispose]() {
      fake.assertNothingLeft({ webhooks: false });
      await fake.close();
    },
  };
}

/** A pull request that commits the files on a branch of its own. */
export async function openPull(repository: RepositoryHandle, files: Files): Promise<PullHandle> {
  const head = `change-${repository.pulls.length + 1}`;
  await repository.commit({ branch: head, files });
  return await repository.openPullRequest({ head });
}

/** All items of a list, in order. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
