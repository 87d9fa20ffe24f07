import { userInfo } from "node:os";

/** The user of this machine as an actor, marked as one whom nobody asked to sign in: `os:kim`. */
export function machineUser(): string {
  try {
    return `os:${userInfo().username}`;
  } catch {
    return "os:unknown";
  }
}
