/** Why a whole file cannot be read; the message completes "Cannot read …: ". */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}
