import { questionLog } from "@devflow/audit";
import type { Caller } from "@devflow/identity";
import type { AssistServices } from "./assist-services.ts";

/** An exchange with a speech server, told to the audit log when it is over, however it ended. */
export async function toldSpeech<T>(
  { parts }: Pick<AssistServices, "parts">,
  { caller, signal }: { caller: Caller; signal: AbortSignal },
  { purpose, model }: { purpose: "transcription" | "synthesis"; model: string },
  ask: () => Promise<T>,
): Promise<T> {
  const log = { actor: caller.name, details: { feature: "voice" } };
  const write = questionLog(parts.database, log);
  const tell = (outcome: "answered" | "cancelled" | "failed") =>
    write({ model, purpose, outcome, promptTokens: null, completionTokens: null });
  const answer = await ask().catch(async (thrown: unknown) => {
    await tell(signal.aborted ? "cancelled" : "failed");
    throw thrown;
  });
  await tell("answered");
  return answer;
}
