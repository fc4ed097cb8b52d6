import { type FileFault, describeFault } from "./load-routes.ts";

/** Routes files that can't be used; the message is one line, with the first fault and how many there are besides. */
export class RoutesFileError extends Error {
  override readonly name = "RoutesFileError";
  readonly faults: readonly FileFault[];

  constructor(faults: readonly FileFault[]) {
    const [first] = faults;
    const more = faults.length - 1;
    const rest = more > 0 ? ` (and ${more} more ${more === 1 ? "fault" : "faults"}; see trickster check)` : "";
    super(first === undefined ? "" : describeFault(first) + rest);
    this.faults = faults;
  }
}
