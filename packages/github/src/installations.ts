import { pages } from "./pages.ts";
import { installationSchema } from "./schemas.ts";
import type { Session } from "./session.ts";

export interface Installation {
  id: number;
  account: string;
  isSuspended: boolean;
}

/** Every account that installed the App. */
export async function* listInstallations(session: Session): AsyncGenerator<Installation> {
  for await (const one of pages(session, installationSchema, "GET /app/installations", {})) {
    const account = one.account?.login ?? one.account?.slug ?? "";
    yield { id: one.id, account, isSuspended: typeof one.suspended_at === "string" };
  }
}
