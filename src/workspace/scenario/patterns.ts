import { type Mistake, mistake, type Source } from "../../runbook/mistake.ts";
import { isObject, type Json } from "../../value/json.ts";
import { compile } from "../../value/pattern.ts";
import * as pointers from "../../value/pointer.ts";
import { patternWords } from "./then.ts";

/** A regular expression is tried when it is read, and a pattern stands alone in its map. */
export function patternMistakes(value: Json, source: Source, pointer: string): Mistake[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, i) => patternMistakes(item, source, pointers.join(pointer, i)));
  }
  if (!isObject(value)) return [];
  const keys = Object.keys(value);
  const word = keys.find((key) => patternWords.includes(key));
  if (word !== undefined && keys.length > 1) {
    const message = `Cannot read this pattern: "${word}" stands beside other names`;
    const remedy = "quote a text that holds a comma, or write one pattern alone";
    return [mistake(source.keyAt(pointers.join(pointer, word)), message, remedy)];
  }
  const { matches } = value;
  if (word === "matches" && typeof matches === "string") {
    try {
      compile(matches);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const spot = source.at(pointers.join(pointer, word));
      return [mistake(spot, message, "write a regular expression")];
    }
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    patternMistakes(inner, source, pointers.join(pointer, key)),
  );
}
