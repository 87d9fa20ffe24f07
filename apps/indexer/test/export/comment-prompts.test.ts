import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readAudit } from "@devflow/audit";
import { loadSettings } from "@devflow/config";
import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { UsageError } from "@devflow/errors";
import { createLogger } from "@devflow/logging";
import { ensureLocalRepository } from "@devflow/retrieval";
import { startModelServer, text } from "@devflow/testkit/model-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defaultRequest, type ExportRequest, runExport } from "../../src/export/index.ts";

const logger = createLogger({ level: "silent" });
let database: Database;
let folder: string;
let repositoryId = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "devflow-prompts-"));
  const checkout = join(folder, "shop");
  mkdirSync(join(checkout, "api"), { recursive: true });
  writeFileSync(join(checkout, ".devflow.yml"), "review:\n  language: German\n");
  const words = "review:\n  instructions: Prices are whole cents.\n";
  writeFileSync(join(checkout, "api/.devflow.yml"), words);
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: checkout, encoding: "utf8", stdio: "pipe" });
  git("init", "--quiet", "--initial-branch=main");
  git("add", ".");
  git("-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", "Shop");
  repositoryId = await ensureLocalRepository(database, checkout);
  await database.query(
    `INSERT INTO index_states (repository_id, commit_sha) VALUES ($1, $2)
     ON CONFLICT (repository_id) DO UPDATE SET commit_sha = $2`,
    [repositoryId, git("rev-parse", "HEAD").trim()],
  );
  await said(1, "api/price.ts", "Bitte rund hier auf ganze Cent, sonst fehlt am Ende etwas.", 1);
  await said(
    2,
    "web/page.ts",
    "Bitte prüfe vorher, ob die Liste leer ist, sonst stürzt das ab.",
    1,
  );
  await said(3, "api/long.ts", "Bitte rund hier auf ganze Cent, sonst ist die Summe falsch.", 400);
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

async function said(id: number, path: string, body: string, lines: number) {
  const added = Array.from(
    { length: lines },
    (_, at) => `+export const price${at} = total / ${at};`,
  );
  const hunk = [`@@ -0,0 +1,${lines} @@`, ...added].join("\n");
  await database.query(
    `INSERT INTO past_pulls (repository_id, number, title, description, base_sha, head_sha,
                             created_at, merged_at)
     VALUES ($1, $2, 'Price', '', 'b', 'h', now(), now())`,
    [repositoryId, id],
  );
  await database.query(
    `INSERT INTO human_comments (repository_id, pull_number, github_comment_id, author, is_bot,
                                 author_association, body, path, side, start_line, line, commit_sha,
                                 hunk, is_resolved, lines_changed, is_by_pull_author, created_at)
     VALUES ($1, $2::integer, $2::integer, 'kim', false, 'MEMBER', $3, $4, 'RIGHT', 1, 1, 'h', $5, false, true,
             false, now())`,
    [repositoryId, id, body, path, hunk],
  );
}

interface Line {
  path: string;
  prompt: { content: string }[];
  completion: { content: string }[];
}

async function exported(
  environment: Record<string, string>,
  changes: Partial<ExportRequest> = {},
): Promise<{ of(path: string): Line | undefined; refused: Record<string, unknown> }> {
  const data = await mkdtemp(join(folder, "data-"));
  const settings = loadSettings({ DEVFLOW_DATA: data, ...environment });
  const request = { ...defaultRequest(), code: "none" as const, id: "one", ...changes };
  const { manifest } = await runExport({ settings, database, logger }, request);
  const sft = join(data, "exports/one/review/sft");
  const files = await readdir(sft).catch(() => []);
  const texts = await Promise.all(files.map((file) => readFile(join(sft, file), "utf8")));
  const lines = texts
    .flatMap((all) => all.trim().split("\n"))
    .map((line): Line => JSON.parse(line));
  return { of: (path) => lines.find((line) => line.path === path), refused: manifest.refused };
}

const asked = (line: Line | undefined) => line?.prompt.map(({ content }) => content).join("\n");

test("prompts of comments hold the words and the language of their repository", async () => {
  const { of } = await exported({ EXPERT_URL: "none" });
  expect(asked(of("api/price.ts"))).toContain("Prices are whole cents.");
  expect(asked(of("api/price.ts"))).toContain("German");
  expect(asked(of("web/page.ts"))).not.toContain("Prices are whole cents.");
});

test("prompts of comments are cut to the window of the configured expert", async () => {
  const experts = join(folder, "experts.yaml");
  const expert = { url: "http://127.0.0.1:9/v1", window_tokens: 16_384, max_output_tokens: 1_024 };
  writeFileSync(experts, JSON.stringify({ experts: { review: expert } }));
  const small = asked((await exported({ EXPERT_URL: "none" })).of("api/long.ts"));
  const large = asked((await exported({ EXPERTS_FILE: experts })).of("api/long.ts"));
  expect(small).not.toContain("price399");
  expect(large).toContain("price399");
});

test("an expert that is asked to judge refuses noise and grades the rest", async () => {
  await using server = await startModelServer({
    script: ({ user }) => text(user.includes("Liste leer") ? "NOISY" : "VALID high security"),
  });
  const environment = { EXPERT_URL: server.url, EXPERT_MODEL: "judge" };
  const { of, refused } = await exported(environment, { isJudged: true });
  expect(of("web/page.ts")).toBeUndefined();
  expect(refused).toMatchObject({ expert: { "noise in the expert's opinion": 1 } });
  expect(of("api/price.ts")?.completion[0]?.content).toMatch(/severity: high[\s\S]*security/);
  const told = await readAudit(database, { limit: 99, action: "model.called" });
  const answered = told.filter(({ details }) => details.outcome === "answered");
  const named = { actor: "devflow", subject: "judge", details: { export: "one" } };
  expect(answered).toMatchObject(server.requests.map(() => named));
  await expect(exported({ EXPERT_URL: "none" }, { isJudged: true })).rejects.toThrow(UsageError);
});
