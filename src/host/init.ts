import path from "node:path";
import type { InitOptions, InitView } from "../cli/deps.ts";
import { init as write } from "../workspace/init.ts";
import { kinds } from "./kinds.ts";

/** Writes a company of her own into an empty folder. */
export async function init(options: InitOptions): Promise<InitView> {
  const { folder, ...founding } = options;
  const { timeZone, locale } = Intl.DateTimeFormat().resolvedOptions();
  const place = path.resolve(folder);
  const files = await write(place, { ...founding, timeZone, locale }, kinds);
  return { folder: place, files };
}
