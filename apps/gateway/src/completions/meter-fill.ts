import type { CodeExpert, FillRequest } from "@devflow/expert";

type Filling = Pick<CodeExpert, "fill" | "estimateTokens">;

/**
 * The same expert; what each question cost is told once, when it ends, however it ends: as the server
 * counts where it does so in time, else estimated. Most answers are left before their last word, where
 * servers count, and one that was cancelled kept the model busy all the same. Each begins within `firstPieceMs`.
 */
export function meterFill<E extends Filling>(
  expert: E,
  spend: (tokens: number) => void,
  { firstPieceMs }: Required<Pick<FillRequest, "firstPieceMs">>,
): E {
  async function* fill(request: FillRequest): ReturnType<CodeExpert["fill"]> {
    let counted: number | null = null;
    let written = 0;
    let isRefused = false;
    let hasBegun = false;
    try {
      for await (const piece of expert.fill({ ...request, firstPieceMs })) {
        hasBegun = true;
        if (piece.usage) {
          counted = piece.usage.promptTokens + piece.usage.completionTokens;
          written = 0;
        } else if (piece.text !== "") written += expert.estimateTokens(piece.text);
        yield piece;
      }
    } catch (thrown) {
      // A server that refused did nothing.
      isRefused = !hasBegun && !request.signal.aborted;
      throw thrown;
    } finally {
      const tokens = isRefused ? 0 : (counted ?? shownTo(expert, request)) + written;
      if (tokens > 0) spend(tokens);
    }
  }
  // What an expert says of itself may change: it is asked each time.
  return Object.create(expert, { fill: { value: fill } });
}

function shownTo({ estimateTokens }: Filling, { prefix, suffix, files }: FillRequest): number {
  const texts = [prefix, suffix, ...files.map(({ text }) => text)];
  return texts.reduce((sum, text) => sum + (text === "" ? 0 : estimateTokens(text)), 0);
}
