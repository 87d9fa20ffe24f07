import type { User } from "../model.ts";

/** One event for the App's webhook; its bytes are fixed when it happens. */
export interface Hook {
  guid: string;
  event: string;
  action: string | null;
  installationId: number | null;
  repositoryId: number | null;
  /** The exact bytes that are signed and sent. */
  body: Buffer;
  sender: User;
  attempts: Attempt[];
}

/** One try to hand a hook over, as `/app/hook/deliveries` lists it. */
export interface Attempt {
  id: number;
  hook: Hook;
  deliveredAt: string;
  isRedelivery: boolean;
  durationSeconds: number;
  status: string;
  /** What the receiver answered; 502 when it could not be reached, 504 when it took too long. */
  statusCode: number;
  url: string;
  requestHeaders: Record<string, string>;
  responseBody: string | null;
}

/** Everything that GitHub would have sent, in the order in which it happened. */
export class Outbox {
  readonly hooks: Hook[] = [];
  /** Newest last; the API lists newest first. */
  readonly attempts: Attempt[] = [];

  /** Hooks that were never tried. */
  get waiting(): Hook[] {
    return this.hooks.filter((hook) => hook.attempts.length === 0);
  }

  find(guid: string): Hook | undefined {
    return this.hooks.find((hook) => hook.guid === guid);
  }

  add(attempt: Attempt): void {
    this.attempts.push(attempt);
    attempt.hook.attempts.push(attempt);
  }
}
