export const version = "1.2";
export const limit = 10;

let calls = 0;
export function count() {
  calls += 1;
  return calls;
}
