import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/core";
import { execa } from "execa";
import { expect, test } from "vitest";

const main = fileURLToPath(new URL("../src/github/main.ts", import.meta.url));
const run = (args: string[]) =>
  execa(process.execPath, [main, ...args], { reject: false, stdin: "pipe" });

const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];

/** A folder with a shallow clone of two commits in `shop`, as continuous integration makes them. */
async function shallowClone(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "devflow-demo-"));
  const git = (args: string[]) => execa("git", [...identity, ...args], { cwd: folder });
  await git(["init", "--quiet", "whole"]);
  for (const word of ["zero", "one", "two"]) {
    await writeFile(join(folder, "whole/a.txt"), `${word}\n`);
    await git(["-C", "whole", "add", "."]);
    await git(["-C", "whole", "commit", "--quiet", "-m", `Say ${word}`]);
  }
  await git(["clone", "--quiet", "--depth=2", `file://${folder}/whole`, "shop"]);
  return folder;
}

test("explains itself", async () => {
  const { stdout, exitCode } = await run(["--help"]);
  expect(stdout).toContain("--webhook-url");
  expect(exitCode).toBe(0);
});

test("says what to do about a folder that is no repository", async () => {
  const { stderr, exitCode } = await run(["--port", "0", "--repo", tmpdir()]);
  expect(stderr).toMatch(/no commit HEAD.*\nName a git checkout/);
  expect(exitCode).toBe(1);
});

test("offers a folder's last commit as a pull request and shows the review of it", async () => {
  const folder = await shallowClone();
  const started = run([
    "--port",
    "0",
    "--repo",
    join(folder, "shop"),
    "--webhook-url",
    "http://127.0.0.1:1/",
  ]);
  let output = "";
  const reached = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve) => {
      const look = () => {
        const found = pattern.exec(output);
        if (found !== null) resolve(found);
      };
      started.stdout.on("data", look);
      look();
    });
  started.stdout.on("data", (chunk) => {
    output += String(chunk);
  });
  try {
    await reached(/webhooks go to/);
    const setting = (name: string) => new RegExp(`^${name}=(.+)$`, "m").exec(output)?.[1] ?? "";
    const privateKey = await readFile(setting("PRIVATE_KEY_PATH"), "utf8");
    const auth = { appId: setting("APP_ID"), privateKey };
    const baseUrl = setting("GITHUB_API_URL");
    const app = new Octokit({ baseUrl, authStrategy: createAppAuth, auth });
    const { data } = await app.request("GET /app/installations");
    const client = new Octokit({
      baseUrl,
      authStrategy: createAppAuth,
      auth: { ...auth, installationId: data[0]?.id },
    });
    const { data: seen } = await client.request("GET /installation/repositories");
    const repo = seen.repositories[0]?.name ?? "";
    await client.request("POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews", {
      owner: "demo",
      repo,
      pull_number: 1,
      event: "COMMENT",
      body: "Read it.",
      comments: [{ path: "a.txt", line: 1, body: "Why two?" }],
    });
    await reached(/a\.txt:1\n {4}Why two\?/);
    expect(output).toContain("Say two");
  } finally {
    started.kill("SIGINT");
    await started;
    await rm(folder, { recursive: true, force: true });
  }
  expect(await started).toMatchObject({ exitCode: 0 });
});
