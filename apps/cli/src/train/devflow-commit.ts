import { fileURLToPath } from "node:url";
import { openRepository } from "@devflow/git";

/** The commit that this DevFlow was checked out at; null where it is no checkout, as in the image. */
export async function devflowCommit(): Promise<string | null> {
  const folder = fileURLToPath(new URL("../../../../", import.meta.url));
  try {
    await using repository = await openRepository(folder);
    return (await repository.tree("HEAD")).commitSha;
  } catch {
    return null;
  }
}
