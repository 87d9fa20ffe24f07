import { isBuildFile, isCreatable, isInside, isObeyed } from "@devflow/assist/safe-path";
import { isSecretFile } from "../../files/may-be-sent.ts";
import { realPlace, uriOf } from "../shared/located-file.ts";
import type { Proposal } from "./proposal-preview.ts";

/**
 * Why a change may not be written where it says, in words; null where it may. The server makes none that this
 * refuses; here it is written, so here it is looked at, with the symbolic links that only this side sees.
 */
export function refusedPlace({ folder, sent, files }: Omit<Proposal, "title">): string | null {
  for (const { path, isNew } of files) {
    const wasSent = sent.some((each) => each.path === path);
    const real = isInside(path) ? realPlace({ folder, path }) : null;
    if (real === null || !isInside(real)) return `${path} leads out of the folder.`;
    if (isSecretFile(uriOf({ folder, path }))) return `${path} is among the files with secrets.`;
    if (!isNew && !wasSent) return `${path} was not sent.`;
    if (isNew && !isCreatable(path)) return `${path} is no name that every system takes.`;
    const isAsked = !isNew && real === path;
    if (!isAsked && (isObeyed(path) || isObeyed(real))) {
      return `tools run or obey ${path} as soon as it is there.`;
    }
  }
  return null;
}

/** Files of a change that tools run or obey, for a person to look at. */
export function obeyedFiles({ files }: Pick<Proposal, "files">): string[] {
  return files.map(({ path }) => path).filter((path) => isObeyed(path) || isBuildFile(path));
}
