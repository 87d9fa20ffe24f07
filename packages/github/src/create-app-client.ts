import { createPrivateKey } from "node:crypto";
import { UsageError } from "@devflow/errors";
import type { Logger } from "@devflow/logging";
import { createAppAuth } from "@octokit/auth-app";
import type { AppClient } from "./app-client.ts";
import type { AppIdentity } from "./context.ts";
import { octokitFactory } from "./create-octokit.ts";
import { listDeliveries, redeliver } from "./deliveries.ts";
import { createInstallationClient } from "./installation-client.ts";
import { listInstallations, readInstallation } from "./installations.ts";
import { limits } from "./limits.ts";
import type { InstallationClient } from "./model.ts";
import { defaultRetryPolicy, type RetryPolicy } from "./retry-policy.ts";
import { appSchema } from "./schemas.ts";
import { Session } from "./session.ts";

export interface AppClientOptions {
  /** `https://api.github.com`, or `https://HOST/api/v3` on GitHub Enterprise Server. */
  apiUrl: string;
  appId: number;
  /** PEM, PKCS#1 or PKCS#8. Raises UsageError when it is no key. */
  privateKey: string;
  /** PEM text of authorities to trust beside the usual ones. */
  ca?: string | null;
  logger: Logger;
  retryPolicy?: RetryPolicy;
  /** Per request, default 15 s. */
  timeoutMs?: number;
}

/** GitHub as our App sees it. Every failure is an ExternalError, see the model. */
export function createAppClient(options: AppClientOptions): AppClient {
  const apiUrl = options.apiUrl.replace(/\/+$/, "");
  const policy = options.retryPolicy ?? defaultRetryPolicy;
  const { logger, timeoutMs } = options;
  const newOctokit = octokitFactory({
    apiUrl,
    ca: options.ca ?? null,
    logger,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  const credentials = { appId: options.appId, privateKey: readKey(options.privateKey) };
  const ownSession = new Session(
    newOctokit({ authStrategy: createAppAuth, auth: credentials }),
    policy,
  );
  const identity = remember(async (): Promise<AppIdentity> => {
    const app = await ownSession.read(appSchema, "GET /app");
    return { appId: app.id, slug: app.slug };
  });

  const openInstallation = (installationId: number): InstallationClient => {
    const auth = { ...credentials, installationId };
    const octokit = newOctokit({ authStrategy: createAppAuth, auth });
    const renewToken = () => octokit.auth({ type: "installation", refresh: true });
    const session = new Session(octokit, policy, renewToken);
    return createInstallationClient({ session, identity, apiUrl });
  };

  const clients = new Map<number, InstallationClient>();
  return {
    forInstallation(installationId) {
      const client = clients.get(installationId) ?? openInstallation(installationId);
      clients.set(installationId, client);
      const [oldest] = clients.keys();
      if (clients.size > limits.maxCachedInstallations && oldest !== undefined) {
        clients.delete(oldest);
      }
      return client;
    },
    identity,
    listInstallations: () => listInstallations(ownSession),
    readInstallation: (installationId) => readInstallation(ownSession, installationId),
    listDeliveries: (since) => listDeliveries(ownSession, since),
    redeliver: (deliveryId) => redeliver(ownSession, deliveryId),
  };
}

/** One form for every key, and a clear word about a broken one before the first request. */
function readKey(pem: string): string {
  try {
    return createPrivateKey(pem).export({ type: "pkcs8", format: "pem" }).toString();
  } catch {
    throw new UsageError(
      "The private key of the GitHub App cannot be read",
      "Give the whole .pem file that GitHub let you download, in PRIVATE_KEY or by PRIVATE_KEY_PATH.",
    );
  }
}

/** Asks once; a failure is not kept. */
function remember<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  return () => {
    if (answer !== null) return answer;
    const pending = ask();
    answer = pending;
    pending.catch(() => {
      answer = null;
    });
    return pending;
  };
}
