import type { ValidRoute } from "../routes/route.ts";
import type { Fault } from "../schema/reader.ts";

/** The faults of the files that a definition wants to send; `fault` tells what is wrong with a path. */
export function bodyFileFaults({ responses, auth }: ValidRoute, fault: (path: string) => string | undefined): Fault[] {
  const places = responses.map((response, index) => ({
    at: `/responses/${index}/body_file`,
    path: response.body_file,
  }));
  places.push({ at: "/auth/unauthorized_response/body_file", path: auth?.unauthorized_response.body_file });
  return places.flatMap(({ at, path }) => {
    const message = path === undefined ? undefined : fault(path);
    return message === undefined ? [] : [{ at, message }];
  });
}
