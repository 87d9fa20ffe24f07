import { setTimeout as delay } from "node:timers/promises";
import { ExternalError, UsageError } from "@devflow/errors";
import { z } from "zod";
import { withInterrupt } from "../interrupt.ts";
import { askGateway, GatewayRefusal } from "../local/ask-gateway.ts";
import { loadCliSettings } from "../local/cli-settings.ts";
import { readSignIns, signInPath, writeSignIns } from "../local/sign-in-file.ts";
import { writeOut } from "../write-out.ts";
import type { GatewayFlags } from "./login.ts";

const clientId = "devflow-cli";
const grantType = "urn:ietf:params:oauth:grant-type:device_code";
/** RFC 8628, section 3.5. */
const slowDownSeconds = 5;

const codeSchema = z.object({
  device_code: z.string(),
  user_code: z.string(),
  verification_uri: z.string(),
  verification_uri_complete: z.string(),
  expires_in: z.number(),
  interval: z.number(),
});

const tokenSchema = z.object({ access_token: z.string() });

const meSchema = z.object({
  name: z.string(),
  github_login: z.string().nullable(),
  github_problem: z.string().nullish(),
  role: z.string(),
  teams: z.array(z.string()),
  scopes: z.array(z.string()),
});

export async function runLogin(given: string | undefined, flags: GatewayFlags): Promise<void> {
  const settings = loadCliSettings({});
  const own = settings.identity.gatewayUrl ?? `http://${settings.host}:${settings.gatewayPort}`;
  const url = addressOf(given ?? own);
  const token = await withInterrupt((signal) => signInByCode(url, signal));
  const path = signInPath();
  const { tokens } = await readSignIns(path);
  await writeSignIns(path, { last: url, tokens: { ...tokens, [url]: token } });
  const me = meSchema.parse(await askGateway(url, { method: "GET", path: "/v1/me", token }));
  const text = `You are signed in at ${url} as ${me.name}. The token is kept in ${path}.\n`;
  await writeOut(flags.json ? `${JSON.stringify({ url, ...me }, null, 2)}\n` : text);
}

async function signInByCode(url: string, signal: AbortSignal): Promise<string> {
  const body = { client_id: clientId };
  const path = "/v1/device/code";
  const asked = await askGateway(url, { method: "POST", path, body }, signal).catch(notLetAsk);
  const code = codeSchema.parse(asked);
  process.stderr.write(
    `Open ${code.verification_uri_complete}\nand let the code ${code.user_code} in. Waiting …\n`,
  );
  const endsAt = Date.now() + code.expires_in * 1_000;
  let seconds = code.interval;
  while (Date.now() < endsAt) {
    await delay(seconds * 1_000, undefined, { signal }).catch(() => signal.throwIfAborted());
    const answer = await pollOnce(url, code.device_code, signal);
    if ("token" in answer) return answer.token;
    if (answer.isHasty) seconds += slowDownSeconds;
  }
  throw new UsageError("the code was not allowed in time", "Begin again: devflow login.");
}

/** A gateway that is away for a moment is asked again, more slowly: RFC 8628, section 3.5. */
async function pollOnce(
  url: string,
  deviceCode: string,
  signal: AbortSignal,
): Promise<{ token: string } | { isHasty: boolean }> {
  const body = { grant_type: grantType, device_code: deviceCode, client_id: clientId };
  try {
    const answer = await askGateway(
      url,
      { method: "POST", path: "/v1/device/token", body },
      signal,
    );
    return { token: tokenSchema.parse(answer).access_token };
  } catch (thrown) {
    if (thrown instanceof ExternalError) return { isHasty: true };
    if (!(thrown instanceof GatewayRefusal)) throw thrown;
    if (thrown.code === "authorization_pending") return { isHasty: false };
    if (thrown.code === "slow_down" || thrown.status === 429) return { isHasty: true };
    throw new UsageError(thrown.message, "Begin again: devflow login.");
  }
}

export async function runWhoami(given: string | undefined, flags: GatewayFlags): Promise<void> {
  const { url, token } = await signedIn(given);
  const me = await askGateway(url, { method: "GET", path: "/v1/me", token })
    .then((answer) => meSchema.parse(answer))
    .catch(refused);
  const teams = me.teams.length === 0 ? "" : `, teams ${me.teams.join(", ")}`;
  const github = me.github_login === null ? "no GitHub account" : `${me.github_login} on GitHub`;
  const problem = me.github_problem ? `${me.github_problem}\n` : "";
  const text = `${me.name} at ${url}: ${me.role}${teams}; ${github}; may ${me.scopes.join(", ")}.\n${problem}`;
  await writeOut(flags.json ? `${JSON.stringify({ url, ...me }, null, 2)}\n` : text);
}

/** The token is forgotten here in any case: who signs out must not stay in because the gateway is away. */
export async function runLogout(given: string | undefined, flags: GatewayFlags): Promise<void> {
  const { url, token } = await signedIn(given);
  const path = signInPath();
  const { last, tokens } = await readSignIns(path);
  const rest = Object.fromEntries(Object.entries(tokens).filter(([key]) => key !== url));
  await writeSignIns(path, { last: last === url ? null : last, tokens: rest });
  const isEnded = await askGateway(url, { method: "POST", path: "/v1/sign-out", token }).then(
    () => true,
    (thrown: unknown) => {
      if (thrown instanceof GatewayRefusal) return true;
      if (thrown instanceof ExternalError) return false;
      throw thrown;
    },
  );
  const text = isEnded
    ? `You are signed out at ${url}.\n`
    : `The token is gone from this machine. ${url} did not answer, so it ends by itself; an administrator can revoke it.\n`;
  await writeOut(flags.json ? `${JSON.stringify({ url, is_ended: isEnded })}\n` : text);
}

async function signedIn(given: string | undefined): Promise<{ url: string; token: string }> {
  loadCliSettings({});
  const { last, tokens } = await readSignIns(signInPath());
  const url = given === undefined ? last : addressOf(given);
  const token = url === null ? undefined : tokens[url];
  if (url !== null && token !== undefined) return { url, token };
  throw new UsageError(
    `you are not signed in${url === null ? "" : ` at ${url}`}`,
    "Run: devflow login.",
  );
}

function notLetAsk(thrown: unknown): never {
  if (!(thrown instanceof GatewayRefusal)) throw thrown;
  const isSetUp = thrown.code !== "no_sign_in";
  throw new UsageError(
    thrown.message,
    isSetUp ? "Try again in a minute." : "docs/identity.md says how a team signs in.",
  );
}

function refused(thrown: unknown): never {
  if (!(thrown instanceof GatewayRefusal)) throw thrown;
  throw new UsageError(thrown.message, "Sign in again: devflow login.");
}

/** Without a slash at the end, so that one gateway is one entry. Raises UsageError. */
function addressOf(text: string): string {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === "") {
    return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
  }
  throw new UsageError(
    `${JSON.stringify(text)} is no address of a gateway`,
    "Give it with its protocol, for example https://devflow.example.com.",
  );
}
