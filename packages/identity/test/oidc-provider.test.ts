import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Secret } from "@devflow/config";
import { createLogger } from "@devflow/logging";
import {
  type CryptoKey,
  exportJWK,
  type GenerateKeyPairResult,
  generateKeyPair,
  SignJWT,
} from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { isOursBy, standingOf } from "../src/people/standing.ts";
import { createOidcProvider } from "../src/sign-in/oidc-provider.ts";
import type { ProvenPerson, SignInProvider } from "../src/sign-in/provider.ts";

/** An issuer that says what a test wants, also what no issuer should. */
interface Lies {
  claims: Record<string, unknown>;
  headers: { alg: string; kid: string };
  /** Who signs; the keys that are published are `published`. */
  signer: CryptoKey;
  published: { kid: string; key: CryptoKey }[];
  userinfo: Record<string, unknown>;
  unsigned: boolean;
  discovery: Record<string, unknown>;
}

const attempt = {
  redirectUri: "http://127.0.0.1:1/sign-in/oidc/callback",
  state: "the-state",
  nonce: "the-nonce",
  codeVerifier: "v".repeat(43),
};
const seconds = () => Math.floor(Date.now() / 1000);

let server: Server;
let issuer: string;
let lies: Lies;
let keys: GenerateKeyPairResult;
let otherKeys: GenerateKeyPairResult;
let provider: SignInProvider;

beforeAll(async () => {
  keys = await generateKeyPair("RS256", { extractable: true });
  otherKeys = await generateKeyPair("RS256", { extractable: true });
  server = createServer(async (request, response) => {
    const path = request.url?.split("?")[0] ?? "";
    const body = await answer(path);
    response.writeHead(body === null ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  lies = {
    claims: {
      iss: issuer,
      sub: "u-1",
      aud: "devflow",
      nonce: attempt.nonce,
      iat: seconds(),
      exp: seconds() + 300,
      name: "Kim",
      groups: ["engineering"],
      email: "kim@example.com",
      email_verified: true,
      login: "kim",
    },
    headers: { alg: "RS256", kid: "one" },
    signer: keys.privateKey,
    published: [{ kid: "one", key: keys.publicKey }],
    userinfo: { sub: "u-1" },
    unsigned: false,
    discovery: {},
  };
  provider = createOidcProvider(
    {
      issuer,
      clientId: "devflow",
      clientSecret: new Secret("s"),
      scopes: "openid",
      groupsClaim: "groups",
      githubLoginClaim: "login",
    },
    createLogger({ level: "silent" }),
    () => new Date(),
  );
});

async function answer(path: string): Promise<unknown> {
  if (path === "/.well-known/openid-configuration") {
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      userinfo_endpoint: `${issuer}/userinfo`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
      code_challenge_methods_supported: ["S256"],
      ...lies.discovery,
    };
  }
  if (path === "/userinfo") return lies.userinfo;
  if (path === "/jwks") {
    const published = lies.published.map(async ({ kid, key }) => ({
      ...(await exportJWK(key)),
      ...{ kid, alg: "RS256", use: "sig" },
    }));
    return { keys: await Promise.all(published) };
  }
  if (path !== "/token") return null;
  return { access_token: "a", token_type: "bearer", expires_in: 60, id_token: await idToken() };
}

async function idToken(): Promise<string> {
  if (!lies.unsigned) {
    return await new SignJWT(lies.claims).setProtectedHeader(lies.headers).sign(lies.signer);
  }
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part(lies.claims)}.`;
}

function prove(query: Record<string, string> = {}): Promise<ProvenPerson> {
  const asked = new URLSearchParams({ code: "c", state: attempt.state, ...query });
  return provider.prove(new URL(`${attempt.redirectUri}?${asked}`), attempt);
}

test("a person is proven by an ID token that holds", async () => {
  expect(await prove()).toEqual({
    issuer,
    subject: "u-1",
    displayName: "Kim",
    email: "kim@example.com",
    githubLogin: "kim",
    githubId: null,
    groups: ["engineering"],
    refreshToken: null,
    isOurs: true,
  });
});

test.each<[string, () => void]>([
  ["for another audience", () => Object.assign(lies.claims, { aud: "another-client" })],
  [
    "for several, of whom another was meant",
    () => Object.assign(lies.claims, { aud: ["devflow", "x"], azp: "x" }),
  ],
  ["of another issuer", () => Object.assign(lies.claims, { iss: "https://evil.example.com" })],
  ["of another sign-in", () => Object.assign(lies.claims, { nonce: "another" })],
  ["without a nonce", () => delete lies.claims.nonce],
  ["that is over", () => Object.assign(lies.claims, { exp: seconds() - 60, iat: seconds() - 600 })],
  ["signed by nobody", () => Object.assign(lies, { unsigned: true })],
  ["signed by somebody else", () => Object.assign(lies, { signer: otherKeys.privateKey })],
  ["signed with a key that is not published", () => Object.assign(lies.headers, { kid: "two" })],
])("one %s proves nobody", async (_, lie) => {
  lie();
  await expect(prove()).rejects.toMatchObject({ name: "SignInRefusal", code: "unproven" });
});

test("userinfo of somebody else is not taken", async () => {
  delete lies.claims.groups;
  lies.userinfo = { sub: "u-2", groups: ["platform-admins"] };
  await expect(prove()).rejects.toMatchObject({ code: "unproven" });
});

test("groups may stand in userinfo only", async () => {
  delete lies.claims.groups;
  lies.userinfo = { sub: "u-1", groups: ["engineering", "leads"] };
  expect((await prove()).groups).toEqual(["engineering", "leads"]);
});

test("clocks may differ by half a minute, and not by more", async () => {
  Object.assign(lies.claims, { exp: seconds() - 20 });
  expect((await prove()).subject).toBe("u-1");
  Object.assign(lies.claims, { exp: seconds() - 40 });
  await expect(prove()).rejects.toMatchObject({ code: "unproven" });
});

test("a key that the provider exchanged is fetched", async () => {
  await prove();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
  try {
    lies.published = [{ kid: "two", key: otherKeys.publicKey }];
    Object.assign(lies, { signer: otherKeys.privateKey, headers: { alg: "RS256", kid: "two" } });
    Object.assign(lies.claims, { iat: seconds(), exp: seconds() + 300 });
    expect((await prove()).subject).toBe("u-1");
  } finally {
    vi.useRealTimers();
  }
});

test("a provider that names itself in answers has to be the one", async () => {
  lies.discovery = { authorization_response_iss_parameter_supported: true };
  expect((await prove({ iss: issuer })).subject).toBe("u-1");
  await expect(prove({ iss: "https://evil.example.com" })).rejects.toMatchObject({
    code: "unproven",
  });
  await expect(prove()).rejects.toMatchObject({ code: "unproven" });
});

test("discovery of another issuer's document is refused", async () => {
  lies.discovery = { issuer: "https://evil.example.com" };
  await expect(prove()).rejects.toMatchObject({ service: "identity", code: "discovery_failed" });
});

test("claims that are no names of groups or logins count as none", async () => {
  Object.assign(lies.claims, { groups: [1, { a: 2 }], login: "../admin", email_verified: "false" });
  expect(await prove()).toMatchObject({ groups: [], githubLogin: null, email: null });
});

describe("asked again, the provider", () => {
  const recheck = () => provider.recheck?.({ refreshToken: "r", subject: "u-1" });

  test("says the groups of now", async () => {
    lies.claims.groups = ["sales"];
    expect(await recheck()).toMatchObject({ groups: ["sales"] });
  });

  test("that lists too many groups elsewhere has not said that there are none", async () => {
    lies.claims = { ...lies.claims, groups: undefined, _claim_names: { groups: "src1" } };
    expect(await recheck()).toMatchObject({ groups: null });
  });

  test("is not believed about somebody else", async () => {
    lies.claims.sub = "u-2";
    await expect(recheck()).rejects.toMatchObject({ code: "unproven" });
  });
});

test("whoever has an account that everybody may have needs a group", () => {
  const people = { allowedGroups: null, roles: { admin: ["github:Kim"], lead: [] }, teams: {} };
  const google = "https://accounts.google.com";
  expect(standingOf([], isOursBy(google, []), people).isAllowed).toBe(false);
  expect(standingOf([], isOursBy("github", ["github:kim"]), people).isAllowed).toBe(false);
  expect(standingOf([], isOursBy("https://login.example.com", []), people).isAllowed).toBe(true);
  const ofDomain = { ...people, allowedGroups: ["example.com"] };
  expect(standingOf(["example.com"], false, ofDomain).isAllowed).toBe(true);
  // A login is the same however it is written.
  expect(standingOf(["github:kim"], true, people).role).toBe("admin");
});
