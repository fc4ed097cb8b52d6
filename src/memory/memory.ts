import { Collections, type CollectionsSnapshot } from "./collections.ts";
import { Data, type DataSnapshot } from "./data.ts";
import type { MemoryRoom } from "./memory-room.ts";
import { Scenarios } from "./scenarios.ts";

/** What another world may start from. Scenarios start anew. */
export interface MemorySnapshot {
  readonly data: DataSnapshot;
  readonly collections: CollectionsSnapshot;
}

/** What a world remembers of the requests that came: the states of its scenarios, data, and the items of resources. */
export class Memory {
  readonly room: MemoryRoom;
  readonly data: Data;
  readonly collections: Collections;
  readonly scenarios: Scenarios;

  constructor(room: MemoryRoom, start?: MemorySnapshot) {
    this.room = room;
    this.data = new Data(room, start?.data);
    this.collections = new Collections(room, start?.collections);
    this.scenarios = new Scenarios(room);
  }

  snapshot(): MemorySnapshot {
    return { data: this.data.snapshot(), collections: this.collections.snapshot() };
  }

  /** Goes back to its start. */
  reset(): void {
    this.scenarios.forget();
    this.resetData();
  }

  /** The same, for all but the scenarios. */
  resetData(): void {
    this.data.reset();
    this.collections.reset();
  }

  /** Forgets what was kept for a Route that is gone, or of all Routes. */
  forgetRoute(id?: string): void {
    this.scenarios.forgetCounts(id);
    this.collections.forget(id);
  }

  /** Gives back all that it takes. */
  release(): void {
    this.scenarios.forget();
    this.data.release();
    this.collections.release();
  }
}
