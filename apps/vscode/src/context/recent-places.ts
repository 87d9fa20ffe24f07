/** A piece of a document that somebody worked on. */
export interface Place {
  uri: string;
  startLine: number;
  /** Included. */
  endLine: number;
}

/** Places that are nearer than this are one. */
const nearLines = 10;
const maxPlaces = 12;

/** The places that were edited last, newest first. Lines are followed roughly: text is read when it is needed. */
export class RecentPlaces {
  #places: Place[] = [];

  note(uri: string, startLine: number, endLine: number): void {
    const near = this.#places.find(
      (place) =>
        place.uri === uri &&
        startLine <= place.endLine + nearLines &&
        endLine >= place.startLine - nearLines,
    );
    const merged =
      near === undefined
        ? { uri, startLine, endLine }
        : {
            uri,
            startLine: Math.min(near.startLine, startLine),
            // A place that grows without end is the whole file.
            endLine: Math.min(Math.max(near.endLine, endLine), startLine + 4 * nearLines),
          };
    this.#places = [merged, ...this.#places.filter((place) => place !== near)].slice(0, maxPlaces);
  }

  forget(uri: string): void {
    this.#places = this.#places.filter((place) => place.uri !== uri);
  }

  /** Newest first. */
  all(): readonly Place[] {
    return this.#places;
  }
}
