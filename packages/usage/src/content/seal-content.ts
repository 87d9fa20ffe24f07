import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import type { ContentKey, ContentKeys } from "./content-keys.ts";
import { type KeptContent, keptContent } from "./model.ts";

/**
 * Texts at rest: compressed, then AES-256-GCM (NIST SP 800-38D) with a nonce of 96 random bits, of which 2^32
 * under one key are safe. The id of the row is authenticated: a text cannot be moved to another row. Whoever takes
 * the key away takes the texts away.
 */
const algorithm = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;

/** Nonce, tag and text, one behind the other. */
export function sealContent(id: string, content: KeptContent, { key }: ContentKey): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(id));
  const sealed = [cipher.update(gzipSync(JSON.stringify(content))), cipher.final()];
  return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]);
}

/** A row of `kept_contents`. */
export interface SealedContent {
  id: string;
  content: Uint8Array;
  /** Null: stored before texts were sealed. */
  keyId: string | null;
}

/** What {@link sealContent} wrote. Null: its key is not there, or it is not what that key sealed for this row. */
export function openContent(
  { id, content, keyId }: SealedContent,
  keys: ContentKeys,
): KeptContent | null {
  if (keyId === null) return read(content);
  const known = keys.find((each) => each.id === keyId);
  if (known === undefined) return null;
  const packed = decrypt(Buffer.from(content), known.key, id);
  return packed && read(packed);
}

function decrypt(sealed: Buffer, key: Buffer, id: string): Buffer | null {
  try {
    const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(Buffer.from(id));
    decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
    return Buffer.concat([
      decipher.update(sealed.subarray(nonceBytes + tagBytes)),
      decipher.final(),
    ]);
  } catch {
    return null;
  }
}

function read(packed: Uint8Array): KeptContent {
  return keptContent.parse(JSON.parse(gunzipSync(packed).toString("utf8")));
}
