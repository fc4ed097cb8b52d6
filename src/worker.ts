import { createLogger } from "./cli/logger.ts";
import { work } from "./workers/worker.ts";

work(({ logLevel, logFormat }) => createLogger({ level: logLevel, format: logFormat }));
