import { type Answer, fieldsOf, withHead } from "./answer.ts";

/** Fields whose value, or a part of it, is a path. */
const MAY_HAVE_PATH = /^(?:location|content-location|link|set-cookie):/im;

/**
 * An answer whose paths stay below a prefix: in `Location`, `Content-Location`, `Link` and the `Path` of cookies, those that begin
 * with one slash. Bodies are never rewritten.
 */
export function belowPrefix(answer: Answer, prefix: string): Answer {
  if (!MAY_HAVE_PATH.test(answer.head)) return answer;
  const fields = fieldsOf(answer).map((text, at, all) =>
    at % 2 === 0 ? text : rewrite((all[at - 1] ?? "").toLowerCase(), text, prefix),
  );
  return withHead(answer, fields);
}

function rewrite(name: string, value: string, prefix: string): string {
  switch (name) {
    case "location":
    case "content-location":
      return value.replace(/^\/(?!\/)/, `${prefix}/`);
    case "link":
      return value.replaceAll(/<\/(?!\/)/g, `<${prefix}/`);
    case "set-cookie":
      return value.replace(/(;\s*path=)\/(?!\/)/i, `$1${prefix}/`);
    default:
      return value;
  }
}
