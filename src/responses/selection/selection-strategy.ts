/** What a strategy looks at. */
export interface Candidate {
  readonly usedCount: number;
  readonly response: { readonly weight: number };
}

/** A strategy picks one of the Responses that may be served: there is at least one, and they stand in their order. */
export interface SelectionStrategy {
  readonly description: string;
  readonly select: <C extends Candidate>(candidates: readonly [C, ...C[]], random: () => number) => C;
}
