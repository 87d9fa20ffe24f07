import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer as createHttpServer, type Server as HttpServer } from "node:http";
import https from "node:https";
import { type AddressInfo, connect, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadAssistant, loadSettings, Secret } from "@devflow/config";
import { createCodeExpert, createSpeaker, createTranscriber, listModels } from "@devflow/expert";
import { fetchMirror } from "@devflow/git";
import { setUpOutgoing } from "@devflow/http";
import { createLogger } from "@devflow/logging";
import { generate } from "selfsigned";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { s3Destination } from "../packages/dataset/src/destination/s3-destination.ts";
import { createTransport } from "../packages/github/src/transport.ts";
import { createOidcProvider } from "../packages/identity/src/sign-in/oidc-provider.ts";

/**
 * A company's network: nothing below .corp.test has an address that this machine knows, only the
 * proxy knows it, the proxy wants a password, and certificates are signed by the company's own authority.
 */
let folder: string;
let caFile: string;
let ca: string;
let origin: https.Server;
let proxy: HttpServer;
let proxyUrl: string;
const asked: string[] = [];
const refused: string[] = [];
const sockets = new Set<Socket>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "devflow-outgoing-"));
  const authority = await generate([{ name: "commonName", value: "Corp Test Authority" }], {
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  ca = authority.cert;
  caFile = join(folder, "ca.pem");
  writeFileSync(caFile, ca);
  const { cert, private: key } = await generate([{ name: "commonName", value: "corp.test" }], {
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      {
        name: "subjectAltName",
        altNames: [{ type: 2, value: "*.corp.test" }],
      },
    ],
  });
  origin = https.createServer({ key, cert }, (request, response) => {
    asked.push(`${request.headers.host} ${request.method} ${request.url?.split("?")[0]}`);
    response.setHeader("content-type", "application/json");
    response.end(request.url?.endsWith("/models") ? '{"data":[{"id":"m"}]}' : "{}");
  });
  await listen(origin);
  proxy = createHttpServer((_request, response) => response.writeHead(405).end());
  proxy.on("connect", (request, client: Socket, head: Buffer) => {
    const expected = `Basic ${Buffer.from("mia:secret").toString("base64")}`;
    if (request.headers["proxy-authorization"] !== expected) {
      refused.push(String(request.url));
      client.end(
        "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=corp\r\n" +
          "Connection: close\r\nContent-Length: 0\r\n\r\n",
      );
      return;
    }
    const upstream = connect(portOf(origin), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    sockets.add(upstream);
    for (const socket of [client, upstream]) socket.on("error", () => socket.destroy());
  });
  // A tunnel is no connection of the server's any more: it is ended by hand.
  proxy.on("connection", (socket) => sockets.add(socket));
  await listen(proxy);
  proxyUrl = `http://mia:secret@127.0.0.1:${portOf(proxy)}`;
});

afterAll(async () => {
  setUpOutgoing({ httpProxy: null, httpsProxy: null, noProxy: "", ca: null });
  for (const socket of sockets) socket.destroy();
  for (const server of [origin, proxy]) {
    await new Promise((resolve) => server.close(resolve).closeAllConnections());
  }
  await rm(folder, { recursive: true });
});

beforeEach(() => {
  asked.length = 0;
  refused.length = 0;
});

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

const timeoutMs = 20_000;

const logger = createLogger({ level: "silent" });
const ending = () => AbortSignal.timeout(timeoutMs);

/** Experts and speech of an experts.yaml. */
function assistant() {
  const file = join(folder, "experts.yaml");
  writeFileSync(
    file,
    `experts:
  default: { url: "https://editors.corp.test/v1", model: m }
speech:
  transcription: { url: "https://ears.corp.test/v1", model: m }
  synthesis: { url: "https://mouth.corp.test/v1", model: m }
`,
  );
  return loadAssistant(loadSettings({ EXPERTS_FILE: file, EXPERT_URL: "" }), {});
}

/** Every library of ours that makes requests, by the production code that calls it. */
const ways: Record<string, () => Promise<unknown>> = {
  "Node's own fetch": () => fetch("https://fetch.corp.test/hello"),
  "node:https": () =>
    new Promise((resolve, reject) => {
      const request = https.get("https://https.corp.test/hello", (response) => {
        response.resume().on("end", resolve);
      });
      request.on("error", reject);
    }),
  "model servers": () => listModels("https://models.corp.test/v1", { timeoutMs }),
  "experts for editors": async () => {
    const [expert] = assistant().experts.filter(({ name }) => name === "default");
    if (expert === undefined) throw new Error("no expert");
    const messages = [{ role: "user" as const, content: "hi" }];
    const pieces = createCodeExpert(expert, logger).streamChat({ messages, signal: ending() });
    for await (const _piece of pieces) break;
  },
  transcription: async () => {
    const { transcription } = assistant();
    if (transcription === null) throw new Error("no endpoint");
    const spoken = { audio: new Uint8Array(8), fileName: "a.wav", contentType: "audio/wav" };
    await createTranscriber(transcription).transcribe({ ...spoken, signal: ending() });
  },
  speech: async () => {
    const { synthesis } = assistant();
    if (synthesis === null) throw new Error("no endpoint");
    await createSpeaker(synthesis).speak("hi", ending());
  },
  "identity providers": async () => {
    const { oidc } = loadSettings({
      OIDC_ISSUER: "https://login.corp.test",
      OIDC_CLIENT_ID: "devflow",
    }).identity;
    if (oidc === null) throw new Error("no provider");
    const attempt = { redirectUri: "https://d.corp.test", state: "s", nonce: "n" };
    const provider = createOidcProvider(oidc, logger, () => new Date());
    await provider.authorizationUrl({ ...attempt, codeVerifier: "v" });
  },
  "GitHub's API": () =>
    createTransport({ apiUrl: "https://github.corp.test/api/v3" })(
      "https://github.corp.test/api/v3/app",
      { method: "GET", headers: {} },
    ),
  "S3 stores": () =>
    s3Destination("s3://bucket", {
      endpoint: "https://s3.corp.test",
      region: "us-east-1",
      accessKeyId: "a",
      secretAccessKey: "b",
    })
      .manifestOf("x")
      .catch(() => undefined),
  git: () =>
    fetchMirror({
      folder: join(folder, "mirror"),
      url: "https://git.corp.test/acme/shop.git",
      authorizationHeader: null,
      revision: "main",
      caFile,
    }).catch(() => undefined),
};

const hosts: Record<string, string> = {
  "Node's own fetch": "fetch.corp.test GET /hello",
  "node:https": "https.corp.test GET /hello",
  "model servers": "models.corp.test GET /v1/models",
  "experts for editors": "editors.corp.test POST /v1/chat/completions",
  transcription: "ears.corp.test POST /v1/audio/transcriptions",
  speech: "mouth.corp.test POST /v1/audio/speech",
  "identity providers": "login.corp.test GET /.well-known/openid-configuration",
  "GitHub's API": "github.corp.test GET /api/v3/app",
  "S3 stores": "s3.corp.test GET /bucket/x/manifest.json",
  git: "git.corp.test GET /acme/shop.git/info/refs",
};

describe("behind a proxy and a company's own authority", () => {
  test.each(Object.entries(ways))("%s gets out", async (name, ask) => {
    vi.stubEnv("HTTPS_PROXY", proxyUrl);
    setUpOutgoing({ httpProxy: null, httpsProxy: new Secret(proxyUrl), noProxy: "", ca });
    // What they make of an answer that is none of theirs is tested elsewhere.
    await ask().catch(() => undefined);
    vi.unstubAllEnvs();
    expect(asked).toContain(hosts[name]);
  });

  test("without the authority nothing is said to a server that nobody vouches for", async () => {
    setUpOutgoing({ httpProxy: null, httpsProxy: new Secret(proxyUrl), noProxy: "", ca: null });
    for (const [name, ask] of Object.entries(ways)) {
      if (name !== "git") await ask().catch(() => undefined);
    }
    expect(asked).toEqual([]);
  });

  test("a proxy's password that is wrong is an error, not a way around it", async () => {
    const wrong = new Secret(proxyUrl.replace("secret", "guess"));
    setUpOutgoing({ httpProxy: null, httpsProxy: wrong, noProxy: "", ca });
    await expect(fetch("https://fetch.corp.test/hello")).rejects.toThrow();
    expect(refused).toEqual(["fetch.corp.test:443"]);
    expect(asked).toEqual([]);
  });
});

test("what NO_PROXY names, and this machine, is asked directly", async () => {
  setUpOutgoing({
    httpProxy: new Secret(proxyUrl),
    httpsProxy: new Secret(proxyUrl),
    noProxy: "fetch.corp.test",
    ca,
  });
  // No address without the proxy.
  await expect(fetch("https://fetch.corp.test/hello")).rejects.toThrow();
  const local = createHttpServer((_request, response) => response.end("here"));
  await listen(local);
  for (const host of ["127.0.0.1", "localhost"]) {
    expect(await (await fetch(`http://${host}:${portOf(local)}`)).text()).toBe("here");
  }
  await new Promise((resolve) => local.close(resolve).closeAllConnections());
  expect(refused).toEqual([]);
});
