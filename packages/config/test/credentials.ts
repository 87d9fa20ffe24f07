import { generateKeyPairSync } from "node:crypto";

const pkcs8 = { type: "pkcs8", format: "pem" } as const;

/** PEM of an RSA key made for this run: 1024 bits are quick to make and enough to be parsed. */
export const rsaKey = generateKeyPairSync("rsa", { modulusLength: 1024 })
  .privateKey.export(pkcs8)
  .toString();

/** PEM of a key of a wrong type. */
export const ellipticKey = generateKeyPairSync("ed25519").privateKey.export(pkcs8).toString();

export const strongSecret = "f3b1c07a9e2d4586b7a1c3d5e7f90214";

export const appVariables = {
  APP_ID: "12345",
  PRIVATE_KEY: rsaKey,
  WEBHOOK_SECRET: strongSecret,
};
