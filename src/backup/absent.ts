import { errorCode } from "../value/error-code.ts";

/** Whether a file is not there, nor its folder. */
export function isAbsent(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR"].includes(errorCode(error));
}

/** For `catch`: what to go on with where nothing is there. */
export function ifAbsent<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (isAbsent(error)) return instead;
    throw error;
  };
}
