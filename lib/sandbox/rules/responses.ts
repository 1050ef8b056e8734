const SOFT = new Set([
  2000, 2001, 2002, 2003, 2016, 2025, 2026, 2034, 2035, 2038, 2040, 2042, 2046, 2048, 2057, 2062, 2078, 2080,
  2092, 2099, 3000,
]);

/** Whether a decline is soft: another try may succeed. By the processor's response code. */
export function isSoft(code: string): boolean {
  const number = Number(code);
  return SOFT.has(number) || (number > 2100 && number !== 2107 && number !== 2108);
}
