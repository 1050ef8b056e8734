/** A JSON request of unknown shape, read field by field. */
export class Fields {
  constructor(private readonly value: unknown) {}

  /** The object under a name; empty where it is missing. */
  under(name: string): Fields {
    return new Fields(this.get(name));
  }

  has(name: string): boolean {
    return this.get(name) !== undefined && this.get(name) !== null;
  }

  /** Strings and numbers as text, anything else undefined. */
  text(name: string): string | undefined {
    const value = this.get(name);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  }

  flag(name: string): boolean {
    return this.get(name) === true || this.get(name) === 'true';
  }

  list(name: string): readonly string[] {
    const value = this.get(name);
    return Array.isArray(value) ? value.map(String) : [];
  }

  /** The objects of a list, or of an object of them (`{0: …}`); undefined where it is neither. */
  items(name: string): readonly Fields[] | undefined {
    const value = this.get(name);
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.values(value).map((one) => new Fields(one));
  }

  /** The object under a name as it came; empty where it is missing. */
  object(name: string): Record<string, unknown> {
    const value = this.get(name);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  }

  names(): readonly string[] {
    return typeof this.value === 'object' && this.value !== null ? Object.keys(this.value) : [];
  }

  private get(name: string): unknown {
    if (typeof this.value !== 'object' || this.value === null) return undefined;
    return (this.value as Record<string, unknown>)[name];
  }
}
