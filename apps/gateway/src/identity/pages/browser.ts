import { createHash, timingSafeEqual } from "node:crypto";
import type { Caller, Identity } from "@devflow/identity";
import type { GatewayServices } from "../../gateway-services.ts";
import { GatewayError } from "../../http/gateway-error.ts";
import type { RequestFacts, RouteAnswer } from "../../http/route.ts";
import { html, page } from "./html.ts";

/** Somebody who is signed in in this browser, and what their forms have to carry. */
export interface Visitor {
  caller: Caller;
  csrf: string;
}

type Asked = Pick<RequestFacts, "headers" | "address" | "scheme">;

/** The gateway as this browser reaches it; no slash at the end. */
export function baseUrl(
  { parts }: Pick<GatewayServices, "parts">,
  { headers, scheme }: Asked,
): string {
  return parts.settings.identity.gatewayUrl ?? `${scheme}://${headers.host ?? "localhost"}`;
}

/** `__Host-`: no other host and no plain connection may set it. Browsers take that with https only. */
function cookieName(name: "session" | "sign-in", isSecure: boolean): string {
  return `${isSecure ? "__Host-" : ""}devflow-${name}`;
}

/** Lax: it comes along when the identity provider leads back, and with no form of another site. */
export function setCookie(
  base: string,
  name: "session" | "sign-in",
  value: string,
  maxAgeSeconds: number,
): string {
  const isSecure = base.startsWith("https:");
  const rest = `Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`;
  return `${cookieName(name, isSecure)}=${value}; ${rest}`;
}

export function readCookie(
  base: string,
  name: "session" | "sign-in",
  { headers }: Asked,
): string | undefined {
  const wanted = cookieName(name, base.startsWith("https:"));
  for (const part of (headers.cookie ?? "").split(";")) {
    const [key, value] = part.trim().split("=", 2);
    if (key === wanted) return value;
  }
  return undefined;
}

/** Who is signed in in this browser; null where nobody is. Raises GatewayError 429 after many unknown sessions of one address. */
export async function visitorOf(
  { identity, parts }: { identity: Identity } & Pick<GatewayServices, "parts">,
  asked: Asked,
): Promise<Visitor | null> {
  const cookie = readCookie(baseUrl({ parts }, asked), "session", asked);
  const answer = await identity.authenticateSession(cookie, asked.address);
  if ("refusal" in answer && answer.refusal === "too_many") throw tooManyRequests(60_000);
  if ("refusal" in answer || cookie === undefined) return null;
  return { caller: answer.caller, csrf: csrfOf(cookie) };
}

/** Nobody else can know it: it is made of the session, which only this browser and we have. */
function csrfOf(session: string): string {
  return createHash("sha256").update(`csrf ${session}`).digest("base64url");
}

/** Raises GatewayError 403 for a form that another site sent. */
export function requireCsrf(visitor: Visitor, given: string): void {
  const [mine, theirs] = [Buffer.from(visitor.csrf), Buffer.from(given)];
  if (mine.length === theirs.length && timingSafeEqual(mine, theirs)) return;
  throw new GatewayError(403, "This form is too old or not ours. Load the page again.", {
    code: "wrong_form",
  });
}

/** Those who have no token yet are counted by address. Raises GatewayError 429. */
export async function requireQuiet(
  identity: Identity,
  { address }: Asked,
  isBeginning = false,
): Promise<void> {
  const wait = await identity.knock(address, isBeginning);
  if (wait !== null) throw tooManyRequests(wait.retryAfterMs);
}

function tooManyRequests(retryAfterMs: number): GatewayError {
  const words = "There were too many requests from this address. Wait a minute.";
  return new GatewayError(429, words, { code: "rate_limit_exceeded", retryAfterMs });
}

/** Leads to the sign-in and back to `path` afterwards. */
export function signInFirst(path: string): RouteAnswer<never, never> {
  return { redirectTo: `/sign-in?return_to=${encodeURIComponent(path)}` };
}

export function failurePage(title: string, words: string, status: number) {
  return page(
    title,
    html`<p>${words}</p><p><a class="button" href="/sign-in">Sign in again</a></p>`,
    { status },
  );
}
