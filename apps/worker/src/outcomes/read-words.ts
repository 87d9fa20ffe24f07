import { DISMISSED_FOR_LATER, type SignalKind, strengthOf } from "@devflow/dataset";
import { coerceError, ExternalError } from "@devflow/errors";
import { type Expert, parseReply, type ReplyClass, replyPrompt } from "@devflow/expert";
import type { Logger } from "@devflow/logging";
import type { FoundSignal } from "./collect-signals.ts";
import type { OutcomeRemark } from "./outcome-pull.ts";

/** A signal that is ready to be stored. */
export interface ReadSignal extends FoundSignal {
  strength: number;
  /** The model that read its words; null where nobody did. */
  classifiedBy: string | null;
}

/** What was made of the same words before, by signal. */
export type KnownWords = ReadonlyMap<string, Known>;

interface Known {
  kind: SignalKind;
  strength: number;
  classifiedBy: string;
}

/** A comment may name several places, each a remark: what people say there is read once. */
export function wordsKey(
  { id, commentId }: Pick<OutcomeRemark, "id" | "commentId">,
  { sourceKey, detail, words }: FoundSignal,
): string {
  return keyOfWords(commentId ?? -id, words?.of === "dismissal", sourceKey, detail);
}

/** @param subject the id of the comment, or of the remark that has none, less than 0 */
export function keyOfWords(
  subject: number,
  isDismissal: boolean,
  sourceKey: string,
  detail: string | null,
): string {
  return JSON.stringify([subject, isDismissal, sourceKey, detail]);
}

/** Enough for a word and a sentence of reason. */
const answerTokens = 96;

/** A run asks about no more of a pull request's words; the next one goes on. */
const mostQuestions = 20;

const kinds = {
  agreed: "reply_agreed",
  will_fix: "reply_will_fix",
  disagreed: "reply_disagreed",
  question: "reply_question",
  other: "reply_other",
} as const satisfies Record<ReplyClass, SignalKind>;

/**
 * Has the expert say what people's words mean, each once: what was read before is not asked again
 * until it is edited. Without an expert, or while it is away, a reply stays `reply_other` and a
 * dismissal counts as given: guessing by words would be wrong where it matters ("not wrong").
 */
export class WordReader {
  readonly #expert: Expert | null;
  readonly #known: Map<string, Known>;
  readonly #logger: Logger;
  readonly #signal: AbortSignal;
  readonly #mayAsk: () => Promise<boolean>;
  #left = mostQuestions;

  /** @param mayAsk whether the team's limits leave tokens; asked before each question */
  constructor(
    expert: Expert | null,
    known: KnownWords,
    logger: Logger,
    signal: AbortSignal,
    mayAsk: () => Promise<boolean> = async () => true,
  ) {
    this.#expert = expert;
    this.#known = new Map(known);
    this.#logger = logger;
    this.#signal = signal;
    this.#mayAsk = mayAsk;
  }

  async read(remark: OutcomeRemark, found: FoundSignal): Promise<ReadSignal> {
    const asGiven = { ...found, strength: strengthOf(weighed(found)), classifiedBy: null };
    if (found.words === undefined) return asGiven;
    const known = this.#known.get(wordsKey(remark, found));
    if (known !== undefined) return { ...found, ...known };
    const expert = this.#expert;
    if (expert === null || this.#left === 0) return asGiven;
    if (!(await this.#mayAsk())) {
      // Another day's reading asks.
      this.#left = 0;
      return asGiven;
    }
    this.#left -= 1;
    const read = await this.#ask(expert, remark, found.words.text);
    if (read === "away") return asGiven;
    const classifiedBy = expert.identity.model;
    const made = { ...meaningOf(found, read), classifiedBy };
    this.#known.set(wordsKey(remark, found), made);
    return { ...found, ...made };
  }

  async #ask(expert: Expert, remark: OutcomeRemark, reply: string) {
    try {
      const { text } = await expert.complete({
        ...replyPrompt({ remark, reply }),
        maxOutputTokens: answerTokens,
        temperature: 0,
        purpose: "reply",
        signal: this.#signal,
      });
      return parseReply(text);
    } catch (thrown) {
      if (!(thrown instanceof ExternalError)) throw thrown;
      // Away now is away for the other words of this run, too.
      this.#left = 0;
      this.#logger.warn({ err: coerceError(thrown) }, "the expert did not read a reply");
      return "away";
    }
  }
}

function meaningOf(found: FoundSignal, read: ReplyClass | null): Omit<Known, "classifiedBy"> {
  if (found.words?.of === "reply") {
    const kind = kinds[read ?? "other"];
    return { kind, strength: strengthOf(weighed({ ...found, kind })) };
  }
  const isForLater = read === "agreed" || read === "will_fix";
  const { kind } = found;
  return { kind, strength: isForLater ? DISMISSED_FOR_LATER : strengthOf(weighed(found)) };
}

function weighed({ kind, actor, detail, happenedAt }: FoundSignal) {
  return { kind, actor, detail, happenedAt, withdrawnAt: null };
}
