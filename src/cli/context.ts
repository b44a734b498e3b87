import { type Command, InvalidArgumentError } from "commander";
import type { Desk } from "../api/contract/desk.ts";
import type { Json, JsonObject } from "../value/json.ts";
import { shellWord } from "../value/shell.ts";
import { isObject } from "../value/json.ts";
import type { Deps } from "./deps/deps.ts";
import type { Place } from "./deps/place.ts";
import { Usage } from "./errors.ts";
import { type Frame, paintFor, readable } from "./views/frame.ts";
import { clean } from "./views/layout.ts";

/** What all commands share: the world, which company was named, and the exit code of the last of them. */
export type Context = { deps: Deps; place: Place; exit: number };

/** One command being carried out. */
export type Session = {
  deps: Deps;
  place: Place;
  json: boolean;
  frame: Frame;
  /** True if somebody can be asked. */
  asking: boolean;
  say: (lines: readonly string[]) => void;
  /** Data as JSON where that was asked for, else drawn. */
  show: <T>(data: T, view: (data: T, frame: Frame) => readonly string[]) => void;
  /** One line of JSON. */
  row: (data: unknown) => void;
  desk: <T>(work: (desk: Desk) => Promise<T>) => Promise<T>;
};

type Globals = { data?: string; workspace?: string; json?: boolean; yes?: boolean };

/** `example`: MAINSTAY_HOME names her own company, which the example must never play in. */
export function sessionOf(context: Context, command: Command, example = false): Session {
  const { deps } = context;
  const options = command.optsWithGlobals<Globals>();
  const place = placeOf(options, example ? undefined : deps.env["MAINSTAY_HOME"]);
  context.place = place;
  const json = options.json === true;
  const say = (lines: readonly string[]) => {
    if (lines.length > 0) deps.stdout(`${lines.join("\n")}\n`);
  };
  const frame = frameOf(deps, place, json);
  return {
    deps,
    place,
    json,
    frame,
    asking: deps.isTTY && !json && options.yes !== true,
    say,
    show: (data, view) => {
      if (json) deps.stdout(`${JSON.stringify(data)}\n`);
      else say(view(clean(data), frame));
    },
    row: (data) => deps.stdout(`${JSON.stringify(data)}\n`),
    async desk(work) {
      const connection = await deps.connect(place);
      try {
        return await work(connection.desk);
      } finally {
        await connection.close();
      }
    },
  };
}

function placeOf(options: Globals, home: string | undefined): Place {
  return {
    data: options.data ?? (home === undefined || home === "" ? null : home),
    workspace: options.workspace ?? null,
  };
}

function frameOf(deps: Deps, place: Place, json: boolean): Frame {
  return {
    width: readable(deps.columns),
    paint: paintFor(deps.isTTY, deps.env),
    keys: deps.isTTY && !json,
    typed: typedIn(place, deps.env),
  };
}

/** How a command must be typed to reach the same company again. */
export function typedIn(place: Place, env: Deps["env"]): (words: string) => string {
  const data = place.data === null || place.data === env["MAINSTAY_HOME"] ? null : place.data;
  const tail = [
    ...(data === null ? [] : [["--data", shellWord(data)]]),
    ...(place.workspace === null ? [] : [["--workspace", shellWord(place.workspace)]]),
  ];
  // A command that names another place keeps it.
  const missing = (words: string) =>
    tail.filter(([flag = ""]) => !words.split(" ").includes(flag)).flat();
  return (words) => ["npx mainstay", words, ...missing(words)].join(" ");
}

/** For commander: item and job numbers. */
export function number(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new InvalidArgumentError("Give the number that inbox or runs show, for example 17.");
  }
  return Number(text);
}

/** For commander: several of them. */
export function numbers(text: string, before: readonly number[] = []): number[] {
  return [...before, number(text)];
}

/** For commander: limits and places in history. */
export function count(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("Give a whole number.");
  return Number(text);
}

/** JSON from the command line or from a file (YAML too), for inputs and answers. */
export async function valueFrom(
  options: { text?: string | undefined; file?: string | undefined },
  deps: Deps,
): Promise<Json | undefined> {
  if (options.text !== undefined && options.file !== undefined) {
    throw new Usage("Cannot take both a value and a file", "Give one of them");
  }
  if (options.text !== undefined) {
    try {
      return JSON.parse(options.text) as Json; // JSON.parse gives JSON.
    } catch {
      const remedy = `Write it as JSON, for example '{"amount":"10.00"}'`;
      throw new Usage(`Cannot read the value "${options.text}": it is not JSON`, remedy);
    }
  }
  if (options.file === undefined) return undefined;
  const { readDraft } = await import("./draft.ts");
  return readDraft(await deps.readFile(options.file), null);
}

export async function objectFrom(
  options: { text?: string | undefined; file?: string | undefined },
  deps: Deps,
): Promise<JsonObject> {
  const value = (await valueFrom(options, deps)) ?? {};
  if (isObject(value)) return value;
  throw new Usage("Cannot use the input: it is not an object", `Write it as {"field": "value"}`);
}
