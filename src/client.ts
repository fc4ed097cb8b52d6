export { type ClientOptions, SandboxClient, TricksterClient, World } from "./client/client.ts";
export { CallError, NotVerifiedError, type PayloadFault } from "./client/errors.ts";
export type * from "./client/types.ts";
