import type { Citation, EditedFile } from "../model.ts";
import type { FittedMaterial } from "./fit-material.ts";

/** What the expert was shown, by number, and which of it the answer refers to. */
export function citationsOf(
  { files, context }: FittedMaterial,
  commit: string | null,
  text: string,
): Citation[] {
  const cited = new Set([...text.matchAll(/\[(\d{1,3})\]/g)].map(([, number]) => Number(number)));
  const ofFiles = files.map((file): Citation => {
    const lines = file.text.split("\n").length;
    const at = file.selection?.startLine ?? file.firstLine;
    return {
      number: file.number,
      path: file.path,
      startLine: file.firstLine,
      endLine: file.firstLine + lines - 1,
      commit: null,
      label: `${file.path}:${at}@editor`,
      kind: "file",
      reason: file.isWhole ? "as it was sent" : "a part of it, as it was sent",
      isCited: cited.has(file.number),
    };
  });
  const ofContext = context.map((item): Citation => {
    const { number, path, startLine, endLine, kind, reason } = item;
    const label = `${path}:${startLine}@${commit?.slice(0, 12) ?? "unknown"}`;
    return {
      number,
      path,
      startLine,
      endLine,
      commit,
      label,
      kind,
      reason,
      isCited: cited.has(number),
    };
  });
  return [...ofFiles, ...ofContext].sort((a, b) => a.number - b.number);
}

/** Files with a selection first, else in the order in which they were sent. */
export function bySelection(files: readonly EditedFile[]): EditedFile[] {
  return [
    ...files.filter(({ selection }) => selection !== null),
    ...files.filter(({ selection }) => selection === null),
  ];
}
