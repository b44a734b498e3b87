import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { large, mail, openReader, template } from "./reader.ts";

/** A process that is killed while its model is asked: `node kill.ts FOLDER ADDRESS NAME`. */
const [folder = "", base = "", name = ""] = process.argv.slice(2);
const store = await openSqliteStore(folder);
const env = { COMPATIBLE_BASE_URL: base };
const company = await openReader(env, { ladder: [large, template], store, process: name });
await company.start("read", mail);
