import { readdir, readFile, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { Verifier } from "../ledger/note.ts";
import { type About, aboutOf, companyOf, type Own, readAbout, writeAbout } from "./about.ts";
import { ifAbsent, isAbsent } from "./absent.ts";
import { aside, writeDurably } from "./durable.ts";
import {
  type ForgottenList,
  type KeysCopy,
  type Manifests,
  parse,
  type Snapshot,
  textOf,
} from "./manifest.ts";
import type { Stored } from "./object.ts";
import { BackupRefused, damaged } from "./refused.ts";

/** Oldest first. What cannot be read, or was not signed by whom it must be, stands apart. */
export type Found<T> = { sound: T[]; spoilt: { id: string; error: BackupRefused }[] };

const graceMs = 86_400_000;
const folders = { snapshot: "snapshots", keys: "keys", list: "forgotten" } as const;

/**
 * A folder of backups of one company; see `docs/backup-format.md`.
 *
 * RP1 Objects and manifests are never changed, only added and removed.
 * RP2 A manifest is written when all it names is there and synced: whatever dies before leaves a
 *     valid repository, and objects that nobody names.
 * RP3 An object that nobody names goes once it is a day old: a backup that is being made may still
 *     name it. Copies of keys go at once.
 * RP4 Ids sort by when they were made, to the millisecond: the last is the newest.
 */
export class Repository {
  readonly folder: string;
  readonly about: About;

  private constructor(folder: string, found: About) {
    this.folder = folder;
    this.about = found;
  }

  /** Makes the folder, or takes one that was made for the same company and recipient. */
  static async create(folder: string, own: Own): Promise<Repository> {
    const known = await readAbout(folder);
    if (known === null) {
      const there = await readdir(folder).catch(ifAbsent<string[]>([]));
      if (there.length > 0) {
        throw new BackupRefused(
          "backup_folder_taken",
          `Cannot make backups in "${folder}": something else lies there; name an empty folder with --to`,
        );
      }
      await writeAbout(folder, aboutOf(own));
      return new Repository(folder, aboutOf(own));
    }
    const found = new Repository(folder, known);
    found.mustBeOf(own);
    return found;
  }

  /** Null where the folder holds no backups, or is not there. */
  static async find(folder: string): Promise<Repository | null> {
    const known = await readAbout(folder);
    return known === null ? null : new Repository(folder, known);
  }

  static async open(folder: string): Promise<Repository> {
    const found = await Repository.find(folder);
    if (found !== null) return found;
    throw new BackupRefused(
      "backup_missing",
      `Cannot find backups in "${folder}": it is no backup folder, or not connected; connect its disk, or name another with --from`,
    );
  }

  /** AF1: one whose recipient is known, though the folder does not tell it. */
  static async findFor(folder: string, recipient: string): Promise<Repository | null> {
    const workspace = await companyOf(folder);
    return workspace === null ? null : new Repository(folder, aboutOf({ workspace, recipient }));
  }

  async keepAbout(): Promise<void> {
    await writeAbout(this.folder, this.about);
  }

  mustBeOf({ workspace, recipient }: Own): void {
    if (this.about.workspace === workspace && this.about.recipient === recipient) return;
    throw new BackupRefused(
      "backup_folder_taken",
      `Cannot make backups in "${this.folder}": it holds those of another company or for another identity; name another folder with --to`,
    );
  }

  snapshots(signer: Verifier | null = null): Promise<Found<Snapshot>> {
    return this.#manifests("snapshot", signer);
  }

  keysCopies(signer: Verifier | null = null): Promise<Found<KeysCopy>> {
    return this.#manifests("keys", signer);
  }

  forgottenLists(signer: Verifier | null = null): Promise<Found<ForgottenList>> {
    return this.#manifests("list", signer);
  }

  async putObject(stored: Stored, file: Uint8Array, pace?: () => Promise<void>): Promise<void> {
    if (await this.hasObject(stored)) return;
    await writeDurably(this.#object(stored.name), file, pace);
  }

  /** Present, in its size. */
  async hasObject({ name, bytes }: Stored): Promise<boolean> {
    const found = await stat(this.#object(name)).catch(ifAbsent(null));
    return found?.size === bytes;
  }

  async getObject({ name }: Stored): Promise<Uint8Array> {
    return this.#read(this.#object(name), `"${objectPath(name)}" is missing`);
  }

  async putSnapshot(snapshot: Snapshot): Promise<void> {
    await writeDurably(this.#manifest("snapshot", snapshot.id), Buffer.from(textOf(snapshot)));
  }

  async putKeys(copy: KeysCopy, file: Uint8Array): Promise<void> {
    await writeDurably(this.#keysFile(copy.id), file);
    await writeDurably(this.#manifest("keys", copy.id), Buffer.from(textOf(copy)));
  }

  async putForgottenList(list: ForgottenList): Promise<void> {
    await writeDurably(this.#manifest("list", list.id), Buffer.from(textOf(list)));
  }

  async getKeys({ id }: KeysCopy): Promise<Uint8Array> {
    return this.#read(this.#keysFile(id), `"${keysPath(id)}" is missing`);
  }

  async removeSnapshot({ id }: Pick<Snapshot, "id">): Promise<void> {
    await rm(this.#manifest("snapshot", id), { force: true });
  }

  async removeKeys({ id }: Pick<KeysCopy, "id">): Promise<void> {
    await rm(this.#keysFile(id), { force: true });
    await rm(this.#manifest("keys", id), { force: true });
  }

  async removeForgottenList({ id }: Pick<ForgottenList, "id">): Promise<void> {
    await rm(this.#manifest("list", id), { force: true });
  }

  /** RP3. Answers how many objects went: none, while a manifest that may name them cannot be read. */
  async sweep(now: number): Promise<number> {
    const { sound, spoilt } = await this.snapshots();
    if (spoilt.length > 0) return 0;
    const named = new Set(sound.flatMap(objectsOf).map(({ name }) => name));
    let gone = 0;
    for (const file of await this.#files()) {
      const name = path.basename(file, ".age");
      if (named.has(name)) continue;
      const { mtimeMs } = await stat(file);
      if (now - mtimeMs < graceMs) continue;
      await rm(file, { force: true });
      gone += 1;
    }
    return gone;
  }

  async #files(): Promise<string[]> {
    const all = [...Object.values(folders), ...(await this.#shards())];
    const lists = await Promise.all(
      all.map(async (folder) => {
        const names = await readdir(path.join(this.folder, folder)).catch(ifAbsent<string[]>([]));
        const mine = folder.startsWith("objects")
          ? names
          : names.filter((name) => name.endsWith(aside));
        return mine.map((name) => path.join(this.folder, folder, name));
      }),
    );
    return lists.flat();
  }

  async #shards(): Promise<string[]> {
    const names = await readdir(path.join(this.folder, "objects")).catch(ifAbsent<string[]>([]));
    return names.map((name) => path.join("objects", name));
  }

  async #manifests<K extends keyof Manifests>(
    kind: K,
    signer: Verifier | null,
  ): Promise<Found<Manifests[K]>> {
    const folder = folders[kind];
    const names = await readdir(path.join(this.folder, folder)).catch(ifAbsent<string[]>([]));
    const found: Found<Manifests[K]> = { sound: [], spoilt: [] };
    for (const name of names.filter((each) => each.endsWith(".json")).toSorted()) {
      const file = path.join(folder, name);
      try {
        const text = await readFile(path.join(this.folder, file), "utf8");
        const manifest = parse(kind, text, file, signer);
        if (manifest.workspace !== this.about.workspace) {
          throw damaged(`"${file}" is of another company`);
        }
        found.sound.push(manifest);
      } catch (error) {
        if (!(error instanceof BackupRefused)) throw error;
        found.spoilt.push({ id: path.basename(name, ".json"), error });
      }
    }
    return found;
  }

  async #read(file: string, missing: string): Promise<Uint8Array> {
    try {
      return await readFile(file);
    } catch (error) {
      if (isAbsent(error)) throw damaged(missing, error);
      throw error;
    }
  }

  #object(name: string): string {
    return path.join(this.folder, objectPath(name));
  }

  #keysFile(id: string): string {
    return path.join(this.folder, keysPath(id));
  }

  #manifest(kind: keyof Manifests, id: string): string {
    return path.join(this.folder, folders[kind], `${id}.json`);
  }
}

/** Within the repository, as messages name it. */
export function objectPath(name: string): string {
  return path.join("objects", name.slice(0, 2), `${name}.age`);
}

export function keysPath(id: string): string {
  return path.join("keys", `${id}.age`);
}

export function objectsOf({ segments, packs, meta }: Snapshot): Stored[] {
  return [...segments, ...packs, meta];
}
