import { emitKeypressEvents } from "node:readline";
import type { ReadStream, WriteStream } from "node:tty";
import type { Terminal } from "./terminal.ts";
import { paintFor } from "./views/frame.ts";

type Pressed = { name?: string; ctrl?: boolean; meta?: boolean; sequence?: string };

type Environment = Readonly<Record<string, string | undefined>>;

/** The real terminal. `keys` false leaves the keyboard alone: pipes, CI, `--json`. */
export function processTerminal(options: {
  input: ReadStream;
  output: WriteStream;
  env: Environment;
  keys: boolean;
}): Terminal {
  const { input, output, env } = options;
  const interactive = options.keys && input.isTTY && output.isTTY;
  const leaving = new AbortController();
  const pressed: string[] = [];
  let waiting: ((key: string | null) => void) | null = null;

  const give = (key: string) => {
    if (waiting === null) pressed.push(key);
    else {
      const next = waiting;
      waiting = null;
      next(key);
    }
  };
  const leave = () => {
    leaving.abort();
    waiting?.(null);
    waiting = null;
  };
  const onKey = (text: string | undefined, key: Pressed) => {
    if (key.ctrl === true && (key.name === "c" || key.name === "d")) leave();
    else if (key.meta === true && key.sequence?.length === 2) {
      // Escape and a key soon after it look like one key held with Alt.
      give("escape");
      give(key.sequence.slice(1));
    } else if (key.name === "return" || key.name === "enter") give("enter");
    else if (key.name === "escape" || key.name === "backspace") give(key.name);
    else if (text !== undefined && key.ctrl !== true) give(text);
  };
  const listen = (on: boolean) => {
    if (!interactive) return;
    input.setRawMode(on);
    if (on) input.on("keypress", onKey).resume();
    else input.off("keypress", onKey).pause();
  };

  const signals: NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, leave);
  if (interactive) emitKeypressEvents(input);
  listen(true);
  return {
    interactive,
    get columns() {
      return output.columns as number | undefined; // Undefined where the output is no terminal.
    },
    paint: paintFor(output.isTTY, env),
    write: (text) => void output.write(text),
    key() {
      const next = pressed.shift();
      if (next !== undefined) return Promise.resolve(next);
      if (leaving.signal.aborted) return Promise.resolve(null);
      return new Promise((resolve) => {
        waiting = resolve;
      });
    },
    left: leaving.signal,
    async lend(work) {
      listen(false);
      try {
        return await work();
      } finally {
        listen(true);
      }
    },
    close() {
      listen(false);
      for (const signal of signals) process.off(signal, leave);
    },
  };
}
