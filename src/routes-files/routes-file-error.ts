import { type FileFault, describeFault } from "./load-routes.ts";

/** Routes files that can't be used; the message has a line for each fault. */
export class RoutesFileError extends Error {
  override readonly name = "RoutesFileError";
  readonly faults: readonly FileFault[];

  constructor(faults: readonly FileFault[]) {
    super(faults.map(describeFault).join("\n"));
    this.faults = faults;
  }
}
