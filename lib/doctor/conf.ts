import { readFileSync } from 'node:fs';
import { globSync } from './glob.js';

/** A section of one of Asterisk's files, with what its templates give it. */
export interface ConfSection {
  readonly name: string;
  /** In their order; of a repeated name Asterisk's modules mostly take the last. */
  readonly entries: readonly { readonly name: string; readonly value: string }[];
  readonly template: boolean;
}

/** The last value of a name, in any case. */
export function entryOf(section: ConfSection | undefined, name: string): string | undefined {
  return section?.entries.findLast((entry) => entry.name.toLowerCase() === name)?.value;
}

/** Whether a word means yes to Asterisk. */
export function isYes(value: string | undefined): boolean {
  return value !== undefined && /^(yes|true|y|t|1|on)$/i.test(value.trim());
}

/**
 * Reads a file of Asterisk's configuration with its includes and templates, as Asterisk's own loader does. Throws
 * what reading throws. A name may come several times: in pjsip.conf an endpoint, its aor and its auth share one.
 */
export function readConf(directory: string, file: string): ConfSection[] {
  const reader = new Reader(directory);
  reader.read(file);
  return reader.sections;
}

interface Draft {
  readonly name: string;
  readonly entries: { name: string; value: string }[];
  readonly template: boolean;
}

class Reader {
  readonly sections: Draft[] = [];
  #current: Draft | undefined;
  /** Files that are open: an include of one of them is a circle. */
  readonly #open = new Set<string>();

  constructor(private readonly directory: string) {}

  read(file: string): void {
    const path = this.#path(file);
    if (this.#open.has(path)) return;
    this.#open.add(path);
    try {
      this.#take(readFileSync(path, 'utf8'));
    } finally {
      this.#open.delete(path);
    }
  }

  #take(whole: string): void {
    const text = whole.replace(/;--[\s\S]*?--;/g, '');
    for (const raw of text.split('\n')) {
      const line = raw.replace(/(^|[^\\]);.*$/, '$1').trim();
      const include = /^#(try)?include\s+["<]?([^">]+?)[">]?$/.exec(line);
      if (include?.[2]) this.#include(include[2]);
      else if (line.startsWith('[')) this.#begin(line);
      else this.#add(line);
    }
  }

  #include(pattern: string): void {
    for (const file of globSync(this.#path(pattern))) {
      try {
        this.read(file);
      } catch {
        // A missing include is Asterisk's to report; what can be read is looked at.
      }
    }
  }

  #path(file: string): string {
    return file.startsWith('/') ? file : `${this.directory}/${file}`;
  }

  #begin(line: string): void {
    const [, name = '', options = ''] = /^\[([^\]]+)\](?:\(([^)]*)\))?/.exec(line) ?? [];
    const words = options.split(',').map((word) => word.trim());
    let section = words.includes('+') ? this.#named(name) : undefined;
    if (!section) {
      section = { name, entries: [], template: words.includes('!') };
      this.sections.push(section);
    }
    for (const word of words) section.entries.push(...(this.#named(word)?.entries ?? []));
    this.#current = section;
  }

  #named(name: string): Draft | undefined {
    return this.sections.findLast((section) => section.name === name);
  }

  #add(line: string): void {
    const [, name, value] = /^([^=]+?)\s*=>?\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) this.#current?.entries.push({ name, value });
  }
}
