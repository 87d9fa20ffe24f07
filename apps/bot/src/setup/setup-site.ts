import type { IncomingMessage } from "node:http";
import { Secret, storeGitHubApp } from "@devflow/config";
import { coerceError, ExternalError, UsageError } from "@devflow/errors";
import { type ConvertedApp, convertManifest } from "@devflow/github";
import type { AppSlot } from "../app-slot.ts";
import type { BotParts } from "../bot-parts.ts";
import type { HttpAnswer } from "../http/http-answer.ts";
import { createManifest } from "./manifest.ts";
import { appCreatedPage, createAppPage, runningPage, setupFailedPage } from "./pages.ts";
import { SetupStates } from "./setup-states.ts";

export const setupReturnPath = "/setup/created";

/**
 * The pages for people. Without a GitHub App: GitHub creates one from our manifest, sends the
 * browser back with a one-time code, and the bot exchanges it, stores the App and goes on with it.
 * Probot's own setup page is not used: it has no `state`, writes `.env`, fetches a package at run
 * time and needs a restart.
 */
export class SetupSite {
  readonly #parts: BotParts;
  readonly #slot: AppSlot;
  readonly #webhookPath: string;
  readonly #states = new SetupStates();

  constructor(parts: BotParts, slot: AppSlot, webhookPath: string) {
    this.#parts = parts;
    this.#slot = slot;
    this.#webhookPath = webhookPath;
  }

  /** `GET /` */
  async frontPage(request: IncomingMessage): Promise<HttpAnswer> {
    const app = this.#slot.current;
    if (app === null) return this.#createPage(request);
    // GitHub may be away: the page then says less.
    const slug = await app.client.identity().then(
      (identity) => identity.slug,
      () => null,
    );
    const installUrl = slug === null ? null : installUrlOf(this.#parts.settings.githubWebUrl, slug);
    return this.#html(200, runningPage({ slug, installUrl }));
  }

  /** `GET /setup/created`: where GitHub sends the browser after creating the App. */
  async createdPage(query: URLSearchParams): Promise<HttpAnswer> {
    if (this.#slot.current !== null) {
      return this.#html(409, setupFailedPage("There is a GitHub App already."));
    }
    const code = query.get("code") ?? "";
    if (!this.#states.redeem(query.get("state") ?? "") || code === "") {
      return this.#html(400, setupFailedPage("This link is too old, was used, or is not ours."));
    }
    try {
      const app = await this.#exchange(code);
      return this.#html(200, appCreatedPage(`${app.pageUrl}/installations/new`));
    } catch (thrown) {
      const err = coerceError(thrown);
      this.#parts.logger.error({ err }, "the GitHub App could not be set up");
      if (!(err instanceof ExternalError || err instanceof UsageError)) throw err;
      return this.#html(502, setupFailedPage(err.message));
    }
  }

  /** Stored first: a code is good for one exchange, and the keys are shown only once. */
  async #exchange(code: string): Promise<ConvertedApp> {
    const { settings, logger } = this.#parts;
    const { githubApiUrl: apiUrl, githubCa: ca } = settings;
    const app = await convertManifest({ apiUrl, ca, code, logger });
    const credentials = {
      appId: app.appId,
      privateKey: new Secret(app.privateKey),
      webhookSecret: new Secret(app.webhookSecret),
      client: { id: app.clientId, secret: new Secret(app.clientSecret) },
    };
    await storeGitHubApp(settings.dataFolder, credentials);
    await this.#slot.fill(credentials);
    return app;
  }

  #createPage(request: IncomingMessage): HttpAnswer {
    const { publicUrl, githubWebUrl, host, gatewayPort, identity } = this.#parts.settings;
    const gatewayUrl = identity.gatewayUrl ?? `http://${host}:${gatewayPort}`;
    const ownUrl = publicUrl ?? askedUrl(request);
    const html = createAppPage({
      githubUrl: githubWebUrl,
      manifest: createManifest(ownUrl, this.#webhookPath, setupReturnPath, gatewayUrl),
      state: this.#states.issue(),
      webhookUrl: `${ownUrl}${this.#webhookPath}`,
    });
    return this.#html(200, html);
  }

  #html(status: number, body: string): HttpAnswer {
    const { githubWebUrl } = this.#parts.settings;
    const policy = `default-src 'none'; style-src 'unsafe-inline'; form-action ${githubWebUrl}; frame-ancestors 'none'; base-uri 'none'`;
    return { status, type: "text/html; charset=utf-8", body, headers: securityHeaders(policy) };
  }
}

function securityHeaders(policy: string): Record<string, string> {
  return {
    "content-security-policy": policy,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  };
}

/** As the browser asked; it is told to nobody but that browser. */
function askedUrl(request: IncomingMessage): string {
  const forwarded = request.headers["x-forwarded-proto"];
  const protocol = forwarded === "https" ? "https" : "http";
  return `${protocol}://${request.headers.host ?? "localhost"}`;
}

/** github.com and its regional hosts have Apps under `/apps`, Enterprise Server under `/github-apps`. */
function installUrlOf(githubWebUrl: string, slug: string): string {
  const { hostname } = new URL(githubWebUrl);
  const isCloud = hostname === "github.com" || hostname.endsWith(".ghe.com");
  return `${githubWebUrl}/${isCloud ? "apps" : "github-apps"}/${slug}/installations/new`;
}
