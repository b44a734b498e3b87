import assert from "node:assert/strict";

/**
 * The root of the chain of every event of the streams in memory, so that a consequence finds the
 * intent of its cause without a read.
 */
export class Intents {
  readonly #bySeq = new Map<number, number>();
  readonly #ofStream = new Map<string, number[]>();

  note(event: { seq: number; stream: string; intent: number }): void {
    if (this.#bySeq.has(event.seq)) return;
    this.#bySeq.set(event.seq, event.intent);
    const seqs = this.#ofStream.get(event.stream);
    if (seqs === undefined) this.#ofStream.set(event.stream, [event.seq]);
    else seqs.push(event.seq);
  }

  of(seq: number): number {
    const intent = this.#bySeq.get(seq);
    assert(
      intent !== undefined,
      `Cannot tell the intent of event ${seq}: its stream is not loaded; load it, or name the intent`,
    );
    return intent;
  }

  forget(stream: string): void {
    for (const seq of this.#ofStream.get(stream) ?? []) this.#bySeq.delete(seq);
    this.#ofStream.delete(stream);
  }

  clear(): void {
    this.#bySeq.clear();
    this.#ofStream.clear();
  }
}
