import { posix } from "node:path";

/** Licences that ask for no more than a notice; code under them may be learned from by default. */
export const permissiveLicences: readonly string[] = [
  ...["MIT", "MIT-0", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "ISC", "Zlib"],
  ...["BSL-1.0", "Unlicense", "CC0-1.0", "PostgreSQL", "Python-2.0", "WTFPL", "BlueOak-1.0.0"],
];

const codeEnding =
  /\.(?:[cm]?[jt]sx?|py|go|rs|java|kt|cs|rb|php|c|cc|cpp|h|hpp|json|ya?ml|toml|tmpl)$/i;

/** Files that hold the licence of their folder. */
export function isLicencePath(path: string): boolean {
  const name = posix.basename(path);
  return /^(?:(?:un)?licen[cs]e|copying)(?:[-.][\w.-]+)?$/i.test(name) && !codeEnding.test(name);
}

/**
 * Telling sentences of licence texts (https://spdx.org/licenses/), the more particular ones first:
 * the Lesser GPL names the GPL, and many permissive texts share sentences.
 */
const texts: readonly (readonly [RegExp, string])[] = [
  [/GNU AFFERO GENERAL PUBLIC/i, "AGPL-3.0"],
  [/GNU (?:LESSER|LIBRARY) GENERAL PUBLIC/i, "LGPL-3.0"],
  [/GNU GENERAL PUBLIC LICENSE/i, "GPL-3.0"],
  [/Business Source License/i, "BUSL-1.1"],
  [/Server Side Public License/i, "SSPL-1.0"],
  [/Elastic License/i, "Elastic-2.0"],
  [/Mozilla Public License/i, "MPL-2.0"],
  [/Eclipse Public License/i, "EPL-2.0"],
  [/Common Development and Distribution License/i, "CDDL-1.1"],
  [/Creative Commons[\s\S]{0,80}(?:NonCommercial|NoDerivatives|ShareAlike)/i, "CC-restricted"],
  [/Apache License[\s,]{1,80}Version 2\.0|apache\.org\/licenses\/LICENSE-2\.0/i, "Apache-2.0"],
  [/Boost Software License/i, "BSL-1.0"],
  [/Permission is hereby granted, free of charge/i, "MIT"],
  [/Permission to use, copy, modify,? and(?:\/or)? distribute/i, "ISC"],
  [
    /Redistribution and use in source and binary forms[\s\S]{0,1500}(?:Neither the name|may not be used to endorse)/i,
    "BSD-3-Clause",
  ],
  [/Redistribution and use in source and binary forms/i, "BSD-2-Clause"],
  [/This is free and unencumbered software/i, "Unlicense"],
  [/CC0 1\.0|Creative Commons Zero/i, "CC0-1.0"],
  [/This software is provided ['"‘]?as-is['"’]?/i, "Zlib"],
  [/PYTHON SOFTWARE FOUNDATION LICENSE/i, "Python-2.0"],
];

/** What a header says in short where it does not give the text. */
const headerNotes: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:licensed|released|distributed|available)\b[^.]{0,80}\bMIT\b(?:[- ]style)? licen[cs]e/i,
    "MIT",
  ],
  [/\b(?:licensed|governed|distributed)\b[^.]{0,80}\bBSD-style licen[cs]e/i, "BSD-3-Clause"],
  [/\b(?:licensed|released|distributed)\b[^.]{0,80}\b(?:GPL|GNU)\b/i, "GPL-3.0"],
  [
    /\b(?:unauthori[sz]ed (?:copying|use|distribution)|strictly confidential|proprietary and confidential)\b/i,
    "proprietary",
  ],
];

/** The licence of a licence file; `unknown` for a text that is none of the known ones. */
export function licenceOfText(text: string): string {
  const head = text.slice(0, 8_000);
  return spdxTag(head) ?? texts.find(([sign]) => sign.test(head))?.[1] ?? "unknown";
}

/** What the head of a source file says of its licence; null when it says nothing. */
export function licenceOfHeader(text: string): string | null {
  const head = text
    .slice(0, 3_000)
    .replace(/^[ \t]*(?:\/\/|\/?\*+|#|--|;)[ \t]?/gm, "")
    .replace(/\s+/g, " ");
  return (
    spdxTag(text.slice(0, 3_000)) ??
    texts.find(([sign]) => sign.test(head))?.[1] ??
    headerNotes.find(([sign]) => sign.test(head))?.[1] ??
    null
  );
}

function spdxTag(text: string): string | null {
  const tag = /SPDX-License-Identifier:\s*([^\n*]+)/.exec(text)?.[1]?.trim();
  return tag === undefined || tag === "" ? null : tag.replace(/\s*(?:-->|\*\/).*$/, "");
}

/** Whether an SPDX expression leaves a choice that is allowed: `OR` takes one of them, `AND` all. */
export function isAllowedLicence(expression: string, allowed: ReadonlySet<string>): boolean {
  const plain = expression.replace(/[()]/g, " ").trim();
  return plain
    .split(/\s+OR\s+|\s*\/\s*/i)
    .some((choice) => choice.split(/\s+AND\s+/i).every((id) => allowed.has(baseOf(id))));
}

function baseOf(id: string): string {
  return id
    .trim()
    .replace(/\s+WITH\s+.*$/i, "")
    .replace(/-(?:only|or-later)$|\+$/, "");
}

/** The shortest licences have about 600 characters. */
const shortestText = 400;

/**
 * Licences of a repository by folder. What a file's header or the nearest licence file says must be
 * allowed. Where nothing is said anywhere the code is the company's own.
 */
export class LicenceMap {
  /** Licences of folders by their paths, the root's under the empty one; several make a choice. */
  readonly #byFolder = new Map<string, string[]>();
  readonly #allowed: ReadonlySet<string>;

  constructor(allowed: readonly string[]) {
    this.#allowed = new Set(allowed);
  }

  note(path: string, text: string): void {
    const folder = folderOf(path);
    const licence = licenceOfText(text);
    // A page about the licence is none.
    if (licence === "unknown" && text.length < shortestText) return;
    this.#byFolder.set(folder, [...(this.#byFolder.get(folder) ?? []), licence]);
  }

  /** Whether code of this file may be learned from. */
  allows(path: string, text: string): boolean {
    const header = licenceOfHeader(text);
    if (header !== null && !isAllowedLicence(header, this.#allowed)) return false;
    const nearest = this.#nearest(path);
    return nearest.length === 0 || nearest.some((each) => isAllowedLicence(each, this.#allowed));
  }

  #nearest(path: string): readonly string[] {
    for (let folder = folderOf(path); ; folder = folderOf(folder)) {
      const found = this.#byFolder.get(folder);
      if (found !== undefined || folder === "") return found ?? [];
    }
  }
}

function folderOf(path: string): string {
  const folder = posix.dirname(path);
  return folder === "." ? "" : folder;
}
