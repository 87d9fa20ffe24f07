import { findSecrets, usualSecretFiles } from "@devflow/review";
import type { CommentFilter } from "./filter.ts";

/** A data set is copied to other machines: nothing with a credential goes into it, nor of a file of secrets. */
export const secrets = {
  name: "secrets",
  reasons: ["holds a credential"],
  async reasonAgainst({ path, body, hunk }, { isSecretFile = usualSecretFiles }) {
    if (isSecretFile(path)) return "holds a credential";
    const code = hunk.replace(/^[ +-]/gm, "");
    return (await findSecrets(`${body}\n${code}`)).length > 0 ? "holds a credential" : null;
  },
} as const satisfies CommentFilter;
