/**
 * Who a token belongs to.
 *
 * Properties wanted: a revoked or expired token, a disabled person and a lost role are refused at
 * once in this process, and within 30 s in any other even when no notice arrives; a busy editor
 * costs one query in 30 s, not one a key.
 * Design: owners by the hash of their token, for 30 s at most; questions for one token that are
 * under way are merged. Whoever takes something away says so on a channel of the database, and what
 * is remembered of that person goes. Expiry is looked at every time. Unknown tokens are not
 * remembered: guesses must not push out those that are in use. They are counted by where they come from,
 * and beyond a limit only tokens that were good before are looked up for whoever asks from there.
 * Races accepted: a request that was let in before a revocation ends. An owner that was read just
 * before a revocation and comes in just after its notice would be remembered: `#generation` sees that.
 */

import type { Database } from "@devflow/database";
import { LRUCache } from "lru-cache";
import type { Authentication } from "../model.ts";
import { readBearer } from "./bearer.ts";
import { readTokenOwner, type TokenOwner } from "./read-token-owner.ts";
import { hashOf, isTokenText, type TokenKind } from "./token-text.ts";

const rememberedForMs = 30_000;
const maxRemembered = 10_000;

/** Counts tokens that were never good here. */
export interface Guesses {
  /** False where there were too many from this address. */
  take(address: string): Promise<boolean>;
  /** It was none. */
  giveBack(address: string): Promise<void>;
}

export class Authenticator {
  readonly #database: Database;
  readonly #now: () => Date;
  readonly #owners: LRUCache<string, TokenOwner>;
  readonly #asked = new Map<string, Promise<TokenOwner | null>>();
  readonly #good = new LRUCache<string, true>({ max: maxRemembered });
  readonly #guesses: Guesses;
  #generation = 0;

  constructor(database: Database, now: () => Date, guesses: Guesses) {
    this.#database = database;
    this.#now = now;
    this.#guesses = guesses;
    this.#owners = new LRUCache({
      max: maxRemembered,
      ttl: rememberedForMs,
      ttlResolution: 0,
      perf: { now: () => now().getTime() },
    });
  }

  /**
   * By an `Authorization` header. A browser's session is no bearer token.
   * @param address where it comes from; without one, guesses are not counted
   */
  async authenticate(authorization: string | undefined, address?: string): Promise<Authentication> {
    const bearer = readBearer(authorization);
    if ("refusal" in bearer) return bearer;
    return await this.#counted(bearer.token, ["personal", "editor"], address);
  }

  /** By the cookie of the pages, which takes nothing but a browser's session. Counted in the same way. */
  async authenticateSession(cookie: string | undefined, address?: string): Promise<Authentication> {
    if (cookie === undefined) return { refusal: "missing" };
    if (!isTokenText(cookie)) return { refusal: "malformed" };
    return await this.#counted(cookie, ["browser"], address);
  }

  /** Forgets one person, or all without an id. */
  forget(personId: number | null): void {
    this.#generation += 1;
    this.#asked.clear();
    for (const [key, { caller }] of this.#owners.entries()) {
      if (personId === null || caller.personId === personId) this.#owners.delete(key);
    }
  }

  async #counted(
    text: string,
    kinds: readonly TokenKind[],
    address: string | undefined,
  ): Promise<Authentication> {
    const isNew = address !== undefined && !this.#good.has(keyOf(hashOf(text)));
    if (!isNew) return await this.#authenticateText(text, kinds);
    if (!(await this.#guesses.take(address))) return { refusal: "too_many" };
    const answer = await this.#authenticateText(text, kinds);
    const isUnknown = "refusal" in answer && answer.refusal === "unknown";
    if (!isUnknown) await this.#guesses.giveBack(address);
    return answer;
  }

  async #authenticateText(text: string, kinds: readonly TokenKind[]): Promise<Authentication> {
    const hash = hashOf(text);
    const owner = await this.#ownerOf(hash);
    if (owner === null || !kinds.includes(owner.kind)) return { refusal: "unknown" };
    if (owner.isRevoked) return { refusal: "revoked" };
    if (owner.expiresAt <= this.#now()) return { refusal: "expired" };
    if (owner.isDisabled) return { refusal: "disabled" };
    this.#good.set(keyOf(hash), true);
    return { caller: owner.caller };
  }

  async #ownerOf(hash: Buffer): Promise<TokenOwner | null> {
    const key = keyOf(hash);
    return this.#owners.get(key) ?? (await (this.#asked.get(key) ?? this.#ask(key, hash)));
  }

  #ask(key: string, hash: Buffer): Promise<TokenOwner | null> {
    const generation = this.#generation;
    const asked = readTokenOwner(this.#database, hash, this.#now())
      .then((owner) => {
        if (owner !== null && generation === this.#generation) this.#owners.set(key, owner);
        return owner;
      })
      .finally(() => {
        if (this.#asked.get(key) === asked) this.#asked.delete(key);
      });
    this.#asked.set(key, asked);
    return asked;
  }
}

function keyOf(hash: Buffer): string {
  return hash.toString("base64");
}
