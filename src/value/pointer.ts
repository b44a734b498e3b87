import { isObject, type Json } from "./json.ts";

/** JSON pointers (RFC 6901). The empty string names the whole value. */
export function escape(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

export function parse(pointer: string): string[] {
  if (pointer === "") return [];
  return pointer
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

export function join(base: string, key: string | number): string {
  return `${base}/${typeof key === "number" ? key : escape(key)}`;
}

const position = /^(?:0|[1-9]\d*)$/;

/** The value at `pointer`, or undefined where nothing stands. */
export function get(value: Json, pointer: string): Json | undefined {
  let at: Json | undefined = value;
  for (const key of parse(pointer)) {
    if (Array.isArray(at)) at = position.test(key) ? at[Number(key)] : undefined;
    else if (isObject(at) && Object.hasOwn(at, key)) at = at[key];
    else return undefined;
  }
  return at;
}

/** True if `pointer` is `ancestor` or lies below it. */
export function within(pointer: string, ancestor: string): boolean {
  return pointer === ancestor || pointer.startsWith(`${ancestor}/`);
}
