import { defaultRepositoryConfig, type ParsedRepositoryConfig } from "@devflow/config";
import { createAppAccess } from "@devflow/github";
import { readOrganisationDefault } from "@devflow/team-memory";
import { z } from "zod";
import type { GatewayParts } from "../gateway-parts.ts";

export interface OrganisationDefault {
  parsed: ParsedRepositoryConfig;
  /** Why it is not known; null where it is, or there is none. */
  problem: string | null;
}

/** Of a repository, by its id; null where it is not known, which is never asked for. Never throws: somebody waits in an editor, and a review by the defaults says so. */
export type OrganisationDefaults = (repositoryId: number | null) => Promise<OrganisationDefault>;

/** As long as a permission is remembered. */
const rememberedMs = 5 * 60_000;

/** The settings of organisations, read from GitHub as the bot reads them, once in five minutes. */
export function createOrganisationDefaults({
  database,
  settings,
  logger,
}: Pick<GatewayParts, "database" | "settings" | "logger">): OrganisationDefaults {
  const github = createAppAccess(settings, logger);
  const known = new Map<string, { at: number; parsed: Promise<ParsedRepositoryConfig> }>();
  return async (repositoryId) => {
    const [row] = await database.query(
      `SELECT owner, installation_id FROM repositories
        WHERE id = $1 AND owner IS NOT NULL AND installation_id IS NOT NULL`,
      [repositoryId],
    );
    // A folder of this machine has no organisation.
    if (row === undefined) return { parsed: defaultRepositoryConfig(), problem: null };
    const { owner, installation_id } = placeRow.parse(row);
    const read = async () =>
      readOrganisationDefault((await github()).forInstallation(installation_id), owner);
    const last = known.get(owner);
    const isFresh = last !== undefined && Date.now() - last.at < rememberedMs;
    const { parsed } = isFresh ? last : { parsed: read() };
    if (!isFresh) known.set(owner, { at: Date.now(), parsed });
    try {
      return { parsed: await parsed, problem: null };
    } catch (error) {
      known.delete(owner);
      logger.warn({ err: error, owner }, "the settings of an organisation were not read");
      const problem = `${owner}/.github: its settings could not be read from GitHub, and were not used.`;
      return { parsed: defaultRepositoryConfig(), problem };
    }
  };
}

const placeRow = z.object({ owner: z.string(), installation_id: z.number() });
