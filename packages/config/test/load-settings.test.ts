import { resolve } from "node:path";
import { rootCertificates } from "node:tls";
import { UsageError } from "@devflow/errors";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Environment, loadSettings, Secret, settingNames } from "../src/index.ts";
import { appVariables, ellipticKey, rsaKey, strongSecret } from "./credentials.ts";
import { temporaryFile } from "./temporary-folder.ts";

function problemsOf(environment: Environment): string[] {
  try {
    loadSettings(environment);
    return [];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.message.split("\n  ").slice(1);
  }
}

describe("without any variable", () => {
  test("texts are kept only with a key of 32 bytes to encrypt them with", () => {
    const right =
      "Right: 32 random bytes in base64, for example from: openssl rand -base64 32; several with commas between them, the newest first.";
    expect(problemsOf({ ASSISTANT_KEEP_CONTENT_DAYS: "30" })).toEqual([
      `ASSISTANT_CONTENT_KEY: is missing, although ASSISTANT_KEEP_CONTENT_DAYS is set: texts are kept only encrypted. ${right}`,
    ]);
    const short = Buffer.alloc(16, 1).toString("base64");
    const said = problemsOf({ ASSISTANT_CONTENT_KEY: short });
    expect(said).toEqual([`ASSISTANT_CONTENT_KEY: holds what is not 32 bytes in base64. ${right}`]);
    const keys = [1, 2].map((byte) => Buffer.alloc(32, byte).toString("base64"));
    const settings = loadSettings({
      ...{ ASSISTANT_KEEP_CONTENT_DAYS: "30", ASSISTANT_CONTENT_KEY: keys.join(", ") },
    });
    expect(settings.contentKeys.map((key) => key.expose())).toEqual(keys);
    expect(loadSettings({ ASSISTANT_KEEP_CONTENT_DAYS: "0" }).contentKeys).toEqual([]);
  });

  test("everything has a default and listens on this machine only", () => {
    expect(loadSettings({})).toEqual({
      host: "127.0.0.1",
      port: 3000,
      workerPort: 3001,
      indexerPort: 3002,
      gatewayPort: 3003,
      gatewayConcurrency: 256,
      completionTimeoutMs: 10_000,
      assistTimeoutMs: 180_000,
      publicUrl: null,
      network: { httpsProxy: null, httpProxy: null, noProxy: "", ca: null },
      webhookMaxBytes: 26_214_400,
      shutdownTimeoutMs: 25_000,
      githubApp: null,
      githubApiUrl: "https://api.github.com",
      githubWebUrl: "https://github.com",
      githubCa: null,
      identity: {
        gatewayUrl: null,
        oidc: null,
        peopleFile: resolve("people.yaml"),
        isPeopleFileRequired: false,
        maxTokenDays: 365,
        editorTokenDays: 30,
        webEditorUrls: [],
        signInKeys: [],
        recheckMinutes: 60,
        trustedProxies: [],
        completionsPerMinute: 300,
        assistPerMinute: 30,
        searchesPerMinute: 60,
        personTokensPerDay: null,
      },
      databaseUrl: null,
      redisUrl: null,
      areCompletionsShared: true,
      auditAnchorFile: null,
      secretFiles: [],
      dataFolder: resolve(".devflow"),
      deliveryRetentionDays: 7,
      draftRetentionDays: 180,
      commentRetentionDays: 730,
      usageRetentionDays: 400,
      keepContentDays: 0,
      contentKeys: [],
      expertUrl: null,
      expertModel: null,
      expertApiKey: null,
      expertsFile: resolve("experts.yaml"),
      isExpertsFileRequired: false,
      embedder: { kind: "builtin" },
      export: {
        destination: null,
        isNightly: false,
        keep: 8,
        licences: [],
        synthetic: 0,
        s3: { endpoint: null, region: "us-east-1", accessKeyId: null, secretAccessKey: null },
      },
      reviewConcurrency: 2,
      isRolloutAutomatic: false,
      isRetrainMonthly: false,
      isBackfillAutomatic: false,
      sweepIntervalMs: 300_000,
      reconcileIntervalMs: 600_000,
      logLevel: "info",
      logFormat: "auto",
    });
  });

  test("an empty or blank variable counts as unset", () => {
    const blank = Object.fromEntries(settingNames.map((name, i) => [name, i % 2 ? "" : " \n"]));
    expect(loadSettings(blank)).toEqual(loadSettings({}));
  });
});

describe("exports", () => {
  test("are written every night where a destination is set, unless that is switched off", () => {
    const bucket = { EXPORT_DESTINATION: "s3://training/devflow/" };
    expect(loadSettings(bucket).export).toMatchObject({
      destination: "s3://training/devflow",
      isNightly: true,
    });
    expect(loadSettings({ ...bucket, EXPORT_SCHEDULE: "off" }).export.isNightly).toBe(false);
    expect(loadSettings({ EXPORT_DESTINATION: "sets" }).export.destination).toBe(resolve("sets"));
  });

  test("half a key and a destination of another kind are problems", () => {
    expect(
      problemsOf({ EXPORT_S3_ACCESS_KEY_ID: "id-1", EXPORT_DESTINATION: "gs://bucket" }),
    ).toMatchInlineSnapshot(`
      [
        "EXPORT_DESTINATION: is neither a folder nor s3://bucket/prefix. Right: the path of a folder, or s3://bucket/prefix.",
        "EXPORT_S3_SECRET_ACCESS_KEY: is missing, although the other half of the key is given. Right: the secret of the access key.",
      ]
    `);
  });
});

describe("problems", () => {
  test("are reported all at once, by name, with what would be right", () => {
    expect(
      problemsOf({ PORT: "eighty", LOG_LEVEL: "loud", REVIEW_CONCURRENCY: "0", GHE_HOST: "a/b" }),
    ).toMatchInlineSnapshot(`
      [
        "PORT: is "eighty". Right: a whole number from 0 to 65535.",
        "GHE_HOST: is "a/b". Right: a host name such as github.example.com, without https:// and without a path.",
        "REVIEW_CONCURRENCY: is "0". Right: a whole number from 1 to 64.",
        "LOG_LEVEL: is "loud". Right: one of trace, debug, info, warn, error, fatal, silent.",
      ]
    `);
  });

  test("name the next step", () => {
    expect(() => loadSettings({ PORT: "-1" })).toThrow(
      expect.objectContaining({ name: "UsageError", nextStep: expect.stringContaining("docs/") }),
    );
  });

  test.each([
    ["PORT", "65536"],
    ["PORT", "1e3"],
    ["PORT", "3000.5"],
    ["WEBHOOK_MAX_BYTES", "25MB"],
    ["SWEEP_INTERVAL_MS", "5"],
    ["GITHUB_API_URL", "github.example.com"],
    ["GITHUB_API_URL", "file:///etc"],
    ["EXPERT_URL", "off"],
    ["EXPERT_URL", "http://u:pw-1@host/v1"],
    ["PUBLIC_URL", "https://host/?a=b"],
    ["GHE_PROTOCOL", "ftp"],
    ["GITHUB_CA_FILE", "/does/not/exist.pem"],
    ["DATABASE_URL", "mysql://devflow:pw-1@db/devflow"],
    ["DATABASE_URL", "devflow:pw-1@db/devflow"],
    ["DATABASE_URL", "postgres:///devflow"],
    ["REDIS_URL", "cache:6379"],
    ["REDIS_URL", "redis://:pw-1@"],
  ])("%s=%s is refused without showing a password", (name, value) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name}: .+ Right: .+\\.$`));
    expect(problems[0]).not.toContain("pw-1");
  });

  test("never show a secret, whatever it is", () => {
    const secretNames = ["PRIVATE_KEY", "WEBHOOK_SECRET", "DATABASE_URL", "REDIS_URL"];
    fc.assert(
      fc.property(
        fc.constantFrom(...secretNames),
        fc.stringMatching(/^[a-z]{3,12}$/),
        (name, s) => {
          const value = `7q${s}7q`;
          expect(problemsOf({ [name]: value }).join()).not.toContain(value);
        },
      ),
    );
  });
});

describe("storage", () => {
  test.each([
    ["DATABASE_URL", "postgres://devflow:hunter2@db:5432/devflow", "databaseUrl"],
    ["DATABASE_URL", "postgresql:///devflow?host=/var/run/postgresql", "databaseUrl"],
    ["REDIS_URL", "rediss://:hunter2@cache:6380/1", "redisUrl"],
  ] as const)("%s=%s is kept as a secret", (name, value, key) => {
    const settings = loadSettings({ [name]: value });
    expect(settings[key]?.expose()).toBe(value);
    expect(JSON.stringify(settings)).not.toContain("hunter2");
  });
});

describe("GitHub", () => {
  test.each([
    [{}, "https://api.github.com", "https://github.com"],
    [{ GHE_HOST: "GHE.acme.com" }, "https://ghe.acme.com/api/v3", "https://ghe.acme.com"],
    [{ GHE_HOST: "ghe:8443", GHE_PROTOCOL: "http" }, "http://ghe:8443/api/v3", "http://ghe:8443"],
    [
      { GITHUB_API_URL: "https://api.acme.ghe.com/" },
      "https://api.acme.ghe.com",
      "https://acme.ghe.com",
    ],
    [{ GITHUB_API_URL: "https://g.acme/api/v3/" }, "https://g.acme/api/v3", "https://g.acme"],
    [{ GITHUB_API_URL: "http://127.0.0.1:4010" }, "http://127.0.0.1:4010", "http://127.0.0.1:4010"],
    [
      { GITHUB_API_URL: "http://proxy:1/gh", GHE_HOST: "ghe.acme.com" },
      "http://proxy:1/gh",
      "https://ghe.acme.com",
    ],
  ])("%j gives its addresses", (environment, githubApiUrl, githubWebUrl) => {
    expect(loadSettings(environment)).toMatchObject({ githubApiUrl, githubWebUrl });
  });

  test.each([
    ["as PEM", rsaKey],
    ["with \\n for line ends", rsaKey.replaceAll("\n", "\\n")],
    ["in base64", Buffer.from(rsaKey).toString("base64")],
  ])("an App is read with its key %s", (_way, PRIVATE_KEY) => {
    const { githubApp } = loadSettings({ ...appVariables, PRIVATE_KEY });
    expect(githubApp?.appId).toBe(12345);
    expect(githubApp?.privateKey.expose().trim()).toBe(rsaKey.trim());
    expect(githubApp?.webhookSecret.expose()).toBe(strongSecret);
  });

  test("an App is read with its key in a file", () => {
    const PRIVATE_KEY_PATH = temporaryFile("app.pem", rsaKey);
    const environment = { ...appVariables, PRIVATE_KEY: undefined, PRIVATE_KEY_PATH };
    expect(loadSettings(environment).githubApp?.privateKey.expose()).toBe(rsaKey);
    expect(problemsOf({ ...appVariables, PRIVATE_KEY_PATH })).toEqual([
      "PRIVATE_KEY_PATH: is set beside PRIVATE_KEY. Right: only one of the two.",
    ]);
  });

  test.each([
    ["a damaged PEM", rsaKey.replace(/[A-Za-z]{9}/g, "x"), "damaged PEM"],
    ["another kind of key", ellipticKey, "not an RSA key"],
    ["no key at all", "my key", "neither a PEM nor a PEM in base64"],
  ])("%s is no private key", (_case, PRIVATE_KEY, reason) => {
    expect(problemsOf({ ...appVariables, PRIVATE_KEY })).toEqual([
      expect.stringMatching(new RegExp(`^PRIVATE_KEY: .*${reason}`)),
    ]);
  });

  test("every missing part of an App is a problem", () => {
    const names = (environment: Environment) =>
      problemsOf(environment).map((line) => line.split(":")[0]);
    expect(names({ APP_ID: "1" })).toEqual(["PRIVATE_KEY", "WEBHOOK_SECRET"]);
    expect(names({ WEBHOOK_SECRET: strongSecret })).toEqual(["APP_ID", "PRIVATE_KEY"]);
    expect(names({ ...appVariables, WEBHOOK_SECRET: "" })).toEqual(["WEBHOOK_SECRET"]);
  });

  test.each([
    "development",
    "developmentdevelopmentdevelopment",
    "change-me-change-me-change-me-change-me",
    "my-super-webhook-secret-for-production",
    "short",
    "0123456789abcdef0123456789abcde",
    "a".repeat(64),
    "0123456789".repeat(5),
  ])("the webhook secret %s is refused", (WEBHOOK_SECRET) => {
    expect(problemsOf({ ...appVariables, WEBHOOK_SECRET })).toEqual([
      expect.stringContaining("at least 32 random characters"),
    ]);
  });

  test("random webhook secrets are taken", () => {
    const hex = fc.uint8Array({ minLength: 16, maxLength: 64 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(hex, (bytes) => {
        fc.pre(new Set(bytes).size > 8);
        expect(problemsOf({ ...appVariables, WEBHOOK_SECRET: bytes.toString("hex") })).toEqual([]);
      }),
    );
  });

  test("proxies are read in upper and lower case, with and without a protocol, and never shown", () => {
    const { network } = loadSettings({ https_proxy: "proxy:3128", NO_PROXY: ".corp.test" });
    expect(network.httpsProxy?.expose()).toBe("http://proxy:3128/");
    expect(network.noProxy).toBe(".corp.test");
    expect(JSON.stringify(loadSettings({ HTTP_PROXY: "http://u:hunter2@proxy:1" }))).not.toContain(
      "hunter2",
    );
    expect(problemsOf({ HTTPS_PROXY: "socks5://proxy:1080" })).toHaveLength(1);
  });

  test("certificates are read", () => {
    const pem = `${rootCertificates.slice(0, 2).join("\n")}\n`;
    const GITHUB_CA_FILE = temporaryFile("ca.pem", pem);
    expect(loadSettings({ GITHUB_CA_FILE }).githubCa).toBe(pem);
  });

  test("certificates are checked when the process starts", () => {
    const GITHUB_CA_FILE = temporaryFile(
      "ca.pem",
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    );
    expect(problemsOf({ GITHUB_CA_FILE })).toEqual([
      expect.stringContaining("a damaged certificate"),
    ]);
    expect(problemsOf({ GITHUB_CA_FILE: temporaryFile("ca.pem", "hello") })).toEqual([
      expect.stringContaining("without a PEM certificate"),
    ]);
  });
});

describe("the embedder", () => {
  const endpoint = {
    EMBEDDER: "endpoint",
    EMBEDDER_URL: "http://127.0.0.1:8080",
    EMBEDDER_MODEL: "nomic-embed-code",
    EMBEDDER_DIMENSIONS: "768",
  };

  test("is the built-in one unless another is named", () => {
    expect(loadSettings({}).embedder).toEqual({ kind: "builtin" });
    expect(loadSettings({ EMBEDDER: "none" }).embedder).toEqual({ kind: "none" });
  });

  test("on a server has an address, a model, a size and perhaps a key and prefixes", () => {
    const { embedder } = loadSettings({
      ...endpoint,
      EMBEDDER_API_KEY: "key-0123456789",
      EMBEDDER_QUERY_PREFIX: "search_query: ",
    });
    expect(embedder).toEqual({
      kind: "endpoint",
      url: "http://127.0.0.1:8080/v1",
      model: "nomic-embed-code",
      dimensions: 768,
      apiKey: expect.any(Secret),
      prefixes: { query: "search_query:", document: "" },
    });
  });

  test("of this machine has an absolute folder and a size", () => {
    const { embedder } = loadSettings({
      EMBEDDER: "onnx",
      EMBEDDER_MODEL: "models/e5",
      EMBEDDER_DIMENSIONS: "384",
    });
    expect(embedder).toMatchObject({ kind: "onnx", modelFolder: resolve("models/e5") });
  });

  test("without its parts, or named and not used, is a problem that says which", () => {
    const problemNames = (environment: Environment) =>
      problemsOf(environment).map((problem) => problem.split(". Right:")[0]);
    expect(problemNames({ EMBEDDER: "endpoint" })).toEqual([
      "EMBEDDER_URL: is missing, although EMBEDDER is endpoint",
      "EMBEDDER_MODEL: is missing, although EMBEDDER is endpoint",
      "EMBEDDER_DIMENSIONS: is missing, although EMBEDDER is endpoint",
    ]);
    expect(problemNames({ EMBEDDER: "onnx", EMBEDDER_DIMENSIONS: "384" })).toEqual([
      "EMBEDDER_MODEL: is missing, although EMBEDDER is onnx",
    ]);
    expect(problemNames({ EMBEDDER_URL: endpoint.EMBEDDER_URL })).toEqual([
      "EMBEDDER_URL: is set, although EMBEDDER is builtin",
    ]);
    expect(problemsOf({ ...endpoint, EMBEDDER_DIMENSIONS: "9999" })).toHaveLength(1);
  });
});
