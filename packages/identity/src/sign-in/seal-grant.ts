import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { Secret } from "@devflow/config";

/** NIST SP 800-38D: 96 bits of nonce, 128 of tag. */
const nonceBytes = 12;
const tagBytes = 16;

/**
 * A refresh token as it is stored: AES-256-GCM by a key that is made of the client's secret, which is
 * not in the database, and without which the provider would not take the token either.
 */
export function sealGrant(secret: Secret, personId: number, token: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", keyOf(secret), nonce);
  cipher.setAAD(Buffer.from(String(personId)));
  const sealed = Buffer.concat([cipher.update(token, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** Null for what another secret sealed, or for somebody else. */
export function openGrant(secret: Secret, personId: number, sealed: Uint8Array): string | null {
  const bytes = Buffer.from(sealed);
  if (bytes.length <= nonceBytes + tagBytes) return null;
  try {
    const decipher = createDecipheriv("aes-256-gcm", keyOf(secret), bytes.subarray(0, nonceBytes));
    decipher.setAAD(Buffer.from(String(personId)));
    decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    const text = decipher.update(bytes.subarray(nonceBytes + tagBytes));
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}

function keyOf(secret: Secret): Buffer {
  return Buffer.from(hkdfSync("sha256", secret.expose(), "", "devflow provider grant", 32));
}
