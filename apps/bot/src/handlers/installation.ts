import type { Installation } from "@devflow/github";
import { type Outcome, processed } from "../relay/outcome.ts";
import {
  type InstallationState,
  putInstallation,
  removeRepositories,
  removeRepositoriesOf,
} from "../work/installations.ts";
import { rememberRepository } from "../work/known-repository.ts";
import type { Handler, HandlerContext } from "./handler.ts";
import { installationEvent, installationRepositoriesEvent } from "./payloads.ts";

/** created, deleted, suspend, unsuspend: the event is the occasion, GitHub tells the state. */
export const onInstallation: Handler = async (context, payload) => {
  const { action, installation, repositories } = installationEvent.parse(payload);
  const { id } = installation;
  const now = await context.client.readInstallation(id);
  const account = now?.account ?? installation.account?.login ?? "";
  const state = stateOf(now);
  await putInstallation(context.database, { id, account, state });
  if (state === "removed") {
    await removeRepositoriesOf(context.database, id);
    return processed("removed the installation");
  }
  if (action !== "created") return processed(`the installation is ${state}`);
  return await addRepositories(context, id, repositories);
};

/** added, removed. One event may bring both. */
export const onInstallationRepositories: Handler = async (context, payload) => {
  const event = installationRepositoriesEvent.parse(payload);
  const removedIds = event.repositories_removed.map((repository) => repository.id);
  await removeRepositories(context.database, event.installation.id, removedIds);
  const added = await addRepositories(context, event.installation.id, event.repositories_added);
  return processed(`${added.text}, removed ${removedIds.length}`);
};

function stateOf(installation: Installation | null): InstallationState {
  if (installation === null) return "removed";
  return installation.isSuspended ? "suspended" : "active";
}

async function addRepositories(
  context: HandlerContext,
  installationId: number,
  repositories: readonly { id: number; name: string; full_name: string }[],
): Promise<Outcome> {
  for (const { id, name, full_name } of repositories) {
    await rememberRepository(context.database, context.queues, {
      githubId: id,
      installationId,
      owner: full_name.slice(0, -name.length - 1),
      name,
      defaultBranch: null,
      isCovered: true,
    });
  }
  return processed(`added ${repositories.length} repositories`);
}
