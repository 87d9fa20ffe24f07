import type { Logger } from "@devflow/logging";
import { octokitFactory } from "./create-octokit.ts";
import { defaultRetryPolicy } from "./retry-policy.ts";
import { convertedAppSchema } from "./schemas.ts";
import { Session } from "./session.ts";

export interface ConvertedApp {
  appId: number;
  slug: string;
  /** The App's page on GitHub; `/installations/new` under it installs the App. */
  pageUrl: string;
  privateKey: string;
  webhookSecret: string;
  clientId: string;
  clientSecret: string;
}

/**
 * The last step of creating an App from a manifest: GitHub's one-time code (valid for an hour)
 * against the App's credentials. Tried once: a code is good for one conversion.
 * Source: https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
 */
export async function convertManifest(options: {
  apiUrl: string;
  ca?: string | null;
  code: string;
  logger: Logger;
}): Promise<ConvertedApp> {
  const apiUrl = options.apiUrl.replace(/\/+$/, "");
  const newOctokit = octokitFactory({ apiUrl, ca: options.ca ?? null, logger: options.logger });
  const session = new Session(newOctokit({}), defaultRetryPolicy);
  const route = "POST /app-manifests/{code}/conversions";
  const app = await session.write(convertedAppSchema, route, { code: options.code });
  return {
    appId: app.id,
    slug: app.slug,
    pageUrl: app.html_url,
    privateKey: app.pem,
    webhookSecret: app.webhook_secret,
    clientId: app.client_id,
    clientSecret: app.client_secret,
  };
}
