/** What a world can't remember; the message goes on from what would have it remember: "puts something into …". */
export class MemoryError extends Error {}

/** There is no room for it. */
export class MemoryFullError extends MemoryError {}
