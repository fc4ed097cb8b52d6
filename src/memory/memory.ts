import { Data, type DataSnapshot } from "./data.ts";
import type { MemoryRoom } from "./memory-room.ts";
import { Scenarios } from "./scenarios.ts";

/** What a world remembers of the requests that came: the states of its scenarios, and data. */
export class Memory {
  readonly room: MemoryRoom;
  readonly data: Data;
  readonly scenarios: Scenarios;

  constructor(room: MemoryRoom, start?: DataSnapshot) {
    this.room = room;
    this.data = new Data(room, start);
    this.scenarios = new Scenarios(room);
  }

  /** Goes back to its start. */
  reset(): void {
    this.scenarios.forget();
    this.data.reset();
  }

  /** Gives back all that it takes. */
  release(): void {
    this.scenarios.forget();
    this.data.release();
  }
}
