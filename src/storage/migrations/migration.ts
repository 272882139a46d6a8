/** One change of the database's shape. Never deletes a recording. */
export interface Migration {
  /** Version the database has afterwards; counts from 1 without gaps. */
  to: number
  summary: string
  upgrade: (database: IDBDatabase, transaction: IDBTransaction) => void
}
