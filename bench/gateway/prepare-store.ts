import { openRepository } from "@devflow/git";
import { createToken, editorScopes, localPerson } from "@devflow/identity";
import { ensureLocalRepository, openCodeIndex } from "@devflow/retrieval";
import type { Engine } from "../support/engine.ts";

/** Indexes a repository and makes a token of the person of this machine, who may read it. */
export async function prepareStore(
  engine: Engine,
  folder: string,
): Promise<{ token: string; gitUrl: string }> {
  const database = await engine.openDatabase();
  try {
    await using repository = await openRepository(folder);
    const repositoryId = await ensureLocalRepository(database, repository.root);
    await openCodeIndex(database, repositoryId).update(await repository.tree("HEAD"));
    const { id: personId } = await localPerson(database);
    const { text } = await createToken(database, {
      ...{ personId, kind: "editor", name: "bench", scopes: editorScopes, days: 1 },
      actor: "bench",
    });
    return { token: text, gitUrl: repository.root };
  } finally {
    await database.close();
  }
}
