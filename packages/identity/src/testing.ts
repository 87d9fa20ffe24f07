import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { exportJWK, generateKeyPair } from "jose";
import Provider, { type Configuration } from "oidc-provider";

/** Somebody at the identity provider. */
export interface TestAccount {
  sub: string;
  name: string;
  email?: string;
  email_verified?: boolean;
  groups?: string[];
  github_login?: string;
}

/** A real OpenID Connect provider over HTTP, for tests: it signs in whoever `account` is. */
export interface TestOidcProvider extends AsyncDisposable {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Null: the person at the browser says no. */
  account: TestAccount | null;
  /** Begins to answer. Callbacks are known only once the gateway listens. */
  serve(redirectUris: string[]): Promise<void>;
}

export async function openTestOidcProvider(account: TestAccount): Promise<TestOidcProvider> {
  let answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) =>
    response.writeHead(503).end();
  const server = createServer((request, response) => answer(request, response));
  const issuer = await listen(server);
  const opened: TestOidcProvider = {
    issuer,
    clientId: "devflow",
    clientSecret: "a-secret-of-the-client-that-is-long-enough",
    account,
    async serve(redirectUris) {
      const provider = new Provider(issuer, await configurationOf(opened, redirectUris));
      const callback = provider.callback();
      answer = (request, response) => {
        if (!request.url?.startsWith("/interaction/")) return void callback(request, response);
        const { account: person } = opened;
        const result =
          person === null
            ? { error: "access_denied", error_description: "not today" }
            : { login: { accountId: person.sub } };
        provider.interactionFinished(request, response, result).catch((failure: unknown) => {
          response.writeHead(500).end(String(failure));
        });
      };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return opened;
}

async function configurationOf(
  opened: TestOidcProvider,
  redirectUris: string[],
): Promise<Configuration> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const key = { ...(await exportJWK(privateKey)), alg: "RS256", use: "sig", kid: "test" };
  return {
    clients: [
      {
        client_id: opened.clientId,
        client_secret: opened.clientSecret,
        redirect_uris: redirectUris,
        token_endpoint_auth_method: "client_secret_post",
        grant_types: ["authorization_code", "refresh_token"],
      },
    ],
    jwks: { keys: [key] },
    cookies: { keys: ["for tests"] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    claims: {
      openid: ["sub"],
      profile: ["name", "github_login"],
      email: ["email", "email_verified"],
      groups: ["groups"],
    },
    scopes: ["openid", "profile", "email", "groups", "offline_access"],
    // As Entra ID and Keycloak do, without asking the person anew.
    issueRefreshToken: async () => true,
    pkce: { required: () => true },
    findAccount: (_context, sub) =>
      opened.account === null
        ? undefined
        : { accountId: sub, claims: () => ({ ...opened.account, sub }) },
    // Who signed in has agreed.
    async loadExistingGrant(context) {
      const { oidc } = context;
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? "",
        accountId: oidc.session?.accountId ?? "",
      });
      grant.addOIDCScope("openid profile email groups offline_access");
      await grant.save();
      return grant;
    },
  };
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(
        `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}`,
      );
    });
  });
}
