import { allTermsOf } from "../memory/remark-terms.ts";
import { type ClaimedCode, withoutComments } from "./claimed-code.ts";

/**
 * What findings are often about. One of them is claimed by general words, in English and German, and
 * says something only of code in which it can happen: there is no deadlock without a lock. Wide on
 * purpose: that there is a loop does not make it endless, but that is for the second look.
 */
interface Topic {
  claims: string;
  /** Beginnings of words of the code, its names split into their parts. */
  words: string;
  signs?: RegExp;
  /** Where that must stand. Default: within a screen. */
  within?: "near";
}

const TOPICS: readonly Topic[] = [
  {
    claims: `race races thread threads threading concurrent concurrently concurrency parallel simultaneous
      simultaneously access accessed accesses deadlock deadlocks lock locks locking locked synchronized
      synchronization synchronize atomic atomically wettlauf nebenläufig gleichzeitig gleichzeitige
      gleichzeitigem gleichzeitigen zugriff zugriffe threadsicher sperre`,
    words: `lock unlock mutex rw thread async await go chan atomic sync spawn concurr parallel promis worker
      static global shar cach futur task volatil queu pool signal event once singleton remov delet count group`,
    // A map that several share is read and written by its keys.
    signs: /\+\+|<-|\p{L}[\p{L}\p{N}_]*\[\p{L}/u,
  },
  {
    claims: `memory leak leaks leaking leaked resource resources release released releases releasing close
      closed closing cleaned cleanup free freed dispose disposed speicherleck speicherlecks ressource
      ressourcen freigegeben geschlossen`,
    words: `open clos alloc malloc new listen subscri interval timer stream conn file socket cach buf handl defer
      free cursor session request respons read writ lock append push pool drop dispos ptr
      image container replica pod deploy`,
  },
  {
    claims: "sql query queries",
    words:
      "sql query quer select insert updat delet exec where db cursor statement raw row find order",
  },
  {
    claims: `injection injections xss escape escaped escaping sanitize sanitized sanitizing sanitization
      sanitise sanitised untrusted attack attacks attacker attackers exploit exploited expose exposed exposes exposing
      supplied malicious sicherheitslücke sicherheitsrisiko angreifer angreifern angriff ausgenutzt einschleusen`,
    words: `sql quer select insert exec html dom render templat href url uri path file shell command cmd req header
      cookie session token secret passw credential auth user input param form body eval serializ pars log`,
  },
  {
    claims: "division divide divided divides divisor denominator zero",
    words: "div mod ratio rate average avg mean percent",
    signs: /[\p{L}\p{N}_)\]]\s*[/%]=?\s*[\p{L}\p{N}_(]/u,
    within: "near",
  },
  {
    claims: "overflow overflows underflow überlauf",
    words: "int size len count sum total u8 u16 u32 u64 i32 i64 long short byte buf cpy",
    signs: /[\p{L}\p{N}_)\]]\s*[-+*]=?\s*[\p{L}\p{N}_(]|<<|\[/u,
    within: "near",
  },
  {
    claims:
      "infinite infinitely endless loop loops looping recursion recursive endlos endlosschleife schleife",
    words: "for whil loop each map recurs repeat until retry next filter reduc iter do",
  },
  {
    claims: "off boundary",
    words: "range len length size index idx slic count limit offset substr last first end start",
    signs: /\s[<>]=?\s|[+-]\s?1\b|\[|\.\.=?/,
    within: "near",
  },
  {
    claims: "await awaited awaiting promise promises",
    words: "async await promis then futur task spawn corouti go",
  },
  {
    claims: "ignore ignored ignores ignoring ignoriert",
    words: "catch except rescu err ignor discard",
    signs: /\p{L}\)?\(|_\s*:?=|\bset \+e\b|\|\| true\b/u,
    within: "near",
  },
  {
    claims: "unused",
    words:
      "const let var val import us using def fn func function class from includ requir type static",
    signs: /=/,
    within: "near",
  },
  {
    claims: "timeout timeouts hang hangs zeitüberschreitung",
    words:
      "fetch http conn dial get post wait rpc client quer send recv read request lock join timeout select sleep",
  },
  {
    claims: "stale outdated veraltet",
    words: "cach memo stor stat ref clos effect dep version snapshot load fetch",
  },
];

/** General words that mean one thing beside some code: what a hook, a list or a column is missing. */
const MEANINGS: readonly Topic[] = [
  { claims: "dependency dependencies", words: "effect memo callback watch", within: "near" },
  { claims: "key keys", words: "li tr map each v render", within: "near" },
  { claims: "default", words: "column alter switch case match", within: "near" },
];

const byTerm = topicsByTerm(TOPICS);
const meaningByTerm = topicsByTerm(MEANINGS);

function topicsByTerm(topics: readonly Topic[]): ReadonlyMap<string, Topic> {
  return new Map(
    topics.flatMap((topic) => [...allTermsOf(topic.claims)].map((term) => [term, topic] as const)),
  );
}

/** True for words that claim a topic. */
export function isTopical(term: string): boolean {
  return byTerm.has(term);
}

/**
 * Whether the code has what the claim is about: each topic of the title or, where the title has none,
 * one of the text. Nothing of this happens in a comment.
 */
export function hasTopic(
  code: ClaimedCode,
  { title, body }: { title: string; body: string },
): boolean {
  if (withoutComments(code.lines).trim() === "") return false;
  if (topicsOf(title, meaningByTerm).some((meaning) => isIn(code, meaning))) return true;
  const ofTitle = topicsOf(title);
  return ofTitle.length > 0
    ? ofTitle.every((topic) => isIn(code, topic))
    : topicsOf(body).some((topic) => isIn(code, topic));
}

function topicsOf(text: string, known = byTerm): Topic[] {
  const topics = [...allTermsOf(text)].map((term) => known.get(term));
  return [...new Set(topics)].filter((topic) => topic !== undefined);
}

function isIn({ near, around }: ClaimedCode, { words, signs, within }: Topic): boolean {
  const code = withoutComments(within === "near" ? near : around);
  if (signs?.test(code) === true) return true;
  const beginnings = [...allTermsOf(words)];
  const isMeant = (term: string) =>
    beginnings.some((word) => (word.length < 4 ? term === word : term.startsWith(word)));
  return [...allTermsOf(code)].some(isMeant);
}
