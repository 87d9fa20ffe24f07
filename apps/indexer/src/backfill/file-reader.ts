import type { ApiBudget, FileBlob, InstallationClient, RepositoryRef } from "@devflow/github";

/** In one question: GitHub takes a hundred objects at one point. */
const objectsPerQuestion = 100;
/** Texts together in one answer. GitHub has 10 s for it. */
const mostAnswerBytes = 2_000_000;
/** A larger file is generated, and GitHub cuts its text. */
const mostFileBytes = 500_000;
/** Commits of a page whose renames are looked up, at one request of REST's each. */
const mostRenameLookups = 20;

/** A file of one commit. */
export interface Place {
  commitSha: string;
  path: string;
}

/**
 * Files of old commits, asked for together for a page of history. Over the API and not from the
 * mirror: that holds one commit, and to fetch hundreds of others brings whole trees for a few files.
 */
export class FileReader {
  readonly #client: InstallationClient;
  readonly #repository: RepositoryRef;
  readonly #blobs = new Map<string, FileBlob | null>();
  readonly #texts = new Map<string, string | null>();
  readonly #commits = new Set<string>();
  points = 0;
  requests = 0;
  budget: ApiBudget | null = null;

  constructor(client: InstallationClient, repository: RepositoryRef) {
    this.#client = client;
    this.#repository = repository;
  }

  /** Looks up what stands at these places, and which of the commits are there at all. */
  async look(places: readonly Place[], commits: readonly string[]): Promise<void> {
    const open = [...new Map(places.map((place) => [keyOf(place), place])).values()].filter(
      (place) => !this.#blobs.has(keyOf(place)),
    );
    for (const some of chunks(open, objectsPerQuestion)) {
      const { blobs, ...cost } = await this.#client.findBlobs(this.#repository, some);
      this.#count(cost);
      for (const [index, place] of some.entries()) {
        this.#blobs.set(keyOf(place), blobs[index] ?? null);
      }
    }
    for (const some of chunks([...new Set(commits)], objectsPerQuestion)) {
      const { shas, ...cost } = await this.#client.findCommits(this.#repository, some);
      this.#count(cost);
      for (const sha of shas) this.#commits.add(sha);
    }
  }

  hasCommit(sha: string): boolean {
    return this.#commits.has(sha);
  }

  /** Null where no file stands. */
  blobAt(place: Place): FileBlob | null {
    return this.#blobs.get(keyOf(place)) ?? null;
  }

  /** Reads the texts of blobs that are small enough. */
  async read(blobs: readonly FileBlob[]): Promise<void> {
    const open = [...new Map(blobs.map((blob) => [blob.blobSha, blob])).values()].filter(
      ({ blobSha, sizeBytes }) => sizeBytes <= mostFileBytes && !this.#texts.has(blobSha),
    );
    for (const some of bySize(open)) {
      const shas = some.map(({ blobSha }) => blobSha);
      const { texts, ...cost } = await this.#client.readTexts(this.#repository, shas);
      this.#count(cost);
      for (const [index, sha] of shas.entries()) this.#texts.set(sha, texts[index] ?? null);
    }
  }

  /** Null where it was not read: binary, too large, or gone. */
  textOf({ blobSha }: FileBlob): string | null {
    return this.#texts.get(blobSha) ?? null;
  }

  /** Where files of one commit are at another one, for as many pairs as the limits allow. */
  async renames(pairs: readonly { from: string; to: string }[]): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    const distinct = new Map(pairs.map((pair) => [`${pair.from} ${pair.to}`, pair]));
    for (const { from, to } of [...distinct.values()].slice(0, mostRenameLookups)) {
      const renamed = await this.#client.listRenames(this.#repository, from, to);
      this.requests += 1;
      for (const [former, path] of renamed) found.set(`${from} ${to} ${former}`, path);
    }
    return found;
  }

  #count({ budget, points }: { budget: ApiBudget | null; points: number }): void {
    this.requests += 1;
    this.points += points;
    this.budget = budget ?? this.budget;
  }
}

function keyOf({ commitSha, path }: Place): string {
  return `${commitSha}:${path}`;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const all: T[][] = [];
  for (let at = 0; at < items.length; at += size) all.push(items.slice(at, at + size));
  return all;
}

function bySize(blobs: readonly FileBlob[]): FileBlob[][] {
  const all: FileBlob[][] = [];
  let last: FileBlob[] = [];
  let bytes = 0;
  for (const blob of blobs) {
    const isFull = last.length === objectsPerQuestion || bytes + blob.sizeBytes > mostAnswerBytes;
    if (isFull && last.length > 0) {
      all.push(last);
      last = [];
      bytes = 0;
    }
    last.push(blob);
    bytes += blob.sizeBytes;
  }
  return last.length === 0 ? all : [...all, last];
}
