import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type ResolveSecret, Secret } from './secret.js';

/** Reads secrets from where the configuration says they are. Relative paths are taken from `directory`. */
export function secretResolver(directory: string, env: NodeJS.ProcessEnv): ResolveSecret {
  return (source) => {
    if (typeof source === 'string') return new Secret(source);
    if ('env' in source) {
      const value = env[source.env];
      return value
        ? new Secret(value)
        : { fault: `the environment variable ${source.env} is not set; set it for the service` };
    }
    return fromFile(resolve(directory, source.file));
  };
}

function fromFile(path: string): Secret | { fault: string } {
  try {
    if (statSync(path).mode & 0o004) {
      return { fault: `every user of this machine can read ${path}; run: chmod o-rwx ${path}` };
    }
    const value = readFileSync(path, 'utf8').trim();
    return value ? new Secret(value) : { fault: `the file ${path} is empty; write the secret into it` };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'ENOENT'
      ? { fault: `the file ${path} does not exist; create it with the secret in it` }
      : { fault: `the file ${path} cannot be read (${code}); give the service's user the right to read it` };
  }
}
