import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { Secret } from "@devflow/config";
import { invariant } from "@devflow/errors";

/** NIST SP 800-38D: 96 bits of nonce, 128 of tag. */
const nonceBytes = 12;
const tagBytes = 16;

/**
 * A refresh token as it is stored: AES-256-GCM by a key that is made of the first of these secrets, which are
 * not in the database.
 */
export function sealGrant(keys: readonly Secret[], personId: number, token: string): Buffer {
  const [newest] = keys;
  invariant(newest !== undefined, "nothing is sealed without a key");
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", keyOf(newest), nonce);
  cipher.setAAD(Buffer.from(String(personId)));
  const sealed = Buffer.concat([cipher.update(token, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** Null for what none of these secrets sealed, or for somebody else. */
export function openGrant(
  keys: readonly Secret[],
  personId: number,
  sealed: Uint8Array,
): { token: string; isByNewest: boolean } | null {
  for (const [at, key] of keys.entries()) {
    const token = openBy(key, personId, Buffer.from(sealed));
    if (token !== null) return { token, isByNewest: at === 0 };
  }
  return null;
}

function openBy(secret: Secret, personId: number, bytes: Buffer): string | null {
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
