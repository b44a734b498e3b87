import type { Desk } from "../../src/api/contract/desk.ts";
import { deskOf } from "../../src/api/desk/desk.ts";
import { noModels } from "../fakes/scripted-model.ts";
import type { Company } from "./company.ts";

/** The desk of a small company, without models. */
export const deskFor = ({ owner }: Pick<Company, "owner">): Desk =>
  deskOf({
    owner,
    models: noModels,
    beginning: { first: false, offForMs: 0, recovered: 0, lookedUp: 0, arrivals: 0 },
    read: () => Promise.reject(new Error("nothing is applied here")),
    openable: async (name) => name,
  });
