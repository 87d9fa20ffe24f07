import { isIP } from "node:net";
import { resolve } from "node:path";
import type { z } from "zod";
import { contentKeyList } from "./content-settings.ts";
import type { Environment } from "./environment.ts";
import { integer, type Kind, quote, text } from "./kind.ts";
import type { ConfigurationProblem } from "./problem.ts";
import type { Secret } from "./secret.ts";
import { secretText } from "./secret-kinds.ts";
import { optional, withDefault } from "./setting-facts.ts";
import type { settingsSchema } from "./settings-schema.ts";
import { httpUrl } from "./url-kinds.ts";

/** An identity provider that speaks OpenID Connect. */
export interface OidcSettings {
  /** To the letter as the provider names itself, a slash at the end included. */
  issuer: string;
  clientId: string;
  /** Null: a public client, held by PKCE alone. */
  clientSecret: Secret | null;
  scopes: string;
  groupsClaim: string;
  /** A claim that people cannot change themselves. Null: administrators link people. */
  githubLoginClaim: string | null;
}

/** Who may ask the gateway, and how much. */
export interface IdentitySettings {
  /** The gateway as browsers reach it; null: where it listens. */
  gatewayUrl: string | null;
  /** Addresses and ranges of proxies whose word about who asks is taken. */
  trustedProxies: readonly string[];
  oidc: OidcSettings | null;
  /** Groups, roles and teams. Absolute. */
  peopleFile: string;
  isPeopleFileRequired: boolean;
  maxTokenDays: number;
  editorTokenDays: number;
  /** Where editors that run in a browser are, as the URL of each; the code of a sign-in may go to them. */
  webEditorUrls: readonly string[];
  /** What seals refresh tokens, the newest first; empty: what is made of the client's secret. */
  signInKeys: readonly Secret[];
  /** How old what the provider said of somebody may be; null: it is asked at sign-ins only. */
  recheckMinutes: number | null;
  completionsPerMinute: number;
  assistPerMinute: number;
  searchesPerMinute: number;
  /** Null: no limit. */
  personTokensPerDay: number | null;
}

/** The issuer is compared to the letter later, so that nothing is cut off here. */
const issuerUrl: Kind<string> = {
  expected:
    "the provider's https address as its own documents write it, for example https://login.example.com/realms/acme; http only on this machine",
  isSecret: false,
  read(value) {
    const url = URL.parse(value);
    const isLoopback = url !== null && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
    const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback);
    if (!isSafe || url.username !== "" || url.search !== "" || url.hash !== "") {
      return { wrong: `is ${quote(value)}` };
    }
    return { value };
  },
};

const maxProxies = 100;

/** Addresses and ranges, separated by commas. */
const addressRanges: Kind<readonly string[]> = {
  expected: "addresses or ranges separated by commas, for example 10.0.0.5,172.16.0.0/12",
  isSecret: false,
  read(value) {
    const ranges = value.split(",").map((range) => range.trim());
    const wrong = ranges.find((range) => !isRange(range));
    if (wrong !== undefined) return { wrong: `has ${quote(wrong)} in it` };
    return ranges.length > maxProxies
      ? { wrong: `has more than ${maxProxies} entries` }
      : { value: ranges };
  },
};

/** A range of everything would believe everybody. */
function isRange(text: string): boolean {
  const [address = "", bits, more] = text.split("/");
  const version = isIP(address);
  if (version === 0 || more !== undefined) return false;
  if (bits === undefined) return true;
  return /^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128);
}

const group = "Sign-in";
const webEditorUrl = httpUrl("https://code.example.com");

const webEditorUrls: Kind<readonly string[]> = {
  expected: "URLs such as https://code.example.com, with commas between them",
  isSecret: false,
  read(value) {
    const written = value.split(",").flatMap((url) => url.trim() || []);
    const urls: string[] = [];
    for (const each of written) {
      const reading = webEditorUrl.read(each);
      if ("wrong" in reading) return reading;
      urls.push(reading.value);
    }
    return { value: urls };
  },
};
const perMinute = integer(1, 1_000_000);

/** Settings of the group Sign-in, by the name of their variable. */
export const identityShape = {
  GATEWAY_URL: optional(
    httpUrl("https://devflow.example.com"),
    group,
    "The gateway as browsers and editors reach it. Unset: where it listens.",
  ),
  TRUSTED_PROXIES: optional(
    addressRanges,
    group,
    "Proxies before the gateway whose X-Forwarded-For and X-Forwarded-Proto are believed, so that limits by address are by person and not by proxy. Unset: nobody is believed.",
  ),
  OIDC_ISSUER: optional(
    issuerUrl,
    group,
    "The identity provider that people sign in with. Unset: with GitHub where the App has a client, and by tokens.",
  ),
  OIDC_CLIENT_ID: optional(text("the id of the client"), group, "This gateway, at the provider."),
  OIDC_CLIENT_SECRET: optional(
    secretText("the client's secret"),
    group,
    "Its secret. Unset: a public client, held by PKCE alone.",
  ),
  OIDC_SCOPES: withDefault(
    text("words separated by spaces, with openid"),
    group,
    "openid profile email",
    "What the provider is asked to tell.",
  ),
  OIDC_GROUPS_CLAIM: withDefault(
    text("the name of a claim"),
    group,
    "groups",
    "The claim that lists a person's groups, as PEOPLE_FILE names them.",
  ),
  OIDC_GITHUB_LOGIN_CLAIM: optional(
    text("the name of a claim"),
    group,
    "The claim that holds a person's GitHub login. Only one that people cannot change themselves: whoever has the login may read what it may read. Unset: `devflow people link`.",
  ),
  SIGN_IN_KEY: optional(
    contentKeyList,
    group,
    "What the providers' refresh tokens are encrypted with (AES-256-GCM). Of several the first one encrypts and all decrypt. Unset: a key made of the client's secret, so that everybody signs in again after that was changed.",
  ),
  GITHUB_CLIENT_ID: optional(
    text("the client id on the App's page"),
    group,
    "For sign-in with GitHub, beside APP_ID. An App that was created through the bot's own page has it already.",
  ),
  GITHUB_CLIENT_SECRET: optional(
    secretText("a client secret of the App"),
    group,
    "Secret of GITHUB_CLIENT_ID.",
  ),
  PEOPLE_FILE: withDefault(
    text("the path of a YAML file"),
    group,
    "people.yaml",
    "Which groups may sign in, and what roles, teams and quotas they have. The default may be missing.",
  ),
  TOKEN_MAX_DAYS: withDefault(
    integer(1, 3_650),
    group,
    "365",
    "How long a personal token may be valid at most.",
  ),
  EDITOR_TOKEN_DAYS: withDefault(
    integer(1, 365),
    group,
    "30",
    "How long an editor or command line stays signed in. Then the person signs in again. Groups are asked about in between: GROUPS_RECHECK_MINUTES.",
  ),
  WEB_EDITOR_URLS: withDefault(
    webEditorUrls,
    group,
    "",
    "Editors that run in a browser (code-server) and may be signed in by a redirect, as the URL of each with commas between; any other is signed in with a code.",
  ),
  GROUPS_RECHECK_MINUTES: withDefault(
    integer(0, 10_080),
    group,
    "60",
    "After how long the identity provider, or GitHub, is asked again about somebody who goes on working, where OIDC_SCOPES has offline_access, or the App's user tokens expire. 0: at sign-ins only.",
  ),
  COMPLETIONS_PER_MINUTE: withDefault(perMinute, group, "300", "Completions of one person."),
  ASSIST_PER_MINUTE: withDefault(
    perMinute,
    group,
    "30",
    "Explanations, tests, refactorings, reviews and chats of one person.",
  ),
  SEARCHES_PER_MINUTE: withDefault(perMinute, group, "60", "Searches of one person."),
  TOKENS_PER_PERSON_AND_DAY: withDefault(
    integer(0, 999_999_999_999),
    group,
    "0",
    "What models may read and write for one person between 00:00 and 24:00 UTC. 0: no limit. Teams have theirs in PEOPLE_FILE.",
  ),
};

/** Half a client is none. */
export function identityProblems(
  written: Environment,
  expectedOf: (name: string) => string,
): ConfigurationProblem[] {
  const pairs = [
    ["OIDC_ISSUER", "OIDC_CLIENT_ID"],
    ["OIDC_CLIENT_ID", "OIDC_ISSUER"],
    ["OIDC_CLIENT_SECRET", "OIDC_ISSUER"],
    ["GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"],
    ["GITHUB_CLIENT_SECRET", "GITHUB_CLIENT_ID"],
    ["GITHUB_CLIENT_ID", "APP_ID"],
  ] as const;
  return pairs
    .filter(([name, needs]) => written[name] !== undefined && written[needs] === undefined)
    .map(([name, needs]) => ({
      path: needs,
      line: null,
      message: `is missing, although ${name} is set`,
      expected: expectedOf(needs),
    }));
}

type Values = z.output<typeof settingsSchema>;

/** Parsed values without {@link identityProblems} as settings. */
export function toIdentitySettings(values: Values, written: Environment): IdentitySettings {
  return {
    gatewayUrl: values.GATEWAY_URL,
    trustedProxies: values.TRUSTED_PROXIES ?? [],
    oidc: oidcOf(values),
    peopleFile: resolve(values.PEOPLE_FILE),
    isPeopleFileRequired: written.PEOPLE_FILE !== undefined,
    maxTokenDays: values.TOKEN_MAX_DAYS,
    editorTokenDays: values.EDITOR_TOKEN_DAYS,
    webEditorUrls: values.WEB_EDITOR_URLS,
    signInKeys: values.SIGN_IN_KEY ?? [],
    recheckMinutes: values.GROUPS_RECHECK_MINUTES || null,
    completionsPerMinute: values.COMPLETIONS_PER_MINUTE,
    assistPerMinute: values.ASSIST_PER_MINUTE,
    searchesPerMinute: values.SEARCHES_PER_MINUTE,
    personTokensPerDay: values.TOKENS_PER_PERSON_AND_DAY || null,
  };
}

function oidcOf(values: Values): OidcSettings | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = values;
  if (issuer === null || clientId === null) return null;
  return {
    issuer,
    clientId,
    clientSecret: values.OIDC_CLIENT_SECRET,
    scopes: values.OIDC_SCOPES,
    groupsClaim: values.OIDC_GROUPS_CLAIM,
    githubLoginClaim: values.OIDC_GITHUB_LOGIN_CLAIM,
  };
}
