/** Input that cannot be used, in words for people; `main` prints the message alone and exits with status 2. */
export class InputError extends Error {
  override readonly name = "InputError";
}
