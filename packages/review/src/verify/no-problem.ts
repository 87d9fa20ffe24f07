/** Words without which no text says that something goes wrong, or what would be better. */
const PROBLEM =
  /\b(?:throws?|raises?|crash\w*|panics?|leaks?|fail\w*|wrong\w*|incorrect\w*|los[te]s?|los(?:es|ing)|overwrit\w*|inject\w*|race|deadlock\w*|recurs\w*|circular|cycl\w*|infinite\w*|unreachable|null|nil|none|nan|undefined|never|twice|exceeds?|overflow\w*|corrupt\w*|expos\w*|bypass\w*|attack\w*|because|so|otherwise|hangs?|block\w*|skip\w*|silent\w*|break\w*|stale|empty|zero|negative|quadratic|unbounded|if|when|whenever|while|unless|until|but|however|though|although|yet|still|only|except|should|must|need\w*|not|no|nor|nothing|nobody|cannot|without|lacks?|miss\w*|mismatch\w*|inconsisten\w*|unlike|differ\w*|instead|redundant\w*|unnecessar\w*|duplicat\w*|consider|suggest\w*|recommend\w*|prefer|better|could|would|may|might|risk\w*|confus\w*|mislead\w*|typo\w*|unused|dead|hard|old|existing|callers?|aber|jedoch|nicht|kein\w*|fehl\w*|nie|wenn|falls)\b|n['’]t\b/i;

/** Of those, what takes an approval back. */
const CONTRAST =
  /\b(?:but|however|though|although|yet|still|only|except|unless|not|never|cannot|misses|missing|lacks?|should|must|if|when|aber|jedoch|nicht|nur|wenn)\b|n['’]t\b/i;

/** What goes wrong beside what is approved (`closed properly on success, leaks on error`). */
const TROUBLE =
  /\b(?:throws?|raises?|crash\w*|panics?|leak\w*|fail\w*|wrong\w*|los[te]s?|los(?:es|ing)|drop(?:s|ped)|ignore[sd]?|swallow\w*|overwrit\w*|deadlock\w*|corrupt\w*|expos\w*|bypass\w*|silent\w*|stale|twice|hangs?|break\w*)\b/i;
/** Trouble that there is not, or no more. */
const GONE =
  /\b(?:no|nothing|nor|without|avoid(?:s|ed|ing)?|prevent(?:s|ed|ing)?|fix(?:es|ed|ing)?|earlier|previous(?:ly)?|former(?:ly)?)\b[^.!?,;\n]*/gi;

/** What was before a change is no proposal. */
const BEFORE = /\binstead of (?:the |its )?(?:previous|old|former|earlier)\b[^.!?\n]*/gi;
const ASKED = /[^.!?\n]*\?/g;
/** Asks, too. */
const WANTS_TO_KNOW =
  /^\W*(?:(?:could|can|would) you|please (?:explain|clarify|describe)|(?:just )?(?:curious|wondering|asking)\b|i(?: am|['’]m| was|['’]d| would)? (?:just )?(?:curious|wondering|asking|like to (?:know|understand))|thanks?\b)/i;

const APPROVES =
  /^\W*(?:no (?:\w+ )?(?:issues?|problems?|bugs?|errors?|concerns?|defects?|findings?|comments?) (?:were |was )?(?:found|here|detected|identified|seen)\b|no (?:\w+ )?(?:issues|problems|bugs|errors|concerns|defects|findings|comments)\W*$|nothing (?:is |was )?(?:found|wrong|to (?:add|report|fix))\b|(?:looks?|seems?) (?:good|fine|right|correct|ok)\b)|\b(?:is|are|was|were|looks?|seems?) (?:now |all )?(?:(?:correct|fine|right|good)(?=\W*$|[.,;:!)]| (?:now|here|as|and|with|for|to me)\b)|(?:handled|implemented|done|used|set|validated|checked|closed|released|escaped) (?:correctly|properly|well)|(?:correctly|properly|well|safely|nicely|cleanly) \w+ed)\b/i;

/** Tells what the change does. Not what it removes: that is often what is wrong. */
const RETELLS =
  /\b(?:was|were|is|are|has been|have been) (?:now |also )?(?:added|changed|updated|renamed|introduced|replaced|moved|refactored|modified|extended)\W*$|^\W*(?:(?:(?:this|the) (?:change|commit|patch|pull request|diff) )?(?:adds|added|changes|changed|updates|updated|renames|renamed|introduces|introduced|moves|moved|refactors|refactored|modifies|modified|extends|extended)\b|the code now\b)/i;
/** Goes on telling, or praises: what a sentence says that begins otherwise is of the code. */
const GOES_ON =
  /^\W*(?:(?:this|the)(?: new)? (?:change|commit|patch|pull request|diff|code|function|method|class|file)|this|it) (?:(?:is|was|has been) )?(?:now |also )?(?:adds?|added|calls?|uses?|used|takes?|gives?|returns?|changes?|changed|updates?|updated|renamed|introduces?|introduced|moved|replaces?|replaced|makes?|allows?|enables?|helps?|ensures?|improves?|simplifies|avoids?|prevents?|reduces?)\b/i;

const OF_ITSELF = /\b(?:knowledge cut-?off|training data|as an ai\b|language model)\b/i;

/**
 * Whether a text only asks, approves, tells what the change does, or speaks of the model's own
 * knowledge. None of the 1,505 comments of AACR-Bench that people called right does by its words. A
 * title alone does not tell: `Introduces an N+1 query` and `Off-by-one?` are what reviewers write, with
 * what is wrong below. So each sentence of the body must do it as well.
 */
export function tellsNoProblem(title: string, body: string): boolean {
  const text = `${title}\n${body}`;
  if (OF_ITSELF.test(text)) return true;
  const isTrouble = TROUBLE.test(text.replace(GONE, " "));
  if (APPROVES.test(title) && !CONTRAST.test(text) && !isTrouble) return true;
  const saysNoMore = sentencesOf(body).every((one) => RETELLS.test(one) || GOES_ON.test(one));
  if (RETELLS.test(title) && saysNoMore && !PROBLEM.test(text.replace(BEFORE, " "))) return true;
  const isQuestion = /\?\W*$/.test(title);
  const asked = title.replace(/\bneeded\b/i, " ");
  const told = sentencesOf(body.replace(ASKED, " ")).filter((one) => !WANTS_TO_KNOW.test(one));
  const asksOnly = told.every((one) => RETELLS.test(one) || GOES_ON.test(one));
  return isQuestion && asksOnly && !PROBLEM.test(asked) && !PROBLEM.test(told.join("\n"));
}

/** A point inside of a name ends none. */
function sentencesOf(text: string): string[] {
  return text.split(/[.!?;](?=\s|$)|\n+/).filter((sentence) => /\p{L}/u.test(sentence));
}
