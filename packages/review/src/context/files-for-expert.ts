import type { FileDiff } from "@devflow/diff";
import type { Change, LeftOut, ReviewPolicy, ReviewPorts } from "../model.ts";
import { cacheFileTexts } from "../scope/file-texts.ts";
import { selectFiles } from "../scope/select-files.ts";
import { isProse } from "./prose-path.ts";

/** The files whose hunks a review shows to an expert, riskiest first, and the others with a reason. */
export async function filesForExpert(
  change: Change,
  policy: ReviewPolicy,
  { readFile, isSecretFile }: Pick<ReviewPorts, "readFile" | "isSecretFile">,
): Promise<{ files: FileDiff[]; leftOut: LeftOut[] }> {
  const { files, leftOut } = await selectFiles(
    change,
    policy,
    cacheFileTexts(readFile),
    isSecretFile,
  );
  const prose = files.filter(({ path }) => isProse(path));
  const proseLeftOut = prose.map(
    ({ path }): LeftOut => ({ path, reason: "prose", kind: "out_of_scope" }),
  );
  return {
    files: files.filter(({ path }) => !isProse(path)),
    leftOut: [...leftOut, ...proseLeftOut],
  };
}
