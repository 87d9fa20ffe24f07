import { namesIn } from "./named-code.ts";
import { writtenIn } from "./written-in.ts";

interface Worded {
  title: string;
  body: string;
}

interface Read {
  language: string | null;
  names: ReadonlySet<string>;
  /** Nothing in it tells the language. */
  isGuessed: boolean;
}

const known = new WeakMap<Worded, Read>();

/**
 * Whether two remarks about one place may be one in two languages. Their words tell nothing then;
 * the code that they name is the same in each. `named`: they name some of the same; `possible`: one of
 * them names none. Null where both are in one language, where it is not known in which, and where each
 * names something else. A model leaves its language by chance or as the settings change: somebody who
 * speaks two about one place says one thing twice more often than two.
 */
export function acrossLanguages(a: Worded, b: Worded): "named" | "possible" | null {
  const [one, other] = [read(a), read(b)];
  if (one.language === null || other.language === null) return null;
  if (one.language === other.language) return null;
  if (!one.names.isDisjointFrom(other.names)) return "named";
  if (one.isGuessed || other.isGuessed) return null;
  return one.names.size === 0 || other.names.size === 0 ? "possible" : null;
}

/**
 * The title of a remark of which no more is known. Words of the trade alone are taken for English ones,
 * but a short title of any language has as few that tell it (`Doppelte Abfrage`): only a name that both
 * have makes it the same then.
 */
export function titleAlone(title: string): Worded {
  const alone = { title, body: "" };
  const language = writtenIn(title);
  const isGuessed = language === null;
  known.set(alone, { language: language ?? "English", names: namesIn(title), isGuessed });
  return alone;
}

function read(said: Worded): Read {
  const found = known.get(said);
  if (found !== undefined) return found;
  const text = `${said.title}\n${said.body}`;
  const made = { language: writtenIn(text), names: namesIn(text), isGuessed: false };
  known.set(said, made);
  return made;
}
