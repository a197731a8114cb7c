/** The patch language in Lark, given to the model so that it can write nothing else. */
export const grammar = `start: begin section+ end
begin: "*** Begin Patch" LF
end: "*** End Patch" LF?

section: add | delete | update
add: "*** Add File: " PATH LF added*
delete: "*** Delete File: " PATH LF
update: "*** Update File: " PATH LF (chunks | move chunks?)
move: "*** Move to: " PATH LF

chunks: headed_chunk+ | chunk_body headed_chunk*
headed_chunk: header+ chunk_body
header: "@@" (" " TEXT)? LF
chunk_body: (kept | removed | added)+ eof?
kept: " " TEXT? LF
removed: "-" TEXT? LF
added: "+" TEXT? LF
eof: "*** End of File" LF

PATH: /[^\\r\\n]+/
TEXT: /[^\\n]+/

%import common.LF
`;
