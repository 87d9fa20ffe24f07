import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { loadSettings } from "@devflow/config";
import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { openRepository } from "@devflow/git";
import type { Caller } from "@devflow/identity";
import { createLogger, type Logger } from "@devflow/logging";
import { openQueues } from "@devflow/queue";
import { ensureLocalRepository, openCodeIndex } from "@devflow/retrieval";
import { Registry } from "prom-client";
import { type RunningGateway, startGateway } from "../../src/index.ts";
import { caller } from "./caller.ts";

/** A gateway over real HTTP with an indexed checkout, and who may ask it. */
export interface AssistWorld extends AsyncDisposable {
  url: string;
  database: Database;
  /** The checkout, which `local` may read and `stranger` may not. */
  folder: string;
  git(args: readonly string[], input?: string): string;
  /** Another gateway beside it, on the same database. */
  startAnother(
    environment: Readonly<Record<string, string>>,
    logger?: Logger,
  ): Promise<RunningGateway>;
  post(
    path: string,
    body: unknown,
    options?: { as?: string; signal?: AbortSignal },
  ): Promise<Response>;
}

/**
 * @param files of the checkout, committed and indexed
 * @param environment of the gateway, for example EXPERT_URL
 */
export async function openAssistWorld(
  files: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>>,
): Promise<AssistWorld> {
  const folder = mkdtempSync(join(tmpdir(), "devflow-assist-"));
  const git = (args: readonly string[], input = "") =>
    execFileSync("git", args, { cwd: folder, input, encoding: "utf8", env: gitEnvironment });
  git(["init", "--quiet", "--initial-branch=main"]);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  git(["add", "."]);
  git(["commit", "--quiet", "--message=All"]);

  const logger = createLogger({ level: "silent" });
  const database = await createTestDatabase();
  const people = await addPeople(database);
  const repositoryId = await ensureLocalRepository(database, folder);
  await using repository = await openRepository(folder);
  await openCodeIndex(database, repositoryId).update(await repository.tree("HEAD"));

  const queues = await openQueues({ database }, logger);
  const start = (its: Readonly<Record<string, string>>, itsLogger: Logger = logger) =>
    startGateway({
      ...{ logger: itsLogger, database, queues, metrics: new Registry() },
      settings: loadSettings({ GATEWAY_PORT: "0", DEVFLOW_DATA: join(folder, ".data"), ...its }),
      isReady: async () => ({ isReady: true, checks: {} }) as never,
      doorkeeper: {
        authenticate: async (authorization) =>
          people.find(({ name }) => authorization === `Bearer ${name}`) ?? null,
        admit: async () => null,
      },
    });
  const gateway = await start(environment);
  return {
    url: gateway.url,
    database,
    folder,
    git,
    startAnother: start,
    post: (path, body, { as = "local", signal } = {}) =>
      fetch(`${gateway.url}${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${as}`, "content-type": "application/json" },
        body: JSON.stringify(body),
        ...(signal && { signal }),
      }),
    async [Symbol.asyncDispose]() {
      await gateway.close();
      await queues.close(1_000);
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const gitEnvironment = {
  PATH: process.env.PATH,
  LC_ALL: "C",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  ...Object.fromEntries(
    ["AUTHOR", "COMMITTER"].flatMap((who) => [
      [`GIT_${who}_NAME`, "Ada"],
      [`GIT_${who}_EMAIL`, "ada@example.com"],
    ]),
  ),
};

/** `local` runs the machine; `stranger` is somebody with a token and nothing to read. */
async function addPeople(database: Database): Promise<Caller[]> {
  const rows = await database.query<{ id: number }>(
    `INSERT INTO people (issuer, subject, display_name, role)
     VALUES ('local', 'local', 'This machine', 'admin'), ('https://id.example', 'eve', 'Eve', 'developer')
     RETURNING id`,
  );
  const [local, stranger] = rows.map(({ id }) => Number(id));
  return [
    caller({
      name: "local",
      role: "admin",
      personId: local ?? 0,
      isLocal: true,
      githubLogin: null,
      githubId: null,
    }),
    caller({ name: "stranger", personId: stranger ?? 0, githubLogin: "eve", githubId: 2 }),
  ];
}

/** The events of an answer that is a stream, in order. */
export async function eventsOf(response: Response): Promise<{ event: string; data: unknown }[]> {
  const text = await response.text();
  return text
    .split("\n\n")
    .filter((block) => block !== "")
    .map((block) => {
      const lines = block.split("\n");
      const data = lines.find((line) => line.startsWith("data: "))?.slice(6) ?? "";
      const event = lines.find((line) => line.startsWith("event: "))?.slice(7) ?? "message";
      return { event, data: data === "[DONE]" ? data : JSON.parse(data) };
    });
}
