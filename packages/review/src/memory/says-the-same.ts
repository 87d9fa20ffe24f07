import { sharedTerms, termsOf } from "./remark-terms.ts";

interface Worded {
  title: string;
  body: string;
}

/**
 * Two titles, or two whole texts, that share so many of their words are the same remark in other
 * words. Held by the pairs in `says-the-same.test.ts`.
 */
const sameWording = 0.5;

interface Terms {
  title: ReadonlySet<string>;
  text: ReadonlySet<string>;
}

/** Each remark is compared with each finding: a pull request may have thousands of them. */
const known = new WeakMap<Worded, Terms>();

/** Whether two remarks of the expert say nearly the same. */
export function saysNearlyTheSame(a: Worded, b: Worded): boolean {
  const [one, other] = [worded(a), worded(b)];
  return (
    sharedTerms(one.title, other.title) >= sameWording ||
    sharedTerms(one.text, other.text) >= sameWording
  );
}

function worded(said: Worded): Terms {
  const found = known.get(said);
  if (found !== undefined) return found;
  const { title, body } = said;
  const terms = { title: termsOf(title), text: termsOf(`${title} ${body}`) };
  known.set(said, terms);
  return terms;
}
