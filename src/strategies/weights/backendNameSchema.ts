import { z } from "zod";

const error = "expected the name of a backend: 1 to 40 letters, digits, dots, dashes, colons or underscores";

/** What a backend is called; reports show it. */
export const backendNameSchema = z.string({ error }).regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,39}$/, { error });
