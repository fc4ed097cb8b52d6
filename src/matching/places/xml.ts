import { XPathError, compileXPath } from "../xml.ts";
import { placeOfNames } from "./place.ts";

export const xml = placeOfNames("xml", {
  description:
    "The body as XML: XPath 1.0 and a condition on the text that it selects. Names without a prefix stand for elements without " +
    "one, whatever their namespace. A body that is no XML has no nodes.",
  example: { "/order/@id": "7" },
  readsBody: true,
  find(name, reader) {
    try {
      const query = compileXPath(name);
      return { subject: `xml ${name}`, values: (inspection) => query.find(inspection) };
    } catch (error) {
      if (error instanceof XPathError) return reader.fail(`must be an XPath 1.0: ${error.message}`);
      throw error;
    }
  },
});
