import { mkdtemp, rm, writeFile } from "node:fs/promises";
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

async function twoCommits(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "devflow-demo-"));
  const git = (args: string[]) => execa("git", [...identity, ...args], { cwd: folder });
  await git(["init", "--quiet"]);
  for (const word of ["one", "two"]) {
    await writeFile(join(folder, "a.txt"), `${word}\n`);
    await git(["add", "."]);
    await git(["commit", "--quiet", "-m", `Say ${word}`]);
  }
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
  const folder = await twoCommits();
  const started = run(["--port", "0", "--repo", folder, "--webhook-url", "http://127.0.0.1:1/"]);
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
    const { readFile } = await import("node:fs/promises");
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
