import * as vscode from "vscode";
import { currentText } from "../../files/current-text.ts";
import { mayBeSent } from "../../files/may-be-sent.ts";
import type { FileToSend } from "../shared/answers.ts";
import type { CodeTarget } from "../shared/code-under-cursor.ts";
import { fileToSend } from "../shared/files-to-send.ts";
import { type LocatedFile, realPlace, uriOf } from "../shared/located-file.ts";
import { pathBelow } from "../shared/path-below.ts";
import { likelyTestPaths, nearestTest } from "./test-path.ts";

const MAX_CHARACTERS = 200_000;
const MAX_CANDIDATES = 200;
/** They say which framework a project has. */
const MANIFESTS = [
  "package.json",
  "pyproject.toml",
  "setup.cfg",
  "go.mod",
  "pom.xml",
  "build.gradle",
];

/**
 * The code; the tests that it has already, to which new ones are added, or a test nearby, whose manner
 * they follow; and the project's manifest.
 */
export async function filesForTests({ file, selection }: CodeTarget): Promise<FileToSend[]> {
  const files = [await fileToSend(file, selection)];
  const tests = await firstOf(file.folder, likelyTestPaths(file.path));
  const near = tests ?? (await nearbyTest(file));
  const manifest = await firstOf(file.folder, MANIFESTS);
  for (const each of [near, manifest]) if (each) files.push(each);
  return files;
}

async function nearbyTest(file: LocatedFile): Promise<FileToSend | null> {
  const extension = file.path.slice(file.path.lastIndexOf(".") + 1);
  const pattern = new vscode.RelativePattern(file.folder, `**/*[tT]est*.${extension}`);
  const found = await vscode.workspace.findFiles(pattern, "**/node_modules/**", MAX_CANDIDATES);
  const paths = found.flatMap((uri) => pathBelow(file.folder.path, uri.path) ?? []);
  const nearest = nearestTest(file.path, paths);
  return nearest === null ? null : await firstOf(file.folder, [nearest]);
}

async function firstOf(folder: vscode.Uri, paths: readonly string[]): Promise<FileToSend | null> {
  for (const path of paths) {
    const uri = uriOf({ folder, path });
    const isHere = mayBeSent(uri) && realPlace({ folder, path }) !== null;
    const text = isHere ? await currentText(uri) : null;
    if (text !== null && text.length <= MAX_CHARACTERS) return { path, text, selection: null };
  }
  return null;
}
