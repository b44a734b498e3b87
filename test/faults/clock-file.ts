import { existsSync, writeFileSync } from "node:fs";

/** The clocks of a process that fault.c is loaded into, moved while it runs. */
export class ClockFile {
  readonly path: string;
  #off = 0;
  #passed = 0;

  constructor(path: string) {
    this.path = path;
    this.#write();
  }

  /** The clock on the wall is set; the machine's uptime goes on as before. */
  set(ms: number): void {
    this.#off = ms;
    this.#write();
  }

  /** Time passes on every clock. */
  pass(ms: number): void {
    this.#passed += ms;
    this.#write();
  }

  #write(): void {
    const both = Buffer.alloc(16);
    both.writeBigInt64LE(BigInt(this.#off), 0);
    both.writeBigInt64LE(BigInt(this.#passed), 8);
    // In place: the process has it mapped.
    writeFileSync(this.path, both, { flag: existsSync(this.path) ? "r+" : "w" });
  }
}
