import type { NodeLabels } from "./labelsOfGroup.ts";

const name = "[a-zA-Z0-9](?:[a-zA-Z0-9_.-]{0,61}[a-zA-Z0-9])?";
/** ray 2.60.0, `LABEL_SELECTOR_REGEX`. */
const written = new RegExp(`^(!?)(?:(?:in)?\\((${name}(?:, ?${name})*)\\)|(${name}))$`);
const keyPattern = new RegExp(`^(?:[a-zA-Z0-9._-]{1,253}/)?${name}$`);

/** What Ray refuses of one line of a label selector; `null`: nothing. */
export function selectorProblem(key: string, value: string): string | null {
  if (!keyPattern.test(key))
    return `found the label ${JSON.stringify(key)}; expected a name such as ray.io/accelerator-type`;
  if (value === "" || written.test(value)) return null;
  return `found ${JSON.stringify(value)} for ${JSON.stringify(key)}; expected value, !value, in(a, b) or !in(a, b)`;
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
