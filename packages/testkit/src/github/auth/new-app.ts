import { generateKeyPair, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import type { AppRegistration, User } from "../model.ts";

interface KeyPair {
  publicKey: string;
  privateKey: string;
}

let sharedKeys: Promise<KeyPair> | undefined;

/**
 * 2,048 bits, as GitHub makes them. Finding the primes takes 50-500 ms, so the fakes of a process
 * share one pair; their Apps differ by id, and a token names the App.
 */
function keyPair(): Promise<KeyPair> {
  sharedKeys ??= promisify(generateKeyPair)("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  return sharedKeys;
}

/** A registered App with credentials of its own. */
export async function newApp(app: {
  id: number;
  slug: string;
  owner: User;
  createdAt: string;
}): Promise<AppRegistration> {
  return {
    ...app,
    name: app.slug,
    clientId: `Iv23li${randomBytes(7).toString("hex")}`,
    clientSecret: randomBytes(20).toString("hex"),
    webhookSecret: randomBytes(20).toString("hex"),
    ...(await keyPair()),
  };
}
