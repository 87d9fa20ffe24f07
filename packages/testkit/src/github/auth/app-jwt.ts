import { createVerify } from "node:crypto";
import { HttpError } from "../http/reply.ts";
import type { JsonObject } from "../model.ts";
import type { State } from "../state.ts";

/** GitHub takes tokens of at most 10 minutes and allows clocks to differ a little. */
const maximumLifetimeSeconds = 600;
const allowedDriftSeconds = 60;

function decoded(part: string | undefined): JsonObject {
  try {
    return JSON.parse(Buffer.from(part ?? "", "base64url").toString("utf8"));
  } catch {
    throw unauthorized("A JSON web token could not be decoded");
  }
}

export function unauthorized(message: string): HttpError {
  return new HttpError(401, message);
}

/** Throws 401 unless the token is signed by the App's key and valid now. */
export function verifyAppJwt(state: State, token: string): void {
  const [header, payload, signature = ""] = token.split(".");
  const claims = decoded(payload);
  if (decoded(header).alg !== "RS256") {
    throw unauthorized("A JSON web token could not be decoded");
  }
  const verify = createVerify("RSA-SHA256").update(`${header}.${payload}`);
  const issuers = [String(state.app.id), state.app.clientId];
  if (
    !verify.verify(state.app.publicKey, signature, "base64url") ||
    !issuers.includes(String(claims.iss))
  ) {
    throw unauthorized("A JSON web token could not be decoded");
  }
  const now = state.now().getTime() / 1000;
  const { iat, exp } = claims;
  if (typeof iat !== "number" || iat > now + allowedDriftSeconds) {
    throw unauthorized(
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  }
  if (typeof exp !== "number" || exp < now) {
    throw unauthorized(
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  }
  if (exp > now + maximumLifetimeSeconds + allowedDriftSeconds) {
    throw unauthorized("'Expiration time' claim ('exp') is too far in the future");
  }
}
