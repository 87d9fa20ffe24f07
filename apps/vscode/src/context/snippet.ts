/** Code from elsewhere that goes along with a request, in the words of `POST /v1/completions`. */
export interface Snippet {
  filepath: string;
  body: string;
  score?: number;
}

/** Five hundred characters are about fifteen lines: what a declaration needs. */
export const maxSnippetChars = 500;
