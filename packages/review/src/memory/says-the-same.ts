import { likeness, termsOf } from "./likeness.ts";

interface Worded {
  title: string;
  body: string;
}

/**
 * Two titles, or two whole texts, that share so many of their words are the same remark in other
 * words. Held by the pairs in `says-the-same.test.ts`.
 */
const sameWording = 0.5;

/** Whether two remarks of the expert say nearly the same. */
export function saysNearlyTheSame(a: Worded, b: Worded): boolean {
  const ofTitles = likeness(termsOf(a.title), termsOf(b.title));
  if (ofTitles >= sameWording) return true;
  const ofTexts = likeness(termsOf(`${a.title} ${a.body}`), termsOf(`${b.title} ${b.body}`));
  return ofTexts >= sameWording;
}
