import { type GitHubAppCredentials, loadGitHubApp } from "@devflow/config";
import { type AppClient, createAppClient } from "@devflow/github";
import { Webhooks } from "@octokit/webhooks";
import type { BotParts } from "./bot-parts.ts";
import { createReceiver } from "./handlers/create-receiver.ts";
import { KeyedLock } from "./handlers/keyed-lock.ts";
import { Relay } from "./relay/relay.ts";
import { assertStrongSecret } from "./webhook/assert-strong-secret.ts";

/** What runs as soon as there is a GitHub App. */
export interface RunningApp {
  client: AppClient;
  verify(body: string, signature: string): Promise<boolean>;
}

/**
 * The place of the GitHub App in a running bot: empty until its credentials are there, from the
 * settings, from a file that another process stored, or from the setup page.
 */
export class AppSlot {
  readonly #parts: BotParts;
  #filling: Promise<void> = Promise.resolve();
  #app: RunningApp | null = null;
  #relay: Relay | null = null;
  #isClosed = false;

  constructor(parts: BotParts) {
    this.#parts = parts;
  }

  get current(): RunningApp | null {
    return this.#app;
  }

  /** Starts with stored credentials when there are some by now. */
  async load(): Promise<void> {
    if (this.#app !== null) return;
    const credentials = await loadGitHubApp(this.#parts.settings);
    if (credentials !== null) await this.fill(credentials);
  }

  /** Starts the App; the first credentials win. Raises UsageError for ones that cannot work. */
  async fill(credentials: GitHubAppCredentials): Promise<void> {
    const filling = this.#filling.then(() => this.#start(credentials));
    this.#filling = filling.catch(() => {});
    await filling;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#filling;
    await this.#relay?.close();
  }

  async #start(credentials: GitHubAppCredentials): Promise<void> {
    if (this.#app !== null || this.#isClosed) return;
    const { settings, database, queues, logger } = this.#parts;
    const { appId } = credentials;
    const privateKey = credentials.privateKey.expose();
    const webhookSecret = credentials.webhookSecret.expose();
    assertStrongSecret(webhookSecret);
    const { githubApiUrl: apiUrl, githubCa: ca } = settings;
    const client = createAppClient({ apiUrl, appId, privateKey, ca, logger });
    const context = { database, queues, logger, client, pullLock: new KeyedLock() };
    const app = { appId, privateKey, webhookSecret, apiUrl, context };
    const relay = new Relay({ database, logger, handle: await createReceiver(app) });
    await relay.start();
    const webhooks = new Webhooks({ secret: webhookSecret });
    this.#relay = relay;
    this.#app = { client, verify: webhooks.verify };
    logger.info({ appId }, "the GitHub App is set up");
  }
}
