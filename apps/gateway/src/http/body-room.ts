/**
 * Room for the bodies that people send at the same time.
 *
 * Wanted: they never take more memory than there is; nobody alone, nor a few together, take all of
 * it; and whoever takes room and sends slowly loses it.
 * Design: a body takes room by the length that it says, one that says none as its bytes come, and gives
 * it back with the end of the answer. Each may take as much as is left for everybody else, so that some is
 * always left (dynamic thresholds: Choudhury and Hahne, 1998). Who sends less than a few kB a second, or less than
 * what would bring the body in within a minute, is ended after five seconds of it. Ticks are counted, not time: where
 * we stand still ourselves, nobody is to blame.
 */
import type { IncomingMessage } from "node:http";
import { networkOf } from "@devflow/identity";
import type { FastifyReply, FastifyRequest } from "fastify";
import { GatewayError } from "./gateway-error.ts";
import { mostBodyBytes, type Route } from "./route.ts";

export interface BodyLimits {
  /** Of all bodies that are read or answered: with what is made of them, about three times as much memory. */
  allBytes: number;
  /** Of one person, and of all together who have no token: four of the largest bodies. */
  bytesOfOne: number;
  /** Of those without a token at one address, where each sends 64 KiB at most: an office signs in with less. */
  bytesOfNetwork: number;
  tickMs: number;
}

const standard: BodyLimits = {
  allBytes: 256 * 1024 * 1024,
  bytesOfOne: 64 * 1024 * 1024,
  bytesOfNetwork: 8 * 1024 * 1024,
  tickMs: 1_000,
};
/** What a body of unknown length takes before it begins: about what its connection costs. */
const unknownBytes = 16 * 1024;
const slowTicks = 5;
const slowestBytesPerTick = 8 * 1024;
/** A body may take half as long again as the 30 s that a whole request has, for a while. */
const slowestTicks = 60;

/** Whose room it takes, and how much of which whole there is of it. */
interface Account {
  name: string;
  most: number;
  within: { most: number; taken: () => number };
}

/** A body that has its room. */
interface HeldBody {
  raw: IncomingMessage;
  accounts: readonly Account[];
  room: number;
  arrivedBytes: number;
  /** Where it is, at least, after a tick in which it was not slow. */
  bytesPerTick: number;
  arrivedBefore: number;
  slow: number;
  fail: (reason: GatewayError) => void;
}

export class BodyRoom {
  readonly #limits: BodyLimits;
  #taken = 0;
  readonly #ofOne = new Map<string, number>();
  readonly #held = new WeakMap<IncomingMessage, HeldBody>();
  readonly #watched = new Set<HeldBody>();
  #timer: NodeJS.Timeout | null = null;

  constructor(limits: Partial<BodyLimits> = {}) {
    this.#limits = { ...standard, ...limits };
  }

  get takenBytes(): number {
    return this.#taken;
  }

  /** Before a byte is read. Raises GatewayError 429 or 503 where there is no room. */
  admit(route: Route, request: FastifyRequest, { raw: answer }: FastifyReply): void {
    const { headers, raw } = request;
    const isUnknown = headers["transfer-encoding"] !== undefined;
    const length = isUnknown ? unknownBytes : Number(headers["content-length"] ?? 0);
    const bytes = Math.min(length, mostBodyBytes(route));
    if (bytes === 0) return;
    const body: HeldBody = {
      raw,
      accounts: this.#accountsOf(request),
      ...{ room: 0, arrivedBytes: 0, arrivedBefore: 0, slow: 0 },
      bytesPerTick: Math.max(slowestBytesPerTick, isUnknown ? 0 : bytes / slowestTicks),
      fail: () => {},
    };
    this.#take(body, bytes);
    this.#held.set(raw, body);
    if (answer.closed) this.leave(raw);
    else answer.once("close", () => this.leave(raw));
  }

  /**
   * From when its bytes are read: `fail` is called when there is no room for more, and when they come too
   * slowly. The result is to be told of each piece; false when there is no room for it.
   */
  watch(raw: IncomingMessage, fail: (reason: GatewayError) => void): (bytes: number) => boolean {
    const body = this.#held.get(raw);
    if (body === undefined) return () => true;
    body.fail = fail;
    this.#watched.add(body);
    this.#timer ??= setInterval(() => this.#tick(), this.#limits.tickMs).unref();
    const stop = () => this.#unwatch(body);
    raw.once("end", stop).once("close", stop);
    return (bytes) => this.#arrived(body, bytes);
  }

  /** Gives its room back; at the latest the end of the answer does. */
  leave(raw: IncomingMessage): void {
    const body = this.#held.get(raw);
    if (body === undefined) return;
    this.#held.delete(raw);
    this.#unwatch(body);
    this.#add(body, -body.room);
  }

  #arrived(body: HeldBody, bytes: number): boolean {
    // What comes after the answer is forgotten as it comes.
    if (this.#held.get(body.raw) !== body) return true;
    body.arrivedBytes += bytes;
    const more = body.arrivedBytes - body.room;
    if (more <= 0) return true;
    try {
      this.#take(body, more);
      return true;
    } catch (thrown) {
      if (!(thrown instanceof GatewayError)) throw thrown;
      this.#end(body, thrown);
      return false;
    }
  }

  #tick(): void {
    for (const body of this.#watched) {
      const isSlow = body.arrivedBytes - body.arrivedBefore < body.bytesPerTick;
      body.arrivedBefore = body.arrivedBytes;
      body.slow = isSlow ? body.slow + 1 : 0;
      if (body.slow >= slowTicks) this.#end(body, tooSlow());
    }
  }

  #end(body: HeldBody, reason: GatewayError): void {
    this.#unwatch(body);
    body.fail(reason);
  }

  #unwatch(body: HeldBody): void {
    this.#watched.delete(body);
    if (this.#watched.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #take(body: HeldBody, bytes: number): void {
    for (const { name, most, within } of body.accounts) {
      const own = (this.#ofOne.get(name) ?? 0) + bytes;
      if (own > most) throw tooMuch(429);
      const left = within.most - within.taken() - bytes;
      if (left < 0 || (most < Number.POSITIVE_INFINITY && own > left)) throw tooMuch(503);
    }
    this.#add(body, bytes);
  }

  #add(body: HeldBody, bytes: number): void {
    body.room += bytes;
    this.#taken += bytes;
    for (const { name } of body.accounts) {
      const taken = (this.#ofOne.get(name) ?? 0) + bytes;
      if (taken > 0) this.#ofOne.set(name, taken);
      else this.#ofOne.delete(name);
    }
  }

  /** Whoever runs the machine may have all of it. */
  #accountsOf({ caller, ip }: FastifyRequest): Account[] {
    const { allBytes, bytesOfOne, bytesOfNetwork } = this.#limits;
    const all = { most: allBytes, taken: () => this.#taken };
    if (caller !== null) {
      const most = caller.isLocal ? Number.POSITIVE_INFINITY : bytesOfOne;
      return [{ name: `person ${caller.personId}`, most, within: all }];
    }
    const name = "strangers";
    const strangers = { most: bytesOfOne, taken: () => this.#ofOne.get(name) ?? 0 };
    return [
      { name, most: bytesOfOne, within: all },
      { name: `from ${networkOf(ip)}`, most: bytesOfNetwork, within: strangers },
    ];
  }
}

function tooMuch(status: 429 | 503): GatewayError {
  return new GatewayError(status, "There is too much under way already. Send it again soon.", {
    code: status === 429 ? "too_many_at_once" : "overloaded",
    retryAfterMs: 1_000,
  });
}

function tooSlow(): GatewayError {
  return new GatewayError(408, "The body came too slowly.", { code: "too_slow" });
}
