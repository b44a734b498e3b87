/** Deeper than any file of a workspace; the fault is then reported where this depth is reached. */
const maxDepth = 100;

/** Where a text stops being JSON. The platform's own parser does not always say. */
export function faultIn(text: string): number {
  const scan = new Scan(text);
  return scan.value(0) && scan.ended() ? text.length : scan.at;
}

class Scan {
  at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  ended(): boolean {
    this.take(/\s*/y);
    return this.at === this.text.length;
  }

  /** Passes one value; false where none stands. */
  value(depth: number): boolean {
    this.take(/\s*/y);
    if (depth > maxDepth) return false;
    if (this.take(/\{/y)) return this.members(/\}/y, depth, () => this.key());
    if (this.take(/\[/y)) return this.members(/\]/y, depth, () => true);
    return (
      this.take(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y) || this.string()
    );
  }

  private members(close: RegExp, depth: number, before: () => boolean): boolean {
    this.take(/\s*/y);
    if (this.take(close)) return true;
    do {
      if (!before() || !this.value(depth + 1)) return false;
      this.take(/\s*/y);
    } while (this.take(/,/y));
    return this.take(close);
  }

  private key(): boolean {
    this.take(/\s*/y);
    if (!this.string()) return false;
    this.take(/\s*/y);
    return this.take(/:/y);
  }

  private string(): boolean {
    // Runs are taken whole, so that a long text costs no step back per character.
    return this.take(
      // oxlint-disable-next-line no-control-regex -- these are what JSON refuses in texts
      /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y,
    );
  }

  private take(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) return false;
    this.at = pattern.lastIndex;
    return true;
  }
}
