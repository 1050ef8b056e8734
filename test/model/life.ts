/** The life of one process: when it is over, nothing that it awaited ever comes back and nothing new is begun. */
export class Life {
  #calls = 0;
  #fatal: { readonly call: number; readonly moment: 'before' | 'after' } | undefined;
  #end: () => void = () => undefined;
  dead = false;
  /** Whether it died at a call, not by being dismissed. */
  struck = false;
  /** Resolves at its end. */
  readonly over = new Promise<void>((resolve) => {
    this.#end = resolve;
  });

  /** It is killed at the `calls`-th call of a door from now on, before the call is made or after it was answered. */
  killAt(calls: number, moment: 'before' | 'after'): void {
    this.#fatal = { call: this.#calls + calls, moment };
  }

  kill(): void {
    this.dead = true;
    this.#end();
  }

  /** The same door as this process has it. Every call of these methods is a moment at which it may die. */
  owns<Door extends object>(door: Door, methods: readonly (keyof Door & string)[]): Door {
    const mortal = new Map<PropertyKey, unknown>();
    for (const name of methods) {
      const real = (door[name] as (...args: unknown[]) => Promise<unknown>).bind(door);
      mortal.set(name, async (...args: unknown[]) => {
        const call = ++this.#calls;
        await this.#strike(call, 'before');
        try {
          return await real(...args);
        } finally {
          await this.#strike(call, 'after');
        }
      });
    }
    return replaced(door, mortal);
  }

  async #strike(call: number, moment: 'before' | 'after'): Promise<void> {
    if (this.#fatal && call === this.#fatal.call && moment === this.#fatal.moment) {
      this.struck ||= !this.dead;
      this.kill();
    }
    if (this.dead) await new Promise<never>(() => undefined);
  }
}

/** The door with some of its methods replaced; all others are its own. */
export function replaced<Door extends object>(door: Door, methods: ReadonlyMap<PropertyKey, unknown>): Door {
  return new Proxy(door, {
    get: (target, name) => {
      if (methods.has(name)) return methods.get(name);
      const own: unknown = Reflect.get(target, name);
      return typeof own === 'function' ? own.bind(target) : own;
    },
  });
}
