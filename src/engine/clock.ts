/** The passing of time, handed in so that tests decide how fast it goes. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Calls back once, after so many milliseconds; returns how to call it off. What happens in the background does not
   * keep a process alive that has nothing else to do.
   */
  after(milliseconds: number, callback: () => void, isBackground?: boolean): () => void;
}
