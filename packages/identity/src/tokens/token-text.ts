import { createHash, randomBytes } from "node:crypto";

/**
 * personal: made by hand. editor: by a device or browser sign-in of an editor or the command line.
 * browser: the cookie of the pages.
 */
export type TokenKind = "personal" | "editor" | "browser";

/** Fixed, so that scanners of secrets find one that was committed. */
const prefixes: Record<TokenKind, string> = { personal: "dfp_", editor: "dfe_", browser: "dfb_" };

/** 256 bits: a token cannot be guessed, so its plain SHA-256 needs neither salt nor stretching. */
const randomByteCount = 32;

const shape = /^df[peb]_[A-Za-z0-9_-]{43}$/;

/** A new token. It is shown once; only its hash is kept. */
export function newTokenText(kind: TokenKind): string {
  return prefixes[kind] + randomBytes(randomByteCount).toString("base64url");
}

/** Whether it has the form of a token of ours. */
export function isTokenText(text: string): boolean {
  return shape.test(text);
}

/** What is stored of a secret, and by which it is looked up: no comparison depends on its characters. */
export function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
