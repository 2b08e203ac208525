declare const brand: unique symbol;

/** A request by its number on the request path, where it is a row of columns: not by its serial number, nor by its client's row. */
export type PathRequest = number & { readonly [brand]: "PathRequest" };

/** @param row a whole number of at least 0: its row in `RequestTable`. */
export function pathRequest(row: number): PathRequest {
  return row as PathRequest;
}
