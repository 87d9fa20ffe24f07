import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readAudit } from "@devflow/audit";
import { loadSettings } from "@devflow/config";
import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { UsageError } from "@devflow/errors";
import { createLogger } from "@devflow/logging";
import { type ModelServer, startModelServer, text } from "@devflow/testkit/model-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runExport } from "../../src/export/index.ts";
import { pythonCheckout, requestFor } from "./export-world.ts";

let database: Database;
let checkout: string;
let dataFolder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  dataFolder = await mkdtemp(join(tmpdir(), "devflow-data-"));
  checkout = pythonCheckout(40);
  const shop = join(checkout, "shop");
  for (const name of readdirSync(shop)) {
    const bare = readFileSync(join(shop, name), "utf8").replace(/^ {4}""".*\n/gm, "");
    writeFileSync(join(shop, name), bare);
  }
  const author = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
  const args = [...author, "commit", "--quiet", "--all", "-m", "Bare"];
  execFileSync("git", args, { cwd: checkout, stdio: "pipe" });
});
afterAll(async () => {
  await database.close();
  await Promise.all(
    [checkout, dataFolder].map((path) => rm(path, { recursive: true, force: true })),
  );
});

/** Documents the function that it is asked about; every third time it names what is nowhere. */
function documented(prompt: string, isLie: boolean): string {
  const [declaration = "", , parameter = ""] =
    /^(?:.*\| ?)?(def \w+\((\w+),.*)$/m
      .exec(prompt)
      ?.slice(1)
      .flatMap((each, at) => (at === 0 ? [each, each] : [each])) ?? [];
  const named = isLie ? "`forget_everything`" : `\`${parameter}\``;
  return `FINDING\nfile: a.py\nline: \`${declaration}\`\ntitle: t\nwhy: w\nfix:\n\`\`\`\n${declaration}\n    """Walks over all ${named} once, then gives their weighted average back."""\n\`\`\`\nEND`;
}

async function serverThat(
  lies: (call: number) => boolean,
): Promise<{ server: ModelServer; asked: string[] }> {
  const asked: string[] = [];
  const server = await startModelServer({
    script: ({ user }) => {
      asked.push(user);
      return text(documented(user, lies(asked.length)));
    },
  });
  return { server, asked };
}

function run(url: string, id: string, synthetic: number | null) {
  const settings = loadSettings({
    DEVFLOW_DATA: dataFolder,
    EXPERT_URL: url,
    EXPERT_MODEL: "writer",
  });
  const logger = createLogger({ level: "silent" });
  return runExport({ settings, database, logger }, requestFor(checkout, { id, synthetic }));
}

test("off by default: nobody is asked", async () => {
  const { server, asked } = await serverThat(() => false);
  await run(server.url, "none", null);
  expect(asked).toEqual([]);
  await server.close();
});

test("documentation is marked, sampled and bounded; what names the unknown is refused and counted", async () => {
  const { server, asked } = await serverThat((call) => call % 3 === 0);
  const { manifest } = await run(server.url, "some", 9);
  expect(asked).toHaveLength(9);
  const told = await readAudit(database, { limit: 99, action: "model.called" });
  expect(told).toHaveLength(9);
  expect(told[0]).toMatchObject({
    ...{ actor: "devflow", subject: "writer" },
    details: { export: "some", purpose: "command", outcome: "answered" },
  });
  expect(JSON.stringify(manifest)).toContain("unknown names");
  const rows = ["train", "validation", "test"].map((split) =>
    readFile(join(dataFolder, "exports/some/python/sft", `${split}.jsonl`), "utf8").catch(() => ""),
  );
  const text = (await Promise.all(rows)).join("");
  expect(text).not.toContain("forget_everything");
  expect(text.match(/weighted average/g)).toHaveLength(6);
  await server.close();
});

test("an expert that is down costs the examples and no more; without one it is said", async () => {
  const { server } = await serverThat(() => false);
  await server.close();
  const { manifest } = await run(server.url, "down", 2);
  expect(JSON.stringify(manifest)).toContain("no answer");
  await expect(run("none", "without", 2)).rejects.toThrow(UsageError);
});
