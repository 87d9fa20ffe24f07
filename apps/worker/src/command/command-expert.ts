import { type Completion, countPrompt, type Expert, type Prompt } from "@devflow/expert";

/** Pieces that are weighed one by one; what comes after them has no room in any window. */
const maxPieces = 60;

/** The expert of one command: fits prompts into its window and adds up what they cost. */
export class CommandExpert {
  readonly expert: Expert;
  readonly #signal: AbortSignal;
  #tokens = 0;

  constructor(expert: Expert, signal: AbortSignal) {
    this.expert = expert;
    this.#signal = signal;
  }

  /** Of all prompts and answers so far. */
  get tokens(): number {
    return this.#tokens;
  }

  /** Raises ExternalError (service `expert`) as {@link Expert.complete} does. */
  async ask(prompt: Prompt): Promise<Completion> {
    const completion = await this.expert.complete({
      ...prompt,
      maxOutputTokens: this.expert.maxOutputTokens,
      purpose: "command",
      signal: this.#signal,
    });
    this.#tokens += (completion.promptTokens ?? 0) + (completion.completionTokens ?? 0);
    return completion;
  }

  /**
   * The prompt with as many of the pieces as the window has room for beside the longest answer, in
   * their order: one that does not fit is left out, smaller ones after it may still come in.
   *
   * @param shorter instead of `long` where that is too long without any piece: the bounds of what
   * people write count characters, and in some scripts one costs two tokens
   */
  async fit<Piece>(
    pieces: readonly Piece[],
    long: (kept: readonly Piece[]) => Prompt,
    shorter: (kept: readonly Piece[]) => Prompt = long,
  ): Promise<{ prompt: Prompt; kept: Piece[] }> {
    const { expert } = this;
    const isTooLong = (await countPrompt(expert, long([]))) > this.#promptTokens();
    const build = isTooLong ? shorter : long;
    const bare = await countPrompt(expert, build([]));
    let room = this.#promptTokens() - bare;
    const kept: Piece[] = [];
    for (const piece of pieces.slice(0, maxPieces)) {
      const tokens = (await countPrompt(expert, build([piece]))) - bare;
      if (tokens > room) continue;
      room -= tokens;
      kept.push(piece);
    }
    // Pieces beside one another may cost a few tokens more than each by itself.
    while (kept.length > 0 && (await countPrompt(expert, build(kept))) > this.#promptTokens()) {
      kept.pop();
    }
    return { prompt: build(kept), kept };
  }

  #promptTokens(): number {
    return this.expert.windowTokens - this.expert.maxOutputTokens;
  }
}
