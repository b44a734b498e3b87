import { ChildProcess } from "node:child_process";
import { Socket } from "node:net";
import { afterEach, beforeEach } from "vitest";

/** What was reached for during a test: addresses of sockets, and programs that were started. */
export type Reached = { sockets: string[]; programs: string[] };

/**
 * Nothing leaves this process while a test of the file runs: whoever opens a socket meets an error, and
 * every program that is started is noted.
 */
export function guarded(): Reached {
  const reached: Reached = { sockets: [], programs: [] };
  const { connect } = Socket.prototype;
  // Not in the types: how every way of starting a program ends.
  const starting = ChildProcess.prototype as unknown as { spawn: (options: Started) => unknown };
  const { spawn } = starting;
  beforeEach(() => {
    reached.sockets.length = 0;
    reached.programs.length = 0;
    Socket.prototype.connect = function refuse(...args: unknown[]): never {
      reached.sockets.push(JSON.stringify(args[0]));
      throw new Error("a socket was opened");
    };
    starting.spawn = function note(this: ChildProcess, options: Started) {
      reached.programs.push([options.file, ...options.args].join(" "));
      return spawn.call(this, options);
    };
  });
  afterEach(() => {
    Socket.prototype.connect = connect;
    starting.spawn = spawn;
  });
  return reached;
}

type Started = { file: string; args: readonly string[] };
