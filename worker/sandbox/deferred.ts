export type Deferred<Value> = {
  promise: Promise<Value>;
  resolve(value: Value): void;
  reject(error: Error): void;
};

/** A promise and the two functions that settle it (`Promise.withResolvers` needs Node 22). */
export function deferred<Value>(): Deferred<Value> {
  let resolve!: (value: Value) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<Value>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
