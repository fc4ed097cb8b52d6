import type * as FakerModule from "@faker-js/faker/locale/en";
import { loadLibrary } from "../load-library.ts";
import { didYouMean } from "../schema/nearest.ts";
import type { Situation } from "./situation.ts";
import { Failure, TemplateFault } from "./template-error.ts";
import { Instant } from "./values.ts";

type Faker = typeof FakerModule.faker;
type FakeFunction = (...args: readonly unknown[]) => unknown;
type FakeModule = Readonly<Record<string, FakeFunction>>;

/** Modules that make no data: `helpers` calls what it is given, and some would not end. */
const LEFT_OUT = new Set(["helpers", "datatype", "fakerCore", "rawDefinitions", "definitions"]);

/** They tell so on the terminal. */
const DEPRECATED = new Set(["image.urlLoremFlickr"]);

/** Functions whose numbers are values, not lengths. */
const OF_VALUES = /^(?:number\.|date\.(?!betweens)|commerce\.price$|finance\.amount$)/;

/** Longest text and most elements that a function may be asked for. */
const LONGEST = 1000;

/** Made-up data, by Faker. It draws from the answer, and knows the time of its world. */
class FakeSource {
  readonly #faker: Faker;
  readonly #modules: ReadonlyMap<string, FakeModule>;
  /** The answer that it is for: everything happens in one step. */
  #situation: Situation | undefined;

  constructor() {
    const { faker: shared } = loadLibrary("@faker-js/faker/locale/en") as typeof FakerModule;
    // One of its own: a program that uses Faker itself has the shared one.
    this.#faker = new (shared.constructor as new (options: object) => Faker)({
      locale: shared.rawDefinitions,
      randomizer: { next: () => this.#draw(), seed() {} },
    });
    this.#modules = modulesOf(this.#faker);
  }

  /** Some functions draw without end if they are asked for what there is not: each draw is a step. */
  #draw(): number {
    const situation = this.#situation;
    if (situation === undefined) return 0;
    situation.check();
    return situation.facts.dice.draw();
  }

  /** A function by its name, such as `person.fullName`. Throws a `TemplateFault` that names the nearest. */
  find(name: string): (args: readonly unknown[], situation: Situation) => unknown {
    const [moduleName = "", functionName = "", ...more] = name.split(".");
    const found = this.#modules.get(moduleName);
    if (found === undefined) {
      throw new TemplateFault(
        `uses the unknown module "${moduleName}" of fake${didYouMean(moduleName, this.#modules.keys())}`,
      );
    }
    const make = Object.hasOwn(found, functionName) ? found[functionName] : undefined;
    if (make === undefined || more.length > 0) {
      const given = [functionName, ...more].join(".");
      const what = given === "" ? "no function" : `the unknown function "${given}"`;
      throw new TemplateFault(`uses ${what} of fake.${moduleName}${didYouMean(given, Object.keys(found))}`);
    }
    const isOfValues = OF_VALUES.test(name);
    return (args, situation) => {
      refuseLong(name, args, isOfValues);
      situation.use(LONGEST);
      this.#situation = situation;
      try {
        this.#faker.setDefaultRefDate(situation.facts.now);
        return readable(make(...args));
      } catch (error) {
        if (error instanceof Failure) throw error;
        throw new Failure(`fails: fake ${name}: ${(error as Error).message.slice(0, 200)}`);
      } finally {
        this.#situation = undefined;
      }
    };
  }
}

function modulesOf(faker: Faker): Map<string, FakeModule> {
  const found = new Map<string, FakeModule>();
  for (const [name, member] of Object.entries(faker) as [string, unknown][]) {
    if (LEFT_OUT.has(name) || typeof member !== "object" || member === null) continue;
    const functions = Object.entries(member).filter(
      ([own, value]) => typeof value === "function" && own !== "faker" && !DEPRECATED.has(`${name}.${own}`),
    );
    if (functions.length > 0) found.set(name, Object.fromEntries(functions));
  }
  return found;
}

/** Dates as templates know them. */
function readable(made: unknown): unknown {
  if (Array.isArray(made)) return made.map(readable);
  return isDate(made) ? new Instant(made.getTime()) : made;
}

function isDate(made: unknown): made is { getTime(): number } {
  return typeof made === "object" && made !== null && "getTime" in made;
}

/** A length that a request has named must not fill the memory. */
function refuseLong(name: string, value: unknown, isOfValues: boolean, depth = 0): void {
  if (typeof value === "number" && value > LONGEST && !isOfValues) {
    throw new Failure(`asks fake ${name} for more than ${LONGEST}`);
  }
  const isLong = (typeof value === "string" || Array.isArray(value)) && value.length > LONGEST;
  if (isLong || depth > DEEPEST) throw new Failure(`asks fake ${name} for something with too large an argument`);
  if (typeof value !== "object" || value === null) return;
  for (const member of Object.values(value)) refuseLong(name, member, isOfValues, depth + 1);
}

/** Levels of an argument. */
const DEEPEST = 5;

let loaded: FakeSource | undefined;

/** Loaded when the first template needs it: it is larger than all the rest. */
export function fakeSource(): FakeSource {
  loaded ??= new FakeSource();
  return loaded;
}
