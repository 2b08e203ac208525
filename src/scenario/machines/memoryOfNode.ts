/** ray 2.60.0, `DEFAULT_OBJECT_STORE_MEMORY_PROPORTION` and `DEFAULT_OBJECT_STORE_MAX_MEMORY_BYTES`. */
const objectStoreShare = 0.3;
const mostObjectStoreBytes = 200e9;

/**
 * The resource `memory` of a node, in bytes: what the machine has less the object store (ray 2.60.0,
 * `ResourceAndLabelSpec._resolve_memory_resources`). What the system uses before Ray starts, which Ray leaves out as well,
 * is not known and not left out here.
 */
export function memoryOfNode(machineBytes: number): number {
  return machineBytes - Math.min(machineBytes * objectStoreShare, mostObjectStoreBytes);
}
