import { loadGitHubApp, type Settings } from "@devflow/config";
import { ExternalError } from "@devflow/errors";
import { createAppClient } from "@devflow/github";
import type { Logger } from "@devflow/logging";
import type { Finding } from "./check-everything.ts";

/** Signs in as the App and counts its installations. */
export async function checkGitHubApp(settings: Settings, logger: Logger): Promise<Finding> {
  const credentials = await loadGitHubApp(settings);
  if (credentials === null) {
    const nextStep =
      "`devflow start` prints the page that creates it. `devflow review` needs none.";
    return { state: "note", message: "not created yet", nextStep };
  }
  const client = createAppClient({
    apiUrl: settings.githubApiUrl,
    ca: settings.githubCa,
    appId: credentials.appId,
    privateKey: credentials.privateKey.expose(),
    logger,
  });
  try {
    const { slug } = await client.identity();
    const installations = await Array.fromAsync(client.listInstallations());
    const accounts = installations.length === 1 ? "1 account" : `${installations.length} accounts`;
    const message = `${slug} at ${settings.githubApiUrl}, installed for ${accounts}`;
    if (installations.length > 0) return { state: "ok", message, nextStep: null };
    const nextStep = `Install it: ${settings.githubWebUrl}/apps/${slug}/installations/new`;
    return { state: "note", message, nextStep };
  } catch (error) {
    if (!(error instanceof ExternalError) || error.code !== "gone") throw error;
    const message = `GitHub does not know App ${credentials.appId}, or the private key is not its own`;
    return { state: "problem", message, nextStep: "Check APP_ID, PRIVATE_KEY and GITHUB_API_URL." };
  }
}
