import type { FastifyReply, FastifyRequest } from "fastify";
import { GatewayError } from "./gateway-error.ts";
import { mostBodyBytes, type Route } from "./route.ts";

/** Of all bodies that are read or answered: with what is made of them, about three times as much memory. */
const allBytes = 256 * 1024 * 1024;
/** Of one person, and of all together who have no token: four of the largest bodies. */
const bytesOfOne = 64 * 1024 * 1024;

/**
 * Wanted: what people send at the same time never takes more memory than there is, and nobody alone
 * takes all of it. Design: a body takes room by the length that it says, or by the largest that its route
 * takes, before a byte of it is read, and gives it back with the end of the answer.
 */
export class BodyRoom {
  #taken = 0;
  readonly #ofOne = new Map<number | null, number>();

  get takenBytes(): number {
    return this.#taken;
  }

  /** Raises GatewayError 429 or 503 where there is no room. */
  admit(route: Route, request: FastifyRequest, { raw }: FastifyReply): void {
    const bytes = Math.min(bytesOf(request), mostBodyBytes(route));
    if (bytes === 0) return;
    const { caller } = request;
    const one = caller?.personId ?? null;
    const before = this.#ofOne.get(one) ?? 0;
    if (before + bytes > bytesOfOne && caller?.isLocal !== true) throw tooMuch(429);
    if (this.#taken + bytes > allBytes) throw tooMuch(503);
    this.#taken += bytes;
    this.#ofOne.set(one, before + bytes);
    const leave = () => this.#leave(one, bytes);
    if (raw.closed) leave();
    else raw.once("close", leave);
  }

  #leave(one: number | null, bytes: number): void {
    this.#taken -= bytes;
    const left = (this.#ofOne.get(one) ?? 0) - bytes;
    if (left > 0) this.#ofOne.set(one, left);
    else this.#ofOne.delete(one);
  }
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
