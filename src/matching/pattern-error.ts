/** A text that is no regular expression, or one that no engine here can run. */
export class PatternError extends Error {}
