import { all } from "./all.ts";
import { any } from "./any.ts";
import type { Operator } from "./condition.ts";
import { contains } from "./contains.ts";
import { count } from "./count.ts";
import { each } from "./each.ts";
import { endsWith } from "./ends-with.ts";
import { equals } from "./equals.ts";
import { exists } from "./exists.ts";
import { gt } from "./gt.ts";
import { gte } from "./gte.ts";
import { length } from "./length.ts";
import { like } from "./like.ts";
import { lt } from "./lt.ts";
import { lte } from "./lte.ts";
import { matches } from "./matches.ts";
import { none } from "./none.ts";
import { not } from "./not.ts";
import { oneOf } from "./one-of.ts";
import { schema } from "./schema.ts";
import { size } from "./size.ts";
import { startsWith } from "./starts-with.ts";
import { type } from "./type.ts";

/** The operators, by the word that stands for them. A new one is a file and an entry here. */
export const operators = {
  equals,
  like,
  not,
  exists,
  contains,
  each,
  starts_with: startsWith,
  ends_with: endsWith,
  matches,
  one_of: oneOf,
  gt,
  gte,
  lt,
  lte,
  length,
  size,
  count,
  type,
  schema,
  all,
  any,
  none,
} satisfies Record<string, Operator>;

export type OperatorName = keyof typeof operators;
