import type { FleetNode } from "../../cluster/nodes/FleetNode.ts";
import type { PathRouter } from "../../serve/path/PathRouter.ts";
import type { ProxyLife } from "../result/ProxyLife.ts";
import type { ClusterWorld } from "./ClusterWorld.ts";

/** One HTTP proxy, as the controller holds it to be; whether it lives is another matter. */
export interface ProxyWorld {
  readonly id: number;
  readonly cluster: ClusterWorld;
  /** `null`: the head node. */
  readonly node: FleetNode | null;
  /** `draining`: it gets no new requests, and goes when it has answered those that it has. */
  state: "starting" | "healthy" | "draining" | "gone";
  isAlive: boolean;
  /** When the controller knows of its death. */
  noticedAtSeconds: number;
  /** Its router of each deployment that it has sent a request to, by the number of the deployment's own router. */
  readonly routers: PathRouter[];
  cancelTimer: () => void;
  readonly life: { -readonly [Key in keyof ProxyLife]: ProxyLife[Key] };
}
