import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import path from "node:path";
import type { Blow, Operation, Watched } from "./library.ts";
import type { Piece } from "./piece.ts";

/** What became of a process that played a piece. */
export type Struck = {
  /** The events that it acknowledged. */
  acknowledged: string[];
  complaints: string[];
  /** Null where it was killed. */
  code: number | null;
  operations: Operation[];
};

const patienceMs = 60_000;
const child = path.join(import.meta.dirname, "piece-child.ts");
const cache = path.join(import.meta.dirname, "../../node_modules/.cache/faults");

/** Plays the piece in a process of its own; without a blow, undisturbed and only watched. */
export async function strike(
  piece: Piece,
  disk: Watched,
  loaded: { path: string },
  blow: Blow | null,
): Promise<Struck> {
  const made = spawn(process.execPath, [child, JSON.stringify(piece)], {
    env: { ...disk.env(loaded, blow), NODE_COMPILE_CACHE: cache, NODE_OPTIONS: "" },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: patienceMs,
    killSignal: "SIGTERM",
  });
  const ended = Promise.withResolvers<number | null>();
  made.once("close", (code, signal) => {
    if (signal === "SIGTERM") ended.reject(new Error(`It does not end within ${patienceMs} ms`));
    else ended.resolve(code);
  });
  const acknowledged: string[] = [];
  createInterface({ input: made.stdout }).on("line", (line) => acknowledged.push(line));
  const said = await text(made.stderr);
  const code = await ended.promise;
  const complaints = said.split("\n").filter((line) => line !== "");
  return { acknowledged, complaints, code, operations: disk.operations() };
}
