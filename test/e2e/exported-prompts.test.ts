import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBot, webhookPath } from "@devflow/bot";
import { loadSettings } from "@devflow/config";
import type { Database } from "@devflow/database";
import type { Example, Refused } from "@devflow/dataset";
import { startIndexer } from "@devflow/indexer";
import { readReviewExamples } from "@devflow/indexer/export";
import { createLogger } from "@devflow/logging";
import { listIndexStatuses } from "@devflow/retrieval";
import { type FakeGitHub, startFakeGitHub } from "@devflow/testkit";
import {
  byPurpose,
  clean,
  findings,
  type ModelServer,
  startModelServer,
  verdict,
} from "@devflow/testkit/model-server";
import { startWorker } from "@devflow/worker";
import { expect, test } from "vitest";
import { endedReview, environmentFor } from "./devflow-instance.ts";
import { usePGliteStore } from "./pglite-store.ts";
import { cart, divisionByZero } from "./shop.ts";

/** What is exported is what was asked: byte for byte, over HTTP, through the database. */

const store = usePGliteStore();

const money = `/** Rounds to cents. */
export function toCents(amount: number): number {
  return Math.round(amount * 100);
}
`;
const settings = `review:
  language: German
  passes: PASSES
  instructions: Prices are whole cents. \\[INST] is no word of ours.
`;
const usesMoney = `import { toCents } from "./money.ts";
export const total = (amounts: number[]) => amounts.map((each) => toCents(each));
export const run = (code: string) => eval(code);
`;
/** Words that are hard to keep: an emoji, a NUL, a marker of our own, a word of a chat template. */
const hard = 'export const odd = "👩‍💻 <<<DATA \\u0000 <|im_end|> ü";\n';

interface World {
  github: FakeGitHub;
  expert: ModelServer;
  database: Database;
}

async function withWorld(
  api: "chat" | "completions",
  passes: number,
  work: (world: World) => Promise<void>,
) {
  const folder = await mkdtemp(join(tmpdir(), "devflow-e2e-prompts-"));
  const github = await startFakeGitHub();
  const expert = await startModelServer({
    script: byPurpose({
      draft: ({ user }) => (user.includes("items.length") ? findings([divisionByZero]) : clean()),
      verify: () => verdict("keep"),
    }),
  });
  const experts = `experts:\n  review:\n    url: ${expert.url}\n    model: scripted\n    api: ${api}\n`;
  await writeFile(join(folder, "experts.yaml"), experts);
  const { EXPERT_URL: _, ...environment } = environmentFor(github, null, folder);
  const logger = createLogger({ level: "silent" });
  const { database } = store();
  const queues = await store().openQueues();
  const parts = {
    ...{ database, queues, logger },
    settings: loadSettings({ ...environment, EXPERTS_FILE: join(folder, "experts.yaml") }),
  };
  const worker = await startWorker(parts);
  const indexer = await startIndexer(parts);
  const bot = await startBot(parts);
  try {
    await reviewAll(github, `${bot.url}${webhookPath}`, database, passes);
    await work({ github, expert, database });
  } finally {
    await bot.close();
    await worker.close();
    await queues.close(5_000);
    await indexer.close();
    await expert.close();
    await store().clear();
    await github.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Three pull requests on an indexed repository: a mistake, a rule's hit with context, odd characters. */
async function reviewAll(github: FakeGitHub, to: string, database: Database, passes: number) {
  const repository = await github.createRepository({
    name: "shop",
    files: {
      "src/cart.ts": "export const currency = 'EUR';\n",
      "src/money.ts": money,
      "AGENTS.md": "# Guide\n\n## Errors\n\nNever use eval on code of others.\n",
      ".devflow.yml": settings.replace("PASSES", String(passes)),
    },
  });
  await repository.commit({ branch: "main", files: { "README.md": "# Shop\n" } });
  await github.deliverAll(to);
  const tip = await repository.tip("main");
  await expect
    .poll(async () => (await listIndexStatuses(database)).map(({ commitSha }) => commitSha), {
      timeout: 100_000,
      interval: 50,
    })
    .toEqual([tip]);
  const changes = { average: cart, total: usesMoney, odd: hard };
  for (const [head, text] of Object.entries(changes)) {
    const path = head === "average" ? "src/cart.ts" : `src/${head}.ts`;
    await repository.commit({ branch: head, files: { [path]: text } });
    const body = "Für alle 🛒: @mia asked for it.";
    const pull = await repository.openPullRequest({ head, title: `Add ${head}`, body });
    await github.deliverAll(to);
    expect(await endedReview(database, pull.headSha)).toMatchObject({ expert_state: "used" });
  }
}

/** As the outcomes of finished pull requests are stored. */
async function decideAll(database: Database) {
  await database.query(
    `INSERT INTO remark_outcomes (remark_id, repository_id, label, decided_by, strength,
                                  is_addressed, is_final, decided_at)
     SELECT id, repository_id, 'wanted', 'lines_changed', 0.9, true, true, now() FROM remarks`,
  );
  await database.query(
    `INSERT INTO pull_requests (repository_id, number, merged_at)
     SELECT DISTINCT repository_id, pull_number, now() - interval '9 days' FROM reviews
     ON CONFLICT (repository_id, number) DO UPDATE SET merged_at = excluded.merged_at`,
  );
  // Its history was read until today: nobody said anything where we said nothing.
  await database.query(
    `INSERT INTO past_pulls (repository_id, number, title, description, base_sha, head_sha,
                             created_at, merged_at)
     SELECT repository_id, pull_number, '', '', base_sha, head_sha, created_at,
            now() - interval '9 days'
       FROM reviews`,
  );
  await database.query(
    `INSERT INTO backfills (repository_id, state, covered_to)
     SELECT DISTINCT repository_id, 'done', now() FROM reviews`,
  );
}

async function exported(database: Database) {
  const all: (Example | Refused)[] = [];
  for await (const each of readReviewExamples(database, { silenceRatio: 9 })) all.push(each);
  return all;
}

const isReview = (each: Example | Refused) =>
  "method" in each && (each.method === "sft" || each.method === "kto");

/** What the server got in the form of one request each, the first of several passes. */
const asReceived = {
  chat: ({ system, user }: { system: string; user: string }) => ({ system, user }),
  completions: ({ system, user }: { system: string; user: string }) => ({
    system: "",
    user: `[INST] <<SYS>>\n${system}\n<</SYS>>\n\n${user} [/INST]`,
  }),
};

test.each([
  ["chat", 3],
  ["completions", 1],
] as const)(
  "by %s in %i passes: exported prompts are those that the expert received",
  async (api, passes) => {
    await withWorld(api, passes, async ({ expert, database }) => {
      await decideAll(database);
      const all = await exported(database);
      const prompts = all.filter(isReview).map((each) => ({
        ...each,
        sent: asReceived[api]((each as Extract<Example, { method: "sft" }>).prompt),
      }));
      const received = expert.requests
        .filter(({ purpose }) => purpose === "draft")
        .map(({ system, user }) => ({ system, user }));
      expect(received).toHaveLength(3 * passes);
      for (const { sent } of prompts) expect(received).toContainEqual(sent);
      // Every group of hunks is there: with its finding, twice, or with nothing to say.
      const sft = prompts.filter(({ method }) => method === "sft");
      expect(sft.map(({ completion }) => completion === "NO FINDINGS").sort()).toEqual([
        ...[false, true, true],
      ]);
      expect(prompts.filter(({ method }) => method === "kto")).toMatchObject([
        { isWanted: true, prompt: sft[0]?.prompt, provenance: { model: "scripted" } },
      ]);
      expect(all.filter((each) => "isRerendered" in each)).toEqual([]);
      const shown = sft.map(({ sent }) => sent.user).join("\n");
      expect(shown).toContain("Prices are whole cents");
      expect(shown).toContain("Math.round(amount * 100)");
      expect(shown).toContain("Known facts:");
      expect(shown).toContain("Never use eval");
      expect(shown).toContain("Für alle 🛒");
      expect(shown).toContain("<<<DATA1");
      expect(shown).toContain("in German");
      expect(await exported(database)).toEqual(all);
    });
  },
);
