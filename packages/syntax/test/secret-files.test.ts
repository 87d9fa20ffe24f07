import { describe, expect, test } from "vitest";
import { secretFileMatcher } from "../src/secret-files.ts";

const isSecret = secretFileMatcher();

describe("files that hold secrets", () => {
  test.each([
    ".env",
    "/home/ann/shop/.env",
    "apps/web/.env.production",
    "prod.env",
    "C:\\Users\\Ann\\shop\\.ENV",
    "deploy/server.pem",
    "id_rsa",
    "id_ed25519.pub",
    ".ssh/config",
    "home/.aws/credentials",
    ".npmrc",
    "infra/main.tfvars",
    "infra/terraform.tfstate.backup",
    "service-account-prod.json",
    "config/secrets.yml",
    "config/credentials.yml.enc",
    "config/master.key",
    ".docker/config.json",
    "secrets/db.txt",
    "deploy/secrets/prod/db.yaml",
    "app-secrets/../secret.json",
    ".env-production",
    ".env_local",
    "local.settings.json",
    "acme-firebase-adminsdk-x1.json",
    "serviceAccountKey.json",
    "android/key.properties",
    "user.keytab",
    ".m2/settings.xml",
    ".cargo/credentials.toml",
    ".s3cfg",
    "rclone.conf",
    ".bash_history",
    "ansible/.vault_pass.txt",
  ])("%s is one", (path) => {
    expect(isSecret(path)).toBe(true);
  });

  test.each([
    "src/env.ts",
    "environment.py",
    "src/secret-files.ts",
    "packages/secretary/index.ts",
    "src/key.ts",
    "keyboard.go",
    ".env.example",
    "config/secrets.sample.yml",
    "credentials_test.go",
    "docker/config.json",
    "monkey.py",
    "secrets.py",
    "src/secrets/index.ts",
    "credentials.go",
    "env_file.py",
    "src/history.ts",
    "settings.xml",
    "rclone.config.ts",
  ])("%s is none", (path) => {
    expect(isSecret(path)).toBe(false);
  });

  test("more patterns may be named; each reads as in .gitignore", () => {
    const more = secretFileMatcher(["*.token", "config/private/**", "notes?.md", "/top", ""]);
    expect(["a.token", "x/config/private/a/b.ts", "notes1.md", "top/x"].every(more)).toBe(true);
    expect(["token.ts", "config/public/a.ts", "notes12.md", "stop/x", ".env"].some(more)).toBe(
      false,
    );
  });

  test("what somebody names is one, also where it says that it is an example", () => {
    const own = secretFileMatcher([".env.*", "deploy/keys"]);
    expect([own("deploy/keys/sample.py"), own(".env.example")]).toEqual([true, false]);
  });

  test("signs of regular expressions in a pattern are letters", () => {
    const odd = secretFileMatcher(["a+b(c).txt", "[x]"]);
    expect(odd("a+b(c).txt")).toBe(true);
    expect(odd("aab(c)xtxt")).toBe(false);
    expect(odd("x")).toBe(false);
  });
});
