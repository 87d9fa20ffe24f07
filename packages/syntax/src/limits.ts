/** Chunks aim at this many characters: about 400 tokens, what embedders and prompts take whole. */
export const targetChunkCharacters = 1_500;

/** A definition up to this size stays in one piece; no chunk's text is longer. */
export const maxChunkCharacters = 2_400;

/** Neighbours below this size are merged: a three-line function alone says too little. */
export const smallChunkCharacters = 250;

/** A definition inside a function gets a chunk of its own from this size on. */
export const innerDefinitionCharacters = 400;

/** Parsing and walking runs at 2-3 MB/s on one core, so this bounds a file at about half a second. */
export const maxParsedCharacters = 1_000_000;

/** Minified or generated: no hand-written line is this long. */
export const maxLineCharacters = 20_000;

/** Error recovery can be slow on garbage; past this the file gets plain chunks. */
export const parseTimeoutMs = 2_000;

/** Lines of a plain chunk: about one screen. */
export const plainChunkLines = 60;
