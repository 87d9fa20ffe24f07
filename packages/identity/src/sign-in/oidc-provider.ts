/**
 * Sign-in with OpenID Connect, by openid-client, which holds: state, nonce, PKCE, the issuer of the
 * answer (RFC 9207), and of the ID token issuer, audience, signature and times. Keys that the
 * provider rotated are fetched when one is named that is not known. Ours is what is made of claims.
 */
import type { OidcSettings } from "@devflow/config";
import { coerceError, ExternalError } from "@devflow/errors";
import type { Logger } from "@devflow/logging";
import * as client from "openid-client";
import { z } from "zod";
import { isOursBy } from "../people/standing.ts";
import {
  type ProvenPerson,
  type Rechecked,
  type SignInAttempt,
  type SignInProvider,
  SignInRefusal,
} from "./provider.ts";

/** Endpoints change rarely, and a provider that was set up anew is noticed on the same day. */
const discoveredForMs = 3_600_000;
const timeoutSeconds = 10;
/** Clocks of servers differ by some seconds. */
const clockToleranceSeconds = 30;
/** More is no person's. Entra ID lists at most 200 and refers to an API beyond. */
const maxGroups = 5_000;

export function createOidcProvider(
  settings: OidcSettings,
  logger: Logger,
  now: () => Date,
): SignInProvider {
  let known: { at: number; configuration: Promise<client.Configuration> } | null = null;
  const configuration = () => {
    const at = now().getTime();
    if (known !== null && at - known.at < discoveredForMs) return known.configuration;
    const asked = { at, configuration: discover(settings) };
    known = asked;
    asked.configuration.catch(() => {
      if (known === asked) known = null;
    });
    return asked.configuration;
  };
  return {
    id: "oidc",
    label: new URL(settings.issuer).hostname,
    async authorizationUrl({ redirectUri, state, nonce, codeVerifier }) {
      return client.buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        scope: settings.scopes,
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: "S256",
      });
    },
    async prove(callback, attempt) {
      const provider = await configuration();
      const { claims, refreshToken } = await readClaims(provider, settings, callback, attempt);
      const person = toPerson(settings, claims, logger);
      return { ...person, refreshToken: isOffline(settings) ? refreshToken : null };
    },
    async recheck({ refreshToken, subject }) {
      return readAgain(await configuration(), settings, refreshToken, subject);
    },
  };
}

async function discover(settings: OidcSettings): Promise<client.Configuration> {
  const { issuer, clientId, clientSecret } = settings;
  const metadata = { [client.clockTolerance]: clockToleranceSeconds };
  const secret = clientSecret?.expose();
  try {
    return await client.discovery(
      new URL(issuer),
      clientId,
      { ...metadata, ...(secret !== undefined && { client_secret: secret }) },
      secret === undefined ? client.None() : undefined,
      {
        timeout: timeoutSeconds,
        execute: [
          // Without it the signature is not looked at, since the token comes over TLS: one more lock.
          client.enableNonRepudiationChecks,
          // The settings allow plain http on this machine only.
          ...(issuer.startsWith("http:") ? [client.allowInsecureRequests] : []),
        ],
      },
    );
  } catch (cause) {
    throw new ExternalError(`${issuer} could not be discovered: ${coerceError(cause).message}`, {
      service: "identity",
      retryable: true,
      code: "discovery_failed",
      cause,
    });
  }
}

type Claims = Record<string, unknown> & { sub: string; iss: string };

async function readClaims(
  provider: client.Configuration,
  settings: OidcSettings,
  callback: URL,
  attempt: SignInAttempt,
): Promise<{ claims: Claims; refreshToken: string | null }> {
  try {
    const tokens = await client.authorizationCodeGrant(provider, callback, {
      pkceCodeVerifier: attempt.codeVerifier,
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    const refreshToken = tokens.refresh_token ?? null;
    if (claims === undefined) throw new SignInRefusal("unproven", "there is no ID token");
    const isComplete = claims[settings.groupsClaim] !== undefined && claims.name !== undefined;
    if (isComplete || provider.serverMetadata().userinfo_endpoint === undefined) {
      return { claims, refreshToken };
    }
    // Many providers tell groups here only. The subject is held to that of the ID token.
    const more = await client.fetchUserInfo(provider, tokens.access_token, claims.sub);
    return { claims: { ...more, ...claims }, refreshToken };
  } catch (thrown) {
    throw toRefusal(thrown);
  }
}

/** Other refresh tokens end with the session at the provider, which says nothing of the person. */
function isOffline({ scopes }: OidcSettings): boolean {
  return scopes.split(" ").includes("offline_access");
}

async function readAgain(
  provider: client.Configuration,
  { groupsClaim }: OidcSettings,
  refreshToken: string,
  subject: string,
): Promise<Rechecked> {
  try {
    const tokens = await client.refreshTokenGrant(provider, refreshToken);
    const claims = tokens.claims();
    if (claims !== undefined && claims.sub !== subject) {
      throw new SignInRefusal("unproven", "The identity provider answered for somebody else.");
    }
    const isAsked =
      claims?.[groupsClaim] === undefined &&
      provider.serverMetadata().userinfo_endpoint !== undefined;
    const more = isAsked ? await client.fetchUserInfo(provider, tokens.access_token, subject) : {};
    const listed = { ...more, ...claims }[groupsClaim];
    const groups = groupsSchema.safeParse(listed ?? []);
    // Where there are too many for a token, or neither of both says a word of groups and there was no ID token, nothing is known.
    const isElsewhere = claims?._claim_names !== undefined;
    const isTold =
      groups.success && (listed !== undefined || (claims !== undefined && !isElsewhere));
    return { groups: isTold ? groups.data : null, refreshToken: tokens.refresh_token ?? null };
  } catch (thrown) {
    const isOver = thrown instanceof client.ResponseBodyError && thrown.error === "invalid_grant";
    if (isOver) throw new SignInRefusal("denied", "The provider asks for a new sign-in.");
    if (thrown instanceof SignInRefusal) throw thrown;
    throw new ExternalError("the identity provider did not say anew who somebody is", {
      ...{ service: "identity", retryable: true, code: "unavailable", cause: thrown },
    });
  }
}

function toRefusal(thrown: unknown): Error {
  if (thrown instanceof SignInRefusal) return thrown;
  if (thrown instanceof client.AuthorizationResponseError) {
    return new SignInRefusal("denied", "The identity provider did not let you in.", null, thrown);
  }
  // fetch raises TypeError where nobody answers, and a time-out has its own name.
  const error = coerceError(thrown);
  const isAway = error.name === "TimeoutError" || error.cause instanceof TypeError;
  if (isAway || (thrown instanceof TypeError && !("code" in thrown))) {
    return new ExternalError("the identity provider does not answer", {
      service: "identity",
      retryable: true,
      code: "unavailable",
      cause: thrown,
    });
  }
  return new SignInRefusal(
    "unproven",
    "What the identity provider answered does not hold.",
    null,
    thrown,
  );
}

const text = z.string().min(1).max(300);
const groupsSchema = z.union([
  text.transform((group) => [group]),
  z.array(z.string()).max(maxGroups),
]);
const loginSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,98}$/);

function toPerson(settings: OidcSettings, claims: Claims, logger: Logger): ProvenPerson {
  const { groupsClaim, githubLoginClaim } = settings;
  const groups = groupsSchema.safeParse(claims[groupsClaim] ?? []);
  if (!groups.success || claims._claim_names !== undefined) {
    // https://learn.microsoft.com/en-us/entra/identity-platform/id-token-claims-reference#groups-overage-claim
    logger.warn({ claim: groupsClaim }, "the provider did not list a person's groups in the claim");
  }
  const email = text.safeParse(claims.email);
  const isChecked = claims.email_verified !== false && claims.email_verified !== "false";
  const login = githubLoginClaim === null ? null : loginSchema.safeParse(claims[githubLoginClaim]);
  const name = text.safeParse(claims.name ?? claims.preferred_username);
  return {
    issuer: claims.iss,
    subject: claims.sub,
    displayName: name.success ? name.data : claims.sub,
    email: email.success && isChecked ? email.data : null,
    githubLogin: login?.success ? login.data : null,
    githubId: null,
    groups: groups.success ? groups.data : [],
    refreshToken: null,
    isOurs: isOursBy(claims.iss, []),
  };
}
