import type { Settings } from "@devflow/config";
import { isFolderInUse } from "@devflow/database";
import { ExternalError, UsageError } from "@devflow/errors";
import {
  type Administration,
  createAdministration,
  localPerson,
  newTokenJson,
  type OwnerFile,
  personJson,
  readOwnerFile,
  tokenJson,
} from "@devflow/identity";
import { z } from "zod";
import { actorName } from "./experts-access.ts";
import { withLocalDatabase } from "./with-local-index.ts";

/**
 * People and tokens for a command: in the database, or by the running DevFlow that has the embedded
 * one. Raises UsageError when another process has it that serves no gateway.
 */
export async function withAdministration<T>(
  settings: Settings,
  work: (administration: Administration) => Promise<T>,
): Promise<T> {
  if (settings.databaseUrl === null && isFolderInUse(settings.dataFolder)) {
    return await work(gatewayAdministration(await requireRunningGateway(settings.dataFolder)));
  }
  return withLocalDatabase(settings, async (database) => {
    if (settings.databaseUrl === null) await localPerson(database);
    return await work(
      createAdministration(database, {
        actor: actorName(),
        maxTokenDays: settings.identity.maxTokenDays,
      }),
    );
  });
}

/** Raises UsageError where none has the embedded database open. */
export async function requireRunningGateway(dataFolder: string): Promise<OwnerFile> {
  const owner = await readOwnerFile(dataFolder);
  if (owner !== null) return owner;
  throw new UsageError(
    `another process has the database in ${dataFolder}, and no gateway of it is running`,
    "Wait until it has started or ended, or give DevFlow a database of its own (DATABASE_URL).",
  );
}

const errorSchema = z.object({ error: z.object({ message: z.string() }) });

/** Of this machine: an answer that takes longer does not come. */
const timeoutMs = 15_000;

function gatewayAdministration(owner: OwnerFile): Administration {
  const ask = async <S extends z.ZodType>(
    schema: S,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<z.output<S> | null> => {
    const response = await send(owner, method, path, body);
    if (response.status === 404) return null;
    const answer: unknown = await response.json();
    if (response.ok) return schema.parse(answer);
    const { error } = errorSchema.parse(answer);
    if (response.status >= 500 || response.status === 401) {
      throw gatewayError(`the running DevFlow answered ${response.status}: ${error.message}`);
    }
    throw new UsageError(error.message, "Look at `devflow people list` and `devflow tokens list`.");
  };
  const need = async <S extends z.ZodType>(
    ...[schema, method, path, body]: Parameters<typeof ask<S>>
  ) => {
    const answer = await ask(schema, method, path, body);
    if (answer === null) throw gatewayError("the running DevFlow does not know this request");
    return answer;
  };
  const of = (person: string) => `/v1/admin/people/${encodeURIComponent(person)}`;
  return {
    listPeople: async () =>
      (await need(z.object({ people: z.array(personJson) }), "GET", "/v1/admin/people")).people,
    setDisabled: (person, isDisabled) =>
      need(personJson, "POST", `${of(person)}/${isDisabled ? "disable" : "enable"}`),
    linkGitHub: (person, login) => need(personJson, "PUT", `${of(person)}/github`, { login }),
    removePerson: (person) => need(personJson, "DELETE", of(person)),
    createToken: (request) => need(newTokenJson, "POST", "/v1/admin/tokens", request),
    async listTokens(person) {
      const query = person === null ? "" : `?person=${encodeURIComponent(person)}`;
      const schema = z.object({ tokens: z.array(tokenJson) });
      return (await need(schema, "GET", `/v1/admin/tokens${query}`)).tokens;
    },
    revokeToken: (id) => ask(tokenJson, "DELETE", `/v1/admin/tokens/${encodeURIComponent(id)}`),
  };
}

async function send(
  { url, key }: OwnerFile,
  method: string,
  path: string,
  body: unknown,
): Promise<Response> {
  try {
    return await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (cause) {
    throw gatewayError(`the running DevFlow does not answer at ${url}`, cause);
  }
}

function gatewayError(message: string, cause?: unknown): ExternalError {
  return new ExternalError(message, { service: "gateway", retryable: true, cause });
}
