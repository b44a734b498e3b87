import type { Frame } from "./frames.ts";
import { contentOf, type Kind, pack, type Stored } from "./object.ts";
import type { Repository } from "./repository.ts";
import { fullBytes } from "./segments.ts";

/** Gathers frames until they make an object worth writing, so that memory stays bounded. */
export class Writer<T> {
  readonly #to: { repository: Repository; kind: Kind; pace: () => Promise<void> };
  readonly #done: (stored: Stored, items: readonly T[]) => void;
  #frames: Frame[] = [];
  #items: T[] = [];
  #bytes = 0;
  /** Bytes that were added to the repository. */
  written = 0;

  constructor(
    to: { repository: Repository; kind: Kind; pace: () => Promise<void> },
    done: (stored: Stored, items: readonly T[]) => void,
  ) {
    this.#to = to;
    this.#done = done;
  }

  async add(item: T, frame: Frame): Promise<void> {
    this.#frames.push(frame);
    this.#items.push(item);
    for (const part of frame.parts) this.#bytes += part.byteLength;
    if (this.#bytes >= fullBytes) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#frames.length === 0) return;
    const { repository, kind, pace } = this.#to;
    const { stored, file } = await pack(contentOf(kind, this.#frames), repository.about.recipient);
    await repository.putObject(stored, file, pace);
    this.written += stored.bytes;
    this.#done(stored, this.#items);
    this.#frames = [];
    this.#items = [];
    this.#bytes = 0;
  }
}
