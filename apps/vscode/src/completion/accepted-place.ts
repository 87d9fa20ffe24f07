/**
 * Where the last accepted completion ended: right behind it nobody wants the next one unasked. It is over
 * with the next edit of the document, so that who comes back to the place later is answered there.
 */
export class AcceptedPlace {
  #place: { uri: string; offset: number } | null = null;

  note(uri: string, offset: number): void {
    this.#place = { uri, offset };
  }

  /** A document was edited. VS Code tells of the accepted text itself before its command runs. */
  edit(uri: string): void {
    if (this.#place?.uri === uri) this.#place = null;
  }

  isAt(uri: string, offset: number): boolean {
    return this.#place?.uri === uri && this.#place.offset === offset;
  }
}
