import type { SecretStorage } from "vscode";

/** A token belongs to one server: a changed address never gets the token of another. */
const keyOf = (server: string) => `devflow.token:${server}`;

export async function readToken(secrets: SecretStorage, server: string): Promise<string | null> {
  return (await secrets.get(keyOf(server))) ?? null;
}

export function storeToken(secrets: SecretStorage, server: string, token: string): Thenable<void> {
  return secrets.store(keyOf(server), token);
}

export function deleteToken(secrets: SecretStorage, server: string): Thenable<void> {
  return secrets.delete(keyOf(server));
}
