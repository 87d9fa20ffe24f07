import * as vscode from "vscode";
import * as z from "zod";
import type { Host } from "../host/host.ts";
import { serverUrl } from "../settings/settings.ts";

const me = z.object({ secret_files: z.array(z.string()).default([]) });

const stateKey = "devflow.serverSecretFiles";
/** An administrator's change reaches every editor within this. */
const everyMs = 3_600_000;

let patterns: readonly string[] = [];
let askWhenDue = () => {};

/** What the server refuses beside the built-in list, as far as it has said. */
export function serverSecretFiles(): readonly string[] {
  askWhenDue();
  return patterns;
}

/**
 * Asks the server which files it refuses, when the first file might be sent, once an hour, when
 * somebody signs in, and when the address is another. Until it answers, and while it is away, what it said last counts; the server
 * refuses them in any case.
 */
export function followSecretFiles({ context, gateway, session, log }: Host): vscode.Disposable {
  const known = z.array(z.string()).safeParse(context.globalState.get(stateKey));
  patterns = known.data ?? [];
  let askedAt = Number.NEGATIVE_INFINITY;
  const ask = async () => {
    askedAt = Date.now();
    try {
      const server = serverUrl();
      const token = server === null ? null : await session.token(server);
      if (server === null || token === null) return;
      const answer = await gateway.ask({ path: "/v1/me", timeoutMs: 10_000, server, token }, me);
      patterns = answer.body.secret_files;
      await context.globalState.update(stateKey, patterns);
    } catch {
      log.debug({}, "the server did not say which files it refuses");
    }
  };
  askWhenDue = () => {
    if (Date.now() - askedAt >= everyMs) void ask();
  };
  const stopped = new vscode.Disposable(() => {
    askWhenDue = () => {};
  });
  return vscode.Disposable.from(
    stopped,
    session.onChange(() => void ask()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("devflow.server")) void ask();
    }),
  );
}
