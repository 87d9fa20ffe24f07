import { describe, expect, test } from "vitest";
import { draftWithSecretScan } from "../src/draft/draft-with-secret-scan.ts";
import { findSecrets } from "../src/draft/find-secrets.ts";
import { addedFile } from "./builders.ts";

const random = "q7Vt2LxZ9pR4mKcW1sYb8NfHd3GjT6aU";
const hex = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b";
const keyId = `AKIA${"QWERTZUIOPASDFGH"}`;
const privateKey = [
  "-----BEGIN RSA PRIVATE KEY-----",
  `MIIEow${random.repeat(6)}`,
  "-----END RSA PRIVATE KEY-----",
];

const ids = async (text: string) => (await findSecrets(text)).map(({ id }) => id);
const scan = async (path: string, text: string) =>
  (await draftWithSecretScan(addedFile(path, text))).map(({ source, severity, confidence }) => ({
    ...{ source, severity, confidence },
  }));

describe("random values of names like a secret's", () => {
  test.each([
    `const apiToken = "${random}";`,
    `  client_secret: '${random}',`,
    `"api-key" => "${random}"`,
    `token := "${random}"`,
    `private static final String API_KEY = "${random}";`,
    `const secret: string = "${hex}";`,
    `export ACCESS_KEY=${random}`,
    `SIGNING_KEY: ${hex}`,
    `config["webhook_secret"] = "${random}"`,
  ])("are found: %s", async (line) => {
    expect(await ids(line)).toEqual(["assigned"]);
  });

  test.each([
    `const csrfToken = "${random}";`,
    `const tokenHash = "${hex}";`,
    `integrity: "sha512-${random}"`,
    `const publicKey = "${random}";`,
    'const apiKey = "your-api-key-goes-here-1";',
    'const password = "correct horse battery staple";',
    'const tokenUrl = "https://login.acme.org/oauth2/v2/token";',
    'const passwordLabel = "settings.account.password.label";',
    'const secretName = "projects/acme/secrets/database";',
    'token: "ThisIsAnIdentifierOfWords"',
    `apiKey: "${"0".repeat(32)}"`,
    `const key = "${random}";`,
    `const token = nextToken(${random});`,
    "GITHUB_TOKEN: $(secrets.GITHUB_TOKEN_OF_ACME)",
  ])("are not: %s", async (line) => {
    expect(await ids(line)).toEqual([]);
  });

  test("are not looked for in tests, lock files, examples and documentation", async () => {
    const text = `const apiToken = "${random}";`;
    const paths = [
      "test/a.ts",
      "src/a.test.ts",
      "examples/a.ts",
      "docs/a.md",
      "yarn.lock",
      ".env.example",
    ];
    for (const path of paths) {
      expect(await scan(path, text), path).toEqual([]);
    }
    expect(await scan("src/a.ts", text)).toMatchObject([
      { source: "secret:assigned", severity: "high" },
    ]);
  });
});

test("ids of AWS keys are found, the one of the documentation is not", async () => {
  expect(await ids(`aws_access_key_id = ${keyId}`)).toEqual(["aws-key-id"]);
  expect(await ids("aws_access_key_id = AKIAIOSFODNN7EXAMPLE")).toEqual([]);
  expect(await ids(`${keyId}abc x${keyId}`)).toEqual([]);
});

test("a private key among the fixtures of tests is not critical, anywhere else it is", async () => {
  const text = privateKey.join("\n");
  expect(await scan("test/fixtures/server.pem", text)).toMatchObject([
    { source: "secret:privatekey", severity: "low", confidence: 0.3 },
  ]);
  expect(await scan("deploy/server.pem", text)).toMatchObject([{ severity: "critical" }]);
});
