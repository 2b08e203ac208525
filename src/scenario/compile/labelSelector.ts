import type { NodeLabels } from "./labelsOfGroup.ts";

const name = "[a-zA-Z0-9](?:[a-zA-Z0-9_.-]{0,61}[a-zA-Z0-9])?";
/** ray 2.60.0, `LABEL_SELECTOR_REGEX`. */
const written = new RegExp(`^(!?)(?:(?:in)?\\((${name}(?:, ?${name})*)\\)|(${name}))$`);

/** Whether Ray can read what a label selector says of one label; what it cannot is told where the types of its fields are checked. */
export function isSelectorValue(value: string): boolean {
  return value === "" || written.test(value);
}

/**
 * Whether nodes with these labels are selected: `!` and `!in` also by nodes without the label (Ray Core,
 * `LabelSelectorOperator`). What is not decided is taken to be as asked.
 */
export function selects(
  selector: Readonly<Record<string, string>>,
  { known, undecided }: NodeLabels,
): boolean {
  return Object.entries(selector).every(([key, value]) => {
    if (undecided.has(key)) return true;
    const parts = written.exec(value);
    const values = (parts?.[2] ?? parts?.[3] ?? "").split(/, ?/);
    const label = known.get(key);
    const isIn = label !== undefined && values.includes(label);
    return parts?.[1] === "!" ? !isIn : isIn;
  });
}
