import type { Statement, ThreadAnswer, ThreadFailure } from "../thread-messages.ts";

/** Of what the two processes say to each other; both must speak the same. */
export const doorProtocol = 1;

/** What a guest asks: its turn, statements while it has it, and to give it back (no answer). */
export type GuestRequest = { kind: "take"; schema: string } | { kind: "release" } | Statement;

export interface GuestMessage {
  id: number;
  request: GuestRequest;
}

/** What the owner says: first of all who it is, then answers by number, and notifications. */
export type OwnerMessage =
  | { protocol: number; pid: number }
  | { id: number; answer: ThreadAnswer }
  | { id: number; failure: ThreadFailure }
  | { notification: { channel: string; payload: string } };
