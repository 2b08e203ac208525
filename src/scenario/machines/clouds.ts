import type { InstanceType } from "../../cluster/Cluster.ts";
import { awsMachines } from "./awsMachines.ts";
import { azureMachines } from "./azureMachines.ts";
import { gcpMachines } from "./gcpMachines.ts";
import { parseMachines } from "./parseMachines.ts";

/** A cloud whose machines are known. */
export interface Cloud {
  readonly machines: ReadonlyMap<string, InstanceType>;
  /** What is assumed for a head node. */
  readonly headType: string;
  /** What a price is of. */
  readonly priceRegion: string;
  /** Those that are taken where nothing says which: x86, whole GPUs, current families, no burst credits. */
  isUsual(name: string): boolean;
  /** By the shape of the name, whether it is in the table or not. */
  hasNamed(name: string): boolean;
}

let known: readonly [Cloud, ...Cloud[]] | undefined;

/** AWS first, then Google Cloud, then Azure. */
export function clouds(): readonly [Cloud, ...Cloud[]] {
  known ??= [
    {
      machines: byName(awsMachines),
      headType: "m5.2xlarge",
      priceRegion: "us-east-1",
      isUsual: matches(/^(m5|m6i|m7i|c5|r5|g4dn|g5|g6|g6e|g7e|p3|p4de?|p5(en?)?|p6-b[23]00|trn1|inf2)\./),
      hasNamed: matches(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/),
    },
    {
      machines: byName(gcpMachines),
      headType: "n2-standard-8",
      priceRegion: "us-central1",
      isUsual: matches(
        /^(e2-(standard|highmem)|n2-(standard|highmem)|g2-|g4-standard-(48|96|192|384)$|a[234]|ct|tpu)/,
      ),
      hasNamed: matches(/^([a-z][a-z0-9]{1,4}|custom)-[a-z0-9-]+$/),
    },
    {
      machines: byName(azureMachines),
      headType: "Standard_D8s_v5",
      priceRegion: "eastus",
      isUsual: matches(/^Standard_([DE]\d+s_v5|N[CD]\d)/),
      hasNamed: matches(/^Standard_/),
    },
  ];
  return known;
}

/** The cloud whose names look like this one; AWS where none do. */
export function cloudOf(name: string | undefined): Cloud {
  const [first, ...others] = clouds();
  return name === undefined ? first : (others.find((cloud) => cloud.hasNamed(name)) ?? first);
}

function byName(table: string): ReadonlyMap<string, InstanceType> {
  return new Map(parseMachines(table).map((machine) => [machine.name, machine]));
}

function matches(pattern: RegExp): (name: string) => boolean {
  return (name) => pattern.test(name);
}
