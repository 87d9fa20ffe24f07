import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Kind, quote, type Reading } from "./kind.ts";
import { Secret } from "./secret.ts";

/** Any text that must not be shown. */
export function secretText(expected: string): Kind<Secret> {
  return { expected, isSecret: true, read: (value) => ({ value: new Secret(value) }) };
}

/**
 * A GitHub App's private key. Environments mangle line ends, so a PEM with the two characters `\n`
 * in place of line ends and a PEM wrapped in base64 are taken as well.
 */
export const privateKey: Kind<Secret> = {
  expected: "the RSA private key of the GitHub App, as PEM or as PEM in base64",
  isSecret: true,
  read: readPrivateKey,
};

function readPrivateKey(value: string): Reading<Secret> {
  const isPem = value.includes("-----BEGIN");
  const pem = isPem ? value.replaceAll("\\n", "\n") : Buffer.from(value, "base64").toString();
  try {
    if (createPrivateKey(pem).asymmetricKeyType === "rsa") return { value: new Secret(pem) };
    return { wrong: "is a private key, but not an RSA key" };
  } catch {
    return { wrong: isPem ? "is a damaged PEM" : "is neither a PEM nor a PEM in base64" };
  }
}

/** The path of a private key's file; the value is the key. */
export const privateKeyFile: Kind<Secret> = {
  expected: "the path of the GitHub App's .pem file",
  isSecret: false,
  read: (value) => readFileAs(value, readPrivateKey),
};

/** The path of a file of PEM certificates; the value is its text. */
export const certificateFile: Kind<string> = {
  expected: "the path of a file with one or more PEM certificates",
  isSecret: false,
  read: (value) =>
    readFileAs(value, (content): Reading<string> => {
      const blocks = content.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
      if (blocks === null) return { wrong: "names a file without a PEM certificate" };
      try {
        for (const block of blocks) new X509Certificate(block);
        return { value: content };
      } catch {
        return { wrong: "names a file with a damaged certificate" };
      }
    }),
};

function readFileAs<T>(path: string, read: (content: string) => Reading<T>): Reading<T> {
  try {
    return read(readFileSync(resolve(path), "utf8"));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    return { wrong: `names ${quote(path)}, which cannot be read (${code})` };
  }
}
