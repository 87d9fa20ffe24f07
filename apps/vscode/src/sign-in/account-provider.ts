import * as vscode from "vscode";
import type { Host } from "../host/host.ts";
import { serverUrl } from "../settings/settings.ts";
import type { Callbacks } from "./callbacks.ts";
import { chooseSignIn } from "./choose-sign-in.ts";
import { nameOfToken } from "./name-of-token.ts";
import { signOutAt } from "./sign-out.ts";

/** The session in VS Code's Accounts menu. Other extensions that ask for it need the person's consent. */
export class AccountProvider implements vscode.AuthenticationProvider, vscode.Disposable {
  readonly #host: Host;
  readonly #callbacks: Callbacks;
  readonly #changed =
    new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  readonly #watch: vscode.Disposable;
  readonly onDidChangeSessions = this.#changed.event;
  #last: vscode.AuthenticationSession | null = null;

  constructor(host: Host, callbacks: Callbacks) {
    this.#host = host;
    this.#callbacks = callbacks;
    this.#watch = host.session.onChange(() => void this.#tell());
  }

  async getSessions(): Promise<vscode.AuthenticationSession[]> {
    const session = await this.#session();
    return session === null ? [] : [session];
  }

  async createSession(): Promise<vscode.AuthenticationSession> {
    const server = serverUrl();
    if (server === null) throw new Error("No DevFlow server is set.");
    const name = await chooseSignIn(this.#host, this.#callbacks, server);
    const session = name === null ? null : await this.#session();
    if (session === null) throw new vscode.CancellationError();
    return session;
  }

  async removeSession(): Promise<void> {
    const server = serverUrl();
    if (server !== null) await signOutAt(this.#host, server);
  }

  dispose(): void {
    this.#watch.dispose();
    this.#changed.dispose();
  }

  async #session(): Promise<vscode.AuthenticationSession | null> {
    const server = serverUrl();
    const token = server === null ? null : await this.#host.session.token(server).catch(() => null);
    if (server === null || token === null) return null;
    if (this.#last?.accessToken === token) return this.#last;
    const name = await nameOfToken(this.#host.gateway, server, token).catch(() => "signed in");
    const account = { id: server, label: `${name} at ${new URL(server).host}` };
    this.#last = { id: server, accessToken: token, account, scopes: [] };
    return this.#last;
  }

  async #tell(): Promise<void> {
    const before = this.#last;
    this.#last = null;
    const now = await this.#session();
    this.#changed.fire({
      added: now === null ? [] : [now],
      removed: now === null && before !== null ? [before] : [],
      changed: [],
    });
  }
}
