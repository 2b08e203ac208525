/** A way into a scenario file: keys of maps and indices of lists, from the root. */
export type KeyPath = readonly (string | number)[];
