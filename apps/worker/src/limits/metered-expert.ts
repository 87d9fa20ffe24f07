import type { Database } from "@devflow/database";
import { type Expert, estimateTokens, withComplete } from "@devflow/expert";
import { addSpent, type Payer } from "./spent-tokens.ts";

/**
 * The expert, with every answer put on somebody's account as it comes: also those of a run that is
 * superseded or killed later. What a server does not count itself is estimated. A call without an
 * answer is not counted; the time of a review bounds how many there can be.
 */
export function meteredExpert(expert: Expert, database: Database, payer: Payer): Expert {
  return withComplete(expert, async (request) => {
    const completion = await expert.complete(request);
    const { promptTokens, completionTokens, text } = completion;
    const prompt = promptTokens ?? estimateTokens(request.system) + estimateTokens(request.user);
    await addSpent(database, payer, prompt + (completionTokens ?? estimateTokens(text)));
    return completion;
  });
}
