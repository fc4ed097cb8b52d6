/** The other processes that answer mocked requests by the same Routes. */
export interface Peers {
  /** Takes over what they have counted so far. */
  collect(): Promise<void>;
  /** Has them take over what has changed here; resolves when all have. */
  publish(): Promise<void>;
}
