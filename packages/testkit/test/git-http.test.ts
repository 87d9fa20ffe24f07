import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FakeGitHub, type RepositoryHandle, startFakeGitHub } from "../src/index.ts";
import { appClient } from "./octokit.ts";

let github: FakeGitHub;
let repo: RepositoryHandle;
let folder: string;
let header: string;

beforeAll(async () => {
  github = await startFakeGitHub();
  repo = await github.createRepository({ files: { "a.txt": "one\n", "b/c.txt": "c\n" } });
  folder = await mkdtemp(join(tmpdir(), "devflow-clone-"));
  const { data } = await appClient(github).request(
    "POST /app/installations/{installation_id}/access_tokens",
    { installation_id: github.installation().id },
  );
  const credentials = Buffer.from(`x-access-token:${data.token}`).toString("base64");
  header = `http.extraHeader=Authorization: Basic ${credentials}`;
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await github.close();
});

const env = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", GIT_TERMINAL_PROMPT: "0" };
const git = (args: string[], cwd = folder) => execa("git", args, { cwd, env, reject: false });

test("git clones and fetches a pull request with an installation token", async () => {
  const cloned = await git(["-c", header, "clone", "--quiet", repo.cloneUrl, "shop"]);
  expect(cloned).toMatchObject({ exitCode: 0 });
  expect(await readFile(join(folder, "shop", "a.txt"), "utf8")).toBe("one\n");
  await repo.commit({ branch: "topic", files: { "a.txt": "two\n" } });
  const pull = await repo.openPullRequest({ head: "topic" });
  const inside = join(folder, "shop");
  const fetch = ["-c", header, "fetch", "--quiet", "origin", `refs/pull/${pull.number}/head`];
  expect(await git(fetch, inside)).toMatchObject({ exitCode: 0 });
  expect((await git(["rev-parse", "FETCH_HEAD"], inside)).stdout).toBe(pull.headSha);
});

test("git fetches one commit by its id without blobs, as a partial clone does", async () => {
  const head = (await repo.tip()) ?? "";
  await git(["init", "--quiet", "--bare", "partial.git"]);
  const inside = join(folder, "partial.git");
  const fetch = ["-c", header, "fetch", "--quiet", "--depth=1", "--filter=blob:none"];
  expect(await git([...fetch, repo.cloneUrl, head], inside)).toMatchObject({ exitCode: 0 });
  expect((await git(["cat-file", "-t", head], inside)).stdout).toBe("commit");
});

test("git is refused without a token, and for repositories that the token does not see", async () => {
  await github.createRepository({ owner: "stranger", name: "secret", isInstalled: false });
  const anonymous = await git(["ls-remote", repo.cloneUrl]);
  expect(anonymous.exitCode).not.toBe(0);
  const foreign = await git(["-c", header, "ls-remote", `${github.url}/stranger/secret.git`]);
  expect(foreign.stderr).toMatch(/not found/);
});
