import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";

/**
 * Data folders that released versions left behind, each with what that version's own desk answered:
 * `<version>-<what>.br` (one line of JSON with paths and sizes, then the bytes of all files) and
 * `<version>-<what>.json`. Every release adds at least one, made by `keep.ts`; none is ever changed.
 *
 * `tour` was played to its end, `killed` stopped by SIGKILL in the middle of the tour with its log
 * not folded back and an act sent, `midway` has what a folder can have open: an act whose outcome is
 * not known, an act sent by a process that died, approvals, waits, timers and two clients merged.
 */
export type Released = { name: string; version: string };

/** What the version that left the folder told of it. */
export type Told = {
  now: number;
  events: number;
  inbox: Record<string, unknown>[];
  items: { number: number; digest: string; shown: unknown; answers: string[] }[];
  runs: ({ number: number } & Record<string, unknown>)[];
  timelines: { number: number; entries: Record<string, unknown>[] }[];
  arrivals: Record<string, unknown>[];
  acts: { token: string; action: string; status: string }[];
  due: Record<string, unknown>[];
  dump: Record<string, string>;
};

const folder = path.join(import.meta.dirname, "released");

export const released: readonly Released[] = readdirSync(folder)
  .flatMap((file) => {
    const [, name, version] = /^((\d+\.\d+\.\d+)-.+)\.br$/.exec(file) ?? [];
    return name === undefined || version === undefined ? [] : [{ name, version }];
  })
  .toSorted((a, b) => (a.name < b.name ? -1 : 1));

/** Everything in the folder that counts, in one file. */
export function keep(from: string, name: string): void {
  const files = readdirSync(from, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(from, path.join(entry.parentPath, entry.name)))
    .filter((file) => !/^(?:drafts|formats)\/|-shm$|^owner\./.test(file))
    .toSorted((a, b) => (a < b ? -1 : 1));
  const bytes = files.map((file) => readFileSync(path.join(from, file)));
  const head = files.map((file, i) => [file, bytes[i]?.byteLength ?? 0]);
  const whole = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), ...bytes]);
  const { BROTLI_PARAM_LGWIN } = constants;
  const packed = brotliCompressSync(whole, { params: { [BROTLI_PARAM_LGWIN]: 24 } });
  writeFileSync(path.join(folder, `${name}.br`), packed);
}

/** Lays the folder out at `to`, as it was left. */
export function lay(name: string, to: string): void {
  const packed = brotliDecompressSync(readFileSync(path.join(folder, `${name}.br`)));
  const end = packed.indexOf("\n");
  const head = JSON.parse(packed.subarray(0, end).toString()) as [file: string, size: number][];
  let at = end + 1;
  for (const [file, size] of head) {
    const place = path.join(to, file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, packed.subarray(at, at + size));
    at += size;
  }
  chmodSync(to, 0o700);
}

export function toldOf(name: string): Told {
  const told = JSON.parse(readFileSync(path.join(folder, `${name}.json`), "utf8")) as Told;
  return { ...told, timelines: told.timelines.map(reworded) };
}

/**
 * What is told otherwise since 0.1.0: what she decided, by its title and no longer by the name of its step;
 * amounts, as the company writes them; a credit note that is hers to send, beside what was undone.
 */
export function reworded({
  number,
  entries,
}: Told["timelines"][number]): Told["timelines"][number] {
  const decided = /^(?:did "|decided: )/;
  const yours = /; the credit note is yours to send: .*$/;
  return {
    number,
    entries: entries.map((entry) => {
      const what = String(entry["what"]);
      if (entry["verb"] === "you" && decided.test(what)) return { ...entry, what: "decided" };
      const plain = what.replaceAll(/(?<=\d),(?=\d{3})/g, "").replace(yours, "");
      return { ...entry, what: plain };
    }),
  };
}

export function keepTold(name: string, told: Told): void {
  writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(told, null, 2)}\n`);
}
