/**
 * Whether JSON nests deeper than that, told from its text. What comes from outside is looked at before
 * it is read: what walks through a value calls itself for each level, and would run out of stack.
 */
export function deeperThan(max: number, json: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < json.length; i += 1) {
    const char = json[i];
    if (quoted) {
      if (char === "\\") i += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === "[" || char === "{") {
      depth += 1;
      if (depth > max) return true;
    } else if (char === "]" || char === "}") depth -= 1;
  }
  return false;
}
