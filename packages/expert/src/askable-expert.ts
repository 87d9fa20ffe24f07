import type { ExpertSettings } from "@devflow/config";
import type { Logger } from "@devflow/logging";
import { createExpert, type ExpertOptions } from "./create-expert.ts";
import type { AskableExpert, AskedQuestion, Expert } from "./model.ts";
import { serverOf } from "./server-of.ts";
import { withComplete } from "./with-complete.ts";

type Tell = (question: AskedQuestion) => Promise<void>;

/** {@link createExpert}, for whoever says first who asks. */
export function connectExpert(
  settings: ExpertSettings,
  logger: Logger,
  options?: ExpertOptions,
): AskableExpert {
  return askableExpertOf(createExpert(settings, logger, options));
}

/** Lets `expert` be asked only by somebody. */
export function askableExpertOf(expert: Expert): AskableExpert {
  return Object.assign(serverOf(expert), {
    askedBy: (tell: Tell) => toldExpert(expert, tell),
  });
}

/** For a question that is a text of our own, with no code of anybody in it: it is told to nobody. */
export function probing(server: AskableExpert): Expert {
  return server.askedBy(async () => {});
}

function toldExpert(expert: Expert, tell: Tell): Expert {
  return withComplete(expert, async (request) => {
    const { purpose } = request;
    // The server's own model is known only after it was asked.
    const model = () => request.model ?? expert.identity.model;
    const completion = await expert.complete(request).catch(async (thrown: unknown) => {
      const outcome = request.signal?.aborted ? "cancelled" : "failed";
      const tokens = { promptTokens: null, completionTokens: null };
      await tell({ model: model(), purpose, outcome, ...tokens });
      throw thrown;
    });
    const { promptTokens, completionTokens } = completion;
    const outcome = "answered";
    await tell({ model: model(), purpose, outcome, promptTokens, completionTokens });
    return completion;
  });
}
