import type { Action } from "../../connectors/contract.ts";
import type { Effect } from "../../kernel/effect.ts";
import { isObject } from "../../value/json.ts";

/** What taking an act back leaves for her to do; at most one clause. */
export function leftBy(action: Action | undefined, { result }: Pick<Effect, "result">): string[] {
  const said = isObject(result?.value) ? action?.undo?.leaves?.(result.value) : undefined;
  return said === undefined ? [] : [said];
}
