/**
 * Answers that the processes of one installation share: the second level of the cache.
 *
 * Properties wanted: whoever can read the shared store, which may be another team's Redis, reads no
 * code; an answer is opened only by a question whose text in front of the cursor begins with the one
 * that it answered, at the same place (see question.ts); a store that is slow or away costs an
 * answer from the expert, never a failure; nothing stays longer than minutes.
 * Design: the store's key is a digest of the place. Each text under it is sealed (AES-256-GCM) with a
 * key that is derived from the place and the whole prefix of its question, neither of which the
 * store holds: to open it is to hold the code around the cursor already. Only the prefix's length
 * stands in clear, so that a later keystroke knows what to derive the key from.
 * Races accepted: an answer that another process is about to store is asked for again.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { z } from "zod";
import { type Answer, typedForward } from "./answer.ts";
import type { FoundAnswer } from "./answer-memory.ts";
import type { SharedTexts } from "./model.ts";
import { digestOf, mayShare, type Question } from "./question.ts";

/** Of one place; opening one costs about 30 µs with a prefix of 10 kB. */
const MOST_OF_PLACE = 8;
const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Length of the prefix, then nonce, tag and the sealed text. */
const HEAD_BYTES = 4 + NONCE_BYTES + TAG_BYTES;

const sealed = z.object({
  choices: z.array(z.string()),
  model: z.string(),
  snippetsDigest: z.string(),
  askedBy: z.string().nullable(),
  asked: z.number(),
});

export async function findShared(
  texts: SharedTexts,
  question: Question,
): Promise<FoundAnswer | null> {
  for (const text of await texts.read(keyOf(question))) {
    const found = open(text, question);
    if (found !== null) return found;
  }
  return null;
}

export async function keepShared(
  texts: SharedTexts,
  question: Question,
  answer: Answer,
  lifetimeMs: number,
): Promise<void> {
  const text = seal(question, answer);
  await texts.append(keyOf(question), text, { most: MOST_OF_PLACE, lifetimeMs });
}

function keyOf({ place }: Question): string {
  return digestOf(["shared completions", place]);
}

function seal(question: Question, { choices, model }: Answer): Buffer {
  const { snippetsDigest, askedBy, prefix } = question;
  const content = { choices, model, snippetsDigest, askedBy, asked: question.choices };
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, secretOf(question, prefix.length), nonce);
  const body = Buffer.concat([cipher.update(JSON.stringify(content), "utf8"), cipher.final()]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(prefix.length);
  return Buffer.concat([length, nonce, cipher.getAuthTag(), body]);
}

function open(text: Buffer, question: Question): FoundAnswer | null {
  if (text.length < HEAD_BYTES) return null;
  const prefixLength = text.readUInt32BE();
  const { prefix } = question;
  if (prefixLength > prefix.length) return null;
  const content = decrypt(text, secretOf(question, prefixLength));
  if (content === null || !mayShare(content, question)) return null;
  if (content.asked < question.choices) return null;
  const { choices, model } = content;
  const rest = typedForward({ choices, model }, prefix.slice(prefixLength));
  if (rest === null) return null;
  const answer = { ...rest, choices: rest.choices.slice(0, question.choices) };
  return { answer, isTypedForward: prefixLength < prefix.length };
}

/** Null for what was sealed by another key, or is not ours. */
function decrypt(text: Buffer, secret: Buffer): z.infer<typeof sealed> | null {
  const nonce = text.subarray(4, 4 + NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, secret, nonce);
  decipher.setAuthTag(text.subarray(4 + NONCE_BYTES, HEAD_BYTES));
  try {
    const body = Buffer.concat([decipher.update(text.subarray(HEAD_BYTES)), decipher.final()]);
    return sealed.parse(JSON.parse(body.toString("utf8")));
  } catch {
    return null;
  }
}

function secretOf({ place, prefix }: Question, prefixLength: number): Buffer {
  const known = `${place}\n${prefix.slice(0, prefixLength)}`;
  return Buffer.from(hkdfSync("sha256", known, "devflow", "shared completion", 32));
}
