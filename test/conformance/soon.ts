// What a bench may give at once, or when time has passed there: an emulated chip needs time.
export type Soon<T> = T | Promise<T>;
