/** The passing of time, handed in so that tests decide how fast it goes. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once, after so many milliseconds; returns how to call it off. */
  after(milliseconds: number, callback: () => void): () => void;
}
