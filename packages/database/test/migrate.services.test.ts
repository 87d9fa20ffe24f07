import { createTestPostgres } from "../src/testing.ts";
import { serverUrl } from "./helpers/server-url.ts";
import { describeMigrate } from "./migrate-conformance.ts";

describeMigrate("postgres", () => createTestPostgres(serverUrl()));
