/**
 * Natural logarithm and exponential from basic arithmetic alone, so that every JavaScript engine draws the
 * same random numbers to the last bit (`Math.log` and `Math.exp` may differ between engines).
 * The algorithms are those of FreeBSD's msun library (e_log.c, e_exp.c); both stay within 1 ulp.
 */
const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
float[0] = 1;
const highWord = words[1] === 0x3ff00000 ? 1 : 0;
const lowWord = 1 - highWord;

const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;

/** The natural logarithm of `x`; `x` is a positive, normal, finite number. */
export function ln(x: number): number {
  if (!(x >= 2.2250738585072014e-308 && x < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`ln of ${x}: expected a positive normal number`);
  }
  float[0] = x;
  const low = words[lowWord] as number;
  let high = words[highWord] as number;
  let exponent = (high >>> 20) - 1023;
  high &= 0x000fffff;
  // Bring the mantissa into [√2/2, √2).
  const carry = (high + 0x95f64) & 0x100000;
  words[highWord] = high | (carry ^ 0x3ff00000);
  words[lowWord] = low;
  exponent += carry >>> 20;
  const f = (float[0] as number) - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd =
    z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const halfSquare = 0.5 * f * f;
  return exponent * ln2High - (halfSquare - (s * (halfSquare + even + odd) + exponent * ln2Low) - f);
}

/** e to the power of `x`; 0 and `Infinity` where that is no double. */
export function exp(x: number): number {
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019412) return 0;
  const k = Math.trunc(Math.LOG2E * x + (x < 0 ? -0.5 : 0.5));
  const high = x - k * ln2High;
  const low = k * ln2Low;
  const reduced = high - low;
  const t = reduced * reduced;
  const c =
    reduced -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (0.00006613756321437934 + t * (-0.0000016533902205465252 + t * 4.1381367970572385e-8))));
  return scaleByPowerOfTwo(1 - (low - (reduced * c) / (2 - c) - high), k);
}

function scaleByPowerOfTwo(value: number, exponent: number): number {
  // 2^1024 is no double: go there in two halves.
  const half = exponent >> 1;
  return value * powerOfTwo(half) * powerOfTwo(exponent - half);
}

function powerOfTwo(exponent: number): number {
  words[highWord] = (exponent + 1023) << 20;
  words[lowWord] = 0;
  return float[0] as number;
}
