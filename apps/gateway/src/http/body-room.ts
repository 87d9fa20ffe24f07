import { networkOf } from "@devflow/identity";
import type { FastifyReply, FastifyRequest } from "fastify";
import { GatewayError } from "./gateway-error.ts";
import { mostBodyBytes, type Route } from "./route.ts";

/** Of all bodies that are read or answered: with what is made of them, about three times as much memory. */
const allBytes = 256 * 1024 * 1024;
/** Of one person, and of all together who have no token: four of the largest bodies. */
const bytesOfOne = 64 * 1024 * 1024;
/** Of those without a token at one address, where each sends 64 KiB at most: an office signs in with less. */
const bytesOfNetwork = 8 * 1024 * 1024;

/**
 * Wanted: what people send at the same time never takes more memory than there is, and nobody alone
 * takes all of it. Design: a body takes room by the length that it says, or by the largest that its route
 * takes, before a byte of it is read, and gives it back with the end of the answer.
 */
export class BodyRoom {
  #taken = 0;
  readonly #ofOne = new Map<string, number>();

  get takenBytes(): number {
    return this.#taken;
  }

  /** Raises GatewayError 429 or 503 where there is no room. */
  admit(route: Route, request: FastifyRequest, { raw }: FastifyReply): void {
    const bytes = Math.min(bytesOf(request), mostBodyBytes(route));
    if (bytes === 0) return;
    const accounts = accountsOf(request);
    for (const [account, most] of accounts) {
      if ((this.#ofOne.get(account) ?? 0) + bytes > most) throw tooMuch(429);
    }
    if (this.#taken + bytes > allBytes) throw tooMuch(503);
    const add = (more: number) => {
      this.#taken += more;
      for (const [account] of accounts) this.#add(account, more);
    };
    add(bytes);
    const leave = () => add(-bytes);
    if (raw.closed) leave();
    else raw.once("close", leave);
  }

  #add(account: string, bytes: number): void {
    const taken = (this.#ofOne.get(account) ?? 0) + bytes;
    if (taken > 0) this.#ofOne.set(account, taken);
    else this.#ofOne.delete(account);
  }
}

/** Whose room it takes, with how much there is of each. Whoever runs the machine may have all of it. */
function accountsOf({ caller, ip }: FastifyRequest): [account: string, most: number][] {
  if (caller !== null) {
    const most = caller.isLocal ? Number.POSITIVE_INFINITY : bytesOfOne;
    return [[`person ${caller.personId}`, most]];
  }
  return [
    ["strangers", bytesOfOne],
    [`from ${networkOf(ip)}`, bytesOfNetwork],
  ];
}

function bytesOf({ headers }: FastifyRequest): number {
  if (headers["transfer-encoding"] !== undefined) return Number.POSITIVE_INFINITY;
  return Number(headers["content-length"] ?? 0);
}

function tooMuch(status: 429 | 503): GatewayError {
  return new GatewayError(status, "There is too much under way already. Send it again soon.", {
    code: status === 429 ? "too_many_at_once" : "overloaded",
    retryAfterMs: 1_000,
  });
}
