/** Words without which no text says that something goes wrong, or what would be better. */
const PROBLEM =
  /\b(?:throws?|raises?|crash\w*|panics?|leaks?|fail\w*|wrong\w*|incorrect\w*|los[te]s?|los(?:es|ing)|overwrit\w*|inject\w*|race|deadlock\w*|null|nil|none|nan|undefined|never|twice|exceeds?|overflow\w*|corrupt\w*|expos\w*|bypass\w*|attack\w*|because|otherwise|hangs?|block\w*|skip\w*|silent\w*|break\w*|stale|empty|zero|negative|quadratic|unbounded|if|when|whenever|while|unless|until|but|however|though|although|yet|still|only|except|should|must|need\w*|not|no|nor|nothing|nobody|cannot|without|lacks?|miss\w*|mismatch\w*|inconsisten\w*|unlike|differ\w*|instead|redundant\w*|unnecessar\w*|duplicat\w*|consider|suggest\w*|recommend\w*|prefer|better|could|would|may|might|risk\w*|confus\w*|mislead\w*|typo\w*|unused|dead|hard|old|existing|callers?|aber|jedoch|nicht|kein\w*|fehl\w*|nie|wenn|falls)\b|n['’]t\b/i;

/** Of those, what takes an approval back. */
const CONTRAST =
  /\b(?:but|however|though|although|yet|still|only|except|unless|not|never|cannot|misses|missing|lacks?|should|must|if|when|aber|jedoch|nicht|nur|wenn)\b|n['’]t\b/i;

/** What was before a change is no proposal. */
const BEFORE = /\binstead of (?:the |its )?(?:previous|old|former|earlier)\b[^.!?\n]*/gi;
const ASKED = /[^.!?\n]*\?/g;

const APPROVES =
  /^\W*(?:no (?:\w+ )?(?:issues?|problems?|bugs?|errors?|concerns?|defects?|findings?|comments?)\b(?: (?:were |was )?(?:found|here|detected|identified|seen)\b|\W*$)|nothing (?:is |was )?(?:found|wrong|to (?:add|report|fix))\b|(?:looks?|seems?) (?:good|fine|right|correct|ok)\b)|\b(?:is|are|was|were|looks?|seems?) (?:now |all )?(?:correct|fine|right|good|(?:handled|implemented|done|used|set|validated|checked|closed|released|escaped) (?:correctly|properly|well)|(?:correctly|properly|well|safely|nicely|cleanly) \w+ed)\b/i;

/** Tells what the change does. Not what it removes: that is often what is wrong. */
const RETELLS =
  /\b(?:was|were|is|are|has been|have been) (?:now |also )?(?:added|changed|updated|renamed|introduced|replaced|moved|refactored|modified|extended)\W*$|^\W*(?:(?:(?:this|the) (?:change|commit|patch|pull request|diff) )?(?:adds|added|changes|changed|updates|updated|renames|renamed|introduces|introduced|moves|moved|refactors|refactored|modifies|modified|extends|extended)\b|the code now\b)/i;

const OF_ITSELF = /\b(?:knowledge cut-?off|training data|as an ai\b|language model)\b/i;

/**
 * Whether a text only asks, approves, tells what the change does, or speaks of the model's own
 * knowledge. None of the 1,505 comments of AACR-Bench that people called right does by its words.
 */
export function tellsNoProblem(title: string, body: string): boolean {
  const text = `${title}\n${body}`;
  if (OF_ITSELF.test(text)) return true;
  if (APPROVES.test(title) && !CONTRAST.test(text)) return true;
  if (RETELLS.test(title) && !PROBLEM.test(text.replace(BEFORE, " "))) return true;
  const isQuestion = /\?\W*$/.test(title);
  const asked = title.replace(/\bneeded\b/i, " ");
  return isQuestion && !PROBLEM.test(asked) && !PROBLEM.test(body.replace(ASKED, " "));
}
