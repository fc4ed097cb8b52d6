/*
 * The servers that are compared. Each says:
 *
 * - `name`, `title`, `version()`
 * - `prepare({ routes, folder, port })`: writes the Routes in the server's own way, and gives the command that starts it
 * - `announces`: it prints its address; the others listen on the port that they are given
 * - `cannot`: what it can't do, with the reason
 * - `absent()`: why it can't run here, if it can't
 * - `isBase`: it looks at no request, and sends the bytes that the others send
 * - `isClose`: it is so close to plain Node.js that every round counts; the others are measured in every fourth one
 */
import { apimock } from "./apimock-rs.mjs";
import { jsonServer } from "./json-server.mjs";
import { mountebank } from "./mountebank.mjs";
import { prism } from "./prism.mjs";
import { fastify, mockoon, mockttp, nodeHttp } from "./programs.mjs";
import { trickster } from "./trickster.mjs";
import { wiremock } from "./wiremock.mjs";

export const servers = [
  nodeHttp,
  trickster,
  fastify,
  apimock,
  mockttp,
  jsonServer,
  mockoon,
  mountebank,
  prism,
  wiremock,
];
