import { createHash } from "node:crypto";

/** A key of AES-256 with the name that stands beside what it sealed. */
export interface ContentKey {
  /** Of the key alone, and tells nothing of it. */
  id: string;
  key: Buffer;
}

/** The keys of the settings: the first seals, all open. */
export type ContentKeys = readonly ContentKey[];

/** @param secrets 32 bytes each, in base64, the newest first */
export function contentKeys(secrets: readonly { expose(): string }[]): ContentKeys {
  return secrets.map((secret) => {
    const key = Buffer.from(secret.expose(), "base64");
    const digest = createHash("sha256").update("devflow kept content\n").update(key).digest("hex");
    return { id: digest.slice(0, 16), key };
  });
}
