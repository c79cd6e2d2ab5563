export const same = (x) => x;
export const negate = (x) => -x;
export const isTrue = (b) => b === true;
export const single = (x) => x;
