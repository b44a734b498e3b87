import { keepsKeys } from "../../../test/contracts/keys.ts";
import { MemoryKeys } from "./memory-keys.ts";

keepsKeys(async () => new MemoryKeys());
