import type { RepositoryRef } from "./model.ts";
import type { Session } from "./session.ts";

/** What every call of an installation needs: the conversation, and who we are in it. */
export interface Context {
  session: Session;
  /** Looked up once per App. */
  identity(): Promise<AppIdentity>;
  /** `https://api.github.com`, `https://ghes.example.com/api/v3`; no slash at the end. */
  apiUrl: string;
}

export interface AppIdentity {
  appId: number;
  slug: string;
}

/** GitHub's routes say `repo` where we say `name`. */
export function inRepository(repository: RepositoryRef): { owner: string; repo: string } {
  return { owner: repository.owner, repo: repository.name };
}

/** Tells our own texts from others': a stranger may copy a marker, but not our author. */
export async function ownAuthor(context: Context): Promise<(login: string) => boolean> {
  const { slug } = await context.identity();
  const own = `${slug}[bot]`.toLowerCase();
  return (login) => login.toLowerCase() === own;
}
