import { inspect } from 'node:util';

/** A secret that cannot be printed by accident: logs, errors and JSON show `[secret]`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one place that sends it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}

/** As it stands in the file: the value itself, the name of an environment variable, or the path of a file. */
export type SecretSource = string | { readonly env: string } | { readonly file: string };

/** Turns what stands in the file into the secret, or into a fault that says what to do (and never the value). */
export type ResolveSecret = (source: SecretSource) => Secret | { readonly fault: string };
