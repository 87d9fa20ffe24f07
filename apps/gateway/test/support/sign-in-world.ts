import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadSettings } from "@devflow/config";
import type { Database } from "@devflow/database";
import { createTestDatabase, emptyTables } from "@devflow/database/testing";
import { openTestOidcProvider, type TestOidcProvider } from "@devflow/identity/testing";
import { createLogger } from "@devflow/logging";
import { openQueues } from "@devflow/queue";
import { Registry } from "prom-client";
import { startGateway } from "../../src/index.ts";

export const kim = {
  sub: "u-17",
  name: "Kim <b>Example</b>",
  email: "kim@example.com",
  email_verified: true,
  groups: ["engineering", "leads", "payments-web"],
  github_login: "kim-example",
};

const people =
  "allowed_groups: [engineering]\nroles: {lead: [leads]}\nteams: {payments: {groups: [payments-web]}, shop: {groups: [shop]}}\n";

/** A gateway that people sign in to with a real identity provider. */
export interface SignInWorld extends AsyncDisposable {
  url: string;
  callback: string;
  database: Database;
  oidc: TestOidcProvider;
  /** Writes the people file; the usual one without a text. */
  writePeople(text?: string): void;
  /** Nobody is known, and kim sits at the browser. */
  reset(): Promise<void>;
}

export async function openSignInWorld(): Promise<SignInWorld> {
  const folder = mkdtempSync(join(tmpdir(), "devflow-sign-in-"));
  const peopleFile = join(folder, "people.yaml");
  const writePeople = (text = people) => writeFileSync(peopleFile, text);
  writePeople();
  const oidc = await openTestOidcProvider(kim);
  const logger = createLogger({ level: "silent" });
  const database = await createTestDatabase();
  const queues = await openQueues({ database }, logger);
  const settings = loadSettings({
    GATEWAY_PORT: "0",
    EXPERT_URL: "none",
    DEVFLOW_DATA: folder,
    PEOPLE_FILE: peopleFile,
    OIDC_ISSUER: oidc.issuer,
    OIDC_CLIENT_ID: oidc.clientId,
    OIDC_CLIENT_SECRET: oidc.clientSecret,
    OIDC_SCOPES: "openid profile email groups offline_access",
    OIDC_GITHUB_LOGIN_CLAIM: "github_login",
    WEB_EDITOR_URLS: "https://code.example.com/kim, http://127.0.0.1:8080",
  });
  const gateway = await startGateway({
    ...{ settings, logger, database, queues, metrics: new Registry() },
    isReady: () => Promise.reject(new Error("nobody asks")),
  });
  const callback = `${gateway.url}/sign-in/oidc/callback`;
  await oidc.serve([callback]);
  return {
    ...{ url: gateway.url, callback, database, oidc, writePeople },
    async reset() {
      oidc.account = kim;
      await emptyTables(database, "people", "sign_ins", "device_grants");
    },
    async [Symbol.asyncDispose]() {
      await gateway.close();
      await queues.close(0);
      await database.close();
      await oidc[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}
