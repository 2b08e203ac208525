/** Suffixes of Kubernetes quantities (apimachinery, pkg/api/resource/quantity.go). */
const factors: ReadonlyMap<string, number> = new Map([
  ["n", 1e-9],
  ["u", 1e-6],
  ["m", 1e-3],
  ["", 1],
  ["k", 1e3],
  ["M", 1e6],
  ["G", 1e9],
  ["T", 1e12],
  ["P", 1e15],
  ["E", 1e18],
  ["Ki", 2 ** 10],
  ["Mi", 2 ** 20],
  ["Gi", 2 ** 30],
  ["Ti", 2 ** 40],
  ["Pi", 2 ** 50],
  ["Ei", 2 ** 60],
]);

const written = /^([+-]?(?:\d{1,18}(?:\.\d{0,18})?|\.\d{1,18}))(?:([eE][+-]?\d{1,2})|([a-zA-Z]{0,2}))$/;

/** A Kubernetes quantity such as `500m`, `16Gi` or `1e3`, in whole units; `null`: it is none. */
export function parseQuantity(quantity: string | number): number | null {
  if (typeof quantity === "number") return Number.isFinite(quantity) ? quantity : null;
  const parts = written.exec(quantity);
  if (parts === null) return null;
  const [, digits, exponent, suffix = ""] = parts;
  if (exponent !== undefined) return Number(`${digits}${exponent}`);
  const factor = factors.get(suffix);
  return factor === undefined ? null : Number(digits) * factor;
}
