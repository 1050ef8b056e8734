// Looks for digits: a failure is never forgiven.
import t from 'tap';
import { DECLINED_FROM, MemoryProvider } from './memory-gateway.js';
import { type Provider, providerContract } from './provider.js';

t.test('a provider in memory', async (t) =>
  providerContract(t, async (): Promise<Provider> => {
    const provider = new MemoryProvider();
    return {
      gateway: provider.gateway(),
      lose: (change, executed) => provider.lose(change, executed),
      settle: async (id) => provider.settle(id),
      declined: DECLINED_FROM,
      stop: async () => undefined,
    };
  }),
);
