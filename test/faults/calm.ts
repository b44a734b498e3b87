import { cpSync, mkdirSync, rmSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Left, leftIn } from "../tour/left.ts";
import { type Operation, Watched } from "./library.ts";
import { countOf, openPiece, type Piece, playPiece, playRetries, scriptOf } from "./piece.ts";
import { strike } from "./strike.ts";
import type { Script } from "../../src/host/tour/script.ts";

const root = path.resolve(import.meta.dirname, "../..");

function stop(error: unknown): never {
  throw error;
}

/** The undisturbed play: where each piece begins, what it does to the disk, and what it leaves. */
export class Calm {
  readonly count: number;
  readonly #folder: string;
  readonly #script: Script;
  readonly #loaded: { path: string };
  readonly #left = new Map<number, Promise<Left>>();
  readonly #later = new Map<number, Promise<Left>>();
  readonly #operations = new Map<number, Promise<readonly Operation[]>>();

  private constructor(folder: string, script: Script, loaded: { path: string }, count: number) {
    this.#folder = folder;
    this.#script = script;
    this.#loaded = loaded;
    this.count = count;
  }

  /** Plays the first `count` pieces, or all; `folder` is the play's own. */
  static async play(folder: string, loaded: { path: string }, count?: number): Promise<Calm> {
    const workspace = path.join(folder, "studio");
    mkdirSync(folder, { recursive: true });
    copyFolder(path.join(root, "examples/studio"), workspace);
    // A mailbox into which the mails come one by one.
    const inbox = path.join(workspace, "connectors/inbox.yaml");
    const text = await readFile(inbox, "utf8");
    await writeFile(inbox, text.replace("folder: workspace:mail", "folder: in/mail"));
    const script = await scriptOf(workspace);
    const calm = new Calm(folder, script, loaded, count ?? countOf(script));
    for (let number = 0; number < calm.count; number += 1) {
      const data = calm.#after(number);
      calm.copyTo(data, number);
      await playOnce(calm.piece(number, data), playPiece);
    }
    return calm;
  }

  piece(number: number, data: string): Piece {
    const workspace = path.join(this.#folder, "studio");
    return { number, script: this.#script, places: { workspace, data } };
  }

  /** Lays the data folder there as the piece finds it. */
  copyTo(data: string, number: number): void {
    if (number > 0) copyFolder(this.#after(number - 1), data);
  }

  left(number: number): Promise<Left> {
    return cached(this.#left, number, () => leftIn(this.#after(number)));
  }

  /** What it has left when everything that was to be tried again has been. */
  later(number: number): Promise<Left> {
    return cached(this.#later, number, async () => {
      const data = path.join(this.#folder, `later-${number}`);
      copyFolder(this.#after(number), data);
      await playOnce(this.piece(number, data), async (piece, company) => {
        await playPiece(piece, company);
        await playRetries(piece, company);
      });
      const left = await leftIn(data);
      rmSync(data, { recursive: true });
      return left;
    });
  }

  operations(number: number): Promise<readonly Operation[]> {
    return cached(this.#operations, number, async () => {
      const disk = new Watched(path.join(this.#folder, `watched-${number}`));
      this.copyTo(disk.data, number);
      const piece = this.piece(number, disk.data);
      const { code, complaints, operations } = await strike(piece, disk, this.#loaded, null);
      if (code === 0 && complaints.length === 0) return operations;
      throw new Error(`Piece ${number} ends with ${code}: ${complaints.join("; ")}`);
    });
  }

  #after(number: number): string {
    return path.join(this.#folder, `after-${number}`);
  }
}

async function playOnce(piece: Piece, play: typeof playPiece): Promise<void> {
  const company = await openPiece(piece, { onFault: stop, onFailure: stop });
  await play(piece, company);
  await company.opened.close();
}

function copyFolder(from: string, to: string): void {
  cpSync(from, to, { recursive: true, preserveTimestamps: true, errorOnExist: true });
}

function cached<T>(
  known: Map<number, Promise<T>>,
  key: number,
  make: () => Promise<T>,
): Promise<T> {
  const made = known.get(key) ?? make();
  known.set(key, made);
  return made;
}
