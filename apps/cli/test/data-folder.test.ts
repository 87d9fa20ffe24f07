import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { admitGuests, openDatabase } from "@devflow/database";
import { createTestFolder } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import {
  byPurpose,
  findings,
  slow,
  startModelServer,
  text,
  verdict,
} from "@devflow/testkit/model-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { devflow, type RunningDevFlow, startDevflow, temporaryFolder } from "./support/devflow.ts";
import { devflowHere } from "./support/devflow-here.ts";
import { parseReview } from "./support/review-document.ts";
import { createShop, divisionByZero } from "./support/shop.ts";

/** Everything that opens a data folder is here: making one takes 2 s, opening it again 0.5 s. */
const shop = createShop();
const folder = temporaryFolder();
const data = join(folder.path, "data");
const where = ["--repo", shop.folder, "--data", data];
/** Nobody listens on port 9 (discard) of this machine. */
const nobody = ["--expert", "http://127.0.0.1:9/v1", "--model", "house-reviewer"];

beforeAll(() => createTestFolder(data));
afterAll(() => {
  shop[Symbol.dispose]();
  folder[Symbol.dispose]();
});

describe("review with an expert", () => {
  const madeUp = { ...divisionByZero, quote: "const nothing = like(this);", title: "Made up" };

  test("Ctrl-C ends at once with 130 and cancels the request; the next run is whole", async () => {
    await using server = await startModelServer({
      models: [{ id: "house-reviewer" }],
      script: byPurpose({
        draft: [slow(), findings([divisionByZero, madeUp])],
        verify: [verdict("keep")],
      }),
    });
    const expert = ["--expert", server.url, "--model", "house-reviewer"];

    const running = startDevflow(["review", ...where, ...expert]);
    const request = await Promise.race([server.received(1), failure(running)]);
    running.interrupt();
    const interrupted = await running.ended;
    expect(interrupted).toMatchObject({ code: 130, stdout: "" });
    expect(interrupted.stderr).toMatch(/^Interrupted\..*\n$/);
    expect(await request.ended).toBe("aborted");

    const next = await devflowHere(["review", ...where, ...expert, "--format", "json"]);
    expect(next).toMatchObject({ code: 0, stderr: "" });
    const { review, findings: found, held } = parseReview(next.stdout);
    expect(review.expert).toEqual({ url: server.url, model: "house-reviewer" });
    expect(review.files_reviewed).toEqual(["src/sum.ts"]);
    expect(found.map(({ source, line }) => `${source} ${line}`)).toEqual([
      "expert 2",
      "rule:js-dynamic-code 6",
    ]);
    expect(held).toHaveLength(1);
    expect(held[0]).toMatchObject({
      path: "src/sum.ts",
      line: null,
      title: "Made up",
      reason: "the quoted line is not in the diff",
    });
  });

  test("an expert that cannot be reached costs its part only, and the review says so", async () => {
    const { code, stdout } = await devflowHere(["review", ...where, ...nobody]);
    expect(code).toBe(0);
    expect(stdout).toContain("src/sum.ts:6  high  ");
    expect(stdout).toContain("The expert house-reviewer was unavailable");
    expect(stdout).toContain("src/sum.ts (the expert was unavailable)");
  });
});

test("what the team decided on GitHub holds for a checkout of that repository, and for no other", async () => {
  await using server = await startModelServer({
    models: [{ id: "house-reviewer" }],
    script: [findings([])],
  });
  const review = async (remote: string, expert: readonly string[], format = "json") => {
    shop.checkout.git("config", "remote.origin.url", remote);
    const { stdout } = await devflowHere(["review", ...where, ...expert, "--format", format]);
    return stdout;
  };
  const byRules = ["--expert", "none"];
  const elsewhere = parseReview(await review("https://example.com/acme/shop.git", byRules));
  expect(elsewhere.review.memory).toBeNull();
  expect(elsewhere.findings).toHaveLength(1);
  const logger = createLogger({ level: "silent" });
  const database = await openDatabase({ databaseUrl: null, dataFolder: data }, logger);
  await database.query(
    `WITH installed AS (INSERT INTO installations (id, account) VALUES (1, 'Acme') RETURNING id),
          known AS (INSERT INTO repositories (github_id, installation_id, owner, name)
                    SELECT 5, id, 'Acme', 'shop' FROM installed RETURNING id),
          remembered AS (INSERT INTO memories (repository_id, text, paths, actor, pull_number)
                         SELECT id, 'Formulas are ours', '{}', 'ada', 7 FROM known)
     INSERT INTO remarks (repository_id, pull_number, fingerprint, content_key, source, severity,
                          category, title, body, path, side, start_line, line, line_hashes, before_hashes, after_hashes,
                          place, first_head_sha, said_at, state, state_actor)
     SELECT id, 7, $1, 'k', $2, 'high', 'security', 'x', 'x', 'src/sum.ts', 'RIGHT', 6, 6, '{}', '{}', '{}',
            'inline', 'a', now(), 'dismissed', 'ada'
       FROM known`,
    [elsewhere.findings[0]!.fingerprint, elsewhere.findings[0]!.source],
  );
  await database.close();

  const remote = "git@github.com:acme/shop.git";
  const said = await review(remote, byRules, "text");
  expect(said).toMatch(/^no findings, /m);
  expect(said).toContain("With what Acme/shop decided on GitHub: 1 dismissal, 1 remembered rule.");
  const expert = ["--expert", server.url, "--model", "house-reviewer"];
  const asked = parseReview(await review(remote, expert));
  expect(asked.review.memory).toMatchObject({ repository: "Acme/shop", pull_request: null });
  expect(asked.held.map(({ reason }) => reason)).toEqual([expect.stringContaining("ada")]);
  expect((await server.received(1)).user).toContain("Formulas are ours");
  shop.checkout.git("config", "--unset", "remote.origin.url");
});

test("index counts what it reads, and search finds a function by name with its reasons", async () => {
  const indexed = await devflow(["index", ...where, "--rebuild", "--json"]);
  expect(indexed).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(indexed.stdout)).toMatchObject({
    commit: shop.sums,
    files: 2,
    skipped: [expect.objectContaining({ path: "package-lock.json" })],
    duration_ms: expect.any(Number),
  });

  const found = await devflow(["search", "average", ...where, "--limit", "1", "--json"]);
  expect(found).toMatchObject({ code: 0, stderr: "" });
  const hits = z.array(hit).parse(JSON.parse(found.stdout));
  expect(hits).toHaveLength(1);
  expect(hits[0]).toMatchObject({ path: "src/sum.ts", symbol: "average", kind: "function" });

  const explained = await devflowHere(["search", "average", ...where, "--explain", "--json"]);
  const [first] = z.array(explainedHit).parse(JSON.parse(explained.stdout));
  expect(first!.parts.full_text?.rank).toBe(1);
  expect(first!.parts.rules.map(({ rule }) => rule)).toContain("definition");
  const { stdout } = await devflowHere([
    "search",
    "average",
    ...where,
    "--explain",
    "--limit",
    "1",
  ]);
  expect(stdout).toMatch(/^ {4}score [\d.]+ = .* places \+ [\d.]+ definition/m);
  expect(stdout).toMatch(/^ {4}places: full text 1 \(BM25 [\d.]+\)/m);
});

/** Rejects with what the process said when it ends by itself. */
async function failure(running: RunningDevFlow): Promise<never> {
  throw new Error(`devflow ended early: ${JSON.stringify(await running.ended)}`);
}

/** The documented shape of one hit of `devflow search --json`. */
const hit = z.strictObject({
  folder: z.string(),
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  path: z.string(),
  start_line: z.int().min(1),
  end_line: z.int().min(1),
  kind: z.string(),
  symbol: z.string().nullable(),
  score: z.number(),
  reasons: z.array(z.string().min(1)).min(1),
});

/** The same with `--explain`. */
const explainedHit = hit.extend({
  parts: z.strictObject({
    full_text: z.strictObject({ rank: z.int().min(1), score: z.number() }).nullable(),
    vector: z.strictObject({ rank: z.int().min(1), similarity: z.number() }).nullable(),
    fused: z.number(),
    rules: z.array(
      z.strictObject({ rule: z.string().min(1), added: z.number(), factor: z.number() }),
    ),
  }),
});

test("a data folder that another process uses is named with that process", async () => {
  const logger = createLogger({ level: "silent" });
  const holder = await openDatabase({ databaseUrl: null, dataFolder: data }, logger);
  try {
    expect(await devflow(["index", ...where])).toEqual({
      code: 2,
      stdout: "",
      stderr:
        `error: the data folder ${data} is in use by process ${process.pid}\n` +
        "A command ends by itself: wait for it. Else stop it, or choose another folder: --data or DEVFLOW_DATA.\n",
    });
  } finally {
    await holder.close();
  }
});

describe("an embeddings server", () => {
  test("gives the vectors of the index, once a text; without it a search says so", async () => {
    const server = await startModelServer({ script: [], embeddings: { dimensions: 32 } });
    const env = {
      EMBEDDER: "endpoint",
      EMBEDDER_URL: server.url,
      EMBEDDER_MODEL: "words",
      EMBEDDER_DIMENSIONS: "32",
      EMBEDDER_QUERY_PREFIX: "search_query:",
    };
    expect(await devflowHere(["index", ...where], { env })).toMatchObject({ code: 0, stderr: "" });
    const indexed = server.embedded.length;
    expect(indexed).toBeGreaterThan(0);
    const found = await devflowHere(["search", "average of prices", ...where], { env });
    expect(found).toMatchObject({ code: 0, stderr: "" });
    expect(found.stdout).toContain("similar in meaning");
    const asked = server.embedded.slice(indexed).flatMap(({ texts }) => texts);
    expect(asked).toEqual(["search_query: average of prices"]);
    const told = await devflowHere(["audit", "list", "--action", "model.called", "--data", data]);
    expect(told.stdout).toMatch(/ os:\S+ +model\.called +\S+: embed.*, answered$/m);
    await server.close();
    const alone = await devflowHere(["search", "average of prices", ...where], { env });
    expect(alone.code).toBe(0);
    expect(alone.stdout).toContain("no vectors: The connection to the embedder failed");
  });
});

describe("export", () => {
  test("reads the code of what is indexed, but for --no-code", async () => {
    expect((await devflowHere(["index", ...where])).code).toBe(0);
    const repositories = async (run: typeof devflowHere, ...flags: string[]) => {
      const { stdout } = await run(["export", "--dry-run", "--json", "--data", data, ...flags]);
      const manifest = z.object({
        notes: z.object({ code: z.object({ repositories: z.number() }) }),
      });
      return manifest.parse(JSON.parse(stdout)).notes.code.repositories;
    };
    expect(await repositories(devflow)).toBe(1);
    expect(await repositories(devflowHere, "--no-code")).toBe(0);
  });
});

describe("doctor", () => {
  test("names every part that works, and asks the expert a real question", async () => {
    await using server = await startModelServer({ script: [text("OK")] });
    const expert = ["--expert", server.url, "--model", "scripted-reviewer"];
    const { code, stdout, stderr } = await devflow(["doctor", "--json", "--data", data, ...expert]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const checks: { name: string; state: string }[] = JSON.parse(stdout);
    expect(checks.map(({ name, state }) => `${name}: ${state}`)).toEqual([
      "settings: ok",
      "git: ok",
      "database and queue: ok",
      "GitHub App: note",
      "expert: ok",
      "code expert default: note",
      "embedder: ok",
      "training data: ok",
      "trained experts: ok",
      "usage: ok",
    ]);
  });

  test("asks an embeddings server for a vector, names the size that it should have, and where training data cannot be written", async () => {
    await using server = await startModelServer({ script: [], embeddings: { dimensions: 32 } });
    const env = {
      EMBEDDER: "endpoint",
      EMBEDDER_URL: server.url,
      EMBEDDER_MODEL: "words",
      EMBEDDER_DIMENSIONS: "32",
    };
    const doctor = (changes = {}) =>
      devflowHere(["doctor", "--data", data, "--expert", "none"], {
        env: { ...env, ...changes },
      });
    const { stdout } = await doctor();
    expect(stdout).toMatch(/^ok +embedder: words at http.*, 32 dimensions, answered in \d+ ms$/m);
    const file = join(folder.path, "no-folder");
    writeFileSync(file, "");
    const sets = join(file, "sets");
    const wrong = await doctor({ EMBEDDER_DIMENSIONS: "64", EXPORT_DESTINATION: sets });
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toMatch(
      /^problem +embedder: .* gives 32 dimensions, EMBEDDER_DIMENSIONS says 64$/m,
    );
    expect(wrong.stdout).toMatch(
      /^problem +training data: .*no-folder\/sets: .* cannot be written$/m,
    );
  });

  test("ends with 1 and a next step for each problem, and still makes the other checks", async () => {
    const file = join(folder.path, "file");
    writeFileSync(file, "");
    const { code, stdout, stderr } = await devflowHere([
      "doctor",
      "--data",
      `${file}/data`,
      ...nobody,
    ]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout).toMatch(/^ok +settings: /m);
    expect(stdout).toMatch(/^problem +database and queue: the data folder .* cannot be used/m);
    expect(stdout).toContain("choose another folder with --data");
    expect(stdout).toMatch(/^problem +expert: /m);
    expect(stdout).toContain("Check that it runs and can be reached from here.");
  });

  test("looks into the database of the DevFlow that runs on the folder, through it", async () => {
    const logger = createLogger({ level: "silent" });
    const database = await openDatabase({ databaseUrl: null, dataFolder: data }, logger);
    const door = await admitGuests(database, data, { logger });
    await database.query(
      `INSERT INTO people (issuer, subject, display_name, github_login, signed_in_at)
       VALUES ('github', '7', 'Ada', 'ada', now())`,
    );
    const { stdout } = await devflow(["doctor", "--data", data, "--expert", "none"]);
    await database.query("DELETE FROM people");
    await door?.close();
    await database.close();
    expect(stdout).toMatch(/^ok +database and queue: .* through the DevFlow that runs on it$/m);
    expect(stdout).toMatch(/^\w+ +trained experts: /m);
    expect(stdout).toMatch(/^note +sign-in: user tokens of the GitHub App do not expire/m);
    expect(stdout).toContain('Switch "User-to-server token expiration" on');
  });
});

describe("start", () => {
  test("ends, with what to do, when the gateway's port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const taken = typeof address === "object" ? `${address?.port}` : "";

    const { code, stderr } = await devflow(["start", "--data", data, "--expert", "none"], {
      cwd: folder.path,
      env: { PORT: "0", GATEWAY_PORT: taken },
    });
    other.close();

    expect(code).toBe(2);
    expect(stderr).toContain(
      `error: Cannot listen on 127.0.0.1:${taken}\nSet GATEWAY_PORT (and HOST) to a free address`,
    );
  });
});
