import type { Knex } from 'knex';

/** One thing of any noun, as it is stored. `document` is kept as JSON. */
export interface Document<T> {
  readonly id: string;
  /** The thing it belongs to, such as the customer of an address. */
  readonly parent: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly document: T;
}

interface Row {
  readonly id: string;
  readonly parent: string | null;
  readonly created_at: number;
  readonly updated_at: number;
  readonly document: string;
}

/**
 * A store of nouns that need no columns of their own, by kind and merchant. Identifiers are unique within a kind
 * of a merchant, except where they are within a parent: give `id` as `parent/id` then. Times are epoch milliseconds.
 */
export class Documents {
  constructor(private readonly db: Knex) {}

  /** Makes it, or replaces what is there under the id; creation order and time stay. `document` is plain data. */
  async put(
    kind: string,
    merchantId: string,
    one: { readonly id: string; readonly parent?: string; readonly document: unknown; readonly at: number },
  ): Promise<void> {
    const { id, parent = null, at } = one;
    const document = JSON.stringify(one.document);
    await this.db('documents')
      .insert({ merchant_id: merchantId, kind, id, parent, created_at: at, updated_at: at, document })
      .onConflict(['merchant_id', 'kind', 'id'])
      .merge({ parent, updated_at: at, document });
  }

  async get<T>(kind: string, merchantId: string, id: string): Promise<Document<T> | undefined> {
    const row: Row | undefined = await this.db('documents')
      .where({ merchant_id: merchantId, kind, id })
      .first();
    return row ? read<T>(row) : undefined;
  }

  /** In creation order; all of the kind, or those of a parent. */
  async list<T>(
    kind: string,
    merchantId: string,
    { parent }: { readonly parent?: string } = {},
  ): Promise<readonly Document<T>[]> {
    const query = this.db('documents').where({ merchant_id: merchantId, kind }).orderBy('seq');
    if (parent !== undefined) query.where({ parent });
    const rows: Row[] = await query;
    return rows.map((row) => read<T>(row));
  }

  /** False when there was none. */
  async remove(kind: string, merchantId: string, id: string): Promise<boolean> {
    return (await this.db('documents').where({ merchant_id: merchantId, kind, id }).delete()) > 0;
  }
}

function read<T>(row: Row): Document<T> {
  return {
    id: row.id,
    parent: row.parent,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    document: JSON.parse(row.document) as T,
  };
}
