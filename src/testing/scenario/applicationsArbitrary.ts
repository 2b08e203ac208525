import * as fc from "fast-check";

/** An application of a random service, before its deployments have configs. */
export interface ApplicationOutline {
  readonly name: string;
  /** `undefined`: Ray Serve's default, `/`. `null`: not reached over HTTP. */
  readonly routePrefix: string | null | undefined;
  readonly deployments: readonly string[];
}

/** The deployments in one application, or shared out among two whose routes lie within each other or side by side. */
export function applicationsArbitrary(names: readonly string[]): fc.Arbitrary<readonly ApplicationOutline[]> {
  return fc
    .record({
      inSecond: fc.integer({ min: 0, max: names.length - 1 }),
      first: fc.constantFrom(undefined, "/", "/side/deep", "/other", null),
      second: fc.constantFrom("/side", "/side/deeper"),
    })
    .map(({ inSecond, first, second }) => {
      const boundary = names.length - inSecond;
      const applications = [
        { name: "app", routePrefix: first, deployments: names.slice(0, boundary) },
        { name: "side", routePrefix: second, deployments: names.slice(boundary) },
      ];
      return applications.filter(({ deployments }) => deployments.length > 0);
    });
}
