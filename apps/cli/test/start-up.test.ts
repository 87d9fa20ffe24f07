import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const run = promisify(execFile);
const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** Prints the URL of every module as it is loaded. */
const loadHook = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module";
  import { writeSync } from "node:fs";
  registerHooks({
    load(url, context, next) {
      writeSync(2, url + "\\n");
      return next(url, context);
    },
  });
`)}`;

async function modulesLoadedBy(...args: string[]): Promise<string[]> {
  const { stderr } = await run(process.execPath, ["--import", loadHook, main, ...args], {
    maxBuffer: 50_000_000,
  });
  return stderr.split("\n").filter((line) => line.startsWith("file:"));
}

async function repositoryWithOneCommit(): Promise<{ folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), "devflow-start-up-"));
  const git = (...args: string[]) => run("git", ["-C", folder, ...args]);
  await git("init", "-q");
  const person = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
  await git(...person, "commit", "-q", "--allow-empty", "-m", "First");
  return {
    folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

describe("start-up", () => {
  test.each([["--version"], ["review --help"], ["start --help"]])(
    "`devflow %s` loads nothing that only a running command needs",
    async (line) => {
      const loaded = await modulesLoadedBy(...line.split(" "));
      expect(loaded.some((url) => url.endsWith("/apps/cli/src/program.ts"))).toBe(true);
      const heavy = /node_modules\/(probot|bullmq|openai|zod|@electric-sql)\/|packages\/(?!errors)/;
      expect(loaded.filter((url) => heavy.test(url))).toEqual([]);
    },
  );

  test("a review without an expert loads neither the GitHub App nor a database", async () => {
    await using repository = await repositoryWithOneCommit();
    const range = ["--repo", repository.folder, "--base", "HEAD", "--head", "HEAD"];
    const loaded = await modulesLoadedBy("review", "--expert", "none", ...range);
    expect(loaded.some((url) => url.includes("/packages/review/"))).toBe(true);
    const heavy = /node_modules\/(probot|bullmq|ioredis|@electric-sql|pg)\/|@octokit/;
    expect(loaded.filter((url) => heavy.test(url))).toEqual([]);
  });
});
