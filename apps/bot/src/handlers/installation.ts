import { type Outcome, processed } from "../relay/outcome.ts";
import { enqueueIndex } from "../work/enqueue-index.ts";
import {
  type InstallationState,
  putInstallation,
  removeRepositories,
  removeRepositoriesOf,
} from "../work/installations.ts";
import { rememberRepository } from "../work/known-repository.ts";
import type { Handler, HandlerContext } from "./handler.ts";
import { installationEvent, installationRepositoriesEvent } from "./payloads.ts";

/** created, deleted, suspend, unsuspend. */
export const onInstallation: Handler = async (context, payload) => {
  const { action, installation, repositories } = installationEvent.parse(payload);
  const state = stateOf(action, installation.suspended_at);
  await putInstallation(context.database, {
    id: installation.id,
    account: installation.account?.login ?? "",
    state,
    updatedAt: installation.updated_at,
  });
  if (state === "removed") {
    await removeRepositoriesOf(context.database, installation.id);
    return processed("removed the installation");
  }
  if (action !== "created") return processed(`the installation is ${state}`);
  return await addRepositories(context, installation.id, repositories);
};

/** added, removed. One event may bring both. */
export const onInstallationRepositories: Handler = async (context, payload) => {
  const event = installationRepositoriesEvent.parse(payload);
  const removedIds = event.repositories_removed.map((repository) => repository.id);
  await removeRepositories(context.database, event.installation.id, removedIds);
  const added = await addRepositories(context, event.installation.id, event.repositories_added);
  return processed(`${added.text}, removed ${removedIds.length}`);
};

function stateOf(action: string, suspendedAt: string | null | undefined): InstallationState {
  if (action === "deleted") return "removed";
  return action === "suspend" || typeof suspendedAt === "string" ? "suspended" : "active";
}

async function addRepositories(
  context: HandlerContext,
  installationId: number,
  repositories: readonly { id: number; name: string; full_name: string }[],
): Promise<Outcome> {
  for (const { id, name, full_name } of repositories) {
    const repositoryId = await rememberRepository(context.database, {
      githubId: id,
      installationId,
      owner: full_name.slice(0, -name.length - 1),
      name,
      defaultBranch: null,
    });
    await enqueueIndex(context.queues, repositoryId);
  }
  return processed(`added ${repositories.length} repositories`);
}
