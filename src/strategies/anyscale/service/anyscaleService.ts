import type { ServiceRules } from "../../ServiceRules.ts";
import { refuseServiceCommand } from "./refuseServiceCommand.ts";
import { replicaFloors } from "./replicaFloors.ts";
import { serviceAddress } from "./serviceAddress.ts";
import { serviceState } from "./serviceState.ts";
import { versionState } from "./versionState.ts";

/** The rules of an Anyscale service. Whatever rolls it out, its states are told in these words. */
export const anyscaleService: ServiceRules = {
  refuse: refuseServiceCommand,
  serviceState,
  versionState,
  replicaFloors,
  address: serviceAddress,
};
