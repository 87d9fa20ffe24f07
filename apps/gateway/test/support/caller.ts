import type { Caller } from "@devflow/identity";
import { scopes } from "@devflow/identity";

/** Somebody who may do everything. */
export function caller(change: Partial<Caller> = {}): Caller {
  return {
    personId: 1,
    name: "ada",
    githubLogin: "ada",
    githubId: 1,
    isLocal: false,
    role: "developer",
    teams: ["payments"],
    tokenId: "3f0c6ac4-0ff6-4a3f-9f0e-0d5b5a9a7a11",
    scopes: new Set(scopes),
    ...change,
  };
}
