import { TricksterError } from "../errors.ts";

export interface RoomLimits {
  readonly maxRoutes: number;
  /** Characters of all definitions together. */
  readonly maxDefinitions: number;
}

/** Routes, and the characters of their definitions. */
interface Amount {
  readonly routes: number;
  readonly size: number;
}

/** The room that the Routes of all worlds have together. */
export class RouteRoom {
  readonly limits: RoomLimits;
  routes = 0;
  size = 0;

  constructor(limits: RoomLimits) {
    this.limits = limits;
  }
}

/** What one world takes of the room. */
export class RoomShare {
  readonly #room: RouteRoom;
  #taken: Amount = { routes: 0, size: 0 };

  constructor(room: RouteRoom) {
    this.#room = room;
  }

  /** Throws a 413 if there is no room for so much more. */
  refuseTooMuch(routes: number, size: number): void {
    const { maxRoutes, maxDefinitions } = this.#room.limits;
    if (routes > 0 && this.#room.routes + routes > maxRoutes) {
      throw new TricksterError(413, `There can be ${maxRoutes} Routes at most; delete some, or raise --max-routes.`);
    }
    if (size > 0 && this.#room.size + size > maxDefinitions) {
      throw new TricksterError(
        413,
        `All Routes together can be ${maxDefinitions} characters long; delete some, or raise --max-definitions.`,
      );
    }
  }

  /** The same, for a world that would have so much in all. */
  refuseTotal(routes: number, size: number): void {
    this.refuseTooMuch(routes - this.#taken.routes, size - this.#taken.size);
  }

  /** The world has so much now. */
  take(amount: Amount): void {
    this.#room.routes += amount.routes - this.#taken.routes;
    this.#room.size += amount.size - this.#taken.size;
    this.#taken = amount;
  }
}
