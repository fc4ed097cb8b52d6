import { Agent } from "node:http";

/** Keeps one connection alive, and counts how often it had to open another. */
export class CountingAgent extends Agent {
  connections = 0;

  constructor() {
    super({ keepAlive: true, maxSockets: 1 });
  }

  override createConnection(...given: Parameters<Agent["createConnection"]>): ReturnType<Agent["createConnection"]> {
    this.connections += 1;
    return super.createConnection(...given);
  }
}
