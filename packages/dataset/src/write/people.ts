import { createHmac } from "node:crypto";
import { maskMentions } from "./mask-mentions.ts";

/** What is written in place of people's names. */
export interface People {
  /** True: names are kept. */
  isNamed: boolean;
  nameOf(login: string): string;
  /** A text that people or the expert wrote, with logins, mentions and addresses replaced. */
  mask(text: string): string;
}

/** Everybody under their own name. */
export const namedPeople: People = {
  isNamed: true,
  nameOf: (login) => login,
  mask: (text) => text,
};

/**
 * Everybody under a pseudonym that is the same in every data set that was made with this key, and
 * that nobody can compute without it.
 * @param key at least 16 bytes, secret
 * @param logins of people that are known: they are masked without an @ too
 */
export function pseudonymousPeople(key: Uint8Array, logins: Iterable<string>): People {
  const names = new Map<string, string>();
  const nameOf = (login: string) => {
    const folded = login.toLowerCase();
    let name = names.get(folded);
    if (name === undefined) {
      const digest = createHmac("sha256", key).update(folded).digest("hex");
      name = `person-${digest.slice(0, 12)}`;
      names.set(folded, name);
    }
    return name;
  };
  const known = new Set<string>();
  for (const login of logins) known.add(login.toLowerCase());
  return { isNamed: false, nameOf, mask: (text) => maskMentions(text, known, nameOf) };
}
