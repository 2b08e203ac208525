/** A value that a test may change. */
export type Draft<Value> = Value extends object
  ? { -readonly [Key in keyof Value]: Draft<Value[Key]> }
  : Value;
