import type * as Xmldom from "@xmldom/xmldom";
import type * as XPathTypes from "xpath";
import type { Inspection } from "./inspection.ts";
import { loadLibrary } from "../load-library.ts";

/** A text that is no XPath. */
export class XPathError extends Error {}

export interface XPath {
  /** The texts that it selects in a text, the body by default; none if it is no XML, or if that takes too long. */
  find(inspection: Inspection, text?: string): readonly string[];
}

/** No expression that people write is longer. */
const LONGEST = 10_000;

const NONE: readonly string[] = [];

/** Compiles an XPath 1.0. Throws an `XPathError`. */
export function compileXPath(source: string): XPath {
  if (source.length > LONGEST) throw new XPathError(`it is longer than ${LONGEST} characters`);
  const select = parse(source);
  const look = (inspection: Inspection, read: () => Xmldom.Document | null): readonly string[] => {
    let found = NONE;
    inspection.inTime(source, () => {
      const document = read();
      if (document !== null) found = attempt(() => select(document)) ?? NONE;
      return true;
    });
    return found;
  };
  return {
    find(inspection, text) {
      const body = inspection.request.body?.text ?? "";
      if (text !== undefined && text !== body) return look(inspection, () => parseXml(text));
      return inspection.once(`xml ${source}`, () =>
        look(inspection, () => inspection.once("xml", () => parseXml(body))),
      );
    },
  };
}

function parse(source: string): (document: Xmldom.Document) => readonly string[] {
  const { xpath } = load();
  try {
    const expression = xpath.parse(source);
    const select = (document: Xmldom.Document): readonly string[] => {
      const result = expression.evaluate({ node: document, allowAnyNamespaceForNoPrefix: true });
      return result instanceof xpath.XNodeSet ? result.toArray().map((each) => textOf(each)) : [result.stringValue()];
    };
    // Variables and functions that there are not are told only when they are asked for.
    const empty = parseXml("<x/>");
    const words = source.replaceAll(/'[^']*'|"[^"]*"/g, "");
    if (empty !== null && !/[\w-]+:(?!:)/.test(words)) select(empty);
    return select;
  } catch (error) {
    throw new XPathError((error as Error).message.slice(0, 200));
  }
}

function textOf(node: Xmldom.Node): string {
  return (node.nodeType === ATTRIBUTE ? node.nodeValue : node.textContent) ?? "";
}

const ATTRIBUTE = 2;

/** Entities of a document type are neither read nor expanded; a document that needs them is none. */
function parseXml(text: string): Xmldom.Document | null {
  const { xmldom } = load();
  return attempt(() => new xmldom.DOMParser({ onError: refuseErrors }).parseFromString(text, "text/xml"));
}

function refuseErrors(level: string, message: string): void {
  if (level !== "warning") throw new TypeError(message);
}

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

interface Libraries {
  readonly xpath: typeof XPathTypes & Untyped;
  readonly xmldom: typeof Xmldom;
}

/** What is used of it, and left out of its types. */
interface Untyped {
  parse(source: string): {
    evaluate(options: { node: Xmldom.Node; allowAnyNamespaceForNoPrefix: boolean }): { stringValue(): string };
  };
  readonly XNodeSet: new () => { stringValue(): string; toArray(): Xmldom.Node[] };
}

let loaded: Libraries | undefined;

/** Loaded when the first XPath is read: that takes longer than most starts may. */
function load(): Libraries {
  loaded ??= {
    xpath: loadLibrary("xpath") as Libraries["xpath"],
    xmldom: loadLibrary("@xmldom/xmldom") as typeof Xmldom,
  };
  return loaded;
}
