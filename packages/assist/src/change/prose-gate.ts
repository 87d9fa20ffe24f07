/**
 * The words of an answer while it comes, up to its first block: what is behind it is for the parser.
 * Whole lines only, as the beginning of a line tells whether it is a block.
 */
export class ProseGate {
  #held = "";
  #isShut = false;
  #hasBreak = false;
  #text = "";

  /** Everything that was let through. */
  get text(): string {
    return this.#text;
  }

  push(piece: string): string {
    if (this.#isShut) return "";
    const lines = (this.#held + piece).split("\n");
    this.#held = lines.pop() ?? "";
    return this.#pass(lines.map((line) => `${line}\n`));
  }

  /** What of the answer's prose was not let through yet. */
  end(prose: string): string {
    if (!this.#isShut) this.#held = "";
    this.#isShut = true;
    const sent = this.#text.trim();
    if (!prose.startsWith(sent)) return "";
    const rest = prose.slice(sent.length);
    return rest.trim() === "" ? "" : this.#add(sent === "" ? rest.trimStart() : rest);
  }

  /** Blank lines wait for what comes behind them: at the end of the prose they are none of it. */
  #pass(lines: readonly string[]): string {
    let passed = "";
    for (const line of lines) {
      if (isBlockStart(line)) {
        this.#isShut = true;
        break;
      }
      if (line.trim() === "") this.#hasBreak = true;
      else {
        const isFirst = this.#text === "" && passed === "";
        passed += isFirst ? "" : this.#hasBreak ? "\n\n" : "\n";
        passed += line.replace(/\n$/, "").trimEnd();
        this.#hasBreak = false;
      }
    }
    return this.#add(passed);
  }

  #add(text: string): string {
    this.#text += text;
    return text;
  }
}

/** Reasoning in front of an answer is taken out by the parser only, so it shuts the gate too. */
function isBlockStart(line: string): boolean {
  return (
    line.length > 2_000 ||
    /^\s{0,3}(?:[`~]{3}|<{5,}|--- |\+\+\+ |@@ |diff --git |<\/?\w+>)/.test(line) ||
    /^[\s#>*_-]{0,8}(?:\d{1,3}[.)]\s*)?(?:new |the )?(?:file(?:name|path)?|path)[*_]{0,2}\s*:/i.test(
      line,
    ) ||
    /^[\s#>*_`-]{0,8}[^\s`*]+[./][^\s`*]*[\s*_`:]{0,8}$/.test(line)
  );
}
