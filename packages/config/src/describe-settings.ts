import { z } from "zod";
import { repositorySchema } from "./repository/repository-schema.ts";
import { type SettingFacts, settingFacts } from "./setting-facts.ts";
import { settingsSchema } from "./settings-schema.ts";

export interface SettingDescription extends SettingFacts {
  name: string;
  /** What would be right. */
  expected: string;
  isSecret: boolean;
}

/** All settings in the order of the schema, for documentation. */
export function settingDescriptions(): SettingDescription[] {
  return Object.entries(settingsSchema.shape).flatMap(([name, schema]) => {
    const facts = settingFacts.get(schema);
    return facts === undefined ? [] : [{ name, ...facts }];
  });
}

/** JSON Schema of `.devflow.yml`, for editors. */
export function repositoryJsonSchema(): Record<string, unknown> {
  return { title: "DevFlow", ...z.toJSONSchema(repositorySchema, { io: "input" }) };
}
