/** What is used of the driver beside knex: how it reads an address. */
declare module 'pg' {
  const pg: {
    readonly Client: new (options: {
      readonly connectionString: string;
    }) => {
      readonly connectionParameters: {
        readonly host: string;
        readonly ssl: boolean | string | { readonly rejectUnauthorized?: boolean };
      };
    };
  };
  export default pg;
}
