declare const brand: unique symbol;

/**
 * A router by its number on the request path, where it is an index of columns. Below 0 it is the way to no router, for a reason
 * (`noRouter`): one number, so that a request allocates nothing.
 */
export type PathRouter = number & { readonly [brand]: "PathRouter" };

/** @param index a whole number of at least 0: its place among the routers. */
export function pathRouter(index: number): PathRouter {
  return index as PathRouter;
}

/** What leads to no router; whoever goes that way fails. */
export function noRouter(failureCode: number): PathRouter {
  return (-1 - failureCode) as PathRouter;
}

/** The failure code of a way that leads to no router (`noRouter`). */
export function whyNoRouter(router: PathRouter): number {
  return -1 - router;
}
