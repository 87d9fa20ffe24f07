import type { ConfiguredCategory } from "./categories.ts";
import type { ConfiguredSeverity } from "./repository-config.ts";

export const profileNames = ["chill", "balanced", "strict"] as const;

export type ProfileName = (typeof profileNames)[number];

/** What a profile stands for: defaults of other keys, nothing else. */
export interface Profile {
  minimumSeverity: ConfiguredSeverity;
  minimumConfidence: number;
  maxFindings: number;
  /** Switched off; all others are on. */
  disabledCategories: readonly ConfiguredCategory[];
}

/**
 * Review bots that people keep make 1.3 to 3.7 comments a pull request; those that are removed
 * make many small ones. So the standard leaves out `low` and matters of style, and five is the end.
 */
export const profiles: Readonly<Record<ProfileName, Profile>> = {
  chill: {
    minimumSeverity: "high",
    minimumConfidence: 0.7,
    maxFindings: 3,
    disabledCategories: ["testing", "maintainability", "style"],
  },
  balanced: {
    minimumSeverity: "medium",
    minimumConfidence: 0.5,
    maxFindings: 5,
    disabledCategories: ["style"],
  },
  strict: {
    minimumSeverity: "low",
    minimumConfidence: 0.3,
    maxFindings: 15,
    disabledCategories: [],
  },
};
