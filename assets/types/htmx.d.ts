// htmx is a classic script: it is there as a global.
declare const htmx: typeof import("htmx.org").default;
