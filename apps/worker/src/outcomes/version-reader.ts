import type { FileAt, FileBlob, InstallationClient, RepositoryRef } from "@devflow/github";

/** What one question of GraphQL takes, at one point of 5,000 an hour. */
const objectsPerQuestion = 100;

/** Texts together in one answer. GitHub has 10 s for it. */
const mostAnswerBytes = 2_000_000;

/** Larger files are data, and GitHub cuts their text. */
const mostFileBytes = 500_000;

/**
 * Texts of files at commits of a pull request, asked for together. Over GraphQL: with REST a file
 * of one commit costs a request for each of its folders, out of the budget that reviews are made
 * from, and most commits have the same file.
 */
export class VersionReader {
  readonly #github: Pick<InstallationClient, "findBlobs" | "readTexts">;
  readonly #repository: RepositoryRef;
  readonly #blobs = new Map<string, FileBlob | null>();
  readonly #texts = new Map<string, string | null>();

  constructor(
    github: Pick<InstallationClient, "findBlobs" | "readTexts">,
    repository: RepositoryRef,
  ) {
    this.#github = github;
    this.#repository = repository;
  }

  /** Reads what stands at these places and is not known yet. */
  async look(places: readonly FileAt[]): Promise<void> {
    const open = [...new Map(places.map((place) => [keyOf(place), place])).values()].filter(
      (place) => !this.#blobs.has(keyOf(place)),
    );
    for (let at = 0; at < open.length; at += objectsPerQuestion) {
      const some = open.slice(at, at + objectsPerQuestion);
      const { blobs } = await this.#github.findBlobs(this.#repository, some);
      for (const [index, place] of some.entries()) {
        this.#blobs.set(keyOf(place), blobs[index] ?? null);
      }
    }
    await this.#readTexts(open.map((place) => this.#blobs.get(keyOf(place)) ?? null));
  }

  /** Null where no file stands, or none that can be compared; and where nobody looked. */
  textAt(place: FileAt): string | null {
    const blob = this.#blobs.get(keyOf(place)) ?? null;
    return blob === null ? null : (this.#texts.get(blob.blobSha) ?? null);
  }

  async #readTexts(blobs: readonly (FileBlob | null)[]): Promise<void> {
    const open = new Map<string, number>();
    for (const blob of blobs) {
      if (blob === null || blob.sizeBytes > mostFileBytes || this.#texts.has(blob.blobSha))
        continue;
      open.set(blob.blobSha, blob.sizeBytes);
    }
    for (const shas of bySize(open)) {
      const { texts } = await this.#github.readTexts(this.#repository, shas);
      for (const [index, sha] of shas.entries()) this.#texts.set(sha, texts[index] ?? null);
    }
  }
}

function keyOf({ commitSha, path }: FileAt): string {
  return `${commitSha}:${path}`;
}

function bySize(blobs: ReadonlyMap<string, number>): string[][] {
  const all: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const [sha, sizeBytes] of blobs) {
    const last = all.at(-1);
    const isFull = last?.length === objectsPerQuestion || bytes + sizeBytes > mostAnswerBytes;
    if (last === undefined || isFull) {
      all.push([sha]);
      bytes = sizeBytes;
    } else {
      last.push(sha);
      bytes += sizeBytes;
    }
  }
  return all;
}
