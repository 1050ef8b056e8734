import { existsSync } from 'node:fs';
import type { Ami } from '../asterisk/ami.js';
import type { AriRest } from '../asterisk/ari-rest.js';
import type { Config } from '../config/schema.js';
import { type ConfSection, readConf } from './conf.js';
import type { Console } from './console.js';

/** What is examined: the doors that answered, and the files that can be read. */
export interface Patient {
  readonly config: Config;
  /** The configuration file's path, to recognise the running service by. */
  readonly configFile: string;
  /** Absent where Asterisk does not answer or refuses; that is a finding of its own. */
  readonly ari?: AriRest;
  readonly ami?: Ami;
  /** Absent where this user may not open it, or Asterisk runs on another machine. */
  readonly console?: Console;
  readonly files: AsteriskFiles;
}

/** Asterisk's configuration directory, each file read once. Unreadable ones are kept to be named in one finding. */
export class AsteriskFiles {
  readonly unreadable: string[] = [];
  readonly #read = new Map<string, readonly ConfSection[] | undefined>();

  constructor(readonly directory: string) {}

  /** Sections of a file that Asterisk has; undefined where it cannot be read. */
  sections(file: string): readonly ConfSection[] | undefined {
    return this.#all(file)?.filter(({ unread }) => !unread);
  }

  /** Sections of a file that Asterisk leaves out. */
  unread(file: string): readonly ConfSection[] {
    return this.#all(file)?.filter(({ unread }) => unread) ?? [];
  }

  #all(file: string): readonly ConfSection[] | undefined {
    if (this.#read.has(file)) return this.#read.get(file);
    let sections: readonly ConfSection[] | undefined;
    try {
      sections = readConf(this.directory, file);
    } catch (error) {
      // A file that is not there is Asterisk's defaults; a directory that is not there is another machine.
      const absent = (error as NodeJS.ErrnoException).code === 'ENOENT' && existsSync(this.directory);
      if (absent) sections = [];
      else this.unreadable.push(file);
    }
    this.#read.set(file, sections);
    return sections;
  }

  /** All sections of that name as one, where there is any. */
  section(file: string, name: string): ConfSection | undefined {
    const same = this.sections(file)?.filter((section) => section.name === name && !section.template) ?? [];
    const entries = same.flatMap((section) => section.entries);
    return same.length === 0 ? undefined : { name, entries, template: false };
  }
}
