import * as vscode from "vscode";
import { serverUrl } from "../settings/settings.ts";

/** A token belongs to one server: a changed address never gets the token of another. */
const keyOf = (server: string) => `devflow.token:${server}`;

/** Who is signed in where. The token is in VS Code's SecretStorage, which is the system's keychain. */
export class Session implements vscode.Disposable {
  readonly #secrets: vscode.SecretStorage;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #watch: vscode.Disposable;
  readonly onChange = this.#changed.event;
  /** Read once: the keychain may take 50 ms, and every request needs it. */
  readonly #known = new Map<string, Promise<string | null>>();

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
    // Another window signed in or out.
    this.#watch = secrets.onDidChange(({ key }) => {
      if (!key.startsWith(keyOf(""))) return;
      this.#known.clear();
      this.#changed.fire();
    });
  }

  /** The token for this server; null where nobody signed in. */
  token(server: string): Promise<string | null> {
    const known = this.#known.get(server) ?? this.#read(server);
    this.#known.set(server, known);
    // A keychain that was locked may be open by the next time.
    known.catch(() => this.#known.delete(server));
    return known;
  }

  /** False also where the keychain gives nothing: a call then says why. */
  async isSignedIn(): Promise<boolean> {
    const server = serverUrl();
    const token = server === null ? null : await this.token(server).catch(() => null);
    return token !== null;
  }

  async signIn(server: string, token: string): Promise<void> {
    await this.#secrets.store(keyOf(server), token);
    this.#known.clear();
    this.#changed.fire();
  }

  async signOut(server: string): Promise<void> {
    await this.#secrets.delete(keyOf(server));
    this.#known.clear();
    this.#changed.fire();
  }

  dispose(): void {
    this.#watch.dispose();
    this.#changed.dispose();
  }

  async #read(server: string): Promise<string | null> {
    return (await this.#secrets.get(keyOf(server))) ?? null;
  }
}
