import { isObject, type Json, type JsonObject } from "./json.ts";
import * as label from "./label.ts";
import { Malformed } from "./malformed.ts";
import * as pointer from "./pointer.ts";

/**
 * What one evaluation reads, and under which labels.
 *
 * RD1 Whatever influenced a result was noted: each value read, each key asked for and not found, each
 *     container that was looked at without reading on.
 * RD2 Passing through a container notes nothing: a field that was vouched for alone stays vouched.
 * RD3 Whole numbers are bigints here and others are not: the expression language tells them apart.
 * RD4 Lists are bounded, each and all together: an expression cannot run for minutes.
 */
export type Scope = Readonly<Record<string, label.Labelled>>;

const maxList = 10_000;
const maxItems = 1_000_000;

export class Reading extends Map<string, unknown> {
  readonly #scope: Scope;
  readonly #parts: Part[] = [];
  #joined: label.Label | undefined;
  #items = 0;
  constructor(scope: Scope) {
    super();
    this.#scope = scope;
  }

  /** The variable of this name, as the expression language sees it. */
  override get(name: string): unknown {
    const known = super.get(name);
    if (known !== undefined) return this.counted(known);
    const variable = Object.hasOwn(this.#scope, name) ? this.#scope[name] : undefined;
    if (variable === undefined) return undefined;
    const seen = this.see(variable.value, "", variable.labels);
    super.set(name, seen);
    return seen;
  }

  note(read: label.Label): void {
    this.#joined = this.#joined === undefined ? read : label.join(this.#joined, read);
  }

  /** The labels of a result that was computed from what was read. */
  labels(): label.Labels {
    for (const part of this.#parts) part.close();
    return this.#joined === undefined || this.#joined === label.own ? {} : { "": this.#joined };
  }

  /**
   * `labels` is null where the label of everything at and below `at` was noted already. That nothing
   * stands there was read as well.
   */
  see(value: Json | undefined, at: string, labels: label.Labels | null): unknown {
    if (labels !== null && (typeof value !== "object" || uniform(labels, at))) {
      this.note(label.at(labels, at));
      return this.see(value, at, null);
    }
    if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
    if (Array.isArray(value)) return this.list(value, at, labels);
    if (!isObject(value)) return value;
    const part = new Part(this, value, at, labels);
    if (labels !== null) this.#parts.push(part);
    return part;
  }

  list(items: readonly Json[], at: string, labels: label.Labels | null): unknown[] {
    if (items.length > maxList) {
      throw new Malformed(`a list of ${items.length} items is longer than ${maxList}`);
    }
    const list: unknown[] = [];
    this.counted(items);
    if (labels === null) {
      for (const item of items) list.push(this.see(item, at, null));
      return list;
    }
    this.note(label.at(labels, at));
    for (const [i, item] of items.entries()) {
      let seen: unknown;
      const get = () => (seen ??= this.see(item, pointer.join(at, i), labels));
      Object.defineProperty(list, i, { get, enumerable: true });
    }
    return list;
  }

  counted<T>(value: T): T {
    if (Array.isArray(value)) this.#items += value.length;
    if (this.#items > maxItems) throw new Malformed(`more than ${maxItems} list items were read`);
    return value;
  }
}

/** An object as the expression language sees it: a map whose members are made when they are read. */
export class Part extends Map<string, unknown> {
  readonly value: JsonObject;
  readonly #reading: Reading;
  readonly #at: string;
  readonly #labels: label.Labels | null;
  #passed = false;
  constructor(reading: Reading, value: JsonObject, at: string, labels: label.Labels | null) {
    super();
    this.value = value;
    this.#reading = reading;
    this.#at = at;
    this.#labels = labels;
  }

  override get(key: string): unknown {
    const known = super.get(key);
    if (known !== undefined) return this.#reading.counted(known);
    this.#passed = true;
    const member = this.has(key) ? this.value[key] : undefined;
    const at = this.#labels === null ? "" : pointer.join(this.#at, key);
    const seen = this.#reading.see(member, at, this.#labels);
    super.set(key, seen);
    return seen;
  }

  override has(key: string): boolean {
    return Object.hasOwn(this.value, key);
  }

  override get size(): number {
    this.look();
    return Object.keys(this.value).length;
  }

  override keys(): MapIterator<string> {
    this.look();
    return Object.keys(this.value).values();
  }

  override [Symbol.iterator](): MapIterator<[string, unknown]> {
    this.look();
    return Object.keys(this.value)
      .map((key): [string, unknown] => [key, this.get(key)])
      .values();
  }

  /** Asked only for a first entry to name the map's type by; without one it counts as any map. */
  override entries(): MapIterator<[string, unknown]> {
    return [].values();
  }

  /** Its shape was used: which keys it has. */
  look(): void {
    if (this.#labels !== null) this.#reading.note(label.at(this.#labels, this.#at));
  }

  /** All of it became part of the result. */
  whole(): JsonObject {
    if (this.#labels !== null) this.#reading.note(label.whole(this.#labels, this.#at));
    return this.value;
  }

  /** Reached, but never read on from: that it stands there was all that mattered. */
  close(): void {
    if (!this.#passed) this.look();
  }
}

// The expression language knows a map by its constructor, which a subclass would hide.
for (const made of [Reading, Part]) {
  Object.defineProperty(made.prototype, "constructor", { value: Map });
}

/** True if nothing below `at` has a label of its own. */
function uniform(labels: label.Labels, at: string): boolean {
  for (const key in labels) if (key !== at && pointer.within(key, at)) return false;
  return true;
}
