/**
 * Data sets in a folder.
 *
 * Properties wanted: whoever looks sees whole data sets only, also after a kill or a power cut;
 * `latest` always names a whole one. Design: a data set is written to `.partial-<id>` beside its
 * place, every file and folder is synced, and then it is renamed; `latest` is a file that is
 * replaced by a rename. What is removed is renamed to `.removing-<id>` first.
 * Races accepted: two databases that write to one folder with the same id; the second rename fails.
 */
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  type Destination,
  latestName,
  manifestName,
  type OpenDataSet,
  type OutputFile,
  type RunState,
  thereAlready,
} from "./destination.ts";
import { filesystemError } from "./filesystem-error.ts";
import { hashedFile } from "./hashed-file.ts";
import { makeFolder } from "./make-folder.ts";

const PARTIAL = ".partial-";
const REMOVING = ".removing-";

/** Data sets below an absolute folder, which is made when it is first written to. */
export function folderDestination(folder: string): Destination {
  const refuse = filesystemError(folder);
  return {
    name: folder,
    prepare: () => makeFolder(folder),
    async create(id) {
      if ((await readIfThere(join(folder, id, manifestName))) !== null) {
        throw thereAlready(join(folder, id));
      }
      await rm(join(folder, `${PARTIAL}${id}`), { recursive: true, force: true }).catch(refuse);
      await makeFolder(join(folder, `${PARTIAL}${id}`));
      return openDataSet(folder, id);
    },
    manifestOf: (id) => readIfThere(join(folder, id, manifestName)).catch(refuse),
    async latest() {
      return (await readIfThere(join(folder, latestName)).catch(refuse))?.trim() ?? null;
    },
    point: (id) => replaceFile(join(folder, latestName), `${id}\n`).catch(refuse),
    async remove(id) {
      const removing = join(folder, `${REMOVING}${id}`);
      await rename(join(folder, id), removing).catch(ignoreMissing).catch(refuse);
      await rm(removing, { recursive: true, force: true }).catch(refuse);
    },
    removeLeftovers: (stateOf) => removeLeftovers(folder, stateOf).catch(refuse),
    close() {},
  };
}

function openDataSet(folder: string, id: string): OpenDataSet {
  const partial = join(folder, `${PARTIAL}${id}`);
  const refuse = filesystemError(folder);
  const handles = new Set<FileHandle>();
  return {
    open: (path) => openFile(partial, path, handles).catch(refuse),
    async complete(manifest) {
      try {
        const file = await openFile(partial, manifestName, handles);
        await file.write(manifest);
        await file.close();
        await syncFolders(partial);
        await rename(partial, join(folder, id));
        await syncFolder(folder);
      } catch (thrown) {
        refuse(thrown);
      }
    },
    async abandon() {
      for (const handle of handles) await handle.close().catch(() => {});
      await rm(partial, { recursive: true, force: true }).catch(refuse);
    },
  };
}

async function openFile(
  partial: string,
  path: string,
  handles: Set<FileHandle>,
): Promise<OutputFile> {
  const place = join(partial, path);
  const refuse = filesystemError(place);
  await mkdir(dirname(place), { recursive: true });
  const file = await open(place, "wx");
  handles.add(file);
  return hashedFile(path, {
    write: (bytes) => file.writeFile(bytes).catch(refuse),
    async close() {
      try {
        await file.sync();
      } catch (thrown) {
        refuse(thrown);
      } finally {
        handles.delete(file);
        await file.close();
      }
    },
  });
}

async function removeLeftovers(
  folder: string,
  stateOf: (id: string) => RunState,
): Promise<string[]> {
  const names = await readdir(folder).catch(ignoreMissing);
  const removed: string[] = [];
  for (const name of names ?? []) {
    const id = name.startsWith(PARTIAL) ? name.slice(PARTIAL.length) : null;
    const isLeft = id === null ? name.startsWith(REMOVING) : stateOf(id) === "dead";
    if (!isLeft) continue;
    await rm(join(folder, name), { recursive: true, force: true });
    if (id !== null) removed.push(id);
  }
  return removed;
}

async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.${latestName}-${process.pid}`);
  const file = await open(temporary, "w");
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

async function readIfThere(path: string): Promise<string | null> {
  return (await readFile(path, "utf8").catch(ignoreMissing)) ?? null;
}

function ignoreMissing(thrown: unknown): undefined {
  if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") return undefined;
  throw thrown;
}

async function syncFolders(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await syncFolders(join(folder, entry.name));
  }
  await syncFolder(folder);
}

/** Names in a folder survive a power cut only when the folder was synced. */
async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folder.
  if (process.platform === "win32") return;
  await using handle = await open(folder, "r");
  await handle.sync();
}
