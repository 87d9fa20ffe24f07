/**
 * The GitHub App that the bot's own page created, kept in `<data>/github-app.json`.
 *
 * Wanted: nobody but the owner can read it; a reader sees the former file, the new one or none,
 * never half of one; a file that survived `storeGitHubApp` survives a power cut.
 * Design: written with mode 0600 under a name of its own, synced, then renamed into place.
 * Accepted: two Apps created at the same time, the later rename wins.
 */
import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "@devflow/errors";
import { z } from "zod";
import { parsed } from "./parsed.ts";
import { privateKey, secretText } from "./secret-kinds.ts";
import type { GitHubAppCredentials, Settings } from "./settings.ts";
import { webhookSecret } from "./webhook-secret.ts";

/** Where the App is kept. */
export function githubAppPath(dataFolder: string): string {
  return join(dataFolder, "github-app.json");
}

/**
 * The App from the environment, else the stored one, else null. Can be asked again at any time.
 * Raises UsageError when the file is open to others, damaged or cannot be read.
 */
export async function loadGitHubApp(
  settings: Pick<Settings, "githubApp" | "dataFolder">,
  dataFolder: string = settings.dataFolder,
): Promise<GitHubAppCredentials | null> {
  if (settings.githubApp !== null) return settings.githubApp;
  const path = githubAppPath(dataFolder);
  const text = await readPrivately(path);
  return text === null ? null : parseApp(text, path);
}

/** Stores the App for `loadGitHubApp`. Makes the folder when it is missing. */
export async function storeGitHubApp(dataFolder: string, app: GitHubAppCredentials): Promise<void> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const path = githubAppPath(dataFolder);
  const temporaryPath = `${path}.${randomUUID()}`;
  const content = {
    app_id: app.appId,
    private_key: app.privateKey.expose(),
    webhook_secret: app.webhookSecret.expose(),
    ...(app.client !== undefined && {
      client_id: app.client.id,
      client_secret: app.client.secret.expose(),
    }),
  };
  try {
    const file = await open(temporaryPath, "wx", 0o600);
    try {
      await file.writeFile(`${JSON.stringify(content, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporaryPath, path);
  } catch (error) {
    await rm(temporaryPath, { force: true });
    throw error;
  }
}

async function readPrivately(path: string): Promise<string | null> {
  try {
    const { mode } = await stat(path);
    // Windows has no such bits: Node reports every file there as readable by all.
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      throw new UsageError(
        `${path} holds the private key of the GitHub App and is open to other users (mode ${(mode & 0o777).toString(8)})`,
        `Run: chmod 600 ${path}`,
      );
    }
    return await readFile(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    if (code !== "EACCES") throw error;
    throw new UsageError(
      `${path} cannot be read`,
      "Run DevFlow as the user that owns the file, or choose another data folder.",
      { cause: error },
    );
  }
}

const appSchema = z.object({
  app_id: z.int().positive(),
  private_key: parsed(privateKey),
  webhook_secret: parsed(webhookSecret),
  /** Absent from files of before people could sign in. */
  client_id: z.string().min(1).optional(),
  client_secret: parsed(secretText("the client secret")).optional(),
});

function parseApp(text: string, path: string): GitHubAppCredentials {
  const nextStep = `Delete ${path} and create the GitHub App again, or set APP_ID, PRIVATE_KEY and WEBHOOK_SECRET.`;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which is secret: it is not passed on as the cause.
    throw new UsageError(`${path} is damaged: it is no JSON`, nextStep);
  }
  const result = appSchema.safeParse(json);
  if (!result.success) {
    const keys = result.error.issues.map((issue) => issue.path.join(".") || "the file").join(", ");
    throw new UsageError(`${path} is damaged: ${keys} cannot be used`, nextStep);
  }
  const { app_id: appId, private_key, webhook_secret, client_id: id, client_secret } = result.data;
  const hasClient = id !== undefined && client_secret !== undefined;
  return {
    appId,
    privateKey: private_key,
    webhookSecret: webhook_secret,
    ...(hasClient && { client: { id, secret: client_secret } }),
  };
}
