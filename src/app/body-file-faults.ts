import type { ValidRoute } from "../routes/route.ts";
import type { Fault } from "../schema/reader.ts";

/** The faults of the files that a definition wants to send; `fault` tells what is wrong with a path. */
export function bodyFileFaults({ responses, auth }: ValidRoute, fault: (path: string) => string | undefined): Fault[] {
  const faults: Fault[] = [];
  const look = (at: string, path: string | undefined): void => {
    const message = path === undefined ? undefined : fault(path);
    if (message !== undefined) faults.push({ at: `${at}/body_file`, message });
  };
  for (const [index, { body_file: path }] of responses.entries()) {
    if (path !== undefined) look(`/responses/${index}`, path);
  }
  if (auth !== null) look("/auth/unauthorized_response", auth.unauthorized_response.body_file);
  return faults;
}
