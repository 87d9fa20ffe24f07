import { findSecrets } from "@devflow/review";
import { type Answer, refused } from "./command-run.ts";

/** An answer that holds a credential, from the code or made up, is not posted: it would be public. */
export async function withholdSecrets(answer: Answer): Promise<Answer> {
  const bodies = answer.suggestions.map(({ body }) => body);
  const hits = await findSecrets([answer.text ?? "", ...bodies].join("\n"));
  if (hits.length === 0) return answer;
  const text = "The answer holds something that looks like a credential, so it is not shown.";
  return refused("the answer holds a credential", text);
}
