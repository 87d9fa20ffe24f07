/**
 * The form of an answer that changes files. Blocks with what is replaced and what stands there then
 * are what models of every size have seen most; line numbers, as diffs need them, are what they get wrong.
 * `parsePatchAnswer` of `@devflow/assist` reads it.
 */
export const PATCH_FORM = `For each place that changes write one block in exactly this form:
FILE: path of the file
<<<<<<< SEARCH
the lines to replace, copied exactly from the file
=======
the lines that stand there instead
>>>>>>> REPLACE

Copy as few lines as make the place clear, and enough that they stand in the file only once. Keep the indentation. Write every line in full: nothing is left out with dots or a comment.
A new file is written whole:
FILE: path of the new file
\`\`\`
the whole file
\`\`\``;
