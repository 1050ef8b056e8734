/** What a spreadsheet takes for the beginning of a formula, also in the widths of East Asian type. */
const FORMULA = /^[\s\p{Cf}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20|%]|^[\t\r\n]/u;

/**
 * One record by RFC 4180, with its line end. A text that a spreadsheet would execute gets an apostrophe in front, as
 * OWASP advises: references and descriptions come from callers' systems. Numbers are left as they are.
 */
export function csvRecord(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
