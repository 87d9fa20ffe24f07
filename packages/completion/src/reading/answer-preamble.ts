const thinkOpens = "<think>";
const thinkCloses = "</think>";

/**
 * Takes off what some models put in front of the code: their thoughts, and the opening line of a
 * fence. Pieces may be cut anywhere; what is not decided yet is held back.
 */
export class AnswerPreamble {
  #held = "";
  #step: "begin" | "thoughts" | "fence" | "over" = "begin";
  /** The code stands in a fence, whose closing line ends it. */
  isFenced = false;
  hadThoughts = false;
  readonly #mayBeFence: boolean;

  constructor(mayBeFence: boolean) {
    this.#mayBeFence = mayBeFence;
  }

  /** What of the answer is code so far. */
  push(text: string): string {
    if (this.#step === "over") return text;
    this.#held += text;
    if (this.#step === "begin" && !this.#begin()) return "";
    if (this.#step === "thoughts") {
      const close = this.#held.indexOf(thinkCloses);
      if (close === -1) return "";
      this.#held = this.#held.slice(close + thinkCloses.length);
      this.#step = "begin";
      return this.push("");
    }
    if (this.#step === "fence") {
      const newline = this.#held.indexOf("\n");
      if (newline === -1) return "";
      this.#held = this.#held.slice(newline + 1);
      this.isFenced = true;
    }
    this.#step = "over";
    return this.#held;
  }

  /** What was held back when the answer ended: no thoughts, and no fence. */
  rest(): string {
    const rest = this.#step === "begin" ? this.#held : "";
    this.#held = "";
    return rest;
  }

  /** False while it is not known what the answer begins with. */
  #begin(): boolean {
    const start = this.#held.trimStart();
    if (start.startsWith(thinkOpens)) {
      this.#step = "thoughts";
      this.hadThoughts = true;
      return true;
    }
    if (this.#mayBeFence && start.startsWith("```")) {
      this.#step = "fence";
      return true;
    }
    const undecided = thinkOpens.startsWith(start) || (this.#mayBeFence && "```".startsWith(start));
    if (this.hadThoughts && !undecided) this.#held = start;
    return !undecided;
  }
}
