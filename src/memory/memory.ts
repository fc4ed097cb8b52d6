import { Collections, type CollectionsSnapshot } from "./collections.ts";
import { Data, type DataSnapshot, isNothing } from "./data.ts";
import { type MemoryRoom, MemoryShare } from "./memory-room.ts";
import { Scenarios } from "./scenarios.ts";

/** What another world may start from. Scenarios start anew. */
export interface MemorySnapshot {
  readonly data: DataSnapshot;
  readonly collections: CollectionsSnapshot;
}

/** What a world remembers of the requests that came: the states of its scenarios, data, and the items of resources. */
export class Memory {
  readonly room: MemoryShare;
  readonly data: Data;
  readonly collections: Collections;
  readonly scenarios: Scenarios;

  /** Throws a `MemoryFullError` if there is no room for what it starts from. */
  constructor(room: MemoryRoom, start?: MemorySnapshot) {
    this.room = new MemoryShare(room);
    if (start !== undefined) this.#hold(start);
    this.data = new Data(this.room, start?.data);
    this.collections = new Collections(this.room, start?.collections);
    this.scenarios = new Scenarios(this.room);
  }

  #hold({ data, collections }: MemorySnapshot): void {
    try {
      if (!isNothing(data)) this.room.hold(data);
      for (const { items } of collections.values()) this.room.hold(items);
    } catch (error) {
      this.room.release();
      throw error;
    }
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

  /** Forgets what was kept for a Route that is gone. */
  forgetRoute(id: string): void {
    this.scenarios.forgetCounts(id);
    this.collections.forget(id);
  }

  /** Forgets what was counted for all Routes, and the items of those that are not there any more. */
  takeRoutes(isThere: (id: string) => boolean): void {
    this.scenarios.forgetCounts();
    this.collections.keepOnly(isThere);
  }

  /** Gives back all that it takes. */
  release(): void {
    this.room.release();
    this.reset();
  }
}
