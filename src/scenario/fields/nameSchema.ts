import { z } from "zod";

const expected = "expected a name: 1 to 200 printable characters without #";

/** A name that a user gives: of an application, a deployment, a worker group, a pool. */
export const nameSchema = z
  .string({ error: expected })
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}#]{1,200}$/u, { error: expected });
