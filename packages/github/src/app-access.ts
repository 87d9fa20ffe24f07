import { loadGitHubApp, type Settings } from "@devflow/config";
import { ExternalError } from "@devflow/errors";
import type { Logger } from "@devflow/logging";
import type { AppClient } from "./app-client.ts";
import { createAppClient } from "./create-app-client.ts";

/**
 * The GitHub App's client, made when the first job needs it: the App may be created on the setup
 * page while the apps already run. Raises a retryable ExternalError while there is none.
 */
export function createAppAccess(settings: Settings, logger: Logger): () => Promise<AppClient> {
  let client: AppClient | null = null;
  return async () => {
    if (client !== null) return client;
    const credentials = await loadGitHubApp(settings);
    if (credentials === null) {
      throw new ExternalError("there are no GitHub App credentials yet", {
        service: "github",
        retryable: true,
        code: "no_app",
      });
    }
    client = createAppClient({
      apiUrl: settings.githubApiUrl,
      ca: settings.githubCa,
      appId: credentials.appId,
      privateKey: credentials.privateKey.expose(),
      logger,
    });
    return client;
  };
}
