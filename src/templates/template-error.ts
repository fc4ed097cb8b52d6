/** Something about a template that is wrong when it is written; `message` goes on from its place: "names …". */
export class TemplateFault extends Error {}

/** A template that fails when it is served: where it stands in the Response, and why. */
export class TemplateError extends Error {
  /** A JSON pointer into the Response: "/body/total". */
  readonly at: string;

  constructor(at: string, message: string) {
    super(message);
    this.at = at;
  }
}

/** Why a template fails; who knows its place makes a `TemplateError` of it. */
export class Failure extends Error {}

/** A place as a JSON pointer (RFC 6901). */
export function formatAt(at: readonly (string | number)[]): string {
  return at.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
