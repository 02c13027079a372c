// For what is put together field by field before anybody sees it. On paths that are taken for each write
// that is several times as fast as a literal with fields behind a spread: V8 defines each of those in a
// call of its runtime, as soon as objects of a few different layouts have come by.

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
