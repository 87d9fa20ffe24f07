import { isTokenText } from "./token-text.ts";

/** The token of an `Authorization` header (RFC 6750), or what is wrong with it. */
export function readBearer(
  authorization: string | undefined,
): { token: string } | { refusal: "missing" | "malformed" } {
  if (authorization === undefined || authorization.trim() === "") return { refusal: "missing" };
  const token = /^bearer +(\S+) *$/i.exec(authorization.trim())?.[1];
  return token !== undefined && isTokenText(token) ? { token } : { refusal: "malformed" };
}
