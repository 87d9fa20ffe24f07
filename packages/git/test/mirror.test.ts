import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ExternalError } from "@devflow/errors";
import { describe, expect, onTestFinished, test } from "vitest";
import { fetchMirror, openMirror } from "../src/index.ts";
import type { Checkout } from "./support/checkout.ts";
import { GitHttpServer } from "./support/git-http-server.ts";
import { useCheckout } from "./support/use-checkout.ts";

const TOKEN = "dGhlLXRva2VuLW9mLXRoaXMtdGVzdA==";
const HEADER = `Authorization: Basic ${TOKEN}`;

function useFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "devflow-mirror-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, "mirror.git");
}

async function useServer(checkout: Checkout): Promise<GitHttpServer> {
  const server = await GitHttpServer.start(checkout.folder);
  onTestFinished(async () => await server[Symbol.asyncDispose]());
  server.expectedAuthorization = `Basic ${TOKEN}`;
  return server;
}

async function paths(folder: string, sha: string): Promise<string[]> {
  await using mirror = openMirror(folder);
  const found: string[] = [];
  const tree = await mirror.tree(sha);
  const ids: string[] = [];
  for await (const entry of tree.entries()) {
    found.push(entry.path);
    ids.push(entry.blobSha);
  }
  let blobs = 0;
  for await (const _ of tree.readBlobs(ids)) blobs += 1;
  expect(blobs).toBe(found.length);
  return found;
}

function everyFileBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile());
}

describe("fetchMirror", () => {
  test("brings a branch, then a commit by its id, without history", async () => {
    const origin = useCheckout();
    origin.write("a.ts", "1\n");
    const first = origin.commit("first");
    origin.write("b.ts", "2\n");
    const second = origin.commit("second");
    const server = await useServer(origin);
    const request = { folder: useFolder(), url: server.url, authorizationHeader: HEADER };

    expect(await fetchMirror({ ...request, revision: "main" })).toBe(second);
    expect(await paths(request.folder, second)).toEqual(["a.ts", "b.ts"]);
    await expect(paths(request.folder, first)).rejects.toMatchObject({ name: "UsageError" });

    origin.git("config", "uploadpack.allowAnySHA1InWant", "true");
    expect(await fetchMirror({ ...request, revision: first })).toBe(first);
    expect(await paths(request.folder, first)).toEqual(["a.ts"]);
  });

  test("stores the token nowhere", async () => {
    const origin = useCheckout();
    origin.commit("first");
    const server = await useServer(origin);
    const folder = useFolder();
    await fetchMirror({ folder, url: server.url, authorizationHeader: HEADER, revision: "main" });
    expect(server.authorizations).not.toContain(undefined);
    const files = everyFileBelow(folder);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect(readFileSync(file).includes(TOKEN), file).toBe(false);
  });

  test.each([
    [401, { retryable: false, code: "gone", status: 401 }],
    [403, { retryable: false, code: "rejected", status: 403 }],
    [404, { retryable: false, code: "gone", status: 404 }],
    [429, { retryable: true, code: "unavailable", status: 429 }],
    [500, { retryable: true, code: "unavailable", status: 500 }],
    [503, { retryable: true, code: "unavailable", status: 503 }],
  ])("says what HTTP %i means, without the token", async (status, expected) => {
    const origin = useCheckout();
    origin.commit("first");
    const server = await useServer(origin);
    server.answerWith = { status };
    const failure = await fetchMirror({
      folder: useFolder(),
      url: server.url,
      authorizationHeader: HEADER,
      revision: "main",
    }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ExternalError);
    expect(failure).toMatchObject({ service: "git", ...expected });
    expect(String(failure)).not.toContain(TOKEN);
  });

  test("does not carry the token to where a redirect leads", async () => {
    const origin = useCheckout();
    origin.commit("first");
    const server = await useServer(origin);
    const other = await useServer(origin);
    server.answerWith = { status: 302, headers: { location: `${other.url}/info/refs` } };
    const fetching = fetchMirror({
      folder: useFolder(),
      url: server.url,
      authorizationHeader: HEADER,
      revision: "main",
    });
    await expect(fetching).rejects.toMatchObject({ service: "git" });
    expect(other.authorizations).toEqual([]);
  });

  test("tells a missing branch and commit from a broken network", async () => {
    const origin = useCheckout();
    origin.commit("first");
    const server = await useServer(origin);
    const request = { folder: useFolder(), url: server.url, authorizationHeader: HEADER };
    for (const revision of ["nope", "3".repeat(40)]) {
      await expect(fetchMirror({ ...request, revision })).rejects.toMatchObject({
        code: "unknown_revision",
        retryable: false,
      });
    }
    const closed = await GitHttpServer.start(origin.folder);
    const { url } = closed;
    await closed[Symbol.asyncDispose]();
    await expect(fetchMirror({ ...request, url, revision: "main" })).rejects.toMatchObject({
      code: "unavailable",
      retryable: true,
    });
  });

  test("stops when it is told to", async () => {
    const origin = useCheckout();
    origin.commit("first");
    const server = await useServer(origin);
    const fetching = fetchMirror({
      folder: useFolder(),
      url: server.url,
      authorizationHeader: HEADER,
      revision: "main",
      signal: AbortSignal.abort(),
    });
    await expect(fetching).rejects.toMatchObject({ service: "git", code: "aborted" });
  });

  test("takes no other protocol, and no credentials in the URL", async () => {
    for (const url of [
      "ext::sh -c id",
      "file:///tmp",
      "http://user:pw@127.0.0.1/x",
      "/tmp",
      "--x",
    ]) {
      const fetching = fetchMirror({
        folder: useFolder(),
        url,
        authorizationHeader: null,
        revision: "main",
      });
      await expect(fetching, url).rejects.toMatchObject({ name: "UsageError" });
    }
  });

  test("goes on after a crash that left a lock, and stays small over many fetches", async () => {
    const origin = useCheckout();
    origin.commit("first");
    const server = await useServer(origin);
    const folder = useFolder();
    const request = { folder, url: server.url, authorizationHeader: HEADER, revision: "main" };
    await fetchMirror(request);
    const lock = path.join(folder, "shallow.lock");
    writeFileSync(lock, "");
    origin.commit("second");
    await expect(fetchMirror(request)).rejects.toMatchObject({ retryable: true });
    utimesSync(lock, new Date(0), new Date(0));
    for (let count = 0; count < 21; count += 1) {
      origin.write("a.ts", `${count}\n`);
      const head = origin.commit("more");
      expect(await fetchMirror(request)).toBe(head);
    }
    const packs = readdirSync(path.join(folder, "objects", "pack"));
    expect(packs.filter((name) => name.endsWith(".pack")).length).toBeLessThan(10);
  });
});
