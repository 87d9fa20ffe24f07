import { recordAudit } from "@devflow/audit";
import type { Database } from "@devflow/database";
import { type Expert, withComplete } from "@devflow/expert";
import type { RepositoryRef } from "@devflow/github";

/** Whose question it is, and of which pull request code is shown to the model. */
export interface Asker {
  /** Whoever wrote the command; `devflow` for what it does by itself. */
  actor: string;
  repository: RepositoryRef;
  pullNumber: number;
}

/**
 * The expert, with every question told to the audit log when it is over, however it ended: also those
 * of a run that is superseded or killed later. A question takes seconds and its entry milliseconds;
 * a review has some twenty of them. An answer whose entry cannot be written is none.
 */
export function auditedExpert(expert: Expert, database: Database, asker: Asker): Expert {
  const { actor, repository, pullNumber } = asker;
  const tell = (subject: string, details: object) =>
    recordAudit(database, {
      actor,
      action: "model.called",
      subject,
      details: {
        repository: `${repository.owner}/${repository.name}`,
        pull: pullNumber,
        ...details,
      },
    });
  return withComplete(expert, async (request) => {
    const { purpose } = request;
    const model = () => request.model ?? expert.identity.model;
    const completion = await expert.complete(request).catch(async (thrown: unknown) => {
      const outcome = request.signal?.aborted ? "cancelled" : "failed";
      await tell(model(), { purpose, outcome });
      throw thrown;
    });
    const { promptTokens, completionTokens } = completion;
    await tell(model(), { purpose, outcome: "answered", promptTokens, completionTokens });
    return completion;
  });
}
