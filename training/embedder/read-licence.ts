import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Registry } from "./registry-clients.ts";

const PERMISSIVE =
  /\b(MIT|MIT-0|0BSD|Apache-2\.0|BSD-[123]-Clause|ISC|Zlib|BSL-1\.0|PSF-2\.0|PostgreSQL|Unlicense|blessing|FTL|libpng-2\.0|HPND|CC0-1\.0|BlueOak-1\.0\.0)\b/;

/** True when the licence, or one of those to choose from, asks for no more than its own text. */
export function isPermissive(licence: string): boolean {
  return licence.split(/\s+OR\s+|\s*\/\s*/i).some((choice) => PERMISSIVE.test(choice));
}

const byName: readonly (readonly [RegExp, string])[] = [
  [/Apache License,?\s+Version 2\.0|Apache[- ](Software )?(License|2)/i, "Apache-2.0"],
  [/Redistributions in binary form[\s\S]*(Neither the name|names? of)/i, "BSD-3-Clause"],
  [/Redistributions in binary form|BSD-2/i, "BSD-2-Clause"],
  [/\bBSD\b/i, "BSD-3-Clause"],
  [/Permission is hereby granted, free of charge|\bMIT\b/i, "MIT"],
  [/Permission to use, copy, modify, and(\/or)? distribute|\bISC\b/i, "ISC"],
  [/\bPSF\b|Python Software Foundation/i, "PSF-2.0"],
];

/** The licence that a package states, as SPDX where its words are known; null when it states none. */
export async function readLicence(registry: Registry, folder: string): Promise<string | null> {
  if (registry === "npm") {
    const { license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    return typeof license === "string" ? license : (license?.type ?? null);
  }
  if (registry === "cargo") {
    const manifest = await readFile(join(folder, "Cargo.toml"), "utf8");
    return /^license = "(.*)"$/m.exec(manifest)?.[1] ?? null;
  }
  if (registry === "pypi") return ofMetadata(folder);
  return registry === "go" ? ofLicenceFile(folder) : null;
}

async function ofMetadata(folder: string): Promise<string | null> {
  const info = (await readdir(folder)).find((name) => name.endsWith(".dist-info"));
  if (info === undefined) return null;
  const text = await readFile(join(folder, info, "METADATA"), "utf8");
  const [head = ""] = text.split("\n\n");
  const expression = /^License-Expression: (.*)$/m.exec(head)?.[1];
  if (expression !== undefined) return expression;
  const stated = head.match(/^(License: .*|Classifier: License .*)$/gm)?.join("\n") ?? "";
  return spdxOf(stated);
}

async function ofLicenceFile(folder: string): Promise<string | null> {
  const name = (await readdir(folder)).find((file) => /^(licen[cs]e|copying)/i.test(file));
  return name === undefined ? null : spdxOf(await readFile(join(folder, name), "utf8"));
}

function spdxOf(text: string): string | null {
  return byName.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}
