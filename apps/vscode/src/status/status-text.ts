import type { NotWanted } from "../completion/is-wanted-in.ts";
import type { ConnectionState } from "../connection/connection.ts";

/** All that the status bar tells of. */
export interface Status {
  connection: ConnectionState;
  /** Why there are no completions in the active editor; null where there are, or none is open. */
  notWanted: NotWanted | null;
  language: string | null;
  isBusy: boolean;
  latencyMs: number | null;
}

export interface StatusText {
  /** With a codicon. */
  text: string;
  tooltip: string;
  isWarning: boolean;
}

/** The state in a word or two; what is wrong with the connection comes before what is switched off. */
export function statusText(status: Status): StatusText {
  return faultText(status.connection) ?? offText(status) ?? workText(status);
}

function faultText(state: ConnectionState): StatusText | null {
  const warn = (text: string, tooltip: string) => ({ text, tooltip, isWarning: true });
  switch (state) {
    case "not_configured":
      return warn("$(plug) DevFlow: set up", "No server is set.");
    case "signed_out":
      return warn("$(account) DevFlow: sign in", "You are not signed in.");
    case "offline":
      return warn(
        "$(debug-disconnect) DevFlow: offline",
        "The server cannot be reached. It is tried again by itself.",
      );
    case "timed_out":
      return warn(
        "$(debug-disconnect) DevFlow: slow",
        "The server does not answer in time. It is tried again by itself.",
      );
    case "limited":
      return warn("$(watch) DevFlow: limit reached", "The server asked to wait a little.");
    case "failed":
    case "unexpected":
      return warn("$(error) DevFlow: error", "The server fails. The log says how.");
    default:
      return null;
  }
}

const offTexts: Readonly<Record<NotWanted, string>> = {
  off: "Completions are switched off.",
  snoozed: "Completions are snoozed.",
  untrusted: "Nothing of a folder that you do not trust is sent.",
  language_off: "Completions are off for this language.",
  secret_file: "This file may hold secrets: nothing of it is sent.",
  not_code: "There are no completions in this kind of editor.",
  too_large: "This file is too large for completions.",
};

function offText({ notWanted, language }: Status): StatusText | null {
  if (notWanted === null) return null;
  const words =
    notWanted === "language_off" && language !== null ? `off for ${language}` : wordOf(notWanted);
  return {
    text: `$(circle-slash) DevFlow: ${words}`,
    tooltip: offTexts[notWanted],
    isWarning: false,
  };
}

function wordOf(notWanted: NotWanted): string {
  if (notWanted === "snoozed") return "snoozed";
  return notWanted === "secret_file" ? "secret file" : "off";
}

function workText({ isBusy, latencyMs }: Status): StatusText {
  const icon = isBusy ? "$(loading~spin)" : "$(sparkle)";
  const latency = latencyMs === null ? "" : ` ${latencyMs} ms`;
  const last = latencyMs === null ? "" : ` The last completion took ${latencyMs} ms.`;
  const tooltip = isBusy ? "DevFlow is thinking." : `DevFlow is ready.${last}`;
  return { text: `${icon} DevFlow${latency}`, tooltip, isWarning: false };
}
