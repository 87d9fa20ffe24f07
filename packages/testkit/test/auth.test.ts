import { generateKeyPairSync } from "node:crypto";
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FakeGitHub, type RepositoryHandle, startFakeGitHub } from "../src/index.ts";
import { appClient, installationClient } from "./octokit.ts";

let github: FakeGitHub;
let shop: RepositoryHandle;
let clock: Date;

beforeAll(async () => {
  clock = new Date();
  github = await startFakeGitHub({ now: () => clock });
  shop = await github.createRepository({ files: { "a.txt": "a\n" } });
  await github.createRepository({ name: "other", files: { "a.txt": "a\n" } });
  await github.createRepository({ owner: "stranger", name: "secret", isInstalled: false });
});

afterAll(() => github.close());

const read = (client: Octokit, owner: string, repo: string) =>
  client.request("GET /repos/{owner}/{repo}", { owner, repo });

async function rawToken(narrowing: object = {}) {
  const { data } = await appClient(github).request(
    "POST /app/installations/{installation_id}/access_tokens",
    { installation_id: github.installation(shop).id, ...narrowing },
  );
  return data;
}

const withToken = (token: string) => new Octokit({ baseUrl: github.apiUrl, auth: token });

test("the App says who it is and where it is installed", async () => {
  const { data: app } = await appClient(github).request("GET /app");
  expect(app).toMatchObject({ id: github.app.id, slug: "devflow" });
  const { data: installations } = await appClient(github).request("GET /app/installations");
  expect(installations).toMatchObject([{ account: { login: "acme" }, suspended_at: null }]);
});

test("a token signed by another key is refused", async () => {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  const auth = { appId: github.app.id, privateKey };
  const foreign = new Octokit({ baseUrl: github.apiUrl, authStrategy: createAppAuth, auth });
  await expect(foreign.request("GET /app")).rejects.toMatchObject({ status: 401 });
});

test("an installation sees its own repositories, and 404 for private ones of others", async () => {
  const client = installationClient(github, github.installation(shop).id);
  const { data } = await client.request("GET /installation/repositories");
  expect(data.repositories.map((each) => each.full_name)).toEqual(["acme/shop", "acme/other"]);
  await expect(read(client, "stranger", "secret")).rejects.toMatchObject({ status: 404 });
  await expect(read(client, "acme", "missing")).rejects.toMatchObject({ status: 404 });
});

test("a token can be narrowed to repositories and permissions", async () => {
  const { token } = await rawToken({
    repositories: ["shop"],
    permissions: { contents: "read" },
  });
  const client = withToken(token);
  await expect(read(client, "acme", "shop")).resolves.toMatchObject({ status: 200 });
  await expect(read(client, "acme", "other")).rejects.toMatchObject({ status: 404 });
  const body = { owner: "acme", repo: "shop", name: "x", head_sha: "0".repeat(40) };
  const written = client.request("POST /repos/{owner}/{repo}/check-runs", body);
  await expect(written).rejects.toMatchObject({ status: 403 });
});

test("a token ends after an hour", async () => {
  const { token } = await rawToken();
  clock = new Date(clock.getTime() + 3_599_000);
  await expect(read(withToken(token), "acme", "shop")).resolves.toMatchObject({ status: 200 });
  clock = new Date(clock.getTime() + 2_000);
  await expect(read(withToken(token), "acme", "shop")).rejects.toMatchObject({ status: 401 });
});

test("suspension gives 403, deletion 401 for the old token and 404 for a new one", async () => {
  clock = new Date();
  const { token } = await rawToken();
  const installation = github.installation(shop);
  installation.suspend();
  await expect(read(withToken(token), "acme", "shop")).rejects.toMatchObject({ status: 403 });
  installation.unsuspend();
  await expect(read(withToken(token), "acme", "shop")).resolves.toMatchObject({ status: 200 });
  installation.delete();
  await expect(read(withToken(token), "acme", "shop")).rejects.toMatchObject({ status: 401 });
  const again = appClient(github).request(
    "POST /app/installations/{installation_id}/access_tokens",
    { installation_id: installation.id },
  );
  await expect(again).rejects.toMatchObject({ status: 404 });
});

test("a manifest code is turned into credentials once", async () => {
  const code = github.createManifestCode();
  const anonymous = new Octokit({ baseUrl: github.apiUrl });
  const convert = () => anonymous.request("POST /app-manifests/{code}/conversions", { code });
  const { data } = await convert();
  expect(data).toMatchObject({ id: github.app.id, pem: github.app.privateKey });
  expect(data.webhook_secret).toMatch(/^.{32,}$/);
  await expect(convert()).rejects.toMatchObject({ status: 404 });
});
