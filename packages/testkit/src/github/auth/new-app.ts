import { generateKeyPair, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import type { AppRegistration, User } from "../model.ts";

/** A registered App with fresh credentials. 2,048 bits, as GitHub makes them. */
export async function newApp(app: {
  id: number;
  slug: string;
  owner: User;
  createdAt: string;
}): Promise<AppRegistration> {
  const keys = await promisify(generateKeyPair)("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  return {
    ...app,
    name: app.slug,
    clientId: `Iv23li${randomBytes(7).toString("hex")}`,
    clientSecret: randomBytes(20).toString("hex"),
    webhookSecret: randomBytes(20).toString("hex"),
    ...keys,
  };
}
