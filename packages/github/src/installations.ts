import { ExternalError } from "@devflow/errors";
import type { z } from "zod";
import type { Installation } from "./app-client.ts";
import { pages } from "./pages.ts";
import { installationSchema } from "./schemas.ts";
import type { Session } from "./session.ts";

/** Every account that has the App installed. */
export async function* listInstallations(session: Session): AsyncGenerator<Installation> {
  for await (const one of pages(session, installationSchema, "GET /app/installations", {})) {
    yield toInstallation(one);
  }
}

/** Null once it was removed; its id never comes back. */
export async function readInstallation(session: Session, id: number): Promise<Installation | null> {
  const route = "GET /app/installations/{installation_id}";
  try {
    return toInstallation(await session.read(installationSchema, route, { installation_id: id }));
  } catch (failure) {
    if (failure instanceof ExternalError && failure.status === 404) return null;
    throw failure;
  }
}

function toInstallation(one: z.output<typeof installationSchema>): Installation {
  const account = one.account?.login ?? one.account?.slug ?? "";
  const isSuspended = typeof one.suspended_at === "string";
  return { id: one.id, account, isSuspended, createdAt: one.created_at };
}
