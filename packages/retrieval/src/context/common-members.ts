/** Methods of every standard library: without an import, the repository's own is rarely meant. */
export const COMMON_MEMBERS = new Set(
  `add all any append apply at bind call catch clear close concat copy count create delete done each
   end entries error every exec filter find first flat flatMap forEach format from get has id includes
   indexOf info init insert items join keys kind last len length list log main map match max message min name next
   of on open parse path pop print push put query read reduce remove replace reset resolve run send
   set size slice some sort split start state stop test text then toString trim type update
   value values warn write`.split(/\s+/),
);
